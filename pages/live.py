"""Live round: what they answered, and what it says about them."""

import streamlit as st

from meso_infer.ui import coach, shell
from meso_infer.ui.live import answers, log_bar, next_offer, round_page
from meso_infer.ui.live.drafting import Drafting
from meso_infer.ui.play import table as play_table

shell.guard("pages/live.py")

current = shell.require_current()
if current.negotiation.header.game is not None:
    play_table.draw(current)
    st.stop()
negotiation = current.negotiation
drafting = Drafting(current)
answers.start_widgets(drafting, negotiation)
draft = drafting.draft()
believed, refusal = round_page.believed_with(draft, current)

with st.container(gap="xsmall", key="live"):
    round_page.draw_top(current, believed, draft, is_preview=not draft.is_empty and refusal is None)
    coach.draw_on_live(current, draft)
    next_offer.draw_end(current)
    if next_offer.is_due(negotiation, draft):
        next_offer.draw(current)
    else:
        round_page.draw_table(current, drafting)
    answering, drivers = st.columns([2.3, 1])
    with answering:
        round_page.draw_answering(current, drafting)
    with drivers:
        round_page.draw_drivers(current, believed, draft)
log_bar.draw_bar(current, drafting, refusal)
