"""Single text: one draft that all parties criticise and a mediator revises, and one vote on the whole."""

import streamlit as st

from meso_infer.ui import shell, text_desk, text_edit, text_marks

shell.guard("pages/single_text.py")

st.title("Single text", anchor=False)
text_desk.draw_role()
log = text_desk.choose_text()
if log is None:
    text_desk.draw_opening()
    st.stop()

text, marks, versions, parties, vote = st.tabs(
    ["Text", "Marks and criticism", "Versions", "Parties", "Vote and record"], key="single.tabs"
)
with text:
    text_edit.draw(log)
with marks:
    text_marks.draw_marks(log)
with versions:
    text_marks.draw_versions(log)
with parties:
    text_desk.draw_parties(log)
with vote:
    text_marks.draw_vote(log)
    text_desk.draw_record(log)
    text_desk.draw_removal(log)
text_desk.draw_opening()
text_desk.watch(log)
