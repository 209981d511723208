"""What would be believed if some of the log were wrong: the estimate with and without it, in words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from meso_infer.certainty import NO_EVIDENCE, certainty
from meso_infer.evidence import Pick, Ranking
from meso_infer.headline import percent, ranked, top_issue, with_interval
from meso_infer.negotiation import Negotiation
from meso_infer.posterior import Posterior

LEAST_CHANGE = 0.05
"""Change of the chance to matter most from which a conclusion is said to have weakened or firmed."""


@dataclass(frozen=True)
class Telling:
    """An event of the log that says something about them.

    Attributes
    ----------
    sequence : int
        Place in the log, from 1.
    text : str
        What holds of it now.
    is_choice : bool
        Whether they chose among packages; anything else is something that they said.
    """

    sequence: int
    text: str
    is_choice: bool


def tellings(negotiation: Negotiation) -> tuple[Telling, ...]:
    """Every event that says something about them, in the order of the log."""
    found = []
    for entry in negotiation.log:
        if entry.evidence:
            holds = entry.in_force or entry.event
            text = f"Round {entry.round}: {holds.describe(negotiation.agenda)}"
            chose = all(isinstance(one, (Pick, Ranking)) for one in entry.evidence)
            found.append(Telling(entry.sequence, text, chose))
    return tuple(found)


def rows(now: Posterior, without: Posterior) -> tuple[tuple[str, str, str, str, str], ...]:
    """One row an issue: name, share and chance to matter most as estimated, and both without.

    Where no informative answer is left, "no evidence" stands in the place of numbers.
    """
    before, after = now.weight_summary(), without.weight_summary()
    thin = without.n_informative == 0
    return tuple(
        (
            name,
            with_interval(before[name]),
            percent(before[name].p_top),
            NO_EVIDENCE if thin else with_interval(after[name]),
            NO_EVIDENCE if thin else percent(after[name].p_top),
        )
        for name in ranked(now)
    )


def sentence(now: Posterior, without: Posterior) -> str:
    """Whether the conclusion stands without the events left out, how sure it then is and from how much."""
    top, chance = top_issue(now)
    if without.n_informative == 0:
        return (
            "Nothing informative would be left: there would be no evidence of what matters to them."
        )
    other, p_other = top_issue(without)
    word = certainty(p_other, without.n_informative)
    if other != top:
        return (
            f"The conclusion hangs on what is left out: without it, {other} would be likeliest to "
            f"matter most ({percent(p_other)}, {word}) and not {top}."
        )
    change = p_other - chance
    how = "about as likely as now"
    if abs(change) >= LEAST_CHANGE:
        how = "less sure than now" if change < 0 else "surer than now"
    return (
        f"The conclusion would stand: {top} likeliest to matter most, {how} "
        f"({percent(p_other)}, {word}; now {percent(chance)})."
    )


def places(
    found: Collection[Telling], left_out: Collection[int], *, only_choices: bool
) -> tuple[int, ...]:
    """Places in the log to leave out: those named, and with `only_choices` all that was merely said."""
    return tuple(
        one.sequence
        for one in found
        if one.sequence in left_out or (only_choices and not one.is_choice)
    )
