"""The neutral's view of the parties: their links, and of each side what its owner allows."""

from __future__ import annotations

from functools import partial

import streamlit as st

from meso_infer.mediation.case import CaseLog
from meso_infer.mediation.entries import AllowedItem
from meso_infer.mediation.vaults import LIMIT
from meso_infer.ui import session
from meso_infer.ui.drawing import plain
from meso_infer.ui.neutral.desk import desk, draw_recipients
from meso_infer.ui.party import links
from meso_infer.ui.party.addresses import PARTY_LINK
from meso_infer.ui.party.vault_form import PERMISSION_WORDS

PAGE = "neutral"


def draw(log: CaseLog) -> None:
    """Draw each party with its link and what may be seen of its side."""
    links.draw(
        desk(log.case_id),
        log.header.parties,
        page=PAGE,
        parameter=PARTY_LINK,
        below=partial(_draw_allowed, log),
    )


# --- what may be seen -----------------------------------------------------------------------------


def _draw_allowed(log: CaseLog, party: str) -> None:
    items = log.allowed(party)
    if items is None:
        st.caption("Their side is still empty.")
        return
    told = [one for one in items if one.words]
    private = [_name(one) for one in items if not one.words]
    lines = [f"- {PERMISSION_WORDS[one.permission]}: {plain(one.words)}" for one in told]
    if private:
        lines.append(f"- Private: {plain(', '.join(private))}")
    st.markdown("\n".join(lines))
    others = [one for one in log.header.ids if one != party]
    if not told:
        return
    with st.expander("Pass on", key=f"neutral.pass.box.{party}"):
        st.selectbox(
            "What",
            [one.item for one in told],
            format_func={one.item: one.words for one in told}.__getitem__,
            key=_key(log.case_id, "item", party),
        )
        draw_recipients(log, others, key=_key(log.case_id, "to", party))
        st.button(
            "Pass it on as it stands",
            key=_key(log.case_id, "do", party),
            on_click=session.action(_pass_on),
            args=(log.case_id, party),
        )


def _name(item: AllowedItem) -> str:
    return "what they need at least" if item.is_limit and item.item == LIMIT else item.item


def _key(case_id: str, what: str, party: str) -> str:
    return f"neutral.pass.{case_id}.{what}.{party}"


def _pass_on(case_id: str, party: str) -> None:
    fields = st.session_state
    desk(case_id).pass_on_item(
        party,
        fields[_key(case_id, "item", party)],
        fields[_key(case_id, "to", party)],
        now=session.now(),
    )
    session.tell("Passed on.")
