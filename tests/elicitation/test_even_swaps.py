"""Even swaps: the prices of the hiring example and what every swap must keep."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meso_infer.elicitation.even_swaps import (
    compare_swap_answers,
    even_swap,
    even_swap_report,
    weight_ratio,
)
from meso_infer.errors import InvalidPackage, InvalidUtility
from meso_infer.issues import NumericIssue
from meso_infer.packages import Agenda
from meso_infer.utility import AdditiveUtility, Curve


def test_the_report_prices_every_step(manager: AdditiveUtility) -> None:
    """A remote day costs $3,333.33, a third year is worth $5,000 and a second $1,666.67."""
    report = even_swap_report(manager, "Salary")
    prices = {(s.issue, s.from_option, s.to_option): s.price for s in report}
    assert len(prices) == 7
    for day in range(5):
        assert prices["Remote", day, day + 1] == pytest.approx(10000 / 3, abs=1e-6)
    assert prices["Contract", "3 years", "2 years"] == pytest.approx(5000, abs=1e-6)
    assert prices["Contract", "2 years", "1 year"] == pytest.approx(5000 / 3, abs=1e-6)
    assert all(s.change is not None and s.change < 0 for s in report)


@given(
    st.sampled_from(["linear", "exponential"]),
    st.floats(-3, 3),
    st.floats(0.1, 0.9),
    st.integers(0, 4),
    st.integers(0, 4),
    st.floats(0, 100),
)
def test_an_even_swap_leaves_us_as_well_off(
    curve: str, rho: float, weight: float, before: int, after: int, amount: float
) -> None:
    """Taking the step and paying its price keeps our utility, on curved values too."""
    own = _two_issues(Curve(curve=curve, rho=rho if curve == "exponential" else None), weight)  # type: ignore[arg-type]
    swap = even_swap(own, "Term", before, after, paid_in="Price", amount=amount)
    if swap.change is None:
        return
    start = own.agenda.package({"Price": amount, "Term": before})
    paid = min(max(amount + swap.change, 0.0), 100.0)
    end = own.agenda.package({"Price": paid, "Term": after})
    assert own.utility(end) == pytest.approx(own.utility(start), abs=1e-8)


@given(st.floats(0.5, 0.9), st.integers(0, 4), st.integers(0, 4))
def test_a_swap_and_its_reverse_have_one_price(weight: float, before: int, after: int) -> None:
    """On a straight line the way back costs what the way there was worth."""
    own = _two_issues(Curve(curve="linear"), weight)
    there = even_swap(own, "Term", before, after, paid_in="Price")
    back = even_swap(own, "Term", after, before, paid_in="Price")
    assert there.change is not None
    assert back.change is not None
    assert there.change == pytest.approx(-back.change, abs=1e-6)


def test_a_step_too_large_for_the_range_has_no_price() -> None:
    """When no amount in the range makes up for a step, the swap says so."""
    own = _two_issues(Curve(curve="linear"), 0.1)
    assert even_swap(own, "Term", 0, 4, paid_in="Price").price is None


def test_answers_asked_both_ways() -> None:
    """Two answers are averaged; a gap above 20% of their mean is flagged."""
    assert compare_swap_answers(3300, 3300).consistent
    within = compare_swap_answers(1100, 900)
    assert (within.average, within.consistent) == (1000, True)
    apart = compare_swap_answers(1101, 899)
    assert apart.gap == pytest.approx(0.202)
    assert not apart.consistent
    assert compare_swap_answers(0, 0).consistent
    with pytest.raises(InvalidUtility, match="at least 0"):
        compare_swap_answers(-5, 100)


def test_only_an_amount_that_always_counts_can_pay(manager: AdditiveUtility) -> None:
    """Named options, the moving issue itself, a peak and an issue without weight cannot pay."""
    with pytest.raises(InvalidUtility, match="another issue that is an amount"):
        even_swap(manager, "Remote", 1, 2, paid_in="Contract")
    with pytest.raises(InvalidUtility, match="another issue that is an amount"):
        even_swap(manager, "Remote", 1, 2, paid_in="Remote")
    with pytest.raises(InvalidUtility, match="always be better"):
        even_swap(_two_issues(Curve(curve="peak", at=40), 0.5), "Term", 0, 1, paid_in="Price")
    with pytest.raises(InvalidUtility, match="weight above 0"):
        even_swap(_two_issues(Curve(curve="linear"), 0.0), "Term", 0, 1, paid_in="Price")
    with pytest.raises(InvalidPackage, match="allowed"):
        even_swap(manager, "Remote", 1, 9, paid_in="Salary")


def _two_issues(price: Curve, weight: float) -> AdditiveUtility:
    agenda = Agenda(
        (
            NumericIssue(name="Price", low=0, high=100, own_direction="lower"),
            NumericIssue(name="Term", low=0, high=4, step=1, own_direction="higher"),
        )
    )
    return AdditiveUtility.of(agenda, {"Price": weight, "Term": 1 - weight}, {"Price": price})


@given(st.floats(0.2, 0.8), st.integers(0, 3))
def test_the_price_of_a_step_gives_back_the_weights(weight: float, before: int) -> None:
    """What our weights make a step cost, asked as an answer, gives our weights again."""
    own = _two_issues(Curve(curve="linear"), weight)
    money, other = own.agenda.names
    swap = even_swap(own, other, before, before + 1, paid_in=money)
    if not swap.price:
        return
    ratio = weight_ratio(own, other, before, before + 1, paid_in=money, price=swap.price)
    assert ratio == pytest.approx(own.weights[1] / own.weights[0], rel=1e-6)


def test_the_price_of_a_remote_day_gives_ten_to_nine(manager: AdditiveUtility) -> None:
    """$3,333.33 for a remote day says that remote days weigh 10/9 of salary; impossible prices are refused."""
    ratio = weight_ratio(manager, "Remote", 1, 2, paid_in="Salary", price=10000 / 3)
    assert ratio == pytest.approx(10 / 9)
    for price in (0.0, 15001.0):
        with pytest.raises(InvalidUtility, match="smaller step"):
            weight_ratio(manager, "Remote", 1, 2, paid_in="Salary", price=price)
    with pytest.raises(InvalidUtility, match="worth the same"):
        weight_ratio(manager, "Remote", 1, 1, paid_in="Salary", price=5.0)
