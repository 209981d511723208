"""The geometry of possible outcomes for two parties: dominance, Pareto set, bargaining points.

Arrays of utilities have one row an outcome and one column a party.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

BANDS = 1024
"""Into how many bands of the first party's utility the search for the frontier sorts outcomes."""

MOST_KEPT = 20_000
"""How many packages of a frontier are kept while issues are added."""

SOME = 50
"""Every how manieth outcome the others are first held against."""

DECIMALS = 12
"""Utilities that agree to this many decimals are the same utility."""

SLACK = 1e-9
"""How far below a better outcome one may seem to lie before it is dropped unseen."""


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
    table = np.asarray(utilities, float)
    mask = np.zeros(len(table), bool)
    one, other = np.ascontiguousarray(table[:, 0]), np.ascontiguousarray(table[:, 1])
    unknown = np.isnan(one) | np.isnan(other)
    known = np.flatnonzero(~unknown) if unknown.any() else np.arange(len(table))
    if len(known) == 0:
        return mask
    if len(known) < len(table):
        one, other = one[known], other[known]
    near = _unbeaten_from_afar(one, other)
    known, one, other = known[near], one[near], other[near]
    one, other = np.round(one, DECIMALS), np.round(other, DECIMALS)
    order = np.lexsort((-other, -one))
    first, second = one[order], other[order]
    starts = np.flatnonzero(np.diff(first, prepend=np.inf))
    group = np.cumsum(np.diff(first, prepend=np.inf) != 0) - 1
    best_of_group = second[starts]
    best_before = np.concatenate([[-np.inf], np.maximum.accumulate(best_of_group)[:-1]])
    mask[known[order]] = (second == best_of_group[group]) & (second > best_before[group])
    return mask


def _unbeaten_from_afar(first: FloatArray, second: FloatArray) -> NDArray[np.intp]:
    """Rows of outcomes that nothing in a higher band of `first` dominates: few of many, in one pass."""
    low, high = float(first.min()), float(first.max())
    scale = (BANDS - 1) / (high - low) if high > low else 0.0
    band = ((first - low) * scale).astype(np.int32)
    best = np.full(BANDS + 1, -np.inf)
    # Some outcomes first: they leave few that need to be held against all bands.
    rows: NDArray[np.intp] = np.arange(0, len(first), SOME)
    for _ in range(2):
        np.maximum.at(best, band[rows], second[rows])
        best_from = np.maximum.accumulate(best[::-1])[::-1]
        rows = np.flatnonzero(second >= best_from[band + 1] - SLACK)
    return rows


@dataclass(frozen=True)
class AdditiveFrontier:
    """Packages that nobody can improve on, where both utilities are sums over issues.

    Attributes
    ----------
    places : ndarray of int, shape (n, n_issues)
        The option that each package takes of each issue.
    utilities : ndarray, shape (n, 2)
        What each is worth to the first party and to the second; the first falls, the second rises.
    is_exact : bool
        False where the frontier was so dense that only every so many of its packages were kept.
    """

    places: NDArray[np.intp]
    utilities: FloatArray
    is_exact: bool


def additive_frontier(
    first: Sequence[FloatArray], second: Sequence[FloatArray], *, most: int = MOST_KEPT
) -> AdditiveFrontier:
    """The Pareto set of all combinations of options, without listing them.

    A package that is efficient as a whole is efficient in every part of it, so that issues are added
    one by one and what is dominated is dropped at once. Issues that a rule ties together are given as
    one, whose options are their allowed combinations.

    Parameters
    ----------
    first, second : sequence of ndarray, shape (n_options,)
        Each issue's part-worths to the one party and to the other.
    most : int
        Up to how many packages are kept after each issue.

    Returns
    -------
    AdditiveFrontier
        Packages with the same utilities are in it together.
    """
    places = np.zeros((1, 0), np.intp)
    sums = np.zeros((1, 2))
    is_exact = True
    for ours, theirs in zip(first, second, strict=True):
        both = np.stack([ours, theirs], axis=1)
        options = np.flatnonzero(pareto_mask(both))
        both = both[options]
        wide = (sums[:, None, :] + both[None, :, :]).reshape(-1, 2)
        kept = np.flatnonzero(pareto_mask(wide))
        if len(kept) > most:
            is_exact = False
            order = kept[np.argsort(wide[kept, 0], kind="stable")]
            kept = order[np.linspace(0, len(order) - 1, most).round().astype(np.intp)]
        before, option = np.divmod(kept, len(both))
        places = np.concatenate([places[before], options[option][:, None]], axis=1)
        sums = wide[kept]
    order = np.lexsort((sums[:, 1], -sums[:, 0]))
    return AdditiveFrontier(places[order], sums[order], is_exact)


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
