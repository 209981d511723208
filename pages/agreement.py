"""Agreement and improvement: what the deal is worth to both, something better for both, what they tell."""

import streamlit as st

from meso_infer.ui import shell
from meso_infer.ui.deal import agreement, debrief, improvement, other_ways

shell.guard("pages/agreement.py")

current = shell.require_current()
st.title("Agreement and improvement", anchor=False)
if current.negotiation.status == "agreed":
    agreement.draw_deal(current)
    agreement.draw_measures(current)
    improvement.draw_improving(current)
    other_ways.draw_other_ways(current)
else:
    agreement.draw_missing(current)
debrief.draw_debrief(current)
