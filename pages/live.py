"""Live round: what they answered, and what it says about them."""

import streamlit as st

from meso_infer.ui import answers, coach, live_round, play_table, shell
from meso_infer.ui.drafts import Drafting

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

live_round.draw_top(current, believed, is_preview=not draft.is_empty and refusal is None)
coach.draw_on_live(current, draft)
live_round.draw_table(current, drafting)
forms, drivers = st.columns([3, 2])
with forms:
    live_round.draw_next(current, draft)
    live_round.draw_forms(current, drafting)
with drivers:
    live_round.draw_drivers(current, believed, draft)
live_round.draw_details(current, believed)
live_round.draw_bar(current, drafting, refusal)
