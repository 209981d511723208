"""Drafts over SQL: what is not an event yet, each under the id of its owner and a key."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from meso_infer.storage.base import StoredDraft
from meso_infer.storage.engine import Database
from meso_infer.storage.json_value import JsonObject
from meso_infer.storage.schema import drafts
from meso_infer.storage.storable import is_storable, require_json, require_text, require_zone


class SqlDrafts:
    """The drafts of a :class:`~meso_infer.storage.base.EventStore` in a SQLite or PostgreSQL database."""

    _database: Database

    def save_draft(
        self, negotiation_id: str, key: str, payload: JsonObject, *, saved_at: datetime
    ) -> None:
        require_text(negotiation_id, "The id of the negotiation")
        require_text(key, "The name of a draft")
        require_json(payload, "The draft")
        require_zone(saved_at)
        upsert = (sqlite if self._database.is_sqlite else postgresql).insert(drafts)
        values = {"payload": payload, "saved_at": saved_at}
        with self._database.writing() as connection:
            connection.execute(
                upsert.values(
                    negotiation_id=negotiation_id, key=key, **values
                ).on_conflict_do_update(index_elements=["negotiation_id", "key"], set_=values)
            )

    def read_draft(self, negotiation_id: str, key: str) -> JsonObject | None:
        if not (is_storable(negotiation_id) and is_storable(key)):
            return None
        with self._database.reading() as connection:
            return connection.scalar(select(drafts.c.payload).where(*_draft(negotiation_id, key)))

    def drafts(self, negotiation_id: str, start: str = "") -> tuple[StoredDraft, ...]:
        if not (is_storable(negotiation_id) and is_storable(start)):
            return ()
        found = (
            select(drafts.c.key, drafts.c.payload, drafts.c.saved_at)
            .where(
                drafts.c.negotiation_id == negotiation_id,
                drafts.c.key.startswith(start, autoescape=True),
            )
            .order_by(drafts.c.saved_at.desc(), drafts.c.key)
        )
        with self._database.reading() as connection:
            return tuple(StoredDraft(*row) for row in connection.execute(found))

    def clear_draft(self, negotiation_id: str, key: str) -> None:
        if not (is_storable(negotiation_id) and is_storable(key)):
            return
        with self._database.writing() as connection:
            connection.execute(delete(drafts).where(*_draft(negotiation_id, key)))


def _draft(negotiation_id: str, key: str) -> tuple[ColumnElement[bool], ...]:
    return drafts.c.negotiation_id == negotiation_id, drafts.c.key == key
