"""Timeline: what happened, in order, with corrections, notes and copies to take along."""

import streamlit as st

from meso_infer.ui import archive_import, shell, timeline, timeline_corrections
from meso_infer.ui.drawing import plain

shell.guard("pages/timeline.py")

current = shell.require_current()
st.title(f"Timeline of {plain(current.negotiation.title)}", anchor=False)
timeline.draw_course(current)
timeline.draw_note(current)
timeline.draw_log(current)
timeline_corrections.draw_corrections(current)
timeline.draw_copies(current)
archive_import.draw_import()
