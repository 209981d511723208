"""What if some of the log were wrong: the estimate without it is that of a log that never had it."""

from __future__ import annotations

import numpy as np
import pytest

from meso_infer import what_if, workflow
from meso_infer.certainty import NO_EVIDENCE
from meso_infer.events import IssuePushed, PackagePicked, extended
from meso_infer.headline import percent, top_issue
from meso_infer.templates import load_sample

PICKED = extended(load_sample("hiring"), PackagePicked(package="B"))
ASKED = extended(PICKED, IssuePushed(issue="Salary", direction="higher", amount=5000))
PICK, PUSH = 2, 3


def test_leaving_an_event_out_is_a_log_without_it() -> None:
    """The estimate without the last event is, bit for bit, the one before it."""
    without = workflow.infer(ASKED, without=(PUSH,))
    assert np.array_equal(without.weights, workflow.infer(PICKED).weights)


def test_leaving_nothing_out_changes_nothing() -> None:
    """No place, or one that tells nothing, leaves the estimate as it is, bit for bit."""
    canonical = workflow.infer(ASKED).weights
    assert np.array_equal(workflow.infer(ASKED, without=()).weights, canonical)
    assert np.array_equal(workflow.infer(ASKED, without=(1,)).weights, canonical)


def test_tellings_know_choices_from_words() -> None:
    """A pick is a choice, a push is said, an offer of ours tells nothing."""
    found = what_if.tellings(ASKED)
    assert [(one.sequence, one.is_choice) for one in found] == [(PICK, True), (PUSH, False)]
    assert what_if.places(found, (), only_choices=True) == (PUSH,)
    assert what_if.places(found, (PICK,), only_choices=False) == (PICK,)
    assert what_if.places(found, (PICK,), only_choices=True) == (PICK, PUSH)


@pytest.mark.parametrize("left_out", [(PICK,), (PUSH,)])
def test_rows_hold_the_numbers_of_both_estimates(left_out: tuple[int, ...]) -> None:
    """Each row holds the chance to matter most with and without, as the library gives them."""
    now, without = workflow.infer(ASKED), workflow.infer(ASKED, without=left_out)
    before, after = now.weight_summary(), without.weight_summary()
    for name, _, top_now, _, top_without in what_if.rows(now, without):
        assert top_now == percent(before[name].p_top)
        assert top_without == percent(after[name].p_top)


def test_the_sentence_says_what_the_conclusion_hangs_on() -> None:
    """It names the issue that would be likeliest without the events, or says that the conclusion stands."""
    now = workflow.infer(ASKED)
    for left_out in ((PICK,), (PUSH,)):
        without = workflow.infer(ASKED, without=left_out)
        text = what_if.sentence(now, without)
        stands = top_issue(without)[0] == top_issue(now)[0]
        assert text.startswith("The conclusion would stand" if stands else "The conclusion hangs")
        assert top_issue(without)[0] in text


def test_without_anything_there_is_no_evidence() -> None:
    """Where nothing informative is left, no number and no order stand there."""
    now, without = workflow.infer(ASKED), workflow.infer(ASKED, without=(PICK, PUSH))
    assert "no evidence" in what_if.sentence(now, without)
    assert all(row[3:] == (NO_EVIDENCE, NO_EVIDENCE) for row in what_if.rows(now, without))
