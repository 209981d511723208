"""The exact test of claims: what it must say where there is nothing to tell."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.claim_ceiling import PriorDraws, log_mean, ratios
from benchmarks.received import AGENDA, MEANT, SPEC, claimed_sets
from meso_infer.evidence import Pick
from meso_infer.simulate import SyntheticCounterpart
from meso_infer.utility import AdditiveUtility


def test_only_answers_tell_a_careful_lie() -> None:
    """Packages that are equal by somebody's tastes look as if they were meant: without answers the ratio is 1;
    with an answer that says nothing of taste it stays 1.
    """
    own = AdditiveUtility.from_spec(AGENDA, SPEC)
    prior, rng = PriorDraws(own, 20_000, 3), np.random.default_rng(4)
    sender, other = (
        SyntheticCounterpart(prior.layout, rng.standard_normal((prior.layout.n_dimensions, 1)))
        for _ in range(2)
    )
    packages = claimed_sets(sender, other, own, "any", rng)[MEANT]
    silent = prior.log_answers([Pick((packages[0],), 0)])
    for known in (np.zeros(20_000), silent):
        assert ratios(prior, packages, known)["careful lie"] == pytest.approx(0.0, abs=1e-6)


def test_the_mean_of_logarithms_is_stable() -> None:
    """It is the logarithm of the mean, however small the numbers; very low where all are 0."""
    assert log_mean(np.array([-1000.0, -1000.0])) == pytest.approx(-1000.0)
    assert log_mean(np.log(np.array([1.0, 3.0]))) == pytest.approx(np.log(2.0))
    assert log_mean(np.full(3, -np.inf)) < -50
