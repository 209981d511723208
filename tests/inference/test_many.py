"""Laws of many fits at once: the same numbers alone, in any order, and as a single fit gives."""

from __future__ import annotations

from dataclasses import fields
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer.errors import InferenceFailed, InvalidSettings
from meso_infer.evidence import (
    Constraint,
    Counteroffer,
    Evidence,
    Pick,
    Push,
    Ranking,
    Statement,
)
from meso_infer.inference import infer
from meso_infer.inference.counterpart import CounterpartModel
from meso_infer.inference.importance import PriorCloud, Said
from meso_infer.inference.many import (
    CLOSER,
    LEAST_EFFECTIVE,
    PRIOR,
    SAMPLER,
    Estimates,
    infer_many,
)
from meso_infer.issues import CategoricalIssue
from meso_infer.packages import Agenda
from meso_infer.prior import ModelSettings
from meso_infer.sampling.pareto import MOST_K
from tests.agendas import A, B, C, deal, hiring_agenda, hiring_own

AGENDA = hiring_agenda()
OWN = hiring_own(AGENDA)
PIECES: tuple[Evidence, ...] = (
    Pick((A, B, C), 1),
    Pick((A, B, C), 2, round=2),
    Pick((A, B, C), None, none_allowed=True),
    Ranking((C, A, B)),
    Push((B,), "Salary", "higher"),
    Push((B,), "Salary", "higher", to=100000),
    Push((A, B, C), "Contract", "later"),
    Counteroffer(deal(100000, 1, 2)),
    Counteroffer(B.with_option("Remote", None), round=2),
    Statement(("Remote", "Salary")),
    Constraint("Salary", least=95000),
)
BODIES = st.lists(st.lists(st.sampled_from(PIECES), max_size=4).map(tuple), min_size=1, max_size=6)
ARRAYS = [field.name for field in fields(Estimates) if field.name != "agenda"]
FIRM = tuple(
    piece
    for k in (1, 2, 3)
    for piece in (
        Pick((A, B, deal(92000, 5, 1)), 2, round=k),
        Counteroffer(deal(93000, 5, 1), round=k),
    )
)
"""The same again and again: too sharp for points of the prior."""


@cache
def cloud(sincerity: float) -> PriorCloud:
    return PriorCloud(AGENDA, ModelSettings(n_draws=256, talk_sincerity=sincerity), OWN)


def same(one: Estimates, other: Estimates, rows: list[int]) -> None:
    """Every number of `one` is that of `other` at some rows."""
    for name in ARRAYS:
        mine, theirs = getattr(one, name), getattr(other, name)[rows]
        if mine.dtype.kind == "f":
            assert mine == pytest.approx(theirs, abs=1e-9, nan_ok=True), name
        else:
            assert (mine == theirs).all(), name


@settings(max_examples=25, deadline=None)
@given(bodies=BODIES, sincerity=st.sampled_from((0.75, 1.0)))
def test_many_likelihoods_are_those_of_one(bodies, sincerity):
    """Evaluated together, each body of evidence has the likelihood of its own model, talk mixed whole."""
    shared = cloud(sincerity)
    together = Said(bodies, shared).log_likelihoods(shared.z)
    for body, row in zip(bodies, together, strict=True):
        expected = CounterpartModel(AGENDA, body, shared.layout.settings, OWN)
        assert row == pytest.approx(expected.log_likelihood(shared.z), abs=2e-3)


@settings(max_examples=15, deadline=None)
@given(bodies=BODIES, data=st.data())
def test_neither_order_nor_company_matters(bodies, data):
    """A negotiation has the same estimate at any place among others, and alone."""
    found = infer_many(AGENDA, bodies, own=OWN)
    order = data.draw(st.permutations(range(len(bodies))))
    same(infer_many(AGENDA, [bodies[i] for i in order], own=OWN), found, list(order))
    same(infer_many(AGENDA, bodies[:1], own=OWN), found, [0])


