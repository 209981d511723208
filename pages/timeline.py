"""Timeline: what happened, in order, with corrections, notes and copies to take along."""

import streamlit as st

from meso_infer.ui import shell
from meso_infer.ui.all_negotiations import document_import
from meso_infer.ui.drawing import plain
from meso_infer.ui.timeline import corrections, ledger, notes
from meso_infer.ui.timeline import page as timeline

shell.guard("pages/timeline.py")

current = shell.require_current()
st.title(f"Timeline of {plain(current.negotiation.title)}", anchor=False)
timeline.draw_course(current)
notes.draw_note(current)
timeline.draw_log(current)
corrections.draw_corrections(current)
ledger.draw_ledger(current)
timeline.draw_copies(current)
document_import.draw_import()
