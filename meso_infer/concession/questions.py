"""What else could be done instead of an offer, or before it, and what that is worth to us.

Asking is worth what its answer changes: for each answer that they may give, what is believed is
weighed again, packages and targets are chosen again, and the gain is averaged over the answers. That
looks one question ahead and no further, and takes answers from the model of talk: an approximation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from meso_infer.concession.patience import counter_worth
from meso_infer.concession.plan_game import make_game, offered_over_rounds
from meso_infer.concession.target_path import Game, improved
from meso_infer.concession.targets import ConcessionPlan, PlanTable

FloatArray = NDArray[np.float64]

ActKind = Literal["offer", "ask-priority", "ask-counteroffer", "wait"]

ANSWERED = 0.8
"""Chance that they make a counteroffer when asked for one."""
COUNTEROFFERS = 6
"""How many counteroffers that they might make are thought through."""
LEAST_WEIGHT = 1e-9


@dataclass(frozen=True)
class Act:
    """One thing that can be done now.

    Attributes
    ----------
    kind : {"offer", "ask-priority", "ask-counteroffer", "wait"}
    worth : float
        Expected utility to us if it is done and the best follows, 0 to 1 (with any regard for theirs).
    gain : float
        How much more that is than making the offer now.
    takes_round : bool
        Whether it takes the place of this round's offer.
    """

    kind: ActKind
    worth: float
    gain: float
    takes_round: bool


def acts(plan: ConcessionPlan) -> tuple[Act, ...]:
    """Make the offer, ask what matters most to them, ask for a counteroffer, or do nothing.

    Parameters
    ----------
    plan : ConcessionPlan

    Returns
    -------
    tuple of Act
        The offer first, then the others as named.
    """
    table = plan.table
    base = table.path.value
    told = sum(
        chance * _value_knowing(plan, likelihood, table.game)
        for chance, likelihood in _priorities(table)
    )
    silent = _without_offer(table.game)
    waiting = improved(silent, table.path, table.highest).value
    asking = _with_counteroffer(silent, plan)
    shown = sum(
        chance * _value_knowing(plan, likelihood, asking)
        for chance, likelihood in _counteroffers(plan)
    )
    asked = ANSWERED * shown + (1 - ANSWERED) * waiting
    # Knowing more cannot hurt whoever plans well; the greedy choice of packages may stumble a little.
    told = max(told, base)
    return (
        Act("offer", base, 0.0, True),
        Act("ask-priority", told, told - base, False),
        Act("ask-counteroffer", asked, asked - base, True),
        Act("wait", waiting, waiting - base, True),
    )


def _value_knowing(plan: ConcessionPlan, likelihood: FloatArray, game: Game) -> float:
    """What the rest is worth after an answer with this likelihood, ``(n_draws,)``; `game` says how it goes."""
    table = plan.table
    weights = table.patience.weights * likelihood[table.patience.draw]
    weights = weights / weights.sum()
    shares = np.bincount(table.patience.draw, weights, minlength=len(likelihood)).astype(float)
    reach = table.reach.believing(shares)
    offered = offered_over_rounds(reach, plan.timing, plan.settings)
    patience = replace(table.patience, weights=weights)
    fresh = make_game(
        reach.levels, offered, patience, game.counters, plan.timing, plan.settings, game.no_deal
    )
    is_silent = not game.acceptance[0].any()
    fresh = replace(
        fresh,
        acceptance=_mute(fresh.acceptance) if is_silent else fresh.acceptance,
        counters=game.counters,
        counter_chance=game.counter_chance,
    )
    return improved(fresh, table.path, table.highest).value


def _without_offer(game: Game) -> Game:
    """The same talks with nothing offered in the first round."""
    return replace(game, acceptance=_mute(game.acceptance))


def _mute(acceptance: FloatArray) -> FloatArray:
    return np.concatenate([np.zeros_like(acceptance[:1]), acceptance[1:]])


def _with_counteroffer(game: Game, plan: ConcessionPlan) -> Game:
    """Talks in which they make a counteroffer in the first round for certain."""
    chances = game.counter_chance.copy()
    chances[0] = 1.0
    table = plan.table
    worth = counter_worth(table.own, table.posterior, table.patience)
    if plan.settings.regard > 0:
        worth = worth + plan.settings.regard * table.patience.aspirations
    return replace(game, counter_chance=chances, counters=worth)


def _priorities(table: PlanTable) -> Iterator[tuple[float, FloatArray]]:
    """Chance and likelihood of each issue named as what matters most, as the model of statements has it."""
    model = table.posterior.layout.settings
    scaled = model.statement_sharpness * np.log(table.posterior.weights + LEAST_WEIGHT)
    chances = np.exp(scaled - scaled.max(axis=0))
    chances = chances / chances.sum(axis=0)
    honest = model.statement_honesty
    yield from _answers(table, honest * chances + (1 - honest) / len(chances))


def _counteroffers(plan: ConcessionPlan) -> Iterator[tuple[float, FloatArray]]:
    """Chance and likelihood of a few counteroffers, as if they chose among these alone.

    They are what spread-out draws would likeliest ask for, of the packages that were collected.
    """
    table = plan.table
    model = table.posterior.layout.settings
    flat = table.reach.pool.reshape(-1, table.reach.pool.shape[2])
    _, first = np.unique(np.round(flat, 9), axis=0, return_index=True)
    theirs = table.reach.pool_worth.reshape(len(flat), -1)[first]
    ours = table.own.utility_of(flat[first])
    draws = table.posterior.draws
    off = (theirs - draws.aspiration(plan.timing.round)) / model.counteroffer_sd
    score = draws.tilt * ours[:, None] - 0.5 * off**2
    shares = _draw_shares(table)
    places = (np.arange(COUNTEROFFERS) + 0.5) / COUNTEROFFERS
    spread = np.minimum(np.searchsorted(shares.cumsum(), places), len(shares) - 1)
    asked = np.unique(score[:, spread].argmax(axis=0))
    # How far from their aspiration the few lie says nothing: only which of them is nearest.
    chances = np.exp(np.clip(score[asked] - score[asked].max(axis=0), -50.0, 0.0))
    yield from _answers(table, chances / chances.sum(axis=0))


def _answers(table: PlanTable, likelihoods: FloatArray) -> Iterator[tuple[float, FloatArray]]:
    """Chance of each answer, from likelihoods ``(n_answers, n_draws)`` that sum to 1 over the answers."""
    shares = _draw_shares(table)
    for likelihood in likelihoods:
        yield float(likelihood @ shares), likelihood


def _draw_shares(table: PlanTable) -> FloatArray:
    """Weight of each draw after what was refused, shape ``(n_draws,)``; sums to 1."""
    return np.bincount(
        table.patience.draw, table.patience.weights, minlength=table.posterior.n_draws
    ).astype(float)
