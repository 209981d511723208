"""What is being typed about their answer: kept in the store at every tap, turned into events when logged."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any, Literal

import streamlit as st
from pydantic import BaseModel, ValidationError

from meso_infer import workflow
from meso_infer.errors import EventRejected, explain
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
OWN_OFFER = "own offer"

OWNER = "live.owner"
GENERATION = "live.generation"

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
        A label, "none", "mix" or "own offer".
    outcome : what they said about the package of that label
    package : dict of issue to option
        Their own package or mix, only what they mentioned.
    stated : issues that they said matter (or, with `stated_little`, matter little), in order
    limits : what they said they will not go beyond
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

    @property
    def names_a_package(self) -> bool:
        """Whether the answer is about one package of ours, by its label."""
        return self.answer not in (None, NONE, MIX, OWN_OFFER)

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
    if draft.answer == NONE:
        yield AllRejected()
    elif draft.names_a_package:
        yield from _about(str(draft.answer), draft)
    for push in draft.pushes:
        # One utterance, one event: what their own package says already is not a push as well.
        if push.issue not in draft.package:
            yield _push(push, negotiation, posterior)
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


def _about(label: str, draft: Draft) -> Iterator[Event]:
    if draft.outcome == "works best":
        yield PackagePicked(package=label, strength="leaning" if draft.unsure else "firm")
        return
    yield OfferAccepted(package=label)


def _push(push: PushDraft, negotiation: Negotiation, posterior: Posterior) -> Event:
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


@st.cache_resource(max_entries=session.KEPT, show_spinner=False)
def _previewed(key: tuple[str, str, str, int], draft_json: str) -> Posterior:
    current = Current(key[1], key[2], key[3])
    draft = Draft.model_validate_json(draft_json)
    events = events_of(draft, current.negotiation, current.posterior)
    return workflow.infer(extended(current.negotiation, *events))


def preview(draft: Draft, current: Current) -> Posterior:
    """What would be believed once the draft is logged; the same numbers as then.

    Raises
    ------
    EventRejected
        When the draft does not fit.
    """
    said = draft.model_copy(update={"note": "", "channel": None})
    if said.is_empty:
        return current.posterior
    return _previewed(current.key, said.model_dump_json())


# --- keeping ----------------------------------------------------------------------------------------


class Drafting:
    """The draft of one offer's answer in this session: its widgets' keys, and its copy in the store.

    Parameters
    ----------
    current : Current
    """

    def __init__(self, current: Current) -> None:
        round_now = current.negotiation.current_round
        offer = "" if round_now is None else round_now.offer_id or str(round_now.number)
        self.negotiation_id = current.negotiation_id
        self.entry = f"answer:{offer}"
        owner = (current.negotiation_id, current.created, offer)
        if st.session_state.setdefault(OWNER, owner) != owner:
            self._start_over()
            st.session_state[OWNER] = owner

    @property
    def prefix(self) -> str:
        """What the keys of this draft start with.

        It counts the drafts of the session, since a browser keeps what was typed under a key even
        when the session forgets it.
        """
        return f"live:{st.session_state.get(GENERATION, 0)}:"

    def _start_over(self) -> None:
        for key in [key for key in st.session_state if str(key).startswith(self.prefix)]:
            del st.session_state[key]
        st.session_state[GENERATION] = st.session_state.get(GENERATION, 0) + 1

    def key(self, *parts: str) -> str:
        """Key of one widget."""
        return self.prefix + ":".join(parts)

    def draft(self) -> Draft:
        """The draft as this session has it; from the store when the session is new."""
        kept = st.session_state.get(self.key("draft"))
        if kept is None:
            kept = _read(session.store().read_draft(self.negotiation_id, self.entry))
            st.session_state[self.key("draft")] = kept
        return kept

    def start_from(self, values: Mapping[str, Any]) -> None:
        """Give widgets that the session does not have (yet, or any more) their value from the draft."""
        for name, value in values.items():
            key = self.prefix + name
            if key not in st.session_state and value is not None:
                st.session_state[key] = value

    def value(self, *parts: str, otherwise: Any = None) -> Any:
        """What a widget holds now."""
        return st.session_state.get(self.key(*parts), otherwise)

    def keep(self, draft: Draft) -> None:
        """Remember a draft in the session and in the store."""
        st.session_state[self.key("draft")] = draft
        if draft == Draft():
            session.store().clear_draft(self.negotiation_id, self.entry)
            return
        session.store().save_draft(
            self.negotiation_id,
            self.entry,
            json.loads(draft.model_dump_json()),
            saved_at=session.now(),
        )

    def clear(self) -> None:
        """Forget the draft and empty its widgets."""
        self._start_over()
        session.store().clear_draft(self.negotiation_id, self.entry)


def _read(payload: Mapping[str, Any] | None) -> Draft:
    if payload is None:
        return Draft()
    try:
        return Draft.model_validate(payload)
    except ValidationError:
        session.tell("A draft from another version could not be read and was left aside.", "note")
        return Draft()
