"""The neutral's view of the parties: their links, and of each side what its owner allows."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from meso_infer.mediation.case import CaseLog
from meso_infer.mediation.desk import Desk
from meso_infer.mediation.entries import AllowedItem
from meso_infer.mediation.vaults import LIMIT
from meso_infer.ui import session
from meso_infer.ui.drawing import plain
from meso_infer.ui.neutral_desk import desk, draw_recipients
from meso_infer.ui.party_seat import LINK
from meso_infer.ui.vault_form import PERMISSION_WORDS

SHOWN = "neutral.link.shown"
"""Links that were just made, by case and party: they can be read nowhere else."""
PAGE = "neutral"


def draw(log: CaseLog) -> None:
    """Draw each party with its link and what may be seen of its side."""
    place = desk(log.case_id)
    for one in log.header.parties:
        with st.container(border=True, key=f"neutral.party.{one.id}"):
            st.header(plain(one.name), anchor=False)
            _draw_link(log, place, one.id)
            _draw_allowed(log, one.id)


# --- links ----------------------------------------------------------------------------------------


def _draw_link(log: CaseLog, place: Desk, party: str) -> None:
    row = place.link_of(party)
    now = session.now()
    is_open = row is not None and row.revoked_at is None and now < row.expires_at
    if row is None:
        st.caption("No link yet.")
    elif is_open:
        st.caption(f"The link opens until {row.expires_at:%d %b %Y %H:%M} UTC.")
    else:
        st.caption("The link no longer opens.")
    shown = st.session_state.get(SHOWN, {}).get((log.case_id, party))
    if shown is not None and is_open:
        st.markdown("Send this to nobody but them. It is shown only now: it is not kept.")
        st.code(link_address(shown), language=None, wrap_lines=True)
    with st.container(horizontal=True):
        st.button(
            "Make a link" if row is None else "Replace the link",
            type="primary" if row is None else "secondary",
            key=f"neutral.link.make.{party}",
            on_click=session.action(_make_link),
            args=(log.case_id, party),
        )
        if is_open:
            st.button(
                "Close the link",
                key=f"neutral.link.close.{party}",
                on_click=session.action(_close_link),
                args=(log.case_id, party),
            )
        if shown is not None:
            st.button(
                "Hide it",
                type="tertiary",
                key=f"neutral.link.hide.{party}",
                on_click=_forget,
                args=(log.case_id, party),
            )


def link_address(token: str) -> str:
    """The whole address of a link, on the host that this page was asked of."""
    here = urlsplit(st.context.url or "http://127.0.0.1:8501/")
    root = here.path.rstrip("/").removesuffix(PAGE).rstrip("/")
    return f"{here.scheme}://{here.netloc}{root}/?{LINK}={token}"


def _make_link(case_id: str, party: str) -> None:
    made = desk(case_id).issue_link(party, now=session.now())
    st.session_state.setdefault(SHOWN, {})[case_id, party] = made.token


def _close_link(case_id: str, party: str) -> None:
    desk(case_id).revoke_link(party, now=session.now())
    _forget(case_id, party)
    session.tell("The link opens nothing from now on.")


def _forget(case_id: str, party: str) -> None:
    st.session_state.get(SHOWN, {}).pop((case_id, party), None)


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
            key=_key("item", party),
        )
        draw_recipients(log, others, key=_key("to", party))
        st.button(
            "Pass it on as it stands",
            key=_key("do", party),
            on_click=session.action(_pass_on),
            args=(log.case_id, party),
        )


def _name(item: AllowedItem) -> str:
    return "what they need at least" if item.is_limit and item.item == LIMIT else item.item


def _key(what: str, party: str) -> str:
    return f"neutral.pass.{what}.{party}"


def _pass_on(case_id: str, party: str) -> None:
    fields = st.session_state
    desk(case_id).pass_on_item(
        party, fields[_key("item", party)], fields[_key("to", party)], now=session.now()
    )
    session.tell("Passed on.")
