"""Redaction in a store: the text is in no row, no draft, no later copy and no byte of the file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from meso_infer import workflow
from meso_infer.errors import EventRejected, StaleWrite
from meso_infer.events import REDACTED, logged
from meso_infer.negotiation import Negotiation
from meso_infer.storage import EventStore, open_store
from meso_infer.upkeep.redaction import redact, texts_of
from tests.storage.examples import START, later
from tests.upkeep.test_redaction import SALT, SECRET, talks


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Iterator[tuple[EventStore, Path]]:
    """A store in a SQLite file, and the file."""
    path = tmp_path / "meso.sqlite3"
    store = open_store(f"sqlite:///{path}")
    yield store, path
    store.close()


def _bytes_beside(path: Path) -> str:
    """All that the database's file and its side files hold."""
    return "".join(one.read_bytes().decode("latin-1") for one in path.parent.glob(f"{path.name}*"))


def stored(store: EventStore) -> int:
    sample = talks()
    workflow.start(store, sample.header, logged(sample), now=START, negotiation_id="n")
    return sample.sequence


def take_out(store: EventStore, event_id: str, sequence: int) -> Negotiation:
    done = redact(store, "n", event_id, expected_sequence=sequence, salt=SALT, now=later(1))
    assert done.is_scrubbed
    return done.negotiation


def test_the_store_keeps_the_place_and_forgets_the_text(store: EventStore, tmp_path: Path) -> None:
    """The text is in no row, draft or new backup, on each kind of database; sequence and times stay."""
    sequence = stored(store)
    before = store.read("n")
    store.save_draft("n", "live", {"note": {"typed": [f"so: {SECRET}"]}}, saved_at=START)
    store.save_draft("n", "plan", {"target": 0.5}, saved_at=START)
    take_out(store, "aside", sequence)
    after = take_out(store, "pick", sequence + 1)
    rows = store.read("n")
    assert [row.id for row in rows.rows[:sequence]] == [row.id for row in before.rows]
    assert rows.recorded_at[:sequence] == before.recorded_at
    assert workflow.load(store, "n") == after
    assert store.read_draft("n", "live") is None
    assert store.read_draft("n", "plan") == {"target": 0.5}
    store.backup(tmp_path / "later.jsonl")
    assert SECRET not in (tmp_path / "later.jsonl").read_text("utf-8")
    store.restore(tmp_path / "later.jsonl", replace=True)
    assert workflow.load(store, "n") == after


def test_the_bytes_are_gone_from_every_file(sqlite_file: tuple[EventStore, Path]) -> None:
    """Neither the database nor its side files hold the text after a redaction; before, they did."""
    store, path = sqlite_file
    sequence = stored(store)
    assert SECRET in _bytes_beside(path)
    take_out(store, "aside", sequence)
    take_out(store, "pick", sequence + 1)
    assert SECRET not in _bytes_beside(path)
    assert REDACTED in _bytes_beside(path)


def test_a_deleted_negotiation_leaves_no_bytes(sqlite_file: tuple[EventStore, Path]) -> None:
    """What is deleted and scrubbed stands in no file of the database any more."""
    store, path = sqlite_file
    stored(store)
    store.delete("n")
    assert store.scrub()
    assert SECRET not in _bytes_beside(path)


def test_a_reader_who_holds_the_file_delays_the_scrubbing_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While another program reads, the text is out of the log but said to remain in the file."""
    monkeypatch.setattr("meso_infer.storage.engine.LOCK_SECONDS", 0.2)
    path = tmp_path / "meso.sqlite3"
    store = open_store(f"sqlite:///{path}")
    sequence = stored(store)
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM events").fetchone()
        done = redact(store, "n", "aside", expected_sequence=sequence, salt=SALT, now=later(1))
        reader.execute("COMMIT")
    assert not done.is_scrubbed
    assert texts_of(workflow.load(store, "n"), "aside") == ()
    assert store.scrub()
    assert f'"text":"{SECRET}' not in _bytes_beside(path)
    store.close()


def test_a_stale_redaction_changes_nothing(store: EventStore) -> None:
    """Who has not seen the newest event takes nothing out."""
    sequence = stored(store)
    with pytest.raises(StaleWrite):
        redact(store, "n", "aside", expected_sequence=sequence - 1, salt=SALT, now=START)
    with pytest.raises(StaleWrite):
        store.redact("n", sequence + 1, {}, [], removed=[], recorded_at=START)
    with pytest.raises(EventRejected, match="no event"):
        store.redact("n", sequence, {"nobody": {}}, [], removed=[], recorded_at=START)
    assert workflow.load(store, "n") == talks()
