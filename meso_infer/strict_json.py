"""JSON from outside, read strictly: bounded in size and depth, no repeated keys, no NaN.

Text that could not be stored or shown again (lone surrogates, NUL) is refused here, once. What the
data mean is not known here.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, NoReturn

from meso_infer.errors import InvalidDocument

MOST_BYTES = 32_000_000
"""Of a document: three times what as many events as it may hold usually take."""

MOST_NESTING = 32
LONGEST_PATH = 1000


def read_text(source: str | Path | bytes) -> str:
    """The text of a path, of bytes, or text itself (which starts with a brace).

    Raises
    ------
    InvalidDocument
        When there is no such file, it is too large, or it is not text.
    """
    if isinstance(source, bytes):
        return _decoded(source)
    if isinstance(source, str) and (
        source.lstrip()[:1] in ("{", "[") or len(source) > LONGEST_PATH
    ):
        _check_size(len(source))
        return source
    try:
        path = Path(source)
        if not path.is_file():
            raise InvalidDocument(f"There is no file {str(path)!r}; check the path.")
        _check_size(path.stat().st_size)
        return _decoded(path.read_bytes())
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not a path"
        raise InvalidDocument(f"The file {str(source)!r:.120} cannot be read: {reason}.") from error


def parse_json(text: str) -> Any:
    """Parse JSON text.

    Raises
    ------
    InvalidDocument
        When it is not JSON, is nested too deeply, repeats a key, or holds a value that JSON has not.
    """
    _check_size(len(text))
    try:
        data = json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_no_constant,
            parse_float=_finite,
        )
    except json.JSONDecodeError as error:
        cut = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
        end = "is cut off" if cut else "is not JSON"
        if not text.strip():
            raise InvalidDocument("The document is empty; give one that was exported.") from error
        raise InvalidDocument(
            f"The document {end} at line {error.lineno}, column {error.colno}: {_what(error.msg)}."
        ) from error
    except RecursionError as error:
        raise InvalidDocument(_too_deep()) from error
    except ValueError as error:
        # An integer of thousands of digits, which Python refuses to convert.
        raise InvalidDocument("The document holds a number that is too long.") from error
    _check_values(data)
    return data


def to_text(data: Any) -> str:
    """JSON text of plain data, so that it can be read as strictly as text from outside.

    Raises
    ------
    InvalidDocument
        When it holds something that JSON has no word for, or itself.
    """
    try:
        return json.dumps(data)
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidDocument(f"The data are not plain JSON: {error}.") from error


def _decoded(raw: bytes) -> str:
    _check_size(len(raw))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidDocument(
            f"The document is not text in UTF-8 (byte {error.start} is not); export it again as JSON."
        ) from error


def _check_size(size: int) -> None:
    if size > MOST_BYTES:
        raise InvalidDocument(
            f"The document has {size / 1e6:.1f} MB; at most {MOST_BYTES / 1e6:g} MB are read."
        )


def _too_deep() -> str:
    return f"The document is nested too deeply; at most {MOST_NESTING} levels are read."


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in members if keys.count(key) > 1)
        raise InvalidDocument(f"The key {twice!r} stands twice in one object; keep one of the two.")
    return members


def _no_constant(name: str) -> NoReturn:
    raise InvalidDocument(f"The document holds {name}, which is not a number; write an amount.")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise InvalidDocument(f"The number {digits:.40} is too large; write a smaller amount.")
    return number


def _check_values(data: Any) -> None:
    level: list[Any] = [data]
    depth = 0
    while level:
        depth += 1
        if depth > MOST_NESTING:
            raise InvalidDocument(_too_deep())
        inner: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                inner.extend(value)
                inner.extend(value.values())
            elif isinstance(value, list):
                inner.extend(value)
            elif isinstance(value, str):
                _check_text(value)
        level = inner


def _check_text(text: str) -> None:
    if "\x00" in text or any("\ud800" <= one <= "\udfff" for one in text):
        raise InvalidDocument(
            f"The text {text!r:.60} holds characters that cannot be stored; remove them."
        )


def _what(complaint: str) -> str:
    """What JSON's reader found amiss, in words for whoever edited the file by hand."""
    for start, words in _COMPLAINTS.items():
        if complaint.startswith(start):
            return words
    return complaint


_COMPLAINTS = {
    "Expecting value": "a value is missing, or stands without quotes",
    "Expecting property name": "a name in double quotes is missing, or a comma stands before a bracket",
    "Expecting ':'": "a colon is missing after a name",
    "Expecting ','": "a comma is missing between two entries",
    "Illegal trailing comma": "a comma stands before a closing bracket",
    "Extra data": "something stands behind the end of the document",
    "Unterminated string": "a text has no closing quote",
    "Invalid control character": "a text runs over the end of its line",
    "Invalid \\": "a backslash stands where none may",
}
"""Beginnings of what the reader of JSON complains of, in plain words."""
