"""Report and export: for whom, which sections, a look at it, and the files."""

import streamlit as st

from meso_infer.ui import report, shell
from meso_infer.ui.drawing import plain

shell.guard("pages/report.py")

current = shell.require_current()
st.title(f"Report on {plain(current.negotiation.title)}", anchor=False)
choices, preview = st.columns((2, 3), gap="large")
with choices:
    made = report.draw_choices(current)
    if made is not None:
        report.draw_downloads(current, made)
if made is not None:
    with preview:
        report.draw_preview(made)
