"""Destroying text for good, in the rows and in what the file still holds; and finding damage in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing

from sqlalchemy import Connection, delete, select, text, update

from meso_infer.errors import EventRejected, StorageUnavailable
from meso_infer.storage.engine import LOCK_SECONDS, Database
from meso_infer.storage.json_value import JsonObject
from meso_infer.storage.schema import case_entries, drafts, events


def blank_events(
    connection: Connection, negotiation_id: str, payloads: Mapping[str, JsonObject]
) -> None:
    """Put other payloads in the place of those of some events, by id.

    Raises
    ------
    EventRejected
        One of the events is not there.
    """
    for event_id, payload in payloads.items():
        changed = connection.execute(
            update(events)
            .where(events.c.negotiation_id == negotiation_id, events.c.id == event_id)
            .values(payload=payload)
        )
        if changed.rowcount != 1:
            raise EventRejected(
                f"There is no event {event_id!r} in this negotiation. Reload and look again."
            )


def forget_drafts(connection: Connection, negotiation_id: str, texts: Sequence[str]) -> None:
    """Delete the drafts of a negotiation in which one of the texts stands."""
    kept = connection.execute(
        select(drafts.c.key, drafts.c.payload).where(drafts.c.negotiation_id == negotiation_id)
    )
    quoting = [
        row.key for row in kept if any(one in leaf for leaf in _texts(row.payload) for one in texts)
    ]
    if quoting:
        connection.execute(
            delete(drafts).where(
                drafts.c.negotiation_id == negotiation_id, drafts.c.key.in_(quoting)
            )
        )


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def scrub(database: Database) -> bool:
    """Rewrite the database without what was deleted; see :meth:`EventStore.scrub`."""
    try:
        return _scrub_sqlite(database) if database.is_sqlite else _scrub_postgresql(database)
    except StorageUnavailable:
        return False


def _scrub_sqlite(database: Database) -> bool:
    with (
        database.explained(writing=False),
        closing(database.engine.raw_connection()) as connection,
        closing(connection.cursor()) as cursor,
    ):
        # Updates leave their old text in pages that are free now, and in the write-ahead log.
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        outcome = cursor.fetchone()
        return outcome is not None and outcome[0] == 0


def _scrub_postgresql(database: Database) -> bool:
    with (
        database.explained(writing=False),
        database.engine.connect() as connection,
    ):
        alone = connection.execution_options(isolation_level="AUTOCOMMIT")
        alone.execute(text(f"SET lock_timeout = '{LOCK_SECONDS}s'"))
        try:
            for table in (drafts, events, case_entries):
                alone.execute(text(f"VACUUM FULL {table.name}"))
        finally:
            alone.execute(text("RESET lock_timeout"))
    return True


def find_damage(database: Database) -> tuple[str, ...]:
    """What is wrong with the database; see :meth:`EventStore.find_damage`."""
    if not database.is_sqlite:
        return ()
    with database.reading() as connection:
        found = [str(row[0]) for row in connection.execute(text("PRAGMA integrity_check"))]
        orphans = connection.execute(text("PRAGMA foreign_key_check")).all()
    found = [] if found == ["ok"] else found
    return (*found, *(f"a row of {row[0]} belongs to no negotiation" for row in orphans))
