"""The points of an issue by hand: a slider beside the field in which they are typed."""

from __future__ import annotations

from datetime import datetime, timedelta

import streamlit as st

from meso_infer.sheet import IssueRow
from meso_infer.ui import session
from meso_infer.ui.drawing import plain
from meso_infer.ui.setup.draft import SetupDraft

LATE = timedelta(seconds=session.LATE_SECONDS)
Stand = tuple[float, datetime]
"""Where a slider stood, and when it was moved from there by what was typed."""


def draw_slider(draft: SetupDraft, row: IssueRow) -> None:
    """The points of a row; where none are given yet, sliding gives the first."""
    key = draft.key(row.id, "slide")
    points = row.points or 0.0
    stood = st.session_state.get(key)
    if stood != points:
        if stood is not None:
            earlier = draft.key(row.id, "slide", "earlier")
            st.session_state[earlier] = (*_earlier(draft, row.id), (stood, session.now()))
        st.session_state[key] = points
    st.slider(
        f"Points for {plain(row.name)}: slide",
        0.0,
        100.0,
        step=1.0,
        format="%.0f",
        key=key,
        label_visibility="collapsed",
        on_change=session.action(_slid),
        args=(draft, row.id),
    )


def _slid(draft: SetupDraft, row_id: str) -> None:
    """Take the points from the slider, unless it only stands where it stood before they were typed.

    Who types on in the next field sends where all fields stand before the browser has heard that this one
    was moved.
    """
    value = st.session_state[draft.key(row_id, "slide")]
    if value in [stood for stood, _ in _earlier(draft, row_id)]:
        return
    st.session_state[draft.key(row_id, "points")] = value
    draft.save()


def _earlier(draft: SetupDraft, row_id: str) -> tuple[Stand, ...]:
    """Where the slider stood so shortly ago that the browser may not know of the move."""
    stands: tuple[Stand, ...] = st.session_state.get(draft.key(row_id, "slide", "earlier"), ())
    return tuple(one for one in stands if session.now() - one[1] < LATE)
