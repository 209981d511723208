"""What a store says when its database cannot do its work."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from meso_infer.errors import InvalidSettings, MesoError, StorageUnavailable
from meso_infer.storage import DEFAULT_URL, database_url, engine, open_store
from meso_infer.upkeep import write_backup
from tests.storage.examples import START, ids, row, rows

NOBODY = 65534
"""A user who owns nothing, as whom a test that was started by root can ask for less."""


def test_the_address_comes_from_the_environment() -> None:
    """MESO_DATABASE_URL names the database; without it, or empty, it is a file under data."""
    assert database_url({}) == DEFAULT_URL == "sqlite:///data/meso.sqlite3"
    assert database_url({"MESO_DATABASE_URL": "  "}) == DEFAULT_URL
    assert database_url({"MESO_DATABASE_URL": "sqlite:///x"}) == "sqlite:///x"
    assert database_url() == os.environ["MESO_DATABASE_URL"]


def test_the_default_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without an address the store opens the default, and makes its folder on the way."""
    monkeypatch.delenv("MESO_DATABASE_URL")
    monkeypatch.chdir(tmp_path)
    store = open_store()
    assert store.location == "data/meso.sqlite3"
    file = tmp_path / "data" / "meso.sqlite3"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    # Later connections find the same file from anywhere.
    (tmp_path / "away").mkdir()
    monkeypatch.chdir(tmp_path / "away")
    store.create("n", {}, recorded_at=START)
    store.close()
    assert store.sequence("n") == 0
    store.close()
    assert list((tmp_path / "away").iterdir()) == []


def test_a_file_that_went_away_takes_nothing_more(tmp_path: Path) -> None:
    """Moved under a running program, the database is not used nor made anew; put back, it goes on."""
    path, away = tmp_path / "a.sqlite3", tmp_path / "away.sqlite3"
    with closing(open_store(f"sqlite:///{path}")) as store:
        store.create("n", {}, rows("e1"), recorded_at=START)
        path.rename(away)
        for work in (
            store.list,
            lambda: store.append("n", 1, rows("e2"), recorded_at=START),
            lambda: store.create("m", {}, recorded_at=START),
        ):
            with pytest.raises(StorageUnavailable, match="moved, replaced or deleted"):
                work()
        assert not path.exists()
        path.touch()
        with pytest.raises(StorageUnavailable, match="moved, replaced or deleted"):
            store.list()
        away.rename(path)
        assert store.append("n", 1, rows("e2"), recorded_at=START) == 2
        assert ids(store, "n") == ["e1", "e2"]


@pytest.mark.parametrize(
    "url", ["data/meso.sqlite3", "mysql://u:secret@host/db", "oracle://host", "nonsense", "://", ""]
)
def test_an_impossible_address_is_explained(url: str) -> None:
    """An address that is neither SQLite's nor PostgreSQL's is refused with both named."""
    with pytest.raises(InvalidSettings, match=r"sqlite:///.*postgresql://") as refused:
        open_store(url)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("place", ["a file/meso.sqlite3", "", "/proc/no/such/meso.sqlite3"])
def test_an_impossible_place_is_explained(tmp_path: Path, place: str) -> None:
    """A folder that cannot be made, or stands where the file should, is named with a way out."""
    (tmp_path / "a file").write_text("not a folder")
    with pytest.raises(StorageUnavailable, match=r"cannot be opened.*MESO_DATABASE_URL"):
        open_store(f"sqlite:///{tmp_path / place}")


@pytest.mark.parametrize("size", [20, 5_000, 10_000_000])
def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, size: int) -> None:
    """Noise is refused and not overwritten."""
    noise = os.urandom(size)
    path = tmp_path / "noise.sqlite3"
    path.write_bytes(noise)
    with pytest.raises(StorageUnavailable, match="not a database of meso-infer, or it is damaged"):
        open_store(f"sqlite:///{path}")
    assert path.read_bytes() == noise


def test_a_torn_database_is_explained(sqlite_url: str, tmp_path: Path) -> None:
    """A file whose pages were overwritten is called damaged when they are needed."""
    store = open_store(sqlite_url)
    store.create("n", {}, [row(f"e{n}", text="x" * 200) for n in range(200)], recorded_at=START)
    store.close()
    path = tmp_path / "meso.sqlite3"
    content = bytearray(path.read_bytes())
    content[-20_000:] = os.urandom(20_000)
    path.write_bytes(content)
    store = open_store(sqlite_url)
    with pytest.raises(StorageUnavailable, match=r"damaged.*Restore a\s+backup"):
        store.read("n")
    store.close()


def test_a_read_only_database_can_be_read(sqlite_url: str, tmp_path: Path) -> None:
    """What may not be written is still shown, and writing says what to allow."""
    store = open_store(sqlite_url)
    store.create("n", {}, rows("a"), recorded_at=START)
    read_only = open_store(f"sqlite:///file:{tmp_path / 'meso.sqlite3'}?mode=ro&uri=true")
    assert ids(read_only, "n") == ["a"]
    with pytest.raises(StorageUnavailable, match=r"read but not written. Nothing was saved"):
        read_only.append("n", 1, rows("b"), recorded_at=START)
    assert ids(store, "n") == ["a"]
    read_only.close()
    store.close()


