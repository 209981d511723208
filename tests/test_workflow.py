"""The whole loop on a real store: start, offer, log, infer, propose, undo, export."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

import meso_infer as mi
from meso_infer import workflow
from meso_infer.documents import MOST_EVENTS, check_document, dump_document
from meso_infer.errors import (
    EventRejected,
    InvalidDocument,
    InvalidSettings,
    InvalidUtility,
    StaleWrite,
    UnknownNegotiation,
    UnreadableEvent,
)
from meso_infer.events import (
    AllRejected,
    IssuePushed,
    MesoOffered,
    Note,
    PackagePicked,
    collect_evidence,
    logged,
    replay,
)
from meso_infer.example import EXAMPLE_ID, ensure_example, restore_example
from meso_infer.negotiation import Header
from meso_infer.storage import EventRow, EventStore, open_store
from meso_infer.strict_json import MOST_BYTES
from meso_infer.templates import load_sample

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
ROUND = (PackagePicked(package="B"), IssuePushed(issue="Salary", direction="higher", amount=5000))


@pytest.fixture
def store(tmp_path: Path) -> EventStore:
    store = open_store(f"sqlite:///{tmp_path / 'meso.sqlite3'}")
    ensure_example(store, now=NOW)
    return store


def test_a_round_of_the_example(store: EventStore) -> None:
    """B and $5,000 more: salary is likeliest to matter most, and the next packages are equal for us."""
    before = workflow.load(store, EXAMPLE_ID)
    after = workflow.record(store, EXAMPLE_ID, ROUND, expected_sequence=before.sequence, now=NOW)
    assert after == workflow.load(store, EXAMPLE_ID)
    posterior = workflow.infer(after)
    assert posterior.weight_summary()["Salary"].p_top > 0.5
    proposal = workflow.propose(after, posterior)
    assert proposal.spread <= 0.01
    assert after.own is not None
    for label, package in proposal.packages.items():
        assert after.own.utility(package) == pytest.approx(proposal.own_utility[label], abs=1e-9)
    offer = MesoOffered(packages=dict(proposal.packages), claim="equal", shown=proposal.shown)
    offered = workflow.record(store, EXAMPLE_ID, [offer], expected_sequence=after.sequence, now=NOW)
    assert offered.round == 2
    assert offered.packages_on_table is not None


def test_undo_gives_back_the_same_numbers(store: EventStore) -> None:
    """Undo is an event; the posterior after it is the one from before, bit for bit; redo restores the other."""
    start = workflow.load(store, EXAMPLE_ID)
    first = workflow.infer(start)
    state = workflow.record(store, EXAMPLE_ID, ROUND[:1], expected_sequence=start.sequence, now=NOW)
    picked = workflow.infer(state)
    undone = workflow.undo(store, EXAMPLE_ID, expected_sequence=state.sequence, now=NOW)
    assert undone.sequence == start.sequence + 2
    assert np.array_equal(workflow.infer(undone).z, first.z)
    redone = workflow.redo(store, EXAMPLE_ID, expected_sequence=undone.sequence, now=NOW)
    assert np.array_equal(workflow.infer(redone).z, picked.z)
    with pytest.raises(EventRejected, match="nothing to redo"):
        workflow.redo(store, EXAMPLE_ID, expected_sequence=redone.sequence, now=NOW)


def test_replay_to_any_sequence_is_exact(store: EventStore) -> None:
    """The state as of event n is the state when there were n events, and so are its numbers."""
    seen = [workflow.load(store, EXAMPLE_ID)]
    for event in (*ROUND, AllRejected()):
        state = workflow.record(
            store, EXAMPLE_ID, [event], expected_sequence=seen[-1].sequence, now=NOW
        )
        seen.append(state)
    for state in seen:
        again = workflow.load(store, EXAMPLE_ID, as_of=state.sequence)
        assert again == state
        assert np.array_equal(workflow.infer(again).z, workflow.infer(state).z)


def test_a_stale_write_changes_nothing(store: EventStore) -> None:
    """Two people saw the same log; the second to write is told so, and nothing of theirs is kept."""
    seen = workflow.load(store, EXAMPLE_ID).sequence
    workflow.record(store, EXAMPLE_ID, ROUND, expected_sequence=seen, now=NOW)
    with pytest.raises(StaleWrite, match=f"you saw {seen} events, there are now {seen + 2}"):
        workflow.record(store, EXAMPLE_ID, [AllRejected()], expected_sequence=seen, now=NOW)
    assert workflow.load(store, EXAMPLE_ID).sequence == seen + 2


def test_what_does_not_fit_is_not_written(store: EventStore) -> None:
    """A pick of a package that is not on the table is refused whole, its companions with it."""
    seen = workflow.load(store, EXAMPLE_ID).sequence
    with pytest.raises(EventRejected, match="on the table: A, B and C"):
        workflow.record(
            store,
            EXAMPLE_ID,
            [ROUND[0], PackagePicked(package="D")],
            expected_sequence=seen,
            now=NOW,
        )
    assert workflow.load(store, EXAMPLE_ID).sequence == seen


def test_export_and_import_keep_the_log(store: EventStore, tmp_path: Path) -> None:
    """An exported document imports to the same log and the same numbers, under an id of its own."""
    seen = workflow.load(store, EXAMPLE_ID).sequence
    workflow.record(store, EXAMPLE_ID, ROUND, expected_sequence=seen, now=NOW)
    document = workflow.export(store, EXAMPLE_ID)
    path = tmp_path / "copy.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    name = workflow.import_document(store, path, now=NOW)
    assert name == "hiring"
    assert workflow.import_document(store, path, now=NOW) == "hiring-2"
    assert workflow.export(store, name) == document
    one, other = (workflow.infer(workflow.load(store, i)) for i in (EXAMPLE_ID, name))
    assert np.array_equal(one.z, other.z)
    assert mi.infer(mi.read_document(path)).to_dict() == one.to_dict()


LONG = Note(text="\u4e2d" * 20_000)
"""A note as long as a note may be, of letters that take three bytes each."""


def test_whatever_is_logged_can_be_imported_again(store: EventStore, tmp_path: Path) -> None:
    """A log of many long texts is written and read back; what would no longer fit is refused in words."""
    held = int(MOST_BYTES / 60_000) - 3
    name = workflow.start(store, load_sample("hiring").header, [LONG] * held, now=NOW)
    with pytest.raises(EventRejected, match=r"log is full.*32 MB.*new negotiation"):
        workflow.record(store, name, [LONG] * 9, expected_sequence=held, now=NOW)
    full = workflow.record(store, name, [LONG], expected_sequence=held, now=NOW)
    path = tmp_path / "full.json"
    path.write_text(dump_document(full), encoding="utf-8")
    assert path.stat().st_size > MOST_BYTES - 200_000
    again = workflow.import_document(store, path, now=NOW)
    assert logged(workflow.load(store, again)) == logged(full)


def test_no_more_events_are_logged_than_a_document_holds(store: EventStore) -> None:
    """The last event that a document can hold is logged; one more is refused."""
    header = load_sample("hiring").header
    name = workflow.start(store, header, [Note(text="x")] * (MOST_EVENTS - 1), now=NOW)
    seen = MOST_EVENTS - 1
    last = workflow.record(store, name, [Note(text="x")], expected_sequence=seen, now=NOW)
    assert check_document(dump_document(last)).problems == ()
    with pytest.raises(EventRejected, match="would hold 20,001 events"):
        workflow.record(store, name, [Note(text="x")], expected_sequence=MOST_EVENTS, now=NOW)


def test_half_a_document_is_not_imported(store: EventStore) -> None:
    """A document cut in half is refused in one line and leaves the store as it was."""
    text = json.dumps(workflow.export(store, EXAMPLE_ID))
    before = store.list()
    with pytest.raises(InvalidDocument) as error:
        workflow.import_document(store, text[: len(text) // 2].encode(), now=NOW)
    assert "\n" not in str(error.value)
    assert store.list() == before


def test_many_writers_give_one_title_many_ids(store: EventStore) -> None:
    """Writers who store the same title at once each get an id of their own."""
    header = load_sample("hiring").header
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: workflow.start(store, header, now=NOW), range(16)))
    assert len(set(made)) == 16
    assert set(made) < {summary.negotiation_id for summary in store.list()}


@pytest.mark.parametrize("given", ["a\nb", "x" * 5000])
def test_an_id_is_one_short_line(store: EventStore, given: str) -> None:
    """An id that a list could not show is refused."""
    with pytest.raises(InvalidSettings, match="at most 120 characters"):
        workflow.start(store, load_sample("hiring").header, now=NOW, negotiation_id=given)


@pytest.mark.parametrize("field", ["title", "counterpart", "segment"])
def test_a_name_that_is_none_is_refused_in_words(store: EventStore, field: str) -> None:
    """Nothing is written; the message says which name, and what is wrong with it."""
    header = replace(load_sample("hiring").header, **{field: "Hiring\n2026"})
    with pytest.raises(InvalidSettings, match=rf"{field}: .*unprintable character, U\+000A"):
        workflow.start(store, header, now=NOW)
    assert len(store.list()) == 1


def test_an_event_that_cannot_be_read_is_named(store: EventStore) -> None:
    """The message says which event of the log it is, and what is wrong with it."""
    row = EventRow(id="x", kind="package-picked", version=1, at=None, party=None,
                   visibility="shared", payload={"kind": "package-picked"})  # fmt: skip
    store.append(EXAMPLE_ID, 1, [row], recorded_at=NOW)
    with pytest.raises(UnreadableEvent, match="Event 2, package-picked: package: is missing"):
        workflow.load(store, EXAMPLE_ID)


def test_the_example_comes_once(store: EventStore) -> None:
    """The example is put into an empty store only; removed, it stays away until asked for."""
    assert not ensure_example(store, now=NOW)
    store.delete(EXAMPLE_ID)
    with pytest.raises(UnknownNegotiation):
        workflow.load(store, EXAMPLE_ID)
    assert restore_example(store, now=NOW) == EXAMPLE_ID
    assert store.list()[0].is_example


def test_two_first_starts_put_one_example(tmp_path: Path) -> None:
    """Programs that open an empty database at the same moment leave one example, and none fails."""
    url = f"sqlite:///{tmp_path / 'fresh.sqlite3'}"
    open_store(url).close()

    def first_start(_: int) -> bool:
        return ensure_example(open_store(url), now=NOW)

    with ThreadPoolExecutor(4) as pool:
        put = list(pool.map(first_start, range(4)))
    assert sum(put) == 1
    assert [one.negotiation_id for one in open_store(url).list()] == [EXAMPLE_ID]


def test_the_claim_that_was_shown_is_kept(store: EventStore) -> None:
    """An estimate that a person saw is logged with its model version, and is no evidence."""
    state = workflow.load(store, EXAMPLE_ID)
    shown = workflow.estimate_shown(state, workflow.infer(state))
    after = workflow.record(
        store, EXAMPLE_ID, [shown, *ROUND], expected_sequence=state.sequence, now=NOW
    )
    assert after.log[state.sequence].event.kind == "estimate-shown"
    assert len(collect_evidence(after)) == 2
    assert shown.model_version == mi.MODEL_VERSION
    assert sum(shown.model_dump()["summary"]["next_pick"].values()) == pytest.approx(1)


def test_propose_says_what_it_lacks() -> None:
    """Without weights, without a target, or with weights to ask again, propose says what to do."""
    sample = load_sample("hiring")
    bare = replay(Header(sample.agenda), ())
    with pytest.raises(InvalidUtility, match="not set"):
        workflow.propose(bare, workflow.infer(bare))
    assert sample.own_spec is not None
    untargeted = sample.own_spec.model_copy(update={"aspiration_value": None})
    fresh = replay(Header(sample.agenda, own=untargeted), ())
    with pytest.raises(InvalidSettings, match="no target"):
        workflow.propose(fresh, workflow.infer(fresh))


def test_the_target_follows_the_last_offer() -> None:
    """Nobody said a target: the level of our last offer; before any offer, our aspiration value."""
    sample = load_sample("hiring")
    assert workflow.default_target(sample) == pytest.approx(15 / 23, abs=1e-9)
    assert workflow.default_target(replay(sample.header, logged(sample)[:0])) == 0.7
