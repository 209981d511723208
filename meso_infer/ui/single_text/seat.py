"""The seat at a single text that the address opens, looked at anew for every drawing and every press."""

from __future__ import annotations

import secrets

import streamlit as st

from meso_infer.single_text import TextSeat, open_text_seat
from meso_infer.ui import session
from meso_infer.ui.party.links import TEXT_LINK


def seat() -> TextSeat:
    """The seat of whoever looks; raises LinkRefused."""
    return open_text_seat(
        session.store(),
        st.query_params.get(TEXT_LINK, ""),
        now=session.now(),
        random_bytes=secrets.token_bytes,
    )
