"""Improving directions, constraint proposal and the limits of trade, at their worked numbers."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meso_infer.errors import InvalidSettings
from meso_infer.mediation import Walker, constraint_proposal, improving_directions
from meso_infer.mediation.trade_limits import (
    FIRST_BEST,
    SECOND_BEST,
    SENTENCE,
)

places = st.tuples(*[st.floats(-5, 5).map(lambda x: round(x, 3))] * 2).map(np.array)


def walker(ideal: np.ndarray) -> Walker:
    """A party with utility minus the squared distance from its ideal."""
    return Walker(
        best_direction=lambda x: ideal - x,
        best_distance=lambda x, way: max(0.0, float((ideal - x) @ way)),
    )


def test_the_worked_walk_takes_one_step() -> None:
    """From (.5, 1), ideals (0, 0) and (1, 0), the walk ends in (.5, 0) after one step."""
    walk = improving_directions(
        np.array([0.5, 1.0]), walker(np.array([0.0, 0.0])), walker(np.array([1.0, 0.0]))
    )
    assert walk.converged
    assert len(walk.points) == 2
    assert walk.end == pytest.approx([0.5, 0.0], abs=1e-12)


@given(places, places, places)
def test_a_walk_makes_nobody_worse_off(
    start: np.ndarray, one: np.ndarray, other: np.ndarray
) -> None:
    """Each step brings both nearer to what they want, or leaves them as near."""
    walk = improving_directions(start, walker(one), walker(other))
    for ideal in (one, other):
        far = [float(np.linalg.norm(point - ideal)) for point in walk.points]
        assert all(after <= before + 1e-9 for before, after in pairwise(far))


def on_plane(ideal: np.ndarray):
    return lambda normal, point: ideal - normal * float(normal @ (ideal - point))


@pytest.mark.parametrize("seen_from", [1, -1])
def test_the_worked_planes_meet(seen_from: int) -> None:
    """From the point (.5, .3) and normal (1, .6) both picks come to (.5, 0), whichever side is seen."""
    met = constraint_proposal(
        np.array([0.5, 0.3]),
        seen_from * np.array([1.0, 0.6]),
        on_plane(np.array([0.0, 0.0])),
        on_plane(np.array([1.0, 0.0])),
    )
    assert met.converged
    assert met.point == pytest.approx([0.5, 0.0], abs=1e-6)
    assert np.abs(met.normal) == pytest.approx([1.0, 0.0], abs=1e-6)
    assert met.planes <= 60


@pytest.mark.parametrize(
    "call",
    [
        lambda: improving_directions(np.array([np.nan]), walker(np.zeros(1)), walker(np.ones(1))),
        lambda: constraint_proposal(
            np.zeros(2), np.zeros(2), on_plane(np.zeros(2)), on_plane(np.ones(2))
        ),
    ],
)
def test_senseless_starts_are_refused(call) -> None:
    """A point that is no point and a plane without a normal are refused in words."""
    with pytest.raises(InvalidSettings, match="need"):
        call()


def test_the_best_procedure_leaves_deals_unmade() -> None:
    """All deals are worth 1/6, those of the best procedure 9/64: on a grid, to a thousandth."""
    middles = (np.arange(1000) + 0.5) / 1000
    values, costs = np.meshgrid(middles, middles)
    gaps = values - costs
    for least_gap, average in ((0, FIRST_BEST), (1 / 4, SECOND_BEST)):
        assert np.where(gaps >= least_gap, gaps, 0).mean() == pytest.approx(average, abs=1e-3)
    assert pytest.approx(27 / 32) == SECOND_BEST / FIRST_BEST
    assert "84%" in SENTENCE
