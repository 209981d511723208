"""Backups: everything as of one moment into one file, and back.

Two forms: a SQLite database of its own, or JSON lines, which any program can read. Either restores
into either kind of database. A restore is one transaction: until the file has proved whole, nothing
that was there is given up.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

from sqlalchemy import (
    JSON,
    Boolean,
    Connection,
    Integer,
    String,
    Table,
    delete,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.exc import IntegrityError

from meso_infer.errors import StorageUnavailable, counted
from meso_infer.storage.engine import Database
from meso_infer.storage.json_value import JsonObject
from meso_infer.storage.migrate import bring_up_to_date, schema_revision
from meso_infer.storage.schema import (
    METADATA,
    SCHEMA_REVISION,
    UtcDateTime,
    case_entries,
    case_readers,
    cases,
    drafts,
    events,
    links,
    negotiations,
    to_json,
    wrong_tries,
)

FORMAT = "meso-infer-backup/1"

_SQLITE_MAGIC = b"SQLite format 3\0"
_BATCH = 500

# Parents before children: a row may refer only to one that is there.
_TABLES = (negotiations, events, drafts, cases, case_entries, case_readers, links, wrong_tries)

_READABLE = ("0001", SCHEMA_REVISION)
"""Revisions whose rows fit the tables of today: since then, tables were only added."""

_KINDS = {String: str, Boolean: bool, Integer: int, UtcDateTime: datetime, JSON: dict}

Rows: TypeAlias = Generator[tuple[Table, JsonObject], None, None]


def write_backup(database: Database, path: Path) -> None:
    """Write everything to a new file; see :meth:`EventStore.backup`.

    Raises
    ------
    StorageUnavailable
        The file exists already or cannot be written, or the database cannot be read.
    """
    if path.exists():
        raise StorageUnavailable(
            f"{path} exists already and was left as it is. Choose another name for the backup."
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise _unwritable(path, error) from error
    part = Path(name)
    try:
        # The file takes its name only when it is complete and on the disk.
        with os.fdopen(handle, "wb") as file:
            if database.is_sqlite and path.suffix != ".jsonl":
                _copy_sqlite(database, part)
            else:
                for line in _lines(database):
                    file.write(line)
                file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        part.unlink(missing_ok=True)


def restore_backup(database: Database, path: Path, *, replace: bool) -> int:
    """Put a backup in place of everything stored; see :meth:`EventStore.restore`.

    Raises
    ------
    StorageUnavailable
        The backup cannot be read or is damaged, or the database cannot be written; nothing is changed.
    """
    try:
        with path.open("rb") as file:
            is_sqlite = file.read(len(_SQLITE_MAGIC)) == _SQLITE_MAGIC
    except OSError as error:
        raise StorageUnavailable(
            f"The backup {path} cannot be read ({error.strerror}). Nothing was changed. Check its "
            "name."
        ) from error
    if not is_sqlite:
        return _replace_all(database, _rows_from_lines(path), path, replace)
    with tempfile.TemporaryDirectory() as folder:
        # In a copy: a backup of an older release is upgraded on the way, the file stays as it is.
        source = _checked_copy(path, Path(folder) / "backup.sqlite3")
        try:
            return _replace_all(database, _rows_from_copy(source, path), path, replace)
        finally:
            source.close()


# -- writing ---------------------------------------------------------------------------------------


def _copy_sqlite(database: Database, part: Path) -> None:
    # SQLite copies one moment of the database; in write-ahead mode, writers do not wait for it.
    with (
        database.explained(writing=False, location=str(part.parent)),
        closing(database.engine.raw_connection()) as connection,
        closing(connection.cursor()) as cursor,
    ):
        cursor.execute("VACUUM INTO ?", (str(part),))
    _require_sound(part, part)


def _lines(database: Database) -> Iterator[bytes]:
    checksum = hashlib.sha256()
    n_rows = -1  # the first line is not a row
    for line in _contents(database):
        encoded = f"{to_json(line)}\n".encode()
        checksum.update(encoded)
        n_rows += 1
        yield encoded
    end = {"end": {"rows": n_rows, "sha256": checksum.hexdigest()}}
    yield f"{to_json(end)}\n".encode()


def _contents(database: Database) -> Iterator[JsonObject]:
    yield {"format": FORMAT, "revision": SCHEMA_REVISION}
    for table, row in _rows(database):
        plain = {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in row.items()
        }
        yield {table.name: plain}


def _rows(database: Database) -> Rows:
    """Yield every row of every table as of one moment."""
    with database.reading() as connection:
        for table in _TABLES:
            everything = select(table).order_by(*table.primary_key.columns)
            streamed = connection.execution_options(yield_per=_BATCH).execute(everything)
            for row in streamed.mappings():
                yield table, dict(row)


# -- reading ---------------------------------------------------------------------------------------


def _checked_copy(path: Path, copy: Path) -> Database:
    """Copy a SQLite backup, bring the copy up to date and open it."""
    try:
        # Through SQLite rather than byte by byte: the file may be a database in use.
        with (
            closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as original,
            closing(sqlite3.connect(copy)) as duplicate,
        ):
            original.backup(duplicate)
    except sqlite3.Error as error:
        _refuse(path, str(error), error)
    _require_sound(copy, path)
    source = Database(f"sqlite:///{copy}")
    source.location = str(path)
    try:
        with source.reading() as connection:
            revision = schema_revision(connection)
        if revision is None:
            _refuse(path, "it holds none of our tables")
        bring_up_to_date(source)
    except BaseException:
        source.close()
        raise
    return source


def _rows_from_copy(source: Database, path: Path) -> Rows:
    try:
        yield from _rows(source)
    except StorageUnavailable as error:
        _refuse(path, "its rows cannot be read", error)


def _require_sound(file: Path, named: Path) -> None:
    try:
        with closing(sqlite3.connect(file)) as connection:
            findings = connection.execute("PRAGMA integrity_check").fetchall()
    except sqlite3.Error as error:
        _refuse(named, str(error), error)
    if findings != [("ok",)]:
        _refuse(named, f"SQLite finds it damaged: {findings[0][0]}")


def _rows_from_lines(path: Path) -> Rows:
    """Yield the rows of a backup in JSON lines, and at its end refuse it if any is missing."""
    checksum = hashlib.sha256()
    n_rows = -1
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            content = _parsed(line, path, number)
            if number == 1:
                _require_format(content, path)
            elif "end" in content:
                if content["end"] != {"rows": n_rows, "sha256": checksum.hexdigest()}:
                    _refuse(path, "its checksum does not match what it holds")
                if file.read(1):
                    _refuse(path, f"it goes on after its end in line {number}")
                return
            else:
                yield _row(content, path, number)
            checksum.update(line)
            n_rows += 1
    _refuse(path, "its end is missing")


def _parsed(line: bytes, path: Path, number: int) -> JsonObject:
    try:
        content = json.loads(line)
    except (ValueError, RecursionError) as error:
        _refuse(path, f"line {number} is not JSON", error)
    if not isinstance(content, dict) or not content:
        _refuse(path, f"line {number} is not a JSON object")
    return content


def _require_format(content: JsonObject, path: Path) -> None:
    if content.get("format") != FORMAT:
        _refuse(path, f"its first line does not say that its format is {FORMAT}")
    if content.get("revision") not in _READABLE:
        _refuse(
            path,
            f"it has tables of revision {content.get('revision')}, this release has "
            f"{SCHEMA_REVISION}; restore it with the release that wrote it",
        )


def _row(content: JsonObject, path: Path, number: int) -> tuple[Table, JsonObject]:
    name, row = next(iter(content.items()))
    table = METADATA.tables.get(name)
    if table is None or not isinstance(row, dict) or set(row) != set(table.columns.keys()):
        _refuse(path, f"line {number} is not a row of ours")
    for column in table.columns:
        value = row[column.name]
        if isinstance(column.type, UtcDateTime) and isinstance(value, str):
            row[column.name] = _moment(value, path, number)
    return table, row


def _moment(value: str, path: Path, number: int) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        _refuse(path, f"line {number} has {value!r} where a time belongs", error)
    if moment.tzinfo is None:
        _refuse(path, f"line {number} has a time without a zone: {value!r}")
    return moment


# -- putting it in place ---------------------------------------------------------------------------


def _replace_all(database: Database, rows: Rows, path: Path, replace: bool) -> int:
    try:
        with closing(rows), database.writing() as connection:
            if not database.is_sqlite:
                everything = ", ".join(table.name for table in _TABLES)
                connection.execute(text(f"LOCK TABLE {everything} IN EXCLUSIVE MODE"))
            _require_may_replace(connection, database, replace)
            closed = _closed_links(connection)
            for table in reversed(_TABLES):
                connection.execute(delete(table))
            while batch := list(islice(rows, _BATCH)):
                _require_kinds(batch, path)
                _insert(connection, batch)
            _keep_closed(connection, closed)
            _require_whole_logs(connection, path)
            return _count(connection)
    except IntegrityError as error:
        _refuse(path, "its rows contradict each other", error)


def _closed_links(connection: Connection) -> list[JsonObject]:
    found = connection.execute(select(links).where(links.c.revoked_at.is_not(None)))
    return [dict(row) for row in found.mappings()]


def _keep_closed(connection: Connection, closed: Sequence[JsonObject]) -> None:
    """Have no link open again that was closed since the backup, also one of which it knows nothing.

    It would open for whoever it was taken from, and a later backup might know it.
    """
    for row in closed:
        connection.execute(delete(links).where(links.c.link_id == row["link_id"]))
    if closed:
        connection.execute(insert(links), closed)


def _require_kinds(batch: Sequence[tuple[Table, JsonObject]], path: Path) -> None:
    """Refuse values of the wrong kind, which SQLite would take and give back."""
    for table, row in batch:
        for column in table.columns:
            value = row[column.name]
            kind = next(kind for sql, kind in _KINDS.items() if isinstance(column.type, sql))
            if not (isinstance(value, kind) or (value is None and column.nullable)):
                _refuse(path, f"a row of {table.name} has {value!r} as its {column.name}")


def _insert(connection: Connection, batch: Sequence[tuple[Table, JsonObject]]) -> None:
    by_table: dict[str, list[dict[str, Any]]] = {}
    for table, row in batch:
        by_table.setdefault(table.name, []).append(row)
    for name, rows in by_table.items():
        connection.execute(insert(METADATA.tables[name]), rows)


def _require_may_replace(connection: Connection, database: Database, replace: bool) -> None:
    n_stored, n_cases = _count(connection), _count(connection, cases)
    if (n_stored or n_cases) and not replace:
        of_a_neutral = f" and {counted(n_cases, 'case')} of a neutral" if n_cases else ""
        raise StorageUnavailable(
            f"The database {database.location} holds {counted(n_stored, 'negotiation')}{of_a_neutral}, "
            "which a restore would replace. Nothing was changed. Say that they are to be replaced (on the "
            "command line with --replace, which keeps a safety copy), or restore into an empty database."
        )


def _count(connection: Connection, table: Table = negotiations) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _require_whole_logs(connection: Connection, path: Path) -> None:
    broken = (
        select(events.c.negotiation_id)
        .group_by(events.c.negotiation_id)
        .having((func.min(events.c.sequence) != 1) | (func.max(events.c.sequence) != func.count()))
    )
    if connection.execute(broken.limit(1)).first() is not None:
        _refuse(path, "events are missing in the middle of a log")


def _refuse(path: Path, why: str, cause: Exception | None = None) -> NoReturn:
    raise StorageUnavailable(
        f"{path} is not an undamaged backup of meso-infer: {why}. Nothing was changed. Use another "
        "backup."
    ) from cause


def _unwritable(path: Path, error: OSError) -> StorageUnavailable:
    return StorageUnavailable(
        f"The backup {path} cannot be written ({error.strerror}). Choose another place for it."
    )
