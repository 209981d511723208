"""What is done as the page shows it, and not at all where it was changed as it was pressed."""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import streamlit as st

from meso_infer.ui import session

P = ParamSpec("P")
R = TypeVar("R")


def as_shown(function: Callable[P, R], about: str, *keys: str) -> Callable[P, R | None]:
    """Hold a callback to what stands in some widgets while its button is drawn.

    Who chooses or types something and presses at once is quicker than the page: what the button would do is
    what was drawn before. A callback that logs what fields hold reads them when it is called. This is for
    what has to be seen before it is done, such as packages with what they are worth.

    Parameters
    ----------
    function : callable
        What the button does.
    about : str
        What they are about, as in "the packages changed as you pressed".
    keys : str
        Keys of the widgets, in the session.

    Returns
    -------
    callable
        The function; where one of the widgets holds something else by then, it only says so.
    """
    drawn = _held(keys)

    @functools.wraps(function)
    def pressed(*args: P.args, **kwargs: P.kwargs) -> R | None:
        if _held(keys) != drawn:
            session.tell(
                f"Not done: {about} changed as you pressed. Look at what stands here now, and press again "
                "if it is right.",
                "warning",
            )
            return None
        return function(*args, **kwargs)

    return pressed


def _held(keys: tuple[str, ...]) -> list[object]:
    return [copy.deepcopy(st.session_state.get(key)) for key in keys]
