"""Next packages: three sets that are worth the same to us, and what to offer of them."""

import streamlit as st

from meso_infer.errors import MesoError
from meso_infer.negotiation import COUNTERPART
from meso_infer.ui import coach, session, shell
from meso_infer.ui.drawing import plain
from meso_infer.ui.next_packages import concession, offer, package_grid, proposals
from meso_infer.ui.next_packages.package_grid import Offering

shell.guard("pages/next_packages.py")

current = shell.require_current()
negotiation = current.negotiation

st.title("Next packages", anchor=False)
if session.share_safe():
    shell.hidden_sets_notice()
    st.stop()
if negotiation.status != "open":
    shell.talks_over(negotiation, "to offer again")
    st.stop()
if negotiation.move == COUNTERPART:
    st.info(f"They have not answered round {negotiation.round}. A new offer opens the next round.")
coach.draw_on_next(current)
offering = Offering(current)
target = offer.target_of(negotiation)
with st.expander("What to aim for this round", key="next.plan"):
    concession.draw_plan(current, offering.aim_for)
with st.expander("What to ask of the sets: how many packages, what is held, what they are worth"):
    wishes = offer.draw_wishes(offering, negotiation, target)
proposals.draw_sets(current, wishes, offering.mode, offering.use)

proposal, refusal = offer.find(offering, current, wishes)
if refusal is not None:
    offer.draw_refusal(offering, negotiation, refusal)
st.header("The set to offer", anchor=False)
cells = package_grid.starting_cells(negotiation, proposal, offering.changed(), wishes.n_packages)
package_grid.draw_others(offering, negotiation.agenda)
edited = package_grid.draw_grid(offering, negotiation.agenda, cells)
offer.draw_solver(offering, current, cells, wishes.target or target, wishes.held)
if package_grid.is_blank(edited):
    st.caption(
        "Fill in the packages here: what each is worth to us then stands below. A row left blank is "
        "not offered."
    )
    st.stop()
try:
    packages = package_grid.packages_of(negotiation.agenda, edited)
except MesoError as error:
    st.warning(plain(str(error)))
    st.stop()
offer.draw_gauge(current, packages, wishes.tolerance)
offer.draw_offer_button(offering, current, packages, proposal, wishes.tolerance)
offer.draw_message(offering, negotiation, packages, wishes.tolerance)
followed = proposal is not None and packages == proposal.packages
proposals.draw_answers(current, packages)
if proposal is not None and followed:
    proposals.draw_reasons(proposal)
else:
    offer.draw_study(current, packages)