@settings(max_examples=15, deadline=None)
@given(bodies=BODIES)
def test_estimates_are_probabilities_that_can_be_trusted(bodies):
    """Mean weights and chances sum to 1, quantiles rise, and every estimate passed its checks."""
    found = infer_many(AGENDA, bodies, own=OWN)
    assert len(found) == len(bodies)
    assert found.mean.sum(axis=1) == pytest.approx(np.ones(len(bodies)))
    assert found.p_top.sum(axis=1) == pytest.approx(np.ones(len(bodies)))
    assert (np.diff(found.quantiles, axis=2) >= 0).all()
    assert (found.effective >= LEAST_EFFECTIVE).all()
    assert (np.nan_to_num(found.pareto_k) <= MOST_K).all()
    assert (found.information_bits >= 0).all()
    assert found.trusted.all()


@pytest.mark.parametrize(
    ("body", "method"),
    [
        (PIECES[:1], PRIOR),
        ((PIECES[0], PIECES[4]), PRIOR),
        (FIRM, CLOSER),
    ],
)
def test_a_fit_among_many_agrees_with_a_single_fit(body, method):
    """Means within a third of a standard deviation of the sampler's, chances of the top within .1."""
    found = infer_many(AGENDA, [body], own=OWN)
    single = infer(AGENDA, body, own=OWN, settings=ModelSettings(n_draws=4096))
    assert found.method[0] == method
    for name, summary in found.weight_summary(0).items():
        expected = single.weight_summary()[name]
        assert summary.mean == pytest.approx(expected.mean, abs=expected.sd / 3)
        assert summary.sd == pytest.approx(expected.sd, rel=0.25)
        assert summary.p_top == pytest.approx(expected.p_top, abs=0.1)
        assert summary.q05 == pytest.approx(expected.q05, abs=expected.sd / 2)
        assert summary.q95 == pytest.approx(expected.q95, abs=expected.sd / 2)
    assert found.log_evidence[0] == pytest.approx(single.diagnostics.log_evidence, abs=0.3)


def test_what_is_too_sharp_for_points_is_left_to_the_sampler():
    """Twenty requests that fit to a hair get the numbers of a single fit."""
    body = tuple(Counteroffer(deal(100000, 2, 2), round=k, lapse=1e-6) for k in range(1, 21))
    pushes = tuple(Push((deal(92000, 2, 2),), "Salary", "higher", to=100000) for _ in range(20))
    quick = ModelSettings(n_draws=128)
    found = infer_many(AGENDA, [PIECES[:1], body + pushes], own=OWN, settings=quick)
    single = infer(AGENDA, body + pushes, own=OWN, settings=quick)
    assert list(found.method) == [PRIOR, SAMPLER]
    assert found.weight_summary(1)["Salary"].mean == pytest.approx(
        single.weight_summary()["Salary"].mean
    )
    assert found.trusted[1] == single.diagnostics.trusted
    assert np.isnan(found.pareto_k[1])


def test_without_evidence_the_prior_is_given():
    """Nothing said: no information, all draws alike, the prior's summaries."""
    found = infer_many(AGENDA, [(), ()])
    prior = infer(AGENDA, ())
    assert found.information_bits == pytest.approx(np.zeros(2), abs=1e-9)
    assert found.effective == pytest.approx(np.full(2, 1024))
    assert (found.pareto_k == 0).all()
    for name, summary in found.weight_summary(1).items():
        assert summary.mean == pytest.approx(prior.weight_summary()[name].mean)
        assert summary.p_top == pytest.approx(prior.weight_summary()[name].p_top)


def test_no_negotiations_give_no_estimates():
    """An empty portfolio is none to complain about."""
    assert len(infer_many(AGENDA, [])) == 0


def test_estimates_cannot_be_changed():
    """What was found stays as it was found."""
    found = infer_many(AGENDA, [()])
    with pytest.raises(ValueError, match="read-only"):
        found.mean[0] = 0


def test_an_agenda_too_large_for_the_points_is_refused():
    """The message says what to do."""
    named = tuple(f"option {k}" for k in range(400))
    agenda = Agenda((CategoricalIssue(name="Place", options=named),))
    with pytest.raises(InvalidSettings, match="Merge rarely used options"):
        infer_many(agenda, [()])


def test_a_likelihood_that_is_not_finite_is_refused():
    """Never a silent infinity in a table of estimates: a package asked for that nobody could have asked for."""
    agenda, sharp = hiring_agenda(), ModelSettings(counteroffer_sd=1e-20)
    body = (Counteroffer(deal(100000, 1, 2), lapse=0.0),)
    with np.errstate(all="ignore"), pytest.raises(InferenceFailed):
        infer_many(agenda, [body], settings=sharp)
