"""The packages in a band of own utility, counted and drawn without listing all there are.

The issues are split into two halves of about as many combinations. Our utility is additive, so for each
combination of one half those of the other that reach the band lie side by side once they are sorted: two
binary searches find them (Horowitz and Sahni 1974). Counts are exact and draws uniform at any number of
packages; the memory taken is that of the larger half.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]

BAND_SLACK = 1e-9
MOST_IN_A_HALF = 2_000_000


@dataclass(frozen=True)
class Marks:
    """What a package must meet beyond its utility, as marks that its options bear.

    Attributes
    ----------
    when, then : sequence of ndarray, each (n_options,) of int64
        Per issue: bit r of an option is set where it leaves open that rule r applies, or is kept.
    changes : sequence of ndarray, each (n_options, n_earlier) of int64
        Per issue: 1 where an option differs from that of an earlier package.
    most_changes : int, optional
        How many issues may differ from the nearest earlier package.
    """

    when: tuple[NDArray[np.int64], ...]
    then: tuple[NDArray[np.int64], ...]
    changes: tuple[NDArray[np.int64], ...] = ()
    most_changes: int | None = None

    def of_rows(self, issues: Sequence[int]) -> NDArray[np.int64]:
        """The marks of all combinations of some issues, shape ``(n_rows, n_marks)``."""
        every = np.int64(-1)
        columns = [
            reduce(_and, (side[j] for j in issues), np.array([every]))
            for side in (self.when, self.then)
        ]
        if self.most_changes is not None:
            for earlier in range(self.changes[0].shape[1]):
                parts = (self.changes[j][:, earlier] for j in issues)
                columns.append(reduce(_plus, parts, np.zeros(1, np.int64)))
        return np.stack(columns, axis=1)

    def agree(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which marks of two halves may stand together, shape ``(n_left, n_right)``."""
        applies = left[:, None, 0] & right[None, :, 0]
        kept = left[:, None, 1] & right[None, :, 1]
        fine = (applies & ~kept) == 0
        if self.most_changes is not None:
            fine &= (left[:, None, 2:] + right[None, :, 2:]).min(axis=2) <= self.most_changes
        return fine