@contextmanager
def without_rights() -> Iterator[None]:
    """As a user who owns nothing where the tests were started by root, who may do everything."""
    was = os.geteuid()
    if was == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(was)


@pytest.mark.parametrize("mode", ["wal", "delete"])
@pytest.mark.parametrize("rights", [0o555, 0o777])
def test_who_may_only_read_a_file_reads_it(rights: int, mode: str) -> None:
    """Somebody without the right to write file or folder sees it all, and what its owner adds later."""
    # Not under pytest's own folder, into which nobody else may look.
    place, away = (Path(tempfile.mkdtemp(prefix="meso-")) for _ in range(2))
    path = place / "meso.sqlite3"
    with closing(open_store(f"sqlite:///{path}")) as owner:
        owner.create("n", {}, rows("a"), recorded_at=START)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA journal_mode={mode}")
    away.chmod(0o777)
    path.chmod(0o444)
    place.chmod(rights)
    with without_rights():
        stranger = open_store(f"sqlite:///{path}")
        assert ids(stranger, "n") == ["a"]
        with pytest.raises(StorageUnavailable, match=r"read but not written\. Nothing was saved"):
            stranger.append("n", 1, rows("b"), recorded_at=START)
        assert write_backup(stranger, now=START, path=away / "copy.jsonl").is_file()
    place.chmod(0o755)
    path.chmod(0o644)
    with closing(open_store(f"sqlite:///{path}")) as owner:
        owner.append("n", 1, rows("b"), recorded_at=START)
    with without_rights(), closing(stranger):
        assert ids(stranger, "n") == ["a", "b"]
    for made in (place, away):
        shutil.rmtree(made)


@contextmanager
def another_writer(url: str) -> Iterator[None]:
    """Another program that has begun to write and does not finish."""
    if url.startswith("sqlite"):
        path = url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield
    else:
        with psycopg.connect(url) as connection:
            connection.execute("SELECT * FROM negotiations FOR UPDATE")
            yield


def test_a_locked_database_is_explained(store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer that must wait too long is told so; readers do not wait; then all goes on."""
    monkeypatch.setattr(engine, "LOCK_SECONDS", 1)
    store = open_store(store_url)
    store.create("n", {}, rows("a"), recorded_at=START)
    with another_writer(store_url):
        assert ids(store, "n") == ["a"]
        with pytest.raises(StorageUnavailable, match=r"locked.*Nothing was saved. Try again"):
            store.append("n", 1, rows("b"), recorded_at=START)
    assert store.append("n", 1, rows("b"), recorded_at=START) == 2
    store.close()


def test_a_gap_in_a_log_is_noticed(store_url: str) -> None:
    """A log that lost an event behind the store's back is not shown as if it were whole."""
    store = open_store(store_url)
    store.create("n", {}, rows("a", "b", "c"), recorded_at=START)
    _behind_its_back(store_url, "DELETE FROM events WHERE sequence = 2")
    with pytest.raises(StorageUnavailable, match="events are missing"):
        store.read("n")
    store.close()


def test_missing_tables_are_explained(store_url: str) -> None:
    """Even a database that was emptied under a running store gives one message of ours."""
    store = open_store(store_url)
    for table in ("drafts", "events", "negotiations"):
        _behind_its_back(store_url, f"DROP TABLE {table}")
    with pytest.raises(StorageUnavailable, match="cannot do its work"):
        store.list()
    store.close()


def _behind_its_back(url: str, statement: str) -> None:
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection, connection:
            connection.execute(statement)
    else:
        with psycopg.connect(url) as connection:
            connection.execute(statement.encode())


@pytest.mark.postgres
def test_an_unreachable_server_is_explained() -> None:
    """A server that does not answer is named without the password."""
    with pytest.raises(StorageUnavailable, match="localhost:1/meso") as unreachable:
        open_store("postgres://me:topsecret@localhost:1/meso?password=topsecret")
    message = str(unreachable.value)
    assert "MESO_DATABASE_URL" in message
    assert "topsecret" not in message
    assert isinstance(unreachable.value, MesoError)


@pytest.mark.postgres
def test_a_restarted_server_is_found_again(postgresql_url: str) -> None:
    """Connections that broke while idle are replaced without anybody noticing."""
    store = open_store(f"{postgresql_url}&application_name=doomed")
    store.create("n", {}, rows("a"), recorded_at=START)
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'doomed'"
        )
    assert store.append("n", 1, rows("b"), recorded_at=START) == 2
    store.close()


@pytest.mark.postgres
def test_both_kinds_of_database_hold_the_same(sqlite_url: str, postgresql_url: str) -> None:
    """The same negotiation gives the same text, to the byte, from either kind of database."""
    found = []
    for url in (sqlite_url, postgresql_url):
        store = open_store(url)
        store.create("n", {"z": 1, "a": -0.0}, [row("e", x=0.1 + 0.2)], recorded_at=START)
        found.append(repr(store.read("n")))
        store.close()
    assert found[0] == found[1]
