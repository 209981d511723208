"""All negotiations: where each stands, several side by side, what they teach, and how to start another."""

import streamlit as st

from meso_infer.ui import (
    archive,
    archive_import,
    lessons,
    play_start,
    portfolio,
    shell,
    side_by_side,
)

shell.guard("pages/compare.py")

st.title("All negotiations", anchor=False)
known = portfolio.read_archive()
portfolio.draw_list(known)
archive.draw_examples(one.row for one in known.facts.values())
side_by_side.draw_comparison(known)
lessons.draw_lessons(known)
archive.draw_start()
play_start.draw_play()
archive_import.draw_import()
archive.draw_backup()
