"""Which negotiation a session looks at: by its address, by the sidebar, or after a switch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from meso_infer.example import restore_example
from meso_infer.storage import StoredSummary
from meso_infer.ui import session
from meso_infer.ui.session import Current
from meso_infer.upkeep import APPLICATION

NEGOTIATION = "shell.negotiation"
"""Key of the choice in the sidebar: the negotiation that is looked at, by id."""
ADDRESS = "n"
"""Query parameter that names the negotiation."""
LEFT = "shell.left"
"""Key of the last switch: which negotiation was left, for which, and when."""
TITLE = "shell.title"
"""Key of the negotiation that was shown last, by id, and what it was called."""
GONE = "shell.gone"
"""Key of the negotiation that is asked for and not stored."""


@dataclass(frozen=True)
class Gone:
    """A negotiation that is asked for and not stored.

    Attributes
    ----------
    title : str, optional
        What it was called when this session was shown it; None when it never was.
    """

    negotiation_id: str
    title: str | None


def choose(listed: Sequence[StoredSummary]) -> Current | None:
    """Which of the negotiations to show: the address decides, else the last choice, else the newest.

    One that is asked for and not stored is never replaced by another: see `gone`.
    """
    by_id = {summary.negotiation_id: summary for summary in listed}
    address = st.query_params.get(ADDRESS)
    if _is_late(address):
        address = None
    before = gone()
    asked = address or st.session_state.get(NEGOTIATION) or (before and before.negotiation_id)
    if asked is not None and asked not in by_id:
        shown, title = st.session_state.get(TITLE, (None, None))
        st.session_state[GONE] = Gone(asked, title if shown == asked else None)
        return None
    st.session_state.pop(GONE, None)
    chosen = asked or next(iter(by_id), None)
    return None if chosen is None else session.looked_at(by_id[chosen])


def gone() -> Gone | None:
    """The negotiation that is asked for and not stored, until another is chosen."""
    return st.session_state.get(GONE)


def see(current: Current | None) -> None:
    """Remember what this session was shown: later writes are checked against it."""
    st.session_state[session.SEEN] = current
    missing = gone()
    if missing is not None:
        st.session_state[NEGOTIATION] = None
        st.query_params[ADDRESS] = missing.negotiation_id
    if current is not None:
        st.session_state[NEGOTIATION] = current.negotiation_id
        st.session_state[TITLE] = (current.negotiation_id, current.negotiation.title)
        if st.query_params.get(ADDRESS) != current.negotiation_id:
            st.query_params[ADDRESS] = current.negotiation_id


def switch_to(negotiation_id: str) -> None:
    """Show another negotiation from the next run on."""
    last = session.current()
    if last is not None and last.negotiation_id != negotiation_id:
        st.session_state[LEFT] = (last.negotiation_id, negotiation_id, session.now())
    elif _is_late(negotiation_id):
        del st.session_state[LEFT]
    st.session_state[NEGOTIATION] = negotiation_id
    st.query_params[ADDRESS] = negotiation_id


def choose_in_sidebar() -> None:
    """Follow a choice in the sidebar, unless it is only how the sidebar stood before a switch.

    A request that left the browser before it heard of the switch carries the old address as well.
    """
    chosen = st.session_state[NEGOTIATION]
    if chosen is None:
        return
    if _is_late(chosen) and st.query_params.get(ADDRESS) == chosen:
        st.session_state[NEGOTIATION] = st.session_state[LEFT][1]
        return
    switch_to(chosen)


def _is_late(address: str | None) -> bool:
    """Whether an address is the one that was left so shortly ago that the browser may not know yet.

    Streamlit joins such a request, as by a page that asks by itself whether others have logged something,
    with the run after the switch, and then goes by the older address.
    """
    left, _, when = st.session_state.get(LEFT, (None, None, None))
    return (
        left is not None
        and address == left
        and (session.now() - when).total_seconds() < session.LATE_SECONDS
    )


def remove_example() -> None:
    """Delete the example, or the game, that is shown; the example does not come back by itself."""
    last = session.seen()
    if last.negotiation.header.game is None:
        session.store().save_draft(
            APPLICATION, session.EXAMPLE_REMOVED, {"removed": True}, saved_at=session.now()
        )
    session.store().delete(last.negotiation_id)
    forget_choice()


def open_example() -> None:
    """Bring the example back and show it."""
    session.store().clear_draft(APPLICATION, session.EXAMPLE_REMOVED)
    switch_to(restore_example(session.store(), now=session.now()))


def forget_choice() -> None:
    """Show whatever is newest from the next run on."""
    last = session.current()
    if last is not None:
        st.session_state[LEFT] = (last.negotiation_id, None, session.now())
    st.session_state.pop(NEGOTIATION, None)
    st.session_state.pop(GONE, None)
    if ADDRESS in st.query_params:
        del st.query_params[ADDRESS]
