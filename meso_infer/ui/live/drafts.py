"""What is being typed about their answer, and the events that it becomes when it is logged."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime
from typing import Literal

import streamlit as st
from pydantic import BaseModel, ValidationError

from meso_infer import workflow
from meso_infer.errors import EventRejected, explain, listed
from meso_infer.events import (
    AgreementReached,
    AllRejected,
    ConstraintStated,
    CounterofferMade,
    Event,
    IssuePushed,
    Note,
    OfferAccepted,
    PackagePicked,
    PackagesMixed,
    PriorityStated,
    extended,
)
from meso_infer.issues import DirectedIssue
from meso_infer.negotiation import Negotiation
from meso_infer.posterior import Posterior
from meso_infer.ui import session
from meso_infer.ui.session import Current

NONE = "none"
MIX = "mix"

Outcome = Literal["works best", "accepted", "agreed"]

UNSURE = 50.0
"""Confidence, of 100, that stands for "unsure"."""


class PushDraft(BaseModel, frozen=True):
    """One chip: the issue, and what more was said about it."""

    issue: str
    direction: str | None = None
    option: str | None = None
    amount: float | None = None


class LimitDraft(BaseModel, frozen=True):
    """One limit that they named: never below, never above, or only some options of an issue."""

    issue: str
    least: int | float | str | None = None
    most: int | float | str | None = None
    only: tuple[int | float | str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the issue was chosen but no limit entered yet."""
        return self.least is None and self.most is None and not self.only


