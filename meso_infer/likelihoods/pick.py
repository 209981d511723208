"""Picks, rejections and acceptances: conditional logit with a lapse (McFadden 1974)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from meso_infer.evidence import Pick
from meso_infer.likelihoods.base import (
    Context,
    FloatArray,
    Likelihood,
    Term,
    log_sum_exp,
    log_with_lapse,
)
from meso_infer.packages import Agenda, Package
from meso_infer.prior.draws import Draws
from meso_infer.prior.levels import LevelTable

ABSENT = -1e9
MOST_ODDS = 60.0
MOST_DENSE_LEVELS = 256


def log_pick(
    utilities: FloatArray, chosen: int, sharpness: FloatArray | float, lapse: float = 0.0
) -> FloatArray:
    """Log-probability of one choice among alternatives.

    Parameters
    ----------
    utilities : ndarray, shape (n_alternatives, n_draws)
        Utilities 0 to 1; an outside option is one more row.
    chosen : int
        Row that was taken.
    sharpness : float or ndarray, shape (n_draws,)
        Logit precision.
    lapse : float
        Probability, 0 to 1, of an answer at random.

    Returns
    -------
    ndarray, shape (n_draws,)

    References
    ----------
    McFadden (1974), eq. 12.
    """
    scaled = utilities * sharpness
    probability = np.exp(scaled[chosen] - log_sum_exp(scaled, 0))
    return log_with_lapse(probability, lapse, 1.0 / len(utilities))


def pick_probabilities(
    utilities: FloatArray, sharpness: FloatArray | float, lapse: float = 0.0
) -> FloatArray:
    """Probabilities of every alternative, same shape as `utilities`; see `log_pick`."""
    scaled = utilities * sharpness
    chances = np.exp(scaled - scaled.max(axis=0))
    return (1 - lapse) * chances / chances.sum(axis=0) + lapse / len(utilities)


def package_utilities(table: LevelTable, coordinates: FloatArray) -> Callable[[Draws], FloatArray]:
    """Utilities ``(n, n_draws)`` of packages at ``(n, n_issues)`` coordinates; silent issues averaged.

    A matrix product, or where levels are many and a row almost empty, a sum over the issues.
    """
    if table.n_levels <= MOST_DENSE_LEVELS:
        rows = table.rows(coordinates, average_silent=True)
        by_precision = {np.dtype(p): rows.astype(p) for p in (np.float32, np.float64)}
        return lambda draws: draws.utility(by_precision[draws.part_worths.dtype])
    at = table.positions(coordinates)
    said = [np.nonzero(at[:, j] >= 0)[0] for j in range(at.shape[1])]

    def summed(draws: Draws) -> FloatArray:
        total = np.zeros((len(at), draws.n_draws), draws.part_worths.dtype)
        for j, spoken in enumerate(said):
            if len(spoken) == len(at):
                total += draws.part_worths[at[:, j]]
            else:
                worths = np.repeat(draws.issue_means[j][None], len(at), axis=0)
                worths[spoken] = draws.part_worths[at[spoken, j]]
                total += worths
        return total

    return summed


def stacked_picks(
    groups: Sequence[Sequence[Package]],
    chosen: Sequence[int | None],
    none_allowed: Sequence[bool],
    rounds: Sequence[int],
    lapses: Sequence[float],
    context: Context,
    shown: Sequence[Sequence[int]] = (),
) -> Term:
    """Many choices at once; row ``i`` of the result is choice ``i``.

    `chosen` is a row of its group, or None for taking none of them. `shown` holds the rows of each group
    in the order in which they were shown, empty where that is not known.
    """
    table = context.table
    most, n = max(len(group) for group in groups), len(groups)
    places = np.full((n, most, table.agenda.n_issues), np.nan)
    present = np.zeros((n, most + 1), dtype=bool)
    present[:, :most] = np.arange(most) < np.array([len(group) for group in groups])[:, None]
    places[present[:, :most]] = table.agenda.encode([p for group in groups for p in group])
    present[:, most] = [none or c is None for none, c in zip(none_allowed, chosen, strict=True)]
    outside = bool(present[:, most].any())
    width = most + 1 if outside else most
    utilities = package_utilities(table, places.reshape(n * most, -1))
    present = present[:, :width]
    taken = np.array([most if c is None else c for c in chosen])
    round_numbers = np.array(rounds, float)
    lapse = context.cast(lapses)[:, None]
    guess = context.cast(1.0 / present.sum(axis=1)[:, None])
    absent = None if present.all() else context.cast(np.where(present, 0.0, ABSENT)[:, :, None])

    placed = _bonus_places(shown)

    def term(draws: Draws) -> FloatArray:
        odds = utilities(draws).reshape(n, most, -1)
        if outside:
            odds = np.concatenate([odds, draws.aspiration(round_numbers)[:, None]], axis=1)
        odds *= draws.sharpness
        if draws.order_bonus is not None and placed.size:
            group, place, row = placed
            odds[group, row] += draws.order_bonus[place]
        if absent is not None:
            odds += absent
        # Against the one that was taken, so that the sum is at least 1 and nothing overflows.
        odds -= odds[np.arange(n), taken][:, None]
        np.exp(np.minimum(odds, MOST_ODDS, out=odds), out=odds)
        return log_with_lapse(1 / odds.sum(axis=1), lapse, guess)

    return term


def _bonus_places(shown: Sequence[Sequence[int]]) -> NDArray[np.intp]:
    """Choice, place (0 first, 1 middle) and row of every package that has a bonus, ``(3, n)``.

    The middle one of an odd number; of an even number none, and of one package the first is no place.
    """
    found = []
    for group, order in enumerate(shown):
        if len(order) > 1:
            found.append((group, 0, order[0]))
        if len(order) > 1 and len(order) % 2:
            found.append((group, 1, order[len(order) // 2]))
    return np.array(found, dtype=np.intp).reshape(-1, 3).T


class PickLikelihood(Likelihood):
    """``(1 - eps) exp(beta U_i) / sum_k exp(beta U_k) + eps / n``; none of them weighs as the aspiration.

    Where the order shown is known, ``beta U`` of the first package and of the middle one gets a bonus
    that is integrated out.
    """

    kind = Pick.kind

    def mentioned(self, evidence: Sequence[Pick], agenda: Agenda) -> FloatArray:
        return agenda.encode([package for e in evidence for package in e.packages])

    def compile(self, evidence: Sequence[Pick], context: Context) -> Term:
        return stacked_picks(
            [e.packages for e in evidence],
            [e.chosen for e in evidence],
            [e.none_allowed for e in evidence],
            [e.round for e in evidence],
            [e.lapse for e in evidence],
            context,
            [e.shown for e in evidence],
        )
