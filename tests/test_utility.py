"""Own utility: worked numbers, laws of additive value, exact solving."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from meso_infer.errors import InvalidUtility
from meso_infer.packages import Agenda
from meso_infer.utility import AdditiveUtility, OwnSpec
from tests.agendas import A, B, C, deal, hiring_agenda, hiring_own

AGENDA = hiring_agenda()
H2 = hiring_own(AGENDA)
CONTRACT = {"1 year": 0.0, "2 years": 0.25, "3 years": 1.0}


def test_the_example_is_equal():
    """The three packages are worth exactly 15/23; B and $5,000 more is 12/23."""
    for package in (A, B, C):
        assert H2.utility(package) == pytest.approx(15 / 23, abs=1e-12)
    assert H2.spread([A, B, C]) == pytest.approx(0, abs=1e-12)
    assert H2.utility(deal(100000, 1, 2)) == pytest.approx(12 / 23, abs=1e-12)
    assert H2.utility(deal(98000, 1, 2)) == pytest.approx(66 / 115, abs=1e-12)


def test_the_narrow_example_is_equal():
    """On the range 90 to 100 with weights .3, .5, .2, all three are worth 3/5."""
    narrow = AGENDA.issues[0].model_copy(update={"high": 100000})
    agenda = Agenda((narrow, *AGENDA.issues[1:]))
    own = AdditiveUtility.of(
        agenda, {"Salary": 0.3, "Remote": 0.5, "Contract": 0.2}, {"Contract": CONTRACT}
    )
    assert [own.utility(p) for p in (A, B, C)] == pytest.approx([0.6] * 3, abs=1e-12)


def test_salary_is_solved_exactly():
    """One remote day and three years at 15/23 cost exactly $100,000.00."""
    assert H2.solve(B.with_option("Contract", "3 years"), "Salary", 15 / 23) == pytest.approx(
        100000, abs=1e-6
    )
    assert H2.solve(A, "Salary", 0.999) is None


CURVES = st.one_of(
    st.just({"curve": "linear"}),
    st.floats(-6, 6)
    .filter(lambda r: abs(r) > 0.01)
    .map(lambda r: {"curve": "exponential", "rho": r}),
    st.floats(0.05, 0.95).map(lambda v: {"points": [[90000, 1], [97000, v], [105000, 0]]}),
)


@given(CURVES, st.floats(0, 1), st.integers(0, 5), st.integers(1, 3), st.floats(0.05, 0.9))
def test_solving_inverts_valuing(curve, share, remote, years, weight):
    """Solving for the utility that an amount gives finds that amount again, on every monotone curve."""
    weights = {"Salary": weight, "Remote": (1 - weight) * 0.7, "Contract": (1 - weight) * 0.3}
    spec = OwnSpec.model_validate(
        {"weights": weights, "values": {"Salary": curve, "Contract": CONTRACT}}
    )
    own = AdditiveUtility.from_spec(AGENDA, spec)
    salary = round(90000 + share * 15000, 6)
    package = deal(salary, remote, years)
    found = own.solve(package.with_option("Salary", 90000), "Salary", own.utility(package))
    assert found is not None
    assert own.utility(package.with_option("Salary", found)) == pytest.approx(
        own.utility(package), abs=1e-8
    )


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3))
def test_utility_lies_between_0_and_1(raw):
    """The worst package of a linear utility is 0, the best 1, all others between."""
    assume(sum(raw) > 0.1)
    weights = dict(zip(AGENDA.names, (w / sum(raw) for w in raw), strict=True))
    own = AdditiveUtility.of(AGENDA, weights)
    rng = np.random.default_rng(1)
    rows = np.stack([rng.choice(issue.grid(), 200) for issue in AGENDA.issues], axis=1)
    utilities = own.utility_of(rows)
    assert ((utilities >= -1e-12) & (utilities <= 1 + 1e-12)).all()
    assert own.utility(deal(90000, 0, 3)) == pytest.approx(1)
    assert own.utility(deal(105000, 5, 1)) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    ("weights", "values", "words"),
    [
        ({"Salary": 0.5, "Remote": 0.3, "Contract": 0.1}, {}, "sum to 0.9"),
        ({"Salary": 0.5, "Remote": 0.5}, {}, "leave out Contract"),
        ({"Salary": 0.5, "Remote": 0.3, "Contract": 0.2, "Pay": 0}, {}, "'Pay'"),
        (
            {"Salary": 0.5, "Remote": 0.3, "Contract": 0.2},
            {"Contract": {"1 year": 0}},
            "leaves out",
        ),
        ({"Salary": 0.5, "Remote": 0.3, "Contract": 0.2}, {"Salary": {"95000": 1}}, "any amount"),
    ],
)
def test_unusable_weights_and_values_are_refused(weights, values, words):
    """Weights that do not sum, gaps and unknown names each say what is wrong."""
    with pytest.raises(InvalidUtility, match=words):
        AdditiveUtility.of(AGENDA, weights, values)


def test_weights_within_a_thousandth_are_normalised():
    """Rounded weights are put right; they then sum to 1."""
    own = AdditiveUtility.of(AGENDA, {"Salary": 0.391, "Remote": 0.435, "Contract": 0.1735})
    assert sum(own.weights) == pytest.approx(1, abs=1e-15)


def test_limits_are_ordered():
    """A walk-away above the target is refused."""
    with pytest.raises(ValidationError, match="above the aspiration value"):
        OwnSpec(weights={"a": 1}, reservation_value=0.8, aspiration_value=0.6)
