"""The equality audit: the article's contradiction, and agreement with brute force."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer.elicitation.equality import (
    EqualityAudit,
    audit_equality,
    equality_chance,
    straightened,
)
from meso_infer.elicitation.weights import draw_swing_weights
from meso_infer.errors import InvalidUtility
from meso_infer.issues import CategoricalIssue, NumericIssue
from meso_infer.packages import Agenda, Package
from meso_infer.utility import AdditiveUtility

LEVELS = 5


def test_the_article_is_impossible_on_straight_lines(
    manager: AdditiveUtility, article: dict[str, Package]
) -> None:
    """With linear values A, B and C are equal only at (.6, 0, .4); remote cannot be on top."""
    audit = audit_equality(straightened(manager), article)
    assert audit.unique
    assert audit.weights == pytest.approx({"Salary": 0.6, "Remote": 0, "Contract": 0.4}, abs=1e-9)
    assert not audit.holds
    text = " ".join(audit.contradictions)
    assert "If A, B and C are equal for us, Remote weighs 0%; we gave it 43.5%" in text
    assert "more than any other issue" in text
    assert "Remote cannot be what matters most to us" in text
    assert [b.contradicts for b in audit.bounds] == [True, True, True]


def test_the_article_holds_on_bent_values(
    manager: AdditiveUtility, article: dict[str, Package]
) -> None:
    """Under the worked weights the claim is true, nothing contradicts it, and it fixes the weights."""
    audit = audit_equality(manager, article)
    assert audit.holds
    assert audit.contradictions == ()
    assert audit.spread == pytest.approx(0, abs=1e-12)
    assert audit.weights == pytest.approx(manager.weight_by_issue, abs=1e-9)
    assert [manager.utility(p) for p in article.values()] == pytest.approx([15 / 23] * 3)


def test_two_packages_leave_weights_open(
    manager: AdditiveUtility, article: dict[str, Package]
) -> None:
    """Fewer packages than issues bound the weights and do not fix them."""
    audit = audit_equality(manager, {label: article[label] for label in "AB"})
    assert audit.holds
    assert not audit.unique
    assert audit.weights is None
    remote = audit.bounds[1]
    assert (remote.low, remote.high) == pytest.approx((0, 1), abs=1e-9)


def test_a_package_better_everywhere_is_never_equal(agenda: Agenda) -> None:
    """When one package is better on every issue no weights help, and the message says which."""
    own = AdditiveUtility.of(agenda, {"Salary": 0.4, "Remote": 0.4, "Contract": 0.2})
    better = agenda.package({"Salary": 91000, "Remote": 1, "Contract": "3 years"})
    worse = agenda.package({"Salary": 99000, "Remote": 2, "Contract": "1 year"})
    audit = audit_equality(own, {"X": better, "Y": worse})
    assert not audit.possible
    assert not audit.unique
    assert audit.weights is None
    assert "X is better than Y on every issue" in audit.contradictions[0]


@st.composite
def claims(draw: st.DrawFn) -> tuple[AdditiveUtility, dict[str, Package], float]:
    """Three issues on five levels, two or three packages, our weights, and a tolerance."""
    n_packages = draw(st.integers(2, 3))
    rows = draw(
        st.lists(
            st.tuples(*[st.integers(0, LEVELS - 1)] * 3),
            min_size=n_packages,
            max_size=n_packages,
            unique=True,
        )
    )
    points = draw(st.tuples(*[st.integers(1, 10)] * 3))
    tolerance = draw(st.sampled_from([0.0, 0.05, 0.2]))
    agenda = Agenda(
        tuple(
            NumericIssue(name=name, low=0, high=LEVELS - 1, step=1, own_direction="higher")
            for name in "PQR"
        )
    )
    weights = {name: p / sum(points) for name, p in zip("PQR", points, strict=True)}
    packages = {
        label: agenda.package(dict(zip("PQR", row, strict=True)))
        for label, row in zip("ABC", rows, strict=False)
    }
    return AdditiveUtility.of(agenda, weights), packages, tolerance


@given(claims())
@settings(max_examples=60)
def test_bounds_agree_with_the_corners_of_the_region(
    claim: tuple[AdditiveUtility, dict[str, Package], float],
) -> None:
    """The bounds are those over all corners of the region of weights, found by brute force."""
    own, packages, tolerance = claim
    audit = audit_equality(own, packages, tolerance=tolerance)
    values = own.agenda.encode(list(packages.values())) / (LEVELS - 1)
    corners = _corners(values, tolerance)
    assert audit.possible == bool(len(corners))
    for j, bound in enumerate(audit.bounds):
        assert bound.low == pytest.approx(corners[:, j].min(), abs=1e-7)
        assert bound.high == pytest.approx(corners[:, j].max(), abs=1e-7)


@given(claims())
@settings(max_examples=60)
def test_a_claim_holds_exactly_when_nothing_contradicts_it(
    claim: tuple[AdditiveUtility, dict[str, Package], float],
) -> None:
    """The claim holds if and only if the spread is within tolerance; then our weights qualify."""
    own, packages, tolerance = claim
    audit: EqualityAudit = audit_equality(own, packages, tolerance=tolerance)
    assert audit.holds == (own.spread(list(packages.values())) <= tolerance + 1e-9)
    if audit.holds:
        assert not any(bound.contradicts for bound in audit.bounds)
        assert audit.possible


def test_equality_under_uncertain_weights(
    manager: AdditiveUtility, article: dict[str, Package]
) -> None:
    """Exact weights make equality certain; vague ones leave too little to call it that."""
    points = {"Salary": 90.0, "Remote": 100.0, "Contract": 40.0}
    chances = []
    for off in (0.0, 1.0, 30.0):
        rng = np.random.default_rng(3)
        draws = draw_swing_weights(points, {"Salary": off, "Contract": off}, n_draws=4000, rng=rng)
        chances.append(equality_chance(manager, article, draws))
    assert chances[0].probability == 1
    assert chances[0].supports_equal_claim
    assert chances[0].probability > chances[1].probability > chances[2].probability
    assert chances[2].probability < 0.5
    assert not chances[2].supports_equal_claim
    assert chances[0].median_spread < chances[1].median_spread < chances[2].median_spread


def test_equality_chance_is_the_share_of_draws(
    manager: AdditiveUtility, article: dict[str, Package]
) -> None:
    """With four draws, three of them exact, the probability is three quarters."""
    exact = np.array(manager.weights)
    shifted = exact + np.array([0.05, -0.05, 0.0])
    draws = np.array([exact, exact, exact, shifted])
    assert equality_chance(manager, article, draws).probability == 0.75
    assert not equality_chance(manager, article, draws).supports_equal_claim
    assert equality_chance(manager, article, draws, tolerance=1.0).supports_equal_claim


@pytest.mark.parametrize("draws", [np.ones((2, 2)) / 2, np.ones((2, 3)), np.empty((0, 3))])
def test_draws_that_are_no_weights_are_refused(
    manager: AdditiveUtility, article: dict[str, Package], draws: np.ndarray
) -> None:
    """Draws need one column an issue and rows that sum to 1."""
    with pytest.raises(InvalidUtility, match="draw"):
        equality_chance(manager, article, draws)


def test_claims_that_cannot_be_audited_are_refused(
    manager: AdditiveUtility, article: dict[str, Package]
) -> None:
    """One package, an incomplete one, or a tolerance beyond 0 to 1 is refused."""
    partial = manager.agenda.partial({"Salary": 95000})
    with pytest.raises(InvalidUtility, match="at least two"):
        audit_equality(manager, {"A": article["A"]})
    with pytest.raises(InvalidUtility, match="leaves issues out"):
        audit_equality(manager, {"A": article["A"], "P": partial})
    with pytest.raises(InvalidUtility, match="tolerance"):
        audit_equality(manager, article, tolerance=1.5)


def test_straightening_keeps_what_has_no_line() -> None:
    """Values of a categorical issue stay; an issue without direction runs as its own values do."""
    agenda = Agenda(
        (
            CategoricalIssue(name="Office", options=("Berlin", "Paris", "Hub")),
            NumericIssue(name="Days", low=0, high=2, step=1),
        )
    )
    own = AdditiveUtility.of(
        agenda,
        {"Office": 0.5, "Days": 0.5},
        {"Office": {"Berlin": 1, "Paris": 0.4, "Hub": 0}, "Days": {"0": 1, "1": 0.1, "2": 0}},
    )
    straight = straightened(own)
    assert straight.functions[0] is own.functions[0]
    assert straight.functions[1](np.arange(3.0)) == pytest.approx([1, 0.5, 0])
    assert straight.weights == own.weights


def _corners(values: np.ndarray, tolerance: float) -> np.ndarray:
    """Corners of the weights with spread within tolerance, by trying every set of tight limits."""
    n_packages = len(values)
    ones = np.ones((n_packages, 1))
    limits = np.vstack(
        [
            np.hstack([-values, ones, np.zeros((n_packages, 1))]),
            np.hstack([values, -ones, np.full((n_packages, 1), tolerance)]),
            np.hstack([-np.eye(3), np.zeros((3, 2))]),
        ]
    )
    total = np.array([[1.0, 1.0, 1.0, 0.0, 1.0]])
    corners = []
    for tight in itertools.combinations(range(len(limits)), 3):
        system = np.vstack([limits[list(tight)], total])
        if abs(np.linalg.det(system[:, :4])) < 1e-9:
            continue
        point = np.linalg.solve(system[:, :4], system[:, 4])
        if (limits[:, :4] @ point <= limits[:, 4] + 1e-9).all():
            corners.append(point[:3])
    return np.array(corners)
