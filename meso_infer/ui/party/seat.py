"""The seat that the address opens, looked at anew for every drawing and every press."""

from __future__ import annotations

import functools
import secrets
from collections.abc import Callable
from typing import Any, ParamSpec

import streamlit as st

from meso_infer.errors import LinkRefused, StorageUnavailable
from meso_infer.mediation import Seat, open_seat
from meso_infer.ui import session
from meso_infer.ui.party.links import PARTY_LINK

P = ParamSpec("P")

UNREACHABLE = "This page cannot do its work right now. Nothing was kept; try again in a moment."


def seat() -> Seat:
    """The seat of whoever looks; raises LinkRefused."""
    return open_seat(
        session.store(),
        st.query_params.get(PARTY_LINK, ""),
        now=session.now(),
        random_bytes=secrets.token_bytes,
    )


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
