"""Data and settings: backups, what may be destroyed, what the model assumes, and how the program is."""

import streamlit as st

from meso_infer.ui import session, settings_about, settings_backup, settings_erase, shell

shell.guard("pages/settings.py")

st.title("Data and settings", anchor=False)
if session.share_safe():
    settings_about.draw_shared()
    st.stop()
settings_backup.draw_backup()
settings_backup.draw_restore()
settings_erase.draw_redaction()
settings_erase.draw_deletion()
settings_about.draw_model()
settings_about.draw_exposure()
settings_about.draw_theme()
settings_about.draw_diagnostics()
