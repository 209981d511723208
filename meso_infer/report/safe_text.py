"""People's own words in files of other programs: nothing in them is run, and nothing breaks the file."""

from __future__ import annotations

import re

from markupsafe import Markup

_LINE_ENDS = re.compile(r"\r\n?")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_CONTROL_PICTURES = 0x2400
_DELETE, _DELETE_PICTURE = 0x7F, 0x2421
_LAST_CONTROL = 0x1F
_REPLACEMENT = "\ufffd"

_RISKY = re.compile(r"[\s']*[=+\-@\uff1d\uff0b\uff0d\uff20]|'*[\t\n]")
"""Beginnings from which a spreadsheet may take a text for a formula, also behind spaces and quotes."""


def printable(text: str) -> str:
    """The text with one kind of line end, and control characters as the pictures that stand for them.

    What XML cannot hold (control characters, halves of a character) would make a file unreadable.
    """
    return _UNPRINTABLE.sub(_picture, _LINE_ENDS.sub("\n", text))


def _picture(found: re.Match[str]) -> str:
    code = ord(found.group())
    if code <= _LAST_CONTROL:
        return chr(_CONTROL_PICTURES + code)
    return chr(_DELETE_PICTURE) if code == _DELETE else _REPLACEMENT


def in_style(text: str) -> Markup:
    """The text as a string of a style sheet, without its quotes: nothing in it can end the string.

    Whatever is no letter or digit of ASCII is written by its number, which a style sheet reads back.
    """
    return Markup("".join(c if c.isascii() and c.isalnum() else f"\\{ord(c):x} " for c in text))


def is_risky(text: str) -> bool:
    """Whether a spreadsheet might take a text for a formula."""
    return _RISKY.match(text) is not None


def guarded(text: str) -> str:
    """The text for a CSV file: an apostrophe in front where a spreadsheet might run it."""
    clean = printable(text)
    return f"'{clean}" if is_risky(clean) else clean