class Draft(BaseModel, frozen=True):
    """Their answer so far, as entered.

    Attributes
    ----------
    answer : str or None
        A label, "none" or "mix".
    outcome : what they said about the package of that label
    package : dict of issue to option
        Their own package or mix, only what they mentioned.
    stated : issues that they said matter (or, with `stated_little`, matter little), in order
    limits : what they said they will not go beyond
    heard_at : when the first of it was entered
    after : int, optional
        How many events of the log were seen when it was begun, or when what came since was confirmed.
    """

    answer: str | None = None
    outcome: Outcome = "works best"
    pushes: tuple[PushDraft, ...] = ()
    package: dict[str, int | float | str] = {}
    stated: tuple[str, ...] = ()
    stated_little: bool = False
    limits: tuple[LimitDraft, ...] = ()
    note: str = ""
    channel: str | None = None
    unsure: bool = False
    heard_at: datetime | None = None
    after: int | None = None

    @property
    def said(self) -> Draft:
        """The draft without when it was entered and what had been seen by then."""
        return self.model_copy(update={"heard_at": None, "after": None})

    @property
    def names_a_package(self) -> bool:
        """Whether the answer is about one package of ours, by its label."""
        return self.answer not in (None, NONE, MIX)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing yet that could be logged."""
        said = self.names_a_package or self.answer == NONE
        limited = any(not limit.is_empty for limit in self.limits)
        told = said or self.pushes or self.package or self.stated or limited
        return not (told or self.note.strip())


# --- from draft to events -------------------------------------------------------------------------


def events_of(draft: Draft, negotiation: Negotiation, posterior: Posterior) -> tuple[Event, ...]:
    """The events that a draft stands for, linked by what they reply to.

    Parameters
    ----------
    posterior : Posterior
        Says which way they probably want an issue whose direction was left open beside an amount.

    Raises
    ------
    EventRejected
        When the draft does not fit the negotiation.
    """
    current = negotiation.current_round
    offer_id = None if current is None else current.offer_id
    shared = {
        "channel": draft.channel,
        "confidence": UNSURE if draft.unsure else None,
        "replies_to": offer_id,
    }
    state, events = negotiation, []
    for event in _told(draft, negotiation, posterior):
        linked = event.model_copy(update=shared)
        if not events and draft.note.strip() and not isinstance(event, Note):
            linked = linked.model_copy(update={"note": draft.note.strip()})
        state = extended(state, linked)
        name = state.log[-1].event.id
        events.append(linked.model_copy(update={"id": name}))
        if isinstance(event, PackagePicked | OfferAccepted):
            # What they want changed is said about the package that they picked.
            shared["replies_to"] = name
    return tuple(events)


def _told(draft: Draft, negotiation: Negotiation, posterior: Posterior) -> Iterator[Event]:
    """What was typed, as events; what no event can hold is refused, so that it can be corrected."""
    try:
        yield from _unlinked(draft, negotiation, posterior)
    except ValidationError as error:
        raise EventRejected(f"What was typed cannot be logged: {explain(error)}") from error


def _unlinked(draft: Draft, negotiation: Negotiation, posterior: Posterior) -> Iterator[Event]:
    if draft.answer == MIX:
        _refuse_half_a_mix(draft, negotiation)
    if draft.answer == NONE:
        yield AllRejected()
    elif draft.names_a_package:
        yield from _about(str(draft.answer), draft)
    for push in draft.pushes:
        # One utterance, one event: what their own package says already is not a push as well.
        if push.issue not in draft.package:
            yield _push(push, posterior)
    if draft.package:
        kind = PackagesMixed if draft.answer == MIX else CounterofferMade
        yield kind(package=dict(draft.package))  # type: ignore[arg-type]
    if draft.stated:
        polarity = -1 if draft.stated_little else 1
        if len(draft.stated) == 1:
            yield PriorityStated(issue=draft.stated[0], polarity=polarity)
        else:
            yield PriorityStated(order=draft.stated, polarity=polarity)
    yield from (_limit(limit) for limit in draft.limits if not limit.is_empty)
    if draft.model_copy(update={"note": ""}).is_empty and draft.note.strip():
        yield Note(text=draft.note.strip())
    if draft.names_a_package and draft.outcome == "agreed":
        # Last: once there is an agreement nothing more can be answered.
        yield AgreementReached(package=str(draft.answer))


def _refuse_half_a_mix(draft: Draft, negotiation: Negotiation) -> None:
    """A mix without all that it takes would not be logged, and its beginnings be lost."""
    still_open = [name for name in negotiation.agenda.names if name not in draft.package]
    if still_open:
        raise EventRejected(
            f"A mix is a whole package: choose {listed(still_open, 'and')}, too, or tap “A mix of "
            "several” again to leave it."
        )


def _about(label: str, draft: Draft) -> Iterator[Event]:
    if draft.outcome == "works best":
        yield PackagePicked(package=label, strength="leaning" if draft.unsure else "firm")
        return
    yield OfferAccepted(package=label)


def _push(push: PushDraft, posterior: Posterior) -> Event:
    direction = push.direction
    if push.amount is not None and not 0 < push.amount < math.inf:
        raise EventRejected(
            f"How much they asked on {push.issue} is {push.amount:g}; give an amount above 0, and say "
            "which way they want it."
        )
    if direction is None and push.amount is not None:
        direction = likeliest_direction(posterior, push.issue)
    return IssuePushed(
        issue=push.issue, direction=direction, option=push.option, amount=push.amount
    )


def _limit(limit: LimitDraft) -> Event:
    named = {"min": limit.least, "max": limit.most, "in": limit.only or None}
    said = {key: value for key, value in named.items() if value is not None}
    return ConstraintStated.model_validate({"issue": limit.issue, **said})


def likeliest_direction(posterior: Posterior, issue: str) -> str | None:
    """Which way they probably want an issue: up or down; None where options have no order."""
    found = posterior.agenda.issue(issue)
    if not isinstance(found, DirectedIssue):
        return None
    chances = posterior.directions()[issue]
    return max((found.direction_up, found.direction_down), key=lambda way: chances[way])


def in_words(events: tuple[Event, ...], negotiation: Negotiation) -> str:
    """Events as one line."""
    return "; ".join(event.describe(negotiation.agenda) for event in events)


# --- what would be believed -----------------------------------------------------------------------


@st.cache_resource(max_entries=session.KEPT, show_spinner="Estimating what that would change")
def _previewed(key: tuple[str, str, str, int], draft_json: str) -> Posterior:
    current = Current(key[1], key[2], key[3])
    draft = Draft.model_validate_json(draft_json)
    events = events_of(draft, current.negotiation, current.posterior)
    return session.to_keep(workflow.infer(extended(current.negotiation, *events)))


def preview(draft: Draft, current: Current) -> Posterior:
    """What would be believed once the draft is logged; the same numbers as then.

    Raises
    ------
    EventRejected
        When the draft does not fit.
    """
    told = draft.said.model_copy(update={"note": "", "channel": None})
    if told.is_empty:
        return current.posterior
    return session.to_work_with(_previewed(current.key, told.model_dump_json()))
