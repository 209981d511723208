"""Shape-free trade-offs: the bounds of the hiring example, and that the truth lies within them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from meso_infer.elicitation.trade_offs import shape_free_trade_offs
from meso_infer.errors import InvalidUtility
from meso_infer.issues import CategoricalIssue, NumericIssue
from meso_infer.packages import Agenda, Package


def test_the_article_bounds_its_trade_offs(agenda: Agenda, article: dict[str, Package]) -> None:
    """A remote day is worth 0 to 5,000, year 3 to 2 exactly 5,000, year 2 to 1 the rest."""
    implied = shape_free_trade_offs(agenda, list(article.values()), paid_in="Salary")
    found = {(s.issue, s.from_option, s.to_option): s for s in implied.steps}
    assert set(found) == {
        ("Remote", 1, 2),
        ("Contract", "2 years", "1 year"),
        ("Contract", "3 years", "2 years"),
    }
    day = found["Remote", 1, 2]
    assert (day.low, day.high, day.exact) == (0, 5000, False)
    third = found["Contract", "3 years", "2 years"]
    assert (third.low, third.high, third.exact) == (5000, 5000, True)
    second = found["Contract", "2 years", "1 year"]
    assert (second.low, second.high) == (0, 5000)
    together = implied.together(("Remote", 1, 2), ("Contract", "2 years", "1 year"))
    assert together == (5000, 5000)


def test_two_packages_bound_a_day_from_above_only_with_a_year(
    agenda: Agenda, article: dict[str, Package]
) -> None:
    """A and C alone fix the sum of a day and two years, so each of them lies below it."""
    implied = shape_free_trade_offs(agenda, [article["A"], article["C"]], paid_in="Salary")
    found = {s.issue: (s.low, s.high) for s in implied.steps}
    assert found == {"Remote": (0, 10000), "Contract": (0, 10000)}
    both = implied.together(("Remote", 1, 2), ("Contract", "3 years", "1 year"))
    assert both == (10000, 10000)


@st.composite
def truths(draw: st.DrawFn) -> tuple[Agenda, list[Package], dict[str, np.ndarray]]:
    """Packages made equal by their price, for someone with rising worths of two issues."""
    agenda = Agenda(
        (
            NumericIssue(name="Price", low=0, high=1000, own_direction="lower"),
            NumericIssue(name="P", low=0, high=3, step=1, own_direction="higher"),
            NumericIssue(name="Q", low=0, high=3, step=1, own_direction="lower"),
        )
    )
    gains = st.lists(st.integers(0, 60), min_size=3, max_size=3)
    worths = {
        "P": np.concatenate([[0], np.cumsum(draw(gains))]).astype(float),
        "Q": -np.concatenate([[0], np.cumsum(draw(gains))]).astype(float),
    }
    cells = draw(st.lists(st.tuples(*[st.integers(0, 3)] * 2), min_size=2, max_size=5, unique=True))
    packages = [
        agenda.package({"Price": 500 + worths["P"][p] + worths["Q"][q], "P": p, "Q": q})
        for p, q in cells
    ]
    return agenda, packages, worths


@given(truths())
@settings(max_examples=60)
def test_the_true_price_lies_within_the_bounds(
    truth: tuple[Agenda, list[Package], dict[str, np.ndarray]],
) -> None:
    """Whatever the shape of the values, what a step is truly worth is within its bounds."""
    agenda, packages, worths = truth
    implied = shape_free_trade_offs(agenda, packages, paid_in="Price")
    for step in implied.steps:
        worth = worths[step.issue]
        price = worth[int(step.from_option)] - worth[int(step.to_option)]
        assert step.low - 1e-4 <= price <= step.high + 1e-4


@given(truths())
@settings(max_examples=30)
def test_another_package_never_widens_the_bounds(
    truth: tuple[Agenda, list[Package], dict[str, np.ndarray]],
) -> None:
    """Each further equal package leaves every step's range the same or narrower."""
    agenda, packages, _ = truth
    assume(len(packages) > 2)
    fewer = shape_free_trade_offs(agenda, packages[:-1], paid_in="Price")
    more = shape_free_trade_offs(agenda, packages, paid_in="Price")
    for step in fewer.steps:
        low, high = more.together((step.issue, step.from_option, step.to_option))
        assert low >= step.low - 1e-4
        assert high <= step.high + 1e-4


def test_an_issue_without_direction_has_no_limit_of_its_own(agenda: Agenda) -> None:
    """Where no direction is known only the equations bound a step: here, not at all."""
    office = Agenda((*agenda.issues, CategoricalIssue(name="Office", options=("Berlin", "Paris"))))
    rows = [(95000, 1, "Berlin"), (97000, 0, "Paris")]
    packages = [
        office.package({"Salary": s, "Remote": r, "Contract": "1 year", "Office": o})
        for s, r, o in rows
    ]
    implied = shape_free_trade_offs(office, packages, paid_in="Salary")
    step = next(s for s in implied.steps if s.issue == "Office")
    assert step.high == math.inf or step.low == -math.inf
    assert not step.exact


def test_packages_that_contradict_the_directions_are_refused(agenda: Agenda) -> None:
    """A package better on every issue cannot be equal to another."""
    better = agenda.package({"Salary": 91000, "Remote": 1, "Contract": "3 years"})
    worse = agenda.package({"Salary": 99000, "Remote": 2, "Contract": "1 year"})
    with pytest.raises(InvalidUtility, match="cannot be equal"):
        shape_free_trade_offs(agenda, [better, worse], paid_in="Salary")


def test_their_directions_read_their_packages(agenda: Agenda, article: dict[str, Package]) -> None:
    """With the candidate's directions the same packages say what a day is worth to them."""
    theirs = {"Salary": 1, "Remote": 1, "Contract": -1}
    implied = shape_free_trade_offs(
        agenda, list(article.values()), paid_in="Salary", directions=theirs
    )
    found = {(s.issue, s.from_option, s.to_option): (s.low, s.high) for s in implied.steps}
    assert found["Contract", "2 years", "3 years"] == (5000, 5000)
    assert found["Remote", 2, 1] == (0, 5000)


def test_questions_that_cannot_be_answered_are_refused(
    agenda: Agenda, article: dict[str, Package]
) -> None:
    """One package, a price in named options, or an option no package has is refused."""
    packages = list(article.values())
    with pytest.raises(InvalidUtility, match="at least two"):
        shape_free_trade_offs(agenda, packages[:1], paid_in="Salary")
    with pytest.raises(InvalidUtility, match="must be an amount"):
        shape_free_trade_offs(agenda, packages, paid_in="Contract")
    implied = shape_free_trade_offs(agenda, packages, paid_in="Salary")
    with pytest.raises(InvalidUtility, match="None of the packages has Remote 5 days"):
        implied.together(("Remote", 1, 5))
