"""The file of a SQLite database: where it is, and making room where it cannot be read any more."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from meso_infer.errors import StorageUnavailable

SIDE_FILES = ("", "-wal", "-shm")
"""Endings of the files that make up one SQLite database."""


def file_of(url: str) -> Path | None:
    """The file of a database's address; None where it is not in a file."""
    try:
        address = make_url(url)
    except ArgumentError:
        return None
    named = address.database
    if address.get_backend_name() != "sqlite" or not named or named == ":memory:":
        return None
    return Path(named).expanduser().absolute()


def rename_damaged(url: str, now: datetime) -> Path:
    """Rename a SQLite database with its side files; see :func:`meso_infer.storage.set_aside`.

    Raises
    ------
    StorageUnavailable
        The database is not in a file, or that cannot be renamed.
    """
    path = file_of(url)
    if path is None:
        raise StorageUnavailable(
            "Only a database in a file can be set aside. Have whoever looks after the server restore "
            "it, then try again."
        )
    aside = path.with_name(f"{path.name}.damaged-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    if aside.exists():
        raise StorageUnavailable(f"{aside} exists already. Try again in a moment.")
    try:
        for ending in SIDE_FILES:
            part = Path(f"{path}{ending}")
            if part.exists():
                part.rename(f"{aside}{ending}")
    except OSError as error:
        raise StorageUnavailable(
            f"{path} cannot be renamed ({error.strerror}). Allow writing to its folder and try again."
        ) from error
    return aside
