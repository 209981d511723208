"""Data and settings: backups, what may be destroyed, what the model assumes, and how the program is."""

import streamlit as st

from meso_infer.ui import session, shell
from meso_infer.ui.settings import about, backup, erase

shell.guard("pages/settings.py")

st.title("Data and settings", anchor=False)
if session.share_safe():
    about.draw_shared()
    st.stop()
backup.draw_backup()
backup.draw_restore()
erase.draw_redaction()
erase.draw_deletion()
about.draw_model()
about.draw_exposure()
about.draw_theme()
about.draw_diagnostics()
