"""Counting and drawing the packages of a band from two sorted halves: what brute force finds."""

from __future__ import annotations

import math
from functools import reduce

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer.candidates.halves import Halves, Marks, balanced, largest_half


def worth_of(seed: int) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    weights = rng.dirichlet(np.ones(rng.integers(1, 6)))
    return [weight * rng.random(rng.integers(1, 6)) for weight in weights]


def everything(worth: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Every package as places, and its utility."""
    places = np.stack(
        [axis.ravel() for axis in np.meshgrid(*(np.arange(len(w)) for w in worth), indexing="ij")],
        axis=1,
    )
    sums = reduce(lambda total, part: np.add.outer(total, part).ravel(), worth)
    return places, sums


@settings(max_examples=80)
@given(st.integers(0, 2**31), st.floats(0, 0.8), st.floats(0, 0.3))
def test_counts_and_lists_are_those_of_brute_force(seed, low, width):
    """The count is exact, and the list holds every package of the band once, in order."""
    worth = worth_of(seed)
    places, sums = everything(worth)
    inside = (sums >= low - 1e-9) & (sums <= low + width + 1e-9)
    halves = Halves(worth)
    assert halves.count(low, low + width) == inside.sum()
    assert halves.everything(low, low + width).tolist() == places[inside].tolist()


@settings(max_examples=60)
@given(st.integers(0, 2**31), st.integers(1, 3), st.integers(0, 3))
def test_marks_narrow_it_to_what_obeys(seed, n_rules, most):
    """With rules and a limit of changes, exactly the packages that keep both are counted and listed."""
    worth = worth_of(seed)
    rng = np.random.default_rng(seed + 1)
    when = tuple(rng.integers(0, 2**n_rules, len(w)) for w in worth)
    then = tuple(rng.integers(0, 2**n_rules, len(w)) for w in worth)
    earlier = [[rng.integers(len(w)) for w in worth] for _ in range(2)]
    changes = tuple(
        np.array([[int(place != one[j]) for one in earlier] for place in range(len(w))])
        for j, w in enumerate(worth)
    )
    places, sums = everything(worth)
    full = 2**n_rules - 1
    applies = reduce(np.bitwise_and, [when[j][places[:, j]] for j in range(len(worth))], full)
    kept = reduce(np.bitwise_and, [then[j][places[:, j]] for j in range(len(worth))], full)
    differ = np.array([(places != one).sum(axis=1) for one in earlier]).min(axis=0)
    inside = (sums >= 0.2 - 1e-9) & (sums <= 0.6 + 1e-9)
    inside &= ((applies & ~kept) == 0) & (differ <= most)
    halves = Halves(worth, Marks(when, then, changes, most))
    assert halves.count(0.2, 0.6) == inside.sum()
    assert halves.everything(0.2, 0.6).tolist() == places[inside].tolist()


def test_draws_are_uniform():
    """Every package of the band is drawn about equally often, and nothing else is."""
    worth = [np.linspace(0, w, 5) for w in (0.4, 0.35, 0.25)]
    halves = Halves(worth)
    band = {tuple(row) for row in halves.everything(0.45, 0.55).tolist()}
    rng = np.random.default_rng(5)
    counts = dict.fromkeys(band, 0)
    for _ in range(3000):
        for row in halves.draw(0.45, 0.55, 4, rng).tolist():
            counts[tuple(row)] += 1
    expected = sum(counts.values()) / len(band)
    chi_square = sum((n - expected) ** 2 / expected for n in counts.values())
    assert chi_square < len(band) + 4 * math.sqrt(2 * len(band))


def test_ten_billion_packages_are_counted_exactly():
    """Ten issues of ten equal steps: the band of one level holds the multinomial number of packages."""
    worth = [np.arange(10) / 90 for _ in range(10)]
    coefficients = reduce(np.convolve, [np.ones(10, dtype=object)] * 10)
    halves = Halves(worth)
    for level in (3, 45, 60):
        assert halves.count(level / 90 - 1e-6, level / 90 + 1e-6) == coefficients[level]
    drawn = halves.draw(0.5 - 1e-6, 0.5 + 1e-6, 500, np.random.default_rng(0))
    assert len(drawn) == 500
    assert (drawn.sum(axis=1) == 45).all()


@settings(max_examples=40)
@given(st.integers(0, 2**31), st.floats(-0.2, 1.2))
def test_the_nearest_levels_are_those_of_brute_force(seed, target):
    """The utilities next below and above a target; none where there is none."""
    worth = worth_of(seed)
    _, sums = everything(worth)
    below, above = Halves(worth).nearest(target)
    assert below == (pytest.approx(sums[sums < target].max()) if (sums < target).any() else None)
    assert above == (pytest.approx(sums[sums >= target].min()) if (sums >= target).any() else None)


def test_halves_are_balanced():
    """The larger half is as small as it can be; many issues are split greedily."""
    assert largest_half([10] * 10) == 10**5
    assert largest_half([1000, 2, 2, 2]) == 1000
    assert largest_half([2] * 30) == 2**15
    assert sorted(sum(balanced([3, 4, 5]), ())) == [0, 1, 2]
