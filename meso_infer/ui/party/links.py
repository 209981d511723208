"""The link of a party without an account: made, replaced and closed by whoever leads its talks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from meso_infer.errors import InvalidSettings
from meso_infer.links import id_of
from meso_infer.mediation.chair import Chair
from meso_infer.mediation.reading import PartySeat
from meso_infer.ui import choices, session
from meso_infer.ui.drawing import plain
from meso_infer.ui.sign_in import asks_to_sign_in
from meso_infer.upkeep import APPLICATION

ELSEWHERE = "parties-address"
"""Key of the draft that holds where parties' views are served alone."""
THIS_MACHINE = ("127.0.0.1", "localhost", "::1")
VALIDITY_DAYS = (1, 7, 14, 60)
USUAL_DAYS = 14


def draw(
    place: Chair[Any],
    parties: Sequence[PartySeat],
    *,
    page: str,
    parameter: str,
    below: Callable[[str], None] | None = None,
) -> None:
    """Draw how links are made on a page, and each party with its link.

    Parameters
    ----------
    place : Chair
        Of whoever leads the talks.
    page : str
        Address of the page that this is drawn on; its first word begins the keys.
    parameter : str
        Query parameter that carries the link.
    below : callable, optional
        Draws what else there is to a party, by its id.
    """
    _draw_validity(page)
    taken = place.taken()
    for one in parties:
        with st.container(border=True, key=f"{page.partition('_')[0]}.party.{one.id}"):
            st.header(plain(one.name), anchor=False)
            _draw_link(place, one.id, page=page, parameter=parameter, taken=one.id in taken)
            if below is not None:
                below(one.id)


def _draw_validity(page: str) -> None:
    """Draw how long links open that are made on this page from now on, where they lead, and who gets here."""
    kept = parties_address()
    if kept is not None:
        _say_where(kept)
    elif not asks_to_sign_in():
        _say_who_gets_here()
    with st.expander("For parties elsewhere", key=f"{_key(page)}.elsewhere"):
        _draw_elsewhere(kept, f"{_key(page)}.address")
    choices.segmented_control(
        "New links open for",
        VALIDITY_DAYS,
        format_func=lambda days: "1 day" if days == 1 else f"{days} days",
        default=USUAL_DAYS,
        required=True,
        key=f"{_key(page)}.days",
    )


def parties_address() -> str | None:
    """Where a server with nothing but the parties' views is reached; None where none was named."""
    kept = session.store().read_draft(APPLICATION, ELSEWHERE)
    return None if kept is None else str(kept["address"])


def _say_where(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme == "https" or parts.hostname in THIS_MACHINE:
        st.caption(f"Links lead to {plain(address)}.")
    else:
        st.warning(
            f"Links lead to {plain(address)}. Without https, whoever is on the way there can read them."
        )


def _say_who_gets_here() -> None:
    if urlsplit(_here()).hostname in THIS_MACHINE:
        st.caption(
            "These links open on this machine only: without sign-in, whoever could open one from "
            "elsewhere could open this page, too."
        )
    else:
        st.warning(
            "This server asks nobody to sign in: whoever gets a link can open this page, too, and "
            "read everything. Serve the parties' views alone before you send one."
        )


def _draw_elsewhere(kept: str | None, key: str) -> None:
    st.markdown(
        "Serve the parties' views alone, from this database, with "
        "`python -m meso_infer serve --parties-only --port 8502`: nothing else can be opened there, so "
        "that it may be reached by others. Put it behind https, and say here under which address."
    )
    st.session_state.setdefault(key, kept or "")
    st.text_input(
        "Address of the parties' views",
        key=key,
        max_chars=300,
        placeholder="https://talks.example.org",
        help="Links are made with it from then on. Empty: with the address of this page.",
        on_change=session.action(_keep_address),
        args=(key,),
    )


def _keep_address(key: str) -> None:
    typed = st.session_state[key].strip().rstrip("/")
    if not typed:
        session.store().clear_draft(APPLICATION, ELSEWHERE)
        return
    parts = urlsplit(typed)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise InvalidSettings(
            f"{typed} is not an address that links can lead to; give one such as "
            "https://talks.example.org, or leave it empty."
        )
    session.store().save_draft(APPLICATION, ELSEWHERE, {"address": typed}, saved_at=session.now())


def _draw_link(place: Chair[Any], party: str, *, page: str, parameter: str, taken: bool) -> None:
    """Draw a party's link: until when it opens, and the buttons that make, replace and close it."""
    row = place.link_of(party)
    now = session.now()
    is_open = row is not None and row.revoked_at is None and now < row.expires_at
    if row is None:
        st.caption("No link yet.")
    elif is_open:
        own = " They put one of their own in the place of yours." if taken else ""
        st.caption(f"The link opens until {row.expires_at:%d %b %Y %H:%M} UTC.{own}")
    else:
        st.caption("The link no longer opens.")
    key, subject = _key(page), place.subject
    token = _shown(key).get((subject, party))
    if row is not None and token is not None and id_of(token) != row.link_id:
        token = None
    if token is not None and is_open:
        st.markdown("Send this to nobody but them. It is shown only now: it is not kept.")
        st.code(link_address(token, page, parameter), language=None, wrap_lines=True)
    with st.container(horizontal=True):
        st.button(
            "Make a link" if row is None else "Replace the link",
            type="primary" if row is None else "secondary",
            key=f"{key}.make.{party}",
            on_click=session.action(_make_link),
            args=(place, key, party),
        )
        if is_open:
            st.button(
                "Close the link",
                key=f"{key}.close.{party}",
                on_click=session.action(_close_link),
                args=(place, key, party),
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
    """The whole address of a link: where parties' views are served alone, else where this page is."""
    root = parties_address()
    if root is None:
        here = urlsplit(_here())
        path = here.path.rstrip("/").removesuffix(page).rstrip("/")
        root = f"{here.scheme}://{here.netloc}{path}"
    return f"{root}/?{parameter}={token}"


def _here() -> str:
    return st.context.url or "http://127.0.0.1:8501/"


def _key(page: str) -> str:
    return f"{page.partition('_')[0]}.link"


def _shown(key: str) -> dict[tuple[str, str], str]:
    """Links that were just made, by subject and party: they can be read nowhere else."""
    return st.session_state.setdefault(f"{key}.shown", {})


def _make_link(place: Chair[Any], key: str, party: str) -> None:
    valid_for = timedelta(days=st.session_state.get(f"{key}.days", USUAL_DAYS))
    made = place.issue_link(party, now=session.now(), valid_for=valid_for)
    _shown(key)[place.subject, party] = made.token


def _close_link(place: Chair[Any], key: str, party: str) -> None:
    place.revoke_link(party, now=session.now())
    _forget(key, place.subject, party)
    session.tell("The link opens nothing from now on.")


def _forget(key: str, subject: str, party: str) -> None:
    _shown(key).pop((subject, party), None)
