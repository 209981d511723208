"""From any number of candidates to the few hundred that a search over sets can compare.

Kept are the packages that are best for the counterpart in some posterior draw, those with the highest
expected utility to them, and a remainder spread over the whole band.
"""

from __future__ import annotations

from functools import reduce

import numpy as np
from numpy.typing import NDArray

from meso_infer.candidates.draw_tables import DrawTables
from meso_infer.candidates.search import Candidates
from meso_infer.packages import Agenda
from meso_infer.prior.levels import slack_of

FloatArray = NDArray[np.float64]
SingleArray = NDArray[np.float32]
IntArray = NDArray[np.intp]

ROWS_AT_ONCE = 2048
COMBINED_ROWS = 1024
MOST_LIKED = 24
SPREAD_POOL = 800


def shortlist(
    candidates: Candidates,
    tables: DrawTables,
    shares: FloatArray,
    most: int,
    rng: np.random.Generator,
) -> IntArray:
    """Rows of at most `most` candidates worth comparing, in rising order.

    Parameters
    ----------
    candidates : Candidates
    tables : DrawTables
        Every candidate is valued under every draw.
    shares : ndarray, shape (n_draws,)
        Weights of the draws, summing to 1.
    most : int
        At least 1.
    rng : numpy.random.Generator
        Chooses where the spread remainder comes from.
    """
    if len(candidates) <= most:
        return np.arange(len(candidates))
    favourites, liking = _favourites(candidates.coordinates, tables, shares)
    liked = np.argpartition(-liking, min(MOST_LIKED, most) - 1)[:MOST_LIKED]
    often = np.bincount(favourites, minlength=len(candidates))
    first = np.flatnonzero(often)
    order = [*first[np.argsort(-often[first], kind="stable")], *liked[np.argsort(-liking[liked])]]
    kept = np.array(list(dict.fromkeys(int(row) for row in order))[:most], dtype=np.intp)
    spread = _spread(candidates, kept, most - len(kept), rng)
    return np.unique(np.concatenate([kept, spread]))


def _favourites(
    coordinates: FloatArray, tables: DrawTables, shares: FloatArray
) -> tuple[IntArray, FloatArray]:
    """The best row for each draw, and each row's expected utility to them."""
    combined = _combined(coordinates, tables)
    loose = [j for j in range(coordinates.shape[1]) if not tables.is_listed(j)]
    n_draws = len(shares)
    weights = shares.astype(np.float32)
    best = np.full(n_draws, -np.inf, np.float32)
    favourites = np.zeros(n_draws, dtype=np.intp)
    liking = np.empty(len(coordinates))
    columns = np.arange(n_draws)
    for start in range(0, len(coordinates), ROWS_AT_ONCE):
        rows = slice(start, min(start + ROWS_AT_ONCE, len(coordinates)))
        parts = [np.take(table, place[rows], axis=1) for table, place in combined]
        parts += [tables.between(j, coordinates[rows, j]) for j in loose]
        utilities = reduce(lambda total, part: np.add(total, part, out=total), parts)
        liking[rows] = weights @ utilities
        top = utilities.argmax(axis=1)
        reached = utilities[columns, top]
        better = reached > best
        best[better] = reached[better]
        favourites[better] = top[better] + start
    return favourites, liking


def _combined(coordinates: FloatArray, tables: DrawTables) -> list[tuple[SingleArray, IntArray]]:
    """Tables of several listed issues at once, so that a package takes few look-ups.

    Each entry is a table ``(n_draws, n_combinations)`` and the place of every row in it.
    """
    result: list[tuple[SingleArray, IntArray]] = []
    for j in range(coordinates.shape[1]):
        if not tables.is_listed(j):
            continue
        grid, table = tables.grids[j], tables.part_worths[j]
        slack = slack_of(grid)
        place = np.searchsorted(grid, coordinates[:, j] - slack)
        if result and result[-1][0].shape[1] * len(grid) <= COMBINED_ROWS:
            before, place_before = result.pop()
            joint = (before[:, :, None] + table[:, None, :]).reshape(len(table), -1)
            result.append((joint, place_before * len(grid) + place))
        else:
            result.append((table, place))
    return result


def _spread(
    candidates: Candidates, kept: IntArray, wanted: int, rng: np.random.Generator
) -> IntArray:
    """Rows far from those kept and from each other (farthest-point traversal, Gonzalez 1985)."""
    if wanted <= 0:
        return np.zeros(0, dtype=np.intp)
    n = len(candidates)
    pool = np.sort(rng.choice(n, size=min(n, SPREAD_POOL), replace=False))
    places = _places(candidates.agenda, candidates.coordinates[pool])
    anchors = _places(candidates.agenda, candidates.coordinates[kept])
    nearest = np.full(len(pool), np.inf)
    for anchor in anchors:
        np.minimum(nearest, np.abs(places - anchor).sum(axis=1), out=nearest)
    chosen = []
    for _ in range(min(wanted, len(pool))):
        farthest = int(nearest.argmax())
        if nearest[farthest] <= 0:
            break
        chosen.append(farthest)
        np.minimum(nearest, np.abs(places - places[farthest]).sum(axis=1), out=nearest)
    return pool[np.array(chosen, dtype=np.intp)]


def _places(agenda: Agenda, coordinates: FloatArray) -> FloatArray:
    """Coordinates as shares of each range; one half column an option where options have no order."""
    columns: list[FloatArray] = []
    for j, issue in enumerate(agenda.issues):
        low, high = issue.bounds
        if issue.counterpart_probabilities is None:
            columns.append(0.5 * (coordinates[:, j, None] == issue.coordinates()))
        else:
            columns.append(((coordinates[:, j] - low) / (high - low))[:, None])
    return np.hstack(columns)
