"""Amounts as people of several countries type them, read or refused but never guessed at."""

from __future__ import annotations

import math
import re

from meso_infer.issues import LARGEST_AMOUNT, whole

GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?P<mark>[,'’ ])\d{3}(?:(?P=mark)\d{3})*(?:\.\d+)?")
DECIMAL_COMMA = re.compile(
    r"[+-]?(?:\d+|\d{1,3}(?P<mark>['’ ])\d{3}(?:(?P=mark)\d{3})*"
    r"|\d{1,3}(?:\.\d{3})+),\d+|[+-]?\d{1,3}(?:\.\d{3}){2,}"
)
DOT_OR_COMMA = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
"""What is one amount where this mark stands before decimals, and another where it groups thousands."""
PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
CURRENCIES = "$€£¥₹"


def shown(value: object) -> str:
    """A cell's content in a message, at a length that can be read."""
    text = " ".join(str(value).split())
    return f"'{text[:40]}…'" if len(text) > 41 else f"'{text}'"


def amount_of(value: str | float, unit: str = "", *, comma_is_decimal: bool = False) -> float:
    """An amount as people type it: ``95000``, ``95,000``, ``95 000,50``, ``$95,000.50``, ``5%``, ``0,5``.

    Parameters
    ----------
    value : str or float
    unit : str
        May stand before or after the amount and is passed over.
    comma_is_decimal : bool
        Whether amounts beside it have a comma before their decimals; then ``1,250`` may be meant so, too.

    Raises
    ------
    ValueError
        Saying what stands there and what to write.
    """
    if isinstance(value, int | float):
        return _sized(float(value), value)
    text = _bare(value, unit)
    if DOT_OR_COMMA.fullmatch(text) and ("." in text or comma_is_decimal):
        small, large = float(text.replace(",", ".")), float(re.sub("[.,]", "", text))
        raise ValueError(
            f"{shown(value)} may mean {whole(small)} or {whole(large)}; write {whole(large)} or "
            f"{whole(small)}, without a mark between thousands."
        )
    if GROUPED.fullmatch(text):
        text = re.sub(r"[,'’ ]", "", text)
    elif DECIMAL_COMMA.fullmatch(text):
        text = re.sub(r"[.'’ ]", "", text).replace(",", ".")
    if not PLAIN.fullmatch(text):
        raise ValueError(f"{shown(value)} is not a number; write an amount such as 95000.")
    return _sized(float(text), value)


def plain_amount(text: str, unit: str = "", *, comma_is_decimal: bool = False) -> float:
    """An amount that the program may have written itself: a dot alone stands before decimals.

    All else is read as `amount_of` reads it.

    Raises
    ------
    ValueError
        As `amount_of`.
    """
    bare = _bare(text, unit)
    if PLAIN.fullmatch(bare):
        return _sized(float(bare), text)
    return amount_of(bare, comma_is_decimal=comma_is_decimal)


def has_decimal_comma(text: str) -> bool:
    """Whether a text is an amount whose comma can only stand before decimals, such as ``0,5``."""
    bare = _bare(text)
    return "," in bare and not GROUPED.fullmatch(bare) and DECIMAL_COMMA.fullmatch(bare) is not None


def _bare(value: str, unit: str = "") -> str:
    """The amount without its unit, with plain spaces and a plain minus."""
    text = " ".join(value.replace("\u00a0", " ").replace("\u202f", " ").replace("−", "-").split())
    for around in sorted({unit.strip(), "%", *CURRENCIES} - {""}, key=len, reverse=True):
        text = text.removeprefix(around).removesuffix(around).strip()
    return text


def _sized(amount: float, value: str | float) -> float:
    if not math.isfinite(amount) or abs(amount) > LARGEST_AMOUNT:
        raise ValueError(f"{shown(value)} is too large to be worked with; write a smaller amount.")
    return amount
