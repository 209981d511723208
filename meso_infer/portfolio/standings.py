"""Many negotiations side by side: where each stands, and what is known about the other side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from meso_infer.certainty import NO_EVIDENCE, certainty
from meso_infer.exposure import LEVELS, exposure_of
from meso_infer.headline import top_issue
from meso_infer.negotiation import OWN, Negotiation
from meso_infer.packages import Package
from meso_infer.posterior import Posterior

Stand = Literal["our move", "their move", "agreed", "ended"]
STANDS: tuple[Stand, ...] = ("our move", "their move", "agreed", "ended")


@dataclass(frozen=True)
class PortfolioRow:
    """One negotiation in the list.

    Attributes
    ----------
    negotiation_id, title, counterpart : str
    is_example : bool
        Examples are marked and stay out of comparisons.
    round : int
    top_issue : str or None
        The issue most likely to matter most to them; None without evidence.
    p_top : float or None
        The chance that it does, 0 to 1; None without evidence.
    certainty : str
        The word for how sure that is; '' while nothing was estimated.
    n_informative : int
        Informative answers behind it.
    value_now : float or None
        Our utility of what was agreed, else the mean of our last offer, 0 to 1; None when unknown.
    walk_away : float or None
    value_by_round : tuple of float
        Mean utility to us of each of our offers, oldest first, by our values as they are now.
    exposure : str
        How narrowly a reader of our offers could bound the weight of ours that they show most: one of
        `meso_infer.exposure.LEVELS`; '' where our values are not set, an offer is incomplete, or nothing
        was estimated.
    days_idle : int
        Whole days since the last entry.
    outcome : str
        ``'our move'``, ``'their move'``, ``'agreed'`` or ``'ended: why'``.
    stand : str
        The same without the reason: one of `STANDS`.
    """

    negotiation_id: str
    title: str
    counterpart: str
    is_example: bool
    round: int
    top_issue: str | None
    p_top: float | None
    certainty: str
    n_informative: int
    value_now: float | None
    walk_away: float | None
    value_by_round: tuple[float, ...]
    exposure: str
    days_idle: int
    outcome: str
    stand: Stand


def portfolio_row(
    negotiation_id: str,
    negotiation: Negotiation,
    posterior: Posterior | None,
    *,
    touched: datetime,
    now: datetime,
    is_example: bool = False,
) -> PortfolioRow:
    """Sum up one negotiation.

    Parameters
    ----------
    posterior : Posterior or None
        Of this negotiation; None where its estimate is still to come (`with_estimate`).
    touched, now : datetime with zone
        When the last entry was made, and the time at which the list is read.
    """
    row = PortfolioRow(
        negotiation_id=negotiation_id,
        title=negotiation.title,
        counterpart=negotiation.counterpart,
        is_example=is_example,
        round=negotiation.round,
        top_issue=None,
        p_top=None,
        certainty="",
        n_informative=0,
        value_now=value_now(negotiation),
        walk_away=negotiation.reservation_value,
        value_by_round=offered_values(negotiation),
        exposure="",
        days_idle=days_since(touched, now),
        outcome=outcome(negotiation),
        stand=stand(negotiation),
    )
    return row if posterior is None else with_estimate(row, negotiation, posterior)


def with_estimate(
    row: PortfolioRow, negotiation: Negotiation, posterior: Posterior
) -> PortfolioRow:
    """The row with what takes longer: what is believed to matter most to them, and what ours show."""
    name, chance = top_issue(posterior)
    word = certainty(chance, posterior.n_informative)
    none = word == NO_EVIDENCE
    return replace(
        row,
        top_issue=None if none else name,
        p_top=None if none else chance,
        certainty=word,
        n_informative=posterior.n_informative,
        exposure=exposed(negotiation),
    )


def days_since(touched: datetime, now: datetime) -> int:
    """Whole days between two times, never negative."""
    return max(0, (now - touched).days)


def matches(row: PortfolioRow, words: str, stands: tuple[str, ...] = ()) -> bool:
    """Whether a row is looked for: all words stand in its title or counterpart, and it stands so.

    Capitals do not matter; without words or stands everything matches.
    """
    text = f"{row.title} {row.counterpart}".casefold()
    return all(word in text for word in words.casefold().split()) and (
        not stands or row.stand in stands
    )


def value_now(negotiation: Negotiation) -> float | None:
    """Our utility of what was agreed, else the mean of our last offer; None when it is not known."""
    agreed = negotiation.agreed_package
    if agreed is not None:
        values = _values(negotiation, (agreed,))
        return values[0] if values else None
    course = offered_values(negotiation)
    return course[-1] if course else None


def offered_values(negotiation: Negotiation) -> tuple[float, ...]:
    """Mean utility to us of each of our offers that settles every issue, oldest first."""
    means = []
    for one in negotiation.rounds:
        if one.meso is None:
            continue
        values = _values(negotiation, tuple(package for _, package in one.meso.packages))
        if values:
            means.append(sum(values) / len(values))
    return tuple(means)


def _values(negotiation: Negotiation, packages: tuple[Package, ...]) -> tuple[float, ...]:
    own = negotiation.own
    if own is None or not all(negotiation.agenda.is_complete(package) for package in packages):
        return ()
    return tuple(own.utility(package) for package in packages)


def exposed(negotiation: Negotiation) -> str:
    """How narrowly a reader of all our offers could bound the weight of ours that they show most."""
    own, agenda = negotiation.own, negotiation.agenda
    mesos = [one.meso for one in negotiation.rounds if one.meso is not None]
    sets = [[package for _, package in meso.packages] for meso in mesos]
    if own is None or not all(agenda.is_complete(package) for one in sets for package in one):
        return ""
    level = exposure_of(own, sets).true_shapes.level
    return max(level.values(), key=LEVELS.index)


def outcome(negotiation: Negotiation) -> str:
    """How talks stand, in two words or with the reason why they ended."""
    if negotiation.status == "ended" and negotiation.end_reason:
        return f"ended: {negotiation.end_reason}"
    return stand(negotiation)


def stand(negotiation: Negotiation) -> Stand:
    """Whose move it is, or how talks ended."""
    if negotiation.status == "open":
        return "our move" if negotiation.move == OWN else "their move"
    return "agreed" if negotiation.status == "agreed" else "ended"
