"""The deals that are possible, as we value them and as we believe that they do.

What is believed has a band: the best that they could have at each level of ours, draw by draw. What
can be chosen today is chosen by the mean of what is believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meso_infer.deals.possible import allowed_places, options_of, possible_deals, spread
from meso_infer.deals.reach import Reach, find_reach
from meso_infer.frontier import BargainingPoints, additive_frontier, bargaining_points
from meso_infer.information import weighted_quantiles
from meso_infer.packages import Agenda, Package
from meso_infer.posterior import Posterior
from meso_infer.utility import AdditiveUtility

FloatArray = NDArray[np.float64]

CLOUD = 240
"""How many possible deals are drawn as dots."""
DRAWS = 200
BAND = (0.1, 0.9)
SMOOTHED_OVER = 5
"""Over how many levels of ours the band is averaged."""
MOST_SHOWN = 120
"""How many packages of a frontier are kept one by one."""
LATER = 12
"""How many rounds ahead their aspiration is taken for what they would settle for in the end."""
POINTS = ("nash", "kalai_smorodinsky", "egalitarian", "max_sum")


@dataclass(frozen=True)
class Deal:
    """One possible deal.

    Attributes
    ----------
    own : float
        Utility to us, 0 to 1.
    theirs, theirs_low, theirs_high : float
        Expected utility to them on the model's scale, with its 80% interval.
    """

    package: Package
    own: float
    theirs: float
    theirs_low: float
    theirs_high: float


@dataclass(frozen=True)
class BargainingPoint(Deal):
    """A classical solution, with how far it moves over what is believed.

    Attributes
    ----------
    name : str
        One of `POINTS`.
    own_low, own_high : float
        80% interval, over the draws, of our utility at the solution of each draw.
    """

    name: str
    own_low: float
    own_high: float


@dataclass(frozen=True)
class DealSpace:
    """Possible deals as pairs of utilities: ours is known, theirs is believed.

    Attributes
    ----------
    frontier : tuple of Deal
        Packages that no other is expected to better for both, from our best to theirs; of more than
        120 an even choice.
    efficient : int
        How many there are.
    method : str
        "exact" when that is every such package, otherwise "heuristic".
    considered : int or None
        How many packages there are; None where amounts are continuous.
    cloud : ndarray, shape (n, 2)
        Both utilities of some possible deals, spread over all.
    levels, best, best_low, best_high : ndarray, shape (n_levels,)
        Levels of ours, and the most that they could have at each: its mean and 80% interval over the
        draws, smoothed.
    reservation_value : float
        Ours; 0 where none is set.
    zone, zone_later : float
        Probability that some deal is good enough for both now, and once their aspiration has fallen for
        twelve rounds.
    points : tuple of BargainingPoint
        Over our reservation value and their aspiration in twelve rounds; empty where no deal is
        expected to be good enough for both even then.
    """

    frontier: tuple[Deal, ...]
    efficient: int
    method: str
    considered: int | None
    cloud: FloatArray
    levels: FloatArray
    best: FloatArray
    best_low: FloatArray
    best_high: FloatArray
    reservation_value: float
    zone: float
    zone_later: float
    points: tuple[BargainingPoint, ...]


def find_deal_space(
    own: AdditiveUtility,
    posterior: Posterior,
    *,
    reservation_value: float | None = None,
    round_number: int = 1,
) -> DealSpace:
    """The frontier with its band, the bargaining points, and whether there is room for a deal.

    The frontier of the mean belief is exact whatever the number of packages, unless rules across
    issues forbid more than can be listed; continuous issues are tried at 101 amounts.

    Parameters
    ----------
    own : AdditiveUtility
    posterior : Posterior
    reservation_value : float, optional
        What no deal is worth to us, 0 to 1.
    round_number : int
        Round as of which they would take nothing instead.
    """
    thin = posterior.thinned(DRAWS)
    floor = 0.0 if reservation_value is None else reservation_value
    coordinates, method = efficient_packages(own, posterior)
    reach = find_reach(own, thin)
    none, later = (thin.draws.aspiration(round_number + ahead) for ahead in (0, LATER))
    low, middle, high = _band(reach)
    inside = reach.levels >= floor - 1e-9
    best_for_them = reach.best[inside][0] if inside.any() else np.full(thin.n_draws, -np.inf)
    return DealSpace(
        frontier=deals_of(own, posterior, coordinates[spread(len(coordinates), MOST_SHOWN)]),
        efficient=len(coordinates),
        method=method,
        considered=own.agenda.count(),
        cloud=_cloud(own, posterior),
        levels=reach.levels,
        best=middle,
        best_low=low,
        best_high=high,
        reservation_value=floor,
        zone=zone_probability(best_for_them, none, thin.draw_weights),
        zone_later=zone_probability(best_for_them, later, thin.draw_weights),
        points=_points(own, posterior, coordinates, reach, later, floor),
    )


def zone_probability(best: FloatArray, reservation: FloatArray, shares: FloatArray) -> float:
    """Probability that a deal exists which is good enough for both.

    Parameters
    ----------
    best : ndarray, shape (n_draws,)
        Most that they can have of the deals that are good enough for us.
    reservation : ndarray, shape (n_draws,)
        What they need.
    shares : ndarray, shape (n_draws,)
        Weights of the draws; they sum to 1.
    """
    return float(np.clip((best >= reservation) @ shares, 0.0, 1.0))


# --- the frontier of the mean belief ------------------------------------------------------------------


def efficient_packages(own: AdditiveUtility, posterior: Posterior) -> tuple[FloatArray, str]:
    """Packages that none betters for both, by the mean of what is believed.

    Returns
    -------
    coordinates : ndarray, shape (n, n_issues)
        Our utility falls from row to row.
    method : str
        "exact" or "heuristic".
    """
    agenda = own.agenda
    axes = options_of(agenda)
    ours = [own.part_worth(name, axis) for name, axis in zip(agenda.names, axes, strict=True)]
    shares = posterior.draw_weights
    theirs = [
        posterior.part_worths(name, axis) @ shares
        for name, axis in zip(agenda.names, axes, strict=True)
    ]
    return efficient_rows(agenda, axes, ours, theirs)


def efficient_rows(
    agenda: Agenda,
    axes: Sequence[FloatArray],
    first: Sequence[FloatArray],
    second: Sequence[FloatArray],
) -> tuple[FloatArray, str]:
    """Packages that none betters for both of two utilities that are sums over issues.

    Parameters
    ----------
    axes : sequence of ndarray, shape (n_options,)
        Coordinates to try, by issue.
    first, second : sequence of ndarray, shape (n_options,)
        Part-worths of those to either side.

    Returns
    -------
    coordinates : ndarray, shape (n, n_issues)
        The first side's utility falls from row to row.
    method : str
        "exact" or "heuristic".

    Raises
    ------
    InvalidPackage
        When no package that was looked at obeys every rule.
    """
    # What is efficient as a whole is efficient in every part that no rule reaches across.
    parts = agenda.parts()
    listings = [allowed_places(agenda.part(part), [axes[j] for j in part]) for part in parts]
    worth = [
        [
            np.sum([side[j][places[:, k]] for k, j in enumerate(part)], axis=0)
            for part, (places, _) in zip(parts, listings, strict=True)
        ]
        for side in (first, second)
    ]
    found = additive_frontier(*worth)
    rows = np.empty((len(found.places), agenda.n_issues))
    for part, (places, _), chosen in zip(parts, listings, found.places.T, strict=True):
        for k, j in enumerate(part):
            rows[:, j] = axes[j][places[chosen, k]]
    exact = found.is_exact and all(complete for _, complete in listings)
    return rows, "exact" if exact and not agenda.continuous() else "heuristic"


def deals_of(
    own: AdditiveUtility, posterior: Posterior, coordinates: FloatArray
) -> tuple[Deal, ...]:
    """Packages, by their coordinates ``(n, n_issues)``, as deals."""
    thin = posterior.thinned(DRAWS)
    values = thin.utility_of(coordinates)
    ours, shares = own.utility_of(coordinates), thin.draw_weights
    deals = []
    for row, worth, theirs in zip(coordinates, ours, values, strict=True):
        low, high = weighted_quantiles(theirs, shares, BAND)
        package = own.agenda.decode(row)
        deals.append(Deal(package, float(worth), float(theirs @ shares), float(low), float(high)))
    return tuple(deals)


def _cloud(own: AdditiveUtility, posterior: Posterior) -> FloatArray:
    """Both utilities of deals drawn evenly from all that obey the rules."""
    rows = possible_deals(own.agenda)
    rows = rows[spread(len(rows), CLOUD)]
    thin = posterior.thinned(DRAWS)
    return np.stack([own.utility_of(rows), thin.utility_of(rows) @ thin.draw_weights], axis=1)


# --- over the draws -----------------------------------------------------------------------------------


def _band(reach: Reach) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Low, mean and high of the best for them at each level, averaged over neighbouring levels."""
    quantiles = np.stack([weighted_quantiles(row, reach.draw_weights, BAND) for row in reach.best])
    low, middle, high = quantiles[:, 0], reach.best @ reach.draw_weights, quantiles[:, 1]
    return _smoothed(low), _smoothed(middle), _smoothed(high)


