"""Choices that stand in the address: a link brings them back, and so does the browser's way back.

Streamlit can bind a widget to the address itself. It then writes options there as they are drawn, with
their colours, and cannot tell two apart that are called the same; here each option has a name of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import streamlit as st

from meso_infer.ui import session

MARK = "address:"
"""What the keys begin with under which a session remembers what the address said."""
LATE = timedelta(seconds=session.LATE_SECONDS)


Words = tuple[str, ...]


@dataclass(frozen=True)
class _Said:
    """What the address said at the last look, and what it said before the session changed it, and when."""

    now: Words
    earlier: tuple[tuple[Words, datetime], ...] = ()


def follow(
    parameter: str, key: str, read: Callable[[Sequence[str]], Any], *, returns: bool = False
) -> None:
    """Before a widget is drawn: give it what the address asks for, when it is new or the address changed.

    Parameters
    ----------
    parameter : str
        Of the address.
    key : str
        Of the widget.
    read : callable
        Makes the widget's value of the words in the address, which may be any.
    returns : bool
        Whether who comes back to the page finds the choice again: on the way between pages, back and
        forth, Streamlit leaves nothing of the address but the page.
    """
    asked = tuple(st.query_params.get_all(parameter))
    said: _Said | None = st.session_state.get(MARK + key)
    if returns and key not in st.session_state and said is not None and said.now and not asked:
        asked = said.now
        st.query_params[parameter] = list(asked)
    if key in st.session_state and said is not None:
        if asked == said.now:
            return
        if _is_late(asked, said):
            # With the request came the older address: it is to say again what holds.
            _say(parameter, said.now)
            return
    st.session_state[key] = read(asked)
    st.session_state[MARK + key] = _Said(asked)


def keep(parameter: str, key: str, write: Callable[[Any], Sequence[str]]) -> None:
    """From a callback: have the address say what a widget holds; no words take the parameter out."""
    told = tuple(write(st.session_state[key]))
    said: _Said = st.session_state.get(MARK + key, _Said(()))
    asked = tuple(st.query_params.get_all(parameter))
    left = tuple((words, session.now()) for words in dict.fromkeys((said.now, asked)))
    _say(parameter, told)
    st.session_state[MARK + key] = _Said(told, (*_fresh(said), *left))


def put(parameter: str, key: str, value: Any, write: Callable[[Any], Sequence[str]]) -> None:
    """From a callback: give a widget a value, and have the address say so."""
    st.session_state[key] = value
    keep(parameter, key, write)


def _say(parameter: str, words: Sequence[str]) -> None:
    if words:
        st.query_params[parameter] = list(words)
    else:
        st.query_params.pop(parameter, None)


def _is_late(asked: Words, said: _Said) -> bool:
    """Whether a request left the browser before it heard of the change; see `in_view.switch_to`."""
    return any(asked == words for words, _ in _fresh(said))


def _fresh(said: _Said) -> tuple[tuple[Words, datetime], ...]:
    return tuple(one for one in said.earlier if session.now() - one[1] < LATE)


def known(options: Sequence[str]) -> Callable[[Sequence[str]], list[str]]:
    """Reads from the address the options that there are, in the order of the address, each once."""
    return lambda asked: [one for one in dict.fromkeys(asked) if one in options]
