"""Dividing items between two parties by the points that each gave them: adjusted winner.

Both end with the same number of their own points, nobody would rather have the other's share, no
division is better for both, and at most one item is split (Brams and Taylor 1996). It assumes that
points add up over items, and it can be played by somebody who knows the other's points.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meso_infer.errors import InvalidSettings

FloatArray = NDArray[np.float64]

LEAST_SHARE = 1e-12


@dataclass(frozen=True)
class Division:
    """Who gets how much of each item.

    Attributes
    ----------
    shares : ndarray, shape (n_items,)
        What the first party gets of each, 0 to 1; the second gets the rest.
    totals : (float, float)
        Points that each party gets by its own count; the same for both.
    split : int or None
        Place of the one item that is divided.
    """

    shares: FloatArray
    totals: tuple[float, float]
    split: int | None


def adjusted_winner(first: ArrayLike, second: ArrayLike) -> Division:
    """Divide items so that both get the same number of points.

    Each item goes to whoever gave it more points, one that both gave as many to whoever is behind. Then
    the leader hands over items in rising order of its points to the other's, the last one in part.

    Parameters
    ----------
    first, second : array_like, shape (n_items,)
        Points of the two parties, at least 0, that sum to the same.

    Raises
    ------
    InvalidSettings
        When the points are not as many, are negative, or do not sum to the same.
    """
    points = _checked(first, second)
    ties = points[0] == points[1]
    shares = (points[0] > points[1]).astype(float)
    held = [float(points[0] @ shares), float(points[1] @ (points[1] > points[0]))]
    for item in np.flatnonzero(ties):
        behind = int(held[1] < held[0])
        shares[item] = 1.0 - behind
        held[behind] += float(points[0, item])
    leader = int(points[1] @ (1 - shares) > points[0] @ shares)
    held_by_leader = shares if leader == 0 else 1 - shares
    given = _handed_over(points[leader], points[1 - leader], held_by_leader)
    shares = given if leader == 0 else 1 - given
    divided = np.flatnonzero((shares > LEAST_SHARE) & (shares < 1 - LEAST_SHARE))
    totals = (float(points[0] @ shares), float(points[1] @ (1 - shares)))
    return Division(shares, totals, int(divided[0]) if len(divided) else None)


def _checked(first: ArrayLike, second: ArrayLike) -> FloatArray:
    one, other = np.asarray(first, float), np.asarray(second, float)
    if one.ndim != 1 or one.shape != other.shape or not len(one):
        raise InvalidSettings(
            f"The parties gave points to {one.size} and {other.size} items; both have to give points to "
            "the same items, at least one."
        )
    points = np.stack([one, other])
    if not np.isfinite(points).all() or (points < 0).any():
        raise InvalidSettings("Points are numbers from 0 up; correct the negative or missing ones.")
    sums = points.sum(axis=1)
    if sums[0] <= 0 or abs(sums[0] - sums[1]) > 1e-9 * sums[0]:
        raise InvalidSettings(
            f"The parties gave {sums[0]:g} and {sums[1]:g} points in all; both have to give the same "
            "number, such as 100."
        )
    return points


def _handed_over(leader: FloatArray, other: FloatArray, held: FloatArray) -> FloatArray:
    """What the leader keeps of each item once both have the same."""
    kept = held.copy()
    with np.errstate(divide="ignore"):
        ratio = np.where(other > 0, leader / np.where(other > 0, other, 1.0), np.inf)
    for item in np.argsort(ratio, kind="stable"):
        if held[item] <= 0 or leader[item] + other[item] <= 0:
            continue
        ahead = float(leader @ kept - other @ (1 - kept))
        if ahead <= 0:
            break
        kept[item] -= min(kept[item], ahead / (leader[item] + other[item]))
    return kept
