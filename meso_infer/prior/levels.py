"""The level table: every coordinate at which a fit needs the counterpart's values.

All utilities of a fit are one matrix product of package rows with part-worths at these levels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from meso_infer.issues import Issue
from meso_infer.packages import Agenda, Package
from meso_infer.prior.taste import TasteShape, taste_shape

FloatArray = NDArray[np.float64]
FEW_OPTIONS = 11
MANY_OPTIONS = 41
SAME = 1e-9
APART = 4.0


@dataclass(frozen=True)
class LevelTable:
    """Levels of every issue, in agenda order, coordinates rising within an issue.

    Attributes
    ----------
    coordinates : ndarray, shape (n_levels,)
    shares : ndarray, shape (n_levels,)
        Weight of each level in the uniform law over the issue's options; sums to 1 within an issue. A
        long or continuous range is represented by quadrature nodes, exact for its smooth curves.
    starts : ndarray, shape (n_issues + 1,)
        Where the levels of each issue begin.
    """

    agenda: Agenda
    coordinates: FloatArray
    shares: FloatArray
    starts: NDArray[np.intp]

    @classmethod
    def of(cls, agenda: Agenda, mentioned: FloatArray | Sequence[Package] = ()) -> LevelTable:
        """The reference levels of each issue and the coordinates that packages mention.

        `mentioned` is packages, or their coordinates, shape ``(n, n_issues)`` (nan: not mentioned).
        """
        rows = mentioned if isinstance(mentioned, np.ndarray) else agenda.encode(mentioned)
        levels, shares = [], []
        for j, issue in enumerate(agenda.issues):
            column = rows[:, j]
            places, weights = _with_mentioned(
                *reference_levels(issue, taste_shape(issue)), column[~np.isnan(column)]
            )
            levels.append(places)
            shares.append(weights)
        starts = np.concatenate([[0], np.cumsum([len(x) for x in levels])]).astype(np.intp)
        return cls(agenda, np.concatenate(levels), np.concatenate(shares), starts)

    @property
    def n_levels(self) -> int:
        return len(self.coordinates)

    def segment(self, j: int) -> slice:
        """The levels of issue `j`."""
        return slice(int(self.starts[j]), int(self.starts[j + 1]))

    @cached_property
    def issue_of_level(self) -> NDArray[np.intp]:
        return np.repeat(np.arange(self.agenda.n_issues), np.diff(self.starts))

    @cached_property
    def averaging(self) -> FloatArray:
        """Matrix that averages levels within issues, shape ``(n_issues, n_levels)``."""
        matrix = np.zeros((self.agenda.n_issues, self.n_levels))
        matrix[self.issue_of_level, np.arange(self.n_levels)] = self.shares
        return matrix

    @cached_property
    def sure_ends(self) -> tuple[tuple[int, int] | None, ...]:
        """Best and worst level of each issue whose direction is known; None for the others."""
        ends: list[tuple[int, int] | None] = []
        for j, issue in enumerate(self.agenda.issues):
            shape, segment = taste_shape(issue), self.segment(j)
            pair = (segment.stop - 1, segment.start)
            ends.append((pair if shape.orientation > 0 else pair[::-1]) if shape.is_curve else None)
        return tuple(ends)

    @cached_property
    def unsure(self) -> tuple[int, ...]:
        """Issues whose direction is not known."""
        return tuple(j for j, ends in enumerate(self.sure_ends) if ends is None)

    @cached_property
    def best_ends(self) -> NDArray[np.intp]:
        """Best level of each issue, its first level where the direction is not known."""
        return np.array(
            [s if e is None else e[0] for s, e in zip(self.starts, self.sure_ends, strict=False)]
        )

    @cached_property
    def worst_ends(self) -> NDArray[np.intp]:
        """Worst level of each issue, its first level where the direction is not known."""
        return np.array(
            [s if e is None else e[1] for s, e in zip(self.starts, self.sure_ends, strict=False)]
        )

    @cached_property
    def _lifted(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Lowest level and scale of each issue, and all levels on one line, `APART` between issues.

        On that line two readings of one level lie less than `SAME` apart.
        """
        lows = self.coordinates[self.starts[:-1]]
        slacks = [slack_of(self.coordinates[self.segment(j)]) for j in range(len(lows))]
        scales = np.array([slack / SAME or 1.0 for slack in slacks])
        j = self.issue_of_level
        return lows, scales, (self.coordinates - lows[j]) / scales[j] + APART * j

    def positions(self, coordinates: FloatArray) -> NDArray[np.intp]:
        """Level index of each coordinate, shape ``(n, n_issues)``; -1 where not mentioned.

        Raises
        ------
        KeyError
            When a coordinate is not in the table.
        """
        lows, scales, line = self._lifted
        package, issue = np.nonzero(~np.isnan(coordinates))
        named = (coordinates[package, issue] - lows[issue]) / scales[issue] + APART * issue
        at = np.searchsorted(line, named - SAME)
        at = np.clip(at, self.starts[issue], self.starts[issue + 1] - 1)
        off = np.abs(line[at] - named) > 2 * SAME
        if off.any():
            name = self.agenda.names[int(issue[off][0])]
            raise KeyError(f"a coordinate of {name} is not in the level table")
        found = np.full(coordinates.shape, -1, dtype=np.intp)
        found[package, issue] = at
        return found

    def rows(self, coordinates: FloatArray, *, average_silent: bool = False) -> FloatArray:
        """One row a package, shape ``(n, n_levels)``: 1 at its levels.

        Issues that are not mentioned (nan) get nothing, or with `average_silent` the uniform law over
        their options, so that the row gives their mean part-worth.
        """
        at = self.positions(coordinates)
        matrix = np.zeros((len(at), self.n_levels))
        package, issue = np.nonzero(at >= 0)
        matrix[package, at[package, issue]] = 1.0
        if average_silent:
            matrix += (at < 0).astype(float) @ self.averaging
        return matrix


