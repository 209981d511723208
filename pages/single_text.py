"""Single text: one draft that all parties criticise and a mediator revises, and one vote on the whole."""

import streamlit as st

from meso_infer.ui import shell
from meso_infer.ui.single_text import desk, edit
from meso_infer.ui.single_text import marks as text_marks

shell.guard("pages/single_text.py")

st.title("Single text", anchor=False)
desk.draw_role()
log = desk.choose_text()
if log is None:
    desk.draw_opening()
    st.stop()

text, marks, versions, parties, vote = st.tabs(
    ["Text", "Marks and criticism", "Versions", "Parties", "Vote and record"], key="single.tabs"
)
with text:
    edit.draw(log)
with marks:
    text_marks.draw_marks(log)
with versions:
    text_marks.draw_versions(log)
with parties:
    desk.draw_parties(log)
with vote:
    text_marks.draw_vote(log)
    desk.draw_record(log)
    desk.draw_removal(log)
desk.draw_opening()
desk.watch(log)
