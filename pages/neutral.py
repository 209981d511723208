"""Neutral desk: a case between parties who each keep their own side, and what may pass between them."""

import streamlit as st

from meso_infer.ui import neutral_desk, neutral_messages, neutral_parties, neutral_protocols, shell

shell.guard("pages/neutral.py")

st.title("Neutral desk", anchor=False)
neutral_desk.draw_role()
log = neutral_desk.choose_case()
if log is None:
    neutral_desk.draw_opening()
    st.stop()

neutral_desk.draw_next(log)
parties, protocols, messages, record = st.tabs(
    ["Parties", "Protocols", "Messages and notes", "Record"], key="neutral.tabs"
)
with parties:
    neutral_parties.draw(log)
with protocols:
    neutral_protocols.draw(log)
with messages:
    neutral_messages.draw(log)
with record:
    neutral_desk.draw_record(log)
    neutral_desk.draw_removal(log)
neutral_desk.draw_opening()
neutral_desk.watch(log)
