"""The sampler against distributions that are known exactly."""

from __future__ import annotations

import numpy as np
import pytest

from meso_infer.sampling.quasi_random import normal_points
from meso_infer.sampling.smc import next_rise, systematic_resample, tempered_smc


def test_conjugate_normal():
    """With a normal likelihood, mean, variance and evidence match the conjugate answer."""
    observed, sd = np.array([1.2, -0.4, 2.0]), 0.5
    start = normal_points(3, 4096)

    def log_likelihood(z):
        return -0.5 * (((z - observed[:, None]) / sd) ** 2).sum(axis=0)

    result = tempered_smc(log_likelihood, start, np.random.default_rng(1))
    shrink = 1 / (1 + sd**2)
    assert result.z.mean(axis=1) == pytest.approx(observed * shrink, abs=0.05)
    assert result.z.var(axis=1) == pytest.approx(np.full(3, shrink * sd**2), rel=0.12)
    exact = 3 / 2 * np.log(sd**2 * shrink) - 0.5 * (observed**2).sum() * shrink
    assert result.log_evidence == pytest.approx(exact, abs=0.15)
    assert result.temperatures[-1] == 1.0


def test_a_banana_is_sampled():
    """On a curved ridge, moments agree with brute-force quadrature."""

    def log_likelihood(z):
        return -0.5 * ((z[1] - z[0] ** 2 + 1) / 0.3) ** 2

    axis = np.linspace(-5, 5, 801)
    x, y = np.meshgrid(axis, axis, indexing="ij")
    p = np.exp(log_likelihood(np.stack([x, y])) - 0.5 * (x**2 + y**2))
    p /= p.sum()
    result = tempered_smc(
        log_likelihood, normal_points(2, 4096), np.random.default_rng(2), n_moves=12
    )
    assert result.z[1].mean() == pytest.approx((p * y).sum(), abs=0.06)
    assert (result.z[0] ** 2).mean() == pytest.approx((p * x**2).sum(), abs=0.08)


def test_rise_keeps_half_of_the_effective_size():
    """The next temperature leaves an effective sample size of half the draws, or reaches the end."""
    rng = np.random.default_rng(3)
    likelihood = rng.normal(scale=20, size=1000)
    rise = next_rise(likelihood, 1.0, 500)
    weights = np.exp(rise * (likelihood - likelihood.max()))
    assert weights.sum() ** 2 / (weights**2).sum() == pytest.approx(500, rel=0.01)
    assert next_rise(likelihood * 1e-4, 0.7, 500) == 0.7


def test_systematic_resampling_is_fair():
    """Each index comes floor or ceil of its expected count."""
    rng = np.random.default_rng(4)
    weights = rng.dirichlet(np.ones(200) * 0.3)
    counts = np.bincount(systematic_resample(weights, rng), minlength=200)
    assert (np.abs(counts - 200 * weights) <= 1 + 1e-9).all()
