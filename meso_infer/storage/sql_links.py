"""Links and wrong tries over SQL. It must not know what a secret is: it keeps digests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, case, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from meso_infer.errors import EventRejected
from meso_infer.storage.cases import LinkRow
from meso_infer.storage.engine import Database
from meso_infer.storage.schema import links, wrong_tries
from meso_infer.storage.storable import require_text, require_zone

_COLUMNS = tuple(LinkRow.__dataclass_fields__)


class SqlLinkStore:
    """A :class:`~meso_infer.storage.cases.LinkStore` in a SQLite or PostgreSQL database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, link: LinkRow) -> None:
        for name in ("link_id", "purpose", "subject", "party", "salt", "digest"):
            require_text(getattr(link, name), f"The {name} of a link")
        require_zone(link.issued_at)
        require_zone(link.expires_at)
        try:
            with self._database.writing() as connection:
                connection.execute(
                    insert(links), [{name: getattr(link, name) for name in _COLUMNS}]
                )
        except IntegrityError as error:
            raise EventRejected("There is already a link of this id; make another.") from error

    def look_up(self, link_id: str) -> LinkRow | None:
        mine = links.c.link_id == link_id
        with self._database.reading() as connection:
            found = connection.execute(_link().where(mine)).one_or_none()
        return None if found is None else LinkRow(*found)

    def of(self, purpose: str, subject: str) -> tuple[LinkRow, ...]:
        mine = (links.c.purpose == purpose) & (links.c.subject == subject)
        oldest_first = _link().where(mine).order_by(links.c.issued_at, links.c.link_id)
        with self._database.reading() as connection:
            return tuple(LinkRow(*row) for row in connection.execute(oldest_first))

    def revoke(self, purpose: str, subject: str, party: str | None, *, at: datetime) -> None:
        require_zone(at)
        mine = (
            (links.c.purpose == purpose)
            & (links.c.subject == subject)
            & links.c.revoked_at.is_(None)
        )
        if party is not None:
            mine &= links.c.party == party
        with self._database.writing() as connection:
            connection.execute(update(links).where(mine).values(revoked_at=at))

    def wrong_tries(
        self, scopes: Sequence[str], *, at: datetime, window: timedelta
    ) -> tuple[int, ...]:
        runs = wrong_tries.c.scope.in_(list(scopes)) & (wrong_tries.c.since > at - window)
        counted = select(wrong_tries.c.scope, wrong_tries.c.tries).where(runs)
        with self._database.reading() as connection:
            found = {row.scope: row.tries for row in connection.execute(counted)}
        return tuple(found.get(scope, 0) for scope in scopes)

    def count_wrong_try(self, scopes: Sequence[str], *, at: datetime, window: timedelta) -> None:
        require_zone(at)
        upsert = (sqlite if self._database.is_sqlite else postgresql).insert(wrong_tries)
        runs = wrong_tries.c.since > at - window
        again = {
            "since": case((runs, wrong_tries.c.since), else_=at),
            "tries": case((runs, wrong_tries.c.tries + 1), else_=1),
        }
        # In one order, so that two at a time never wait for each other.
        rows = [{"scope": scope, "since": at, "tries": 1} for scope in sorted(scopes)]
        with self._database.writing() as connection:
            connection.execute(
                upsert.on_conflict_do_update(index_elements=["scope"], set_=again), rows
            )


def _link() -> Select[tuple[Any, ...]]:
    return select(*(links.c[name] for name in _COLUMNS))
