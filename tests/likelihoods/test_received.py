"""Packages called equal: what near-ties say of weights, and that nothing is counted twice."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer.counterpart import CounterpartModel
from meso_infer.draws import Draws
from meso_infer.evidence import (
    Counteroffer,
    EqualClaim,
    Evidence,
    OfferedSet,
    Pick,
    Push,
    Statement,
)
from meso_infer.explanation import equal_claims
from meso_infer.inference import fit_seed, infer
from meso_infer.issues import NumericIssue
from meso_infer.levels import LevelTable
from meso_infer.likelihoods import LIKELIHOODS, Context
from meso_infer.likelihoods.received import EQUAL_WITHIN
from meso_infer.packages import Agenda, Package
from meso_infer.prior import MODEL_VERSION, ModelSettings
from meso_infer.simulate import random_packages
from tests.agendas import A, B, C, hiring_agenda, worked_draws

LIKELIHOOD = LIKELIHOODS[EqualClaim.kind]
HONEST = ModelSettings(statement_honesty=1.0)
WIDE = Agenda(
    tuple(
        NumericIssue(name=n, low=0, high=10, step=1, counterpart_direction={"higher": 1})
        for n in "abcd"
    )
)


def log_chance(
    evidence: list[EqualClaim], draws: Draws, chosen: ModelSettings | None = None
) -> np.ndarray:
    context = Context(draws.table, chosen or ModelSettings(), np.zeros(draws.table.n_levels))
    return LIKELIHOOD.compile(evidence, context)(draws)


def test_the_claim_is_likeliest_where_the_packages_tie() -> None:
    """Read by straight values, A ~ B ~ C is exactly tied by weights (.6, 0, .4) with a contract that runs so."""
    draws, weights, shape = worked_draws([A, B, C], shapes=("longer", "shorter"))
    found = log_chance([EqualClaim((A, B, C))], draws)[0]
    utilities = draws.utility(draws.table.rows(draws.table.agenda.encode([A, B, C])))
    spread = np.ptp(utilities, axis=0)
    assert found[spread < 1e-9].min() > found[spread > 0.1].max()
    assert weights.shape[0] == shape.shape[0]


@pytest.mark.parametrize("honesty", [0.5, 0.7])
def test_no_claim_can_veto(honesty: float) -> None:
    """However far apart packages lie, a claim keeps the chance that it says nothing."""
    draws, *_ = worked_draws([A, B, C])
    chosen = ModelSettings(statement_honesty=honesty)
    assert log_chance([EqualClaim((A, B, C))], draws, chosen).min() >= np.log(1 - honesty) - 1e-12


def test_the_normaliser_keeps_random_packages_silent() -> None:
    """Over packages put together at random a claim's likelihood stays within a third of 1
    whatever the weights are; without the normaliser it would be far from it, and depend on them.
    """
    rng = np.random.default_rng(5)
    packages = random_packages(WIDE, 6000, rng)
    table = LevelTable.of(WIDE, packages)
    for weights in ((0.25,) * 4, (0.4, 0.3, 0.2, 0.1), (0.7, 0.1, 0.1, 0.1)):
        values = (table.coordinates / 10 * np.array(weights)[table.issue_of_level])[:, None]
        one = np.ones(1)
        draws = Draws(table, values, one, one, one, one, one)
        claims = [EqualClaim(tuple(packages[i : i + 2])) for i in range(0, len(packages), 2)]
        mean = np.exp(log_chance(claims, draws, HONEST)).mean()
        assert mean == pytest.approx(1.0, abs=0.34)
        utilities = draws.utility(table.rows(WIDE.encode(packages)))[:, 0].reshape(-1, 2)
        assert np.exp(-(np.ptp(utilities, axis=1) ** 2) / (4 * EQUAL_WITHIN**2)).mean() < 0.3


@settings(max_examples=25, deadline=None)
@given(st.permutations([A, B, C]), st.permutations([0, 1, 2]))
def test_labels_and_held_issues_say_nothing(order: list[Package], turn: list[int]) -> None:
    """The order of packages changes nothing, and packages that differ in nothing that varies say nothing."""
    draws, *_ = worked_draws([A, B, C])
    first, again = ([order[i] for i in turn], order)
    np.testing.assert_allclose(
        log_chance([EqualClaim(tuple(first))], draws), log_chance([EqualClaim(tuple(again))], draws)
    )
    same = EqualClaim((A, A))
    np.testing.assert_allclose(log_chance([same], draws), 0.0, atol=1e-9)


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


def test_logs_without_received_offers_are_estimated_as_before() -> None:
    """The model's version and the seed of a fit on the older kinds of evidence are those of before."""
    evidence: list[Evidence] = [
        Pick((A, B, C), 1),
        Push((B,), "Salary", "higher"),
        Counteroffer(C),
        Statement(("Remote",)),
    ]
    assert MODEL_VERSION == "2"
    assert fit_seed(hiring_agenda(), evidence, ModelSettings()) == SEED


SEED = 1368314178038929743
"""As the release before offers of theirs could be logged gave it."""


def test_the_chance_that_a_claim_is_meant() -> None:
    """Without other evidence a claim that can be true is more likely meant than not; one that contradicts known
    directions is doubted.
    """
    agenda = WIDE
    one = EqualClaim(
        (Package({"a": 9, "b": 1, "c": 5, "d": 5}), Package({"a": 1, "b": 9, "c": 5, "d": 5}))
    )
    other = EqualClaim(
        (Package({"a": 9, "b": 9, "c": 5, "d": 5}), Package({"a": 1, "b": 1, "c": 5, "d": 5}))
    )
    quick = ModelSettings(n_draws=256)
    (likely,) = equal_claims(infer(agenda, [one], settings=quick), [one])
    (doubted,) = equal_claims(infer(agenda, [other], settings=quick), [other])
    assert likely.probability > 0.5
    assert doubted.probability < 0.5
