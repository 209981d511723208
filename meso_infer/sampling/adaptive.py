"""Importance sampling that learns where to look, for a posterior too narrow for points of the prior.

Knows nothing of negotiation. A normal distribution is fitted to the weighted points so far, new points
are drawn from it, and all points together count as a sample of the mixture of everything they were
drawn from, so that none is wasted and weights stay bounded: adaptive multiple importance sampling
(Cornuet, Marin, Mira and Robert 2012) with the balance heuristic (Veach and Guibas 1995).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from meso_infer.sampling.pareto import pareto_k

FloatArray = NDArray[np.float64]
LogLikelihood = Callable[[FloatArray], FloatArray]
ROUNDS = 4


@dataclass(frozen=True)
class WeightedPoints:
    """Points with importance weights.

    Attributes
    ----------
    z : ndarray, shape (n_dimensions, n_points)
    log_likelihood : ndarray, shape (n_points,)
    log_weights : ndarray, shape (n_points,)
        Natural logarithms of ``likelihood * prior / proposal``.
    """

    z: FloatArray
    log_likelihood: FloatArray
    log_weights: FloatArray

    @cached_property
    def weights(self) -> FloatArray:
        """Weights that sum to 1."""
        weights = np.exp(self.log_weights - self.log_weights.max())
        return weights / weights.sum()

    @cached_property
    def pareto_k(self) -> float:
        """How heavy the tail of the weights is, see `meso_infer.sampling.pareto`."""
        return float(pareto_k(self.weights[None])[0])

    @property
    def log_evidence(self) -> float:
        """Log of the mean likelihood under the prior."""
        top = float(self.log_weights.max())
        return top + float(np.log(np.exp(self.log_weights - top).mean()))

    @cached_property
    def effective(self) -> float:
        """Effective number of points (Kong 1992)."""
        return float(1 / (self.weights**2).sum())


def adapted(
    log_likelihood: LogLikelihood,
    points: FloatArray,
    known: FloatArray,
    *,
    enough: Callable[[WeightedPoints], bool],
    most_rounds: int = ROUNDS,
) -> WeightedPoints:
    """Add points where the posterior is until enough of them carry weight.

    Parameters
    ----------
    log_likelihood : callable
        Maps points ``(n_dimensions, n)`` to ``(n,)``.
    points : ndarray, shape (n_dimensions, n_points)
        Of N(0, I), best quasi-random; each round maps them to where the posterior seems to be.
    known : ndarray, shape (n_points,)
        Log-likelihood at `points`.
    enough : callable
        Whether weighted points suffice; `known` alone do not.
    """
    log_points = _log_standard(points)
    z, likelihood, log_prior = points, known, log_points
    found = WeightedPoints(z, likelihood, likelihood)
    guides: list[_Guide] = []
    log_densities = log_prior[None]
    while len(guides) < most_rounds:
        guide = _Guide.fitted(found)
        fresh = guide.mean + guide.lower @ points
        log_prior_fresh = _log_standard(fresh)
        log_densities = np.block(
            [
                [
                    log_densities,
                    np.stack([log_prior_fresh, *(g.log_density(fresh) for g in guides)]),
                ],
                # At its own points the density is that of the points they were mapped from.
                [guide.log_density(z), log_points - guide.log_size],
            ]
        )
        guides.append(guide)
        z = np.concatenate([z, fresh], axis=1)
        likelihood = np.concatenate([likelihood, log_likelihood(fresh)])
        log_prior = np.concatenate([log_prior, log_prior_fresh])
        found = WeightedPoints(z, likelihood, likelihood + log_prior - _mixed(log_densities))
        if enough(found):
            break
    return found


def _mixed(log_densities: FloatArray) -> FloatArray:
    """Log-density of an even mixture, ``(n_parts, n_points)`` to ``(n_points,)``."""
    top = log_densities.max(axis=0)
    return top + np.log(np.exp(log_densities - top).mean(axis=0))


def _log_standard(z: FloatArray) -> FloatArray:
    """Log-density of N(0, I), up to the constant that all normal densities here leave out."""
    return -0.5 * np.einsum("ij,ij->j", z, z)


@dataclass(frozen=True)
class _Guide:
    """A normal distribution fitted to weighted points."""

    mean: FloatArray
    lower: FloatArray
    inverse: FloatArray

    @classmethod
    def fitted(cls, points: WeightedPoints) -> _Guide:
        """Its covariance is drawn to the prior's, the more the fewer points carry weight."""
        weights, d = points.weights, len(points.z)
        mean = points.z @ weights
        centred = points.z - mean[:, None]
        trust = points.effective / (points.effective + d)
        covariance = trust * ((centred * weights) @ centred.T) + (1 - trust) * np.eye(d)
        lower = np.asarray(np.linalg.cholesky(covariance), np.float64)
        return cls(mean[:, None], lower, np.asarray(np.linalg.inv(lower), np.float64))

    @cached_property
    def log_size(self) -> float:
        """Log of the determinant of `lower`."""
        return float(np.log(np.diag(self.lower)).sum())

    def log_density(self, z: FloatArray) -> FloatArray:
        return _log_standard(self.inverse @ (z - self.mean)) - self.log_size
