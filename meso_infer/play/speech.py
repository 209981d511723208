"""What the simulated counterpart says, in sentences made from the events of its answer."""

from __future__ import annotations

from meso_infer.events import (
    AgreementReached,
    AllRejected,
    CounterofferMade,
    Event,
    IssuePushed,
    PackagePicked,
    PriorityStated,
    TalksEnded,
)
from meso_infer.issues import DirectedIssue
from meso_infer.negotiation import Negotiation
from meso_infer.packages import Agenda


def spoken(negotiation: Negotiation) -> tuple[str, ...]:
    """The sentences of the counterpart since our last offer, as those of a person at the table."""
    said: list[str] = []
    for entry in negotiation.log:
        event = entry.in_force
        if entry.event.kind == "meso-offered":
            said = []
        elif isinstance(event, Event) and negotiation.is_counterpart(event.actor):
            said += _sentence(event, negotiation)
    return tuple(said)


def _sentence(event: Event, negotiation: Negotiation) -> list[str]:
    agenda = negotiation.agenda
    terms = negotiation.header.game
    if isinstance(event, PackagePicked):
        return [f"{event.package} works best for us."]
    if isinstance(event, AllRejected):
        return ["None of these works for us."]
    if isinstance(event, IssuePushed):
        return [_wish(event, agenda)]
    if isinstance(event, PriorityStated):
        return [f"{event.named[0]} really matters to us."]
    if isinstance(event, CounterofferMade):
        is_last = terms is not None and negotiation.round >= terms.rounds
        opening = "This is our last word" if is_last else "Our proposal"
        return [f"{opening}: {agenda.describe(event.package)}."]
    if isinstance(event, AgreementReached):
        return [f"We have a deal: {event.package}." if isinstance(event.package, str) else "Deal."]
    return ["Then we are done here."] if isinstance(event, TalksEnded) else []


def _wish(event: IssuePushed, agenda: Agenda) -> str:
    if event.option is not None:
        return f"Could it be {event.option} on {event.issue}?"
    issue = agenda.issue(event.issue)
    if event.direction is None or not isinstance(issue, DirectedIssue):
        return f"Could you give more on {event.issue}?"
    return f"Could you go {issue.way_in_words(event.direction)} on {event.issue}?"
