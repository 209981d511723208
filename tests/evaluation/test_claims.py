"""Claims in words: few say only how many, many carry their interval, and nothing flatters."""

from __future__ import annotations

import pytest

from meso_infer.evaluation import Prediction, calibration, share_interval
from meso_infer.evaluation.claims import LEAST_ANSWERS, claim_rows, claim_sentences


def made(n: int, right: float, picked: str = "A") -> list[Prediction]:
    return [Prediction({"A": right, "B": 1 - right}, picked, 1, "1")] * n


@pytest.mark.parametrize(
    ("n", "said"), [(0, "No evidence: no predicted pick"), (1, "1 predicted"), (9, "9 predicted")]
)
def test_few_answers_show_no_score(n: int, said: str) -> None:
    """Below ten answers only their number stands, and no table."""
    found = calibration(made(n, 0.8))
    (text,) = claim_sentences(found)
    assert text.startswith(said)
    assert f"From {LEAST_ANSWERS} on" in text
    assert claim_rows(found) == ()


def test_scores_stand_with_their_interval() -> None:
    """From ten on, hits, gain and Brier score are the library's, with interval or number."""
    found = calibration([*made(8, 0.8), *made(4, 0.8, "B")])
    assert found is not None
    hits, gain, brier = claim_sentences(found)
    low, high = share_interval(8, 12)
    assert f"in 8 (67%, 90%: {low * 100:.0f}–{high * 100:.0f}%)" in hits
    assert f"{found.gain:.2f} (90%: {found.gain_low:.2f} to {found.gain_high:.2f})" in gain
    assert "not to be told from guessing" in gain
    assert f"{found.brier:.2f} over 12" in brier


@pytest.mark.parametrize(
    ("picked", "words", "bin_word"),
    [("A", "better than guessing", "more often"), ("B", "worse than guessing", "less often")],
)
def test_good_and_bad_are_said_alike(picked: str, words: str, bin_word: str) -> None:
    """Claims of 70% that always hold are too modest, those that never hold too bold."""
    found = calibration(made(40, 0.7, picked))
    assert words in claim_sentences(found)[1]
    top = next(row for row in claim_rows(found) if row[0] == "70%")
    assert top[4].startswith(bin_word)
    assert top[3] == 40
