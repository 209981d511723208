"""Why these packages: what each answer would teach, and reasons in plain words.

Sentences speak of the counterpart as "they"; utilities of ours are shown as points of 100.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meso_infer.information import question_information
from meso_infer.issues import DirectedIssue
from meso_infer.points import points
from meso_infer.posterior import Posterior, WeightSummary
from meso_infer.proposal.checks import LEAST_SUPPORT

FloatArray = NDArray[np.float64]

NONE = "none"
"""The answer that takes none of the packages."""

SEEN = 5e-4
"""From this difference of our utility on, points of 100 with one decimal show it."""

CLEAR_LIFT = 0.02
CLEAR_TURN = 0.15


@dataclass(frozen=True)
class Lesson:
    """What we would believe after one answer.

    Attributes
    ----------
    answer : str
        A label, or "none".
    probability : float
        Chance of that answer now.
    weights : dict of issue to WeightSummary
        The counterpart's weights after it, with the probability that each is the largest.
    sentence : str
    """

    answer: str
    probability: float
    weights: dict[str, WeightSummary]
    sentence: str


def lessons(
    posterior: Posterior, answers: Sequence[str], chances: FloatArray
) -> tuple[Lesson, ...]:
    """What each answer would teach.

    Parameters
    ----------
    posterior : Posterior
    answers : sequence of str
        Labels, then "none" when that is an answer.
    chances : ndarray, shape (n_answers, n_draws)
        Probability of each answer under each draw.
    """
    before = posterior.weight_summary()
    marginal = chances @ posterior.draw_weights
    taught = []
    for row, answer in enumerate(answers):
        after = posterior.reweighted(np.log(np.maximum(chances[row], 1e-300))).weight_summary()
        taught.append(
            Lesson(answer, float(marginal[row]), after, _lesson_sentence(answer, before, after))
        )
    return tuple(taught)


def _lesson_sentence(
    answer: str, before: dict[str, WeightSummary], after: dict[str, WeightSummary]
) -> str:
    moves = {name: after[name].p_top - before[name].p_top for name in before}
    start = "If they take none" if answer == NONE else f"If {answer}"
    up, down = max(moves, key=lambda n: moves[n]), min(moves, key=lambda n: moves[n])
    if moves[up] < CLEAR_LIFT:
        return f"{start}: what matters most to them stays about as likely as now."
    return f"{start}: {up} becomes likelier to matter most to them, {down} less likely."


def package_reasons(
    posterior: Posterior, labels: Sequence[str], utilities: FloatArray, chances: FloatArray
) -> list[str]:
    """One sentence a package: whom it suits, and how likely it is to be picked.

    Parameters
    ----------
    posterior : Posterior
    labels : sequence of str
    utilities : ndarray, shape (n_packages, n_draws)
        Theirs.
    chances : ndarray, shape (n_packages,)
        Probability that each is picked.
    """
    best = utilities.argmax(axis=0)
    rising = _rising(posterior)
    reasons = []
    for row, label in enumerate(labels):
        odds = f"a chance of {chances[row]:.0%} of being picked"
        theirs = best == row
        support = posterior.probability(theirs)
        if len(labels) == 1:
            value = float(utilities[row] @ posterior.draw_weights)
            reasons.append(f"{label}: {odds}; worth about {100 * value:.0f} of 100 to them.")
        elif support < LEAST_SUPPORT:
            reasons.append(f"{label} has {odds}, but it is hardly ever the best of these for them.")
        else:
            reasons.append(
                f"{label} has {odds}; it suits them best {_case(posterior, rising, theirs, support)}."
            )
    return reasons


def _rising(posterior: Posterior) -> dict[str, NDArray[np.bool_]]:
    """Per draw and issue with an order, whether they like its upper end better than its lower."""
    issues = posterior.agenda.issues
    ends = posterior.part_worths_at(np.array([issue.bounds for issue in issues]).T)
    return {
        issue.name: ends[1, j] > ends[0, j]
        for j, issue in enumerate(issues)
        if isinstance(issue, DirectedIssue)
    }


def _case(
    posterior: Posterior,
    rising: dict[str, NDArray[np.bool_]],
    holds: NDArray[np.bool_],
    support: float,
) -> str:
    """In which plausible cases a package is their best: the issue and the taste that set them apart."""
    shares = posterior.draw_weights
    inside = shares * holds / support
    lifts = posterior.weights @ inside - posterior.weights @ shares
    parts = []
    if lifts.max() >= CLEAR_LIFT:
        parts.append(f"{posterior.agenda.names[int(lifts.argmax())]} matters much to them")
    turn, words = 0.0, ""
    for name, upward in rising.items():
        issue = posterior.agenda.issue(name)
        shift = float(upward @ inside - upward @ shares)
        if abs(shift) > max(abs(turn), CLEAR_TURN):
            direction = issue.direction_up if shift > 0 else issue.direction_down
            turn, words = shift, f"they want {issue.name} {issue.way_in_words(direction)}"
    if words:
        parts.append(words)
    return f"if {' and '.join(parts)}" if parts else f"in {support:.0%} of plausible cases"


def set_reasons(
    levels: FloatArray, information: float, n_answers: int, best_value: float, gain: float
) -> list[str]:
    """Sentences about the set: what it is worth to both sides, and what it is expected to teach.

    Parameters
    ----------
    levels : ndarray, shape (n_packages,)
        Our utilities, 0 to 1.
    information : float
        Expected, in bits.
    n_answers : int
        Possible answers, none among them.
    best_value, gain : float
        Their expected utility of the package they like best, and how much of it is due to the choice.
    """
    spread = float(levels.max() - levels.min())
    worth = f"{points(float(levels.mean()))} points to us"
    return [
        f"Worth {worth}." if len(levels) == 1 else f"Each is worth {worth}, {_closeness(spread)}.",
        f"The answer is expected to teach {information:.2f} bits, of {math.log2(n_answers):.2f} at most; one "
        "bit is what a fair yes-or-no question tells.",
        f"It is expected to be worth {100 * best_value:.0f} of 100 to them."
        if len(levels) == 1
        else f"Whichever of these suits them best is expected to be worth {100 * best_value:.0f} of 100 to "
        f"them, {100 * gain:.0f} of it because they can choose.",
    ]


def _closeness(spread: float) -> str:
    """How near packages are to being worth the same: ``'equal within 0.4 points'``."""
    return f"equal within {points(spread)} points" if spread >= SEEN else "all the same"


def other_moves(posterior: Posterior, information: float) -> tuple[str, ...]:
    """The two other things one could do instead: ask, or do nothing."""
    settings = posterior.layout.settings
    asked = question_information(
        posterior.weights,
        posterior.log_weights,
        sharpness=settings.statement_sharpness,
        honesty=settings.statement_honesty,
    )
    verdict = (
        "more than"
        if asked > information + 0.05
        else "less than"
        if asked < information - 0.05
        else "about as much as"
    )
    return (
        (
            f"Ask what matters most to them: the answer is expected to teach {asked:.2f} bits, "
            f"{verdict} these packages, and reveals nothing about us."
        ),
        "Do nothing: what is on the table stays, and nothing is learnt or revealed.",
    )
