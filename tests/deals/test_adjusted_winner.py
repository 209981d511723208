"""Adjusted winner: the worked division, and what it promises for any points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meso_infer.deals.adjusted_winner import adjusted_winner
from meso_infer.errors import InvalidSettings

POINTS = st.integers(1, 8).flatmap(
    lambda n: st.tuples(*[st.lists(st.integers(0, 60), min_size=n, max_size=n)] * 2)
)


def test_the_worked_division() -> None:
    """Points 50 20 15 10 5 and 40 30 10 10 10: the first keeps 5/6 of item 1, both have 170/3."""
    found = adjusted_winner([50, 20, 15, 10, 5], [40, 30, 10, 10, 10])
    assert found.shares == pytest.approx([5 / 6, 0, 1, 0, 0])
    assert found.totals == pytest.approx((170 / 3, 170 / 3))
    assert found.split == 0


@given(POINTS)
def test_equal_free_of_envy_and_at_most_one_split(points: tuple[list[int], list[int]]) -> None:
    """Both get the same, at least half of all their points, and at most one item is divided."""
    one, other = (np.array(side, float) + 0.01 for side in points)
    one, other = 100 * one / one.sum(), 100 * other / other.sum()
    found = adjusted_winner(one, other)
    assert found.totals[0] == pytest.approx(found.totals[1], abs=1e-8)
    assert found.totals[0] >= 50 - 1e-8
    assert ((found.shares > 1e-9) & (found.shares < 1 - 1e-9)).sum() <= 1
    assert ((found.shares >= 0) & (found.shares <= 1)).all()


@given(POINTS)
def test_no_division_is_better_for_both(points: tuple[list[int], list[int]]) -> None:
    """Along the weights at which both are best off together, nothing can be gained."""
    one, other = (np.array(side, float) + 0.01 for side in points)
    one, other = 100 * one / one.sum(), 100 * other / other.sum()
    found = adjusted_winner(one, other)
    # Efficient: nobody holds an item with a lower ratio than one that it gave away.
    ratio = one / other
    held, given_away = ratio[found.shares > 1e-9], ratio[found.shares < 1 - 1e-9]
    if len(held) and len(given_away):
        assert held.min() >= given_away.max() - 1e-9


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ([50, 50], [60, 30], "the same number"),
        ([50, 50], [100], "the same items"),
        ([-1, 101], [50, 50], "from 0 up"),
    ],
)
def test_points_that_do_not_fit_are_refused(
    first: list[float], second: list[float], words: str
) -> None:
    """Different sums, different items and negative points are named."""
    with pytest.raises(InvalidSettings, match=words):
        adjusted_winner(first, second)
