"""A neutral's cases: each reader reads its own entries, and nothing else of the case can be seen."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from meso_infer.errors import EventRejected, StaleWrite, StorageUnavailable, UnknownCase
from meso_infer.storage import EventStore, open_store
from meso_infer.storage.cases import EntryRow
from meso_infer.storage.engine import Database
from tests.storage.examples import START, ids, later, rows
from tests.storage.test_migrations import configuration

HEADER = {"title": "Two parties", "é": [1, 0.1]}


def entry(name: str, *readers: str, **payload: object) -> EntryRow:
    return EntryRow(name, "note", "neutral", dict(payload), readers)


def read(store: EventStore, reader: str) -> list[tuple[int, str]]:
    return [(one.position, one.id) for one in store.cases.read_as("c", reader).entries]


def test_a_reader_reads_what_names_it(store: EventStore) -> None:
    """Entries come back to their readers alone, in order, counted without a gap."""
    store.cases.create("c", HEADER, recorded_at=START)
    written = [entry("a", "p1", n=1), entry("b", "p2", "neutral"), entry("c", "p1", "p2")]
    store.cases.append("c", 0, written, recorded_at=later(1))
    assert read(store, "p1") == [(1, "a"), (2, "c")]
    assert read(store, "p2") == [(1, "b"), (2, "c")]
    assert read(store, "neutral") == [(1, "b")]
    assert read(store, "p3") == []
    assert store.cases.count_as("c", "p1") == 2
    found = store.cases.read_as("c", "p1")
    assert (found.header, found.created_at) == (HEADER, START)
    assert (found.entries[0].payload, found.entries[0].recorded_at) == ({"n": 1}, later(1))
    everything, sequence = store.cases.read_sealed("c")
    assert ([one.id for one in everything.entries], sequence) == (["a", "b", "c"], 3)


def test_a_stale_writer_is_refused(store: EventStore) -> None:
    """Who decided on an older log writes nothing; so does an entry with a taken id or no reader."""
    store.cases.create("c", {}, recorded_at=START)
    store.cases.append("c", 0, [entry("a", "p1")], recorded_at=START)
    with pytest.raises(StaleWrite):
        store.cases.append("c", 0, [entry("b", "p1")], recorded_at=START)
    for wrong in (entry("a", "p1"), entry("b"), entry("b", "p1", share=float("nan"))):
        with pytest.raises(EventRejected):
            store.cases.append("c", 1, [wrong], recorded_at=START)
    with pytest.raises(EventRejected, match="already a case"):
        store.cases.create("c", {}, recorded_at=START)
    assert read(store, "p1") == [(1, "a")]


@pytest.mark.parametrize("case_id", ["gone", "\0", "\ud800", ""])
def test_an_unknown_case_is_said_to_be_unknown(store: EventStore, case_id: str) -> None:
    """What is asked of a case that is not there ends in one error, which does not repeat the id."""
    store.cases.create("c", {}, recorded_at=START)
    store.cases.delete("c")
    for ask in (
        lambda: store.cases.read_as(case_id, "p1"),
        lambda: store.cases.count_as(case_id, "p1"),
        lambda: store.cases.read_sealed(case_id),
        lambda: store.cases.delete("c"),
    ):
        with pytest.raises(UnknownCase, match="no such case"):
            ask()
    assert store.cases.list() == ()


def test_an_older_database_gains_the_tables_and_keeps_its_rows(store_url: str) -> None:
    """A database of the first release is upgraded when it is opened; nothing in it changes."""
    first = open_store(store_url)
    first.create("n", {"title": "Hiring"}, rows("a"), recorded_at=START)
    first.close()
    database = Database(store_url)
    config = configuration()
    with database.writing() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "0001"
    database.close()
    again = open_store(store_url)
    assert ids(again, "n") == ["a"]
    again.cases.create("c", {}, recorded_at=START)
    assert [one.case_id for one in again.cases.list()] == ["c"]
    again.close()


@pytest.mark.parametrize("name", ["backup.sqlite3", "backup.jsonl"])
def test_a_backup_holds_cases(store: EventStore, tmp_path: Path, name: str) -> None:
    """Cases are saved and restored with everything else, and not replaced unasked."""
    store.cases.create("c", HEADER, recorded_at=START)
    store.cases.append("c", 0, [entry("a", "p1", n=1), entry("b", "p2")], recorded_at=START)
    store.backup(tmp_path / name)
    with pytest.raises(StorageUnavailable, match="1 cases of a neutral"):
        store.restore(tmp_path / name)
    store.cases.delete("c")
    store.restore(tmp_path / name)
    assert read(store, "p1") == [(1, "a")]
    assert read(store, "p2") == [(1, "b")]
