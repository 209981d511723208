"""Improving directions: two parties walk together from a point until nothing is better for both.

Ehtamo, Verkama and Hämäläinen (1999). Neither tells its utility: each says which way is best for it
and how far along the common way it would go. A library function: the page does not offer it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meso_infer.errors import InvalidSettings

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Walker:
    """What one party answers about a point of amounts, shape ``(n_issues,)``.

    Attributes
    ----------
    best_direction : callable
        Point to the direction in which the party gains most; of any length.
    best_distance : callable
        Point and unit direction to how far along it the party would go, at least 0.
    """

    best_direction: Callable[[FloatArray], FloatArray]
    best_distance: Callable[[FloatArray, FloatArray], float]


@dataclass(frozen=True)
class Walk:
    """The points that were passed, the start first, and whether the last cannot be improved on."""

    points: tuple[FloatArray, ...]
    converged: bool

    @property
    def end(self) -> FloatArray:
        return self.points[-1]


def improving_directions(
    start: FloatArray,
    first: Walker,
    second: Walker,
    *,
    tolerance: float = 1e-9,
    most_steps: int = 100,
) -> Walk:
    """Go from a point along the bisector of both best directions, each time to the nearer best point.

    Parameters
    ----------
    start : ndarray, shape (n_issues,)
    first, second : Walker
    tolerance : float
        The walk ends where the two unit directions add up to less than this (they oppose each other),
        or where one of the two would not move by more than this.
    most_steps : int
        After so many steps it ends unfinished.

    Raises
    ------
    InvalidSettings
        When the start holds something that is not a number, or there is no step to take.
    """
    point = np.asarray(start, float)
    if not np.isfinite(point).all() or most_steps < 1 or tolerance <= 0:
        raise InvalidSettings(
            "Improving directions need a point of finite numbers, a positive tolerance and a step to take."
        )
    points = [point]
    for _ in range(most_steps):
        both = _unit(first.best_direction(point)) + _unit(second.best_direction(point))
        length = float(np.linalg.norm(both))
        if length < tolerance:
            return Walk(tuple(points), True)
        way = both / length
        distance = min(one.best_distance(point, way) for one in (first, second))
        if distance <= tolerance:
            return Walk(tuple(points), True)
        point = point + distance * way
        points.append(point)
    return Walk(tuple(points), False)


def _unit(direction: FloatArray) -> FloatArray:
    """The direction at length 1; one who is content where it stands has none."""
    length = float(np.linalg.norm(direction))
    return direction / length if length > 0 else np.zeros_like(direction, float)
