"""Stated constraints: what is ruled out lies below their aspiration, unless it is only talk."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from meso_infer.evidence import FIRM_LAPSE, Constraint
from meso_infer.inference import infer
from meso_infer.inference.counterpart import CounterpartModel
from meso_infer.issues import CategoricalIssue, NumericIssue, OrderedIssue
from meso_infer.packages import Agenda
from meso_infer.prior import ModelSettings
from meso_infer.sampling.quasi_random import normal_points
from tests.agendas import hiring_agenda

AGENDA = hiring_agenda({"earlier": 1.0})
HONEST = ModelSettings(statement_honesty=1.0)


def log_likelihood(
    agenda: Agenda, one: Constraint, z: np.ndarray, assumed: ModelSettings | None = None
) -> np.ndarray:
    return CounterpartModel(agenda, [one], assumed or ModelSettings()).log_likelihood(z)


def points(agenda: Agenda, n: int = 256) -> np.ndarray:
    return normal_points(CounterpartModel(agenda, [], ModelSettings()).layout.n_dimensions, n)


LIMITS = st.one_of(
    st.builds(Constraint, st.just("Salary"), least=st.integers(90001, 105000)),
    st.builds(Constraint, st.just("Remote"), least=st.integers(1, 5), round=st.integers(1, 9)),
    st.builds(Constraint, st.just("Contract"), most=st.sampled_from(("1 year", "2 years"))),
)


@settings(max_examples=30)
@given(LIMITS, st.floats(0.05, 2.0))
def test_a_limit_never_speaks_against_the_issue_or_the_aspiration(one: Constraint, step: float):
    """Under every draw, raising the issue's weight or the aspiration never lowers the likelihood."""
    z = points(AGENDA)
    now = log_likelihood(AGENDA, one, z)
    layout = CounterpartModel(AGENDA, [], ModelSettings()).layout
    for row in (AGENDA.index(one.issue), layout.first_scalar + 2):
        more = z.copy()
        more[row] += step
        assert (log_likelihood(AGENDA, one, more) >= now - 1e-12).all()


@given(st.integers(1, 4), st.integers(1, 5))
def test_who_rules_out_more_claims_more(least: int, further: int):
    """A stricter limit is never likelier than a looser one: more packages must lie below the aspiration."""
    z = points(AGENDA)
    loose = log_likelihood(AGENDA, Constraint("Remote", least=least), z)
    strict = log_likelihood(AGENDA, Constraint("Remote", least=min(5, least + further)), z)
    assert (strict <= loose + 1e-12).all()


def test_a_limit_is_a_pick_of_none_against_the_best_package_beyond():
    """By hand: all other issues at their best, remote one day short of the limit, against nothing."""
    model = CounterpartModel(AGENDA, [Constraint("Remote", least=3, round=2)], ModelSettings())
    z = points(AGENDA)
    draws = model.draws(z)
    best = AGENDA.package({"Salary": 105000, "Remote": 2, "Contract": "1 year"})
    posterior = infer(AGENDA, ()).thinned(1)
    utility = type(posterior)(model.layout, z, posterior.diagnostics, (), 0).utility([best])[0]
    none = expit((draws.aspiration(2) - utility) * draws.sharpness)
    by_hand = 0.7 * ((1 - FIRM_LAPSE) * none + FIRM_LAPSE / 2) + 0.15
    assert model.log_likelihood(z) == pytest.approx(np.log(by_hand), abs=1e-12)


def test_the_best_beyond_is_found_on_every_kind_of_issue():
    """Short and long lists, amounts and categories: the level beyond is the best of those ruled out."""
    agenda = Agenda(
        (
            NumericIssue(name="long", low=0, high=1000, step=1, counterpart_direction={"higher": 1}),
            NumericIssue(name="any", low=0, high=1000, counterpart_direction={"higher": 0.6}),
            OrderedIssue(name="peak", options=tuple("abcdefg"),
                         counterpart_direction={"later": 0.3, "earlier": 0.3, "peak": 0.4}),
            CategoricalIssue(name="city", options=("x", "y", "z")),
        )
    )  # fmt: skip
    cases: list[tuple[Constraint, list[object]]] = [
        (Constraint("long", least=400), list(range(400))),
        (Constraint("long", most=400), list(range(401, 1001))),
        (Constraint("long", one_of=(1000,)), list(range(1000))),
        (Constraint("any", least=400), [*range(401)]),
        (Constraint("any", least=400, most=700), [*range(401), *range(700, 1001)]),
        (Constraint("peak", one_of=("c", "d", "f")), ["a", "b", "e", "g"]),
        (Constraint("city", one_of=("y",)), ["x", "z"]),
    ]
    z = points(agenda)
    prior = infer(agenda, ())
    at = type(prior)(prior.layout, z, prior.diagnostics, (), 0)
    for one, beyond in cases:
        issue, j = agenda.issue(one.issue), agenda.index(one.issue)
        places = np.array([issue.coordinate(issue.parse(option)) for option in beyond])
        worth = at.part_worths(one.issue, places).max(axis=0)
        reached = at.draws.best.sum(axis=0) - at.draws.best[j] + worth
        none = expit((at.draws.aspiration(1) - reached) * at.draws.sharpness)
        by_hand = np.log((1 - FIRM_LAPSE) * none + FIRM_LAPSE / 2)
        assert log_likelihood(agenda, one, z, HONEST) == pytest.approx(by_hand, abs=1e-9)


@pytest.mark.parametrize("assumed", [ModelSettings(), HONEST])
def test_a_constraint_decides_nothing_alone(assumed: ModelSettings):
    """Far out in the tails it is finite; it weighs no more than the doubt in it, or the lapse, allows."""
    z = points(AGENDA, 1024) * 4
    value = log_likelihood(AGENDA, Constraint("Salary", least=104000), z, assumed)
    floor = (1 - assumed.statement_honesty) / 2 + assumed.statement_honesty * FIRM_LAPSE / 2
    assert np.isfinite(value).all()
    assert value.min() >= np.log(floor) - 1e-12
    assert value.max() <= 0


def test_a_limit_that_rules_nothing_out_says_nothing():
    """With nothing beyond it, or nobody honest, the likelihood is the same under every draw."""
    z = points(AGENDA)
    for one in (Constraint("Salary", least=90000), Constraint("Remote", most=5)):
        assert log_likelihood(AGENDA, one, z) == pytest.approx(0.0, abs=1e-12)
    nobody = ModelSettings(statement_honesty=0.0)
    said = log_likelihood(AGENDA, Constraint("Remote", least=3), z, nobody)
    assert said == pytest.approx(np.log(0.5), abs=1e-12)


def test_never_below_raises_the_issue_and_tells_the_direction():
    """Saying "never below 100,000" makes salary weigh more and higher pay the likelier wish."""
    agenda = Agenda(
        (
            NumericIssue(name="Salary", low=90000, high=105000),
            NumericIssue(name="Remote", low=0, high=5, step=1, counterpart_direction={"higher": 1}),
            NumericIssue(name="Leave", low=0, high=5, step=1, counterpart_direction={"higher": 1}),
        )
    )  # fmt: skip
    many = ModelSettings(n_draws=8192)
    before = infer(agenda, (), settings=many)
    after = infer(agenda, [Constraint("Salary", least=100000)], settings=many)
    assert after.weight_summary()["Salary"].mean > before.weight_summary()["Salary"].mean + 0.02
    assert after.reservation().mean > before.reservation().mean
    assert after.directions()["Salary"]["higher"] > before.directions()["Salary"]["higher"]
    assert after.information_bits[0] > 0
