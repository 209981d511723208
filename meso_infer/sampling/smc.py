"""Adaptive tempered sequential Monte Carlo from a standard normal prior.

Knows nothing of negotiation: it moves points from N(0, I) to the posterior of any log-likelihood.
Basis: Del Moral, Doucet and Jasra (2006); proposals after Cotter, Roberts, Stuart and White (2013),
with a multivariate-t reference measure fitted to the cloud.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[Any]
LogLikelihood = Callable[[FloatArray], FloatArray]

DEGREES = 6.0
SHRINK = 0.05
WANTED_ACCEPTANCE = 0.30
LAST = 2.5
BLOCKS = 8
LEAST_STEP, MOST_STEP = 0.05, 0.999
DIMENSIONS_A_MOVE = 4.0
FEWEST_MOVES, MOST_MOVES = 3, 12


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
    ancestors : ndarray, shape (n_draws,)
        The starting point that each draw descends from.
    log_evidence : float
        Natural logarithm of the marginal likelihood.
    """

    z: FloatArray
    temperatures: tuple[float, ...]
    acceptance: float
    ancestors: NDArray[np.intp]
    log_evidence: float

    @property
    def unique_ancestors(self) -> int:
        """How many starting points have descendants."""
        return len(np.unique(self.ancestors))


def tempered_smc(
    log_likelihood: LogLikelihood,
    start: FloatArray,
    rng: np.random.Generator,
    *,
    n_draws: int | None = None,
    n_moves: int | None = None,
) -> SmcResult:
    """Temper a cloud of prior points to the posterior.

    Parameters
    ----------
    log_likelihood : callable
        Maps points ``(n_dimensions, n_draws)`` to ``(n_draws,)``, bounded below.
    start : ndarray, shape (n_dimensions, n_start)
        Points of N(0, I), best quasi-random. Those beyond `n_draws` are weighed once and let the first
        temperature rise further.
    rng : numpy.random.Generator
    n_draws : int, optional
        Size of the cloud; as many as start when left out.
    n_moves : int, optional
        Moves at each temperature, 2.5 times as many at temperature 1; as `usual_moves` when left out.
    """
    d, n_start = start.shape
    n = n_draws or n_start
    n_moves = n_moves or usual_moves(d)
    z = start.astype(np.float32)
    parts = [log_likelihood(z[:, at : at + n]) for at in range(0, n_start, n)]
    likelihood = np.concatenate(parts)
    ancestors = np.arange(n_start)
    temperature, temperatures, log_evidence, step, acceptance = 0.0, [], 0.0, 0.7, 1.0
    while temperature < 1:
        rise = next_rise(likelihood, 1 - temperature, n / 2)
        gain = rise * likelihood
        weights = np.exp(gain - gain.max())
        log_evidence += float(gain.max() + np.log(weights.mean()))
        weights /= weights.sum()
        temperature = 1.0 if temperature + rise > 1 - 1e-12 else temperature + rise
        temperatures.append(temperature)
        reference = Reference.fitted(z, weights)
        kept = systematic_resample(weights, rng, n)
        z, likelihood, ancestors = z[:, kept], likelihood[kept], ancestors[kept]
        moves = round(LAST * n_moves) if temperature == 1 else n_moves
        z, likelihood, step, acceptance = move(
            z, likelihood, log_likelihood, temperature, reference, rng, n_moves=moves, step=step
        )
    return SmcResult(z, tuple(temperatures), acceptance, ancestors, log_evidence)


def rejuvenated(
    log_likelihood: LogLikelihood,
    z: FloatArray,
    weights: FloatArray,
    rng: np.random.Generator,
    *,
    n_moves: int,
) -> SmcResult:
    """An equally weighted cloud from a weighted one, moved under the whole likelihood.

    Parameters
    ----------
    z : ndarray, shape (n_dimensions, n_draws)
    weights : ndarray, shape (n_draws,)
        That make `z` a sample of the posterior; they sum to 1.
    """
    z = z.astype(np.float32)
    reference = Reference.fitted(z, weights)
    kept = systematic_resample(weights, rng)
    moved, _, _, acceptance = move(
        z[:, kept], log_likelihood(z[:, kept]), log_likelihood, 1.0, reference, rng,
        n_moves=n_moves, step=0.5,
    )  # fmt: skip
    return SmcResult(moved, (1.0,), acceptance, kept, 0.0)


def usual_moves(n_dimensions: int) -> int:
    """How many moves a cloud needs at each temperature: more where there is more to mix."""
    return min(max(round(n_dimensions / DIMENSIONS_A_MOVE), FEWEST_MOVES), MOST_MOVES)


