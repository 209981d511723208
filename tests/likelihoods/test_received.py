"""Packages called equal: what near-ties say of weights, and that nothing is counted twice."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer.evidence import (
    Counteroffer,
    EqualClaim,
    Evidence,
    OfferedSet,
)
from meso_infer.explanation import equal_claims
from meso_infer.inference import infer
from meso_infer.inference.counterpart import CounterpartModel
from meso_infer.issues import NumericIssue
from meso_infer.likelihoods import LIKELIHOODS, Context
from meso_infer.likelihoods.received import (
    BORROWED,
    IDLE,
    MEANT,
    PARTLY,
    PRIOR_POINTS,
    log_readings,
)
from meso_infer.likelihoods.ties import EQUAL_WITHIN, TieDensity, fine_levels
from meso_infer.packages import Agenda, Package
from meso_infer.prior import ModelSettings
from meso_infer.prior.draws import Draws
from meso_infer.prior.levels import LevelTable
from meso_infer.simulate import random_packages
from tests.agendas import A, B, C, hiring_agenda

LIKELIHOOD = LIKELIHOODS[EqualClaim.kind]
WIDE = Agenda(
    tuple(
        NumericIssue(name=n, low=0, high=high, step=1, counterpart_direction={"higher": 1})
        for n, high in zip("abcd", (10, 10, 10, 100), strict=True)
    )
)
SHARES = ((0.4, 0.3, 0.2, 0.1), (0.1, 0.1, 0.1, 0.7), (0.9, 0.04, 0.03, 0.03))


def claim_model(claim: EqualClaim, agenda: Agenda, n: int = 1024) -> tuple[CounterpartModel, Draws]:
    """The model of a claim alone, and draws of its prior."""
    model = CounterpartModel(agenda, [claim], ModelSettings())
    return model, model.draws(model.layout.points(n))


def log_chance(claim: EqualClaim, agenda: Agenda) -> np.ndarray:
    model, draws = claim_model(claim, agenda)
    return LIKELIHOOD.compile([claim], model.context)(draws)[0]


def test_the_claim_is_likeliest_where_the_packages_tie() -> None:
    """Of tastes that reach the same level, those for which the packages tie make the claim likelier."""
    claim = EqualClaim((A, B, C))
    model, draws = claim_model(claim, hiring_agenda())
    worth = draws.utility(draws.table.rows(draws.table.agenda.encode([A, B, C])))
    ties = TieDensity([claim.packages], model.context)(draws)[0]
    spread = np.ptp(worth, axis=0)
    assert np.median(ties[spread < 0.03]) > 1
    assert ties[spread > 0.2].max() < 0


def test_no_claim_can_veto() -> None:
    """However far apart packages lie, a claim keeps the chance that it was idle."""
    least = np.log((1 - MEANT) * IDLE)
    assert log_chance(EqualClaim((A, B, C)), hiring_agenda()).min() >= least - 1e-9


@pytest.mark.parametrize("shares", SHARES)
def test_packages_put_together_at_random_tell_nothing(shares: tuple[float, ...]) -> None:
    """Over pairs of packages at random the density of lying together averages 1 within a tenth, whatever the
    weights, on long issues and on short ones; no closeness that ignored how rare ties are would.
    """
    packages = random_packages(WIDE, 12000, np.random.default_rng(5))
    levels = np.concatenate([WIDE.encode(packages), fine_levels(WIDE)])
    table = LevelTable.of(WIDE, levels)
    highest = np.array([issue.bounds[1] for issue in WIDE.issues])[table.issue_of_level]
    values = (table.coordinates / highest * np.array(shares)[table.issue_of_level])[:, None]
    one = np.ones(1)
    draws = Draws(table, values, one, one, one, one, one)
    pairs = [tuple(packages[i : i + 2]) for i in range(0, len(packages), 2)]
    context = Context(table, ModelSettings(), np.zeros(table.n_levels))
    assert np.exp(TieDensity(pairs, context)(draws)).mean() == pytest.approx(1.0, abs=0.1)
    worth = draws.utility(table.rows(WIDE.encode(packages)))[:, 0].reshape(-1, 2)
    assert np.exp(-(np.ptp(worth, axis=1) ** 2) / (4 * EQUAL_WITHIN**2)).mean() < 0.3


@settings(max_examples=25, deadline=None)
@given(st.permutations([A, B, C]))
def test_labels_and_held_issues_say_nothing(order: list[Package]) -> None:
    """The order of packages changes nothing, and that packages are alike in all issues says nothing."""
    first, again = EqualClaim((A, B, C)), EqualClaim(tuple(order))
    agenda = hiring_agenda()
    np.testing.assert_allclose(log_chance(first, agenda), log_chance(again, agenda), atol=1e-9)
    model, draws = claim_model(EqualClaim((A, A)), agenda)
    np.testing.assert_allclose(TieDensity([(A, A)], model.context)(draws), 0.0)


def test_a_claim_of_others_tastes_tells_nothing() -> None:
    """All readings together make the likelihood; an idle claim and one by others' tastes weigh the same whatever
    this counterpart's tastes, and before anything is known the four readings have their prior chances.
    """
    claim = EqualClaim((A, B, C))
    model, draws = claim_model(claim, hiring_agenda(), PRIOR_POINTS)
    readings = log_readings([claim], model.context)(draws)[0]
    np.testing.assert_allclose(np.ptp(readings[1:3], axis=1), 0.0, atol=1e-9)
    density = np.exp(readings).mean(axis=1)
    assert density[0] / density[2] == pytest.approx(MEANT / ((1 - MEANT) * BORROWED))
    assert density[3] / density[2] == pytest.approx(PARTLY / BORROWED)
    whole = LIKELIHOOD.compile([claim], model.context)(draws)[0]
    np.testing.assert_allclose(np.exp(whole), np.exp(readings).sum(axis=0))


def test_a_set_weighs_as_one_counteroffer() -> None:
    """A set of one package, or of the same package twice, says what the package says as a counteroffer."""
    agenda = hiring_agenda()
    chosen = ModelSettings(n_draws=128)
    evidence: list[Evidence] = [Counteroffer(A), OfferedSet((A,)), OfferedSet((A, A))]
    found = []
    for one in evidence:
        model = CounterpartModel(agenda, [one], chosen)
        found.append(model.log_likelihood(model.layout.points(128)))
    np.testing.assert_allclose(found[1], found[0], rtol=1e-6)
    np.testing.assert_allclose(found[2], found[0], rtol=1e-6)


def test_the_chance_that_a_claim_is_meant() -> None:
    """Without other evidence a claim that can be true is more likely meant than not; one that contradicts known
    directions is doubted.
    """
    agenda = WIDE
    one = EqualClaim(
        (Package({"a": 9, "b": 5, "c": 8, "d": 75}), Package({"a": 5, "b": 9, "c": 8, "d": 75}))
    )
    other = EqualClaim(
        (Package({"a": 9, "b": 9, "c": 8, "d": 75}), Package({"a": 4, "b": 4, "c": 8, "d": 75}))
    )
    quick = ModelSettings(n_draws=256)
    (likely,) = equal_claims(infer(agenda, [one], settings=quick), [one])
    (doubted,) = equal_claims(infer(agenda, [other], settings=quick), [other])
    assert likely.probability > MEANT
    assert doubted.probability < 0.5 * MEANT
