"""Dominance, the Pareto set and bargaining points: the goldens of the hiring grid, and brute force."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meso_infer.frontier import (
    additive_frontier,
    agreement_zone,
    bargaining_points,
    dominates,
    pareto_mask,
)
from meso_infer.issues import NumericIssue, OrderedIssue
from meso_infer.packages import Agenda
from meso_infer.utility import AdditiveUtility

RESERVATION = (0.40, 0.30)
pairs = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=40)


@pytest.fixture(scope="module")
def grid() -> tuple[list[tuple[int, int, int]], np.ndarray]:
    """The 288 packages of the worked outcome set (salary in thousands, days, years) and both parties' utilities."""
    rows = [(s, r, y) for s in range(90, 106) for r in range(6) for y in (1, 2, 3)]
    coordinates = np.array([(1000.0 * s, r, y - 1) for s, r, y in rows])
    values = {"Contract": {"1 year": 0.0, "2 years": 0.25, "3 years": 1.0}}
    manager = AdditiveUtility.of(
        _agenda("lower", "lower"),
        {"Salary": 9 / 23, "Remote": 10 / 23, "Contract": 4 / 23},
        values,  # type: ignore[arg-type]
    )
    candidate = AdditiveUtility.of(
        _agenda("higher", "higher"), {"Salary": 0.5, "Remote": 0.3, "Contract": 0.2}
    )
    utilities = [manager.utility_of(coordinates), candidate.utility_of(coordinates)]
    return rows, np.stack(utilities, axis=1)


@pytest.fixture
def rng() -> np.random.Generator:
    """The same numbers every time."""
    return np.random.default_rng(20)


def test_counts_of_the_hiring_grid(
    grid: tuple[list[tuple[int, int, int]], np.ndarray],
) -> None:
    """26 Pareto-optimal packages, 140 acceptable to both, 17 that are both."""
    _, utilities = grid
    best, zone = pareto_mask(utilities), agreement_zone(utilities, RESERVATION)
    assert (best.sum(), zone.sum(), (best & zone).sum()) == (26, 140, 17)
    assert utilities[zone].max(axis=0) == pytest.approx([106 / 115, 41 / 50])


def test_bargaining_points_of_the_hiring_grid(
    grid: tuple[list[tuple[int, int, int]], np.ndarray],
) -> None:
    """The Nash, Kalai-Smorodinsky, egalitarian and largest-sum packages."""
    rows, utilities = grid
    points = bargaining_points(utilities, RESERVATION)
    assert points is not None
    assert rows[points.nash] == (103, 0, 3)
    assert utilities[points.nash] == pytest.approx([76 / 115, 19 / 30])
    gains = utilities[points.nash] - RESERVATION
    assert gains.prod() == pytest.approx(0.0869565, abs=5e-8)
    assert rows[points.kalai_smorodinsky] == rows[points.egalitarian] == (102, 0, 3)
    assert utilities[points.egalitarian] == pytest.approx([0.686957, 0.6], abs=5e-7)
    assert rows[points.max_sum] == (105, 0, 3)
    assert utilities[points.max_sum] == pytest.approx([14 / 23, 0.7])


def test_the_points_of_a_bent_frontier() -> None:
    """On u2 = 1 - u1^2 Nash is at (.577350, .666667), Kalai and Smorodinsky's at (.618034, .618034)."""
    first = np.linspace(0, 1, 200_001)
    found = bargaining_points(np.stack([first, 1 - first**2], axis=1))
    assert found is not None
    for row, worked in (
        (found.nash, (0.577350, 0.666667)),
        (found.kalai_smorodinsky, (0.618034, 0.618034)),
    ):
        assert (first[row], 1 - first[row] ** 2) == pytest.approx(worked, abs=1e-5)


def test_shares_of_outcomes_around_the_article(
    grid: tuple[list[tuple[int, int, int]], np.ndarray],
) -> None:
    """A is dominated by 2 packages and dominates 131, B by 32 and 28, C dominates none."""
    rows, utilities = grid
    abc = utilities[[rows.index((100, 1, 3)), rows.index((95, 1, 2)), rows.index((90, 2, 1))]]
    inferior, better = dominates(abc, utilities).sum(axis=1), dominates(utilities, abc).sum(axis=0)
    assert list(inferior) == [131, 28, 0]
    assert list(inferior + better)[:2] == [133, 60]


