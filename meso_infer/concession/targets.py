"""What to aim for this round: targets over the rounds left, and what each is expected to lead to.

The posterior says which packages they like and what they expect; `patience` adds how that changes as
rounds pass; `target_path` finds the levels to ask for. This module puts them together and says what
the plan promises, how sure that is, and what lies beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from meso_infer.concession.patience import Patience, Timing, counter_worth, find_patience
from meso_infer.concession.plan_game import PlanSettings, make_game, offered_over_rounds
from meso_infer.concession.target_path import Course, Game, Path, best_path, follow, settled
from meso_infer.deals.reach import Reach, find_reach
from meso_infer.errors import InvalidSettings
from meso_infer.packages import Package
from meso_infer.posterior import Posterior
from meso_infer.utility import AdditiveUtility

FloatArray = NDArray[np.float64]

NEARLY = 0.005
"""A first target is nearly as good as the best when it costs less than this expected utility."""


@dataclass(frozen=True)
class Outlook:
    """What a plan is expected to lead to. Utilities and chances are 0 to 1.

    Attributes
    ----------
    target : float
        Our utility of the next offer.
    own : float
        Expected utility to us, no deal counted as our reservation value.
    own_low, own_high : float
        5% and 95% quantiles of what we end with: a yes, a counteroffer taken or no deal, over the draws.
    deal, accepted_now : float
        Chance of a deal in the end, and of yes to the next offer.
    theirs_if_deal : float
        Their expected utility of the deal, on the model's scale; 0 where no deal can come.
    joint : float
        Expected sum of both utilities, no deal counted as our reservation value and 0 for them.
    value : float
        What the plan maximises: `own`, with any regard for theirs.
    """

    target: float
    own: float
    own_low: float
    own_high: float
    deal: float
    accepted_now: float
    theirs_if_deal: float
    joint: float
    value: float


@dataclass(frozen=True)
class Step:
    """One round of the plan.

    Attributes
    ----------
    round : int
    target : float
        Our utility to ask for if it comes to this round.
    reached, accepted : float
        Chance that it comes to this round, and of yes once it has.
    take_from : float or None
        Our utility from which a counteroffer after it is better taken; None when none is.
    """

    round: int
    target: float
    reached: float
    accepted: float
    take_from: float | None


@dataclass(frozen=True)
class ConcessionPlan:
    """A target for this round, what it promises, and what lies beside it.

    Attributes
    ----------
    target : float
        Our utility to aim for now, 0 to 1; never below the reservation value.
    expected : Outlook
    nearly : (float, float)
        First targets that are expected to cost less than half a point: how firm the advice is.
    alternatives : tuple of Outlook
        Targets around it, the target itself among them, rising; each followed by its own best rest.
    steps : tuple of Step
        A round each.
    settles_low, settles, settles_high : float
        5%, 50% and 95% quantiles of the highest level that they would accept in the next offer, 0 where
        nothing would be accepted.
    go_on : float
        What going on is worth: a counteroffer on the table is worth taking from here on.
    packages : tuple of Package
        What would be offered at the target by this module's quick choice; `propose` chooses better.
    """

    target: float
    expected: Outlook
    nearly: tuple[float, float]
    alternatives: tuple[Outlook, ...]
    steps: tuple[Step, ...]
    settles_low: float
    settles: float
    settles_high: float
    go_on: float
    packages: tuple[Package, ...]
    reservation_value: float
    timing: Timing
    settings: PlanSettings
    table: PlanTable


@dataclass(frozen=True)
class PlanTable:
    """All that a plan was computed from, to compute other plans beside it."""

    own: AdditiveUtility
    posterior: Posterior
    reach: Reach
    patience: Patience
    offered: FloatArray
    game: Game
    path: Path
    highest: int


def plan(
    own: AdditiveUtility,
    posterior: Posterior,
    *,
    timing: Timing | None = None,
    reservation_value: float | None = None,
    highest: float | None = None,
    refused: Sequence[tuple[int, Sequence[Package]]] = (),
    asked: Sequence[tuple[int, Sequence[Package]]] = (),
    settings: PlanSettings | None = None,
) -> ConcessionPlan:
    """The target of the next offer and of those after it, by dynamic programming over the rounds left.

    Parameters
    ----------
    own : AdditiveUtility
    posterior : Posterior
    timing : Timing, optional
        The next round, the deadline and who knows of it.
    reservation_value : float, optional
        What no deal is worth to us, 0 to 1; 0 when absent. No target lies below it.
    highest : float, optional
        Our utility that no target may exceed, such as the level asked for last.
    refused : sequence of (round, packages)
        Offers that they did not take.
    asked : sequence of (round, packages)
        Their counteroffers and sets, complete, oldest first: how they come down is learnt from them.
    settings : PlanSettings, optional

    Returns
    -------
    ConcessionPlan
        The same for the same arguments.

    Raises
    ------
    InvalidSettings
        When no package reaches the reservation value, or a number is out of its range.
    """
    timing, settings = timing or Timing(), settings or PlanSettings()
    floor = 0.0 if reservation_value is None else float(reservation_value)
    if not 0 <= floor <= 1:
        raise InvalidSettings(f"The reservation value is {floor:g}; give a utility from 0 to 1.")
    thin = posterior.thinned(settings.n_draws)
    reach = find_reach(own, thin, lowest=floor, n_packages=settings.n_packages)
    patience = find_patience(
        thin,
        timing,
        refused=[(number, thin.utility(made).max(axis=0)) for number, made in refused if made],
        asked=[(number, thin.utility(made)) for number, made in asked if made],
    )
    worth = counter_worth(own, thin, patience)
    offered = offered_over_rounds(reach, timing, settings)
    game = make_game(reach.levels, offered, patience, worth, timing, settings, floor)
    top = len(reach.levels) - 1
    if highest is not None:
        top = max(0, int(np.searchsorted(reach.levels, highest + 1e-9)) - 1)
    path = best_path(game, highest=top)
    table = PlanTable(own, thin, reach, patience, offered, game, path, top)
    return _described(table, floor, timing, settings)


def _described(
    table: PlanTable, floor: float, timing: Timing, settings: PlanSettings
) -> ConcessionPlan:
    game, path = table.game, table.path
    expected = outlook(table, path, game.no_deal, settings)
    rows = _rows_beside(game.levels, int(path.rows[0]), table.highest, settings.beside)
    others = {row: settled(game, row, path) for row in rows if row != path.rows[0]}
    paths = [others.get(row, path) for row in rows]
    course = follow(game, path.rows, path.stops)
    firsts = _first_values(game, path, table.highest)
    near = np.flatnonzero(firsts >= firsts[path.rows[0]] - NEARLY)
    low, middle, high = _settling(table, game)
    agenda = table.own.agenda
    return ConcessionPlan(
        target=float(game.levels[path.rows[0]]),
        expected=expected,
        nearly=(float(game.levels[near[0]]), float(game.levels[near[-1]])),
        alternatives=tuple(outlook(table, one, game.no_deal, settings) for one in paths),
        steps=_steps(table, course, timing),
        settles_low=low,
        settles=middle,
        settles_high=high,
        go_on=expected.own,
        packages=tuple(dict.fromkeys(map(agenda.decode, table.reach.coordinates[path.rows[0]]))),
        reservation_value=floor,
        timing=timing,
        settings=settings,
        table=table,
    )


def outlook(table: PlanTable, path: Path, no_deal: float, settings: PlanSettings) -> Outlook:
    """What a path is expected to lead to."""
    game, weights = table.game, table.patience.weights
    course = follow(game, path.rows, path.stops)
    levels = game.levels[path.rows][:, None]
    counters = game.counters - settings.regard * table.patience.aspirations
    closed = (course.accepted + course.taken).sum(axis=0)
    own = (course.accepted * levels + course.taken * counters).sum(axis=0)
    own = own + (1 - closed) * no_deal
    theirs = (
        course.accepted * _worth_to_them(table, path) + course.taken * table.patience.aspirations
    ).sum(axis=0)
    deal = float(weights @ closed)
    ends = np.concatenate([levels[:, 0], counters.ravel(), [no_deal]])
    chances = [
        course.accepted @ weights,
        (course.taken * weights).ravel(),
        [(1 - closed) @ weights],
    ]
    low, _, high = _quantiles(ends, np.concatenate(chances))
    return Outlook(
        target=float(levels[0, 0]),
        own=float(weights @ own),
        own_low=float(low),
        own_high=float(high),
        deal=deal,
        accepted_now=float(weights @ course.accepted[0]),
        theirs_if_deal=float(weights @ theirs) / deal if deal > 1e-9 else 0.0,
        joint=float(weights @ (own + theirs)),
        value=float(weights @ course.value),
    )


def _worth_to_them(table: PlanTable, path: Path) -> FloatArray:
    """Of the offers of a path, shape ``(n_rounds, n_particles)``."""
    rounds = np.arange(table.game.n_rounds)
    return table.offered[rounds, path.rows][:, table.patience.draw]


def _rows_beside(
    levels: FloatArray, row: int, highest: int, beside: tuple[float, ...]
) -> list[int]:
    """Rows of the target and of the levels around it that may be asked for, rising."""
    wanted = [levels[row] + step for step in beside]
    near = {int(np.abs(levels[: highest + 1] - one).argmin()) for one in wanted}
    return sorted(near | {row})


def _first_values(game: Game, path: Path, highest: int) -> FloatArray:
    """Expected value of each first level up to the highest, with the rest of the path as it is."""
    rest = value_of_refusal(game, path)
    hit = game.acceptance[0, : highest + 1]
    return (hit * (game.gain(0)[: highest + 1] - rest)) @ game.weights + float(game.weights @ rest)


def value_of_refusal(game: Game, path: Path) -> FloatArray:
    """What a refusal of the first offer is worth, per particle, if the path is followed from there."""
    silent = replace(
        game, acceptance=np.concatenate([0 * game.acceptance[:1], game.acceptance[1:]])
    )
    return follow(silent, path.rows, path.stops).value


def _settling(table: PlanTable, game: Game) -> tuple[float, float, float]:
    """Quantiles of the highest level that they would rather accept than not, in the next offer."""
    yes = game.acceptance[0] >= 0.5
    highest = np.where(yes, game.levels[:, None], 0.0).max(axis=0)
    return _quantiles(highest, table.patience.weights)


def _quantiles(values: FloatArray, shares: FloatArray) -> tuple[float, float, float]:
    """The values at which 5%, 50% and 95% are reached: what can happen, nothing in between."""
    order = np.argsort(values)
    places = np.searchsorted(np.cumsum(shares[order]), (0.05, 0.5, 0.95))
    low, middle, high = values[order[np.minimum(places, len(order) - 1)]]
    return float(low), float(middle), float(high)


def _steps(table: PlanTable, course: Course, timing: Timing) -> tuple[Step, ...]:
    path, weights = table.path, table.patience.weights
    steps = []
    for r, number in enumerate(timing.rounds):
        reached = float(weights @ course.alive[r])
        accepted = float(weights @ course.accepted[r])
        stop = float(path.stops[r])
        steps.append(
            Step(
                round=number,
                target=float(table.game.levels[path.rows[r]]),
                reached=reached,
                accepted=accepted / reached if reached > 1e-9 else 0.0,
                take_from=stop if stop <= 1 and table.game.counter_chance[r] > 0 else None,
            )
        )
    return tuple(steps)
