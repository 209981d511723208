"""The geometry of possible outcomes for two parties: dominance, Pareto set, bargaining points.

Arrays of utilities have one row an outcome and one column a party.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

BANDS = 1024
"""Into how many bands of the first party's utility the search for the frontier sorts outcomes."""

DECIMALS = 12
"""Utilities that agree to this many decimals are the same utility."""


def dominates(first: FloatArray, second: FloatArray) -> BoolArray:
    """Which outcomes are at least as good for every party and better for one.

    Parameters
    ----------
    first : ndarray, shape (n, n_parties)
    second : ndarray, shape (m, n_parties)

    Returns
    -------
    ndarray of bool, shape (n, m)
        Whether outcome i of `first` dominates outcome k of `second`.
    """
    a, b = np.round(first, DECIMALS)[:, None, :], np.round(second, DECIMALS)[None, :, :]
    return np.logical_and(np.all(a >= b, axis=2), np.any(a > b, axis=2))


def pareto_mask(utilities: FloatArray) -> BoolArray:
    """Which outcomes no other outcome dominates, for two parties, in ``O(n log n)``.

    Parameters
    ----------
    utilities : ndarray, shape (n, 2)
        Rows with a nan are never in the set and dominate nothing.

    Returns
    -------
    ndarray of bool, shape (n,)
        Outcomes with the same utilities are in the set together or not at all.
    """
    table = np.round(np.asarray(utilities, float), DECIMALS)
    mask = np.zeros(len(table), bool)
    known = np.flatnonzero(~np.isnan(table).any(axis=1))
    if len(known) == 0:
        return mask
    known = known[_unbeaten_from_afar(table[known, 0], table[known, 1])]
    order = known[np.lexsort((-table[known, 1], -table[known, 0]))]
    first, second = table[order, 0], table[order, 1]
    starts = np.flatnonzero(np.diff(first, prepend=np.inf))
    group = np.cumsum(np.diff(first, prepend=np.inf) != 0) - 1
    best_of_group = second[starts]
    best_before = np.concatenate([[-np.inf], np.maximum.accumulate(best_of_group)[:-1]])
    mask[order] = (second == best_of_group[group]) & (second > best_before[group])
    return mask


def _unbeaten_from_afar(first: FloatArray, second: FloatArray) -> BoolArray:
    """Outcomes that nothing in a higher band of `first` dominates: few of many, in one pass."""
    low, width = first.min(), np.ptp(first)
    place = (BANDS - 1) * ((first - low) / width if width > 0 else np.zeros(len(first)))
    band = place.astype(np.intp)
    best = np.full(BANDS + 1, -np.inf)
    np.maximum.at(best, band, second)
    best_from = np.maximum.accumulate(best[::-1])[::-1]
    return second > best_from[band + 1]


def agreement_zone(utilities: FloatArray, reservation: tuple[float, float]) -> BoolArray:
    """Which outcomes give both parties at least their reservation values (the ZOPA).

    Parameters
    ----------
    utilities : ndarray, shape (n, 2)
    reservation : (float, float)

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    return np.all(np.round(utilities, DECIMALS) >= np.round(reservation, DECIMALS), axis=1)


@dataclass(frozen=True)
class BargainingPoints:
    """Rows of four classical solutions among a finite number of outcomes.

    Attributes
    ----------
    nash : int
        Largest product of the gains over the reservation values (Nash 1950).
    kalai_smorodinsky : int
        Largest smallest gain as a share of each party's best possible gain (Kalai and Smorodinsky
        1975).
    egalitarian : int
        Largest smallest gain (Kalai 1977).
    max_sum : int
        Largest sum of utilities. This and the egalitarian point compare utilities across parties,
        which the scale of a model, not the people, makes possible.
    """

    nash: int
    kalai_smorodinsky: int
    egalitarian: int
    max_sum: int


def bargaining_points(
    utilities: FloatArray, reservation: tuple[float, float] = (0.0, 0.0)
) -> BargainingPoints | None:
    """Find the four solutions among the outcomes in the zone of agreement.

    Among equally good outcomes the one with the larger sum of gains is taken, then the first, so
    that each point is Pareto-optimal.

    Parameters
    ----------
    utilities : ndarray, shape (n, 2)
    reservation : (float, float)
        What each party has without an agreement.

    Returns
    -------
    BargainingPoints or None
        None when no outcome is acceptable to both.
    """
    inside = np.flatnonzero(agreement_zone(utilities, reservation))
    if len(inside) == 0:
        return None
    gains = utilities[inside] - np.asarray(reservation, float)
    ideal = gains.max(axis=0)
    shares = np.divide(gains, ideal, out=np.ones_like(gains), where=ideal > 0)
    total = gains.sum(axis=1)

    def best(criterion: FloatArray) -> int:
        rounded = np.round(criterion, DECIMALS)
        tied = np.flatnonzero(rounded == rounded.max())
        return int(inside[tied[np.argmax(np.round(total[tied], DECIMALS))]])

    return BargainingPoints(
        nash=best(gains.prod(axis=1)),
        kalai_smorodinsky=best(shares.min(axis=1)),
        egalitarian=best(gains.min(axis=1)),
        max_sum=best(total),
    )
