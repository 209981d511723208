"""Adaptive tempered sequential Monte Carlo from a standard normal prior.

Knows nothing of negotiation: it moves points from N(0, I) to the posterior of any log-likelihood.
Basis: Del Moral, Doucet and Jasra (2006); proposals after Cotter, Roberts, Stuart and White (2013),
with a multivariate-t reference measure fitted to the cloud.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
LogLikelihood = Callable[[FloatArray], FloatArray]

DEGREES = 6.0
SHRINK = 0.05
WANTED_ACCEPTANCE = 0.30
LEAST_STEP, MOST_STEP = 0.05, 0.999


@dataclass(frozen=True)
class SmcResult:
    """A cloud from the posterior and how it came about.

    Attributes
    ----------
    z : ndarray, shape (n_dimensions, n_draws)
    temperatures : tuple of float
        Rising to 1.
    acceptance : float
        Mean acceptance of the moves at temperature 1.
    unique_ancestors : int
        How many starting points have descendants.
    log_evidence : float
        Natural logarithm of the marginal likelihood.
    """

    z: FloatArray
    temperatures: tuple[float, ...]
    acceptance: float
    unique_ancestors: int
    log_evidence: float


def tempered_smc(
    log_likelihood: LogLikelihood, start: FloatArray, rng: np.random.Generator, *, n_moves: int = 6
) -> SmcResult:
    """Temper a cloud of prior points to the posterior.

    Parameters
    ----------
    log_likelihood : callable
        Maps points ``(n_dimensions, n_draws)`` to ``(n_draws,)``, bounded below.
    start : ndarray, shape (n_dimensions, n_draws)
        Points of N(0, I), best quasi-random.
    rng : numpy.random.Generator
    n_moves : int
        Moves at each temperature; twice as many at temperature 1.
    """
    z, likelihood = start.copy(), log_likelihood(start)
    n = z.shape[1]
    ancestors = np.arange(n)
    temperature, temperatures, log_evidence, step, acceptance = 0.0, [], 0.0, 0.7, 1.0
    while temperature < 1:
        rise = next_rise(likelihood, 1 - temperature)
        gain = rise * likelihood
        weights = np.exp(gain - gain.max())
        log_evidence += float(gain.max() + np.log(weights.mean()))
        weights /= weights.sum()
        temperature = 1.0 if temperature + rise > 1 - 1e-12 else temperature + rise
        temperatures.append(temperature)
        reference = Reference.fitted(z, weights)
        kept = systematic_resample(weights, rng)
        z, likelihood, ancestors = z[:, kept], likelihood[kept], ancestors[kept]
        moves = n_moves * 2 if temperature == 1 else n_moves
        z, likelihood, step, acceptance = move(
            z, likelihood, log_likelihood, temperature, reference, rng, n_moves=moves, step=step
        )
    return SmcResult(z, tuple(temperatures), acceptance, len(np.unique(ancestors)), log_evidence)


def next_rise(likelihood: FloatArray, most: float) -> float:
    """Largest rise in temperature, up to `most`, that keeps half of the effective sample size."""
    half = len(likelihood) / 2
    centred = likelihood - likelihood.max()

    def effective(rise: float) -> float:
        weights = np.exp(rise * centred)
        return float(weights.sum() ** 2 / (weights**2).sum())

    if effective(most) >= half:
        return most
    low, high = 0.0, most
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if effective(middle) >= half else (low, middle)
    return max(low, 1e-8)


def systematic_resample(weights: FloatArray, rng: np.random.Generator) -> NDArray[np.intp]:
    """Indices drawn with expected counts ``n * weights`` (Kitagawa 1996)."""
    n = len(weights)
    grid = (np.arange(n) + rng.random()) / n
    return np.minimum(np.searchsorted(np.cumsum(weights), grid), n - 1)


@dataclass(frozen=True)
class Reference:
    """The t-distributed reference measure of the moves."""

    mean: FloatArray
    lower: FloatArray
    inverse: FloatArray

    @classmethod
    def fitted(cls, z: FloatArray, weights: FloatArray) -> Reference:
        """Fitted to a weighted cloud, its correlations shrunk by 5%."""
        mean = z @ weights
        centred = z - mean[:, None]
        covariance = (centred * weights) @ centred.T
        variances = np.maximum(np.diag(covariance), 1e-10)
        covariance = (1 - SHRINK) * covariance
        np.fill_diagonal(covariance, variances)
        lower = np.asarray(np.linalg.cholesky(covariance), np.float64)
        return cls(mean[:, None], lower, np.asarray(np.linalg.inv(lower), np.float64))


def move(
    z: FloatArray,
    likelihood: FloatArray,
    log_likelihood: LogLikelihood,
    temperature: float,
    reference: Reference,
    rng: np.random.Generator,
    *,
    n_moves: int,
    step: float,
) -> tuple[FloatArray, FloatArray, float, float]:
    """Preconditioned Crank-Nicolson moves that leave the tempered posterior invariant.

    Returns
    -------
    z, likelihood : ndarray
    step : float
        Adapted size, ``sqrt(1 - rho^2)``.
    acceptance : float
        Mean over the moves.
    """
    d, n = z.shape
    y = reference.inverse @ (z - reference.mean)
    square = (y**2).sum(axis=0)
    target = temperature * likelihood - 0.5 * (z**2).sum(axis=0) + _log_t(square, d)
    accepted_share = 0.0
    for _ in range(n_moves):
        mixing = (DEGREES + square) / 2 / rng.standard_gamma((d + DEGREES) / 2, n)
        noise = rng.standard_normal((d, n))
        y_new = np.sqrt(1 - step**2) * y + step * np.sqrt(mixing) * noise
        z_new = reference.mean + reference.lower @ y_new
        likelihood_new = log_likelihood(z_new)
        square_new = (y_new**2).sum(axis=0)
        target_new = (
            temperature * likelihood_new - 0.5 * (z_new**2).sum(axis=0) + _log_t(square_new, d)
        )
        accepted = np.log(rng.random(n)) < target_new - target
        y[:, accepted], z[:, accepted] = y_new[:, accepted], z_new[:, accepted]
        likelihood[accepted] = likelihood_new[accepted]
        square[accepted], target[accepted] = square_new[accepted], target_new[accepted]
        share = float(accepted.mean())
        accepted_share += share / n_moves
        step = min(
            max(step * float(np.exp(0.7 * (share - WANTED_ACCEPTANCE))), LEAST_STEP), MOST_STEP
        )
    return z, likelihood, step, accepted_share


def _log_t(square: FloatArray, d: int) -> FloatArray:
    """Minus the log-density of the reference measure, up to a constant."""
    return 0.5 * (d + DEGREES) * np.log1p(square / DEGREES)
