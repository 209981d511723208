"""All negotiations: where each stands, several side by side, what they teach, and how to start another."""

import streamlit as st

from meso_infer.ui import shell
from meso_infer.ui.all_negotiations import document_import, lessons, side_by_side, start_and_keep
from meso_infer.ui.all_negotiations import table as portfolio
from meso_infer.ui.play import start

shell.guard("pages/compare.py")

st.title("All negotiations", anchor=False)
known = portfolio.read_archive()
portfolio.draw_list(known)
start_and_keep.draw_examples(one.row for one in known.facts.values())
side_by_side.draw_comparison(known)
lessons.draw_lessons(known)
start_and_keep.draw_start()
start.draw_play()
document_import.draw_import()
start_and_keep.draw_backup()
