"""Offers that test a claim: they tell more than others do, and what they promise of their answers holds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.received import AGENDA, SPEC
from meso_infer.candidates import Candidates, find_candidates
from meso_infer.claim_trial import ClaimTrial, claim_trial, trial_sentence
from meso_infer.errors import NoFeasibleMeso
from meso_infer.evidence import EqualClaim, Pick
from meso_infer.explanation import equal_claims
from meso_infer.inference import infer
from meso_infer.packages import Package
from meso_infer.posterior import Posterior
from meso_infer.prior import ModelSettings
from meso_infer.utility import AdditiveUtility

OWN = AdditiveUtility.from_spec(AGENDA, SPEC)
CLAIM = EqualClaim(
    (
        Package({"Price": 85, "Volume": 8, "Delivery": 2, "Term": 1, "Place": "South"}),
        Package({"Price": 60, "Volume": 10, "Delivery": 1, "Term": 1, "Place": "South"}),
        Package({"Price": 90, "Volume": 5, "Delivery": 0, "Term": 2, "Place": "East"}),
    )
)
SETTINGS = ModelSettings(n_draws=512)


@pytest.fixture(scope="module")
def believed() -> Posterior:
    return infer(AGENDA, [CLAIM], settings=SETTINGS, own=OWN)


@pytest.fixture(scope="module")
def band() -> Candidates:
    return find_candidates(OWN, 0.6, 0.01)


def test_a_trial_is_made_of_candidates(believed: Posterior, band: Candidates) -> None:
    """Two or three different packages of the band; both columns of chances sum to 1; the same every time."""
    trial = claim_trial(believed, CLAIM, band)
    assert 2 <= len(set(trial.packages)) == len(trial.packages) <= 3
    assert OWN.spread(trial.packages) <= 0.01 + 1e-9
    for chances in (trial.if_meant, trial.if_not):
        assert sum(chances) == pytest.approx(1.0)
    assert 0 < trial.bits < 1
    assert claim_trial(believed, CLAIM, band) == trial


def test_a_trial_tells_more_than_offers_at_random(believed: Posterior, band: Candidates) -> None:
    """Of twenty offers of the same size drawn from the same band none promises more of the claim."""
    trial = claim_trial(believed, CLAIM, band)
    rng = np.random.default_rng(2)
    for _ in range(20):
        rows = rng.choice(len(band), len(trial.packages), replace=False)
        other = claim_trial(believed, CLAIM, band.where(rows))
        assert other.bits <= trial.bits + 1e-9


def test_answers_move_the_claim_as_promised(believed: Posterior, band: Candidates) -> None:
    """The pick that is likelier if the claim is meant raises its chance, the one that is less likely lowers
    it, by Bayes' rule.
    """
    trial = claim_trial(believed, CLAIM, band)
    (before,) = equal_claims(believed, [CLAIM])
    odds = np.array(trial.if_meant) / np.array(trial.if_not)
    for chosen in (int(odds.argmax()), int(odds.argmin())):
        evidence = [CLAIM, Pick(trial.packages, chosen)]
        (after,) = equal_claims(infer(AGENDA, evidence, settings=SETTINGS, own=OWN), evidence)
        prior = before.probability / (1 - before.probability)
        expected = prior * odds[chosen] / (1 + prior * odds[chosen])
        assert after.probability == pytest.approx(expected, abs=0.08)


def test_a_trial_needs_two_packages(believed: Posterior, band: Candidates) -> None:
    """One package cannot be preferred to anything, which is said with what to do."""
    with pytest.raises(NoFeasibleMeso, match="needs two"):
        claim_trial(believed, CLAIM, band.where(np.array([0])))


@settings(max_examples=30)
@given(st.floats(0.05, 0.95), st.floats(0.05, 0.95))
def test_the_sentence_names_the_answer_that_speaks_for_the_claim(one: float, other: float) -> None:
    """It names the package that gains most by the claim being meant."""
    trial = ClaimTrial(CLAIM.packages[:2], 0.1, (one, 1 - one), (other, 1 - other))
    assert f"they pick {'A' if one >= other else 'B'} with" in trial_sentence(trial)
