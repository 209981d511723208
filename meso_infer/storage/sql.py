"""The event store over SQL, one for SQLite and PostgreSQL.

It must not know what an event means: a row goes in, the same row comes out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    Select,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from meso_infer.errors import DatabaseDamaged, EventRejected, StaleWrite, UnknownNegotiation
from meso_infer.storage.backup import restore_backup, write_backup
from meso_infer.storage.base import EventRow, StoredNegotiation, StoredSummary
from meso_infer.storage.engine import Database
from meso_infer.storage.erasure import blank_events, find_damage, forget_drafts, scrub
from meso_infer.storage.json_value import JsonObject
from meso_infer.storage.migrate import bring_up_to_date
from meso_infer.storage.schema import SCHEMA_REVISION, drafts, events, negotiations
from meso_infer.storage.sql_cases import SqlCaseStore
from meso_infer.storage.sql_drafts import SqlDrafts
from meso_infer.storage.sql_links import SqlLinkStore
from meso_infer.storage.storable import (
    id_taken,
    is_storable,
    require_json,
    require_storable,
    require_text,
    require_zone,
)

_EVENT_COLUMNS = ("id", "kind", "version", "at", "party", "visibility", "payload")


class SqlEventStore(SqlDrafts):
    """An :class:`~meso_infer.storage.base.EventStore` in a SQLite or PostgreSQL database.

    Parameters
    ----------
    url : str
        See :func:`meso_infer.storage.open_store`, which also lists the errors.
    """

    def __init__(self, url: str, *, create: bool = True) -> None:
        self._database = Database(url, create=create)
        try:
            bring_up_to_date(self._database)
        except BaseException:
            self._database.close()
            raise
        self.cases = SqlCaseStore(self._database)
        self.links = SqlLinkStore(self._database)

    @property
    def location(self) -> str:
        return self._database.location

    @property
    def engine(self) -> str:
        dialect = self._database.engine.dialect
        numbers: tuple[int, ...] = dialect.server_version_info or ()  # type: ignore[attr-defined]
        return f"{dialect.name} {'.'.join(map(str, numbers))}"

    @property
    def revision(self) -> str:
        return SCHEMA_REVISION

    # -- negotiations and their events -------------------------------------------------------------

    def create(
        self,
        negotiation_id: str,
        header: JsonObject,
        rows: Sequence[EventRow] = (),
        *,
        recorded_at: datetime,
        is_example: bool = False,
    ) -> int:
        require_text(negotiation_id, "The id of the negotiation")
        require_json(header, "The header of the negotiation")
        require_storable(rows)
        require_zone(recorded_at)
        negotiation = {
            "negotiation_id": negotiation_id,
            "header": header,
            "is_example": is_example,
            "created_at": recorded_at,
            "updated_at": recorded_at,
        }
        try:
            with self._database.writing() as connection:
                connection.execute(insert(negotiations), [negotiation])
                _insert(connection, negotiation_id, 0, rows, recorded_at)
        except IntegrityError as error:
            raise EventRejected(
                f"There is already a negotiation with the id {negotiation_id!r}. Open that one, or "
                "choose another id."
            ) from error
        return len(rows)

    def append(
        self,
        negotiation_id: str,
        expected_sequence: int,
        rows: Sequence[EventRow],
        *,
        recorded_at: datetime,
    ) -> int:
        require_storable(rows)
        require_zone(recorded_at)
        try:
            with self._database.writing() as connection:
                current = _locked_sequence(connection, negotiation_id)
                if current != expected_sequence:
                    raise StaleWrite(expected_sequence, current)
                if rows:
                    _insert(connection, negotiation_id, current, rows, recorded_at)
                    _touch(connection, negotiation_id, recorded_at)
        except IntegrityError as error:
            raise self._conflict(negotiation_id, expected_sequence, rows) from error
        return expected_sequence + len(rows)

    def read(self, negotiation_id: str, up_to: int | None = None) -> StoredNegotiation:
        log = (
            select(*(events.c[name] for name in ("sequence", "recorded_at", *_EVENT_COLUMNS)))
            .where(events.c.negotiation_id == negotiation_id)
            .order_by(events.c.sequence)
        )
        if up_to is not None:
            log = log.where(events.c.sequence <= up_to)
        if not is_storable(negotiation_id):
            raise _unknown(negotiation_id)
        with self._database.reading() as connection:
            header = connection.execute(_summaries(negotiation_id)).one_or_none()
            found = connection.execute(log).mappings().all()
        if header is None:
            raise _unknown(negotiation_id)
        expected = header.sequence if up_to is None else max(0, min(up_to, header.sequence))
        if [row["sequence"] for row in found] != list(range(1, expected + 1)):
            raise DatabaseDamaged(
                f"The log of this negotiation in {self.location} is damaged: events are missing in "
                "the middle. Restore a backup with the restore command."
            )
        return StoredNegotiation(
            negotiation_id=negotiation_id,
            header=header.header,
            rows=tuple(EventRow(**{name: row[name] for name in _EVENT_COLUMNS}) for row in found),
            sequence=header.sequence,
            created_at=header.created_at,
            updated_at=header.updated_at,
            is_example=header.is_example,
            recorded_at=tuple(row["recorded_at"] for row in found),
        )

    def sequence(self, negotiation_id: str) -> int:
        if not is_storable(negotiation_id):
            raise _unknown(negotiation_id)
        count = (
            select(_last_sequence())
            .select_from(negotiations)
            .where(negotiations.c.negotiation_id == negotiation_id)
        )
        with self._database.reading() as connection:
            found = connection.scalar(count)
        if found is None:
            raise _unknown(negotiation_id)
        return found

    def list(self) -> tuple[StoredSummary, ...]:
        newest_first = _summaries().order_by(
            negotiations.c.updated_at.desc(), negotiations.c.negotiation_id
        )
        try:
            with self._database.reading() as connection:
                return tuple(StoredSummary(*row) for row in connection.execute(newest_first))
        except DatabaseDamaged:
            return self._listed_one_by_one()

    def _listed_one_by_one(self) -> tuple[StoredSummary, ...]:
        """The list where a header cannot be read: that one is empty in it, all others are whole."""
        order = (negotiations.c.updated_at.desc(), negotiations.c.negotiation_id)
        without_header = _summaries(header=literal(None)).order_by(*order)
        listed = []
        with self._database.reading() as connection:
            rows = connection.execute(without_header).all()
        for row in rows:
            header: JsonObject = {}
            with suppress(DatabaseDamaged), self._database.reading() as connection:
                mine = negotiations.c.negotiation_id == row.negotiation_id
                header = connection.execute(select(negotiations.c.header).where(mine)).scalar_one()
            listed.append(StoredSummary(row.negotiation_id, header, *row[2:]))
        return tuple(listed)

    def with_kind(self, kind: str) -> frozenset[str]:
        holders = select(events.c.negotiation_id).where(events.c.kind == kind).distinct()
        with self._database.reading() as connection:
            return frozenset(connection.execute(holders).scalars())

    def delete(self, negotiation_id: str) -> None:
        with self._database.writing() as connection:
            _locked_sequence(connection, negotiation_id)
            for table in (drafts, events, negotiations):
                connection.execute(delete(table).where(table.c.negotiation_id == negotiation_id))

    def redact(
        self,
        negotiation_id: str,
        expected_sequence: int,
        payloads: Mapping[str, JsonObject],
        rows: Sequence[EventRow],
        *,
        removed: Sequence[str],
        recorded_at: datetime,
    ) -> int:
        require_storable(rows)
        for event_id, payload in payloads.items():
            require_json(payload, f"Event {event_id!r}")
        require_zone(recorded_at)
        try:
            with self._database.writing() as connection:
                current = _locked_sequence(connection, negotiation_id)
                if current != expected_sequence:
                    raise StaleWrite(expected_sequence, current)
                blank_events(connection, negotiation_id, payloads)
                forget_drafts(connection, negotiation_id, removed)
                _insert(connection, negotiation_id, current, rows, recorded_at)
                _touch(connection, negotiation_id, recorded_at)
        except IntegrityError as error:
            raise self._conflict(negotiation_id, expected_sequence, rows) from error
        return expected_sequence + len(rows)

    def scrub(self) -> bool:
        return scrub(self._database)

    def find_damage(self) -> tuple[str, ...]:
        return find_damage(self._database)

    # -- the whole ---------------------------------------------------------------------------------

    def backup(self, path: str | Path) -> None:
        write_backup(self._database, Path(path))

    def restore(self, path: str | Path, *, replace: bool = False) -> int:
        return restore_backup(self._database, Path(path), replace=replace)

    def close(self) -> None:
        self._database.close()

    def _conflict(
        self, negotiation_id: str, expected_sequence: int, rows: Sequence[EventRow]
    ) -> StaleWrite | EventRejected:
        """Find out which rule of the events table a write broke."""
        current = self.sequence(negotiation_id)
        if current != expected_sequence:
            return StaleWrite(expected_sequence, current)
        with self._database.reading() as connection:
            taken = set(
                connection.scalars(
                    select(events.c.id).where(events.c.negotiation_id == negotiation_id)
                )
            )
        return id_taken(next((row.id for row in rows if row.id in taken), rows[0].id))


# -- queries ---------------------------------------------------------------------------------------


def _last_sequence() -> ScalarSelect[int]:
    return (
        select(func.coalesce(func.max(events.c.sequence), 0))
        .where(events.c.negotiation_id == negotiations.c.negotiation_id)
        .scalar_subquery()
    )


def _summaries(
    negotiation_id: str | None = None, header: ColumnElement[Any] = negotiations.c.header
) -> Select[*tuple[Any, ...]]:
    summaries = select(
        negotiations.c.negotiation_id,
        header,
        _last_sequence().label("sequence"),
        negotiations.c.created_at,
        negotiations.c.updated_at,
        negotiations.c.is_example,
    )
    if negotiation_id is None:
        return summaries
    return summaries.where(negotiations.c.negotiation_id == negotiation_id)


def _locked_sequence(connection: Connection, negotiation_id: str) -> int:
    """Count the events of a negotiation and keep other writers out until the transaction ends."""
    if not is_storable(negotiation_id):
        raise _unknown(negotiation_id)
    # SQLite holds the lock since BEGIN IMMEDIATE and has no FOR UPDATE; SQLAlchemy leaves it out.
    # Two statements: PostgreSQL shows what others committed only to the one after the wait.
    mine = negotiations.c.negotiation_id == negotiation_id
    locked = connection.scalar(select(negotiations.c.negotiation_id).where(mine).with_for_update())
    if locked is None:
        raise _unknown(negotiation_id)
    return connection.execute(
        select(_last_sequence()).select_from(negotiations).where(mine)
    ).scalar_one()


def _insert(
    connection: Connection,
    negotiation_id: str,
    after: int,
    rows: Sequence[EventRow],
    recorded_at: datetime,
) -> None:
    if not rows:
        return
    connection.execute(
        insert(events),
        [
            {
                "negotiation_id": negotiation_id,
                "sequence": sequence,
                "recorded_at": recorded_at,
                **{name: getattr(row, name) for name in _EVENT_COLUMNS},
            }
            for sequence, row in enumerate(rows, start=after + 1)
        ],
    )


def _touch(connection: Connection, negotiation_id: str, at: datetime) -> None:
    mine = negotiations.c.negotiation_id == negotiation_id
    connection.execute(update(negotiations).where(mine).values(updated_at=at))


def _unknown(negotiation_id: str) -> UnknownNegotiation:
    return UnknownNegotiation(
        f"There is no negotiation with the id {negotiation_id!r}. It may have been removed: choose "
        "one from the list of all negotiations."
    )
