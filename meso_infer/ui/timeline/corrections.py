"""Putting a logged event right: another stands in its place, or it is withdrawn; both remain to be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from meso_infer.errors import EventRejected
from meso_infer.events import Correction, Event, decode, encode
from meso_infer.history import history
from meso_infer.negotiation import LoggedEvent, Negotiation
from meso_infer.ui import session
from meso_infer.ui.as_shown import as_shown
from meso_infer.ui.session import Current
from meso_infer.ui.timeline.correction_forms import Reader, draw_fields, says_nothing


def draw_corrections(current: Current) -> None:
    """Draw the choice of an event, the form that puts it right, and the button that withdraws it."""
    negotiation = current.negotiation
    entries = correctable(negotiation)
    if not entries or session.share_safe():
        return
    texts = {line.sequence: line.text for line in history(negotiation)}
    with st.expander("Correct or withdraw an event", key="timeline.correct"):
        box = f"timeline:{current.negotiation_id}:{current.created}:event"
        chosen = st.selectbox(
            "Event",
            list(entries),
            format_func=lambda number: (
                f"{number} · round {entries[number].round} · {texts[number]}"
            ),
            key=box,
        )
        if chosen is None:
            return
        _draw_form(current, entries[chosen], box)


def correctable(negotiation: Negotiation) -> dict[int, LoggedEvent]:
    """The events that hold and that a person logged, newest first, by place in the log."""
    return {
        entry.sequence: entry
        for entry in reversed(negotiation.log)
        if isinstance(entry.event, Event)
        and entry.event.by_hand
        and not isinstance(entry.event, Correction)
        and entry.in_force is not None
    }


def _draw_form(current: Current, entry: LoggedEvent, box: str) -> None:
    event = entry.in_force
    if not isinstance(event, Event):
        return
    before = current.as_of(entry.sequence - 1).negotiation
    prefix = f"timeline:{current.negotiation_id}:{current.created}:{entry.sequence}:"
    read = draw_fields(event, before, prefix)
    with st.container(horizontal=True, key="timeline.correct_bar"):
        if read is not None:
            st.button(
                "Correct it",
                key=f"{prefix}correct",
                type="primary",
                on_click=session.action(as_shown(_correct, "the event", box)),
                args=(event, read),
            )
        st.button(
            "Withdraw it",
            key=f"{prefix}withdraw",
            on_click=session.action(as_shown(_withdraw, "the event", box)),
            args=(event,),
        )
    if read is None:
        st.caption("This kind of event can be withdrawn and logged again.")


# --- writing ----------------------------------------------------------------------------------------


def corrected(event: Event, fields: Mapping[str, Any]) -> Event:
    """The event with other fields, read as strictly as a document is.

    Raises
    ------
    UnreadableEvent
        Saying what is wrong with a field.
    """
    data = {key: value for key, value in encode(event).items() if key not in fields}
    data |= {key: value for key, value in fields.items() if value is not None}
    for name in ("id", "at", "replies_to"):
        data.pop(name, None)
    return decode(data)


def _correct(event: Event, read: Reader) -> None:
    fields = read()
    if says_nothing(event, fields):
        raise EventRejected(
            "Nothing is left of what this event says. Fill in what was said, or withdraw the event."
        )
    replacement = corrected(event, fields)
    if replacement == event.model_copy(update={"id": None, "at": None, "replies_to": None}):
        session.tell("Nothing was changed.", "note")
        return
    session.record(Correction(supersedes=str(event.id), event=replacement))  # type: ignore[arg-type]
    agenda = session.seen().negotiation.agenda
    session.tell(f"Corrected: {replacement.describe(agenda)}. The original stays in the log.")


def _withdraw(event: Event) -> None:
    agenda = session.seen().negotiation.agenda
    session.record(Correction(supersedes=str(event.id), event=None))
    session.tell(
        f"Withdrawn: {event.describe(agenda)}. It stays in the log as withdrawn; Redo brings it back."
    )
