"""The packages in the own-utility band: all of them, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer.candidates import candidates_for, changed_issues, find_candidates, search
from meso_infer.candidates.draw_tables import DrawTables
from meso_infer.candidates.wanted import Wanted
from meso_infer.errors import InvalidIssue, InvalidPackage, NoFeasibleMeso
from meso_infer.inference import infer
from meso_infer.issues import CategoricalIssue, NumericIssue, OrderedIssue
from meso_infer.packages import Agenda, Package, Rule
from meso_infer.utility import AdditiveUtility, Curve, Points
from tests.agendas import deal, hiring_agenda, hiring_own

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


@st.composite
def small_problems(draw: st.DrawFn) -> tuple[AdditiveUtility, float, float]:
    """A small agenda of mixed kinds, our utility on it, a target and a tolerance."""
    issues: list = [
        OrderedIssue(name="Term", options=("short", "middle", "long"), own_direction="later"),
        CategoricalIssue(name="Place", options=("Berlin", "Paris")),
        NumericIssue(
            name="Units", low=0, high=draw(st.integers(1, 6)), step=1, own_direction="higher"
        ),
    ]
    if draw(st.booleans()):
        issues.append(NumericIssue(name="Price", low=10, high=20, own_direction="lower"))
    raw = [draw(st.floats(0.05, 1)) for _ in issues]
    weights = {issue.name: w / sum(raw) for issue, w in zip(issues, raw, strict=True)}
    values: dict = {"Place": {"Berlin": 1.0, "Paris": draw(st.floats(0, 1))}}
    if len(issues) == 4:
        shapes = [
            Curve(curve="exponential", rho=draw(st.sampled_from([-2.0, 1.5]))),
            Curve(curve="peak", at=14),
            Points(points=((10, 1), (13, 0.2), (16, 0.7), (20, 0))),
        ]
        values["Price"] = draw(st.sampled_from(shapes))
    own = AdditiveUtility.of(Agenda(tuple(issues)), weights, values)
    return own, draw(st.floats(0.05, 0.95)), draw(st.sampled_from([0.002, 0.01, 0.1]))


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


def long_own(sizes: tuple[int, ...], rules: tuple[Rule, ...] = ()) -> AdditiveUtility:
    """Our utility on issues of so many steps, all worth the same to us."""
    issues = tuple(
        NumericIssue(name=f"Issue {j}", low=0, high=size - 1, step=1, own_direction="higher")
        for j, size in enumerate(sizes)
    )
    return AdditiveUtility.of(Agenda(issues, rules), {i.name: 1 / len(sizes) for i in issues})


def test_a_narrow_band_of_many_packages_is_listed_whole():
    """Past 10^6 packages a band with few of them is still searched whole: the method is exact."""
    found = find_candidates(long_own((500, 100, 50, 5)), 0.5, 1e-4)
    assert found.method == "exact"
    assert found.in_band == len(found) > 100
    assert np.abs(found.utilities - 0.5).max() <= 5e-5 + 1e-9


@pytest.mark.parametrize(("n_issues", "n_options"), [(9, 10), (12, 6), (4, 178), (10, 10)])
def test_billions_of_packages_are_searched(n_issues, n_options):
    """From 10^9 to 10^10 packages: how many the band holds, a sample of it, all within tolerance."""
    own = long_own((n_options,) * n_issues)
    found = find_candidates(own, 0.65, 0.02)
    assert (found.method, len(np.unique(found.coordinates, axis=0))) == ("heuristic", len(found))
    assert found.in_band > 10**6
    assert len(found) > 1000
    assert np.abs(found.utilities - 0.65).max() <= 0.01 + 1e-9


@settings(max_examples=60)
@given(small_problems(), st.booleans(), st.integers(1, 4))
def test_a_sample_knows_how_many_it_stands_for(problem, with_rule, most_changes):
    """Sampled instead of listed, a band has the same count, and the sample obeys all that was asked."""
    own, target, tolerance = problem
    if with_rule:
        rule = {"if": {"Units": {"min": 1}}, "then": {"Place": {"in": ["Paris"]}}}
        own = AdditiveUtility(
            Agenda(own.agenda.issues, (Rule.model_validate(rule),)), own.weights, own.functions
        )
    discrete = all(issue.n_options is not None for issue in own.agenda.issues)
    earlier = np.array([[issue.bounds[0] for issue in own.agenda.issues]])
    wanted = Wanted(own, target, tolerance)
    try:
        listed_ = candidates_for(wanted, None, np.random.default_rng(0))
    except NoFeasibleMeso:
        return
    refused = listed_.packages([0])
    for asked in (
        wanted,
        replace(wanted, refused=refused),
        replace(wanted, earlier=earlier, most_changes=most_changes),
    ):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(search, "MOST_LISTED", -1)
            patch.setattr(search, "FEW_IN_BAND", -1)
            try:
                sampled = candidates_for(asked, None, np.random.default_rng(0))
            except NoFeasibleMeso:
                sampled = None
        try:
            whole = candidates_for(asked, None, np.random.default_rng(0))
        except NoFeasibleMeso:
            assert sampled is None
            continue
        if sampled is None:
            assert not discrete
            continue
        rows = {tuple(row) for row in whole.coordinates.tolist()}
        assert {tuple(row) for row in sampled.coordinates.tolist()} <= rows
        if discrete:
            assert sampled.in_band == len(whole)


def test_of_the_refused_only_those_that_keep_what_is_held_are_taken_off(monkeypatch):
    """With an issue held, a package that was refused at another option of it is none of the band."""
    own = long_own((4,) * 4)
    everything = find_candidates(own, 0.5, 0.2)
    at = everything.coordinates[:, 0] == 1
    refused = everything.packages([np.flatnonzero(at)[0], np.flatnonzero(~at)[0]])
    monkeypatch.setattr(search, "MOST_LISTED", -1)
    monkeypatch.setattr(search, "SAMPLED", 3)
    found = find_candidates(own, 0.5, 0.2, held={"Issue 0": 1}, refused=refused)
    assert found.in_band == at.sum() - 1


@pytest.mark.parametrize("most_changes", [1, 2, 3])
def test_a_limit_of_changes_is_counted_in(most_changes, monkeypatch):
    """Sampled or listed, as many packages are near the earlier one; of those refused only the near ones go."""
    own = long_own((4,) * 4)
    everything = find_candidates(own, 0.5, 0.2)
    earlier = everything.coordinates[:1]
    changes = changed_issues(everything.coordinates, earlier)
    near, far = np.flatnonzero(changes == 1)[0], np.flatnonzero(changes == 4)[0]
    wanted = Wanted(
        own, 0.5, 0.2, refused=everything.packages([near, far]), earlier=earlier,
        most_changes=most_changes,
    )  # fmt: skip
    listed_ = candidates_for(wanted, None, np.random.default_rng(0))
    monkeypatch.setattr(search, "MOST_LISTED", -1)
    monkeypatch.setattr(search, "SAMPLED", 3)
    sampled = candidates_for(wanted, None, np.random.default_rng(0))
    assert (listed_.method, sampled.method) == ("exact", "heuristic")
    assert len(listed_) == (changes <= most_changes).sum() - 1
    assert sampled.in_band == len(listed_)


def test_rules_held_issues_and_refusals_hold_among_billions():
    """Of 10^9 packages every candidate obeys the rule, keeps what is held and changes few issues."""
    rule = Rule.model_validate(
        {"if": {"Issue 0": {"min": 5}}, "then": {"Issue 1": {"max": 4}, "Issue 2": {"min": 2}}}
    )
    own = long_own((10,) * 9, (rule,))
    belief = infer(own.agenda, []).thinned(16)
    tables = DrawTables.of(belief)
    free = find_candidates(own, 0.65, 0.01, tables=tables)
    unruled = find_candidates(long_own((10,) * 9), 0.65, 0.01)
    assert 0 < free.in_band < unruled.in_band
    assert own.agenda.feasible_mask(free.coordinates).all()
    held = find_candidates(own, 0.65, 0.01, held={"Issue 3": 4}, floor=0.649, tables=tables)
    assert np.unique(held.coordinates[:, 3]).tolist() == [4]
    assert held.utilities.min() >= 0.649 - 1e-9
    refused = free.packages(range(30))
    fresh = find_candidates(own, 0.65, 0.01, refused=refused, tables=tables)
    assert fresh.in_band == free.in_band - 30
    assert not set(refused) & set(fresh.packages())
    earlier = free.coordinates[:2]
    near = candidates_for(
        Wanted(own, 0.65, 0.01, earlier=earlier, most_changes=3), tables, np.random.default_rng(0)
    )
    assert changed_issues(near.coordinates, earlier).max() <= 3


def test_an_amount_is_solved_among_billions():
    """With one continuous issue beside 10^8 packages every candidate is worth the target."""
    issues = (
        *long_own((10,) * 8).agenda.issues,
        NumericIssue(name="Price", low=0, high=1000, own_direction="higher"),
    )
    own = AdditiveUtility.of(Agenda(issues), {issue.name: 1 / 9 for issue in issues})
    tables = DrawTables.of(infer(own.agenda, []).thinned(16))
    found = find_candidates(own, 0.65, 0.01, plain_amounts=False, tables=tables)
    assert (found.method, found.solved) == ("heuristic", "Price")
    assert np.abs(found.utilities - 0.65).max() < 1e-12
    assert found.in_band > 10**6


def test_too_many_packages_are_refused_with_advice():
    """When not even halves of the issues can be listed, the message names the widest issues."""
    options = tuple(f"option {k}" for k in range(40))
    issues = tuple(CategoricalIssue(name=f"Issue {j}", options=options) for j in range(9))
    values = {
        i.name: dict(zip(options, np.linspace(0, 1, 40).tolist(), strict=True)) for i in issues
    }
    own = AdditiveUtility.of(Agenda(issues), {i.name: 1 / 9 for i in issues}, values)
    with pytest.raises(NoFeasibleMeso, match=r"more than can be searched.*Issue 0 \(40 options\)"):
        find_candidates(own, 0.5, 0.01)


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
