"""The deal space: its frontier and band against all packages, its points, and what is left to gain."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer.deals.joint_gains import (
    LEAST_GAIN,
    best_on_table,
    few_options,
    find_improvements,
    joint_gain_left,
)
from meso_infer.deals.possible import options_of
from meso_infer.deals.reach import find_reach
from meso_infer.deals.space import (
    LATER,
    DealSpace,
    efficient_packages,
    find_deal_space,
    zone_probability,
)
from meso_infer.errors import InvalidPackage
from meso_infer.evidence import Pick
from meso_infer.frontier import dominates
from meso_infer.inference import infer
from meso_infer.issues import NumericIssue
from meso_infer.packages import Agenda, Rule
from tests.agendas import A, B, C, deal, hiring_agenda, hiring_own
from tests.deals.test_reach import agenda, own_on

AGENDA = hiring_agenda()
OWN = hiring_own(AGENDA)


@pytest.fixture(scope="module")
def hiring() -> DealSpace:
    """The deal space of the hiring example after "B"."""
    return find_deal_space(OWN, infer(AGENDA, (Pick((A, B, C), 1),)), reservation_value=0.4)


RULES = tuple(
    Rule.model_validate(one)
    for one in (
        {"if": {"Visits": {"max": 1}}, "then": {"Fee": {"min": 2}}},
        {"if": {"Term": {"min": "option 3"}}, "then": {"Place": {"in": ["option 0", "option 2"]}}},
        {"if": {"Fee": {"max": 1}}, "then": {"Term": {"max": "option 2"}}},
    )
)


@pytest.mark.parametrize("n_rules", range(4))
def test_the_frontier_is_that_of_all_packages(n_rules: int) -> None:
    """The efficient packages are those that no package is expected to better, rules counted."""
    chosen = agenda(rules=RULES[:n_rules])
    own, posterior = own_on(chosen), infer(chosen, ())
    axes = [issue.coordinates() for issue in chosen.issues]
    rows = np.stack([g.ravel() for g in np.meshgrid(*axes, indexing="ij")], axis=1)
    rows = rows[chosen.feasible_mask(rows)]
    pairs = np.stack([own.utility_of(rows), posterior.utility_of(rows).mean(axis=1)], axis=1)
    expected = rows[~dominates(pairs, pairs).any(axis=0)]
    found, method = efficient_packages(own, posterior)
    assert method == "exact"
    assert {tuple(row) for row in found} == {tuple(row) for row in expected}
    assert (np.diff(own.utility_of(found)) <= 1e-12).all()


def test_rules_that_nothing_obeys_are_said() -> None:
    """Where every package breaks a rule there is no deal space."""
    never = [
        Rule.model_validate({"if": {"Fee": {"min": 0}}, "then": {"Visits": {"max": 0}}}),
        Rule.model_validate({"if": {"Fee": {"min": 0}}, "then": {"Visits": {"min": 4}}}),
    ]
    chosen = agenda(rules=tuple(never))
    with pytest.raises(InvalidPackage, match="obeys every rule"):
        efficient_packages(own_on(chosen), infer(chosen, ()))


def test_the_band_holds_the_mean_and_never_rises(hiring: DealSpace) -> None:
    """Low, mean and high are in order at every level, and none of them rises with our utility."""
    assert (hiring.best_low <= hiring.best + 1e-12).all()
    assert (hiring.best <= hiring.best_high + 0.05).all()
    for line in (hiring.best_low, hiring.best, hiring.best_high):
        assert (np.diff(line) <= 1e-12).all()
    assert hiring.levels[0] == 0.0
    assert hiring.levels[-1] == pytest.approx(1.0)


def test_the_band_narrows_with_evidence(hiring: DealSpace) -> None:
    """The more they have picked, the better it is known what they could have."""
    evidence = tuple(Pick((A, C, deal(93333, 1, 1)), 1) for _ in range(6))
    known = find_deal_space(OWN, infer(AGENDA, evidence), reservation_value=0.4)
    middle = slice(30, 80)
    assert (known.best_high - known.best_low)[middle].mean() < (hiring.best_high - hiring.best_low)[
        middle
    ].mean()


def test_points_lie_on_the_frontier_and_within_the_zone(hiring: DealSpace) -> None:
    """Each solution is an efficient package, good enough for us, and its interval lies within 0 to 1."""
    assert [point.name for point in hiring.points] == [
        "nash", "kalai_smorodinsky", "egalitarian", "max_sum",
    ]  # fmt: skip
    for point in hiring.points:
        assert point.own >= 0.4
        assert 0 <= point.own_low <= point.own_high <= 1
    assert 0 < hiring.zone <= hiring.zone_later <= 1
    assert len(hiring.frontier) <= hiring.efficient
    assert hiring.method == "heuristic"
    assert hiring.cloud.shape[1] == 2


def test_of_one_draw_the_points_are_those_of_its_own_frontier() -> None:
    """Where their taste is known each interval is one level: that of the solution's own criterion."""
    posterior = infer(AGENDA, (Pick((A, B, C), 1),)).thinned(1)
    found = find_deal_space(OWN, posterior, reservation_value=0.4)
    reach = find_reach(OWN, posterior, lowest=0.4)
    ours = reach.levels - 0.4
    theirs = reach.best[:, 0] - posterior.draws.aspiration(1 + LATER)[0]
    inside = theirs >= 0
    assert inside.any()
    shares = np.minimum(ours / ours[inside].max(), theirs / theirs[inside].max())
    aims = (ours * theirs, shares, np.minimum(ours, theirs), ours + theirs)
    for point, aim in zip(found.points, aims, strict=True):
        level = reach.levels[np.where(inside, aim, -1.0).argmax()]
        assert (point.own_low, point.own_high) == pytest.approx((level, level))


