"""The best package among very many as an integer program: one choice of an option per issue.

It knows tables of part-worths, not issues or parties. SciPy's HiGHS solves it.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
"""How long one question may take, whatever number of programs it needs."""
GAP = 1e-7
"""How much better something unseen may be when the best is called proven."""
LEAST_TOUCHED = 1e-6
TANGENTS = np.geomspace(1e-4, 1.0, 8)
"""Where the logarithm of a gain is bounded from above at first, and the least gain that counts as one."""
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
    enough: float = np.inf,
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
    enough : float
        A smallest gain beyond which nothing better is looked for, nor the larger sum among equals.
    seconds : float
        How long to look for something better.

    Returns
    -------
    Solution or None
        None where no choice is left.
    """
    program = _Program.of(worth, rules, taken)
    n_parties = len(limits)
    # Maximise t + tie * mean gain, t at most each gain.
    gains, tie = program.gains, TIE if enough == np.inf else 0.0
    objective = np.concatenate([tie * gains.sum(axis=0) / n_parties, [1.0]])
    rows = np.hstack([gains, -np.ones((n_parties, 1))])
    solved = program.maximise(objective, rows, limits, [(-np.inf, enough)], seconds)
    if solved is None:
        return None
    places, bound, proven = solved
    reached = program.gain_of(places) - limits
    smallest = float(reached.min())
    least_tie = tie * float(sum(part.min(axis=1).sum() for part in worth)) / n_parties
    return Solution(places, smallest, bound - least_tie, proven)


def best_product(
    worth: Sequence[FloatArray],
    limits: FloatArray,
    rules: Sequence[RuleTable],
    taken: Sequence[tuple[int, ...]] = (),
    *,
    seconds: float = SECONDS,
) -> Solution | None:
    """The choice with the largest product of gains, of those by which all gain.

    The logarithm of each gain is bounded by its tangents; where the best choice under them lies below
    them, tangents are added there (Kelley 1960).

    Parameters
    ----------
    worth, limits, rules, taken
        As of `best_smallest`.
    seconds : float
        How long to look for something better.

    Returns
    -------
    Solution or None
        None where no choice was found by which all gain.
    """
    program = _Program.of(worth, rules, taken)
    n_parties = len(limits)
    touching = [TANGENTS for _ in limits]
    best, value, until = None, -np.inf, time.monotonic() + seconds
    objective = np.concatenate([np.zeros(program.n_choices), np.ones(n_parties)])
    seen: set[tuple[int, ...]] = set()
    while (left := until - time.monotonic()) > 0:
        rows = [np.concatenate([row, np.zeros(n_parties)]) for row in program.gains]
        lows = [limit + LEAST_TOUCHED for limit in limits]
        for i, points in enumerate(touching):
            # z_i <= log a + (g_i - a) / a for each point a.
            for a in points:
                z = np.zeros(n_parties)
                z[i] = -1.0
                rows.append(np.concatenate([program.gains[i] / a, z]))
                lows.append(limits[i] / a + 1.0 - np.log(a))
        solved = program.maximise(
            objective, np.array(rows), np.array(lows), [(-np.inf, 1.0)] * n_parties, left
        )
        if solved is None:
            return best
        places, bound, proven = solved
        gains = program.gain_of(places) - limits
        reached = float(np.log(np.maximum(gains, LEAST_TOUCHED)).sum())
        if best is None or reached > value:
            best, value = Solution(places, float(gains.min()), np.inf, False), reached
        # Where it was taken before, its own tangents say what it is worth: so the bound is reached.
        if places in seen or (proven and bound <= value + GAP):
            return replace(best, is_exact=proven and best.places == places)
        seen.add(places)
        touching = [
            np.append(points, max(gain, LEAST_TOUCHED))
            for points, gain in zip(touching, gains, strict=True)
        ]
    return best


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
        seconds: float,
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
