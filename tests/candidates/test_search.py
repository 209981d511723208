"""The packages in the own-utility band: all of them, and nothing else."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer.candidates import find_candidates
from meso_infer.errors import InvalidIssue, InvalidPackage, NoFeasibleMeso
from meso_infer.issues import NumericIssue, OrderedIssue
from meso_infer.packages import Agenda, Package, Rule
from meso_infer.utility import AdditiveUtility, Curve
from tests.agendas import deal, hiring_agenda, hiring_own
from tests.candidates.bands import small_problems

LEVEL = 15 / 23

EQUALS = {
    (96666.6667, 0, 1), (98333.3333, 0, 2), (103333.3333, 0, 3), (93333.3333, 1, 1), (95000, 1, 2),
    (100000, 1, 3), (90000, 2, 1), (91666.6667, 2, 2), (96666.6667, 2, 3), (93333.3333, 3, 3),
    (90000, 4, 3),
}  # fmt: skip


def test_the_hiring_example_has_eleven_equal_packages():
    """With salary solved, exactly the eleven packages worth 15/23 are found, all equal to 1e-12."""
    own = hiring_own(hiring_agenda())
    found = find_candidates(own, LEVEL, 0.01, plain_amounts=False)
    rows = {(round(s, 4), int(r), int(y) + 1) for s, r, y in found.coordinates.tolist()}
    assert rows == EQUALS
    assert np.abs(found.utilities - LEVEL).max() < 1e-12
    assert (found.method, found.solved, found.gridded) == ("exact", "Salary", ())


def test_a_solved_amount_is_exact_or_as_round_as_the_tolerance_forgives():
    """One remote day and three years are worth 15/23 at exactly USD 100,000; 103,333 becomes 103,350."""
    own = hiring_own(hiring_agenda())
    found = find_candidates(own, LEVEL, 0.01)
    assert deal(100000, 1, 3) in found.packages()
    assert {p["Salary"] for p in found.packages()} >= {96650, 98350, 103350}
    assert np.abs(found.utilities - LEVEL).max() <= 0.01 / 10
    near = find_candidates(own, LEVEL, 1e-4)
    assert {p["Salary"] for p in near.packages()} >= {96666.5, 98333.5, 103333.5}
    assert np.abs(near.utilities - LEVEL).max() <= 1e-4 / 10
    to_the_cent = find_candidates(own, LEVEL, 2e-6)
    assert {p["Salary"] for p in to_the_cent.packages()} >= {96666.67, 98333.33, 103333.33}


@settings(max_examples=60, deadline=None)
@given(st.floats(1e-7, 0.05), st.floats(0.55, 0.7))
def test_round_amounts_cost_no_more_than_a_tenth_of_the_tolerance(tolerance, target):
    """Whatever the tolerance, a solved package is worth the target give or take a tenth of it."""
    found = find_candidates(hiring_own(hiring_agenda()), target, tolerance)
    assert np.abs(found.utilities - target).max() <= tolerance / 10 + 1e-9


@settings(max_examples=30, deadline=None)
@given(st.floats(0.0, 0.005))
def test_round_amounts_stay_above_a_floor_near_the_top_of_the_band(above):
    """However little of the band a walk-away leaves, packages are found there, none below it."""
    floor = LEVEL + above
    found = find_candidates(hiring_own(hiring_agenda()), LEVEL, 0.01, floor=floor)
    assert len(found) >= 9
    assert found.utilities.min() >= floor - 2e-9
    assert found.utilities.max() <= LEVEL + 0.005 + 2e-9


@settings(max_examples=1000)
@given(small_problems())
def test_no_spread_above_the_tolerance(problem: tuple[AdditiveUtility, float, float]):
    """In 1,000 random cases every candidate lies in the band, or none is given and it is said why."""
    own, target, tolerance = problem
    try:
        found = find_candidates(own, target, tolerance)
    except NoFeasibleMeso:
        return
    assert np.ptp(found.utilities) <= tolerance + 2e-9
    assert np.abs(found.utilities - target).max() <= tolerance / 2 + 1e-9
    assert found.utilities == pytest.approx(own.utility_of(found.coordinates))


@settings(max_examples=60)
@given(small_problems())
def test_the_band_is_complete(problem: tuple[AdditiveUtility, float, float]):
    """Over discrete issues the band holds what brute force finds; a solved one, each way to reach it."""
    own, target, tolerance = problem
    agenda = own.agenda
    discrete = [issue for issue in agenda.issues if issue.n_options is not None]
    try:
        found = {
            tuple(row)
            for row in find_candidates(own, target, tolerance).coordinates[:, :3].tolist()
        }
    except NoFeasibleMeso:
        found = set()
    expected = set()
    for row in product(*(issue.coordinates().tolist() for issue in discrete)):
        ends = [*row] if len(discrete) == agenda.n_issues else None
        if ends is not None:
            reached = abs(float(own.utility_of(np.array([ends]))[0]) - target) <= tolerance / 2
        else:
            amounts = np.linspace(10, 20, 2001)
            rows = np.column_stack([np.tile(row, (2001, 1)), amounts])
            utilities = own.utility_of(rows)
            reached = utilities.min() <= target <= utilities.max()
        if reached:
            expected.add(row)
    assert expected <= found


def test_both_ways_to_reach_a_peak_are_found():
    """A curve that rises and falls reaches a value twice: both amounts are candidates."""
    agenda = Agenda((
        NumericIssue(name="Price", low=0, high=100),
        NumericIssue(name="Units", low=0, high=2, step=1, own_direction="higher"),
    ))  # fmt: skip
    own = AdditiveUtility.of(
        agenda, {"Price": 0.8, "Units": 0.2}, {"Price": Curve(curve="peak", at=50)}
    )
    found = find_candidates(own, 0.5, 0.01)
    assert {p["Price"] for p in found.packages() if p["Units"] == 1} == {25, 75}


def test_rules_held_issues_refusals_and_the_floor_narrow_the_band():
    """What is left obeys the rules, keeps what is held, omits what was refused and stays above the floor."""
    plain = hiring_agenda()
    rule = Rule.model_validate(
        {"if": {"Remote": {"min": 3}}, "then": {"Contract": {"max": "2 years"}}}
    )
    own = hiring_own(Agenda(plain.issues, (rule,)))
    assert len(find_candidates(own, LEVEL, 0.01)) == 9
    held = find_candidates(own, LEVEL, 0.01, held={"Remote": 1})
    assert {p["Remote"] for p in held.packages()} == {1}
    assert len(held) == 3
    left = find_candidates(own, LEVEL, 0.01, refused=[deal(100000, 1, 3), deal(96650, 0, 1)])
    assert len(left) == 7
    floored = find_candidates(own, LEVEL, 0.01, floor=LEVEL)
    assert floored.utilities.min() >= LEVEL - 1e-9
    assert len(floored) == 9


def test_messages_say_what_blocks_and_what_to_do():
    """An empty band names the nearest reachable levels; holding, rules, refusals and the floor are named."""
    own = hiring_own(hiring_agenda())
    grid = Agenda((
        NumericIssue(name="Units", low=0, high=4, step=1, own_direction="higher"),
        OrderedIssue(name="Term", options=("short", "long"), own_direction="later"),
    ))  # fmt: skip
    coarse = AdditiveUtility.of(grid, {"Units": 0.6, "Term": 0.4})
    with pytest.raises(
        NoFeasibleMeso, match=r"50 points.*nearest.*45 points and 55 points"
    ) as refused:
        find_candidates(coarse, 0.5, 0.01)
    assert refused.value.nearest == pytest.approx((0.45, 0.55))
    with pytest.raises(NoFeasibleMeso, match=r"held \(Salary at USD 105,000\).*release an issue"):
        find_candidates(own, 0.99, 0.01, held={"Salary": 105000})
    with pytest.raises(NoFeasibleMeso, match=r"below the walk-away"):
        find_candidates(own, 0.3, 0.01, floor=0.4)
    everything = find_candidates(own, LEVEL, 0.01).packages()
    with pytest.raises(NoFeasibleMeso, match="were refused before"):
        find_candidates(own, LEVEL, 0.01, refused=everything)
    impossible = {"if": {"Salary": {"min": 90000}}, "then": {"Salary": {"max": 89000 + 1000.0}}}
    strict = hiring_own(Agenda(hiring_agenda().issues, (Rule.model_validate(impossible),)))
    with pytest.raises(NoFeasibleMeso, match="break a rule"):
        find_candidates(strict, 0.5, 0.01, held={"Contract": "1 year"})
    with pytest.raises(InvalidIssue):
        find_candidates(own, LEVEL, 0.01, held={"Bonus": 1})
    with pytest.raises(InvalidPackage):
        find_candidates(own, LEVEL, 0.01, held={"Remote": 17})


def test_a_second_continuous_issue_is_tried_at_101_amounts():
    """Of two continuous issues the heavier is solved and the other gridded, ends included."""
    agenda = Agenda((
        NumericIssue(name="Price", low=0, high=100, own_direction="higher"),
        NumericIssue(name="Delay", low=0, high=30, own_direction="lower"),
    ))  # fmt: skip
    own = AdditiveUtility.of(agenda, {"Price": 0.7, "Delay": 0.3})
    found = find_candidates(own, 0.5, 0.01, plain_amounts=False)
    assert (found.solved, found.gridded, len(found)) == ("Price", ("Delay",), 101)
    assert np.abs(found.utilities - 0.5).max() < 1e-12


def test_an_issue_without_weight_does_not_hide_the_band():
    """A continuous issue that is worth nothing to us cannot be solved; the others still are."""
    agenda = Agenda((
        NumericIssue(name="Price", low=0, high=100, own_direction="higher"),
        NumericIssue(name="Units", low=0, high=4, step=1, own_direction="higher"),
    ))  # fmt: skip
    own = AdditiveUtility.of(agenda, {"Price": 0.0, "Units": 1.0})
    found = find_candidates(own, 0.5, 0.01)
    assert found.solved is None
    assert {p["Units"] for p in found.packages()} == {2}
    assert all(isinstance(p, Package) for p in found.packages([0, 1]))


@pytest.mark.parametrize(("n_issues", "tried"), [(4, 101), (5, 101), (7, 101), (12, 11)])
def test_many_continuous_issues_are_tried_at_fewer_amounts(n_issues, tried):
    """Further continuous issues are tried at 101 amounts, at fewer where those are too many."""
    names = [f"I{j}" for j in range(n_issues)]
    agenda = Agenda(
        tuple(NumericIssue(name=n, low=0, high=100, own_direction="lower") for n in names)
    )
    equal = dict(zip(names, [1 / n_issues] * n_issues, strict=True))
    own = AdditiveUtility.of(agenda, equal)
    found = find_candidates(own, 0.6, 0.001)
    amounts = np.unique(found.coordinates[:, 1])
    assert (len(amounts) <= tried, amounts[0] >= 0, amounts[-1] <= 100) == (True, True, True)
    assert len(amounts) >= 0.9 * tried
    assert np.abs(found.utilities - 0.6).max() <= 0.0005 + 1e-9
