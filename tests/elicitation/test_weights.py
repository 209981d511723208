"""Weights from questions: worked numbers and the laws they obey."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meso_infer.elicitation.weights import (
    draw_swing_weights,
    known_by_order_alone,
    rank_order_weights,
    swing_weights,
)
from meso_infer.errors import InvalidUtility
from meso_infer.packages import Package
from meso_infer.utility import AdditiveUtility

POINTS = {"Remote": 100.0, "Salary": 90.0, "Contract": 40.0}
some_points = st.dictionaries(
    st.sampled_from("ABCDEFGH"), st.floats(0.5, 100), min_size=2, max_size=8
)


def test_swing_points_become_shares() -> None:
    """Points 100, 90 and 40 give weights 10/23, 9/23 and 4/23."""
    elicited = swing_weights(POINTS)
    assert elicited.weights == pytest.approx((10 / 23, 9 / 23, 4 / 23), abs=1e-15)
    assert elicited.issues == ("Remote", "Salary", "Contract")
    assert elicited.supports_equal_claim


@given(some_points, st.floats(0.01, 100))
def test_only_the_ratios_of_points_count(points: dict[str, float], factor: float) -> None:
    """Weights sum to 1 and do not change when all points are multiplied."""
    weights = swing_weights(points).weights
    scaled = swing_weights({name: factor * p for name, p in points.items()}).weights
    assert sum(weights) == pytest.approx(1, abs=1e-12)
    assert scaled == pytest.approx(weights, abs=1e-12)


@given(some_points, st.floats(0.1, 50))
def test_more_points_mean_more_weight(points: dict[str, float], more: float) -> None:
    """Points added to one issue raise its weight and lower every other."""
    before = swing_weights(points).weight_by_issue
    raised = next(iter(points))
    after = swing_weights({**points, raised: points[raised] + more}).weight_by_issue
    assert after[raised] > before[raised]
    assert all(after[name] < before[name] for name in points if name != raised)


@pytest.mark.parametrize(
    "points", [{}, {"A": 0.0, "B": 0.0}, {"A": -1.0, "B": 100.0}, {"A": float("nan"), "B": 100.0}]
)
def test_useless_points_are_refused(points: dict[str, float]) -> None:
    """Missing, negative or all-zero points are refused with the way to give them."""
    with pytest.raises(InvalidUtility, match="give 100 to the issue"):
        swing_weights(points)


def test_rank_order_centroid() -> None:
    """The centroid weights of three and of four ranked issues."""
    assert rank_order_weights("abc").weights == pytest.approx(
        (0.611111, 0.277778, 0.111111), abs=5e-7
    )
    assert rank_order_weights("abcd").weights == pytest.approx(
        (0.520833, 0.270833, 0.145833, 0.0625), abs=5e-7
    )


def test_an_order_is_not_enough_to_call_packages_equal(
    manager: AdditiveUtility, article: dict[str, Package]
) -> None:
    """Under rank-order weights A, B and C differ, and the weights say that they are rough."""
    rough = rank_order_weights(["Remote", "Salary", "Contract"])
    own = AdditiveUtility.of(
        manager.agenda,
        rough.weight_by_issue,
        {"Contract": {"1 year": 0.0, "2 years": 0.25, "3 years": 1.0}},
    )
    utilities = [own.utility(package) for package in article.values()]
    assert utilities == pytest.approx([0.692593, 0.701852, 0.644444], abs=5e-7)
    assert own.spread(list(article.values())) == pytest.approx(0.0574, abs=5e-5)
    assert not rough.supports_equal_claim


@given(st.integers(1, 10))
def test_rank_order_weights_fall_and_sum_to_one(n: int) -> None:
    """The order given is the order of the weights."""
    weights = rank_order_weights([f"issue {k}" for k in range(n)]).weights
    assert sum(weights) == pytest.approx(1, abs=1e-12)
    assert all(a > b for a, b in itertools.pairwise(weights))


@pytest.mark.parametrize("order", [[], ["A", "B", "A"]])
def test_an_order_names_every_issue_once(order: list[str]) -> None:
    """An empty order, or an issue that stands twice, is refused."""
    with pytest.raises(InvalidUtility, match="every issue once"):
        rank_order_weights(order)


def test_uncertain_points_give_weights_around_the_answer() -> None:
    """Nine draws in ten lie within what was said; an issue without uncertainty keeps its points."""
    rng = np.random.default_rng(7)
    draws = draw_swing_weights(POINTS, {"Salary": 10, "Contract": 10}, n_draws=20_000, rng=rng)
    salary, contract = draws[:, 1] / draws[:, 0] * 100, draws[:, 2] / draws[:, 0] * 100
    for asked, answers in ((90, salary), (40, contract)):
        factor = 1 + 10 / asked
        inside = (answers > asked / factor) & (answers < asked * factor)
        assert inside.mean() == pytest.approx(0.9, abs=0.01)
    assert draws.sum(axis=1) == pytest.approx(1, abs=1e-12)


def test_certain_points_do_not_blur() -> None:
    """Without uncertainty every draw is the swing weights."""
    draws = draw_swing_weights(POINTS, {}, n_draws=3, rng=np.random.default_rng(0))
    assert draws == pytest.approx(np.tile(swing_weights(POINTS).weights, (3, 1)), abs=1e-15)


@pytest.mark.parametrize(
    ("points", "off"),
    [
        ({"A": 100.0, "B": 50.0}, {"C": 5.0}),
        ({"A": 100.0, "B": 50.0}, {"B": -5.0}),
        ({"A": 100.0, "B": 0.0}, {"B": 5.0}),
    ],
)
def test_impossible_uncertainty_is_refused(points: dict[str, float], off: dict[str, float]) -> None:
    """Uncertainty of unknown issues, below 0, or around no points at all is refused."""
    with pytest.raises(InvalidUtility):
        draw_swing_weights(points, off, n_draws=2, rng=np.random.default_rng(0))


@given(st.permutations("ABCDE"), st.integers(3, 5))
def test_an_order_alone_is_recognised(order: list[str], n: int) -> None:
    """Weights from an order are known as such, whatever the order; the worked swing weights are not."""
    weights = rank_order_weights(order[:n]).weight_by_issue
    assert known_by_order_alone(dict(sorted(weights.items())))
    first = next(iter(weights))
    assert not known_by_order_alone({**weights, first: weights[first] + 0.01})
    assert not known_by_order_alone(swing_weights(POINTS).weight_by_issue)
