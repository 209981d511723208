"""The packages of a band that are best for them, for many plausible utilities of theirs at once.

Issues that rules tie together become one: its options are the combinations that the rules allow.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meso_infer.candidates.axes import Axes
from meso_infer.candidates.draw_tables import DrawTables
from meso_infer.candidates.knapsack import MOST_OPTIONS, Stage, best_in_band
from meso_infer.candidates.solving import Solver

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]

DRAWS_SERVED = 96
AMOUNTS_SOLVED = 257
MOST_TIED = 2_048
"""Combinations of issues under a rule; beyond, those issues are taken one by one and checked later."""


@dataclass(frozen=True)
class _Tied:
    """Issues that stand in one stage, with the places of their options, ``(n_options, n_issues)``."""

    issues: tuple[int, ...]
    places: IntArray


def favourite_places(
    axes: Axes, solver: Solver | None, tables: DrawTables, low: float, high: float
) -> IntArray:
    """Places of options of the packages that are best for them near the band, distinct.

    Parameters
    ----------
    axes : Axes
    solver : Solver or None
        Of the issue that is solved for; its place is 0 in every package.
    tables : DrawTables
        Evenly spaced draws are served, 96 of them, and their mean.
    low, high : float
        What the options tried may be worth together, the solved amount left out.

    Returns
    -------
    ndarray, shape (n, n_issues)
        Whether a package is in the band, and obeys a rule that was too wide to search, is for the
        caller to check.
    """
    served = tables.thinned(max(1, math.ceil(tables.n_draws / DRAWS_SERVED)))
    columns = _their_worth(axes, served)
    groups = _groups(axes)
    stages = [_stage(axes, group, columns) for group in groups]
    if solver is not None:
        stages.append(_solved_stage(axes, solver, served))
        low = high = solver.aim
    choices, _ = best_in_band(stages, low, high)
    places = np.zeros((len(choices), axes.agenda.n_issues), np.intp)
    for g, group in enumerate(groups):
        places[:, list(group.issues)] = group.places[choices[:, g]]
    return np.unique(places, axis=0)


def _their_worth(axes: Axes, served: DrawTables) -> list[NDArray[np.float32]]:
    """Their part-worths of every option tried, ``(n_options, n_draws + 1)``: the last is the mean."""
    return [
        _with_mean(served.between(j, _thinned_options(options)))
        for j, options in enumerate(axes.options)
    ]


def _with_mean(part_worths: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.vstack([part_worths, part_worths.mean(axis=0)]).T


def _thinned_options(options: FloatArray) -> FloatArray:
    return options[_kept(len(options))]


def _kept(n_options: int) -> IntArray:
    """Which options of a very long issue the search looks at: evenly spread ones."""
    if n_options <= MOST_OPTIONS:
        return np.arange(n_options)
    return np.linspace(0, n_options - 1, MOST_OPTIONS).round().astype(np.intp)


def _groups(axes: Axes) -> list[_Tied]:
    """The issues in stages of their own, or together with those that a rule ties them to."""
    agenda = axes.agenda
    stage_of = list(range(agenda.n_issues))
    for rule in agenda.rules:
        members = {agenda.index(name) for name in (*rule.when, *rule.then)} - {axes.solved}
        together = {stage_of[j] for j in members}
        if together:
            stage_of = [min(together) if s in together else s for s in stage_of]
    groups = []
    for stage in sorted(set(stage_of)):
        issues = tuple(
            j for j in range(agenda.n_issues) if stage_of[j] == stage and j != axes.solved
        )
        kept = [_kept(len(axes.options[j])) for j in issues]
        if len(issues) > 1 and math.prod(map(len, kept)) > MOST_TIED:
            groups += [_Tied((j,), places[:, None]) for j, places in zip(issues, kept, strict=True)]
        elif issues:
            groups.append(_allowed(axes, issues, kept))
    return groups


def _allowed(axes: Axes, issues: tuple[int, ...], kept: list[IntArray]) -> _Tied:
    """The combinations of some issues' options that break no rule among them."""
    mesh = np.meshgrid(*kept, indexing="ij")
    places = np.stack([axis.ravel() for axis in mesh], axis=1)
    if axes.agenda.rules and len(issues) > 0:
        coordinates = np.full((len(places), axes.agenda.n_issues), np.nan)
        for column, j in enumerate(issues):
            coordinates[:, j] = axes.options[j][places[:, column]]
        allowed = axes.agenda.feasible_mask(coordinates)
        places = places[allowed] if allowed.any() else places
    return _Tied(issues, places)


def _stage(axes: Axes, group: _Tied, columns: list[NDArray[np.float32]]) -> Stage:
    own = np.zeros(len(group.places))
    theirs = np.zeros((len(group.places), columns[0].shape[1]), np.float32)
    for column, j in enumerate(group.issues):
        places = group.places[:, column]
        own += axes.worth[j][places]
        theirs += columns[j][np.searchsorted(_kept(len(axes.options[j])), places)]
    return Stage(own, theirs)


def _solved_stage(axes: Axes, solver: Solver, served: DrawTables) -> Stage:
    """The issue that is solved for, at amounts spread over its range: the exact one is found later."""
    amounts = solver.issue.grid(AMOUNTS_SOLVED)
    function = axes.own.functions[solver.place]
    own = axes.own.weights[solver.place] * function(amounts)
    return Stage(own, _with_mean(served.between(solver.place, amounts)))
