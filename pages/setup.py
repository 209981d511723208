"""Setup: the issues, our values, our limits, and our guess of what matters to them."""

import streamlit as st

from meso_infer.ui import session, shell, trouble
from meso_infer.ui.setup import page as setup_page

shell.guard("pages/setup.py")

st.title("Setup", anchor=False)
if session.share_safe():
    shell.hidden_notice()
    st.stop()
trouble.note_gone()
draft = setup_page.choose_sheet(session.current())
setup_page.draw_sheet(draft)
