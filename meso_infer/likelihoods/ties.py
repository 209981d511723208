"""How likely packages are to lie as close together as they do, where their level on the whole is given.

A person who looks for packages that are worth as much as one in hand finds them among all packages of
that level. Where few lie there, those few are named; where many do, any of them. So the density of
each further package at their common level u is, relative to the uniform law on packages,
``N(U; u, e^2) / f(u)``, with f the density of U over packages put together at random.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from meso_infer.issues import Issue
from meso_infer.likelihoods.base import Context, FloatArray
from meso_infer.packages import Agenda, Package
from meso_infer.prior.draws import Draws

EQUAL_WITHIN = 0.03
"""How closely people hold "equal": standard deviation of a package's utility about the set's mean."""
FINE = 17
"""Levels at which the issue that matters most is summed over."""
NODES = 5
"""At which the level that the packages share is summed over."""
LEAST_DENSITY = 0.02
"""Keeps a level that hardly any package reaches from outweighing all else."""
LEAST_SHARE = 0.1
"""Least part of the packages of a level, for the same reason, of which a set can have come."""


def fine_levels(agenda: Agenda) -> FloatArray:
    """Coordinates at which a `TieDensity` needs part-worths, ``(n, n_issues)``, nan where none."""
    grids = [_grid(issue) for issue in agenda.issues]
    levels = np.full((max(map(len, grids)), agenda.n_issues), np.nan)
    for j, grid in enumerate(grids):
        levels[: len(grid), j] = grid
    return levels


def _grid(issue: Issue) -> FloatArray:
    """All options of an issue that has few or no order, some of them where they are many."""
    n = issue.n_options
    listed = n is not None and (n <= FINE or issue.counterpart_probabilities is None)
    return issue.coordinates() if listed else issue.grid(FINE)


def _shares(issue: Issue, grid: FloatArray) -> FloatArray:
    """Weights of the uniform law over the issue's options: equal, or by the trapezoidal rule."""
    if issue.n_options == len(grid):
        return np.full(len(grid), 1 / len(grid))
    gaps = np.diff(grid)
    return (np.append(gaps, 0) + np.append(0, gaps)) / (2 * gaps.sum())


class TieDensity:
    """Density of sets of packages lying together, given where each set lies, against packages at random.

    For n packages the integral over their common level t of ``N(U_1; t, e^2) ... N(U_n; t, e^2) /
    f(t)^(n - 1)``, with e how closely people hold "equal" and f the density, blurred by e, of what
    packages at random are worth; its mean over such packages is 1. With u the mean of U_1 to U_n and S the
    sum of squares about it the numerator is ``N(t; u, e^2 / n) exp(-S / (2 e^2)) (2 pi e^2)^(-(n - 1) / 2)
    / sqrt(n)``; the rest is a sum over the nodes of Gauss and Hermite. In f the issue that moves utility
    most is summed over its options, the others are taken as normal. Only issues in which the packages
    differ count: nothing is learnt from what was held alike.

    Parameters
    ----------
    sets : sequence of tuple of Package
        The packages of a set mention the same issues.
    context : Context
        Its level table holds the packages and `fine_levels`.
    """

    def __init__(self, sets: Sequence[tuple[Package, ...]], context: Context) -> None:
        table = context.table
        nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
        self._nodes = context.cast(nodes)[:, None]
        self._weights = context.cast(weights / weights.sum())[:, None]
        self._levels = []
        for j, issue in enumerate(table.agenda.issues):
            grid = _grid(issue)
            rows = np.full((len(grid), table.agenda.n_issues), np.nan)
            rows[:, j] = grid
            places, shares = table.positions(rows)[:, j], context.cast(_shares(issue, grid))
            self._levels.append((places, shares, float(issue.n_options or np.inf)))
        self._sets = []
        for packages in sets:
            coordinates = table.agenda.encode(list(packages))
            varies = np.flatnonzero(~np.isnan(coordinates[0]) & (np.ptp(coordinates, axis=0) > 0))
            only = np.full_like(coordinates, np.nan)
            only[:, varies] = coordinates[:, varies]
            self._sets.append((context.cast(table.rows(only)), varies))

    def __call__(self, draws: Draws) -> FloatArray:
        """Log-density of each set under each draw, shape ``(n_sets, n_draws)``."""
        blur = EQUAL_WITHIN**2
        found = []
        for rows, varies in self._sets:
            worth = draws.utility(rows)
            level, further = worth.mean(axis=0), len(rows) - 1
            if not len(varies):
                found.append(np.zeros_like(level))
                continue
            apart = ((worth - level) ** 2).sum(axis=0) / (2 * blur)
            levels = level + self._nodes * EQUAL_WITHIN / math.sqrt(len(rows))
            rarity = (self._weights * self._rarity(draws, levels, varies, further)).sum(axis=0)
            scale = 0.5 * further * math.log(math.tau * blur) + 0.5 * math.log(len(rows))
            found.append(np.log(rarity) - apart - scale)
        return np.stack(found)

    def _rarity(
        self, draws: Draws, levels: FloatArray, varies: NDArray[np.intp], further: int
    ) -> FloatArray:
        """``f / g`` at levels ``(n, n_draws)``, with g the density of all packages of a set lying there.

        Of packages that are not all alike in the issue that moves utility most, which is where they
        differ from ``f^n``.
        """
        rarity = np.empty_like(levels)
        means, variances = draws.issue_means[varies], draws.issue_variances[varies]
        most = variances.argmax(axis=0)
        for i, j in enumerate(varies):
            at = np.flatnonzero(most == i)
            places, shares, n_options = self._levels[j]
            others = means[:, at].sum(axis=0) - means[i, at]
            wide = variances[:, at].sum(axis=0) - variances[i, at] + EQUAL_WITHIN**2
            centres = draws.part_worths[places][:, at] + others
            each = np.exp((levels[:, None, at] - centres) ** 2 / (-2 * wide))
            each /= np.sqrt(math.tau * wide)
            density = np.maximum(shares @ each, LEAST_DENSITY)
            alike = n_options**-further
            together = density**further - alike * (shares @ each ** (further + 1)) / density
            together /= 1 - alike
            rarity[:, at] = 1 / np.maximum(together, (LEAST_SHARE * density) ** further)
        return rarity
