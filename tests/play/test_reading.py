"""How near a reading came, in worked numbers; and over many games the tool reads better than chance."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meso_infer import workflow
from meso_infer.errors import InvalidSettings
from meso_infer.events import OwnGuessSet, TalksEnded, extended, replay
from meso_infer.negotiation import OwnGuess
from meso_infer.negotiation.game_terms import Talk
from meso_infer.play import Difficulty, read_from_guess, reveal, side_of, spoken, truth_event
from meso_infer.play.ending import Outcome, deal_sentences, reading_sentences
from meso_infer.play.reading import Reading, equal_reading
from tests.play.whole_games import begun, header, played

TRUTH = {"Salary": 0.5, "Remote": 0.3, "Contract": 0.2}
NAMES = tuple(TRUTH)


def test_worked_numbers() -> None:
    """Ten points moved from salary to contract are ten misplaced; of three pairs two stay in order."""
    reading = Reading({"Salary": 0.4, "Remote": 0.3, "Contract": 0.3})
    assert reading.misplaced(TRUTH) == pytest.approx(10)
    assert reading.pairs_right(TRUTH) == (2, 3)
    assert equal_reading(NAMES).misplaced(TRUTH) == pytest.approx(100 / 6)
    assert equal_reading(NAMES).pairs_right(TRUTH) == (0, 3)


def test_an_order_stands_for_centroid_weights() -> None:
    """Three places stand for 11/18, 5/18 and 2/18; issues that are left out share the rest alike."""
    reading = read_from_guess(OwnGuess(order=NAMES), NAMES)
    assert list(reading.weights.values()) == pytest.approx([11 / 18, 5 / 18, 2 / 18])
    assert reading.is_ranked
    half = read_from_guess(OwnGuess(order=("Contract",)), NAMES)
    assert half.weights == pytest.approx({"Salary": 7 / 36, "Remote": 7 / 36, "Contract": 11 / 18})


@given(st.lists(st.floats(0.01, 1), min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_the_truth_itself_is_read_perfectly(shares: list[float], random: object) -> None:
    """No reading is nearer than the truth, and misplaced points lie between 0 and 100."""
    total = sum(shares)
    truth = {f"i{k}": share / total for k, share in enumerate(shares)}
    assert Reading(truth).misplaced(truth) == pytest.approx(0)
    right, pairs = Reading(truth).pairs_right(truth)
    assert right == pairs
    turned = dict(zip(truth, reversed(list(truth.values())), strict=True))
    assert 0 <= Reading(turned).misplaced(truth) <= 100


def test_the_end_of_a_game_adds_up() -> None:
    """What was reached and what was left are within what was possible; the sentences say the numbers."""
    seed = "adds up"
    over = extended(played(seed), OwnGuessSet(weights=TRUTH))
    with pytest.raises(InvalidSettings, match="not been revealed"):
        reveal(over, workflow.infer(over))
    over = extended(over, truth_event(over, seed))
    found = reveal(over, workflow.infer(over))
    side = side_of(over.header, seed)
    assert found.truth == side.utility.weight_by_issue
    assert found.deal is not None
    assert found.best_for_us is not None
    assert over.own is not None
    assert found.deal.own == over.own.utility(found.deal.package)
    assert found.deal.theirs == side.utility.utility(found.deal.package) >= found.walk_away
    assert found.best_for_us.theirs >= found.walk_away
    assert found.deal.own + found.deal.theirs + found.left <= found.most_together + 1e-9
    assert found.yours is not None
    assert found.yours.misplaced(found.truth) == pytest.approx(
        50 * sum(abs(TRUTH[name] - found.truth[name]) for name in NAMES)
    )
    said = " ".join((*reading_sentences(found), *deal_sentences(found, 0.4)))
    assert f"{100 * found.deal.own:.0f} points to you" in said
    assert f"you put {found.yours.misplaced(found.truth):.0f} with the wrong issue" in said


def test_an_end_is_told_without_a_contradiction() -> None:
    """A reading that names no order is called that; what could not be had is not said to be left."""
    seed = "an end in words"
    state, _ = begun(seed)
    flat = OwnGuessSet(weights=dict.fromkeys(NAMES, 1 / len(NAMES)))
    over = extended(state, TalksEnded(), flat, truth_event(state, seed))
    found = reveal(over, workflow.infer(over))
    said = " ".join(reading_sentences(found))
    assert "you called all issues alike, the tool put" in said
    assert "0 of" not in said.partition("In size")[0]
    assert found.best_for_us is not None
    deal = Outcome(found.best_for_us.package, 0.6, 0.7)
    for most, left, words in (
        (1.5, 0.1, "10 more could have been had"),
        (1.5, 0.0, "would have cost one side something"),
        (1.3, 0.0, "of at most 130; nothing was left"),
    ):
        told = " ".join(
            deal_sentences(replace(found, deal=deal, most_together=most, left=left), 0.4)
        )
        assert words in told


def test_without_a_deal_the_end_says_so() -> None:
    """No deal: the walk-aways are told, and the best deal that there was; a skipped reading is no zero."""
    seed = "no deal"
    state, _ = begun(seed)
    over = extended(state, TalksEnded(), truth_event(state, seed))
    found = reveal(over, workflow.infer(over))
    assert found.deal is None
    assert found.yours is None
    said = " ".join((*reading_sentences(found), *deal_sentences(found, 0.4)))
    assert "No deal" in said
    assert "walk-away is worth 40 points" in said
    assert "you put" not in said


def test_what_they_say_names_the_package_they_hold() -> None:
    """The sentences of an answer begin with the package that it is about."""
    over = played("speech")
    said = spoken(over)
    assert said
    assert said[0].endswith(("works best for us.", "None of these works for us."))
    assert spoken(replay(header("speech"), ())) == ()


def test_over_many_games_the_tool_beats_chance() -> None:
    """In 15 games its reading is nearer than "all alike", orders more than half of the pairs, and covers."""
    tool, alike, right, pairs, covered = [], [], 0, 0, 0
    for k in range(15):
        seed = f"recovery {k}"
        over = played(seed, Difficulty(talk=get_args(Talk)[k % 3]))
        over = extended(over, truth_event(over, seed))
        found = reveal(over, workflow.infer(over))
        tool.append(found.tool.misplaced(found.truth))
        alike.append(found.knowing_nothing)
        hits, total = found.tool.pairs_right(found.truth)
        right, pairs, covered = right + hits, pairs + total, covered + found.covered
    assert np.mean(tool) < np.mean(alike)
    assert right / pairs > 0.6
    assert covered / (3 * 15) >= 0.8
