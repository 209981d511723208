"""Counterpart: what matters to them, how sure that is, and why."""

import streamlit as st

from meso_infer.ui import session, shell
from meso_infer.ui.counterpart import page as counterpart
from meso_infer.ui.counterpart import why
from meso_infer.ui.drawing import plain
from meso_infer.ui.live import past

shell.guard("pages/counterpart.py")

current = shell.require_current()
st.title(f"What matters to {plain(current.negotiation.counterpart)}", anchor=False)
if session.share_safe():
    shell.hidden_notice()
    st.stop()
shown = counterpart.choose_moment(current)
past.draw_badge(shown)
counterpart.draw_estimate(shown)
past.draw_past(current, shown)
counterpart.draw_guess(current, shown)
why.draw_turns(shown)
why.draw_sensitivity(shown)
counterpart.draw_model(shown)
