"""Cases over SQL: a view is what the query of its reader returns, never a part of something larger.

It must not know what an entry means.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Row, Select, delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from meso_infer.errors import EventRejected, StaleWrite, UnknownCase
from meso_infer.storage.cases import EntryRow, StoredCase, StoredEntry
from meso_infer.storage.engine import Database
from meso_infer.storage.json_value import JsonObject
from meso_infer.storage.schema import case_entries, case_readers, cases
from meso_infer.storage.storable import is_storable, require_json, require_text, require_zone

_COLUMNS = ("id", "kind", "sender", "payload", "recorded_at")


class SqlCaseStore:
    """A :class:`~meso_infer.storage.cases.CaseStore` in a SQLite or PostgreSQL database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, case_id: str, header: JsonObject, *, recorded_at: datetime) -> None:
        require_text(case_id, "The id of the case")
        require_json(header, "The header of the case")
        require_zone(recorded_at)
        row = {"case_id": case_id, "header": header, "created_at": recorded_at}
        try:
            with self._database.writing() as connection:
                connection.execute(insert(cases), [row])
        except IntegrityError as error:
            raise EventRejected(
                f"There is already a case with the id {case_id!r}. Open that one, or choose another id."
            ) from error

    def append(
        self,
        case_id: str,
        expected_sequence: int,
        entries: Sequence[EntryRow],
        *,
        recorded_at: datetime,
    ) -> None:
        _require_storable(entries)
        require_zone(recorded_at)
        try:
            with self._database.writing() as connection:
                current = _locked_sequence(connection, case_id)
                if current != expected_sequence:
                    raise StaleWrite(expected_sequence, current)
                _insert(connection, case_id, current, entries, recorded_at)
        except IntegrityError as error:
            raise EventRejected(
                "There is already such an entry in this case. It may have been written twice: reload "
                "and look before you write it again."
            ) from error

    def read_as(self, case_id: str, reader: str) -> StoredCase:
        if not is_storable(case_id) or not is_storable(reader):
            raise _unknown()
        with self._database.reading() as connection:
            header = _header(connection, case_id)
            found = connection.execute(_readable(case_id, reader)).all()
        return _stored(header, found)

    def count_as(self, case_id: str, reader: str) -> int:
        if not is_storable(case_id) or not is_storable(reader):
            raise _unknown()
        mine = (case_readers.c.case_id == case_id) & (case_readers.c.reader == reader)
        with self._database.reading() as connection:
            _header(connection, case_id)
            return connection.execute(
                select(func.count()).select_from(case_readers).where(mine)
            ).scalar_one()

    def read_sealed(self, case_id: str) -> tuple[StoredCase, int]:
        if not is_storable(case_id):
            raise _unknown()
        everything = (
            select(*(case_entries.c[name] for name in _COLUMNS))
            .where(case_entries.c.case_id == case_id)
            .order_by(case_entries.c.sequence)
        )
        with self._database.reading() as connection:
            header = _header(connection, case_id)
            found = connection.execute(everything).all()
        return _stored(header, found), len(found)

    def list(self) -> tuple[StoredCase, ...]:
        newest_first = select(cases).order_by(cases.c.created_at.desc(), cases.c.case_id)
        with self._database.reading() as connection:
            return tuple(_stored(row, ()) for row in connection.execute(newest_first))

    def delete(self, case_id: str) -> None:
        with self._database.writing() as connection:
            _locked_sequence(connection, case_id)
            for table in (case_readers, case_entries, cases):
                connection.execute(delete(table).where(table.c.case_id == case_id))


# -- queries ---------------------------------------------------------------------------------------


def _readable(case_id: str, reader: str) -> Select[tuple[object, ...]]:
    """The entries that one reader may read: the only place where a view is decided."""
    return (
        select(*(case_entries.c[name] for name in _COLUMNS))
        .join(
            case_readers,
            (case_readers.c.case_id == case_entries.c.case_id)
            & (case_readers.c.sequence == case_entries.c.sequence),
        )
        .where(case_readers.c.case_id == case_id, case_readers.c.reader == reader)
        .order_by(case_entries.c.sequence)
    )


def _header(connection: Connection, case_id: str) -> Row[tuple[object, ...]]:
    found = connection.execute(select(cases).where(cases.c.case_id == case_id)).one_or_none()
    if found is None:
        raise _unknown()
    return found


def _stored(
    header: Row[tuple[object, ...]], found: Sequence[Row[tuple[object, ...]]]
) -> StoredCase:
    return StoredCase(
        case_id=header.case_id,
        header=header.header,
        entries=tuple(
            StoredEntry(position, row.id, row.kind, row.sender, row.payload, row.recorded_at)
            for position, row in enumerate(found, start=1)
        ),
        created_at=header.created_at,
    )


def _locked_sequence(connection: Connection, case_id: str) -> int:
    """Count the entries of a case and keep other writers out until the transaction ends."""
    if not is_storable(case_id):
        raise _unknown()
    # Two statements: PostgreSQL shows what others committed only to the one after the wait.
    mine = cases.c.case_id == case_id
    if connection.scalar(select(cases.c.case_id).where(mine).with_for_update()) is None:
        raise _unknown()
    last = select(func.coalesce(func.max(case_entries.c.sequence), 0))
    return connection.execute(last.where(case_entries.c.case_id == case_id)).scalar_one()


def _insert(
    connection: Connection,
    case_id: str,
    after: int,
    entries: Sequence[EntryRow],
    recorded_at: datetime,
) -> None:
    if not entries:
        return
    numbered = list(enumerate(entries, start=after + 1))
    connection.execute(
        insert(case_entries),
        [
            {
                "case_id": case_id,
                "sequence": sequence,
                "id": entry.id,
                "kind": entry.kind,
                "sender": entry.sender,
                "payload": entry.payload,
                "recorded_at": recorded_at,
            }
            for sequence, entry in numbered
        ],
    )
    connection.execute(
        insert(case_readers),
        [
            {"case_id": case_id, "reader": reader, "sequence": sequence}
            for sequence, entry in numbered
            for reader in entry.readers
        ],
    )


def _require_storable(entries: Sequence[EntryRow]) -> None:
    for entry in entries:
        for text, what in (
            (entry.id, "The id of an entry"),
            (entry.kind, "The kind of an entry"),
            (entry.sender, "The sender of an entry"),
        ):
            require_text(text, what)
        if not entry.readers:
            raise EventRejected(f"Entry {entry.id!r} has no reader; name who may read it.")
        for reader in entry.readers:
            require_text(reader, "A reader of an entry")
        require_json(entry.payload, "An entry")


def _unknown() -> UnknownCase:
    return UnknownCase(
        "There is no such case. It may have been removed: choose one from the list of cases."
    )
