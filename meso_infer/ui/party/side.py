"""A party's own side by its link: the form in which it fills its vault, kept as it goes, counted when it says so."""

from __future__ import annotations

import streamlit as st

from meso_infer.errors import listed
from meso_infer.mediation import Seat
from meso_infer.mediation.case import CaseLog
from meso_infer.mediation.combined import share_meeting_limit
from meso_infer.mediation.entries import VaultChanged
from meso_infer.ui import session
from meso_infer.ui.drawing import plain
from meso_infer.ui.party import seat as party_seat
from meso_infer.ui.party.vault_form import (
    Fields,
    draw_vault_form,
    fields_of,
    read_vault_form,
    remarks,
    undecided,
    with_begun,
)

BEGUN = "side"
"""Under which name the seat keeps what is changed and does not count yet."""
SHOWN = "party.vault_shown"
"""How many vaults of this party were kept when the fields were filled from the newest."""


def draw(seat: Seat, log: CaseLog) -> None:
    """Draw the form, what is not kept yet, and what the newest vault says."""
    vault = log.vault(seat.party)
    begun = seat.half_done().get(BEGUN, {})
    if vault is None:
        st.info("Fill this in first. You can change it at any time, and nobody else sees it.")
    _fill(log, with_begun(log.agenda, fields_of(log.agenda, vault), begun))
    draw_vault_form(log.agenda, party_seat.act(_begin))
    # A place of its own, empty or not, as the button below has to stay where it is while it is pressed.
    with st.container(key="party.vault.begun"):
        still_open = undecided(log.agenda, _fields())
        if still_open:
            st.caption(
                f"Not said yet: which end of {plain(listed(still_open, 'and'))} is better for you."
            )
        if begun:
            st.caption(
                "What you changed is stored for you alone, and counts once you press *Keep this*."
            )
    with st.container(horizontal=True):
        st.button(
            "Keep this",
            type="primary",
            key="party.vault.keep",
            on_click=party_seat.act(_keep),
        )
        if begun and vault is not None:
            st.button(
                "Leave it as it was",
                type="tertiary",
                key="party.vault.leave",
                on_click=party_seat.act(_leave),
            )
    if vault is not None:
        share = share_meeting_limit(log.agenda, vault.utility(log.agenda), vault.limit)
        for remark in remarks(log.agenda, vault):
            st.warning(plain(remark))
        st.caption(
            f"As it is kept, {share:.0%} of the possible packages give you at least the "
            f"{100 * vault.limit:g} points that you need."
        )


def _fill(log: CaseLog, fields: Fields) -> None:
    """Fill the fields where this session has none, or another session of this party kept a vault since."""
    n_vaults = len(log.of_kind(VaultChanged))
    is_new = st.session_state.get(SHOWN) != n_vaults
    for key, value in fields.items():
        if is_new or key not in st.session_state:
            st.session_state[key] = value
    st.session_state[SHOWN] = n_vaults


def _fields() -> Fields:
    return {str(key): value for key, value in st.session_state.items()}


def _begin() -> None:
    """Keep what stands in the fields, unless it is what the newest vault says."""
    seat = party_seat.seat()
    log = seat.look()
    kept = fields_of(log.agenda, log.vault(seat.party))
    typed = {key: st.session_state.get(key, value) for key, value in kept.items()}
    seat.keep_half_done(BEGUN, None if typed == kept else typed, now=session.now())


def _keep() -> None:
    seat = party_seat.seat()
    seat.change_vault(read_vault_form(seat.look().agenda, _fields()), now=session.now())
    seat.keep_half_done(BEGUN, None, now=session.now())
    session.tell("Kept. It is for you alone, but for what you allow the neutral.")


def _leave() -> None:
    seat = party_seat.seat()
    log = seat.look()
    seat.keep_half_done(BEGUN, None, now=session.now())
    st.session_state.update(fields_of(log.agenda, log.vault(seat.party)))
