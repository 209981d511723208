"""Everything that can go wrong, in words that a negotiator can act on.

Each message says what was given, what is allowed and what to do next, and is shown unchanged on the
page and on the command line. Nothing here knows where a message will be shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError


class MesoError(Exception):
    """Root of every error this package raises on purpose."""


class InvalidIssue(MesoError):
    """An issue of the agenda, or a rule across issues, is not well formed."""


class InvalidPackage(MesoError):
    """A package names an issue or an option that the agenda does not have, or breaks a rule."""


class InvalidUtility(MesoError):
    """Weights, values or limits of a utility function are not usable."""


class InvalidEvidence(MesoError):
    """What they chose or said cannot be read, such as a pick of a package that was not there."""


class InvalidDocument(MesoError):
    """A portable document cannot be read; nothing was written."""


class InvalidSettings(MesoError):
    """A setting of the model or of a proposal is out of range."""


class InvalidRounds(MesoError, ValueError):
    """Rounds in array form, or how they are to be read, make no sense."""


class EventRejected(MesoError):
    """An event does not fit the negotiation as it stands; nothing was written."""


class UnreadableEvent(MesoError):
    """A stored event is of a kind or version that this release does not know."""


class StaleWrite(MesoError):
    """The negotiation has moved on since it was read; nothing was written."""

    def __init__(self, expected_sequence: int, actual_sequence: int) -> None:
        self.expected_sequence = expected_sequence
        self.actual_sequence = actual_sequence
        super().__init__(
            f"This negotiation has moved on: you saw {expected_sequence} events, there are now "
            f"{actual_sequence}. Reload and look before you log again."
        )


class UnknownNegotiation(MesoError):
    """No negotiation has the given id."""


class UnknownCase(MesoError):
    """No case of a neutral has the given id."""


class CaseRefused(MesoError):
    """Something cannot be done in a neutral's case as it stands; nothing was written."""


class LinkRefused(MesoError):
    """A link does not open anything; the message never says why."""


class StorageUnavailable(MesoError):
    """The database cannot be opened, read or written."""


class DatabaseDamaged(StorageUnavailable):
    """What the database's file holds cannot be read as ours; a backup has to take its place."""


class InferenceFailed(MesoError):
    """No trustworthy posterior could be computed."""


class ReportNotMade(MesoError):
    """A report cannot be written in the form asked for; another form may do."""


class NoFeasibleMeso(MesoError):
    """No set of packages satisfies what was asked of the next Meso.

    Parameters
    ----------
    message : str
    nearest : tuple of float
        Own utilities, 0 to 1, to aim for instead: nearest to the target of those that packages reach, or
        the least that the walk-away allows. Empty where the target is not what stands in the way.
    """

    def __init__(self, message: str, nearest: tuple[float, ...] = ()) -> None:
        super().__init__(message)
        self.nearest = nearest


def shortened(value: object) -> str:
    """A value as given, cut to sixty characters: an error message must fit on a line."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def listed(names: Iterable[object], conjunction: str = "or") -> str:
    """Join names as prose: ``'A, B or C'``."""
    words = [str(name) for name in names]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"


def counted(n: int, what: str) -> str:
    """A number of things: ``'1 event'``, ``'1,200 events'``."""
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def explain(error: ValidationError, limit: int = 3) -> str:
    """Say in one line what a validation error found, and where.

    Parameters
    ----------
    error : pydantic.ValidationError
    limit : int
        How many findings to spell out; the rest are counted.
    """
    found = error.errors(include_url=False, include_context=True)
    lines = [_finding(one) for one in found[:limit]]
    if len(found) > limit:
        lines.append(f"and {len(found) - limit} more")
    return "; ".join(lines)


def _finding(one: object) -> str:
    detail: dict = dict(one)  # type: ignore[call-overload]
    where = _path(detail["loc"])
    kind, context = detail["type"], detail.get("ctx") or {}
    if kind == "extra_forbidden":
        what = "is not a field that is known here; remove it or check its spelling"
    elif kind == "missing":
        what = "is missing"
    elif kind in ("union_tag_invalid", "literal_error"):
        allowed = context.get("expected_tags") or context.get("expected")
        what = f"is {_shown(detail['input'], context.get('tag'))}; allowed: {allowed}"
    elif kind == "union_tag_not_found":
        what = "has no 'kind'"
    elif (size := wrong_size(kind, context)) is not None:
        what = size
    elif "error" in context:
        what = str(context["error"])
    else:
        what = f"{detail['msg'][0].lower()}{detail['msg'][1:]} (given: {_shown(detail['input'])})"
    return f"{where}: {what}" if where else what


_SIZES = {
    "too_short": ("has too few entries; it needs at least", "min_length"),
    "too_long": ("has too many entries; it takes at most", "max_length"),
    "string_too_short": ("has too few characters; it needs at least", "min_length"),
    "string_too_long": ("has too many characters; it takes at most", "max_length"),
}


def wrong_size(kind: str, context: Mapping[str, Any]) -> str | None:
    """What is wrong with a length that pydantic refused; None for its other kinds of findings."""
    if kind not in _SIZES:
        return None
    words, key = _SIZES[kind]
    return f"{words} {context[key]:,}"


def _path(location: Iterable[int | str]) -> str:
    text = ""
    for part in location:
        if isinstance(part, int):
            text += f"[{part}]"
        elif not (part.startswith(("function-", "tagged-union"))):
            text += f".{part}" if text else part
    return text


def _shown(value: object, tag: object = None) -> str:
    text = repr(value if tag is None else tag)
    return text if len(text) <= 60 else f"{text[:57]}..."
