"""Importing a document from a file: looked at first, written only as a whole and only when asked."""

from __future__ import annotations

import streamlit as st

from meso_infer import workflow
from meso_infer.documents import check_document, one_line
from meso_infer.negotiation import Negotiation
from meso_infer.strict_json import MOST_BYTES
from meso_infer.ui import in_view, session
from meso_infer.ui.drawing import plain

UPLOADS = "archive.uploads"
"""How many files were taken: a new number empties the upload."""

MOST_MEGABYTES = MOST_BYTES // 1_000_000


def draw_import() -> None:
    """Draw the upload of a document, what it holds or what is wrong with it, and the button."""
    st.header("Import", anchor=False)
    key = f"archive.upload.{st.session_state.get(UPLOADS, 0)}"
    given = st.file_uploader(
        "A negotiation as a JSON document", key=key, max_upload_size=MOST_MEGABYTES
    )
    if given is None:
        st.caption(f"At most {MOST_MEGABYTES} MB. The document is checked before it is written.")
        return
    with st.spinner("Reading the document", show_time=False):
        reading = check_document(given.getvalue())
    if reading.negotiation is None:
        st.error(
            f"{plain(given.name)} cannot be imported, and nothing was written. "
            f"{plain(one_line(reading.problems))}"
        )
        return
    st.markdown(f"Ready to import: {plain(in_brief(reading.negotiation))}.")
    st.button(
        "Import it",
        key="archive.import",
        type="primary",
        on_click=session.action(take),
        args=(key,),
    )


def in_brief(negotiation: Negotiation) -> str:
    """A document in a line: title, counterpart, issues, events."""
    events = f"{negotiation.sequence} event{'' if negotiation.sequence == 1 else 's'}"
    issues = ", ".join(negotiation.agenda.names)
    return f"{negotiation.title} with {negotiation.counterpart} ({issues}), {events}"


def take(key: str) -> None:
    """Store the document that was uploaded under a key, and open it."""
    given = st.session_state[key]
    if given is None:
        session.tell("Choose a file first.", "note")
        return
    chosen = workflow.import_document(session.store(), given.getvalue(), now=session.now())
    in_view.switch_to(chosen)
    st.session_state[UPLOADS] = st.session_state.get(UPLOADS, 0) + 1
    session.go_to("pages/live.py")
    session.tell("Imported and opened.")
