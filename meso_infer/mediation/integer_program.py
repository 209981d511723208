"""The best package among very many as an integer program: one choice of an option per issue.

It knows tables of part-worths, not issues or parties. SciPy's HiGHS solves it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
RuleTable = tuple[list[BoolArray], dict[int, BoolArray]]
"""By issue, the options that set a rule off (none: the issue does not matter to it); and by issue,
the options that it then allows."""

SECONDS = 0.4
"""How long one program may take."""
GAP = 1e-7
"""How much better something unseen may be when the best is called proven."""
ROUNDS = 6
"""How often the logarithm is approximated anew."""
TIE = 1e-5
"""What the sum of gains counts beside the smallest: it decides among equals."""


@dataclass(frozen=True)
class Solution:
    """The best choice that was found.

    Attributes
    ----------
    places : tuple of int
        The option of each issue.
    smallest : float
        The smallest gain.
    bound : float
        No choice has a larger smallest gain than this.
    is_exact : bool
        Whether nothing is better but by `GAP`.
    """

    places: tuple[int, ...]
    smallest: float
    bound: float
    is_exact: bool


def best_smallest(
    worth: Sequence[FloatArray],
    limits: FloatArray,
    rules: Sequence[RuleTable],
    taken: Sequence[tuple[int, ...]] = (),
    *,
    seconds: float = SECONDS,
) -> Solution | None:
    """The choice with the largest smallest gain.

    Parameters
    ----------
    worth : sequence of ndarray, shape (n_parties, n_options)
        Part-worths by issue.
    limits : ndarray, shape (n_parties,)
    rules : sequence of RuleTable
    taken : sequence of tuple of int
        Choices that are excluded.
    seconds : float
        How long to look for something better.

    Returns
    -------
    Solution or None
        None where no choice is left.
    """
    program = _Program.of(worth, rules, taken)
    n_parties = len(limits)
    # Maximise t + TIE * mean gain, t at most each gain.
    gains = program.gains
    objective = np.concatenate([TIE * gains.sum(axis=0) / n_parties, [1.0]])
    rows = np.hstack([gains, -np.ones((n_parties, 1))])
    solved = program.maximise(objective, rows, limits, [(-np.inf, np.inf)], seconds)
    if solved is None:
        return None
    places, bound, proven = solved
    reached = program.gain_of(places) - limits
    smallest = float(reached.min())
    least_tie = TIE * float(sum(part.min(axis=1).sum() for part in worth)) / n_parties
    return Solution(places, smallest, bound - least_tie, proven)


def best_product(
    worth: Sequence[FloatArray],
    limits: FloatArray,
    rules: Sequence[RuleTable],
    taken: Sequence[tuple[int, ...]],
    *,
    start: Solution,
) -> Solution:
    """The choice with the largest product of gains, where all can gain.

    The logarithm of each gain is bounded by its tangents; where the best choice under them lies below
    them, tangents are added there (Kelley 1960).

    Parameters
    ----------
    start : Solution
        A choice by which all gain.
    """
    program = _Program.of(worth, rules, taken)
    n_parties = len(limits)
    least = np.maximum(start.smallest, 1e-9) ** n_parties
    touching = [np.geomspace(max(least, 1e-4), 1.0, 8) for _ in limits]
    best, value = start, float(np.log(program.gain_of(start.places) - limits).sum())
    for _ in range(ROUNDS):
        rows, lows = [], []
        for i, points in enumerate(touching):
            # z_i <= log a + (g_i - a) / a for each point a.
            for a in points:
                z = np.zeros(n_parties)
                z[i] = -1.0
                rows.append(np.concatenate([program.gains[i] / a, z]))
                lows.append(limits[i] / a + 1.0 - np.log(a))
        objective = np.concatenate([np.zeros(program.n_choices), np.ones(n_parties)])
        solved = program.maximise(
            objective, np.array(rows), np.array(lows), [(-np.inf, 1.0)] * n_parties
        )
        if solved is None:
            return best
        places, bound, proven = solved
        gains = program.gain_of(places) - limits
        if (gains > 0).all() and (reached := float(np.log(gains).sum())) > value:
            value = reached
            best = Solution(places, float(gains.min()), start.bound, False)
        if proven and bound <= value + GAP:
            return Solution(best.places, best.smallest, best.bound, True)
        touching = [
            np.append(points, max(gain, 1e-6)) for points, gain in zip(touching, gains, strict=True)
        ]
    return Solution(best.places, best.smallest, best.bound, False)


@dataclass(frozen=True)
class _Program:
    """One variable an option: an option of each issue is taken, rules kept, choices excluded."""

    worth: tuple[FloatArray, ...]
    gains: FloatArray
    rows: FloatArray
    lows: FloatArray
    highs: FloatArray

    @property
    def n_choices(self) -> int:
        return self.gains.shape[1]

    @classmethod
    def of(
        cls,
        worth: Sequence[FloatArray],
        rules: Sequence[RuleTable],
        taken: Sequence[tuple[int, ...]],
    ) -> _Program:
        sizes = [part.shape[1] for part in worth]
        starts = np.concatenate([[0], np.cumsum(sizes)])
        rows: list[FloatArray] = []
        lows: list[float] = []
        highs: list[float] = []

        def add(row: FloatArray, low: float, high: float) -> None:
            rows.append(row)
            lows.append(low)
            highs.append(high)

        for first, last in pairwise(starts):
            row = np.zeros(starts[-1])
            row[first:last] = 1.0
            add(row, 1.0, 1.0)
        for when, then in rules:
            set_off = np.concatenate([mask.astype(float) for mask in when])
            n_conditions = sum(bool(mask.any()) for mask in when)
            for j, allowed in then.items():
                # All conditions hold only if one of the allowed options is taken.
                row = set_off.copy()
                row[starts[j] : starts[j + 1]] -= allowed
                add(row, -np.inf, n_conditions - 1.0)
        for places in taken:
            row = np.zeros(starts[-1])
            row[starts[:-1] + np.array(places)] = 1.0
            add(row, -np.inf, len(places) - 1.0)
        return cls(
            tuple(worth), np.hstack(list(worth)), np.array(rows), np.array(lows), np.array(highs)
        )

    def gain_of(self, places: Sequence[int]) -> FloatArray:
        """What a choice is worth to each party, shape ``(n_parties,)``."""
        return sum(
            (part[:, k] for part, k in zip(self.worth, places, strict=True)),
            np.zeros(len(self.gains)),
        )

    def maximise(
        self,
        objective: FloatArray,
        rows: FloatArray,
        lows: FloatArray,
        free: Sequence[tuple[float, float]],
        seconds: float = SECONDS,
    ) -> tuple[tuple[int, ...], float, bool] | None:
        """The best choice, an upper bound on the objective, and whether it is proven.

        `free` bounds the variables that stand after the choices in `objective` and `rows`.
        """
        # Imported here: who never has more than a million packages does not wait for it.
        from scipy.optimize import Bounds, LinearConstraint, milp

        n, extra = self.n_choices, len(free)
        wide = np.hstack([self.rows, np.zeros((len(self.rows), extra))])
        low = np.concatenate([np.zeros(n), [bound[0] for bound in free]])
        high = np.concatenate([np.ones(n), [bound[1] for bound in free]])
        found = milp(
            -objective,
            integrality=np.concatenate([np.ones(n), np.zeros(extra)]),
            bounds=Bounds(low, high),  # type: ignore[arg-type] - arrays are meant
            constraints=[
                LinearConstraint(csr_array(wide), self.lows, self.highs),  # type: ignore[arg-type]
                LinearConstraint(csr_array(rows), lows, np.full(len(rows), np.inf)),  # type: ignore[arg-type]
            ],
            options={"time_limit": seconds, "mip_rel_gap": GAP},
        )
        if found.x is None:
            return None
        sizes = np.cumsum([part.shape[1] for part in self.worth])[:-1]
        places = tuple(int(part.argmax()) for part in np.split(found.x[:n], sizes))
        bound = -found.mip_dual_bound if found.mip_dual_bound is not None else np.inf
        return places, float(bound), found.status == 0
