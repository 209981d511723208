"""The same agenda once more: for another counterpart at once, or on a new sheet to be changed first."""

from __future__ import annotations

import streamlit as st

from meso_infer.copying import duplicate
from meso_infer.sheet import Sheet, sheet_of
from meso_infer.ui import in_view, session
from meso_infer.ui.drawing import plain
from meso_infer.ui.session import Current
from meso_infer.ui.setup.draft import FRESH, WHICH, SetupDraft, start_new

FIXED = (
    "**What can change.** Title, counterpart, ranges, options that nobody named yet, directions, our "
    "values and limits: each change is an event, and what was logged before keeps its meaning. "
    "**What is fixed.** Names and kinds of issues, and rules: everything logged speaks of the issues by "
    "name, and reading the log again must tell the same story. To change these, copy the agenda to a "
    "new sheet."
)


def draw_copy(draft: SetupDraft, current: Current) -> None:
    """Draw what is fixed and why, and the two ways to copy the agenda."""
    with st.expander(
        "Use this agenda again, or change what is fixed",
        icon=":material/content_copy:",
        key=draft.key("copy"),
    ):
        st.markdown(FIXED)
        title = plain(current.negotiation.title)
        st.markdown(
            f"**Another counterpart.** A copy of “{title}” has the same issues, rules, values and limits, "
            "and a log of its own. Offers, answers, our guess and notes are not copied."
        )
        key = draft.key("copy", "counterpart")
        st.text_input(
            "Who the copy is with",
            key=key,
            max_chars=200,
            placeholder="Second supplier",
        )
        with st.container(horizontal=True, key=draft.key("copy", "bar")):
            st.button(
                "Start the copy",
                key=draft.key("copy", "start"),
                on_click=session.action(copy_for),
                args=(current.negotiation_id, key),
            )
            st.button(
                "Copy to a new sheet and change it first",
                key=draft.key("copy", "sheet"),
                on_click=session.action(_to_new_sheet),
                args=(current, key),
            )


def copy_for(negotiation_id: str, key: str) -> None:
    """Store the agenda again for the counterpart that was typed under a key, and open the copy."""
    name = str(st.session_state.get(key) or "").strip()
    if not name:
        session.tell("Say first who the copy is with.", "note")
        return
    made = duplicate(session.store(), negotiation_id, counterpart=name, now=session.now())
    st.session_state.pop(key, None)
    in_view.switch_to(made)
    session.tell(
        f"The agenda is open for {name}. Give your guess of what matters to them in step 4."
    )


def _to_new_sheet(current: Current, key: str) -> None:
    name = str(st.session_state.get(key) or "").strip()
    start_new(_fresh(sheet_of(current.negotiation), name))
    st.session_state[WHICH] = FRESH
    session.tell("The agenda is on a new sheet. Nothing is stored until you start it.")


def _fresh(sheet: Sheet, counterpart: str) -> Sheet:
    """A sheet without what belongs to one counterpart."""
    rows = tuple(row.model_copy(update={"guess": None}) for row in sheet.issues)
    update = {"issues": rows, "scenarios": (), "risk_tolerance": 0.0}
    return sheet.model_copy(update={**update, "counterpart": counterpart or sheet.counterpart})
