"""Keys and thumbs: the shortcuts, where a keyboard is likely, and targets that a thumb hits where not."""

from __future__ import annotations

import re

import streamlit as st

KEYS = """
| Keys | What they do |
|---|---|
| Alt+Shift+1 … 5 | they picked that package |
| Alt+Shift+0 | none of them |
| Alt+Shift+L | log the round |
| Alt+Shift+Z | undo |
| Alt+Shift+N | next packages, when the move is ours |
| Alt+Shift+K | the message to copy, then too |

Tab and Space reach everything else. On a Mac, Alt is the Option key.
"""

NAMED = re.compile(r" \(Alt\+Shift\+\w\)")

MOBILE = "Mobi"
"""What the browsers of phones have in their name, and those of desktops do not."""


def on_touch() -> bool:
    """Whether the page is probably held in a hand: then keys are not shown and buttons are taller."""
    return MOBILE in (st.context.headers.get("User-Agent") or "")


def shortcut(keys: str) -> str | None:
    """The shortcut of a button; None on a phone, where its name would only take room."""
    return None if on_touch() else keys


def without_keys(line: str) -> str:
    """A line about what to press; on a phone without the keys that it names in parentheses."""
    return NAMED.sub("", line) if on_touch() else line


def tall(label: str, below: str) -> str:
    """The label of a button; on a phone with a second line, which makes it tall enough for a thumb."""
    return f"**{label}**  \n:small[{below}]" if on_touch() else label


def draw_help() -> None:
    """Draw the list of keys behind a button; nothing on a phone."""
    if not on_touch():
        with st.popover("?", key="keys.help", help="Keys"):
            st.markdown(KEYS)
