"""Weights of the issues from a few questions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from meso_infer.errors import InvalidUtility, listed

FloatArray = NDArray[np.float64]

CENTRAL_90 = 1.6448536269514722
"""Half-width of the central 90% of a standard normal."""


@dataclass(frozen=True)
class ElicitedWeights:
    """Weights of the issues, and whether they were asked closely enough to call packages equal.

    Attributes
    ----------
    issues : tuple of str
    weights : tuple of float
        At least 0, sum to 1, in the order of `issues`.
    method : {'swing', 'rank-order'}
        How they were asked.
    """

    issues: tuple[str, ...]
    weights: tuple[float, ...]
    method: Literal["swing", "rank-order"]

    @cached_property
    def weight_by_issue(self) -> dict[str, float]:
        return dict(zip(self.issues, self.weights, strict=True))

    @property
    def supports_equal_claim(self) -> bool:
        """Whether these weights are exact enough to call packages equal; an order alone is not."""
        return self.method == "swing"


def swing_weights(points: Mapping[str, float]) -> ElicitedWeights:
    """Weights from swing points: ``w_j = p_j / sum(p)`` (Edwards and Barron 1994, SMARTS).

    Parameters
    ----------
    points : mapping of str to float
        Imagine every issue at its worst. The issue whose move from worst to best you would take
        first gets 100, the others 0 to 100 beside it. Only the ratios count.

    Raises
    ------
    InvalidUtility
        When no issue is given, a number is negative or not finite, or all are 0.
    """
    return ElicitedWeights(tuple(points), _shares(points), "swing")


def rank_order_weights(order: Sequence[str]) -> ElicitedWeights:
    """Rank-order centroid weights ``w_i = (1/n) sum_{k>=i} 1/k`` (SMARTER).

    They turn an order of the issues, most important first, into rough weights (Edwards and Barron
    1994). Rough: packages that are equal under them must not be called equal.

    Raises
    ------
    InvalidUtility
        When no issue is given or one stands twice.
    """
    if not order or len(set(order)) < len(order):
        raise InvalidUtility(
            f"The order of issues is {listed(order, 'and') or 'empty'}; name every issue once, "
            "most important first."
        )
    n = len(order)
    weights = tuple(math.fsum(1 / k for k in range(i, n + 1)) / n for i in range(1, n + 1))
    return ElicitedWeights(tuple(order), weights, "rank-order")


def known_by_order_alone(weights: Mapping[str, float]) -> bool:
    """Whether three or more weights are exactly those that an order of the issues gives.

    Nobody answers with such numbers by chance: they come from `rank_order_weights`, so that nothing
    may be called equal on the strength of them.
    """
    if len(weights) < 3:
        return False
    rough = rank_order_weights(tuple(weights)).weights
    given = sorted(weights.values(), reverse=True)
    return all(abs(one - other) < 1e-6 for one, other in zip(given, rough, strict=True))


def draw_swing_weights(
    points: Mapping[str, float],
    give_or_take: Mapping[str, float],
    *,
    n_draws: int,
    rng: np.random.Generator,
) -> FloatArray:
    """Weights under swing points that are only known give or take, as draws.

    Each issue's points are log-normal around what was given: nine draws in ten lie within the
    factor ``1 + give_or_take / points`` of it.

    Parameters
    ----------
    points : mapping of str to float
        Swing points as for `swing_weights`.
    give_or_take : mapping of str to float
        How many points each answer may be off; issues left out are taken as exact, which is right
        for the one that was given 100.
    n_draws : int
    rng : numpy.random.Generator

    Returns
    -------
    ndarray, shape (n_draws, n_issues)
        Rows sum to 1; columns in the order of `points`.
    """
    given = np.array(_shares(points)) * math.fsum(points.values())
    unknown = [name for name in give_or_take if name not in points]
    if unknown or any(not math.isfinite(x) or x < 0 for x in give_or_take.values()):
        raise InvalidUtility(
            f"The uncertainty of the swing points is {dict(give_or_take)}; give 0 or more points "
            "for any of "
            f"{listed(points, 'and')}."
        )
    blurred = [name for name, p in points.items() if p == 0 and give_or_take.get(name, 0) > 0]
    if blurred:
        raise InvalidUtility(
            f"{listed(blurred, 'and')} has 0 points, give or take some; give it the points you "
            "think likely instead."
        )
    off = np.array([give_or_take.get(name, 0.0) for name in points])
    scale = np.log1p(np.divide(off, given, out=np.zeros_like(off), where=given > 0)) / CENTRAL_90
    blur = np.exp(scale * rng.standard_normal((n_draws, len(given))))
    drawn = given * blur
    return drawn / drawn.sum(axis=1, keepdims=True)


def _shares(points: Mapping[str, float]) -> tuple[float, ...]:
    bad = [f"{name} {p:g}" for name, p in points.items() if not math.isfinite(p) or p < 0]
    if bad or not points or not any(points.values()):
        found = listed(bad, "and") or ("all 0" if points else "missing")
        raise InvalidUtility(
            f"The swing points are {found}; give 100 to the issue whose move from worst to best "
            "matters most, "
            "and 0 to 100 to each other one."
        )
    total = math.fsum(points.values())
    return tuple(float(p) / total for p in points.values())
