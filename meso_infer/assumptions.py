"""What the model assumes, in words, with the numbers that the settings hold."""

from __future__ import annotations

import math
from dataclasses import dataclass

from meso_infer.issues.base import OPPOSED_PROBABILITY
from meso_infer.prior import ModelSettings

MEDIAN_Z = 0.6744897501960817
"""Half of the absolute values of a standard normal lie below it."""


@dataclass(frozen=True)
class Assumption:
    """One assumption.

    Attributes
    ----------
    about : str
    words : str
        What is assumed, as one or two sentences.
    is_on : bool or None
        Whether it is switched on; None where it is no switch.
    """

    about: str
    words: str
    is_on: bool | None = None


def assumptions(settings: ModelSettings | None = None) -> tuple[Assumption, ...]:
    """Every assumption of the model, those of all estimates first, then what may be on or off.

    Parameters
    ----------
    settings : ModelSettings, optional
        The defaults when left out.
    """
    given = ModelSettings() if settings is None else settings
    return (*_always(given), *_switches(given))


def _always(given: ModelSettings) -> tuple[Assumption, ...]:
    ratio = math.exp(MEDIAN_Z * math.sqrt(2) * given.weight_log_sd)
    better = 1 / (1 + math.exp(-0.1 * math.exp(given.sharpness_log_mean)))
    talk = given.statement_honesty
    return (
        Assumption(
            "What matters",
            "Before any answer each issue may matter most, about equally likely. Of two issues, one "
            f"typically matters {ratio:.1f} times as much as the other; far more is possible.",
        ),
        Assumption(
            "Which way",
            "They want each issue the way that Setup says. Where it says nothing, they want the "
            f"opposite of us with {OPPOSED_PROBABILITY:.0%} chance.",
        ),
        Assumption(
            "How much of it",
            "More of an issue may be worth less and less, or more and more, to them; a straight line is "
            "in the middle of what is possible.",
        ),
        Assumption(
            "How well they choose",
            "They usually take what is better for them, not always. Of two packages that differ by 10 of "
            f"100 points for them, they take the better one in {better:.0%} of cases; how sharp they are "
            "is learnt from their answers. Any answer may also be a slip.",
        ),
        Assumption(
            "What they hope for",
            "They turn everything down where nothing comes near what they hope for, and hope for less "
            "from round to round.",
        ),
        Assumption(
            "What they say",
            f"What they say of priorities and limits counts, but is doubted: it holds with {talk:.0%} "
            "chance. What they pick counts for more.",
        ),
        Assumption(
            "Counteroffers",
            "They ask for what they hope for, and lean towards what we might accept. All "
            f"counteroffers together count for at most {given.most_counteroffers:g}.",
        ),
    )


def _switches(given: ModelSettings) -> tuple[Assumption, ...]:
    return (
        Assumption(
            "Taste for the first or middle package",
            "Where we logged the order in which packages were shown, part of a pick may be due to it.",
            given.order_sd > 0,
        ),
        Assumption(
            "Old answers fade",
            "What they answered rounds ago counts less than what they answered now.",
            given.forgetting < 1,
        ),
        Assumption(
            "Options without an order oppose ours",
            "Of options without an order, they tend to like those that we do not.",
            given.opposition > 0,
        ),
        Assumption(
            "Learnt from past negotiations",
            "The estimate starts from what others of this kind turned out to want.",
            given.latent_mean is not None,
        ),
    )
