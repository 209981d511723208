"""What can be offered at each level of our utility: the best package for them, draw by draw.

Two answers for every level: the best package there is for them if a draw were the truth, and the best
of a few packages that are chosen before anybody knows which draw is. What lies between is what more
knowledge of their taste is worth at that level.

`candidates.knapsack` searches one narrow band on a fine grid and follows many packages back through it.
Here all levels are asked at once, each package worth at least its level: one coarse pass over the whole range,
which keeps nothing to follow back but for a few opinions, is a fraction of the work and memory.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from meso_infer.errors import InvalidSettings
from meso_infer.packages import Agenda
from meso_infer.points import points
from meso_infer.posterior import Posterior
from meso_infer.utility import AdditiveUtility

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]

MOST_LISTED = 4_000
"""Up to how many packages are listed one by one; beyond, each issue adds to a grid of our utility."""
MOST_WITH_RULES = 200_000
"""How many packages are listed, or drawn, where rules across issues forbid adding issue by issue."""
AMOUNTS = 41
GRID = 500
"""Steps of our utility where issues are added one by one: levels are right to 0.001 an issue."""
VIEWS = 16
"""How many opinions on their taste packages are collected from: the mean and spread-out draws."""
LEVEL_STEP = 0.01
SAME = 1e-9


@dataclass(frozen=True)
class Reach:
    """What offers at rising levels of our utility are worth to them.

    Attributes
    ----------
    levels : ndarray, shape (n_levels,)
        Our utility, 0 to 1, rising; a package at a level is worth at least that to us.
    best : ndarray, shape (n_levels, n_draws)
        Their utility of the best package for them at each level, if each draw were the truth.
    offered : ndarray, shape (n_levels, n_draws)
        Their utility of the best of the packages that we would offer, chosen without knowing the draw.
    draw_weights : ndarray, shape (n_draws,)
        Sums to 1.
    coordinates : ndarray, shape (n_levels, n_packages, n_issues)
        Those packages.
    pool, pool_worth : ndarray, shape (n_levels, n_views, n_issues) and (n_levels, n_views, n_draws)
        The packages that they were chosen from, and their utility of each.
    method : str
        "exact" when every package was looked at one by one, otherwise "heuristic".
    """

    levels: FloatArray
    best: FloatArray
    offered: FloatArray
    draw_weights: FloatArray
    coordinates: FloatArray
    pool: FloatArray
    pool_worth: FloatArray
    method: str

    def believing(self, draw_weights: FloatArray) -> Reach:
        """The same packages to choose from, chosen under other weights of the draws."""
        return _chosen(self, draw_weights, self.coordinates.shape[1])


@dataclass(frozen=True)
class _Options:
    """What each issue can add: coordinates, our part-worths and theirs per draw."""

    coordinates: tuple[FloatArray, ...]
    own: tuple[FloatArray, ...]
    theirs: tuple[FloatArray, ...]

    @property
    def count(self) -> int:
        return math.prod(len(one) for one in self.coordinates)


def find_reach(
    own: AdditiveUtility,
    posterior: Posterior,
    *,
    lowest: float = 0.0,
    n_packages: int = 3,
    levels: FloatArray | None = None,
) -> Reach:
    """The best for them at each level of our utility, and the best of what we would offer.

    Continuous issues, and those with many steps, are tried at 41 amounts.

    Parameters
    ----------
    own : AdditiveUtility
    posterior : Posterior
        Thin it first: a few hundred draws are enough.
    lowest : float
        Lowest level that is looked at, 0 to 1: our reservation value.
    n_packages : int
        How many packages an offer holds, from 1.
    levels : ndarray, optional
        Our utility at which to look, rising; every hundredth from `lowest` to our best when absent.

    Raises
    ------
    InvalidSettings
        When no package is worth `lowest` to us.
    """
    options = _options(own, posterior)
    shares = posterior.draw_weights
    views = _views(shares)
    listing = _listing(own.agenda, options, views)
    top = min(1.0, _top(options) if listing is None else float(listing.own[-1]))
    if lowest > top + SAME:
        raise InvalidSettings(
            f"Our walk-away is {points(lowest)} points and the best package is worth "
            f"{points(top)} points to us. Lower the walk-away in Setup, or widen a range."
        )
    grid = rising_levels(lowest, top) if levels is None else np.asarray(levels, float)
    if listing is None:
        best = _best_by_adding(options, grid)
        packages = _packages_by_adding(options, grid, views)
    else:
        best, packages = _best_of_listing(listing, options, grid, views)
    worth = _summed(options.theirs, packages.reshape(-1, own.agenda.n_issues))
    worth = worth.reshape(*packages.shape[:2], -1)
    # Where the grid of our utility is coarse, a package may pass the best that the grid knows of.
    best = np.maximum(best, worth.max(axis=1))
    pool = np.stack([c[packages[:, :, j]] for j, c in enumerate(options.coordinates)], axis=2)
    complete = listing is not None and listing.complete and not own.agenda.continuous()
    method = "exact" if complete else "heuristic"
    bare = Reach(grid, best, best, shares, pool, pool, worth, method)
    return _chosen(bare, shares, n_packages)


def rising_levels(lowest: float, top: float) -> FloatArray:
    """`lowest`, every hundredth above it, and `top`."""
    first = math.floor(lowest / LEVEL_STEP + SAME) + 1
    last = math.ceil(top / LEVEL_STEP - SAME) - 1
    inner = np.arange(first, last + 1) * LEVEL_STEP
    return np.unique(np.concatenate([[lowest], inner, [max(lowest, top)]]))


# --- issue by issue ---------------------------------------------------------------------------------


def _options(own: AdditiveUtility, posterior: Posterior) -> _Options:
    coordinates, ours, theirs = [], [], []
    for issue in own.agenda.issues:
        is_long = issue.n_options is None or (
            issue.n_options > AMOUNTS and issue.counterpart_probabilities is not None
        )
        places = issue.grid(AMOUNTS) if is_long else issue.coordinates()
        coordinates.append(places)
        ours.append(own.part_worth(issue.name, places))
        theirs.append(posterior.part_worths(issue.name, places))
    return _Options(tuple(coordinates), tuple(ours), tuple(theirs))


def _top(options: _Options) -> float:
    return float(sum(one.max() for one in options.own))


def _views(shares: FloatArray) -> FloatArray:
    """Weights of the draws in each of the opinions that packages are collected from, one a column."""
    n = len(shares)
    reached = np.cumsum(shares)
    chosen = np.searchsorted(reached, (np.arange(VIEWS - 1) + 0.5) / (VIEWS - 1))
    return np.stack([shares, *np.eye(n)[np.minimum(chosen, n - 1)]], axis=1)


def _steps(own: FloatArray) -> IntArray:
    return np.rint(own * GRID).astype(np.intp)


def _rows_of(levels: FloatArray) -> IntArray:
    """The first step of the grid whose packages are worth at least each level, to half a step."""
    return np.ceil(levels * GRID - 0.5 - SAME).astype(np.intp)


def _best_by_adding(options: _Options, levels: FloatArray) -> FloatArray:
    """The knapsack over draws: best sum for them at each step of ours, then at least at each level."""
    value = np.zeros((1, options.theirs[0].shape[1]), np.float32)
    for own, theirs in zip(options.own, options.theirs, strict=True):
        steps = _steps(own)
        wider = np.full((len(value) + steps.max(), value.shape[1]), -np.inf, np.float32)
        for step, worth in zip(steps, theirs.astype(np.float32), strict=True):
            rows = wider[step : step + len(value)]
            np.maximum(rows, value + worth, out=rows)
        value = wider
    at_least = np.maximum.accumulate(value[::-1], axis=0)[::-1]
    rows = np.minimum(_rows_of(levels), len(value) - 1)
    return at_least[rows].astype(float)


def _packages_by_adding(options: _Options, levels: FloatArray, views: FloatArray) -> IntArray:
    """Places of the best package for each view at each level, shape ``(n_levels, n_views, n_issues)``."""
    seen = [theirs @ views for theirs in options.theirs]
    value = np.zeros((1, views.shape[1]))
    taken: list[IntArray] = []
    for own, theirs in zip(options.own, seen, strict=True):
        steps = _steps(own)
        wider = np.full((len(value) + steps.max(), views.shape[1]), -np.inf)
        choice = np.zeros(wider.shape, np.intp)
        for k, step in enumerate(steps):
            rows = slice(step, step + len(value))
            better = value + theirs[k] > wider[rows]
            wider[rows] = np.where(better, value + theirs[k], wider[rows])
            choice[rows][better] = k
        taken.append(choice)
        value = wider
    at = np.minimum(_rows_of(levels), len(value) - 1)[:, None].repeat(views.shape[1], axis=1)
    beyond = value[::-1]
    running = np.maximum.accumulate(beyond, axis=0)
    fresh = np.where(beyond == running, np.arange(len(value))[:, None], 0)
    best_row = (len(value) - 1 - np.maximum.accumulate(fresh, axis=0))[::-1]
    row = np.take_along_axis(best_row, at, axis=0)
    columns = np.arange(views.shape[1])[None, :]
    places = np.zeros((*row.shape, len(options.own)), np.intp)
    for j in range(len(options.own) - 1, -1, -1):
        places[:, :, j] = taken[j][row, columns]
        row = row - _steps(options.own[j])[places[:, :, j]]
    return places


# --- one by one -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Listing:
    """Packages that we value from least to most: places of their options, and what they are worth to us.

    Attributes
    ----------
    places : ndarray, shape (n, n_issues)
    own : ndarray, shape (n,)
    complete : bool
        Whether every package was looked at.
    """

    places: IntArray
    own: FloatArray
    complete: bool


def _listing(agenda: Agenda, options: _Options, views: FloatArray) -> _Listing | None:
    """Packages one by one where they are few or bound by rules; None where issues can be added."""
    if options.count > MOST_LISTED and not agenda.rules:
        return None
    shape = tuple(len(one) for one in options.coordinates)
    complete = options.count <= MOST_WITH_RULES
    if complete:
        places = np.stack(np.unravel_index(np.arange(options.count), shape), axis=1)
    else:
        rng = np.random.default_rng(len(shape))
        places = np.stack([rng.integers(0, n, MOST_WITH_RULES) for n in shape], axis=1)
    coordinates = np.stack([c[places[:, j]] for j, c in enumerate(options.coordinates)], axis=1)
    places = places[agenda.feasible_mask(coordinates)]
    if not len(places):
        raise InvalidSettings(
            "No package that was looked at obeys every rule. Change or remove a rule in Setup."
        )
    own = _summed(options.own, places)
    order = own.argsort(kind="stable")
    listing = _Listing(places[order], own[order], complete)
    return listing if len(places) <= MOST_LISTED else _shortened(listing, options, views)


def _summed(worths: tuple[FloatArray, ...], places: IntArray) -> FloatArray:
    """Sums of part-worths at places ``(n, n_issues)``, shape ``(n, ...)``."""
    total = np.zeros((len(places), *worths[0].shape[1:]))
    for j, worth in enumerate(worths):
        total += worth[places[:, j]]
    return total


def _shortened(listing: _Listing, options: _Options, views: FloatArray) -> _Listing:
    """Of each small step of our utility, the best package in each view."""
    seen = _summed(tuple(theirs @ views for theirs in options.theirs), listing.places)
    band = np.floor(listing.own / (LEVEL_STEP / 2) + SAME)
    starts = np.flatnonzero(np.diff(band, prepend=-1.0))
    group = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(band))))
    best = np.maximum.reduceat(seen, starts, axis=0)
    keep = (seen >= best[group] - SAME).any(axis=1)
    return _Listing(listing.places[keep], listing.own[keep], False)


def _best_of_listing(
    listing: _Listing, options: _Options, levels: FloatArray, views: FloatArray
) -> tuple[FloatArray, IntArray]:
    """Best for them at each level, ``(n_levels, n_draws)``, and the places of the views' best packages."""
    theirs = _summed(options.theirs, listing.places)
    at_least = np.maximum.accumulate(theirs[::-1], axis=0)[::-1]
    first = np.minimum(np.searchsorted(listing.own, levels - SAME), len(listing.own) - 1)
    seen = theirs @ views
    behind = seen[::-1]
    fresh = np.where(
        behind == np.maximum.accumulate(behind, axis=0), np.arange(len(behind))[:, None], 0
    )
    row = (len(behind) - 1 - np.maximum.accumulate(fresh, axis=0))[::-1]
    return at_least[first], listing.places[row[first]]


# --- what we would offer ----------------------------------------------------------------------------


def _chosen(reach: Reach, shares: FloatArray, n_packages: int) -> Reach:
    """At each level the packages that promise them most together, chosen one after the other."""
    reached = np.full_like(reach.best, -np.inf)
    rows = np.arange(len(reach.levels))
    chosen = []
    for _ in range(n_packages):
        promise = np.maximum(reach.pool_worth, reached[:, None, :]) @ shares
        pick = promise.argmax(axis=1)
        chosen.append(reach.pool[rows, pick])
        reached = np.maximum(reached, reach.pool_worth[rows, pick])
    return replace(
        reach, offered=reached, draw_weights=shares, coordinates=np.stack(chosen, axis=1)
    )
