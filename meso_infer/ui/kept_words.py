"""A box for words that are kept in the store while they are typed, until they are logged."""

from __future__ import annotations

import streamlit as st

from meso_infer.ui import session
from meso_infer.ui.session import Current


def draw_words(current: Current, name: str, label: str, *, help: str | None = None) -> str:
    """Draw the box; what stands in it outlives the page and the browser.

    Parameters
    ----------
    name : str
        Names the box within its negotiation.

    Returns
    -------
    str
        Without spaces at its ends; empty when blank.
    """
    key = _key(current, name)
    if key not in st.session_state:
        kept = session.store().read_draft(current.negotiation_id, _entry(name)) or {}
        st.session_state[key] = str(kept.get("text", ""))
    typed = st.text_area(
        label,
        key=key,
        height=68,
        max_chars=2000,
        help=help,
        on_change=session.action(_keep),
        args=(current, name),
    )
    return (typed or "").strip()


def words_of(current: Current, name: str) -> str | None:
    """What stands in a box, for the log; None when it is blank."""
    return str(st.session_state.get(_key(current, name)) or "").strip() or None


def forget_words(current: Current, *names: str) -> None:
    """Empty boxes whose words were logged."""
    for name in names:
        session.store().clear_draft(current.negotiation_id, _entry(name))
        st.session_state[_key(current, name)] = ""


def _keep(current: Current, name: str) -> None:
    text = str(st.session_state.get(_key(current, name)) or "")
    store = session.store()
    if text.strip():
        store.save_draft(
            current.negotiation_id, _entry(name), {"text": text}, saved_at=session.now()
        )
    else:
        store.clear_draft(current.negotiation_id, _entry(name))


def _key(current: Current, name: str) -> str:
    return f"words:{current.negotiation_id}:{current.created}:{name}"


def _entry(name: str) -> str:
    return f"words:{name}"
