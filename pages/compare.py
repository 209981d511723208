"""All negotiations: where each stands, and how to start, import and back up."""

import streamlit as st

from meso_infer.ui import archive, archive_import, shell, track_record

shell.guard("pages/compare.py")

st.title("All negotiations", anchor=False)
archive.draw_list()
track_record.draw_track_record()
archive.draw_start()
archive_import.draw_import()
archive.draw_backup()
