"""The deals that were possible in a game, where both sides' utilities are known."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meso_infer.deals.joint_gains import few_options
from meso_infer.frontier import additive_frontier
from meso_infer.packages import Agenda
from meso_infer.utility import AdditiveUtility

FloatArray = NDArray[np.float64]

MOST_LISTED = 150_000


@dataclass(frozen=True)
class PossibleDeals:
    """Deals at round amounts, all of them or those that nobody can improve on.

    Attributes
    ----------
    coordinates : ndarray, shape (n, n_issues)
    utilities : ndarray, shape (n, 2)
        Ours and theirs.
    """

    coordinates: FloatArray
    utilities: FloatArray


def possible_deals(agenda: Agenda, own: AdditiveUtility, theirs: AdditiveUtility) -> PossibleDeals:
    """The deals of an agenda for two known utilities.

    Up to `MOST_LISTED` packages are listed. Beyond, without rules across issues, only the frontier is
    kept, which is found issue by issue; with rules, options are thinned until they can be listed.
    """
    axes = [few_options(issue) for issue in agenda.issues]
    size = math.prod(len(axis) for axis in axes)
    if size > MOST_LISTED and not agenda.rules:
        frontier = additive_frontier(_part_worths(own, axes), _part_worths(theirs, axes))
        columns = [axis[frontier.places[:, j]] for j, axis in enumerate(axes)]
        return PossibleDeals(np.stack(columns, axis=1), frontier.utilities)
    while math.prod(len(axis) for axis in axes) > MOST_LISTED:
        longest = max(range(len(axes)), key=lambda j: len(axes[j]))
        kept = np.linspace(0, len(axes[longest]) - 1, max(2, len(axes[longest]) - 2))
        axes[longest] = axes[longest][kept.round().astype(np.intp)]
    grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, len(axes))
    rows = grid[agenda.feasible_mask(grid)]
    return PossibleDeals(rows, np.stack([own.utility_of(rows), theirs.utility_of(rows)], axis=1))


def _part_worths(utility: AdditiveUtility, axes: list[FloatArray]) -> list[FloatArray]:
    names = utility.agenda.names
    return [utility.part_worth(name, axis) for name, axis in zip(names, axes, strict=True)]
