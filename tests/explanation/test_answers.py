"""Reasons: leaving out is fitting without; surprises, turns and contradictions fire when they should."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from meso_infer.evidence import Constraint, EqualClaim, Evidence, Pick, Push, Ranking, Statement
from meso_infer.explanation import (
    answers,
    contradictions,
    equal_claims,
    fit_of_picks,
    influences,
    limits,
    turns,
)
from meso_infer.explanation.answers import DOUBTED
from meso_infer.inference import infer
from meso_infer.likelihoods.received import MEANT
from meso_infer.packages import Meso
from meso_infer.prior import ModelSettings
from tests.agendas import A, B, C, deal, hiring_agenda, hiring_own

AGENDA = hiring_agenda()
OWN = hiring_own(AGENDA)
MANY = ModelSettings(n_draws=4096)
ROUND: list[Evidence] = [Pick((A, B, C), 1), Push((B,), "Salary", "higher", to=100000)]


@pytest.mark.parametrize("left", range(3))
def test_leaving_out_is_fitting_without(left):
    """Reweighting a piece of evidence away agrees with a fit that never saw it, within .03."""
    evidence = [*ROUND, Statement(("Remote",))]
    posterior = infer(AGENDA, evidence, own=OWN, settings=MANY)
    rest = [one for i, one in enumerate(evidence) if i != left]
    fitted = infer(AGENDA, rest, own=OWN, settings=MANY).weight_summary()
    influence = influences(posterior, evidence, OWN)[left]
    for name, summary in posterior.weight_summary().items():
        assert influence.mean_shift[name] == pytest.approx(
            summary.mean - fitted[name].mean, abs=0.03
        )
        assert influence.top_shift[name] == pytest.approx(
            summary.p_top - fitted[name].p_top, abs=0.05
        )


def test_a_raise_moves_salary_up():
    """The push for pay moves salary up more than the pick of B does, and says so."""
    posterior = infer(AGENDA, ROUND, own=OWN)
    pick, push = influences(posterior, ROUND, OWN)
    assert push.top_shift["Salary"] > max(0.1, pick.top_shift["Salary"])
    assert max(push.mean_shift.values(), key=abs) == push.mean_shift["Salary"]
    assert sum(push.mean_shift.values()) == pytest.approx(0, abs=1e-9)


def test_surprises():
    """A pick that hardly anybody who wants more would make is a surprise; its opposite is not."""
    agenda = hiring_agenda({"earlier": 1.0})
    better, worse = deal(104000, 5, 1), deal(91000, 0, 3)
    odd, plain = (
        influences(infer(agenda, [one]), [one])[0]
        for one in (Pick((better, worse), 1), Pick((better, worse), 0))
    )
    assert odd.is_surprise
    assert odd.predicted is not None
    assert odd.predicted < 0.15
    assert not plain.is_surprise


def test_the_chance_of_a_pick_is_that_given_all_else():
    """What a pick was given without it is what a fit of the rest predicts, also where evidence has faded."""
    picks: list[Evidence] = [Pick((A, B, C), 0, round=1), Pick((deal(104000, 1, 3), C), 1, round=3)]
    for settings in (MANY, replace(MANY, forgetting=0.5)):
        posterior = infer(AGENDA, picks, settings=settings)
        found = influences(posterior, picks)
        for k, (one, weight) in enumerate(zip(picks, posterior.evidence_weights, strict=True)):
            rest = infer(
                AGENDA, [picks[1 - k]], settings=settings,
                weights=[posterior.evidence_weights[1 - k]],
            )  # fmt: skip
            assert isinstance(one, Pick)
            assert 0 < weight <= 1
            expected = rest.pick_probabilities(one.packages)[one.chosen or 0]
            assert found[k].predicted == pytest.approx(expected, abs=0.02)


def test_packages_called_equal_that_may_be_meant_contradict_nothing():
    """A claim whose chance has not fallen below half of what it was is not held against them."""
    claim = EqualClaim((A, B, C))
    posterior = infer(AGENDA, [claim], own=OWN)
    (found,) = equal_claims(posterior, [claim])
    assert DOUBTED * MEANT < found.probability < DOUBTED
    assert all(one.kind != "equality" for one in contradictions(posterior, [claim]))


def test_turns_change_the_top_issue():
    """Every turn names another top issue than now; its chance is the predicted one; saying it turns most."""
    posterior = infer(AGENDA, ROUND, own=OWN)
    meso = Meso.of({"A": A, "B": B, "C": deal(90000, 5, 1)})
    found = turns(posterior, meso, none_allowed=True)
    chances = dict(
        zip(
            "ABC",
            posterior.pick_probabilities([p for _, p in meso.packages], none_allowed=True),
            strict=False,
        )
    )
    assert all(turn.top != "Salary" for turn in found)
    for turn in found:
        if turn.label in chances:
            assert turn.probability == pytest.approx(chances[turn.label])


def test_contradictions():
    """A stated priority that picks speak against is named; talk that fits is not."""
    agenda = hiring_agenda({"earlier": 1.0})
    picks: list[Evidence] = [
        Pick((deal(90000, 5, 2), deal(105000, 0, 2)), 0, round=r) for r in range(1, 7)
    ]
    less = (deal(95000, 3, 3), deal(94000, 3, 1))
    gave_it_up = [Pick(less, 0, round=r) for r in range(1, 7)]
    for top, named in ((("Contract",), ["Contract"]), (("Salary",), [])):
        said = [*gave_it_up, Statement(top)]
        found = contradictions(infer(agenda, said), said)
        assert [c.issue for c in found if c.kind == "statement"] == named
    pushes = [Push((deal(95000, 3, 2),), "Salary", "higher", round=r) for r in range(1, 7)]
    doubted = contradictions(infer(agenda, [*picks, *pushes]), [*picks, *pushes])
    assert [c.issue for c in doubted if c.kind == "talk"] == ["Salary"]
    fitting = [Push((deal(95000, 3, 2),), "Remote", "higher", round=r) for r in range(1, 7)]
    assert not contradictions(infer(agenda, [*picks, *fitting]), [*picks, *fitting])


def test_limits_that_exclude_each_other_are_named():
    """Limits on one issue that leave no option together contradict; those that leave one do not."""
    for said, named in (
        ([Constraint("Salary", least=104000), Constraint("Salary", most=92000)], ["Salary"]),
        ([Constraint("Salary", least=92000), Constraint("Salary", most=104000)], []),
        ([Constraint("Contract", one_of=("1 year",)), Constraint("Contract", least="2 years")],
         ["Contract"]),
        ([Constraint("Contract", one_of=("2 years",)), Constraint("Contract", least="2 years")], []),
        ([Constraint("Salary", least=104000), Constraint("Remote", most=1)], []),
    ):  # fmt: skip
        found = contradictions(infer(AGENDA, said), said)
        assert [one.issue for one in found if one.kind == "limits"] == named


def test_no_evidence_has_no_reasons():
    """Without evidence there is nothing to explain and nothing to contradict."""
    posterior = infer(AGENDA, [])
    assert influences(posterior, []) == ()
    assert contradictions(posterior, []) == ()
    assert np.isfinite([turn.p_top for turn in turns(posterior, None)]).all()


def test_picks_that_contradict_each_other_do_not_fit():
    """Choosing each of two packages in turn, again and again, is worse than the model's own picks."""
    agenda = hiring_agenda({"earlier": 1.0})
    good, bad = deal(104000, 5, 1), deal(91000, 0, 3)
    fitting = [Pick((good, bad), 0, round=r) for r in range(1, 6)]
    broken = [Pick((good, bad), 1, round=r, lapse=0.03) for r in range(1, 6)]
    ordinary, odd = (fit_of_picks(infer(agenda, picks), picks) for picks in (fitting, broken))
    assert ordinary is not None
    assert odd is not None
    assert odd < 0.05 < 0.3 < ordinary
    assert "picks" in [c.kind for c in contradictions(infer(agenda, broken), broken)]
    assert fit_of_picks(infer(agenda, fitting[:1]), fitting[:1]) is None