def _smoothed(values: FloatArray) -> FloatArray:
    """Running means that shrink towards both ends: what never rises still never rises."""
    n, half = len(values), SMOOTHED_OVER // 2
    sums = np.concatenate([[0.0], np.cumsum(values)])
    reach = np.minimum(half, np.minimum(np.arange(n), n - 1 - np.arange(n)))
    first, last = np.arange(n) - reach, np.arange(n) + reach + 1
    return (sums[last] - sums[first]) / (last - first)


def _points(
    own: AdditiveUtility,
    posterior: Posterior,
    coordinates: FloatArray,
    reach: Reach,
    none: FloatArray,
    floor: float,
) -> tuple[BargainingPoint, ...]:
    theirs = posterior.utility_of(coordinates) @ posterior.draw_weights
    pairs = np.stack([own.utility_of(coordinates), theirs], axis=1)
    found = bargaining_points(pairs, (floor, float(none @ reach.draw_weights)))
    if found is None:
        return ()
    rows = _rows(found)
    moving = _points_by_draw(reach, none, floor)
    deals = deals_of(own, posterior, coordinates[rows])
    points = []
    for name, deal, levels in zip(POINTS, deals, moving, strict=True):
        known = ~np.isnan(levels)
        weights = reach.draw_weights[known] / max(float(reach.draw_weights[known].sum()), 1e-12)
        ends = (deal.own, deal.own)
        if known.any():
            low, high = weighted_quantiles(levels[known], weights, BAND)
            ends = (float(low), float(high))
        points.append(BargainingPoint(**vars(deal), name=name, own_low=ends[0], own_high=ends[1]))
    return tuple(points)


def _rows(found: BargainingPoints) -> list[int]:
    return [getattr(found, name) for name in POINTS]


def _points_by_draw(reach: Reach, none: FloatArray, floor: float) -> FloatArray:
    """Our utility at each solution if a draw were the truth, ``(n_points, n_draws)``; nan without a zone."""
    gains = np.maximum(reach.levels - floor, 0.0)[:, None]
    theirs = reach.best - none
    inside = (reach.levels >= floor - 1e-9)[:, None] & (theirs >= 0)
    theirs = np.maximum(theirs, 0.0)
    ideal_own = np.where(inside, gains, 0.0).max(axis=0)
    ideal_theirs = np.where(inside, theirs, 0.0).max(axis=0)
    shares = np.minimum(
        gains / np.maximum(ideal_own, 1e-12), theirs / np.maximum(ideal_theirs, 1e-12)
    )
    aims = (gains * theirs, shares, np.minimum(gains, theirs), gains + theirs)
    rows = np.stack([np.where(inside, aim, -1.0).argmax(axis=0) for aim in aims])
    return np.where(inside.any(axis=0), reach.levels[rows], np.nan)
