"""How taste may run along an issue: a curve of known direction, or free values at a few knots."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from meso_infer.issues import Issue
from meso_infer.sampling.normal import normal_chances

FloatArray = NDArray[np.float64]
LOGISTIC_SLOPE = 1.702
"""A logistic of slope 1.702 is within .01 of the normal distribution function (Camilli 1994)."""


@dataclass(frozen=True)
class TasteShape:
    """How taste runs along one issue.

    A known direction has a curve of unknown curvature from 0 to 1 (`orientation` +1 or -1 and no
    knots). Otherwise values are free at `knots` (places 0 to 1 along the issue, or the options of a
    categorical one) and linear between; `knot_means` shift them so that each direction has its prior
    probability.
    """

    orientation: int
    knots: tuple[float, ...] = ()
    knot_means: tuple[float, ...] = ()

    @property
    def is_curve(self) -> bool:
        return not self.knots

    @property
    def expected_range(self) -> float:
        """Prior mean of the largest minus the smallest value."""
        return 1.0 if self.is_curve else _expected_range(self.knot_means)


def taste_shape(issue: Issue) -> TasteShape:
    """The shape of taste that an issue's type and stated directions allow."""
    probabilities = issue.counterpart_probabilities
    low, high = issue.bounds
    if probabilities is None:
        n = int(high - low) + 1
        return TasteShape(0, tuple(float(k) for k in range(n)), (0.0,) * n)
    up, down, peak = probabilities
    if up > 1 - 1e-9 or down > 1 - 1e-9:
        return TasteShape(1 if up > down else -1)
    if peak < 1e-9 or issue.n_options == 2:
        # Of two options none lies inside: where only a peak was named, either may be the best.
        share = up / (up + down) if up + down > 0 else 0.5
        half = NormalDist().inv_cdf(min(max(share, 1e-6), 1 - 1e-6)) / math.sqrt(2)
        return TasteShape(0, (0.0, 1.0), (-half, half))
    return TasteShape(0, (0.0, 0.5, 1.0), peak_means(up, down, peak))


@lru_cache(maxsize=256)
def peak_means(up: float, down: float, peak: float) -> tuple[float, float, float]:
    """Means of three unit-variance normal knots whose largest is last, first or middle with given chances.

    Solved by Newton steps on ``P(k largest) = E[prod_i Phi(x - m_i)]`` under Gauss-Hermite quadrature.
    """
    nodes, node_weights = np.polynomial.hermite_e.hermegauss(48)
    node_weights = node_weights / node_weights.sum()
    target = np.clip(np.array([down, peak, up]), 1e-4, 1.0)
    target = target / target.sum()

    def chances(means: FloatArray) -> FloatArray:
        below = normal_chances(nodes[None, :, None] + means[:, None, None] - means[None, None, :])
        for k in range(3):
            below[k, :, k] = 1.0
        return (below.prod(axis=2) * node_weights).sum(axis=1)

    means = np.zeros(3)
    for _ in range(60):
        gap = np.log(chances(means)) - np.log(target)
        if np.abs(gap).max() < 1e-10:
            break
        steps = np.eye(3) * 1e-6
        slope = np.array(
            [(np.log(chances(means + s)) - np.log(chances(means))) / 1e-6 for s in steps]
        ).T
        move = np.linalg.lstsq(slope, -gap, rcond=1e-5)[0]
        means = means + np.clip(move, -0.7, 0.7)
        means = means - means.mean()
    return float(means[0]), float(means[1]), float(means[2])


@lru_cache(maxsize=256)
def _expected_range(means: tuple[float, ...]) -> float:
    """Prior mean range of knot values ``logistic(1.702 (z + mean))``."""
    if not any(means):
        return (len(means) - 1) / (len(means) + 1)
    nodes, weights = np.polynomial.hermite_e.hermegauss(24)
    grids = np.meshgrid(*([nodes] * len(means)), indexing="ij")
    chance = np.prod(np.meshgrid(*([weights / weights.sum()] * len(means)), indexing="ij"), axis=0)
    values = np.stack(
        [1 / (1 + np.exp(-LOGISTIC_SLOPE * (g + m))) for g, m in zip(grids, means, strict=True)]
    )
    return float(((values.max(axis=0) - values.min(axis=0)) * chance).sum())
