"""How a utility is told to people: in points of 100."""

from __future__ import annotations

POINTS = 100
"""Points that a utility of 1 is told as."""


def points(utility: float) -> str:
    """A utility as points of 100, ``'65.2'``; whole points without a decimal.

    Parameters
    ----------
    utility : float
        0 to 1, or a difference of two. What rounds to nothing has no sign.
    """
    text = f"{POINTS * utility:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
