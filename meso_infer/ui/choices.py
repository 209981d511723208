"""Chips and segments, in whose labels both modes of the theme have contrast.

Streamlit writes a chosen option in the primary colour on a tenth of the same, and a main button in white
on it. On a dark ground no colour has a contrast of 4.5 as both. Here options are written in the colour
that the theme gives for yellow text, which is that of all text: a chosen one has its ground and its border.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

INK = "yellow"
"""The name under which ``.streamlit/config.toml`` keeps the colour of text for options."""


def segmented_control(
    label: str, options: Sequence[Any], *, format_func: Callable[[Any], str] = str, **more: Any
) -> Any:
    """A segmented control of Streamlit; options are formatted as Markdown, anything else is passed on."""
    return st.segmented_control(label, options, format_func=_in_ink(format_func), **more)


def pills(
    label: str, options: Sequence[Any], *, format_func: Callable[[Any], str] = str, **more: Any
) -> Any:
    """Chips of Streamlit; options are formatted as Markdown, anything else is passed on."""
    return st.pills(label, options, format_func=_in_ink(format_func), **more)


def _in_ink(format_func: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda option: f":{INK}[{format_func(option)}]"
