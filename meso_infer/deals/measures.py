"""How good a deal is for both, as far as it can be known: ours is known, theirs is believed draw by draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meso_infer.deals.joint_gains import LEAST_GAIN, joint_gain_left
from meso_infer.deals.outcome_measures import (
    dominance_share,
    integrative_quotient,
    log_rolling_index,
)
from meso_infer.deals.possible import options_of, possible_deals
from meso_infer.deals.reach import find_reach
from meso_infer.deals.space import LATER
from meso_infer.issues import CategoricalIssue, Issue
from meso_infer.packages import Package
from meso_infer.posterior import Posterior, Summary
from meso_infer.utility import AdditiveUtility

FloatArray = NDArray[np.float64]

MEASURED = 1024
"""Draws that a deal is measured on: with two hundred, ends of ranges would move by five points from one set
of draws to the next."""
RANKED = 1_000
"""Packages that a deal is ranked among; drawn evenly where there are more."""
LEAST_SHARE = 0.05
"""Share of the draws in which a measure must be defined before it is told."""


@dataclass(frozen=True)
class DealMeasures:
    """Measures of one deal; utilities 0 to 1, theirs on the model's scale.

    Attributes
    ----------
    package : Package
    own : float
    theirs : Summary
        What it is worth to each side.
    joint, most_joint : Summary
        Sum of both utilities, and the largest that any package could have had.
    left : Summary
        Most that both together could still gain without a loss to either, if each draw were the truth.
    nothing_left : float
        Probability that this is less than half a point of 100: the deal is on the frontier.
    dominated : Summary
        Of the packages that are better or worse for both than the deal, the share that are worse.
    integrative : Summary or None
        Integrative quotient: 0 as at the midpoint of every issue, 1 at the most joint; None where hardly
        anything could be added.
    log_rolling : Summary or None
        Log-rolling index, -1 to 1; None where both weigh all issues alike.
    own_gain : float or None
        What we have over our walk-away; None where none is set.
    their_gain : Summary
        What they have over what they would settle for in the end.
    above_their_limit : float
        Probability that this is not negative.
    own_share : Summary or None
        Of the gains of both over their limits, our share, where both gain.
    balance : Summary or None
        Difference between the gains of both, each as a share of the most that its limit leaves, 0 to 1.
    """

    package: Package
    own: float
    theirs: Summary
    joint: Summary
    most_joint: Summary
    left: Summary
    nothing_left: float
    dominated: Summary
    integrative: Summary | None
    log_rolling: Summary | None
    own_gain: float | None
    their_gain: Summary
    above_their_limit: float
    own_share: Summary | None
    balance: Summary | None


def measure_deal(
    own: AdditiveUtility,
    posterior: Posterior,
    package: Package,
    *,
    reservation_value: float | None = None,
    round_number: int = 1,
) -> DealMeasures:
    """Measure a deal with all that is not known of them.

    Parameters
    ----------
    own : AdditiveUtility
    posterior : Posterior
    package : Package
        Complete.
    reservation_value : float, optional
        Our walk-away, 0 to 1.
    round_number : int
        Of the deal; theirs is what they would settle for twelve rounds later.

    Raises
    ------
    InvalidPackage
        When the package leaves an issue open.
    """
    thin = posterior.thinned(MEASURED)
    here = own.agenda.encode([package])
    ours, theirs = float(own.utility_of(here)[0]), thin.utility_of(here)[0]
    joint = ours + theirs
    reach = find_reach(own, thin)
    left = joint_gain_left(reach.levels, reach.best, ours, theirs)
    listed = (reach.levels[:, None] + reach.best).max(axis=0)
    most = np.maximum(listed if own.agenda.rules else _most_joint(own, thin), joint)
    quotient = integrative_quotient(joint, _midpoint(own, thin), most)
    others = possible_deals(own.agenda, RANKED)
    beaten = dominance_share(own.utility_of(others), thin.utility_of(others), ours, theirs)
    limit = thin.draws.aspiration(round_number + LATER)
    shares = _gains(thin, ours, theirs, reservation_value, limit)
    return DealMeasures(
        package=package,
        own=ours,
        theirs=thin.summary(theirs),
        joint=thin.summary(joint),
        most_joint=thin.summary(most),
        left=thin.summary(left),
        nothing_left=thin.probability(left < LEAST_GAIN),
        dominated=thin.summary(beaten),
        integrative=_where_defined(thin, quotient),
        log_rolling=_where_defined(thin, _log_rolling(own, thin, here[0])),
        own_gain=None if reservation_value is None else ours - reservation_value,
        their_gain=thin.summary(theirs - limit),
        above_their_limit=thin.probability(theirs >= limit),
        own_share=shares[0],
        balance=shares[1],
    )


def _most_joint(own: AdditiveUtility, thin: Posterior) -> FloatArray:
    """Largest sum of both utilities of any package where no rule forbids any, shape ``(n_draws,)``."""
    total = np.zeros(thin.n_draws)
    for name, axis in zip(own.agenda.names, options_of(own.agenda), strict=True):
        both = own.part_worth(name, axis)[:, None] + thin.part_worths(name, axis)
        total += both.max(axis=0)
    return total


def _midpoint(own: AdditiveUtility, thin: Posterior) -> FloatArray:
    """Sum of both utilities with every issue settled in the middle, shape ``(n_draws,)``."""
    total = np.zeros(thin.n_draws)
    for issue in own.agenda.issues:
        at = middle_of(issue)
        both = own.part_worth(issue.name, at)[:, None] + thin.part_worths(issue.name, at)
        total += both.mean(axis=0)
    return total


def middle_of(issue: Issue) -> FloatArray:
    """Coordinates whose mean worth is that of the middle of an issue.

    The middle amount or option, the two middle ones of an even number, all options of an unordered issue.
    """
    if issue.n_options is None:
        return np.array([sum(issue.bounds) / 2])
    every = issue.coordinates()
    if isinstance(issue, CategoricalIssue):
        return every
    return every[(len(every) - 1) // 2 : len(every) // 2 + 1]


def _log_rolling(own: AdditiveUtility, thin: Posterior, row: FloatArray) -> FloatArray:
    """The log-rolling index of each draw.

    The share of an issue that we got is told in what it is worth to us: of an issue that matters nothing
    to us, a half.
    """
    worth = np.array(
        [
            float(own.part_worth(name, np.array([at]))[0])
            for name, at in zip(own.agenda.names, row, strict=True)
        ]
    )
    weights = np.asarray(own.weights)
    got = np.divide(worth, weights, out=np.full(len(weights), 0.5), where=weights > 1e-12)
    return log_rolling_index(weights, thin.weights, got)


def _gains(
    thin: Posterior,
    ours: float,
    theirs: FloatArray,
    reservation_value: float | None,
    limit: FloatArray,
) -> tuple[Summary | None, Summary | None]:
    """Our share of the gains over both limits, and how far the gains are from even."""
    if reservation_value is None or ours < reservation_value or reservation_value >= 1:
        return None, None
    mine, other = ours - reservation_value, theirs - limit
    both = (other >= 0) & (mine + other > 1e-9)
    share = np.divide(mine, mine + other, out=np.full_like(other, np.nan), where=both)
    room = np.maximum(1 - limit, 1e-9)
    apart = np.abs(mine / (1 - reservation_value) - np.clip(other / room, 0.0, 1.0))
    return _where_defined(thin, share), _where_defined(thin, np.where(both, apart, np.nan))


def _where_defined(thin: Posterior, values: FloatArray) -> Summary | None:
    """Summary over the draws in which a measure is defined; None where that is hardly any."""
    holds = ~np.isnan(values)
    if thin.probability(holds) < LEAST_SHARE:
        return None
    only = thin.reweighted(np.where(holds, 0.0, -1e9))
    return only.summary(np.where(holds, values, 0.0))
