"""Connections and transactions, and what a database's complaint means to a negotiator.

It knows the two kinds of database and their settings; it must not know our tables.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from meso_infer.errors import DatabaseDamaged, InvalidSettings, StorageUnavailable
from meso_infer.storage.schema import to_json

LOCK_SECONDS = 10
"""How long a transaction waits for others before it gives up."""

_READ_ONLY = "meso_read_only"
_AS_FOUND = "meso_as_found"
"""Under which a connection that reads a file as it lies keeps how the file was then."""


class Database:
    """An address, its connections, and the two kinds of transaction.

    Raises
    ------
    InvalidSettings
        The address is neither SQLite's nor PostgreSQL's.
    StorageUnavailable
        The folder of a SQLite file cannot be made, or the file not opened; without `create`, also
        when it is not there.
    """

    def __init__(self, url: str, *, create: bool = True) -> None:
        address = _parsed(url)
        self.is_sqlite = address.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self.location = address.database or "memory"
            self.engine = _sqlite_engine(address, create)
            self._reading_options: dict[str, Any] = {_READ_ONLY: True}
        else:
            self.location = _postgresql_location(address)
            self.engine = _postgresql_engine(address)
            # Several queries of one read have to see the same moment, as they do on SQLite.
            self._reading_options = {
                "isolation_level": "REPEATABLE READ",
                "postgresql_readonly": True,
            }

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that writes; it commits at the end of the block, or leaves no trace.

        An integrity error passes through: only the caller knows what it means.
        """
        with self.explained(writing=True), self.engine.begin() as connection:
            if not self.is_sqlite:
                connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'"))
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that reads one moment of the database and holds up nobody."""
        with self.explained(writing=False), self.engine.connect() as connection:
            options = connection.execution_options(**self._reading_options)
            with options.begin():
                yield options

    @contextmanager
    def explained(self, *, writing: bool, location: str | None = None) -> Iterator[None]:
        """Turn what a driver raises inside the block into StorageUnavailable.

        Parameters
        ----------
        location : str, optional
            What to name as the database in trouble, where that is not this one.
        """
        try:
            yield
        except IntegrityError:
            raise
        except (DBAPIError, sqlite3.Error, PoolTimeout, json.JSONDecodeError) as error:
            kind = DatabaseDamaged if _is_damage(error) else StorageUnavailable
            raise kind(_explanation(error, location or self.location, writing)) from error

    def close(self) -> None:
        """Close all connections; the last one out folds SQLite's side files into the database."""
        self.engine.dispose()


def _parsed(url: str) -> URL:
    advice = (
        "use sqlite:///path/to/file.sqlite3 or postgresql://user:password@host/database, for "
        "example in MESO_DATABASE_URL"
    )
    try:
        address = make_url(url)
        backend = address.get_backend_name()
    except (ArgumentError, ValueError) as error:
        raise InvalidSettings(f"This is not the address of a database; {advice}.") from error
    if backend in ("postgresql", "postgres"):
        return address.set(drivername="postgresql+psycopg")
    if backend == "sqlite":
        return address.set(drivername="sqlite+pysqlite")
    raise InvalidSettings(f"Databases of kind {backend!r} are not supported; {advice}.")


# -- SQLite ----------------------------------------------------------------------------------------


