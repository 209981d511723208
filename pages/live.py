"""Live round: what they answered, and what it says about them."""

import streamlit as st

from meso_infer.ui import answers, live_round, session, shell
from meso_infer.ui.drafts import Drafting

shell.guard("pages/live.py")

current = shell.require_current()
negotiation = current.negotiation
drafting = Drafting(current)
answers.start_widgets(drafting, negotiation)
draft = drafting.draft()
believed, refusal = live_round.believed_with(draft, current)

live_round.draw_top(current, believed)
packages, drivers = st.columns([5, 2])
with packages:
    live_round.draw_table(current, drafting)
    if negotiation.status == "open":
        if negotiation.packages_on_table is not None:
            answers.other_answers(drafting, negotiation)
            answers.pushes_form(drafting, negotiation)
        answers.package_form(drafting, negotiation)
        if not session.share_safe() and (worth := answers.worth_to_us(negotiation, draft)):
            st.caption(worth)
        answers.how_heard_form(drafting, negotiation)
with drivers:
    live_round.draw_drivers(current, believed, draft)
live_round.draw_details(current, believed)
live_round.draw_next(current)
live_round.draw_bar(current, drafting, refusal)
