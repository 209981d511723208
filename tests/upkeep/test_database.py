"""Looking after a database: what a restore would change is told before, and nothing goes by mistake."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from meso_infer import workflow
from meso_infer.errors import DatabaseDamaged, InvalidSettings, StorageUnavailable
from meso_infer.events import NamesSet, Note, logged
from meso_infer.storage import EventStore, open_store, set_aside
from meso_infer.templates import load_sample
from meso_infer.upkeep import (
    backup_folder,
    backups_in,
    delete_negotiation,
    last_backup,
    look_into,
    replacement,
    restore,
    restore_damaged,
    title_of,
    titles_now,
    unreadable,
    write_backup,
)
from meso_infer.upkeep.system_report import system_report
from tests.storage.examples import START, later


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EventStore]:
    """A store in a file, with three negotiations named after their ids."""
    opened = open_store(f"sqlite:///{tmp_path / 'meso.sqlite3'}")
    for name in ("one", "two", "three"):
        add(opened, name)
    yield opened
    opened.close()


def add(store: EventStore, name: str, minutes: int = 0) -> None:
    sample = load_sample("hiring")
    header = type(sample.header)(sample.header.agenda, title=name, own=sample.header.own)
    workflow.start(store, header, logged(sample), now=later(minutes), negotiation_id=name)


def test_what_a_restore_would_change_is_told(store: EventStore, tmp_path: Path) -> None:
    """Same, set back, changed, lost and added are told apart; looking changes nothing."""
    path = tmp_path / "kept.jsonl"
    store.backup(path)
    workflow.record(store, "one", [Note(text="later")], expected_sequence=1, now=later(1))
    store.delete("two")
    add(store, "two", 5)
    add(store, "four")
    contents = look_into(path)
    assert {title_of(one) for one in contents.negotiations} == {"one", "two", "three"}
    assert contents.n_events == 3
    would = replacement(store, contents)
    assert (would.lost, would.set_back, would.changed) == (("four",), ("one",), ("two",))
    assert (would.same, would.added) == (("three",), ())
    assert would.loses_anything
    store.delete("three")
    assert replacement(store, contents).added == ("three",)


def test_a_restore_can_be_taken_back(store: EventStore, tmp_path: Path) -> None:
    """What was replaced is in the safety copy, whole; the record of the last backup names it."""
    path = tmp_path / "kept.jsonl"
    store.backup(path)
    add(store, "four")
    before = [store.read(one.negotiation_id) for one in store.list()]
    done = restore(store, path, now=START)
    assert done.n_negotiations == 3
    assert done.former is not None
    assert last_backup(store) == (START, str(done.former))
    assert backups_in(backup_folder(store)) == (done.former,)
    restore(store, done.former, now=later(1))
    assert [store.read(one.negotiation_id) for one in store.list()] == before


def test_a_file_that_is_no_backup_leaves_no_trace(store: EventStore, tmp_path: Path) -> None:
    """It is refused before a safety copy is made, and before a damaged database is put aside."""
    path = tmp_path / "no.jsonl"
    path.write_text("{}\n")
    with pytest.raises(StorageUnavailable, match="not an undamaged backup"):
        restore(store, path, now=START)
    with pytest.raises(StorageUnavailable, match="not an undamaged backup"):
        restore_damaged(f"sqlite:///{tmp_path / 'meso.sqlite3'}", path, now=START)
    assert sorted(one.name for one in tmp_path.iterdir() if "-" not in one.name) == [
        "meso.sqlite3",
        "no.jsonl",
    ]


def test_a_damaged_database_makes_room(store: EventStore, tmp_path: Path) -> None:
    """The damaged file goes under another name, with its bytes; the backup takes its place."""
    path = write_backup(store, now=START)
    url, file = f"sqlite:///{store.location}", Path(store.location)
    store.close()
    file.write_bytes(b"noise" * 2000)
    with pytest.raises(DatabaseDamaged, match="Restore a backup"):
        open_store(url)
    done = restore_damaged(url, path, now=START)
    assert done.n_negotiations == 3
    assert done.former is not None
    assert done.former.read_bytes() == b"noise" * 2000
    with pytest.raises(StorageUnavailable, match="exists already"):
        set_aside(url, now=START)
    with pytest.raises(StorageUnavailable, match="in a file"):
        set_aside("postgresql://host/database", now=START)


def test_only_the_typed_name_deletes(store: EventStore) -> None:
    """Another name, or none, is refused with the right one; the right one deletes that one only."""
    for typed in ("", "One", "two"):
        with pytest.raises(InvalidSettings, match="type its name: one"):
            delete_negotiation(store, "one", typed=typed)
    assert delete_negotiation(store, "one", typed=" one ")
    assert {one.negotiation_id for one in store.list()} == {"two", "three"}


def test_a_new_name_is_the_one_to_type(store: EventStore) -> None:
    """After a negotiation was named anew, its old name deletes nothing."""
    workflow.record(store, "one", [NamesSet(title="first")], expected_sequence=1, now=later(1))
    assert titles_now(store, store.list()) == {"one": "first", "two": "two", "three": "three"}
    with pytest.raises(InvalidSettings, match="type its name: first"):
        delete_negotiation(store, "one", typed="one")
    assert delete_negotiation(store, "one", typed="first")


def test_a_report_tells_counts_and_findings(store: EventStore) -> None:
    """Counts, versions and the last backup; neither titles nor words of anybody."""
    workflow.record(store, "one", [Note(text="private")], expected_sequence=1, now=later(1))
    write_backup(store, now=START)
    report = system_report(store)
    assert (report.n_negotiations, report.n_events, report.n_examples) == (3, 4, 0)
    assert report.last_backup == START
    assert report.is_sound
    assert unreadable(store) == ()
    assert "private" not in report.text()
    assert "sqlite" in report.text()
