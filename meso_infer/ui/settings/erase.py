"""The two things that can be destroyed on purpose: a text of an event, and a whole negotiation."""

from __future__ import annotations

import secrets

import streamlit as st

from meso_infer.history import history
from meso_infer.play import is_game
from meso_infer.ui import in_view, session
from meso_infer.ui.as_shown import as_shown
from meso_infer.ui.drawing import as_copied, plain
from meso_infer.ui.session import Current
from meso_infer.ui.trouble import forget_reads
from meso_infer.upkeep import delete_negotiation, titles_now
from meso_infer.upkeep.redaction import LEAST_SALT_BYTES, FreeText, redact, redactable

REMAINS = (
    "Another program has the database open, so the bytes are still in its file; press "
    "“Clean the file” under Diagnostics when it is closed."
)
OLDER_COPIES = "Backups and exports made earlier still hold it."
SHORT = 60
FIELDS = {"note": "the remark", "text": "the text", "reason": "the reason"}

CONFIRM_REDACTION = "settings.redact.confirmed"
CHOSEN_EVENT = "settings.redact.event"
CHOSEN_NEGOTIATION = "settings.delete.negotiation"
TYPED = "settings.delete.typed"
CLEAN_FILE = "Clean the file"


# --- a text -------------------------------------------------------------------------------------------


def draw_redaction() -> None:
    """Draw the choice of an event of the negotiation that is shown, and what would go."""
    st.header("Take out a text", anchor=False)
    st.markdown(
        "A remark, or other words of somebody, can be taken out for good. The event stays where it is "
        "and the estimate does not change; the log keeps a fingerprint of the text, not the text."
    )
    current = session.current()
    if current is None:
        st.caption("There is no negotiation.")
        return
    found = redactable(current.negotiation)
    if not found:
        st.caption("No event of this negotiation holds such a text.")
        return
    told = {line.sequence: line.text for line in history(current.negotiation)}
    place = st.selectbox(
        f"Event of {plain(current.negotiation.title)}",
        list(reversed(found)),
        format_func=lambda number: f"{number} · {_short(told[number])}",
        key=CHOSEN_EVENT,
    )
    if place is None:
        return
    st.markdown("\n".join(f"- {_named(one)}: {plain(_short(one.text))}" for one in found[place]))
    st.caption(f"This cannot be undone. {OLDER_COPIES}")
    sure = st.checkbox("Take it out for good", key=CONFIRM_REDACTION)
    st.button(
        "Take out",
        key="settings.redact",
        disabled=not sure,
        on_click=session.action(as_shown(_redact, "the event", CHOSEN_EVENT)),
        args=(current, found[place][0].event),
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHORT else f"{line[: SHORT - 1]}…"


def _named(one: FreeText) -> str:
    corrected = " of its correction" if "." in one.field else ""
    return f"{FIELDS[one.field.rpartition('.')[2]].capitalize()}{corrected}"


def _redact(current: Current, event_id: str) -> None:
    store = session.store()
    done = redact(
        store,
        current.negotiation_id,
        event_id,
        expected_sequence=current.sequence,
        salt=secrets.token_bytes(LEAST_SALT_BYTES),
        now=session.now(),
    )
    # Estimates and logs of earlier moments are kept in memory, with the text in them.
    store.close()
    forget_reads()
    st.session_state[session.SEEN] = current.as_of(done.negotiation.sequence)
    st.session_state[CONFIRM_REDACTION] = False
    _tell("Taken out.", done.is_scrubbed)


def _tell(done: str, is_scrubbed: bool) -> None:
    if is_scrubbed:
        session.tell(f"{done} {OLDER_COPIES}")
    else:
        session.tell(f"{done} {OLDER_COPIES} {REMAINS}", "warning")


# --- a negotiation ------------------------------------------------------------------------------------


def draw_deletion() -> None:
    """Draw the choice of a negotiation, the field for its name, and the button."""
    st.header("Delete a negotiation", anchor=False)
    listed = {one.negotiation_id: one for one in session.summaries()}
    if not listed:
        st.caption("There is no negotiation.")
        return
    titles = titles_now(session.store(), listed.values())
    if st.session_state.get(CHOSEN_NEGOTIATION) not in listed:
        current = session.current()
        st.session_state[CHOSEN_NEGOTIATION] = (
            current.negotiation_id if current is not None else next(iter(listed))
        )
    chosen = st.selectbox(
        "Negotiation to delete",
        list(listed),
        format_func=lambda one: f"{titles[one]} · {one}",
        key=CHOSEN_NEGOTIATION,
    )
    st.markdown(
        f"Everything about it goes: {_events(listed[chosen].sequence)}, our values, drafts. "
        f"It cannot be undone. {OLDER_COPIES}"
    )
    st.text_input(
        f"To confirm, type its name: {plain(titles[chosen])}",
        key=TYPED,
        max_chars=200,
        live=True,
    )
    is_named = _typed() == titles[chosen]
    st.button(
        "Delete for good",
        key="settings.delete",
        disabled=not is_named,
        on_click=session.action(_delete),
    )


def _typed() -> str:
    """The name as typed, or as copied from the page, which holds characters that nobody sees."""
    return as_copied(str(st.session_state.get(TYPED, "")))


def _events(count: int) -> str:
    return f"{count:,} event{'' if count == 1 else 's'}"


def _delete() -> None:
    store, chosen = session.store(), st.session_state[CHOSEN_NEGOTIATION]
    was_example = any(
        one.is_example and not is_game(one) for one in store.list() if one.negotiation_id == chosen
    )
    is_scrubbed = delete_negotiation(store, chosen, typed=_typed())
    if was_example or not store.list():
        removed = {"removed": True}
        store.save_draft(
            session.APPLICATION, session.EXAMPLE_REMOVED, removed, saved_at=session.now()
        )
    st.session_state[TYPED] = ""
    if st.session_state.get(in_view.NEGOTIATION) == chosen:
        in_view.forget_choice()
    _tell("Deleted.", is_scrubbed)


def clean_file() -> None:
    """Rewrite the database's file without the remains of what was deleted."""
    if session.store().scrub():
        session.tell("The file holds nothing any more of what was deleted or taken out.")
    else:
        session.tell("Another program has the database open. Close it and try again.", "warning")
