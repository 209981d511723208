"""The event store: where negotiations live between sessions.

It keeps rows and gives them back; what an event means is known above it. The default is a SQLite
file, PostgreSQL is a matter of the address.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from meso_infer.storage.base import (
    EventRow,
    EventStore,
    JsonObject,
    StoredNegotiation,
    StoredSummary,
)

__all__ = [
    "DATABASE_VARIABLE",
    "DEFAULT_URL",
    "EventRow",
    "EventStore",
    "JsonObject",
    "StoredNegotiation",
    "StoredSummary",
    "database_url",
    "open_store",
]

DATABASE_VARIABLE = "MESO_DATABASE_URL"
DEFAULT_URL = "sqlite:///data/meso.sqlite3"


def database_url(environment: Mapping[str, str] | None = None) -> str:
    """Address of the database: what ``MESO_DATABASE_URL`` says, else a file under ``data/``."""
    given = (os.environ if environment is None else environment).get(DATABASE_VARIABLE, "")
    return given.strip() or DEFAULT_URL


def open_store(url: str | None = None) -> EventStore:
    """Open a database, creating or upgrading its tables where needed.

    One store serves every thread of a process; any number of processes may open the same
    database, also at the same moment.

    Parameters
    ----------
    url : str, optional
        ``sqlite:///path/to/file``, ``sqlite://`` (memory only, gone at the end) or
        ``postgresql://user:password@host/database``. Default: :func:`database_url`.

    Raises
    ------
    InvalidSettings
        The address is not one of these.
    StorageUnavailable
        The database cannot be reached, read or written, belongs to another program, is damaged,
        or was written by a newer release.
    """
    # SQLAlchemy takes 0.27 s to import; who only reads a document does not wait for it.
    from meso_infer.storage.sql import SqlEventStore

    return SqlEventStore(database_url() if url is None else url)