def slack_of(levels: FloatArray) -> float:
    """How far apart two readings of one level can lie: little beside the issue's range."""
    return SAME * max(float(np.ptp(levels)), 1e-6 * float(np.abs(levels).max()))


def _with_mentioned(
    places: FloatArray, shares: FloatArray, extra: FloatArray
) -> tuple[FloatArray, FloatArray]:
    unique = np.unique(extra)
    known = np.sort(places)
    after = np.searchsorted(known, unique)
    below, above = known[np.maximum(after - 1, 0)], known[np.minimum(after, len(known) - 1)]
    nearest = np.minimum(np.abs(unique - below), np.abs(above - unique))
    new = unique[nearest > slack_of(places)]
    order = np.argsort(np.concatenate([places, new]), kind="stable")
    return np.concatenate([places, new])[order], np.concatenate([shares, np.zeros(len(new))])[order]


def reference_levels(issue: Issue, shape: TasteShape) -> tuple[FloatArray, FloatArray]:
    """Levels that carry the uniform law over an issue's options, with its ends and knots.

    Returns
    -------
    coordinates, shares : ndarray, shape (n,)
        Shares sum to 1; ends and knots that are no node have share 0.
    """
    n = issue.n_options
    few = FEW_OPTIONS if len(shape.knots) < 3 else MANY_OPTIONS
    if n is not None and (n <= few or issue.counterpart_probabilities is None):
        return issue.coordinates(), np.full(n, 1.0 / n)
    low, high = issue.bounds
    if len(shape.knots) < 3:
        nodes, shares = uniform_nodes(n)
    else:
        half, half_shares = uniform_nodes(None, 3)
        nodes = np.concatenate([half / 2, 0.5 + half / 2])
        shares = np.concatenate([half_shares, half_shares]) / 2
    places = low + nodes * (high - low)
    ends = low + np.array([0.0, 0.5, 1.0] if len(shape.knots) == 3 else [0.0, 1.0]) * (high - low)
    return _with_mentioned(places, shares, ends)


@lru_cache(maxsize=64)
def uniform_nodes(n_options: int | None, n_nodes: int = 5) -> tuple[FloatArray, FloatArray]:
    """Gauss nodes on 0 to 1 for the uniform law on equally spaced options, or on the whole range.

    Exact for polynomials to degree ``2 n_nodes - 1``, by the eigenvalues of the Jacobi matrix of the
    discrete Chebyshev (or Legendre) polynomials (Golub and Welsch 1969). Kept, so not to be written to.
    """
    k = np.arange(1, n_nodes, dtype=float)
    squeeze = (
        1.0
        if n_options is None
        else (1 - (k / n_options) ** 2) * (n_options / (n_options - 1)) ** 2
    )
    beside = np.sqrt(k**2 * squeeze / (4 * (4 * k**2 - 1)))
    nodes, vectors = np.linalg.eigh(
        np.diag(np.full(n_nodes, 0.5)) + np.diag(beside, 1) + np.diag(beside, -1)
    )
    shares = vectors[0] ** 2
    shares /= shares.sum()
    for kept in (nodes, shares):
        kept.setflags(write=False)
    return nodes, shares
