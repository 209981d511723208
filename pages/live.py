"""Live round: what they answered, and what it says about them."""

import streamlit as st

from meso_infer.ui import answers, coach, live_next, live_round, log_bar, play_table, shell
from meso_infer.ui.drafting import Drafting

shell.guard("pages/live.py")

current = shell.require_current()
if current.negotiation.header.game is not None:
    play_table.draw(current)
    st.stop()
negotiation = current.negotiation
drafting = Drafting(current)
answers.start_widgets(drafting, negotiation)
draft = drafting.draft()
believed, refusal = live_round.believed_with(draft, current)

with st.container(gap="xsmall", key="live"):
    live_round.draw_top(current, believed, draft, is_preview=not draft.is_empty and refusal is None)
    coach.draw_on_live(current, draft)
    live_next.draw_end(current)
    if live_next.is_due(negotiation, draft):
        live_next.draw(current)
    else:
        live_round.draw_table(current, drafting)
    answering, drivers = st.columns([2.3, 1])
    with answering:
        live_round.draw_answering(current, drafting)
    with drivers:
        live_round.draw_drivers(current, believed, draft)
log_bar.draw_bar(current, drafting, refusal)
