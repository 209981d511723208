"""Taking back what was last logged by hand, and logging it again; nothing is ever deleted."""

from __future__ import annotations

from datetime import datetime, timedelta

import streamlit as st

from meso_infer.errors import EventRejected
from meso_infer.events import Correction, Event, extended, redo_event, undo_event
from meso_infer.negotiation import Negotiation
from meso_infer.ui import session
from meso_infer.ui.drawing import plain

UNDO_FOR = timedelta(minutes=10)
"""How long what was logged can be taken back with one tap; from the timeline it always can."""


def last_entry(negotiation: Negotiation) -> tuple[Correction, ...]:
    """The events that take back all that was logged by hand at the last moment, newest first.

    Raises
    ------
    EventRejected
        When there is nothing to take back.
    """
    first = undo_event(negotiation)
    moment = _superseded(negotiation, first).at
    taken = [first]
    state = extended(negotiation, first)
    while moment is not None:
        try:
            more = undo_event(state)
        except EventRejected:
            break
        if _superseded(state, more).at != moment:
            break
        taken.append(more)
        state = extended(state, more)
    return tuple(taken)


def _superseded(negotiation: Negotiation, correction: Correction) -> Event:
    return next(
        entry.event
        for entry in negotiation.log
        if entry.event.id == correction.supersedes and isinstance(entry.event, Event)
    )


def undoable(negotiation: Negotiation, at: datetime | None = None) -> str | None:
    """What an undo would take back, in words; None when there is nothing.

    Parameters
    ----------
    at : datetime, optional
        Now: then only what was logged in the ten minutes before counts. Without it, whatever came last.
    """
    try:
        taken = last_entry(negotiation)
    except EventRejected:
        return None
    events = [_superseded(negotiation, one) for one in reversed(taken)]
    logged_at = events[-1].at
    if at is not None and (logged_at is None or at - logged_at > UNDO_FOR):
        return None
    return "; ".join(event.describe(negotiation.agenda) for event in events)


def undo() -> None:
    """Take back what was last logged by hand, as events of their own, and say what that was."""
    words = undoable(session.seen().negotiation)
    session.record(*last_entry(session.seen().negotiation))
    session.tell(f"Taken back: {words}. It stays in the log as undone.")


def draw_undo(negotiation: Negotiation, key: str) -> None:
    """Draw the button that takes back what was logged a moment ago; nothing where nothing was."""
    taken_back = undoable(negotiation, session.now())
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
