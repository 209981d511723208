"""Timeline: what happened, in order, with corrections, notes and copies to take along."""

import streamlit as st

from meso_infer.ui import (
    archive_import,
    ledger,
    shell,
    timeline,
    timeline_corrections,
    timeline_notes,
)
from meso_infer.ui.drawing import plain

shell.guard("pages/timeline.py")

current = shell.require_current()
st.title(f"Timeline of {plain(current.negotiation.title)}", anchor=False)
timeline.draw_course(current)
timeline_notes.draw_note(current)
timeline.draw_log(current)
timeline_corrections.draw_corrections(current)
ledger.draw_ledger(current)
timeline.draw_copies(current)
archive_import.draw_import()
