"""Laws of importance sampling that learns: known posteriors are found, and no point is lost."""

from __future__ import annotations

import numpy as np
import pytest

from meso_infer.sampling.adaptive import ROUNDS, WeightedPoints, adapted
from meso_infer.sampling.pareto import MOST_K, pareto_k
from meso_infer.sampling.quasi_random import normal_points

SD = 0.35
PLACE = np.array([1.5, -1.0, 0.5, 0.0])
POINTS = normal_points(4, 1024)


def log_likelihood(z: np.ndarray) -> np.ndarray:
    """A normal observation of every coordinate: the posterior is normal and known."""
    return -0.5 * (((z - PLACE[:, None]) / SD) ** 2).sum(axis=0)


def suffices(points: WeightedPoints) -> bool:
    return points.effective >= 400


def test_a_posterior_far_from_the_prior_is_found():
    """Mean, variance and evidence of a conjugate normal model, from a prior cloud that misses it."""
    start = WeightedPoints(POINTS, log_likelihood(POINTS), log_likelihood(POINTS))
    found = adapted(log_likelihood, POINTS, log_likelihood(POINTS), enough=suffices)
    mean = found.z @ found.weights
    variance = (found.z - mean[:, None]) ** 2 @ found.weights
    assert start.effective < 50 < 400 <= found.effective
    assert mean == pytest.approx(PLACE / (1 + SD**2), abs=0.02)
    assert variance == pytest.approx(np.full(4, SD**2 / (1 + SD**2)), rel=0.1)
    spread = 1 + SD**2
    evidence = -0.5 * (PLACE**2).sum() / spread + 2 * np.log(SD**2 / spread)
    assert found.log_evidence == pytest.approx(evidence, abs=0.05)
    assert float(pareto_k(found.weights[None])[0]) <= MOST_K


def test_weights_sum_to_one_and_stay_bounded():
    """Every point weighs at most its likelihood times the number of rounds and the prior's."""
    found = adapted(log_likelihood, POINTS, log_likelihood(POINTS), enough=suffices)
    n_rounds = found.z.shape[1] // POINTS.shape[1]
    assert found.weights.sum() == pytest.approx(1)
    assert (found.log_weights <= found.log_likelihood + np.log(n_rounds) + 1e-9).all()
    assert found.log_likelihood == pytest.approx(log_likelihood(found.z))


def test_it_ends_even_when_nothing_suffices():
    """Rounds are limited, and all points so far are kept, those of the prior first."""
    found = adapted(log_likelihood, POINTS, log_likelihood(POINTS), enough=lambda _: False)
    assert found.z.shape == (4, (1 + ROUNDS) * 1024)
    assert (found.z[:, :1024] == POINTS).all()
