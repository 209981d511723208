"""What an archive of negotiations teaches about our own certainty, speed and offers, in numbers and words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.special import ndtri

from meso_infer.certainty import VERY_LIKELY, WORDS, certainty
from meso_infer.evaluation import belief_shown
from meso_infer.events import EstimateShown
from meso_infer.negotiation import Negotiation
from meso_infer.points import signed_whole
from meso_infer.portfolio.offer_outcomes import (
    LEAST_PER_ARM,
    ArmComparison,
    OfferOutcome,
    compare_arms,
)

SURE = (WORDS[-1][1], VERY_LIKELY)
MEDIAN_LEVEL = 0.90
HALF = 0.5 + 1e-9
"""With room for rounding: a product of shares that is exactly a half counts as one."""


# --- how soon something was known ---------------------------------------------------------------------


@dataclass(frozen=True)
class Watched:
    """For how many answered rounds a negotiation was watched, and whether it was sure at the end of them."""

    rounds: int
    became_sure: bool


def rounds_to_certainty(negotiation: Negotiation) -> Watched | None:
    """After how many answered rounds the estimate was first shown as likely or surer; None if never shown.

    What was shown at the time counts, with the words of the one scale: it rests on the rounds answered
    before it. A round whose answer was never followed by another is not counted.
    """
    answered: set[int] = set()
    last = 0
    for entry in negotiation.log:
        shown = entry.in_force
        if entry.evidence:
            answered.add(entry.round)
        word = _word_shown(shown) if isinstance(shown, EstimateShown) else None
        if word is None:
            continue
        if word in SURE:
            return Watched(max(len(answered), 1), True)
        last = max(last, len(answered))
    return Watched(last, False) if last else None


def _word_shown(shown: EstimateShown) -> str | None:
    belief = belief_shown(shown)
    if belief is None or len(belief.chances) < 2:
        return None
    return certainty(belief.top[1], belief.n_informative)


@dataclass(frozen=True)
class MedianWait:
    """After how many rounds half of all negotiations were sure.

    Attributes
    ----------
    n, n_sure : int
        Negotiations watched, and those that became sure.
    median : int or None
        None while fewer than half are estimated to have become sure.
    low, high : int or None
        90% interval; None where it has no end yet.
    """

    n: int
    n_sure: int
    median: int | None
    low: int | None
    high: int | None


def median_wait(watched: Iterable[Watched | None]) -> MedianWait:
    """The median number of rounds to certainty, those counted in that ended or still run before it.

    The estimate of Kaplan and Meier (1958), its interval that of Brookmeyer and Crowley (1982).
    """
    seen = [one for one in watched if one is not None]
    z = float(ndtri(0.5 + MEDIAN_LEVEL / 2))
    left, spread = 1.0, 0.0
    median = low = high = None
    for rounds in sorted({one.rounds for one in seen if one.became_sure}):
        at_risk = sum(one.rounds >= rounds for one in seen)
        sure = sum(one.rounds == rounds and one.became_sure for one in seen)
        left *= 1 - sure / at_risk
        spread += sure / (at_risk * (at_risk - sure)) if at_risk > sure else 0.0
        reach = z * left * math.sqrt(spread)
        median = rounds if median is None and left <= HALF else median
        low = rounds if low is None and left - reach <= HALF else low
        high = rounds if high is None and left + reach <= HALF else high
    return MedianWait(len(seen), sum(one.became_sure for one in seen), median, low, high)


# --- how long logging takes -----------------------------------------------------------------------------


@dataclass(frozen=True)
class LoggingTimes:
    """How long answers took to log, from the first tap: the median and the middle half, in seconds."""

    n: int
    median: float
    q25: float
    q75: float


def seconds_to_log(negotiation: Negotiation) -> tuple[float, ...]:
    """How long each answer took to log, from when it was heard, where both times were kept.

    The estimate that a person saw when an answer came in stands before it in the log, with the time at
    which its entry was begun. Where the two times are the same, no time was taken.
    """
    found = []
    for before, after in pairwise(negotiation.log):
        began, ended = before.event.at, after.event.at
        if not isinstance(before.event, EstimateShown) or isinstance(after.event, EstimateShown):
            continue
        if began is not None and ended is not None and ended > began:
            found.append((ended - began).total_seconds())
    return tuple(found)


def logging_times(seconds: Sequence[float]) -> LoggingTimes | None:
    """The median and the middle half of the times; None without any."""
    if not seconds:
        return None
    q25, median, q75 = np.quantile(seconds, [0.25, 0.5, 0.75])
    return LoggingTimes(len(seconds), float(median), float(q25), float(q75))


# --- in words -------------------------------------------------------------------------------------------


def comparison_sentences(outcomes: Sequence[OfferOutcome]) -> tuple[str, ...]:
    """How rounds with several packages turned out beside those with one, measure by measure.

    Each difference stands with both numbers of rounds, its 95% interval and the words "not randomised";
    below ten rounds of either sort only how many there are.
    """
    n_meso = sum(one.is_meso for one in outcomes)
    n_single = len(outcomes) - n_meso
    found = compare_arms(outcomes)
    if not found:
        return (
            f"Answered so far: {_rounds(n_meso)} that offered several packages, {_rounds(n_single)} that "
            f"offered one. From {LEAST_PER_ARM} of each on, from two negotiations or more, they are "
            "compared here.",
        )
    return tuple(_compared(one) for one in found)


def _compared(one: ArmComparison) -> str:
    text = (
        f"{one.measure}: {100 * one.meso:.0f}% with several packages ({_rounds(one.n_meso)}), "
        f"{100 * one.single:.0f}% with one ({_rounds(one.n_single)}); difference "
        f"{signed_whole(one.difference)} points (95%: {signed_whole(one.low)} to {signed_whole(one.high)}). "
    )
    if one.low <= 0 <= one.high:
        text += "Too few to tell a difference. "
    return f"{text}Not randomised."


def _rounds(n: int) -> str:
    return f"{n} round{'' if n == 1 else 's'}"


def wait_sentence(found: MedianWait) -> str:
    """After how many rounds the tool was sure, from how many negotiations; "no evidence" without any."""
    if found.n == 0:
        return (
            "Rounds until it was at least likely what matters most to them: no evidence. It is counted "
            "where a second round was logged on the page Live round."
        )
    of = f"{found.n_sure} of {found.n} negotiation{'' if found.n == 1 else 's'}"
    if found.median is None:
        return (
            "It became at least likely what matters most to them in "
            f"{of}; fewer than half are estimated to get there in the rounds seen so far."
        )
    high = "no end yet" if found.high is None else str(found.high)
    low = found.median if found.low is None else found.low
    return (
        "Rounds until it was at least likely what matters most to them: a median of "
        f"{found.median} (90%: {low} to {high}); {of} got there."
    )


def logging_sentence(found: LoggingTimes | None) -> str:
    """How long answers took to log, from the first tap; "no evidence" without any."""
    if found is None:
        return "Time to log an answer: no evidence."
    answers = f"{found.n} answer{'' if found.n == 1 else 's'}"
    return (
        f"Time to log an answer, from the first tap: a median of {found.median:.0f} seconds "
        f"(half of them {found.q25:.0f} to {found.q75:.0f}; {answers})."
    )
