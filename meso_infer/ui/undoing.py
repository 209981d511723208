"""Taking back what was last logged by hand, and logging it again; nothing is ever deleted."""

from __future__ import annotations

from datetime import datetime, timedelta

import streamlit as st

from meso_infer.errors import EventRejected
from meso_infer.events import Correction, Event, extended, redo_event, undo_event
from meso_infer.negotiation import Negotiation
from meso_infer.ui import session
from meso_infer.ui.drawing import plain
from meso_infer.ui.session import Current

UNDO_FOR = timedelta(minutes=10)
"""How long what was logged can be taken back with one tap; from the timeline it always can."""


def last_entry(current: Current) -> tuple[Correction, ...]:
    """The events that take back all that was logged by hand at the last moment, newest first.

    None where there is nothing to take back.
    """
    return _last_entry(current.key)


# A look takes one replay of the whole log for each event of that moment, and every run of a page asks.
@st.cache_resource(max_entries=session.KEPT, show_spinner=False)
def _last_entry(key: session.Key) -> tuple[Correction, ...]:
    state = Current(*key[1:]).negotiation
    taken: list[Correction] = []
    moment: datetime | None = None
    while not taken or moment is not None:
        try:
            more = undo_event(state)
        except EventRejected:
            break
        logged_at = _superseded(state, more).at
        if taken and logged_at != moment:
            break
        moment = logged_at
        taken.append(more)
        if moment is not None:
            state = extended(state, more)
    return tuple(taken)


def _superseded(negotiation: Negotiation, correction: Correction) -> Event:
    return next(
        entry.event
        for entry in negotiation.log
        if entry.event.id == correction.supersedes and isinstance(entry.event, Event)
    )


def undoable(current: Current, at: datetime | None = None) -> str | None:
    """What an undo would take back, in words; None when there is nothing.

    Parameters
    ----------
    at : datetime, optional
        Now: then only what was logged in the ten minutes before counts. Without it, whatever came last.
    """
    negotiation, taken = current.negotiation, last_entry(current)
    events = [_superseded(negotiation, one) for one in reversed(taken)]
    if not events:
        return None
    logged_at = events[-1].at
    if at is not None and (logged_at is None or at - logged_at > UNDO_FOR):
        return None
    return "; ".join(event.describe(negotiation.agenda) for event in events)


def undo() -> None:
    """Take back what was last logged by hand, as events of their own, and say what that was."""
    current = session.seen()
    words = undoable(current)
    if words is None:
        raise EventRejected("There is nothing to undo.")
    session.record(*last_entry(current))
    session.tell(f"Taken back: {words}. It stays in the log as undone.")


def draw_undo(current: Current, key: str) -> None:
    """Draw the button that takes back what was logged a moment ago; nothing where nothing was."""
    taken_back = undoable(current, session.now())
    if taken_back is not None:
        st.button(
            "Undo the last entry",
            key=key,
            type="tertiary",
            icon=":material/undo:",
            help=None if session.share_safe() else f"Takes back: {plain(taken_back)}",
            on_click=session.action(undo),
        )


def can_redo(negotiation: Negotiation) -> bool:
    """Whether the last thing logged by hand was an undo."""
    try:
        redo_event(negotiation)
    except EventRejected:
        return False
    return True


def redo() -> None:
    """Log again what the last undo took back."""
    state = session.seen().negotiation
    first = redo_event(state)
    moment = _superseded(state, first).at
    again = [first]
    while True:
        state = extended(state, again[-1])
        try:
            more = redo_event(state)
        except EventRejected:
            break
        if moment is None or _superseded(state, more).at != moment:
            break
        again.append(more)
    session.record(*again)
    session.tell("Logged again.")
