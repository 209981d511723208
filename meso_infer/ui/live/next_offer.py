"""What the live page offers once they have answered: three sets within reach; or how talks ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from meso_infer.errors import MesoError, NoFeasibleMeso, listed
from meso_infer.negotiation import OWN, Negotiation
from meso_infer.packages import Package
from meso_infer.points import points
from meso_infer.proposal import Proposal
from meso_infer.proposal.settings import Mode
from meso_infer.ui import session, shell
from meso_infer.ui.drawing import plain
from meso_infer.ui.keys import shortcut, tall
from meso_infer.ui.live.drafts import Draft
from meso_infer.ui.next_packages import offer, proposals
from meso_infer.ui.next_packages.package_grid import Offering
from meso_infer.ui.session import Current

MESSAGE = "live.message"
"""Which set's message is shown, with the sequence at which it was asked for."""

CARD_WIDTH = 240
FEWEST = 2
"""Packages of a set where three cannot be equal for us; one alone would be a single offer."""


def is_due(negotiation: Negotiation, draft: Draft) -> bool:
    """Whether what to offer next is what matters now."""
    return negotiation.status == "open" and negotiation.move == OWN and draft.is_empty


def draw(current: Current) -> None:
    """Draw the three sets, each with its message and a button that offers it as it stands."""
    with st.container(horizontal=True, vertical_alignment="center", key="live.next.head"):
        st.subheader("Next packages", anchor=False, width="content")
        st.button(
            (
                tall("Compare and change them", "all three sets")
                if current.negotiation.own is not None
                else tall("Put packages together", "by hand")
            ),
            key="live.next",
            type="primary" if current.negotiation.packages_on_table is None else "secondary",
            icon=":material/arrow_forward:",
            shortcut=shortcut("Alt+Shift+N"),
            on_click=session.action(session.go_to),
            args=("pages/next_packages.py",),
        )
        if current.negotiation.incoming.open is not None:
            st.page_link(
                "pages/offers_to_us.py",
                label="Their offer waits for our answer",
                icon=":material/inbox:",
            )
    if session.share_safe():
        shell.hidden_sets_notice()
        return
    wishes = proposals.Wishes()
    found = proposals.sets_or_refusals(current, wishes)
    refusal = proposals.one_refusal(found)
    if isinstance(refusal, NoFeasibleMeso):
        found = proposals.sets_or_refusals(current, replace(wishes, n_packages=FEWEST))
        if proposals.one_refusal(found) is None:
            st.caption(f"These sets have {FEWEST} packages. {plain(str(refusal))}")
            refusal = None
    if refusal is not None:
        st.info(plain(str(refusal)))
        if current.negotiation.own is None:
            st.page_link("pages/setup.py", label="Open Setup", icon=":material/tune:")
        return
    grid = st.grid(len(found), min_column_width=CARD_WIDTH, key="live.sets")
    for mode, proposal in found.items():
        with grid.container(border=True, gap="xsmall", height="stretch", key=f"live.set.{mode}"):
            if isinstance(proposal, MesoError):
                st.markdown(f"**{proposals.MODES[mode]}**")
                st.caption(plain(str(proposal)))
            else:
                _draw_set(current, mode, proposal, proposals.same_set(mode, found))
    _draw_message(current, found)


def _draw_set(current: Current, mode: Mode, proposal: Proposal, same: Sequence[str]) -> None:
    title = proposals.MODES[mode]
    st.markdown(f"**{title}** :small[:gray[{plain(_worth(proposal))}]]")
    proposals.draw_packages(current.negotiation, proposal)
    st.caption(
        (f"The same packages as {listed(same, 'and')}. " if same else "")
        + f"We learn {proposals.learning_word(proposal.expected_information_bits)}. "
        f"They learn about us: {plain(proposals.exposure_in_words(proposal))}."
        + (f" :material/warning: {_warned(len(proposal.warnings))}" if proposal.warnings else "")
    )
    with st.container(horizontal=True, key=f"live.set.{mode}.buttons"):
        st.button(
            tall("Offer these", "put them on the table"),
            key=f"live.offer.{mode}",
            type="primary" if mode == "balanced" else "secondary",
            on_click=session.action(_offer),
            args=(current, proposal),
            help=f"Put the set “{title}” on the table as it stands.",
        )
        st.button(
            tall("Message", "to copy"),
            key=f"live.message.{mode}",
            type="tertiary",
            icon=":material/content_copy:",
            shortcut=shortcut("Alt+Shift+K") if mode == "balanced" else None,
            on_click=session.action(_toggle_message),
            args=(current, mode),
            help=f"The set “{title}” in words to send or say.",
        )


def _warned(n: int) -> str:
    return "One warning; compare first." if n == 1 else f"{n} warnings; compare first."


def _worth(proposal: Proposal) -> str:
    worth = list(proposal.own_utility.values())
    mean = sum(worth) / len(worth)
    return f"worth {points(mean)} to us, {proposals.equality_in_words(proposal.spread)}"


def _offer(current: Current, proposal: Proposal) -> None:
    packages: dict[str, Package] = dict(proposal.packages)
    offer.offer(Offering(current), current, packages, proposal, proposal.tolerance)


def _toggle_message(current: Current, mode: Mode) -> None:
    asked = (current.key, mode)
    st.session_state[MESSAGE] = None if st.session_state.get(MESSAGE) == asked else asked


def _draw_message(current: Current, found: dict[Mode, Proposal | MesoError]) -> None:
    key, mode = st.session_state.get(MESSAGE) or (None, None)
    proposal = found.get(mode) if mode is not None and key == current.key else None
    if isinstance(proposal, Proposal):
        st.code(proposals.message(current, proposal), language=None, wrap_lines=True)


# --- once talks are over --------------------------------------------------------------------------


def draw_end(current: Current) -> None:
    """Draw how talks ended, what that is worth to us, and where to look next; nothing while they run."""
    negotiation = current.negotiation
    if negotiation.status == "ended":
        st.info("Talks have ended. To go on, undo that on the timeline.")
    package = negotiation.agreed_package
    if negotiation.status == "agreed" and package is not None:
        st.success(f"Agreed: {plain(negotiation.agenda.describe(package))}")
        if not session.share_safe():
            worth = _worth_of(negotiation, package)
            if worth is not None:
                st.caption(worth)
    if negotiation.status != "open":
        with st.container(horizontal=True, key="live.end"):
            if negotiation.status == "agreed":
                st.page_link(
                    "pages/agreement.py",
                    label="The deal, and something better for both",
                    icon=":material/handshake:",
                )
            st.page_link("pages/timeline.py", label="How it went", icon=":material/timeline:")
            st.page_link(
                "pages/deal_space.py",
                label="What both could still gain",
                icon=":material/scatter_plot:",
            )


def _worth_of(negotiation: Negotiation, package: Package) -> str | None:
    own = negotiation.own
    if own is None or not negotiation.agenda.is_complete(package):
        return None
    low, high = negotiation.limits
    limits = [
        f"{name} {points(limit)}"
        for name, limit in (("our walk-away", low), ("our target", high))
        if limit is not None
    ]
    against = f" ({', '.join(limits)})" if limits else ""
    return f"Worth {points(own.utility(package))} points to us{against}."
