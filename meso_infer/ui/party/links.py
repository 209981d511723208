"""The link of a party without an account: made, replaced and closed by whoever leads its talks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

import streamlit as st

from meso_infer.links import NewLink
from meso_infer.storage.cases import LinkRow
from meso_infer.ui import choices, session
from meso_infer.ui.shell import asks_to_sign_in

PARTY_LINK = "link"
"""Query parameter that carries the link of a party at a neutral's case."""
TEXT_LINK = "text"
"""Query parameter that carries a link to a single text."""
THIS_MACHINE = ("127.0.0.1", "localhost", "::1")
VALIDITY_DAYS = (1, 7, 14, 60)
USUAL_DAYS = 14


class Links(Protocol):
    """Who can hand out links: a neutral's desk, a mediator's."""

    def issue_link(self, party: str, *, now: datetime, valid_for: timedelta) -> NewLink: ...

    def revoke_link(self, party: str, *, now: datetime) -> None: ...

    def link_of(self, party: str) -> LinkRow | None: ...


def draw_validity(page: str) -> None:
    """Draw the choice of how long links open that are made on this page from now on, and who gets here."""
    if not asks_to_sign_in():
        if urlsplit(_here()).hostname in THIS_MACHINE:
            st.caption(
                "These links open on this machine only. To serve parties elsewhere, configure sign-in "
                "first: without it, whoever can open a link can open this page, too."
            )
        else:
            st.warning(
                "This server asks nobody to sign in: whoever gets a link can open this page, too, and "
                "read everything. Configure sign-in before you send one."
            )
    choices.segmented_control(
        "New links open for",
        VALIDITY_DAYS,
        format_func=lambda days: "1 day" if days == 1 else f"{days} days",
        default=USUAL_DAYS,
        required=True,
        key=f"{_key(page)}.days",
    )


def draw(place: Links, subject: str, party: str, *, page: str, parameter: str) -> None:
    """Draw a party's link: until when it opens, and the buttons that make, replace and close it.

    Parameters
    ----------
    subject : str
        What the link opens, by its id.
    page : str
        Address of the page that this is drawn on; its first word begins the keys.
    parameter : str
        Query parameter that carries the link.
    """
    row = place.link_of(party)
    now = session.now()
    is_open = row is not None and row.revoked_at is None and now < row.expires_at
    if row is None:
        st.caption("No link yet.")
    elif is_open:
        st.caption(f"The link opens until {row.expires_at:%d %b %Y %H:%M} UTC.")
    else:
        st.caption("The link no longer opens.")
    key = _key(page)
    token = _shown(key).get((subject, party))
    if token is not None and is_open:
        st.markdown("Send this to nobody but them. It is shown only now: it is not kept.")
        st.code(link_address(token, page, parameter), language=None, wrap_lines=True)
    with st.container(horizontal=True):
        st.button(
            "Make a link" if row is None else "Replace the link",
            type="primary" if row is None else "secondary",
            key=f"{key}.make.{party}",
            on_click=session.action(_make_link),
            args=(place, key, subject, party),
        )
        if is_open:
            st.button(
                "Close the link",
                key=f"{key}.close.{party}",
                on_click=session.action(_close_link),
                args=(place, key, subject, party),
            )
        if token is not None:
            st.button(
                "Hide it",
                type="tertiary",
                key=f"{key}.hide.{party}",
                on_click=_forget,
                args=(key, subject, party),
            )


def link_address(token: str, page: str, parameter: str) -> str:
    """The whole address of a link, on the host that this page was asked of."""
    here = urlsplit(_here())
    root = here.path.rstrip("/").removesuffix(page).rstrip("/")
    return f"{here.scheme}://{here.netloc}{root}/?{parameter}={token}"


def _here() -> str:
    return st.context.url or "http://127.0.0.1:8501/"


def _key(page: str) -> str:
    return f"{page.partition('_')[0]}.link"


def _shown(key: str) -> dict[tuple[str, str], str]:
    """Links that were just made, by subject and party: they can be read nowhere else."""
    return st.session_state.setdefault(f"{key}.shown", {})


def _make_link(place: Links, key: str, subject: str, party: str) -> None:
    valid_for = timedelta(days=st.session_state.get(f"{key}.days", USUAL_DAYS))
    made = place.issue_link(party, now=session.now(), valid_for=valid_for)
    _shown(key)[subject, party] = made.token


def _close_link(place: Links, key: str, subject: str, party: str) -> None:
    place.revoke_link(party, now=session.now())
    _forget(key, subject, party)
    session.tell("The link opens nothing from now on.")


def _forget(key: str, subject: str, party: str) -> None:
    _shown(key).pop((subject, party), None)
