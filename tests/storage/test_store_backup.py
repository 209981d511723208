"""Backups: whole while others write, restored anywhere, and never trusted unseen."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from meso_infer.errors import StorageUnavailable
from meso_infer.storage import EventRow, EventStore, open_store
from meso_infer.storage.schema import SCHEMA_REVISION
from tests.storage.examples import START, contents, ids, later, row, rows

Damage = Callable[[Path], None]

FORMS = ("backup.sqlite3", "backup.jsonl")


def fill(store: EventStore, n_events: int = 40) -> None:
    """Two negotiations, one of them of a chosen length, and a draft."""
    store.create("n", {"title": "Hiring", "z": 1, "a": 0.1}, recorded_at=START, is_example=True)
    many = [row(f"e{number}", share=number / 7, text="é\0") for number in range(n_events)]
    store.append("n", 0, many, recorded_at=later(1))
    store.create("m", {}, [EventRow("a", "note", 2, None, None, None, {})], recorded_at=later(2))
    store.save_draft("new", "setup", {"issues": ["Salary"]}, saved_at=later(3))


@pytest.fixture
def elsewhere(sqlite_tables: Path, tmp_path: Path) -> Iterator[EventStore]:
    """A SQLite store beside the one under test, with contents."""
    shutil.copy(sqlite_tables, tmp_path / "elsewhere.sqlite3")
    other = open_store(f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}")
    fill(other)
    yield other
    other.close()


@pytest.mark.parametrize("form", FORMS)
def test_a_backup_restores_everywhere(store: EventStore, tmp_path: Path, form: str) -> None:
    """Either form, from either kind of database, brings back everything in a new one."""
    fill(store, n_events=1200)  # more than is written at once
    store.backup(tmp_path / "kept" / form)
    restored = open_store(f"sqlite:///{tmp_path / 'restored.sqlite3'}")
    assert restored.restore(tmp_path / "kept" / form) == 2
    assert contents(restored) == contents(store)
    assert repr(restored.read("n").header) == repr(store.read("n").header)
    assert restored.read_draft("new", "setup") == {"issues": ["Salary"]}
    assert restored.append("n", 1200, rows("next"), recorded_at=later(9)) == 1201
    restored.close()


@pytest.mark.parametrize("form", FORMS)
def test_a_backup_replaces_only_on_request(
    store: EventStore, elsewhere: EventStore, tmp_path: Path, form: str
) -> None:
    """What is stored is given up only if that is said; then all of it is."""
    elsewhere.backup(tmp_path / form)
    store.create("old", {}, rows("a"), recorded_at=START)
    store.save_draft("old", "round", {}, saved_at=START)
    with pytest.raises(StorageUnavailable, match="holds 1 negotiation,"):
        store.restore(tmp_path / form)
    assert ids(store, "old") == ["a"]
    assert store.restore(tmp_path / form, replace=True) == 2
    assert contents(store) == contents(elsewhere)
    assert store.read_draft("old", "round") is None


@pytest.mark.parametrize("form", FORMS)
def test_a_backup_is_one_moment_while_others_write(
    store: EventStore, tmp_path: Path, form: str
) -> None:
    """A backup taken while a thread writes holds a whole number of its batches, up to then."""
    store.create("n", {}, recorded_at=START)
    enough = threading.Event()
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            batch = rows(f"{number}.a", f"{number}.b")
            store.append("n", 2 * number, batch, recorded_at=START)
            number += 1
            if number == 20:
                enough.set()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        assert enough.wait(30)
        before = store.sequence("n")
        store.backup(tmp_path / form)
        after = store.sequence("n")
    finally:
        stop.set()
        thread.join()
    copy = open_store(f"sqlite:///{tmp_path / 'copy.sqlite3'}")
    copy.restore(tmp_path / form)
    saved = ids(copy, "n")
    assert before <= len(saved) <= after
    assert len(saved) % 2 == 0
    assert saved == ids(store, "n")[: len(saved)]
    copy.close()


def test_a_sqlite_backup_is_a_database(elsewhere: EventStore, tmp_path: Path) -> None:
    """The backup of a SQLite store opens as one, and is one file that only its owner reads."""
    elsewhere.backup(tmp_path / "backup.db")
    assert stat.S_IMODE((tmp_path / "backup.db").stat().st_mode) == 0o600
    opened = open_store(f"sqlite:///{tmp_path / 'backup.db'}")
    assert contents(opened) == contents(elsewhere)
    opened.close()
    elsewhere.close()
    assert sorted(os.listdir(tmp_path)) == ["backup.db", "elsewhere.sqlite3"]


def test_a_database_in_use_restores_like_a_backup(
    store: EventStore, elsewhere: EventStore, tmp_path: Path
) -> None:
    """The file of a running store counts with what its side files hold, and stays as it is."""
    assert (tmp_path / "elsewhere.sqlite3-wal").stat().st_size > 0
    store.restore(tmp_path / "elsewhere.sqlite3")
    assert contents(store) == contents(elsewhere)


def test_a_backup_never_overwrites(elsewhere: EventStore, tmp_path: Path) -> None:
    """A file that exists is not touched, whatever it is."""
    (tmp_path / "taken").write_text("precious")
    with pytest.raises(StorageUnavailable, match="Choose another name"):
        elsewhere.backup(tmp_path / "taken")
    assert (tmp_path / "taken").read_text() == "precious"
    with pytest.raises(StorageUnavailable, match="cannot be written"):
        elsewhere.backup(tmp_path / "taken" / "backup.sqlite3")


def _noise(backup: Path) -> None:
    backup.write_bytes(os.urandom(200_000))


def _deep_noise(backup: Path) -> None:
    backup.write_bytes(b"[" * 200_000)


def _nothing(backup: Path) -> None:
    backup.write_bytes(b"")


def _cut(backup: Path) -> None:
    whole = backup.read_bytes()
    backup.write_bytes(whole[: len(whole) // 2])


def _cut_at_a_line(backup: Path) -> None:
    backup.write_bytes(b"".join(backup.read_bytes().splitlines(keepends=True)[:-1]))


def _another_value(backup: Path) -> None:
    backup.write_text(backup.read_text().replace('"Hiring"', '"Firing"'))


def _more(backup: Path) -> None:
    backup.write_bytes(backup.read_bytes() + b"{}\n")


def _another_format(backup: Path) -> None:
    backup.write_text(json.dumps({"format": "meso-infer/1", "title": "Hiring"}) + "\n")


def _another_revision(backup: Path) -> None:
    backup.write_text(backup.read_text().replace(f'"{SCHEMA_REVISION}"', '"9999"'))


def _lines(*lines: object) -> bytes:
    return b"".join(f"{json.dumps(line)}\n".encode() for line in lines)


def _not_a_row(backup: Path) -> None:
    head = backup.read_bytes().splitlines(keepends=True)[0]
    backup.write_bytes(head + _lines({"users": {"name": "x"}}))


def _a_row_of_the_wrong_kind(backup: Path) -> None:
    lines = backup.read_bytes().splitlines(keepends=True)
    row = json.loads(lines[1])
    row["negotiations"]["created_at"] = "yesterday"
    backup.write_bytes(lines[0] + _lines(row))


def _number_for_text(backup: Path) -> None:
    lines = backup.read_bytes().splitlines(keepends=True)
    row = json.loads(lines[1])
    row["negotiations"]["negotiation_id"] = 7
    backup.write_bytes(lines[0] + _lines(row))


@pytest.mark.parametrize(
    "damage",
    [
        _noise,
        _deep_noise,
        _nothing,
        _cut,
        _cut_at_a_line,
        _another_value,
        _more,
        _another_format,
        _another_revision,
        _not_a_row,
        _a_row_of_the_wrong_kind,
        _number_for_text,
        Path.unlink,
    ],
    ids=lambda damage: damage.__name__,
)
def test_damaged_lines_are_refused(store: EventStore, tmp_path: Path, damage: Damage) -> None:
    """JSON lines that are not exactly what was written change nothing, even if asked to replace."""
    fill(store)
    store.backup(tmp_path / "backup.jsonl")
    damage(tmp_path / "backup.jsonl")
    before = contents(store)
    with pytest.raises(StorageUnavailable, match="Nothing was changed"):
        store.restore(tmp_path / "backup.jsonl", replace=True)
    assert contents(store) == before


def _another_program(backup: Path) -> None:
    backup.unlink()
    with closing(sqlite3.connect(backup)) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")


def _execute(backup: Path, statement: str) -> None:
    with closing(sqlite3.connect(backup)) as connection, connection:
        connection.execute(statement)


def _torn_pages(backup: Path) -> None:
    damaged = bytearray(backup.read_bytes())
    for start in range(8192, len(damaged), 8192):
        damaged[start : start + 512] = os.urandom(512)
    backup.write_bytes(damaged)


def _newer(backup: Path) -> None:
    _execute(backup, "UPDATE alembic_version SET version_num = '9999'")


def _folder(backup: Path) -> None:
    backup.unlink()
    backup.mkdir()


def _gap(backup: Path) -> None:
    _execute(backup, "DELETE FROM events WHERE sequence = 7")


def _header_is_a_number(backup: Path) -> None:
    _execute(backup, "UPDATE negotiations SET header = '5'")


def _payload_is_no_json(backup: Path) -> None:
    _execute(backup, "UPDATE events SET payload = 'B' WHERE sequence = 30")


def _orphans(backup: Path) -> None:
    _execute(backup, "DELETE FROM negotiations WHERE negotiation_id = 'n'")


@pytest.mark.parametrize(
    "damage",
    [
        _another_program,
        _cut,
        _torn_pages,
        _newer,
        _gap,
        _header_is_a_number,
        _payload_is_no_json,
        _orphans,
        _folder,
        _noise,
    ],
    ids=lambda damage: damage.__name__,
)
def test_a_damaged_database_is_refused(
    store: EventStore, elsewhere: EventStore, tmp_path: Path, damage: Damage
) -> None:
    """A SQLite file that is not ours, not whole or not of our time changes nothing."""
    backup = tmp_path / "backup.sqlite3"
    elsewhere.backup(backup)
    damage(backup)
    store.create("old", {}, rows("a"), recorded_at=START)
    with pytest.raises(StorageUnavailable, match=r"Nothing was (changed|saved)"):
        store.restore(backup, replace=True)
    assert ids(store, "old") == ["a"]
    assert len(store.list()) == 1
