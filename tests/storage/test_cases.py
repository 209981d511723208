"""A neutral's cases: each reader reads its own entries, and nothing else of the case can be seen."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from meso_infer.errors import EventRejected, StaleWrite, StorageUnavailable, UnknownCase
from meso_infer.storage import EventStore, open_store
from meso_infer.storage.cases import EntryRow, LinkRow
from meso_infer.storage.engine import Database
from meso_infer.storage.schema import SCHEMA_REVISION
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
    with pytest.raises(StorageUnavailable, match="1 case of a neutral"):
        store.restore(tmp_path / name)
    store.cases.delete("c")
    store.restore(tmp_path / name)
    assert read(store, "p1") == [(1, "a")]
    assert read(store, "p2") == [(1, "b")]


def test_a_backup_of_the_first_release_is_still_read(store: EventStore, tmp_path: Path) -> None:
    """Lines written before there were cases restore as they are: tables were only added since."""
    store.create("n", {"title": "Hiring"}, rows("a"), recorded_at=START)
    store.backup(tmp_path / "new.jsonl")
    first, *rest, _ = (tmp_path / "new.jsonl").read_bytes().splitlines(keepends=True)
    older = [first.replace(SCHEMA_REVISION.encode(), b"0001"), *rest]
    checksum = hashlib.sha256(b"".join(older)).hexdigest()
    end = json.dumps({"end": {"rows": len(rest), "sha256": checksum}}, separators=(",", ":"))
    (tmp_path / "old.jsonl").write_bytes(b"".join(older) + end.encode() + b"\n")
    store.delete("n")
    assert store.restore(tmp_path / "old.jsonl") == 1
    assert ids(store, "n") == ["a"]


def link(name: str, party: str) -> LinkRow:
    return LinkRow(name, "mediation", "c", party, "00", "ff", START, later(60))


def test_links_are_kept_and_closed(store: EventStore) -> None:
    """A link comes back as it was stored; closing those of one party leaves the others open."""
    for one in (link("a", "p1"), link("b", "p2"), link("c", "p1")):
        store.links.add(one)
    with pytest.raises(EventRejected, match="already a link"):
        store.links.add(link("a", "p3"))
    store.links.revoke("mediation", "c", "p1", at=later(1))
    found = {one.link_id: one.revoked_at for one in store.links.of("mediation", "c")}
    assert found == {"a": later(1), "b": None, "c": later(1)}
    assert store.links.look_up("b") == link("b", "p2")
    assert store.links.look_up("d") is None
    store.links.revoke("mediation", "c", None, at=later(2))
    assert store.links.of("mediation", "c")[1].revoked_at == later(2)
    assert store.links.of("mediation", "another") == ()


@pytest.mark.parametrize("name", ["backup.sqlite3", "backup.jsonl"])
def test_a_closed_link_stays_closed(store: EventStore, tmp_path: Path, name: str) -> None:
    """Restoring a backup opens no link that was closed since, whether that backup knew it or not."""
    store.links.add(link("a", "p1"))
    store.backup(tmp_path / f"first-{name}")
    store.links.add(link("b", "p2"))
    store.backup(tmp_path / f"second-{name}")
    store.links.revoke("mediation", "c", None, at=later(1))
    store.links.add(link("c", "p1"))
    for which in ("first", "second"):
        store.restore(tmp_path / f"{which}-{name}", replace=True)
        found = {one.link_id: one.revoked_at for one in store.links.of("mediation", "c")}
        assert found == {"a": later(1), "b": later(1)}


def test_wrong_tries_are_counted_by_scope_and_window(store: EventStore) -> None:
    """Counts add up within a window from the first try, and begin anew after it."""
    window = timedelta(minutes=15)
    for scopes in (("one", "all"), ("one", "all"), ("two", "all")):
        store.links.count_wrong_try(scopes, at=START, window=window)
    counted = store.links.wrong_tries(("all", "one", "two", "three"), at=START, window=window)
    assert counted == (3, 2, 1, 0)
    assert store.links.wrong_tries(("all",), at=START + window, window=window) == (0,)
    store.links.count_wrong_try(("all",), at=START + window, window=window)
    assert store.links.wrong_tries(("all",), at=START + window, window=window) == (1,)
