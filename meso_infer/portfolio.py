"""Many negotiations side by side: where each stands, and what is known about the other side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from meso_infer.certainty import NO_EVIDENCE, certainty
from meso_infer.headline import top_issue
from meso_infer.negotiation import OWN, Negotiation
from meso_infer.packages import Package
from meso_infer.posterior import Posterior


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
    certainty : str
        The word for how sure that is.
    n_informative : int
        Informative answers behind it.
    value_now : float or None
        Our utility of what was agreed, else the mean of our last offer, 0 to 1; None when unknown.
    walk_away : float or None
    value_by_round : tuple of float
        Mean utility to us of each of our offers, oldest first, by our values as they are now.
    days_idle : int
        Whole days since the last entry.
    outcome : str
        ``'our move'``, ``'their move'``, ``'agreed'`` or ``'ended: why'``.
    """

    negotiation_id: str
    title: str
    counterpart: str
    is_example: bool
    round: int
    top_issue: str | None
    certainty: str
    n_informative: int
    value_now: float | None
    walk_away: float | None
    value_by_round: tuple[float, ...]
    days_idle: int
    outcome: str

    @property
    def margin(self) -> float | None:
        """How far the value now lies above our walk-away; negative below it."""
        if self.value_now is None or self.walk_away is None:
            return None
        return self.value_now - self.walk_away


def portfolio_row(
    negotiation_id: str,
    negotiation: Negotiation,
    posterior: Posterior,
    *,
    touched: datetime,
    now: datetime,
    is_example: bool = False,
) -> PortfolioRow:
    """Sum up one negotiation.

    Parameters
    ----------
    posterior : Posterior
        Of this negotiation.
    touched, now : datetime with zone
        When the last entry was made, and the time at which the list is read.
    """
    name, chance = top_issue(posterior)
    word = certainty(chance, posterior.n_informative)
    course = offered_values(negotiation)
    return PortfolioRow(
        negotiation_id=negotiation_id,
        title=negotiation.title,
        counterpart=negotiation.counterpart,
        is_example=is_example,
        round=negotiation.round,
        top_issue=None if word == NO_EVIDENCE else name,
        certainty=word,
        n_informative=posterior.n_informative,
        value_now=value_now(negotiation),
        walk_away=negotiation.reservation_value,
        value_by_round=course,
        days_idle=max(0, (now - touched).days),
        outcome=outcome(negotiation),
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


def outcome(negotiation: Negotiation) -> str:
    """How talks stand, in two words or with the reason why they ended."""
    if negotiation.status == "agreed":
        return "agreed"
    if negotiation.status == "ended":
        return f"ended: {negotiation.end_reason}" if negotiation.end_reason else "ended"
    return "our move" if negotiation.move == OWN else "their move"
