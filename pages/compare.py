"""All negotiations: where each stands, and how to start, import and back up."""

import streamlit as st

from meso_infer.ui import archive, archive_import, shell

shell.guard("pages/compare.py")

st.header("All negotiations")
archive.draw_list()
archive.draw_start()
archive_import.draw_import()
archive.draw_backup()
