"""The event store: where negotiations live between sessions.

It keeps rows and gives them back; what an event means is known above it. The default is a SQLite
file, PostgreSQL is a matter of the address.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from meso_infer.storage.base import (
    EventRow,
    EventStore,
    JsonObject,
    StoredDraft,
    StoredNegotiation,
    StoredSummary,
)

__all__ = [
    "DATABASE_VARIABLE",
    "DEFAULT_URL",
    "EventRow",
    "EventStore",
    "JsonObject",
    "StoredDraft",
    "StoredNegotiation",
    "StoredSummary",
    "database_file",
    "database_url",
    "open_store",
    "set_aside",
]

DATABASE_VARIABLE = "MESO_DATABASE_URL"
DEFAULT_URL = "sqlite:///data/meso.sqlite3"


def database_url(environment: Mapping[str, str] | None = None) -> str:
    """Address of the database: what ``MESO_DATABASE_URL`` says, else a file under ``data/``."""
    given = (os.environ if environment is None else environment).get(DATABASE_VARIABLE, "")
    return given.strip() or DEFAULT_URL


def open_store(url: str | None = None, *, create: bool = True) -> EventStore:
    """Open a database, creating or upgrading its tables where needed.

    One store serves every thread of a process; any number of processes may open the same
    database, also at the same moment.

    Parameters
    ----------
    url : str, optional
        ``sqlite:///path/to/file``, ``sqlite://`` (memory only, gone at the end) or
        ``postgresql://user:password@host/database``. Default: :func:`database_url`.
    create : bool
        Whether to make a SQLite file that is not there.

    Raises
    ------
    InvalidSettings
        The address is not one of these.
    StorageUnavailable
        The database cannot be reached, read or written, belongs to another program, is damaged,
        or was written by a newer release; without `create`, also when the file is not there.
    DatabaseDamaged
        It cannot be read any more; :func:`set_aside` makes room for a restored one.
    """
    # SQLAlchemy takes 0.27 s to import; who only reads a document does not wait for it.
    from meso_infer.storage.sql import SqlEventStore

    return SqlEventStore(database_url() if url is None else url, create=create)


def database_file(url: str) -> Path | None:
    """The file of a database's address; None where it is not in a file, or is no address."""
    from meso_infer.storage.rescue import file_of

    return file_of(url)


def set_aside(url: str, *, now: datetime) -> Path:
    """Rename a damaged SQLite file, so that a backup can be restored in its place; nothing is deleted.

    Returns
    -------
    Path
        Where the damaged file is now.

    Raises
    ------
    StorageUnavailable
        When the database is not a file, or cannot be renamed.
    """
    from meso_infer.storage.rescue import rename_damaged

    return rename_damaged(url, now)
