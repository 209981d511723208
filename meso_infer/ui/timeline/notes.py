"""Notes on the timeline: typed or pasted, or a text that is attached; long ones to read in full; undo."""

from __future__ import annotations

import streamlit as st

from meso_infer.events import Note
from meso_infer.negotiation import Negotiation
from meso_infer.ui import session, undoing
from meso_infer.ui.drawing import MOST_TYPED, plain
from meso_infer.ui.session import Current

NOTE = "note"
LONGEST_NOTE = 20_000
SHORT_NOTE = 200
"""Characters of a note that stand in the table of events; longer ones are read in full below it."""

TEXTS = ("txt", "md", "csv", "eml", "log")
ATTACHED = "timeline.attached"
"""How many files were taken: a new number empties the upload."""


def draw_note(current: Current) -> None:
    """Draw the form for a note; what is typed is kept until it is added."""
    if session.share_safe():
        return
    key = f"timeline:{current.negotiation_id}:{current.created}:note"
    if key not in st.session_state:
        kept = session.store().read_draft(current.negotiation_id, NOTE)
        st.session_state[key] = str((kept or {}).get("text", ""))
    st.text_area(
        "Add a note",
        key=key,
        placeholder="What else was said or seen; paste a message here",
        max_chars=MOST_TYPED,
        height=80,
        on_change=session.action(_keep_note),
        args=(current.negotiation_id, key),
    )
    with st.container(horizontal=True, key="timeline.bar"):
        st.button(
            "Add note", key="timeline.add_note", on_click=session.action(_add_note), args=(key,)
        )
        _draw_undo(current)
    with st.expander("Attach a text", key="timeline.attach"):
        _draw_attachment()


def _draw_undo(current: Current) -> None:
    """Here whatever was logged last can be taken back, however long ago that was."""
    taken_back = undoing.undoable(current)
    st.button(
        "Undo",
        key="timeline.undo",
        shortcut="Alt+Shift+Z",
        disabled=taken_back is None,
        help=f"Takes back: {plain(taken_back)}" if taken_back else "Nothing to undo",
        on_click=session.action(undoing.undo),
    )
    if undoing.can_redo(current.negotiation):
        st.button("Redo", key="timeline.redo", on_click=session.action(undoing.redo))


def _keep_note(negotiation_id: str, key: str) -> None:
    text = st.session_state[key]
    if text.strip():
        session.store().save_draft(negotiation_id, NOTE, {"text": text}, saved_at=session.now())
    else:
        session.store().clear_draft(negotiation_id, NOTE)


def _add_note(key: str) -> None:
    text = st.session_state[key].strip()
    if not text:
        session.tell("Write the note first.", "note")
        return
    session.record(Note(text=text))
    session.store().clear_draft(session.seen().negotiation_id, NOTE)
    st.session_state[key] = ""
    session.tell("Note added.")


# --- attached texts -----------------------------------------------------------------------------------


def _draw_attachment() -> None:
    key = f"timeline.upload.{st.session_state.get(ATTACHED, 0)}"
    given = st.file_uploader(
        "A message or minutes as a text file", type=list(TEXTS), key=key, max_upload_size=1
    )
    st.caption(
        f"Its text is kept in the log as a note of ours, up to {LONGEST_NOTE:,} characters; the file "
        "itself is not."
    )
    if given is not None:
        st.button(
            "Attach it",
            key="timeline.attach_it",
            type="primary",
            on_click=session.action(_attach),
            args=(key,),
        )


def _attach(key: str) -> None:
    given = st.session_state[key]
    if given is None:
        session.tell("Choose a file first.", "note")
        return
    text = attached_text(given.name, given.getvalue())
    if len(text) > LONGEST_NOTE:
        session.tell(
            f"{given.name} holds {len(text):,} characters; a note holds {LONGEST_NOTE:,}. Attach a "
            "shorter part of it.",
            "error",
        )
        return
    session.record(Note(text=text))
    st.session_state[ATTACHED] = st.session_state.get(ATTACHED, 0) + 1
    session.tell(f"{given.name} is attached as a note.")


def attached_text(name: str, content: bytes) -> str:
    """The note that an attached file becomes: its name, then its text; what is no UTF-8 is read as Latin-1."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    return f"{name}\n\n{text.strip()}".replace("\r\n", "\n")


def long_notes(negotiation: Negotiation) -> dict[int, str]:
    """Notes that hold and are too long for the table, by place in the log, newest first."""
    return {
        entry.sequence: entry.in_force.text
        for entry in reversed(negotiation.log)
        if isinstance(entry.in_force, Note)
        and isinstance(entry.event, Note)
        and (len(entry.in_force.text) > SHORT_NOTE or "\n" in entry.in_force.text)
    }


def draw_long_notes(negotiation: Negotiation) -> None:
    """Draw the choice of a long note, and the note as it was written."""
    found = long_notes(negotiation)
    if not found:
        return
    with st.expander("Read a note in full", key="timeline.notes"):
        chosen = st.selectbox(
            "Note",
            list(found),
            format_func=lambda one: f"{one} · {found[one].splitlines()[0][:60]}",
            key="timeline.note_to_read",
        )
        if chosen is not None:
            st.code(found[chosen], language=None, wrap_lines=True)
