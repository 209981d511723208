"""What they told afterwards, beside what had been estimated; never evidence for it."""

from __future__ import annotations

from typing import Any

import pytest

from meso_infer import workflow
from meso_infer.evaluation.debriefing import (
    Reckoning,
    reckoning,
    reckoning_rows,
    reckoning_sentences,
    told_calibration,
    told_sentences,
)
from meso_infer.events import AgreementReached, Debrief, EstimateShown, Event, extended, undo_event
from meso_infer.negotiation import Negotiation
from meso_infer.templates import load_sample

WEIGHTS: Any = {
    "Salary": {"mean": 0.5, "q05": 0.3, "q95": 0.7, "p_top": 0.7},
    "Remote": {"mean": 0.2, "q05": 0.1, "q95": 0.35, "p_top": 0.1},
    "Contract": {"mean": 0.3, "q05": 0.1, "q95": 0.5, "p_top": 0.2},
}
SHOWN = EstimateShown(
    summary={"weights": WEIGHTS, "informative_events": 2, "round": 1}, model_version="1"
)


def after(*events: Event) -> Negotiation:
    return extended(load_sample("hiring"), AgreementReached(package="B"), *events)


def told(**debrief: Any) -> Reckoning:
    found = reckoning(after(SHOWN, Debrief(**debrief)))
    assert found is not None
    return found


def test_an_order_is_held_against_the_means() -> None:
    """Salary, Remote, Contract: two of three pairs as estimated, tau 1/3, no size to cover."""
    found = told(order=("Salary", "Remote", "Contract"))
    assert found.pairs == (2, 3)
    assert found.tau == pytest.approx(1 / 3)
    assert found.covered == (0, 0)
    assert found.top == "Salary"
    assert [row[1] for row in reckoning_rows(found)] == ["place 1", "place 2", "place 3"]


def test_shares_are_held_against_the_intervals() -> None:
    """.5, .4, .1: Remote lies outside its range, the other two within."""
    found = told(weights={"Salary": 0.5, "Remote": 0.4, "Contract": 0.1})
    assert found.covered == (2, 3)
    assert [row[4] for row in reckoning_rows(found)] == ["yes", "no", "yes"]
    text = " ".join(reckoning_sentences(found))
    assert "2 of 3 told shares" in text
    assert "had been given a chance of 70%" in text


def test_ties_that_they_told_are_no_pairs_and_no_top() -> None:
    """Two issues alike on top are neither in an order nor a claim that came true."""
    found = told(weights={"Salary": 0.4, "Remote": 0.4, "Contract": 0.2})
    assert found.pairs == (1, 2)
    assert found.top is None
    assert found.prediction is None
    assert told_calibration([found]) is None


def test_only_their_last_words_after_an_estimate_count() -> None:
    """Ours, words without an order, and a debrief before any estimate was shown hold nothing to account."""
    order = ("Salary", "Remote", "Contract")
    assert reckoning(after(Debrief(order=order))) is None
    assert reckoning(after(SHOWN, Debrief(order=order, party="own"))) is None
    assert reckoning(after(SHOWN, Debrief(climate={"fair": 3}))) is None
    both = after(SHOWN, Debrief(order=order), Debrief(order=tuple(reversed(order))))
    found = reckoning(both)
    assert found is not None
    assert found.top == "Contract"
    undone = reckoning(extended(both, undo_event(both)))
    assert undone is not None
    assert undone.top == "Salary"


def test_a_debrief_changes_no_estimate() -> None:
    """What they tell afterwards is no evidence: the posterior is the same to the last bit."""
    before = after(SHOWN)
    later = extended(before, Debrief(order=("Remote", "Contract", "Salary")))
    one, other = workflow.infer(before), workflow.infer(later)
    assert (one.z == other.z).all()
    assert one.information_bits == other.information_bits


def test_many_debriefs_are_a_track_record() -> None:
    """Counts from the first on; how often the likeliest mattered most only from ten on."""
    found = told(order=("Salary", "Remote", "Contract"))
    assert "No counterpart has told" in told_sentences(())[0]
    few = " ".join(told_sentences([found] * 3))
    assert "6 of 9 pairs" in few
    assert "From 10 on" in few
    many = " ".join(told_sentences([found] * 12))
    assert "did in 12 of 12" in many
    scored = told_calibration([found] * 12)
    assert scored is not None
    assert scored.brier == pytest.approx(0.3**2 + 0.1**2 + 0.2**2)
