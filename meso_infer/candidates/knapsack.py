"""The best package for them within a band of own utility, for many of their utilities at once.

A multiple-choice knapsack by dynamic programming (Bellman 1957; Kellerer, Pferschy and Pisinger 2004):
the state is our utility on a grid, the value theirs, one column a draw, one pass an issue. Own utilities
are rounded to the grid, so the packages found are candidates: whoever asks checks their true utility.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
SingleArray = NDArray[np.float32]
IntArray = NDArray[np.intp]

CELLS, MOST_CELLS = 4096, 16_384
"""Steps of our utility from the least package to the top of the band; the more, the narrower the band."""

CELLS_IN_BAND = 16

CELLS_TRACED = 24
MOST_OPTIONS = 1024
COMPARED_AT_ONCE = 500_000


@dataclass(frozen=True)
class Stage:
    """One issue, or several that rules tie together: what each of its options is worth.

    Attributes
    ----------
    own : ndarray, shape (n_options,)
        Our part-worth.
    theirs : ndarray, shape (n_options, n_draws)
        Their part-worth under each draw.
    """

    own: FloatArray
    theirs: SingleArray

    def __len__(self) -> int:
        return len(self.own)


def best_in_band(
    stages: Sequence[Stage], low: float, high: float, traced: int = CELLS_TRACED
) -> tuple[IntArray, IntArray]:
    """Packages that are best for them, draw by draw, near and within a band of own utility.

    Parameters
    ----------
    stages : sequence of Stage
    low, high : float
        The band, on the scale of the stages' own part-worths.
    traced : int
        How many packages are followed back a draw, the best first.

    Returns
    -------
    choices : ndarray, shape (n, n_stages)
        The option of every stage.
    draw : ndarray, shape (n,)
        The draw for which it was found.
    """
    order = _order(stages)
    pass_ = _Pass([stages[j] for j in order], low, high)
    cells, draw = pass_.best_cells(traced)
    choices = np.empty((len(cells), len(stages)), np.intp)
    choices[:, order] = pass_.trace(cells, draw)
    return choices, draw


def _order(stages: Sequence[Stage]) -> list[int]:
    """The longest issue last and the next one first: both ends of the pass are cheap."""
    by_length = sorted(range(len(stages)), key=lambda j: -len(stages[j]))
    return by_length[1:] + by_length[:1]


class _Pass:
    """The value arrays of one run over the stages, in the order given."""

    def __init__(self, stages: Sequence[Stage], low: float, high: float) -> None:
        self.stages = stages
        least = [float(stage.own.min()) for stage in stages]
        room = max(high - sum(least), 1e-9)
        wanted = CELLS_IN_BAND * room / (high - low) if high > low else CELLS
        n_cells = int(np.clip(wanted, CELLS, MOST_CELLS))
        self.step = room / n_cells
        self.shifts = [
            np.rint((stage.own - floor) / self.step).astype(np.intp)
            for stage, floor in zip(stages, least, strict=True)
        ]
        slack = len(stages)
        start = (low - sum(least)) / self.step
        self.band = (max(0, int(np.floor(start)) - slack), n_cells + slack)
        longest = np.array([int(shift.max()) for shift in self.shifts])
        self.windows: list[tuple[int, int]] = []
        self.values: list[SingleArray] = []
        for j in range(len(stages)):
            first = max(0, self.band[0] - int(longest[j + 1 :].sum()))
            last = min(self.band[1], int(longest[: j + 1].sum()))
            self.windows.append((first, max(last, first)))
            self.values.append(self._step(j))

    def _step(self, j: int) -> SingleArray:
        """The best value to them of every cell after stage `j`, shape ``(n_cells, n_draws)``."""
        first, last = self.windows[j]
        stage, shifts = self.stages[j], self.shifts[j]
        result = np.full((last - first + 1, stage.theirs.shape[1]), -np.inf, np.float32)
        places, theirs = _merged(shifts, stage.theirs)
        if j == 0:
            inside = (places >= first) & (places <= last)
            result[places[inside] - first] = theirs[inside]
            return result
        before, (start, stop) = self.values[j - 1], self.windows[j - 1]
        for shift, gain in zip(places, theirs, strict=True):
            a, b = max(first, start + shift), min(last, stop + shift)
            if a <= b:
                into = result[a - first : b - first + 1]
                np.maximum(into, before[a - shift - start : b - shift - start + 1] + gain, out=into)
        return result

    def best_cells(self, traced: int) -> tuple[IntArray, IntArray]:
        """The best cells of every draw at the end, as cells and draws, each ``(n,)``."""
        final, (first, _) = self.values[-1], self.windows[-1]
        kept = min(traced, len(final))
        top = np.argpartition(-final, kept - 1, axis=0)[:kept]
        draw = np.broadcast_to(np.arange(final.shape[1]), top.shape)
        reached = np.isfinite(final[top, draw])
        return top[reached] + first, draw[reached]

    def trace(self, cells: IntArray, draw: IntArray) -> IntArray:
        """The options by which cells were reached, shape ``(n, n_stages)``."""
        choices = np.empty((len(cells), len(self.stages)), np.intp)
        here = cells
        for j in range(len(self.stages) - 1, -1, -1):
            at_once = max(1, COMPARED_AT_ONCE // len(self.stages[j]))
            for start in range(0, len(cells), at_once):
                rows = slice(start, start + at_once)
                choices[rows, j] = self._came_by(j, here[rows], draw[rows])
            here = here - self.shifts[j][choices[:, j]]
        return choices

    def _came_by(self, j: int, cells: IntArray, draw: IntArray) -> IntArray:
        """The option of stage `j` that gave each cell its value, shape ``(n,)``."""
        came_from = cells[:, None] - self.shifts[j][None, :]
        worth = self.stages[j].theirs.T[draw]
        if j == 0:
            return np.where(came_from == 0, worth, -np.inf).argmax(axis=1)
        first, last = self.windows[j - 1]
        at = np.clip(came_from - first, 0, last - first)
        value = self.values[j - 1][at, draw[:, None]] + worth
        inside = (came_from >= first) & (came_from <= last)
        return np.where(inside, value, -np.inf).argmax(axis=1)


def _merged(shifts: IntArray, theirs: SingleArray) -> tuple[IntArray, SingleArray]:
    """Options that lie in one cell as one, with the best value to them."""
    order = np.argsort(shifts, kind="stable")
    places, starts = np.unique(shifts[order], return_index=True)
    if len(places) == len(shifts):
        return places, theirs[order]
    return places, np.maximum.reduceat(theirs[order], starts, axis=0)
