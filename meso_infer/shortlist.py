"""From any number of candidates to the few hundred that a search over sets can compare.

Kept are the packages that are best for the counterpart in some posterior draw, those with the highest
expected utility to them, and a remainder spread over the whole band.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meso_infer.candidates import AMOUNTS_TRIED, Candidates
from meso_infer.packages import Agenda
from meso_infer.posterior import Posterior

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]

ROWS_AT_ONCE = 4096
MOST_LIKED = 24
SPREAD_POOL = 1500


@dataclass(frozen=True)
class _IssueTable:
    """Part-worths of one issue at a grid, and where each candidate stands on it."""

    part_worths: NDArray[np.float32]
    below: IntArray
    share: NDArray[np.float32] | None

    def at(self, rows: slice) -> NDArray[np.float32]:
        """Part-worths of candidates, shape ``(n_rows, n_draws)``; linear between grid amounts."""
        below = self.below[rows]
        if self.share is None:
            return self.part_worths[below]
        share = self.share[rows, None]
        return (1 - share) * self.part_worths[below] + share * self.part_worths[below + 1]


def shortlist(
    candidates: Candidates, posterior: Posterior, most: int, rng: np.random.Generator
) -> IntArray:
    """Rows of at most `most` candidates worth comparing, in rising order.

    Parameters
    ----------
    candidates : Candidates
    posterior : Posterior
        Thinned already: every candidate is valued under every draw.
    most : int
        At least 1.
    rng : numpy.random.Generator
        Chooses where the spread remainder starts from.
    """
    if len(candidates) <= most:
        return np.arange(len(candidates))
    favourites, liking = _favourites(candidates, posterior)
    liked = np.argpartition(-liking, min(MOST_LIKED, most) - 1)[:MOST_LIKED]
    order = [*np.unique(favourites), *liked[np.argsort(-liking[liked])]]
    kept = np.array(list(dict.fromkeys(int(row) for row in order))[:most], dtype=np.intp)
    spread = _spread(candidates, kept, most - len(kept), rng)
    return np.unique(np.concatenate([kept, spread]))


def _favourites(candidates: Candidates, posterior: Posterior) -> tuple[IntArray, FloatArray]:
    """The best row for each draw, and each row's expected utility to them."""
    tables = [_table(candidates, posterior, j) for j in range(candidates.agenda.n_issues)]
    shares = posterior.draw_weights.astype(np.float32)
    best = np.full(posterior.n_draws, -np.inf, np.float32)
    favourites = np.zeros(posterior.n_draws, dtype=np.intp)
    liking = np.empty(len(candidates))
    columns = np.arange(posterior.n_draws)
    for start in range(0, len(candidates), ROWS_AT_ONCE):
        rows = slice(start, min(start + ROWS_AT_ONCE, len(candidates)))
        utilities = tables[0].at(rows).copy()
        for table in tables[1:]:
            utilities += table.at(rows)
        liking[rows] = utilities @ shares
        top = utilities.argmax(axis=0)
        reached = utilities[top, columns]
        better = reached > best
        best[better] = reached[better]
        favourites[better] = top[better] + start
    return favourites, liking


def _table(candidates: Candidates, posterior: Posterior, j: int) -> _IssueTable:
    issue = candidates.agenda.issues[j]
    column = candidates.coordinates[:, j]
    if issue.counterpart_probabilities is None or (issue.n_options or np.inf) <= AMOUNTS_TRIED:
        grid = issue.coordinates()
        below = np.searchsorted(grid, column - 1e-9 * max(1.0, float(np.abs(grid).max())))
        return _IssueTable(_part_worths(posterior, issue.name, grid), below, None)
    grid = issue.grid(AMOUNTS_TRIED)
    place = np.interp(column, grid, np.arange(len(grid)))
    below = np.minimum(place.astype(np.intp), len(grid) - 2)
    share = (place - below).astype(np.float32)
    return _IssueTable(_part_worths(posterior, issue.name, grid), below, share)


def _part_worths(posterior: Posterior, issue: str, grid: FloatArray) -> NDArray[np.float32]:
    return posterior.part_worths(issue, grid).astype(np.float32)


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
        nearest = np.minimum(nearest, np.abs(places - anchor).sum(axis=1))
    chosen = []
    for _ in range(min(wanted, len(pool))):
        farthest = int(nearest.argmax())
        if nearest[farthest] <= 0:
            break
        chosen.append(farthest)
        nearest = np.minimum(nearest, np.abs(places - places[farthest]).sum(axis=1))
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