def _and(total: NDArray[np.int64], part: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.bitwise_and.outer(total, part).ravel()


def _plus(total: NDArray[np.int64], part: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.add.outer(total, part).ravel()


@dataclass(frozen=True)
class _Group:
    """Combinations of the left half, and those of the right half that go with them, both sorted."""

    left: FloatArray
    left_rows: IntArray
    right: FloatArray
    right_rows: IntArray

    def reach(self, low: float, high: float) -> tuple[IntArray, IntArray]:
        """For each left row the first right row of the band, and how many there are."""
        first = np.searchsorted(self.right, low - BAND_SLACK - self.left, side="left")
        last = np.searchsorted(self.right, high + BAND_SLACK - self.left, side="right")
        return first, np.maximum(last - first, 0)


class Halves:
    """All packages of an agenda, sorted by what each half of the issues is worth to us.

    Parameters
    ----------
    worth : sequence of ndarray, each (n_options,)
        Our part-worth of every option, issue by issue.
    marks : Marks, optional
        What packages must meet beyond; the others are neither counted nor drawn.
    """

    def __init__(self, worth: Sequence[FloatArray], marks: Marks | None = None) -> None:
        self._sizes = tuple(len(part) for part in worth)
        self._sides = balanced(self._sizes)
        sums = [
            reduce(lambda total, part: np.add.outer(total, part).ravel(), (worth[j] for j in side), np.zeros(1))
            for side in self._sides
        ]  # fmt: skip
        orders = [np.argsort(values) for values in sums]
        left, right = (values[order] for values, order in zip(sums, orders, strict=True))
        if marks is None:
            self._groups = [_Group(left, orders[0], right, orders[1])]
            return
        self._groups = []
        codes = [
            np.unique(marks.of_rows(side), axis=0, return_inverse=True) for side in self._sides
        ]
        together = marks.agree(codes[0][0], codes[1][0])
        patterns, of_code = np.unique(together, axis=0, return_inverse=True)
        pattern_of_row = of_code.ravel()[codes[0][1].ravel()][orders[0]]
        code_of_right = codes[1][1].ravel()[orders[1]]
        for number, pattern in enumerate(patterns):
            if pattern.any():
                ours, theirs = pattern_of_row == number, pattern[code_of_right]
                self._groups.append(
                    _Group(left[ours], orders[0][ours], right[theirs], orders[1][theirs])
                )

    def count(self, low: float, high: float) -> int:
        """How many packages are worth `low` to `high` to us."""
        return sum(int(group.reach(low, high)[1].sum()) for group in self._groups)

    def everything(self, low: float, high: float) -> IntArray:
        """The places of every option of all packages of the band, shape ``(n, n_issues)``, in order."""
        found = [self._places(group, *group.reach(low, high)) for group in self._groups]
        places = np.vstack(found) if found else np.zeros((0, len(self._sizes)), np.intp)
        return places[np.lexsort(places.T[::-1])]

    def draw(self, low: float, high: float, n: int, rng: np.random.Generator) -> IntArray:
        """At most `n` distinct packages of the band, uniformly, shape ``(n, n_issues)``.

        Places of options, in order. Fewer than `n` when a package was drawn twice.
        """
        reached = [group.reach(low, high) for group in self._groups]
        up_to = np.cumsum([0, *(int(counts.sum()) for _, counts in reached)])
        if not up_to[-1]:
            return np.zeros((0, len(self._sizes)), np.intp)
        drawn = np.unique(rng.integers(0, up_to[-1], n))
        found = []
        for number, group in enumerate(self._groups):
            mine = drawn[(drawn >= up_to[number]) & (drawn < up_to[number + 1])] - up_to[number]
            first, counts = reached[number]
            ends = np.cumsum(counts)
            row = np.searchsorted(ends, mine, side="right")
            within = mine - (ends[row] - counts[row])
            found.append(self._unravel(group.left_rows[row], group.right_rows[first[row] + within]))
        places = np.vstack(found)
        return places[np.lexsort(places.T[::-1])]

    def nearest(self, target: float) -> tuple[float | None, float | None]:
        """The own utilities nearest to the target, from below and from above; None where there is none."""
        below, above = -math.inf, math.inf
        for group in self._groups:
            at = np.searchsorted(group.right, target - group.left)
            under, over = at > 0, at < len(group.right)
            if under.any():
                below = max(below, float((group.left[under] + group.right[at[under] - 1]).max()))
            if over.any():
                above = min(above, float((group.left[over] + group.right[at[over]]).min()))
        return (None if below == -math.inf else below, None if above == math.inf else above)

    def _places(self, group: _Group, first: IntArray, counts: IntArray) -> IntArray:
        left = np.repeat(np.arange(len(counts)), counts)
        within = np.arange(len(left)) - np.repeat(np.cumsum(counts) - counts, counts)
        right = np.repeat(first, counts) + within
        return self._unravel(group.left_rows[left], group.right_rows[right])

    def _unravel(self, left: IntArray, right: IntArray) -> IntArray:
        """Rows of the two halves as the place of every issue's option."""
        places = np.zeros((len(left), len(self._sizes)), np.intp)
        for side, rows in zip(self._sides, (left, right), strict=True):
            if side:
                found = np.unravel_index(rows, [self._sizes[j] for j in side])
                places[:, list(side)] = np.stack(found, axis=1)
        return places


def balanced(sizes: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Issues in two halves whose numbers of combinations are as near as can be.

    Every split is looked at up to 16 issues; beyond, the issues go by size to the smaller half.
    """
    logs = np.log(np.asarray(sizes, float))
    n = len(sizes)
    if n <= 16:
        chosen = (np.arange(2 ** max(n - 1, 0))[:, None] >> np.arange(n)) & 1
        best = chosen[int(np.argmin(np.abs(chosen @ logs - logs.sum() / 2)))].astype(bool)
    else:
        best = np.zeros(n, bool)
        for j in np.argsort(-logs, kind="stable"):
            best[j] = logs[best].sum() <= logs[~best & (np.arange(n) != j)].sum()
    return tuple(np.flatnonzero(best).tolist()), tuple(np.flatnonzero(~best).tolist())


def largest_half(sizes: Sequence[int]) -> int:
    """How many combinations the larger of the balanced halves has."""
    return max(math.prod(sizes[j] for j in side) for side in balanced(sizes))
