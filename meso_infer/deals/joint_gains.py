"""What both could still gain over one deal: how much in all, and by which packages."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meso_infer.deals.reach import Reach, find_reach
from meso_infer.deals.space import DRAWS, Deal, deals_of, efficient_packages
from meso_infer.frontier import DECIMALS
from meso_infer.issues import Issue
from meso_infer.packages import Agenda, Package
from meso_infer.posterior import Posterior, Summary
from meso_infer.utility import AdditiveUtility

FloatArray = NDArray[np.float64]
Noes = tuple[Sequence[Package], Sequence[Package]]
"""Proposals instead of a deal that the first side, ours, said no to, and those that the second did."""

MOST_BETTER = 10
LEAST_GAIN = 0.005
"""What either side must be expected to gain: less than half a point of 100 is no gain to speak of."""
SPACINGS = (0.5, 0.35, 0.25, 0.18, 0.12, 0.08, 0.05, 0.03, 0.02, 0.01)
"""How much must change hands between two deals that are listed: the widest at which ten stand."""
ROUND_STEPS = (1.0, 2.0, 5.0, 10.0, 20.0)
MOST_ROUND = 25
"""How many steps between round amounts a continuous issue has at most."""
MOST_VARIED = 60
"""How many packages are varied to find deals of other kinds."""


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
        At most ten, the largest product of both expected gains first, spread over different kinds of
        deals; continuous issues at round amounts where such a deal is better for both.
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
    that are expected to be better for both, at round amounts, and what they become when one issue is
    settled otherwise; where there are none, none is named.

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
    return Improvements(
        deal=deals_of(own, posterior, here)[0],
        joint_gain_left=thin.summary(joint_gain_left(reach.levels, reach.best, mine, now)),
        better=_better(own, thin, _gaining_rows(own, posterior, reach, package), mine, now),
        accepted=float(chance[0]),
    )


def gaining_rows(own: AdditiveUtility, posterior: Posterior, package: Package) -> FloatArray:
    """Packages that are expected to be better for both than one, as coordinates ``(n, n_issues)``.

    Efficient ones of the mean belief and of several opinions; at round amounts, and with one issue settled
    otherwise, where such packages are better for both too.
    """
    return _gaining_rows(own, posterior, find_reach(own, posterior.thinned(DRAWS)), package)


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


def _at_round_amounts(agenda: Agenda, rows: FloatArray) -> FloatArray:
    """The packages that rows ``(n, n_issues)`` become when continuous issues take round amounts.

    And what each of those becomes when one issue is settled otherwise: deals of another kind.
    """
    if not len(rows):
        return rows
    rounded = rows[np.linspace(0, len(rows) - 1, min(len(rows), MOST_VARIED)).astype(np.intp)]
    axes = [few_options(issue) for issue in agenda.issues]
    for j, issue in enumerate(agenda.issues):
        if issue.n_options is None:
            nearest = np.abs(axes[j] - rounded[:, j, None]).argmin(axis=1)
            rounded[:, j] = axes[j][nearest]
    found = [rounded := np.unique(rounded, axis=0)]
    for j, axis in enumerate(axes):
        varied = rounded.repeat(len(axis), axis=0)
        varied[:, j] = np.tile(axis, len(rounded))
        found.append(varied)
    together = np.unique(np.vstack(found), axis=0)
    return together[agenda.feasible_mask(together)]


def few_options(issue: Issue) -> FloatArray:
    """At most 25 or so coordinates of an issue: all, some that are evenly spread, or round amounts.

    Returns
    -------
    ndarray, shape (n,)
        Rising, both ends of the issue among them. Round amounts are multiples of 1, 2 or 5 times a power
        of ten.
    """
    low, high = issue.bounds
    if issue.n_options is not None:
        every = issue.coordinates()
        at = np.linspace(0, len(every) - 1, min(len(every), MOST_ROUND)).astype(np.intp)
        return every[at]
    scale = 10.0 ** math.floor(math.log10((high - low) / MOST_ROUND))
    step = scale * next(one for one in ROUND_STEPS if (high - low) <= MOST_ROUND * scale * one)
    inner = np.arange(math.ceil(low / step), math.floor(high / step) + 1) * step
    return np.unique(np.clip([low, *np.round(inner, DECIMALS), high], low, high))


def _gaining_rows(
    own: AdditiveUtility, posterior: Posterior, reach: Reach, package: Package
) -> FloatArray:
    thin = posterior.thinned(DRAWS)
    here = own.agenda.encode([package])
    now, mine = thin.utility_of(here)[0], float(own.utility_of(here)[0])
    rows, _ = efficient_packages(own, posterior)
    found = np.unique(np.vstack([rows, reach.pool.reshape(-1, own.agenda.n_issues)]), axis=0)
    found = _gaining(own, thin, found, mine, now)
    rounded = _gaining(own, thin, _at_round_amounts(own.agenda, found), mine, now)
    return rounded if len(rounded) else found


def _gaining(
    own: AdditiveUtility, thin: Posterior, rows: FloatArray, mine: float, now: FloatArray
) -> FloatArray:
    """Those of the rows that are expected to be better for both."""
    rows = rows[own.utility_of(rows) >= mine + LEAST_GAIN]
    return rows[(thin.utility_of(rows) - now) @ thin.draw_weights >= LEAST_GAIN]


def _better(
    own: AdditiveUtility, thin: Posterior, rows: FloatArray, mine: float, now: FloatArray
) -> tuple[BetterDeal, ...]:
    shares = thin.draw_weights
    ours = own.utility_of(rows)
    values = thin.utility_of(rows)
    gains = (values - now) @ shares
    order = _apart((ours - mine) * gains, _part_worths_of_both(own, thin, rows))
    return tuple(
        BetterDeal(
            **vars(deal),
            own_gain=float(ours[k] - mine),
            their_gain=float(gains[k]),
            they_gain=float((values[k] > now) @ shares),
        )
        for k, deal in zip(order, deals_of(own, thin, rows[order]), strict=True)
    )


def _part_worths_of_both(own: AdditiveUtility, thin: Posterior, rows: FloatArray) -> FloatArray:
    """Our part-worths of every issue and what theirs are expected to be, ``(n, 2 n_issues)``."""
    ours = [own.part_worth(name, rows[:, j]) for j, name in enumerate(own.agenda.names)]
    theirs = [
        thin.part_worths(name, rows[:, j]) @ thin.draw_weights
        for j, name in enumerate(own.agenda.names)
    ]
    return np.stack([*ours, *theirs], axis=1)


def _apart(worth: FloatArray, part_worths: FloatArray) -> list[int]:
    """Rows of ten deals of much worth between any two of which as much as possible changes hands.

    Taken in the order of their worth, leaving out what is nearer to one before than the spacing, which
    is narrowed until ten stand.
    """
    order = np.argsort(-worth, kind="stable")
    chosen: list[int] = []
    for spacing in SPACINGS:
        chosen = []
        left = order
        while len(left) and len(chosen) < MOST_BETTER:
            chosen.append(int(left[0]))
            moved = np.abs(part_worths[left] - part_worths[left[0]]).sum(axis=1)
            left = left[moved >= spacing]
        if len(chosen) == MOST_BETTER:
            break
    return chosen