def test_a_walk_away_above_every_zone_leaves_no_points() -> None:
    """Where nothing is expected to be good enough for both there is nothing to single out."""
    posterior = infer(AGENDA, (Pick((A, B, C), 1),))
    found = find_deal_space(OWN, posterior, reservation_value=0.99)
    assert found.points == ()
    assert found.zone < 0.5


def test_the_chance_of_a_zone_by_sampling() -> None:
    """We give 10 at most and they need 5 to 15: half the time there is room."""
    need = np.random.default_rng(4).uniform(5, 15, 40_000)
    shares = np.full(40_000, 1 / 40_000)
    assert zone_probability(np.full(40_000, 10.0), need, shares) == pytest.approx(0.5, abs=0.01)


def test_improvements_are_better_for_both() -> None:
    """Each of the ten betters the deal for us, is expected to for them, and is unlike the others."""
    posterior = infer(AGENDA, (Pick((A, B, C), 1),))
    found = find_improvements(OWN, posterior, B)
    assert 0 < len(found.better) <= 10
    assert found.deal.package == B
    for one in found.better:
        assert one.own == pytest.approx(OWN.utility(one.package))
        assert one.own - found.deal.own == pytest.approx(one.own_gain)
        assert min(one.own_gain, one.their_gain) >= LEAST_GAIN
        assert one.they_gain > 0.3
    products = [one.own_gain * one.their_gain for one in found.better]
    assert products == sorted(products, reverse=True)
    assert len({one.package for one in found.better}) == len(found.better)
    most = max(one.own_gain + one.their_gain for one in found.better)
    assert found.joint_gain_left.mean >= most - 0.05
    assert 0 < found.accepted < 1


def test_better_deals_are_of_several_kinds_at_round_amounts() -> None:
    """The amounts are whole thousands, and what differs is not the amount alone."""
    better = find_improvements(OWN, infer(AGENDA, (Pick((A, B, C), 1),)), B).better
    assert len(better) > 5
    assert all(float(one.package["Salary"]) % 1000 == 0 for one in better)
    assert len({(one.package["Remote"], one.package["Contract"]) for one in better}) >= 3


@settings(max_examples=60)
@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_round_amounts_span_the_range_in_few_even_steps(low: float, width: float) -> None:
    """Both ends, at most 26 steps, all inner ones multiples of 1, 2 or 5 times a power of ten."""
    issue = NumericIssue(kind="numeric", name="Price", low=low, high=low + width)
    amounts = few_options(issue)
    assert (amounts[0], amounts[-1]) == issue.bounds
    assert 3 <= len(amounts) <= 28
    steps = np.diff(amounts[1:-1])
    assert len(steps) == 0 or np.ptp(steps) <= 1e-6 * max(1.0, abs(low), width)


def test_nothing_is_left_where_nothing_is_better() -> None:
    """Our best package cannot be bettered for us; the joint gain over it is what they alone could gain."""
    posterior = infer(AGENDA, (Pick((A, B, C), 1),))
    best_for_us = deal(90000, 0, 3)
    assert find_improvements(OWN, posterior, best_for_us).better == ()
    levels, best = np.array([0.0, 0.5, 1.0]), np.array([[0.9], [0.6], [0.1]])
    assert joint_gain_left(levels, best, 0.5, np.array([0.4])) == pytest.approx([0.2])
    assert joint_gain_left(levels, best, 0.5, np.array([0.7])) == pytest.approx([0.0])
    # Half a unit for us and .1 for them is more than the .4 that they alone could gain.
    best = np.array([[0.9], [0.6], [0.3]])
    assert joint_gain_left(levels, best, 0.5, np.array([0.2])) == pytest.approx([0.6])


def test_the_best_on_the_table_is_the_best_for_them() -> None:
    """Of several packages the one of the largest expected utility to them is meant, of equals ours."""
    posterior = infer(AGENDA, (Pick((A, B, C), 1),))
    rich = deal(105000, 5, 3)
    assert best_on_table(OWN, posterior, [A, rich, C]) == 1
    assert best_on_table(OWN, posterior, [A]) == 0


def test_the_same_belief_has_the_same_space(hiring: DealSpace) -> None:
    """No hidden chance: the dots, too, are the same each time."""
    again = find_deal_space(OWN, infer(AGENDA, (Pick((A, B, C), 1),)), reservation_value=0.4)
    assert np.array_equal(again.cloud, hiring.cloud)
    assert replace(again, cloud=hiring.cloud).points == hiring.points


@pytest.mark.parametrize(("high", "n"), [(500, 501), (501, 501), (100_000, 501)])
def test_of_very_many_options_evenly_spread_ones_are_tried(high: int, n: int) -> None:
    """All of 501; of more that many, both ends among them, each of them an option and no two far apart."""
    issue = NumericIssue(name="Price", low=0, high=high, step=1, own_direction="lower")
    (tried,) = options_of(Agenda((issue,)))
    assert len(tried) == n
    assert (tried[0], tried[-1]) == (0, high)
    assert np.all(tried == tried.round())
    assert np.diff(tried).max() <= high / (n - 1) + 1