@given(pairs)
def test_the_pareto_set_is_what_nothing_dominates(points: list[tuple[int, int]]) -> None:
    """The fast mask agrees with comparing all pairs, ties and duplicates included."""
    table = np.array(points, float) / 6
    assert (pareto_mask(table) == ~dominates(table, table).any(axis=0)).all()


def test_the_pareto_set_of_many_outcomes(rng: np.random.Generator) -> None:
    """On a cloud of thousands, near the frontier and far from it, the fast mask stays exact."""
    angle, radius = rng.uniform(0, np.pi / 2, 3000), np.sqrt(rng.random(3000))
    cloud = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    arc = np.stack([np.cos(angle), np.sin(angle)], axis=1)[:50]
    for table in (cloud, np.vstack([cloud, arc]), np.repeat(cloud[:500], 3, axis=0)):
        brute = ~np.array([dominates(table, row[None]).any() for row in table])
        assert (pareto_mask(table) == brute).all()


@given(pairs, st.integers(0, 4), st.integers(0, 4))
def test_bargaining_points_are_acceptable_and_undominated(
    points: list[tuple[int, int]], first: int, second: int
) -> None:
    """Every point lies in the zone of agreement and on the frontier and is best at its own aim."""
    table, reservation = np.array(points, float) / 6, (first / 6, second / 6)
    zone = agreement_zone(table, reservation)
    found = bargaining_points(table, reservation)
    assert (found is None) == (not zone.any())
    if found is None:
        return
    best = pareto_mask(table)
    gains = table - reservation
    for chosen in (found.nash, found.kalai_smorodinsky, found.egalitarian, found.max_sum):
        assert zone[chosen]
        assert best[chosen]
    assert gains[found.nash].prod() >= gains[zone].prod(axis=1).max() - 1e-12
    assert gains[found.egalitarian].min() >= gains[zone].min(axis=1).max() - 1e-12
    assert gains[found.max_sum].sum() >= gains[zone].sum(axis=1).max() - 1e-12


@given(pairs)
def test_nobody_dominates_themselves(points: list[tuple[int, int]]) -> None:
    """Dominance is irreflexive and never holds both ways."""
    table = np.array(points, float)
    over = dominates(table, table)
    assert not over.diagonal().any()
    assert not (over & over.T).any()


def test_rounding_dust_decides_nothing() -> None:
    """Utilities that differ by the last bit are equal; an unknown utility is never in the set."""
    table = np.array([[0.1 + 0.2, 0.5], [0.3, 0.5], [np.nan, 1.0]])
    assert list(pareto_mask(table)) == [True, True, False]
    assert pareto_mask(np.empty((0, 2))).shape == (0,)


def _agenda(salary: str, remote: str) -> Agenda:
    return Agenda(
        (
            NumericIssue(name="Salary", unit="USD", low=90000, high=105000, own_direction=salary),  # type: ignore[arg-type]
            NumericIssue(name="Remote", low=0, high=5, step=1, own_direction=remote),  # type: ignore[arg-type]
            OrderedIssue(
                name="Contract", options=("1 year", "2 years", "3 years"), own_direction="later"
            ),
        )
    )


@given(st.integers(0, 2**32 - 1), st.booleans())
def test_issue_by_issue_the_frontier_is_the_same(seed: int, with_ties: bool) -> None:
    """Adding issues and dropping the dominated finds the Pareto set of all combinations, ties included."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 6, 4)
    parts = [[rng.random(n) for n in sizes] for _ in range(2)]
    if with_ties:
        parts = [[np.round(one * 4) / 8 for one in party] for party in parts]
    found = additive_frontier(*parts)
    table = np.stack(
        [sum(np.meshgrid(*party, indexing="ij")).ravel() for party in parts],  # type: ignore[union-attr]
        axis=1,
    )
    rows = np.sort(np.ravel_multi_index(tuple(found.places.T), tuple(sizes)))
    assert np.array_equal(rows, np.flatnonzero(pareto_mask(table)))
    assert found.is_exact
    assert (np.diff(found.utilities[:, 0]) <= 1e-12).all()


def test_a_frontier_that_holds_everything_is_thinned_and_said_so() -> None:
    """Where every package is efficient, an even choice is kept, its ends among them."""
    steps = [np.linspace(0, 0.1 + 0.01 * j, 9) for j in range(5)]
    found = additive_frontier(steps, [-one for one in steps], most=300)
    assert not found.is_exact
    assert len(found.places) == 300
    assert found.utilities[0, 0] == pytest.approx(sum(one[-1] for one in steps))
