"""The counterpart's part-worths on a grid, draw by draw: any package is valued by table look-up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from meso_infer.issues import Issue
from meso_infer.packages import Agenda
from meso_infer.posterior import Posterior

FloatArray = NDArray[np.float64]
SingleArray = NDArray[np.float32]

AMOUNTS_TRIED = 101
"""Amounts of a long or continuous issue that are looked at."""


@dataclass(frozen=True)
class DrawTables:
    """Part-worths of every issue on a grid, draw by draw: values any package by table look-up.

    Exact for issues with at most 101 options and for those without order; linear between 101
    amounts otherwise (off by less than 0.001 at the curvatures of the prior).

    Attributes
    ----------
    grids : tuple of ndarray, each (n_grid,)
        Coordinates, rising.
    part_worths : tuple of ndarray, each (n_draws, n_grid)
    """

    agenda: Agenda
    grids: tuple[FloatArray, ...]
    part_worths: tuple[SingleArray, ...]

    @classmethod
    def of(cls, posterior: Posterior) -> DrawTables:
        """Tabulate every draw of a posterior (thinned already)."""
        grids = tuple(
            issue.coordinates() if _is_listed(issue) else issue.grid(AMOUNTS_TRIED)
            for issue in posterior.agenda.issues
        )
        rows = np.full((max(map(len, grids)), len(grids)), np.nan)
        for j, grid in enumerate(grids):
            rows[: len(grid), j] = grid
        worth = posterior.part_worths_at(rows)
        tables = tuple(
            np.ascontiguousarray(worth[: len(grid), j].T, dtype=np.float32)
            for j, grid in enumerate(grids)
        )
        return cls(posterior.agenda, grids, tables)

    @property
    def n_draws(self) -> int:
        return len(self.part_worths[0])

    def thinned(self, step: int) -> DrawTables:
        """Every `step`-th draw only."""
        return DrawTables(self.agenda, self.grids, tuple(t[::step] for t in self.part_worths))

    def utilities(self, coordinates: FloatArray) -> FloatArray:
        """Their utilities of packages, ``(n, n_issues)`` coordinates to ``(n, n_draws)``."""
        parts = [self.between(j, coordinates[:, j]) for j in range(self.agenda.n_issues)]
        return reduce(np.add, parts).T.astype(float)

    def between(self, j: int, column: FloatArray) -> SingleArray:
        """Part-worths at coordinates of one issue, shape ``(n_draws, n)``."""
        grid, table = self.grids[j], self.part_worths[j]
        if len(grid) == 1:
            return np.repeat(table, len(column), axis=1)
        place = np.interp(column, grid, np.arange(len(grid)))
        below = np.minimum(place.astype(np.intp), len(grid) - 2)
        share = (place - below).astype(np.float32)
        low = np.take(table, below, axis=1)
        rise = np.take(table, below + 1, axis=1) - low
        return (low + share * rise).astype(np.float32, copy=False)

    def is_listed(self, j: int) -> bool:
        """Whether the grid of an issue holds every option."""
        return _is_listed(self.agenda.issues[j])


def _is_listed(issue: Issue) -> bool:
    if issue.counterpart_probabilities is None:
        return True
    return issue.n_options is not None and issue.n_options <= AMOUNTS_TRIED
