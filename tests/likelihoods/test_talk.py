"""Insincere talk: the mixture over exaggerated issues, term by term and as a whole."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from meso_infer.evidence import Counteroffer, Evidence, Pick, Push, Statement
from meso_infer.inference import infer
from meso_infer.inference.counterpart import (
    CounterpartModel,
    log_prior_of_talk,
    own_part_worths,
)
from meso_infer.issues import CategoricalIssue, NumericIssue
from meso_infer.likelihoods import LIKELIHOODS, Context
from meso_infer.packages import Agenda, Package
from meso_infer.prior import ModelSettings
from meso_infer.prior.draws import Draws
from meso_infer.sampling.quasi_random import normal_points
from tests.agendas import A, B, C, deal, hiring_agenda, hiring_own

AGENDA = hiring_agenda({"later": 0.4, "earlier": 0.4, "peak": 0.2})
OWN = hiring_own(AGENDA)
TALK: list[Evidence] = [
    Push((B,), "Salary", "higher"),
    Push((B,), "Contract", "earlier"),
    Push((B,), "Salary", "higher", to=100000),
    Push((A,), "Contract", "earlier", to="2 years"),
    Push((A, B, C), "Remote", "higher", round=3),
    Push((B.with_option("Contract", None),), "Salary", "higher", to=100000),
    Counteroffer(deal(100000, 1, 2)),
    Counteroffer(B.with_option("Remote", None), round=2),
]
CANDID = ModelSettings(talk_sincerity=1.0)


def terms(draws: Draws, one: Evidence, settings: ModelSettings) -> np.ndarray:
    context = Context(draws.table, settings, own_part_worths(draws.table, OWN))
    return LIKELIHOODS[one.kind].compile([one], context)(draws)[0]


def exaggerated(draws: Draws, b: int) -> Draws:
    """The draws with issue `b` stretched until its range is the largest, made the long way."""
    worths = draws.part_worths.copy()
    segment = draws.table.segment(b)
    worths[segment] = (worths[segment] - worths[segment].min(axis=0)) * draws.stretch[b]
    return replace(draws, part_worths=worths)


@pytest.mark.parametrize("one", TALK, ids=lambda e: e.kind)
def test_exaggeration_is_the_same_talk_of_stretched_draws(one):
    """Each exaggerated term equals the sincere term of draws in which that issue was stretched."""
    model = CounterpartModel(AGENDA, [one], ModelSettings(), OWN)
    z = np.random.default_rng(1).standard_normal((model.layout.n_dimensions, 40))
    draws = model.draws(z)
    mixed, candid = terms(draws, one, ModelSettings()), terms(draws, one, CANDID)
    assert mixed[0] == pytest.approx(candid[0], abs=1e-10)
    for b in range(3):
        assert mixed[1 + b] == pytest.approx(
            terms(exaggerated(draws, b), one, CANDID)[0], abs=1e-10
        )


def test_empty_talk_has_log_likelihood_zero():
    """Talk is measured against the same words at random: where none of it tells anything, it adds nothing."""
    empty = ModelSettings(talk_sincerity=0.0, empty_talk_share=1.0)
    model = CounterpartModel(AGENDA, TALK, empty, OWN)
    z = np.random.default_rng(5).standard_normal((model.layout.n_dimensions, 50))
    assert model.log_likelihood(z) == pytest.approx(0.0, abs=1e-3)
    *_, nothing = model.talk_probabilities(z)
    assert nothing == pytest.approx(1.0, abs=1e-3)


def test_the_readings_of_talk_share_what_is_believed_beforehand():
    """Sincere .65; of the rest two thirds exaggerate one issue, each as likely, and a third says nothing."""
    chances = np.exp(log_prior_of_talk(ModelSettings(), 5))
    assert chances == pytest.approx([0.65, *[0.35 * 2 / 3 / 5] * 5, 0.35 / 3])


def test_talk_is_a_mixture_over_its_readings():
    """The likelihood of all talk is the mean over readings of the product of what was said, by hand."""
    model = CounterpartModel(AGENDA, TALK, ModelSettings(), OWN, [1.0] * len(TALK))
    z = np.random.default_rng(6).standard_normal((model.layout.n_dimensions, 40))
    draws = model.draws(z)
    said = np.sum([terms(draws, one, ModelSettings()) for one in TALK], axis=0)
    chances = np.exp(log_prior_of_talk(ModelSettings(), 3))
    by_hand = np.log(chances[:-1] @ np.exp(said) + chances[-1])
    assert model.log_likelihood(z) == pytest.approx(by_hand, abs=1e-9)


def test_talk_that_fits_nothing_is_taken_as_empty():
    """To ask again and again for more of what is already at its best says nothing about any issue."""
    agenda = hiring_agenda({"earlier": 1.0})
    asks = [Push((deal(105000, 5, 0),), "Salary", round=r) for r in range(1, 6)]
    sincere, *_, empty = infer(agenda, asks).talk_probabilities
    settings = ModelSettings()
    assert empty > 2 * (1 - settings.talk_sincerity) * settings.empty_talk_share
    assert sincere < settings.talk_sincerity


def test_increments_add_up():
    """What each event adds, in any order, sums to the log-likelihood of all; sincerity 1 is the plain sum."""
    evidence = [Pick((A, B, C), 1), *TALK, Statement(("Salary",))]
    for settings in (ModelSettings(), CANDID):
        model = CounterpartModel(AGENDA, evidence, settings, OWN)
        z = np.random.default_rng(2).standard_normal((model.layout.n_dimensions, 60))
        for order in (range(len(evidence)), reversed(range(len(evidence)))):
            total = model.log_increments(z, list(order)).sum(axis=0)
            assert total == pytest.approx(model.log_likelihood(z), abs=1e-9)


def test_talk_against_picks_is_doubted():
    """Picks for one issue and pushes for another make exaggeration of the other likely."""
    agenda = hiring_agenda({"earlier": 1.0})
    picks = [Pick((deal(90000, 5, 2), deal(105000, 0, 2)), 0, round=r) for r in range(1, 6)]
    pushes = [Push((deal(95000, 3, 2),), "Salary", "higher", round=r) for r in range(1, 6)]
    doubted = infer(agenda, [*picks, *pushes])
    agreeing = infer(agenda, [*picks, *(replace(p, issue="Remote") for p in pushes)])
    assert sum(doubted.talk_probabilities) == pytest.approx(1)
    assert doubted.talk_probabilities[1] > 0.5 > agreeing.talk_probabilities[1]
    assert doubted.weight_summary()["Remote"].mean > doubted.weight_summary()["Salary"].mean


def test_without_talk_sincerity_changes_nothing():
    """A log of picks gives the same log-likelihood whatever we think of talk."""
    evidence = [Pick((A, B, C), 1), Statement(("Remote",))]
    z = np.random.default_rng(3).standard_normal((40, 30))
    values = []
    for settings in (ModelSettings(), CANDID):
        model = CounterpartModel(AGENDA, evidence, settings, OWN)
        values.append(model.log_likelihood(z[: model.layout.n_dimensions]))
    assert values[0] == pytest.approx(values[1], abs=1e-12)


def test_an_option_asked_for_is_their_favourite_or_any_better_one():
    """At the ends only one reading counts: any better option is as good as another, or the best is named."""
    agenda = Agenda(
        (
            CategoricalIssue(name="Kind", options=tuple("wxyz")),
            NumericIssue(name="Price", low=0, high=10, counterpart_direction={"higher": 1}),
        )
    )
    held = Package({"Kind": "w", "Price": 5})
    candid = ModelSettings(
        talk_sincerity=1.0, push_sharpness_log_mean=12.0, push_sharpness_log_sd=0.0
    )
    values = {}
    for share in (0.0, 1.0):
        assumed = replace(candid, asked_is_best=share)
        model = CounterpartModel(agenda, [Push((held,), "Kind", option="y", lapse=1e-9)], assumed)
        z = normal_points(model.layout.n_dimensions, 256)
        worths = model.draws(z).part_worths[model.table.segment(0)]
        values[share] = model.log_likelihood(z)
    on_kind = worths.max(axis=0) - worths[0] > 1e-3
    better, best = (
        worths[2] > worths[0] + 1e-3,
        worths[2] > np.delete(worths, 2, axis=0).max(axis=0) + 1e-3,
    )
    assert (values[1.0][best] >= values[0.0][best] - 1e-9).all()
    worse = on_kind & (worths[2] < worths[0] - 1e-3)
    assert (values[0.0][worse] < np.log(1e-4)).all()
    second = better & (worths[2] < worths.max(axis=0) - 1e-3) & (values[0.0] > -5)
    assert second.any()
    assert (values[0.0][second] > values[1.0][second]).all()
