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


def _signed(amount: float, told: str) -> str:
    """A number with the sign of an amount, ``'+6'`` or ``'−18'``; what is told as nothing has none."""
    if float(told) == 0:
        return told
    return f"{'+' if amount > 0 else '−'}{told}"


def signed_points(difference: float) -> str:
    """A difference of utilities, -1 to 1, as points of 100 with its sign: ``'+6.1'``, ``'−18.9'``."""
    return _signed(difference, points(abs(difference)))


def signed_whole(difference: float) -> str:
    """A difference of utilities, -1 to 1, as whole points of 100 with its sign: ``'+12'``, ``'−3'``, ``'0'``."""
    return _signed(difference, f"{abs(POINTS * difference):.0f}")