def next_rise(likelihood: FloatArray, most: float, effective_size: float) -> float:
    """Largest rise in temperature, up to `most`, that keeps an effective sample size."""
    centred = likelihood - likelihood.max()

    def effective(rise: float) -> float:
        weights = np.exp(rise * centred)
        return float(weights.sum() ** 2 / (weights**2).sum())

    if effective(most) >= effective_size:
        return most
    low, high = 0.0, most
    for _ in range(25):
        middle = (low + high) / 2
        low, high = (middle, high) if effective(middle) >= effective_size else (low, middle)
    return max(low, 1e-8)


def systematic_resample(
    weights: FloatArray, rng: np.random.Generator, n: int | None = None
) -> NDArray[np.intp]:
    """`n` indices drawn with expected counts ``n * weights`` (Kitagawa 1996); as many as weights."""
    n = n or len(weights)
    grid = (np.arange(n) + rng.random()) / n
    return np.minimum(np.searchsorted(np.cumsum(weights), grid), len(weights) - 1)


@dataclass(frozen=True)
class Reference:
    """The t-distributed reference measure of the moves."""

    mean: FloatArray
    lower: FloatArray
    inverse: FloatArray

    @classmethod
    def fitted(cls, z: FloatArray, weights: FloatArray) -> Reference:
        """Fitted to a weighted cloud, its correlations shrunk by 5%; in the precision of the cloud."""
        mean = z @ weights
        centred = z - mean[:, None]
        covariance = (centred * weights) @ centred.T
        variances = np.maximum(np.diag(covariance), 1e-10)
        covariance = (1 - SHRINK) * covariance
        np.fill_diagonal(covariance, variances)
        lower = np.linalg.cholesky(covariance)
        inverse = np.linalg.inv(lower)
        return cls(*(part.astype(z.dtype) for part in (mean[:, None], lower, inverse)))


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
    square = _squares(y)
    target = temperature * likelihood - 0.5 * _squares(z) + _log_t(square, d)
    accepted_share = 0.0
    for _ in range(n_moves):
        mixing = (DEGREES + square) / 2 / rng.standard_gamma((d + DEGREES) / 2, n)
        y_new = _noise(d, n, rng)
        y_new *= (step * np.sqrt(mixing)).astype(y.dtype)
        y_new += math.sqrt(1 - step**2) * y
        z_new = reference.lower @ y_new
        z_new += reference.mean
        likelihood_new = log_likelihood(z_new)
        square_new = _squares(y_new)
        target_new = temperature * likelihood_new - 0.5 * _squares(z_new) + _log_t(square_new, d)
        accepted = -rng.standard_exponential(n) < target_new - target
        likelihood = np.where(accepted, likelihood_new, likelihood)
        square = np.where(accepted, square_new, square)
        target = np.where(accepted, target_new, target)
        # Multiplying is several times faster than choosing columns.
        y_new -= y
        y_new *= accepted
        y += y_new
        share = float(accepted.mean())
        accepted_share += share / n_moves
        step = min(max(step * math.exp(0.7 * (share - WANTED_ACCEPTANCE)), LEAST_STEP), MOST_STEP)
    z = reference.lower @ y
    z += reference.mean
    return z, likelihood, step, accepted_share


def _noise(d: int, n: int, rng: np.random.Generator) -> FloatArray:
    """Standard normal noise, shape ``(d, n)``, in single precision.

    Each column is independent of all earlier noise. Columns a block apart share their numbers, with
    other signs and in other dimensions: drawing normals would cost as much as the likelihood.
    """
    width = -(-n // BLOCKS)
    drawn = rng.standard_normal((d, width), dtype=np.float32)
    noise = np.empty((d, width * BLOCKS), np.float32)
    for block in range(BLOCKS):
        part = noise[:, block * width : (block + 1) * width]
        turn = block * d // BLOCKS
        np.multiply(drawn[turn:], 1 - 2 * (block % 2), out=part[: d - turn])
        np.multiply(drawn[:turn], 1 - 2 * (block // 2 % 2), out=part[d - turn :])
    return noise[:, :n]


def _squares(points: FloatArray) -> FloatArray:
    """Squared length of each point, ``(d, n)`` to ``(n,)``, in double precision."""
    return np.einsum("ij,ij->j", points, points).astype(np.float64)


def _log_t(square: FloatArray, d: int) -> FloatArray:
    """Minus the log-density of the reference measure, up to a constant."""
    return 0.5 * (d + DEGREES) * np.log1p(square / DEGREES)
