"""Small steps that both sides share evenly, from a deal to the frontier (Raiffa 1982)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

MOST_STEPS = 200


def balanced_increments(
    most_first: Callable[[float], float],
    most_second: Callable[[float], float],
    start: tuple[float, float] = (0.0, 0.0),
    *,
    tolerance: float = 1e-9,
) -> FloatArray:
    """Utilities on the way from a starting deal to the frontier, half of what is possible at a time.

    From ``d`` the next step is the middle of the best for the first party that leaves the second where it
    is, and of the best for the second that leaves the first where it is. On a straight frontier one step
    is enough; nobody loses at any.

    Parameters
    ----------
    most_first, most_second : callable
        Most that one party can have when the other has at least so much.
    start : (float, float)
        Utilities of the deal to start from.
    tolerance : float
        Stops once a step adds no more than this to either.

    Returns
    -------
    ndarray, shape (n_steps + 1, 2)
        The start first.
    """
    steps = [np.array(start, float)]
    for _ in range(MOST_STEPS):
        here = steps[-1]
        best = np.array([most_first(float(here[1])), most_second(float(here[0]))])
        gain = np.maximum(best - here, 0.0) / 2
        if gain.max() <= tolerance:
            break
        steps.append(here + gain)
    return np.stack(steps)


def most_among(utilities: FloatArray, party: int) -> Callable[[float], float]:
    """Most that one party can have of a finite number of outcomes, lotteries between them allowed.

    Parameters
    ----------
    utilities : ndarray, shape (n, 2)
    party : int
        0 or 1.

    Returns
    -------
    callable
        From what the other party has to what this one can have at most; negative infinity beyond the most
        that the other can have.
    """
    mine, other = utilities[:, party], utilities[:, 1 - party]
    corners = _upper_hull(other, mine)
    at, most = corners[:, 0], corners[:, 1]
    # Whatever gives the other party more than asked for is allowed too.
    most = np.maximum.accumulate(most[::-1])[::-1]

    def best(least: float) -> float:
        if least > at[-1] + 1e-12:
            return -np.inf
        return float(np.interp(least, at, most))

    return best


def _upper_hull(x: FloatArray, y: FloatArray) -> FloatArray:
    """Corners of the upper convex hull, from left to right (monotone chain, Andrew 1979)."""
    order = np.lexsort((y, x))
    hull: list[tuple[float, float]] = []
    for a, b in zip(x[order].tolist(), y[order].tolist(), strict=True):
        if hull and hull[-1][0] == a:
            hull.pop()
        while len(hull) > 1 and _turns_up(hull[-2], hull[-1], (a, b)):
            hull.pop()
        hull.append((a, b))
    return np.array(hull)


def _turns_up(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) >= 0