def _sqlite_engine(address: URL, create: bool) -> Engine:
    in_memory = address.database in (None, "", ":memory:")
    file: Path | None = None
    options: dict[str, Any] = {}
    if in_memory:
        # The database lives in its connection: one for all threads, which take turns.
        options = {"pool_size": 1, "max_overflow": 0}
    elif not str(address.database).startswith("file:"):
        # Connections are opened later, too, when the working directory may be another.
        path = Path(str(address.database)).expanduser().absolute()
        _prepare_file(path, create)
        file = path
        address = address.set(database=str(path))
    engine = create_engine(
        address,
        poolclass=QueuePool,
        connect_args={"timeout": LOCK_SECONDS, "check_same_thread": False},
        hide_parameters=True,
        **options,
    )

    @event.listens_for(engine, "connect")
    def _settings(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        # The driver would begin transactions late, and so let two writers read the same state.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout={int(LOCK_SECONDS * 1000)}")
        if not in_memory and _AS_FOUND not in record.info:
            _write_ahead(connection)
        # NORMAL would forget the last events when the power fails; FULL costs half a millisecond.
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        # What is deleted or overwritten is private as well, and must not stay behind in the file.
        connection.execute("PRAGMA secure_delete=ON")

    if file is not None:
        _stay_with_file(engine, file)
        _read_where_nothing_can_be_written(engine, file)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A transaction that first reads and then wants to write is refused at once while others
        # write, whatever the timeout; one that says so at its start waits for its turn.
        read_only = connection.get_execution_options().get(_READ_ONLY, False)
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def _prepare_file(path: Path, create: bool) -> None:
    if not create and not path.exists():
        raise StorageUnavailable(
            f"There is no database at {path}, and none was made. Check the path, given with --database "
            "or MESO_DATABASE_URL."
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            # It will hold limits and values that are nobody else's business.
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StorageUnavailable(_explanation(error, str(path), writing=True)) from error


def _stay_with_file(engine: Engine, path: Path) -> None:
    """Refuse work once the file was moved, deleted or replaced.

    An open connection goes on writing into a file without a name, and all of that is gone with it.
    """
    opened: dict[str, tuple[int, int]] = {}

    @event.listens_for(engine, "do_connect")
    @event.listens_for(engine, "checkout")
    def _look(*_: object) -> None:
        here = _identity(path)
        if opened.setdefault("file", here) != here:
            raise _went_away(path)

    @event.listens_for(engine, "engine_disposed")
    def _forget(_: object) -> None:
        opened.clear()


def _identity(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError as error:
        raise _went_away(path) from error
    return found.st_dev, found.st_ino


def _went_away(path: Path) -> StorageUnavailable:
    return StorageUnavailable(
        f"The database {path} was moved, replaced or deleted while this program was running. Nothing was "
        "saved since. Put it back, or restart this program to use what is there now."
    )


def _read_where_nothing_can_be_written(engine: Engine, path: Path) -> None:
    """Read a file as it lies where SQLite could not put its side files next to it.

    It could not even be read otherwise. Where somebody else writes it all the same, what was open is
    opened anew.
    """

    @event.listens_for(engine, "do_connect")
    def _connect(
        _: object, record: ConnectionPoolEntry, arguments: list[Any], options: dict[str, Any]
    ) -> None:
        record.info.pop(_AS_FOUND, None)
        found = _as_found(path)
        if found is not None:
            record.info[_AS_FOUND] = found
            arguments[0] = f"{path.as_uri()}?mode=ro&immutable=1"
            options["uri"] = True

    @event.listens_for(engine, "checkout")
    def _renew(_: object, record: ConnectionPoolEntry, __: object) -> None:
        if record.info.get(_AS_FOUND) != _as_found(path):
            raise DisconnectionError(
                "the file is another, or in other hands, than when it was opened"
            )


def _as_found(path: Path) -> tuple[int, int] | None:
    """When and how large a file was last written; None where it can be used in the ordinary way."""
    side_files = (path.with_name(f"{path.name}{ending}") for ending in ("-wal", "-shm"))
    # Files are opened with the effective rights; not every system can be asked for these.
    as_opened = os.access in os.supports_effective_ids
    may_write = os.access(path.parent, os.W_OK, effective_ids=as_opened)
    if may_write or any(one.exists() for one in side_files):
        return None
    state = path.stat()
    return state.st_mtime_ns, state.st_size


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch the file to write-ahead logging, once in its life, where it may be written.

    The switch does not wait for its turn as other statements do, so two first starts at the same
    moment collide.
    """
    give_up = time.monotonic() + LOCK_SECONDS
    while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if _sqlite_code(error) == sqlite3.SQLITE_READONLY:
                return
            if _sqlite_code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(0.02)


# -- PostgreSQL ------------------------------------------------------------------------------------


def _postgresql_engine(address: URL) -> Engine:
    arguments = {} if "connect_timeout" in address.query else {"connect_timeout": LOCK_SECONDS}
    return create_engine(
        address,
        connect_args=arguments,
        # What is private stays out of the server's log, also when a statement fails.
        hide_parameters=True,
        # A server that was restarted meanwhile costs a reconnection, not an error.
        pool_pre_ping=True,
        json_serializer=to_json,
        json_deserializer=json.loads,
    )


def _postgresql_location(address: URL) -> str:
    # Put together anew: the password may stand in more than one place of an address.
    host = address.host or address.query.get("host") or "localhost"
    port = f":{address.port}" if address.port else ""
    return f"postgresql://{host}{port}/{address.database or ''}"


# -- What went wrong -------------------------------------------------------------------------------


def _sqlite_code(error: BaseException) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _cause(error: Exception) -> BaseException:
    return (error.orig if isinstance(error, DBAPIError) else None) or error


def _is_damage(error: Exception) -> bool:
    codes = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
    return _sqlite_code(_cause(error)) in codes or isinstance(error, json.JSONDecodeError)


def _explanation(error: Exception, location: str, writing: bool) -> str:
    cause = _cause(error)
    outcome = "Nothing was saved. " if writing else ""
    code, state = _sqlite_code(cause), str(getattr(cause, "sqlstate", None) or "")
    if isinstance(error, DBAPIError) and error.connection_invalidated and writing:
        return (
            f"The connection to the database {location} broke while saving. Your last entry may "
            "or may not be in it: reload and look before you enter it again."
        )
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) or state == "55P03":
        return (
            f"The database {location} is locked: another program has been writing to it for "
            f"{LOCK_SECONDS} seconds. {outcome}Try again; if this goes on, close whatever else "
            "uses it."
        )
    if isinstance(error, PoolTimeout):
        return f"The database {location} is too busy right now. {outcome}Try again in a moment."
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM) or state in ("25006", "42501"):
        return (
            f"The database {location} may be read but not written. {outcome}Allow writing to it "
            "and its folder, or choose another place with MESO_DATABASE_URL."
        )
    if _is_damage(error):
        return (
            f"{location} is not a database of meso-infer, or it is damaged. {outcome}Restore a "
            "backup with the restore command, or choose another place with MESO_DATABASE_URL."
        )
    if code == sqlite3.SQLITE_FULL:
        return f"The disk that holds {location} is full. {outcome}Make room and try again."
    if code == sqlite3.SQLITE_CANTOPEN or isinstance(cause, OSError):
        return (
            f"The database {location} cannot be opened{_reason(cause)}. {outcome}Check that its "
            "folder exists and may be written, or choose another place with MESO_DATABASE_URL."
        )
    return (
        f"The database {location} cannot do its work{_reason(cause)}. {outcome}Check that it is "
        "running and that MESO_DATABASE_URL names it rightly, then try again."
    )


def _reason(cause: BaseException) -> str:
    words = getattr(cause, "strerror", None) or str(cause)
    lines = words.strip().splitlines()
    return f" ({lines[0]})" if lines else ""
