"""Views without an account, which an address with a secret link opens instead of the dashboard.

Their modules need much that the first page does not, so that each is loaded when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from meso_infer.ui.party.addresses import PARTY_LINK, TEXT_LINK


def view_asked_for() -> Callable[[], None] | None:
    """What draws the view that the address opens; None where it opens the dashboard."""
    if PARTY_LINK in st.query_params:
        from meso_infer.ui.party import view

        return view.run
    if TEXT_LINK in st.query_params:
        from meso_infer.ui.single_text import view as text_view

        return text_view.run
    return None


def no_view() -> Callable[[], None]:
    """What draws a refusal, for a server that has nothing but these views."""
    from meso_infer.ui.party.frame import run_refusal

    return run_refusal
