"""The certainty words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meso_infer.certainty import certainty

ORDER = ("unclear", "leaning", "likely", "very likely")


@pytest.mark.parametrize(
    ("probability", "word"),
    [
        (0.0, "unclear"),
        (0.599, "unclear"),
        (0.6, "leaning"),
        (0.8, "likely"),
        (0.95, "very likely"),
        (1.0, "very likely"),
    ],
)
def test_bounds(probability, word):
    """Each word begins at its bound."""
    assert certainty(probability, 2) == word


@given(st.floats(0, 1), st.floats(0, 1), st.integers(0, 5))
def test_words_rise_with_the_probability_and_are_capped(p, q, n):
    """More probable is never a weaker word; none says no evidence; one informative event at most leaning."""
    low, high = sorted((p, q))
    words = certainty(low, n), certainty(high, n)
    if n == 0:
        assert words == ("no evidence", "no evidence")
        return
    assert ORDER.index(words[0]) <= ORDER.index(words[1])
    if n == 1:
        assert words[1] in ORDER[:2]