def test_the_fit_of_picks_is_judged_by_the_likelihood_of_the_fit():
    """Odd picks made half at random are less odd than firm ones; order and issues not named are no bar."""
    agenda = hiring_agenda({"earlier": 1.0})
    both = (deal(104000, 5, 1), deal(91000, 0, 3))
    firm = [Pick(both, chosen, round=r) for r, chosen in enumerate((1, 1, 0, 0, 0), start=1)]
    loose = [replace(pick, lapse=0.5) for pick in firm]
    odd, ordinary = (fit_of_picks(infer(agenda, picks), picks) for picks in (firm, loose))
    assert odd is not None
    assert ordinary is not None
    assert odd < 0.05 < ordinary
    earlier = tuple(package.with_option("Contract", None) for package in both)
    silent = [Pick(earlier, 0, round=r, shown=(1, 0)) for r in (1, 2)]
    posterior = infer(agenda, silent)
    assert posterior.layout.with_order
    fit = fit_of_picks(posterior, silent)
    assert fit is not None
    assert 0.05 < fit <= 1
    assert contradictions(posterior, silent) == ()


def test_influences_keep_the_weights_of_the_evidence(monkeypatch: pytest.MonkeyPatch):
    """Evidence that has faded is left out, and the rest fitted again, at the weights of the fit."""
    evidence: list[Evidence] = [Pick((A, B, C), 1, round=1), Ranking((C, A, B), round=2), *ROUND]
    weights = [0.3, 0.6, 1.0, 0.0]
    posterior = infer(AGENDA, evidence, own=OWN, settings=MANY, weights=weights)
    reweighted = influences(posterior, evidence, OWN)
    assert all(shift == pytest.approx(0, abs=1e-9) for shift in reweighted[3].mean_shift.values())
    monkeypatch.setattr(answers, "LEAST_EFFECTIVE", 2.0)
    fitted = influences(posterior, evidence, OWN)
    for one, other in zip(reweighted, fitted, strict=True):
        assert one.mean_shift == pytest.approx(other.mean_shift, abs=0.03)


def test_a_limit_that_is_passed_is_doubted():
    """A limit kept is believed more than one that they pass; the contradiction is named."""
    agenda = hiring_agenda({"earlier": 1.0})
    limit = Constraint("Salary", least=103000)
    beyond = deal(100000, 5, 1)
    kept: list[Evidence] = [limit, *[Pick((beyond,), None, True, round=r) for r in range(1, 4)]]
    passed: list[Evidence] = [limit, *[Pick((beyond,), 0, True, round=r) for r in range(1, 4)]]
    honest, broken = (limits(infer(agenda, e), e)[0].probability for e in (kept, passed))
    assert honest > broken + 0.1
    sure = ModelSettings(statement_honesty=1.0)
    assert limits(infer(agenda, kept, settings=sure), kept)[0].probability == pytest.approx(1.0)
    empty: list[Evidence] = [Constraint("Salary", least=90000)]
    assert limits(infer(agenda, empty), empty)[0].probability == pytest.approx(0.7)
    named = [c.kind for c in contradictions(infer(agenda, passed), passed)]
    assert ("limit" in named) == (broken < 0.15)
    assert "limit" not in [c.kind for c in contradictions(infer(agenda, kept), kept)]
