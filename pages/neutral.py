"""Neutral desk: a case between parties who each keep their own side, and what may pass between them."""

import streamlit as st

from meso_infer.ui import shell
from meso_infer.ui.neutral import desk
from meso_infer.ui.neutral import messages as neutral_messages
from meso_infer.ui.neutral import parties as neutral_parties
from meso_infer.ui.neutral import protocols as neutral_protocols

shell.guard("pages/neutral.py")

st.title("Neutral desk", anchor=False)
desk.draw_role()
log = desk.choose_case()
if log is None:
    desk.draw_opening()
    st.stop()

desk.draw_next(log)
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
    desk.draw_record(log)
    desk.draw_removal(log)
desk.draw_opening()
desk.watch(log)
