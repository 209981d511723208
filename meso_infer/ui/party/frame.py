"""What every view by link stands in: no sidebar, no navigation, and the same refusal whatever the reason.

The link is looked at anew for every drawing and every press, so that it stops the moment it expires or
is replaced. A view reads nothing but through the seat that the link opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

import streamlit as st

from meso_infer.errors import LinkRefused, MesoError, StorageUnavailable
from meso_infer.links import REFUSED
from meso_infer.mediation.place import L, PlaceByLink
from meso_infer.ui import session
from meso_infer.ui.drawing import plain
from meso_infer.ui.party.seat import UNREACHABLE
from meso_infer.ui.shell import PAGE_ICON, REFRESH_SECONDS, show_messages

S = TypeVar("S", bound=PlaceByLink[Any])

SEEN = "by_link.seen"
"""How many entries this session was shown."""


def run_view(title: str, opens: Callable[[], S], draw: Callable[[S, Any], None]) -> None:
    """Draw a view in place of the whole dashboard.

    Parameters
    ----------
    title : str
        Of the browser's tab.
    opens : callable
        Opens the seat by the address; raises LinkRefused.
    draw : callable
        Draws the talks as the seat may see them: the seat, and its log.
    """
    _run_alone(title, partial(_draw_opened, opens, draw))


def run_refusal() -> None:
    """Draw the refusal in place of everything."""
    _run_alone("No entry", _draw_refusal)


def _run_alone(title: str, draw: Callable[[], None]) -> None:
    st.set_page_config(
        page_title=title,
        page_icon=PAGE_ICON,
        layout="centered",
        initial_sidebar_state="collapsed",
    )

    def drawn() -> None:  # a page of Streamlit is named after its function
        draw()

    # Streamlit would list the files under pages/ where no navigation is declared.
    page = st.navigation([st.Page(drawn, title=title, default=True)], position="hidden")
    with _errors_said():
        page.run()


@contextmanager
def _errors_said() -> Iterator[None]:
    """Show what goes wrong inside as a message that tells nothing of the server, nor how to repair it."""
    try:
        yield
    except StorageUnavailable:
        st.error(UNREACHABLE)
    except MesoError as error:
        st.error(plain(str(error)))
    except Exception as error:  # noqa: BLE001 - the last place where it can be caught and said
        session.apologise(error)
        show_messages()


def _draw_opened(opens: Callable[[], PlaceByLink[L]], draw: Callable[[Any, L], None]) -> None:
    try:
        seat = opens()
        log = seat.look()
    except LinkRefused:
        _draw_refusal()
        return
    show_messages()
    draw(seat, log)
    st.session_state[SEEN] = len(log.log)
    _watch(opens)


def _draw_refusal() -> None:
    """The same page whatever the reason."""
    st.title("No entry", anchor=False)
    st.markdown(REFUSED)


@st.fragment(run_every=REFRESH_SECONDS)
def _watch(opens: Callable[[], PlaceByLink[Any]]) -> None:
    """Draw the view again as soon as there is more to see, or the link has stopped."""
    try:
        newest = opens().count()
    except (LinkRefused, StorageUnavailable):
        newest = -1
    if newest != st.session_state.get(SEEN):
        st.rerun()
