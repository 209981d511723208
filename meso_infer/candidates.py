"""All packages that are worth the target to us: the material of the next Meso.

Discrete issues are searched exhaustively. One continuous issue is solved, combination by combination,
for the amount that makes the package worth the target; further continuous issues are tried at 101
amounts each, or at fewer where that would leave more packages than can be searched.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from meso_infer.draw_tables import AMOUNTS_TRIED
from meso_infer.errors import NoFeasibleMeso, listed
from meso_infer.issues import Issue, NumericIssue, Option
from meso_infer.packages import Agenda, Package
from meso_infer.utility import AdditiveUtility, ValueFunction, invert

FloatArray = NDArray[np.float64]

MOST_COMBINATIONS = 1_000_000
FEWEST_TRIED = 11
SWIFT_COMBINATIONS = 100_000
"""What amounts are thinned to when 101 of each are too many: a proposal then takes about a second."""
BAND_SLACK = 1e-9
PLAIN_SHARE = 1 / 200
"""Solved amounts are rounded as long as that moves our utility by less than this share of the tolerance."""


@dataclass(frozen=True)
class Candidates:
    """Packages in the own-utility band ``target +- tolerance / 2``.

    Attributes
    ----------
    coordinates : ndarray, shape (n, n_issues)
    utilities : ndarray, shape (n,)
        Our utility of each, 0 to 1.
    method : str
        "exact" when every package of the band was searched.
    solved : str or None
        The issue whose amount was solved for equality.
    gridded : tuple of str
        Continuous issues that were tried at 101 amounts, or at 11 or more when they are many.
    """

    agenda: Agenda
    coordinates: FloatArray
    utilities: FloatArray
    method: str = "exact"
    solved: str | None = None
    gridded: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.coordinates)

    def packages(self, rows: Sequence[int] | None = None) -> tuple[Package, ...]:
        """The candidates as packages; all of them unless rows are named."""
        chosen = range(len(self)) if rows is None else rows
        return tuple(self.agenda.decode(self.coordinates[row]) for row in chosen)

    def where(self, keep: NDArray[np.bool_] | NDArray[np.intp]) -> Candidates:
        """The candidates at the given rows."""
        return Candidates(
            self.agenda,
            self.coordinates[keep],
            self.utilities[keep],
            self.method,
            self.solved,
            self.gridded,
        )


@dataclass(frozen=True)
class _Axes:
    """What is searched: coordinates per issue, the place of the solved issue, the gridded ones."""

    options: tuple[FloatArray, ...]
    solved: int | None
    gridded: tuple[str, ...]


def find_candidates(
    own: AdditiveUtility,
    target: float,
    tolerance: float,
    *,
    held: Mapping[str, Option] | None = None,
    refused: Sequence[Package] = (),
    floor: float | None = None,
    plain_amounts: bool = True,
) -> Candidates:
    """Every package whose utility to us lies within ``target +- tolerance / 2``.

    Parameters
    ----------
    own : AdditiveUtility
    target, tolerance : float
        Utilities, 0 to 1; tolerance above 0.
    held : mapping of issue to option, optional
        Issues that keep one option.
    refused : sequence of Package
        Packages that are left out because they were refused.
    floor : float, optional
        Lowest utility to us that any package may have: reservation value plus margin.
    plain_amounts : bool
        Round solved amounts where that moves our utility by less than 1/200 of the tolerance.

    Raises
    ------
    NoFeasibleMeso
        When nothing is left, saying what emptied the band; or when there are more combinations than
        can be searched one by one.
    """
    agenda = own.agenda
    fixed = {agenda.issue(name).name: option for name, option in (held or {}).items()}
    low, high = target - tolerance / 2, target + tolerance / 2
    low = low if floor is None else max(low, floor)
    if low > high + BAND_SLACK:
        raise NoFeasibleMeso(
            f"The packages should be worth {_points(target)} to us, below the walk-away and margin "
            f"of {_points(low)}. Raise the target, or lower the margin."
        )
    _refuse_too_many(agenda, _sizes(own, fixed))
    axes = _axes(own, fixed)
    found, reachable = _in_band(own, axes, target, low, high, tolerance if plain_amounts else 0.0)
    if not len(found):
        raise NoFeasibleMeso(_empty_band(own, fixed, target, tolerance, reachable))
    fresh = _allowed(agenda, found, refused, target)
    solved = None if axes.solved is None else agenda.names[axes.solved]
    return Candidates(agenda, fresh, own.utility_of(fresh), "exact", solved, axes.gridded)


def _allowed(
    agenda: Agenda, coordinates: FloatArray, refused: Sequence[Package], target: float
) -> FloatArray:
    """The packages that obey the rules and were not refused; raises NoFeasibleMeso when none is left."""
    feasible = coordinates[agenda.feasible_mask(coordinates)] if agenda.rules else coordinates
    if not len(feasible):
        rules = listed((agenda.describe_rule(rule) for rule in agenda.rules), "and")
        raise NoFeasibleMeso(
            f"All {len(coordinates):,} packages worth {_points(target)} to us break a rule ({rules}). "
            "Change the target, or the rule in Setup."
        )
    fresh = feasible[~_matches(agenda, feasible, refused)] if refused else feasible
    if not len(fresh):
        raise NoFeasibleMeso(
            f"All {len(feasible):,} packages worth {_points(target)} to us were refused before. "
            "Change the target, or widen the tolerance."
        )
    return fresh


def _solved_issue(own: AdditiveUtility, held: Mapping[str, Option]) -> int | None:
    """The place of the heaviest continuous issue: solving it reaches the target from most combinations."""
    places = [
        j
        for j, issue in enumerate(own.agenda.issues)
        if issue.name not in held and issue.n_options is None and own.weights[j] > 0
    ]
    return max(places, key=lambda j: own.weights[j]) if places else None


def _sizes(own: AdditiveUtility, held: Mapping[str, Option]) -> dict[str, int]:
    """How many options of each issue are tried; 1 where the amount is solved or held."""
    solved = _solved_issue(own, held)
    sizes: dict[str, int] = {}
    gridded: list[str] = []
    for j, issue in enumerate(own.agenda.issues):
        single = j == solved or issue.name in held
        sizes[issue.name] = 1 if single else issue.n_options or AMOUNTS_TRIED
        if not single and issue.n_options is None:
            gridded.append(issue.name)
    if gridded and math.prod(sizes.values()) > MOST_COMBINATIONS:
        room = SWIFT_COMBINATIONS * AMOUNTS_TRIED ** len(gridded) / math.prod(sizes.values())
        fewer = max(FEWEST_TRIED, int(room ** (1 / len(gridded)) + 1e-9))
        sizes.update(dict.fromkeys(gridded, fewer))
    return sizes


def _refuse_too_many(agenda: Agenda, sizes: Mapping[str, int]) -> None:
    combinations = math.prod(sizes.values())
    if combinations <= MOST_COMBINATIONS:
        return
    widest = sorted(agenda.names, key=lambda name: -sizes[name])[:3]
    named = listed(
        (f"{name} ({sizes[name]:,} options)" for name in widest if sizes[name] > 1), "and"
    )
    raise NoFeasibleMeso(
        f"There are {combinations:,} packages to search; up to {MOST_COMBINATIONS:,} are searched one by one. "
        f"The widest are {named}. Hold an issue at one option, coarsen its steps in Setup, or leave out "
        "the step of an amount: it is then solved for."
    )


def _axes(own: AdditiveUtility, held: Mapping[str, Option]) -> _Axes:
    solved = _solved_issue(own, held)
    sizes = _sizes(own, held)
    options, gridded = [], []
    for j, issue in enumerate(own.agenda.issues):
        if issue.name in held:
            options.append(np.array([issue.coordinate(issue.parse(held[issue.name]))]))
        elif j == solved:
            options.append(np.array(issue.bounds))
        elif issue.n_options is None:
            options.append(issue.grid(sizes[issue.name]))
            gridded.append(issue.name)
        else:
            options.append(issue.coordinates())
    return _Axes(tuple(options), solved, tuple(gridded))


def _in_band(
    own: AdditiveUtility, axes: _Axes, target: float, low: float, high: float, rounding: float
) -> tuple[FloatArray, FloatArray]:
    """Coordinates in the band, and the utilities that can be reached (for the message if none is)."""
    worth = [
        np.zeros(1) if j == axes.solved else own.weights[j] * own.functions[j](options)
        for j, options in enumerate(axes.options)
    ]
    sums = reduce(lambda total, part: np.add.outer(total, part).ravel(), worth)
    if axes.solved is None:
        rows = np.flatnonzero((sums >= low - BAND_SLACK) & (sums <= high + BAND_SLACK))
        return _unravel(axes, rows), sums
    issue = own.agenda.issues[axes.solved]
    assert isinstance(issue, NumericIssue)
    function = own.functions[axes.solved]
    ends = own.weights[axes.solved] * np.array(_range(function))
    reachable = np.concatenate([sums + ends[0], sums + ends[1]])
    aim = min(max(target, low + rounding * PLAIN_SHARE), high)
    rows = np.flatnonzero(
        (sums + ends[0] <= high + BAND_SLACK) & (sums + ends[1] >= low - BAND_SLACK)
    )
    needed = np.clip(aim - sums[rows], *ends)
    found, combinations = [], []
    for branch in _branches(function):
        amounts = invert(_with_function(own, axes.solved, branch), issue.name, needed)
        there = ~np.isnan(amounts)
        coordinates = _unravel(axes, rows[there])
        coordinates[:, axes.solved] = amounts[there]
        found.append(coordinates)
        combinations.append(rows[there])
    coordinates = np.vstack(found)
    if rounding > 0:
        coordinates[:, axes.solved] = _plain(
            coordinates[:, axes.solved], issue, own.weights[axes.solved], function, rounding
        )
    if len(found) > 1:
        distinct = _distinct(np.concatenate(combinations), coordinates[:, axes.solved])
        coordinates = coordinates[distinct]
    utilities = own.utility_of(coordinates)
    inside = (utilities >= low - BAND_SLACK) & (utilities <= high + BAND_SLACK)
    return coordinates[inside], reachable


def _distinct(combinations: NDArray[np.intp], amounts: FloatArray) -> NDArray[np.intp]:
    """Rows by combination and amount, once each: two stretches of a curve meet at a turn."""
    order = np.lexsort((amounts, combinations))
    new = np.ones(len(order), bool)
    new[1:] = (np.diff(combinations[order]) != 0) | (np.diff(amounts[order]) != 0)
    return order[new]


def _unravel(axes: _Axes, rows: NDArray[np.intp]) -> FloatArray:
    shape = [1 if j == axes.solved else len(options) for j, options in enumerate(axes.options)]
    places = np.unravel_index(rows, shape)
    return np.stack([o[p] for o, p in zip(axes.options, places, strict=True)], axis=1)


def _range(function: ValueFunction) -> tuple[float, float]:
    values = function(function.knots)
    return float(values.min()), float(values.max())


def _branches(function: ValueFunction) -> list[ValueFunction]:
    """The monotone stretches of a value function, on each of which an amount is unique."""
    if function.rho is not None:
        return [function]
    slopes = np.sign(np.diff(function.values))
    turns = [k for k in range(1, len(slopes)) if slopes[k] != slopes[k - 1]]
    ends = [0, *turns, len(slopes)]
    return [
        ValueFunction(function.knots[a : b + 1], function.values[a : b + 1])
        for a, b in itertools.pairwise(ends)
    ]


def _with_function(own: AdditiveUtility, place: int, function: ValueFunction) -> AdditiveUtility:
    functions = tuple(function if j == place else f for j, f in enumerate(own.functions))
    return AdditiveUtility(own.agenda, own.weights, functions)


def _plain(
    amounts: FloatArray,
    issue: NumericIssue,
    weight: float,
    function: ValueFunction,
    tolerance: float,
) -> FloatArray:
    """Amounts to as few decimals as the tolerance forgives: nobody offers 96,666.6666667."""
    low, high = issue.bounds
    fine = np.linspace(low, high, 257)
    steepest = weight * np.abs(np.diff(function(fine))).max() / (fine[1] - fine[0])
    if steepest <= 0:
        return amounts
    decimals = min(12, max(0, math.ceil(-math.log10(2 * tolerance * PLAIN_SHARE / steepest))))
    return np.clip(np.round(amounts, decimals), low, high)


def _matches(
    agenda: Agenda, coordinates: FloatArray, packages: Sequence[Package]
) -> NDArray[np.bool_]:
    scale = np.array([high - low for low, high in (issue.bounds for issue in agenda.issues)])
    same = np.zeros(len(coordinates), bool)
    for row in agenda.encode(list(packages)):
        same |= (np.abs(coordinates - row) <= 1e-4 * scale).all(axis=1)
    return same


def _points(utility: float) -> str:
    return f"{100 * utility:.1f} points"


def _empty_band(
    own: AdditiveUtility,
    held: Mapping[str, Option],
    target: float,
    tolerance: float,
    reachable: FloatArray,
) -> str:
    below, above = reachable[reachable < target], reachable[reachable > target]
    nearest = [_points(float(side)) for side in ([below.max()] if len(below) else [])]
    nearest += [_points(float(above.min()))] if len(above) else []
    message = (
        f"No package is worth {_points(target)} to us, give or take {100 * tolerance / 2:.2g}. "
        f"The nearest that can be reached: {listed(nearest, 'and')}. "
    )
    if held:
        agenda = own.agenda
        options = listed(
            (_held(agenda.issue(name), option) for name, option in held.items()), "and"
        )
        return (
            message + f"What is held ({options}) limits it: release an issue, or change the target."
        )
    return message + "Change the target, or widen the tolerance."


def _held(issue: Issue, option: Option) -> str:
    return f"{issue.name} at {issue.format(issue.parse(option))}"
