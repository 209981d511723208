"""How good estimates are where the truth is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Scores:
    """One estimate held against the true weights, or the mean of several.

    Attributes
    ----------
    top_right : float
        Whether the issue most likely to be first is first; 0 or 1, or the share.
    brier : float
        Squared distance of the chances of being first from the truth, 0 to 2 (Brier 1950).
    square_error : float
        Mean over the issues, of the posterior means.
    covered, width : float
        Share of the true weights in their 90% intervals, and the intervals' mean width.
    confidence : float
        Chance given to the issue most likely to be first.
    """

    top_right: float
    brier: float
    square_error: float
    covered: float
    width: float
    confidence: float

    @property
    def rmse(self) -> float:
        """Root mean square error of the weights."""
        return float(np.sqrt(self.square_error))


def scored(draws: ArrayLike, truth: ArrayLike) -> Scores:
    """Score equally weighted draws of the weights, ``(n_issues, n_draws)``, by the true ones."""
    draws, truth = np.asarray(draws, float), np.asarray(truth, float)
    first = int(truth.argmax())
    chances = np.bincount(draws.argmax(axis=0), minlength=len(truth)) / draws.shape[1]
    low, high = np.quantile(draws, (0.05, 0.95), axis=1)
    return Scores(
        top_right=float(chances.argmax() == first),
        brier=float(((chances - np.eye(len(truth))[first]) ** 2).sum()),
        square_error=float(((draws.mean(axis=1) - truth) ** 2).mean()),
        covered=float(((low <= truth) & (truth <= high)).mean()),
        width=float((high - low).mean()),
        confidence=float(chances.max()),
    )


def mean(scores: Sequence[Scores]) -> Scores:
    """The mean of each score."""
    columns = np.array([list(vars(s).values()) for s in scores]).mean(axis=0)
    return Scores(*(float(c) for c in columns))


def largest_gap(first: ArrayLike, second: ArrayLike) -> float:
    """Kolmogorov-Smirnov distance of the worst row of two sets of draws, ``(n_issues, any)`` each."""
    return max(
        _gap(np.sort(a), np.sort(b))
        for a, b in zip(np.asarray(first, float), np.asarray(second, float), strict=True)
    )


def _gap(a: FloatArray, b: FloatArray) -> float:
    places = np.concatenate([a, b])
    below_a = np.searchsorted(a, places, "right") / len(a)
    below_b = np.searchsorted(b, places, "right") / len(b)
    return float(np.abs(below_a - below_b).max())
