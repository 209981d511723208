"""Corrections: nothing is deleted, and what holds is always decided by the log alone."""

from __future__ import annotations

from typing import Any

import pytest

from meso_infer.errors import EventRejected
from meso_infer.events import (
    RejectedAt,
    collect_evidence,
    decode,
    extended,
    redo_event,
    replay,
    undo_event,
)
from meso_infer.negotiation import Header, Negotiation
from tests.agendas import A, B, C, hiring_agenda

OFFER = {"kind": "meso-offered", "id": "o", "packages": {"A": dict(A), "B": dict(B), "C": dict(C)}}
PICK_A = {"kind": "package-picked", "package": "A"}
PICK_B = {"kind": "package-picked", "id": "p", "package": "B", "at": "2026-03-02T10:00:00Z"}


def after(*events: dict[str, Any]) -> Negotiation:
    return replay(Header(hiring_agenda()), [decode(one) for one in events])


def corrected(supersedes: str, event: dict[str, Any] | None, **fields: Any) -> dict[str, Any]:
    return {"kind": "correction", "supersedes": supersedes, "event": event, **fields}


def statuses(negotiation: Negotiation) -> list[str]:
    return [entry.status for entry in negotiation.log]


def test_a_replacement_stands_where_the_original_stood():
    """Later events see the replacement; it keeps the original's id, time and place."""
    push = {"kind": "issue-pushed", "issue": "Salary", "direction": "higher"}
    log = after(OFFER, PICK_B, push, corrected("p", PICK_A))
    assert log.picked == "A"
    assert collect_evidence(log) == collect_evidence(after(OFFER, PICK_A, push))
    assert statuses(log) == ["active", "replaced", "active", "active"]
    entry = log.log[1]
    assert entry.superseded_by == "e4"
    assert entry.event == decode(PICK_B)
    assert entry.in_force is not None
    assert (entry.in_force.id, entry.in_force.at) == ("p", decode(PICK_B).at)


def test_a_correction_of_a_correction_happened_once():
    """What it says stands in the place of the first event alone: in the state, and as evidence."""
    to_a, asked = corrected("p", PICK_A, id="c1"), {"kind": "note", "id": "p", "text": "asked"}
    for first, then in ((PICK_B, to_a), (asked, corrected("p", None, id="c1"))):
        log = after(OFFER, first, then, corrected("c1", {"kind": "package-picked", "package": "C"}))
        assert log.picked == "C"
        assert [len(entry.evidence) for entry in log.log] == [0, 1, 0, 0]
    again = {"kind": "meso-offered", "packages": {"A": dict(C), "B": dict(A)}}
    twice = after(OFFER, corrected("o", None, id="c1"), corrected("c1", again))
    assert len(twice.rounds) == 1


def test_the_last_correction_that_holds_decides():
    """Of two corrections of one event the later wins; withdrawing it brings the earlier back."""
    to_a = corrected("p", PICK_A, id="c1")
    to_c = corrected("p", {"kind": "package-picked", "package": "C"}, id="c2")
    assert after(OFFER, PICK_B, to_a, to_c).picked == "C"
    assert after(OFFER, PICK_B, to_a, to_c, corrected("c2", None)).picked == "A"
    assert (
        after(OFFER, PICK_B, to_a, to_c, corrected("c2", None), corrected("c1", None)).picked == "B"
    )


def test_correcting_a_correction_changes_what_it_says():
    """A correction of a correction speaks about the same original event."""
    gone = corrected("p", None, id="c1")
    assert after(OFFER, PICK_B, gone).picked is None
    log = after(OFFER, PICK_B, gone, corrected("c1", PICK_A))
    assert log.picked == "A"
    assert statuses(log) == ["active", "replaced", "replaced", "active"]


@pytest.mark.parametrize("length", [1, 2, 3, 99, 100])
def test_a_chain_of_corrections_alternates(length: int):
    """Each withdrawal withdraws the one before it: an even number of them leaves the pick standing."""
    chain = [corrected("p", None, id="c0")]
    chain += [corrected(f"c{k - 1}", None, id=f"c{k}") for k in range(1, length)]
    log = after(OFFER, PICK_B, *chain)
    assert log.picked == ("B" if length % 2 == 0 else None)
    if length == 100:
        with pytest.raises(EventRejected, match="more than 100 deep"):
            after(OFFER, PICK_B, *chain, corrected("c99", None))


