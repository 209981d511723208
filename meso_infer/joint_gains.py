"""What both could still gain over one deal: how much in all, and by which packages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meso_infer.deal_space import DRAWS, Deal, deals_of, efficient_packages
from meso_infer.packages import Package
from meso_infer.posterior import Posterior, Summary
from meso_infer.reach import find_reach
from meso_infer.utility import AdditiveUtility

FloatArray = NDArray[np.float64]

MOST_BETTER = 10
LEAST_GAIN = 1e-6
ALIKE = 0.01
"""Deals that differ by less than this for either side are shown as one."""


@dataclass(frozen=True)
class BetterDeal(Deal):
    """A deal that is expected to be better for both than another.

    Attributes
    ----------
    own_gain, their_gain : float
        Expected gain of each side over it.
    they_gain : float
        Probability that they gain too.
    """

    own_gain: float
    their_gain: float
    they_gain: float


@dataclass(frozen=True)
class Improvements:
    """What could be better for both than one deal.

    Attributes
    ----------
    deal : Deal
    joint_gain_left : Summary
        Most that both together could gain without a loss to either, if each draw were the truth.
    better : tuple of BetterDeal
        At most ten, the largest product of both expected gains first; no two all but the same.
    accepted : float
        Chance that they would take the deal as it is now rather than nothing.
    """

    deal: Deal
    joint_gain_left: Summary
    better: tuple[BetterDeal, ...]
    accepted: float


def find_improvements(
    own: AdditiveUtility, posterior: Posterior, package: Package, *, round_number: int = 1
) -> Improvements:
    """How much better both could do than a package, and the ten best ways.

    The ways are efficient packages of the mean belief, and of several opinions spread over the draws,
    that are expected to be better for both; where there are none, none is named.

    Parameters
    ----------
    own : AdditiveUtility
    posterior : Posterior
    package : Package
        Complete.
    round_number : int
        Round as of which they would take nothing instead.

    Raises
    ------
    InvalidPackage
        When the package leaves an issue open.
    """
    thin = posterior.thinned(DRAWS)
    here = own.agenda.encode([package])
    now = thin.utility_of(here)[0]
    mine = float(own.utility_of(here)[0])
    reach = find_reach(own, thin)
    chance = posterior.pick_probabilities([package], none_allowed=True, round_number=round_number)
    rows, _ = efficient_packages(own, posterior)
    collected = reach.pool.reshape(-1, own.agenda.n_issues)
    return Improvements(
        deal=deals_of(own, posterior, here)[0],
        joint_gain_left=thin.summary(joint_gain_left(reach.levels, reach.best, mine, now)),
        better=_better(own, thin, np.unique(np.vstack([rows, collected]), axis=0), mine, now),
        accepted=float(chance[0]),
    )


def joint_gain_left(
    levels: FloatArray, best: FloatArray, own: float, theirs: FloatArray
) -> FloatArray:
    """Most that both together could gain over a deal without a loss to either, shape ``(n_draws,)``.

    Parameters
    ----------
    levels, best : ndarray, shape (n_levels,) and (n_levels, n_draws)
        Levels of our utility and the most that they could have at each.
    own, theirs : float and ndarray, shape (n_draws,)
        What the deal is worth to each.
    """
    gain = (levels - own)[:, None] + best - theirs
    possible = (levels >= own - 1e-9)[:, None] & (best >= theirs - 1e-9)
    return np.maximum(np.where(possible, gain, 0.0).max(axis=0), 0.0)


def best_on_table(own: AdditiveUtility, posterior: Posterior, packages: Sequence[Package]) -> int:
    """Which of several packages is expected to be the best for them; of equals, the best for us."""
    worth = posterior.utility(packages) @ posterior.draw_weights
    ours = own.utility_of(own.agenda.encode(list(packages)))
    return int(np.lexsort((-ours, -np.round(worth, 9)))[0])


def _better(
    own: AdditiveUtility, thin: Posterior, rows: FloatArray, mine: float, now: FloatArray
) -> tuple[BetterDeal, ...]:
    shares = thin.draw_weights
    ours = own.utility_of(rows)
    rows, ours = rows[ours > mine + LEAST_GAIN], ours[ours > mine + LEAST_GAIN]
    if not len(rows):
        return ()
    values = thin.utility_of(rows)
    gains = (values - now) @ shares
    worth = np.where(gains > LEAST_GAIN, (ours - mine) * gains, -np.inf)
    order = _apart(worth, ours, gains)
    return tuple(
        BetterDeal(
            **vars(deal),
            own_gain=float(ours[k] - mine),
            their_gain=float(gains[k]),
            they_gain=float((values[k] > now) @ shares),
        )
        for k, deal in zip(order, deals_of(own, thin, rows[order]), strict=True)
    )


def _apart(worth: FloatArray, ours: FloatArray, gains: FloatArray) -> list[int]:
    """Rows of the ten of most worth, leaving out those that are all but the same to both as one before."""
    chosen: list[int] = []
    for k in np.argsort(-worth, kind="stable"):
        if not np.isfinite(worth[k]) or len(chosen) == MOST_BETTER:
            break
        near = (np.abs(ours[chosen] - ours[k]) < ALIKE) & (np.abs(gains[chosen] - gains[k]) < ALIKE)
        if not near.any():
            chosen.append(int(k))
    return chosen
