"""Offers to us: where we stand first, then what their packages are worth, say, and what to answer."""

import streamlit as st

from meso_infer.errors import InvalidUtility
from meso_infer.ui import session, shell, undoing
from meso_infer.ui.drawing import plain
from meso_infer.ui.offers_to_us import answer, entry, worth
from meso_infer.workflow import current_own

shell.guard("pages/offers_to_us.py")

current = shell.require_current()
negotiation = current.negotiation
incoming = negotiation.incoming
st.title("Offers to us", anchor=False)
if session.share_safe():
    shell.hidden_notice()
    st.stop()
try:
    own = current_own(negotiation)
except InvalidUtility as error:
    st.info(plain(str(error)))
    st.page_link("pages/setup.py", label="Open Setup", icon=":material/tune:")
    st.stop()
is_open = negotiation.status == "open"
offer = incoming.latest
if offer is not None or incoming.pending is not None:
    undoing.draw_undo(current, "received.undo")
if not is_open:
    shell.talks_over(current.negotiation, "to log another offer")
    if offer is None:
        st.stop()
elif incoming.open is None:
    if offer is not None:
        answer.draw_answered(offer)
    if incoming.pending is None:
        entry.draw_writing(current)
    else:
        entry.draw_entry(current)
elif incoming.open.before is None:
    entry.draw_writing(current)
if offer is None or offer.before is None:
    st.stop()
if not offer.is_open:
    st.subheader("Their last offer", anchor=False)
worth.draw_worth(current, own, offer)
if is_open:
    worth.draw_pull(current, own, offer)
worth.draw_reading(current, offer)
if is_open and offer.is_open:
    answer.draw_answered(offer)
    answer.draw_answer(current, own, offer)
