"""The walk-away value from scenarios: worked numbers and laws of certainty equivalents."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meso_infer.elicitation.batna import Batna, Scenario
from meso_infer.errors import InvalidUtility

GOLDEN = Batna.of([(0.6, 0.5), (0.4, 0.2)])


@st.composite
def batnas(draw: st.DrawFn) -> Batna:
    """Up to five scenarios with costs, their probabilities summing to 1."""
    shares = np.array(draw(st.lists(st.integers(1, 20), min_size=1, max_size=5)), float)
    unit = st.floats(0, 1)
    return Batna(
        tuple(Scenario(p, draw(unit), draw(st.floats(0, 0.3))) for p in (shares / shares.sum()))
    )


def test_worked_reservation_values() -> None:
    """.38 when risk is neutral, .325518 with a risk tolerance of .2."""
    assert GOLDEN.reservation_value() == pytest.approx(0.38, abs=1e-15)
    assert GOLDEN.reservation_value(0.2) == pytest.approx(0.325518, abs=5e-7)


def test_the_whole_distribution_is_at_hand() -> None:
    """Values in rising order with their probabilities, quantiles, and the chance to do better."""
    values, mass = GOLDEN.distribution()
    assert values == pytest.approx([0.2, 0.5])
    assert mass == pytest.approx([0.4, 0.6])
    assert [GOLDEN.quantile(p) for p in (0.05, 0.4, 0.41, 1.0)] == [0.2, 0.2, 0.5, 0.5]
    assert [GOLDEN.accept_probability(u) for u in (0.2, 0.3, 0.5, 0.6)] == pytest.approx(
        [0, 0.4, 0.4, 1]
    )


def test_costs_lower_what_is_left() -> None:
    """A cost common to all scenarios lowers the reservation value by just that."""
    costly = Batna((Scenario(0.6, 0.5, 0.1), Scenario(0.4, 0.2, 0.1)))
    assert costly.reservation_value() == pytest.approx(0.28)
    assert costly.reservation_value(0.2) == pytest.approx(0.225518, abs=5e-7)


@given(batnas(), st.floats(0.01, 5), st.floats(1.01, 10))
def test_caution_lowers_the_reservation_value(batna: Batna, rho: float, factor: float) -> None:
    """The certainty equivalent lies between the worst outcome and the mean and rises with rho."""
    values, _ = batna.distribution()
    cautious, bolder = batna.reservation_value(rho), batna.reservation_value(rho * factor)
    assert values[0] - 1e-9 <= cautious <= bolder + 1e-9
    assert bolder <= batna.reservation_value() + 1e-9
    assert batna.reservation_value(1e6) == pytest.approx(batna.reservation_value(), abs=1e-5)


@given(batnas(), st.floats(-0.5, 1), st.floats(0, 0.5))
def test_a_better_package_is_never_less_acceptable(batna: Batna, u: float, more: float) -> None:
    """The chance to beat the alternative is a probability and rises with the utility."""
    values, mass = batna.distribution()
    assert mass.sum() == pytest.approx(1)
    assert (np.diff(values) > 0).all()
    assert 0 <= batna.accept_probability(u) <= batna.accept_probability(u + more) <= 1


@pytest.mark.parametrize(
    "scenarios", [[], [(0.5, 0.4)], [(0.6, 0.5), (0.6, 0.2)], [(1.0, 1.2)], [(-0.5, 0.1), (1.5, 0)]]
)
def test_impossible_scenarios_are_refused(scenarios: list[tuple[float, float]]) -> None:
    """Scenarios are some, with values in 0 to 1 and probabilities that sum to 1."""
    with pytest.raises(InvalidUtility):
        Batna.of(scenarios)


@pytest.mark.parametrize("rho", [0.0, -1.0, float("nan")])
def test_a_risk_tolerance_is_above_zero(rho: float) -> None:
    """A risk tolerance of 0 or less is refused."""
    with pytest.raises(InvalidUtility, match="must be above 0"):
        GOLDEN.reservation_value(rho)


def test_nearly_complete_probabilities_are_normalised() -> None:
    """A sum within .001 of 1 is taken as 1."""
    batna = Batna.of([(0.3333, 0.3), (0.3333, 0.6), (0.3333, 0.9)])
    assert batna.reservation_value() == pytest.approx(0.6)