def test_a_correction_that_breaks_the_log_is_rejected():
    """What would no longer fit is named, and the log stays as it was."""
    log = after(OFFER, PICK_B)
    fewer = {"kind": "meso-offered", "packages": {"A": dict(A), "C": dict(C)}}
    with pytest.raises(
        EventRejected, match=r"event 2 \(They picked B\) would no longer fit: Package 'B' is not"
    ):
        extended(log, decode(corrected("o", fewer)))
    with pytest.raises(EventRejected, match="Event 1 cannot be withdrawn"):
        extended(log, decode(corrected("o", None)))
    with pytest.raises(EventRejected, match="The correction of event 2 does not fit: Package 'D'"):
        extended(log, decode(corrected("p", {"kind": "package-picked", "package": "D"})))
    assert log == after(OFFER, PICK_B)


def test_links_lead_to_earlier_events():
    """A reply to, or a correction of, an event that is not there yet is rejected; ids are unique."""
    for bad in (corrected("e9", None), {**PICK_A, "replies_to": "e9"}, corrected("e2", None)):
        with pytest.raises(RejectedAt, match="There is no earlier event") as caught:
            after(OFFER, bad)
        assert caught.value.position == 1
    with pytest.raises(RejectedAt, match="The id 'o' is taken"):
        after(OFFER, {**PICK_A, "id": "o"})


def test_as_of_counts_corrections():
    """As of event N the first N rows count, a correction being one of them."""
    log = after(OFFER, PICK_B, corrected("p", PICK_A))
    picks = [replay(log.header, [e.event for e in log.log], as_of=n).picked for n in range(4)]  # type: ignore[misc]
    assert picks == [None, None, "B", "A"]
    with pytest.raises(
        EventRejected, match="The log has 3 events, so there is no state as of event 4"
    ):
        replay(log.header, [e.event for e in log.log], as_of=4)  # type: ignore[misc]


def test_undo_walks_back_and_redo_forward():
    """Undo takes back one act after another, redo brings them back in turn, until nothing is left."""
    log = after(OFFER, PICK_B)
    once = extended(log, undo_event(log))
    twice = extended(once, undo_event(once))
    assert (once.picked, once.round) == (None, 1)
    assert twice.rounds == ()
    with pytest.raises(EventRejected, match="nothing to undo"):
        undo_event(twice)
    back = extended(twice, redo_event(twice))
    assert back.rounds == once.rounds
    forth = extended(back, redo_event(back))
    assert forth.rounds == log.rounds
    with pytest.raises(EventRejected, match="nothing to redo"):
        redo_event(forth)
    assert extended(forth, undo_event(forth)).rounds == once.rounds


def test_undo_after_a_correction_takes_back_the_correction():
    """The last act was to correct, so undo brings the corrected event back."""
    log = after(OFFER, PICK_B, {"kind": "note", "text": "Lunch."}, corrected("p", PICK_A))
    undone = extended(log, undo_event(log))
    assert undone.picked == "B"
    assert extended(undone, redo_event(undone)).picked == "A"


def test_undo_passes_over_what_the_tool_logged():
    """An estimate that was shown after the pick is not what a person takes back."""
    shown = {"kind": "estimate-shown", "summary": {"Salary": 0.5}, "model_version": "1"}
    log = after(OFFER, PICK_B, shown)
    assert undo_event(log).supersedes == "p"


def test_a_thousand_undos_fold_quickly():
    """A refold starts at the corrected place, so undoing the newest again and again stays linear."""
    log = [decode(OFFER)]
    for number in range(1000):
        log.append(decode({**PICK_A, "id": f"p{number}"}))
        log.append(decode(corrected(f"p{number}", None)))
    assert collect_evidence(replay(Header(hiring_agenda()), log)) == ()
