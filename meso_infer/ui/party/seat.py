"""The seat that the address opens, looked at anew for every drawing and every press."""

from __future__ import annotations

import functools
import secrets
from collections.abc import Callable
from typing import Any, ParamSpec

import streamlit as st

from meso_infer.errors import LinkRefused, StorageUnavailable
from meso_infer.mediation import Seat, open_seat
from meso_infer.single_text import TextSeat, open_text_seat
from meso_infer.ui import session
from meso_infer.ui.party.addresses import PARTY_LINK, TEXT_LINK

P = ParamSpec("P")

UNREACHABLE = "This page cannot do its work right now. Nothing was kept; try again in a moment."


TAKEN = "by_link.taken"
"""The link that this session was opened by, and the party's own that it has put in its place."""


def seat() -> Seat:
    """The seat at a case that the address opens; raises LinkRefused."""
    return open_seat(
        session.store(),
        token_in(PARTY_LINK),
        now=session.now(),
        random_bytes=secrets.token_bytes,
    )


def text_seat() -> TextSeat:
    """The seat at a single text that the address opens; raises LinkRefused."""
    return open_text_seat(
        session.store(),
        token_in(TEXT_LINK),
        now=session.now(),
        random_bytes=secrets.token_bytes,
    )


def token_in(parameter: str) -> str:
    """The link that the address carries.

    A request that left the browser before it heard of the party's own link carries the one before.
    """
    token = st.query_params.get(parameter, "")
    before, own = st.session_state.get(TAKEN, (None, ""))
    if token != before:
        return token
    st.query_params[parameter] = own
    return own


def act(function: Callable[P, Any]) -> Callable[P, None]:
    """Make a callback of a function: refusals become messages, and nothing tells of the server."""

    @functools.wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            function(*args, **kwargs)
        except LinkRefused:
            # The view that is drawn next says so.
            return
        except StorageUnavailable:
            session.tell(UNREACHABLE, "error")

    return session.action(guarded)
