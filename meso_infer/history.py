"""The log told line by line: what happened, what holds of it now, and how far it moved the estimate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from meso_infer.errors import InvalidSettings
from meso_infer.events import Correction, MesoOffered, OfferReceived, Redaction
from meso_infer.negotiation import LoggedEvent, Negotiation
from meso_infer.posterior import Posterior

Group = Literal[
    "Offers", "Answers", "After the deal", "Talk", "Setup", "Corrections", "Kept by the tool"
]

GROUPS: Mapping[Group, frozenset[str]] = {
    "Offers": frozenset({"meso-offered", "offer-received", "position-written"}),
    "Answers": frozenset(
        {
            "package-picked",
            "packages-mixed",
            "packages-ranked",
            "all-rejected",
            "issue-pushed",
            "counteroffer-made",
            "offer-accepted",
            "agreement-reached",
            "talks-ended",
        }
    ),
    "After the deal": frozenset(
        {"consent-given", "improvement-proposed", "improvement-vetoed", "debrief"}
    ),
    "Talk": frozenset(
        {"priority-stated", "constraint-stated", "question-asked", "silence", "note"}
    ),
    "Setup": frozenset(
        {
            "own-utility-set",
            "issue-added",
            "issue-changed",
            "direction-set",
            "deadline-set",
            "own-guess-set",
            "prior-chosen",
            "alternatives-set",
            "names-set",
        }
    ),
    "Corrections": frozenset({"correction", "redaction"}),
}
"""Kinds of events by what a reader looks for; what is in none of them the tool keeps of its own accord."""

EFFECTS = ((0.1, "hardly"), (0.5, "a little"), (1.5, "clearly"))
FAR = "a lot"


@dataclass(frozen=True)
class HistoryLine:
    """One event of the log, in words.

    Attributes
    ----------
    sequence : int
        Place in the log, from 1.
    round : int
    at : datetime or None
    who : str
        'us', 'them', or the party's name.
    kind : str
    group : str
        One of `GROUPS`, or 'Kept by the tool'.
    text : str
        As it was logged.
    detail : str
        The packages of an offer in words; '' for anything else.
    now : str
        '' while it holds; else what became of it.
    note : str
        Our remark on it; private.
    """

    sequence: int
    round: int
    at: datetime | None
    who: str
    kind: str
    group: Group
    text: str
    detail: str
    now: str
    note: str


@dataclass(frozen=True)
class Because:
    """How far one event moved the estimate.

    Attributes
    ----------
    sequence : int
    round : int
    text : str
        What holds of it now.
    bits : float
        Relative entropy of the estimate after it and before it; 1 bit is as much as learning which
        half of all that was plausible is true.
    effect : {'hardly', 'a little', 'clearly', 'a lot'}
    """

    sequence: int
    round: int
    text: str
    bits: float
    effect: str


def history(negotiation: Negotiation) -> tuple[HistoryLine, ...]:
    """Every event of the log as a line, oldest first."""
    return tuple(_line(negotiation, entry) for entry in negotiation.log)


def _line(negotiation: Negotiation, entry: LoggedEvent) -> HistoryLine:
    event = entry.event
    return HistoryLine(
        sequence=entry.sequence,
        round=entry.round,
        at=event.at,
        who=who(negotiation, event.actor),
        kind=event.kind,
        group=group_of(event.kind),
        text=_text(negotiation, entry),
        detail=_detail(negotiation, entry),
        now=_now(negotiation, entry),
        note=event.note or "",
    )


def _text(negotiation: Negotiation, entry: LoggedEvent) -> str:
    event = entry.event
    if isinstance(event, Redaction):
        return f"Took the text out of event {_place(negotiation, event.redacts)}"
    if not isinstance(event, Correction):
        return event.describe(negotiation.agenda)
    place = _place(negotiation, event.supersedes)
    if event.event is None:
        return f"Withdrew event {place}"
    return f"Corrected event {place}: {event.event.describe(negotiation.agenda)}"


def _place(negotiation: Negotiation, event_id: str) -> int:
    return next(one.sequence for one in negotiation.log if one.event.id == event_id)


def _detail(negotiation: Negotiation, entry: LoggedEvent) -> str:
    event = entry.in_force or entry.event
    if not isinstance(event, MesoOffered | OfferReceived):
        return ""
    agenda = negotiation.agenda
    told = (f"{label}: {agenda.describe(package)}" for label, package in event.packages.items())
    return "; ".join(told)


def _now(negotiation: Negotiation, entry: LoggedEvent) -> str:
    if entry.status == "withdrawn" or entry.in_force is None:
        return "withdrawn"
    if entry.status == "replaced":
        return f"corrected to: {entry.in_force.describe(negotiation.agenda)}"
    return ""


def who(negotiation: Negotiation, party: str) -> str:
    """A party as a negotiator names it: us, them, or its own name."""
    if party == "own":
        return "us"
    return "them" if negotiation.is_counterpart(party) else party


def group_of(kind: str) -> Group:
    """The group that a kind of event belongs to."""
    for name, kinds in GROUPS.items():
        if kind in kinds:
            return name
    return "Kept by the tool"


def because(negotiation: Negotiation, posterior: Posterior) -> tuple[Because, ...]:
    """What each event that says something about them taught, in the order of the log.

    Parameters
    ----------
    negotiation : Negotiation
    posterior : Posterior
        Of this negotiation at this place of its log.

    Raises
    ------
    InvalidSettings
        When the posterior was made from other evidence.
    """
    told = [entry for entry in negotiation.log if entry.evidence]
    if sum(len(entry.evidence) for entry in told) != posterior.n_evidence:
        raise InvalidSettings(
            f"The estimate was made from {posterior.n_evidence} pieces of evidence, the log holds "
            "another number; estimate again."
        )
    bits = iter(posterior.information_bits)
    lines = []
    for entry in told:
        moved = sum(next(bits) for _ in entry.evidence)
        holds = entry.in_force or entry.event
        text = holds.describe(negotiation.agenda)
        lines.append(Because(entry.sequence, entry.round, text, moved, effect(moved)))
    return tuple(lines)


def effect(bits: float) -> str:
    """How far an event moved the estimate, in a word."""
    return next((word for bound, word in EFFECTS if bits < bound), FAR)


def round_ends(negotiation: Negotiation) -> tuple[tuple[int, int], ...]:
    """Each round with the place in the log of its last event: ``((round, sequence), ...)``."""
    last = {entry.round: entry.sequence for entry in negotiation.log}
    return tuple(sorted(last.items()))
