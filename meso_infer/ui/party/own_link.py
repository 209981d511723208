"""The link by which a view was opened: which it is, who made it, and one of the party's own in its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from meso_infer.mediation.place import PlaceByLink
from meso_infer.ui import session
from meso_infer.ui.drawing import plain
from meso_infer.ui.party.seat import TAKEN, act, token_in


def draw(opens: Callable[[], PlaceByLink[Any]], leader: str, parameter: str) -> None:
    """Draw whose link it is, the way to one of one's own, and when there were links to this side.

    Parameters
    ----------
    opens : callable
        Opens the seat by the address.
    leader : str
        What whoever leads the talks is called.
    parameter : str
        Query parameter that carries the link.
    """
    seat = opens()
    changes = [one for one in seat.link_changes() if one.opens_until is not None]
    with st.expander("Your link", key="by_link.box"):
        if changes and changes[-1].by_party:
            _draw_own(plain(leader), parameter)
        else:
            st.markdown(
                f"{plain(leader)} made this link and sent it to you. Whoever has it sees what you see, and can do "
                f"what you can. Put one of your own in its place: the one you were sent then opens "
                "nothing any more."
            )
            st.button(
                "Make a link of my own",
                key="by_link.take_over",
                on_click=act(_take_over),
                args=(opens, parameter),
            )
        st.markdown(
            "\n".join(
                f"- {one.at:%d %b %Y %H:%M} UTC: made by {'you' if one.by_party else plain(leader)}"
                for one in changes
            )
        )


def _draw_own(leader: str, parameter: str) -> None:
    st.markdown(
        f"You made this link, and {leader} does not have it. It is the address of this page: keep it, "
        f"such as among your bookmarks, for it is stored nowhere. If you lose it, {leader} has to make a "
        "new one, and whoever has that sees what you filled in; it would stand here."
    )
    token = st.session_state.get(TAKEN, (None, ""))[1]
    if token:
        here = urlsplit(st.context.url or "http://127.0.0.1:8501/")
        address = f"{here.scheme}://{here.netloc}{here.path.rstrip('/')}/?{parameter}={token}"
        st.code(address, language=None, wrap_lines=True)


def _take_over(opens: Callable[[], PlaceByLink[Any]], parameter: str) -> None:
    """Put a link of the party's own in the place of the one that the address carries."""
    before = token_in(parameter)
    made = opens().take_over(now=session.now())
    st.session_state[TAKEN] = (before, made.token)
    st.query_params[parameter] = made.token
    session.tell("The address of this page is your own link now. Keep it.")
