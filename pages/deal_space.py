"""Deal space: which deals are possible, what is left for both, and what is known of it."""

import streamlit as st

from meso_infer.errors import InvalidUtility
from meso_infer.ui import session, shell
from meso_infer.ui.deal import space as deal_space
from meso_infer.ui.drawing import plain
from meso_infer.workflow import current_own

shell.guard("pages/deal_space.py")

current = shell.require_current()
st.title("Deal space", anchor=False)
if session.share_safe():
    shell.hidden_notice()
    st.stop()
try:
    current_own(current.negotiation)
except InvalidUtility as error:
    st.info(plain(str(error)))
    st.page_link("pages/setup.py", label="Open Setup", icon=":material/tune:")
    st.stop()
space = deal_space.draw_map(current)
deal_space.draw_inspector(current, space)
deal_space.draw_better(current)
