"""Our own guess of what matters to them, held against the evidence and against our own priorities.

Many negotiators start from a mirror: they take the other side to care most about what they care most
about themselves (Thompson and Hastie 1990). Asking for the guess first makes that visible.
"""

from __future__ import annotations

from dataclasses import dataclass

from meso_infer.negotiation import OwnGuess
from meso_infer.posterior import Posterior, WeightSummary
from meso_infer.utility import AdditiveUtility

MIRRORED = 0.05
"""Mean difference from our own weights below which a guess is called a mirror of them."""


@dataclass(frozen=True)
class GuessRow:
    """One issue: what we guessed and what the evidence says.

    Attributes
    ----------
    issue : str
    guessed : float or None
        Guessed share of what matters to them, 0 to 1; None where only an order was guessed.
    place : int
        Place in our guessed order, from 1; issues that were not named share the place after the last.
    estimate : WeightSummary
    inside : bool or None
        Whether the guess lies in the 90% interval; None where only an order was guessed.
    """

    issue: str
    guessed: float | None
    place: int
    estimate: WeightSummary
    inside: bool | None


def compare_guess(guess: OwnGuess, posterior: Posterior) -> tuple[GuessRow, ...]:
    """A guess beside the estimate, one row an issue in agenda order; an issue not guessed has no row."""
    weights = dict(guess.weights)
    order = list(guess.order) or sorted(weights, key=lambda name: -weights[name])
    summary = posterior.weight_summary()
    rows = []
    for name, estimate in summary.items():
        guessed = weights.get(name)
        if weights and guessed is None:
            continue
        place = order.index(name) + 1 if name in order else len(order) + 1
        inside = None if guessed is None else estimate.q05 <= guessed <= estimate.q95
        rows.append(GuessRow(name, guessed, place, estimate, inside))
    return tuple(rows)


def mirror_distance(guess: OwnGuess, own: AdditiveUtility) -> float | None:
    """Mean absolute difference between guessed weights and ours, 0 to 1; None for a mere order."""
    weights = dict(guess.weights)
    if set(weights) != set(own.agenda.names):
        return None
    mine = own.weight_by_issue
    return sum(abs(weights[name] - mine[name]) for name in mine) / len(mine)
