"""Constraint proposal: two parties each pick their best point on a plane, turned until both agree.

Ehtamo, Hämäläinen, Heiskanen, Teich, Verkama and Zionts (1999). Where the two picks coincide, the point
is Pareto-optimal and the plane its common tangent. A library function: the page does not offer it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meso_infer.errors import InvalidSettings

FloatArray = NDArray[np.float64]
BestOnPlane = Callable[[FloatArray, FloatArray], FloatArray]
"""Normal (unit length) and a point of the plane to a party's best point on it."""


@dataclass(frozen=True)
class Meeting:
    """Where two parties met, or how near they came.

    Attributes
    ----------
    point : ndarray, shape (n_issues,)
        Half-way between the two picks.
    normal : ndarray, shape (n_issues,)
    apart : float
        Distance between the two picks.
    planes : int
        How many planes were proposed.
    converged : bool
    """

    point: FloatArray
    normal: FloatArray
    apart: float
    planes: int
    converged: bool


def constraint_proposal(
    reference: FloatArray,
    normal: FloatArray,
    first: BestOnPlane,
    second: BestOnPlane,
    *,
    step: float = 0.5,
    tolerance: float = 1e-8,
    most_planes: int = 500,
) -> Meeting:
    """Turn a plane through a point until both parties' best points on it coincide.

    The normal moves by ``p <- p - step (x_1 - x_2)``, renormalised. Which way that is depends on the
    side from which the plane is seen: where it takes the picks apart, it is turned round, and where
    neither way brings them nearer, the step is halved. Only local convergence is assured.

    Parameters
    ----------
    reference, normal : ndarray, shape (n_issues,)
    first, second : callable
    tolerance : float
        Picks that are nearer than this have met.

    Raises
    ------
    InvalidSettings
        When the normal has no length, or step, tolerance or number of planes are not positive.
    """
    length = float(np.linalg.norm(normal))
    if not length > 0 or step <= 0 or tolerance <= 0 or most_planes < 1:
        raise InvalidSettings(
            "A constraint proposal needs a normal with a length, and a positive step, tolerance and "
            "number of planes."
        )
    reference = np.asarray(reference, float)
    direction = np.asarray(normal, float) / length
    picks = first(direction, reference), second(direction, reference)
    planes, sign = 1, 1.0
    while planes < most_planes and (apart := _distance(*picks)) > tolerance:
        for turn in (sign, -sign):
            tried = direction - turn * step * (picks[0] - picks[1])
            tried = tried / np.linalg.norm(tried)
            new = first(tried, reference), second(tried, reference)
            planes += 1
            if _distance(*new) < apart:
                direction, picks, sign = tried, new, turn
                break
        else:
            step /= 2
    apart = _distance(*picks)
    return Meeting((picks[0] + picks[1]) / 2, direction, apart, planes, apart <= tolerance)


def _distance(one: FloatArray, other: FloatArray) -> float:
    return float(np.linalg.norm(one - other))
