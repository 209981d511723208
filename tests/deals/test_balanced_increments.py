"""Balanced increments: the worked sequences, and that nobody loses at any step."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meso_infer.deals.balanced_increments import balanced_increments, most_among


def test_a_straight_frontier_takes_one_step() -> None:
    """On u1 + u2 = 1 the first step from nothing ends at (1/2, 1/2)."""
    steps = balanced_increments(lambda other: 1 - other, lambda other: 1 - other)
    assert steps == pytest.approx(np.array([[0, 0], [0.5, 0.5]]))


def test_the_worked_sequence_on_a_bent_frontier() -> None:
    """On u2 = 1 - u1^2: (.5, .5), (.603553, .625), (.607963, .630362), in the limit (.607971, .630371)."""
    steps = balanced_increments(
        lambda second: math.sqrt(max(0.0, 1 - second)), lambda first: 1 - first**2
    )
    worked = [[0.5, 0.5], [0.603553, 0.625], [0.607963, 0.630362]]
    assert steps[1:4] == pytest.approx(np.array(worked), abs=1e-6)
    assert steps[-1] == pytest.approx([0.607971, 0.630371], abs=1e-6)


@given(st.integers(2, 40), st.integers(0, 2**32 - 1))
def test_nobody_loses_and_the_frontier_is_reached(n: int, seed: int) -> None:
    """Among finitely many outcomes both gain at each step, up to what lotteries can give."""
    outcomes = np.random.default_rng(seed).random((n, 2))
    steps = balanced_increments(most_among(outcomes, 0), most_among(outcomes, 1))
    assert (np.diff(steps, axis=0) >= 0).all()
    first, second = steps[-1]
    assert most_among(outcomes, 0)(second) == pytest.approx(first, abs=1e-6)
