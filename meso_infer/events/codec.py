"""Events to and from plain JSON data, across versions of their payload."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from meso_infer.errors import InvalidDocument, UnreadableEvent, listed
from meso_infer.events.base import Event
from meso_infer.events.kinds import KINDS
from meso_infer.findings import findings
from meso_infer.strict_json import to_text


def encode(event: Event) -> dict[str, Any]:
    """The event as JSON data, `kind` among it, without fields that say nothing."""
    data = event.model_dump(mode="json", by_alias=True, exclude_none=True)
    for name in event.always_written:
        data.setdefault(name, None)
    nested = getattr(event, "event", None)
    if isinstance(nested, Event):
        data["event"] = encode(nested)
    return data


def decode(data: Mapping[str, Any], version: int | None = None, name: str = "") -> Event:
    """Read an event from JSON data.

    Parameters
    ----------
    data : mapping with a `kind`
    version : int
        Version of the payload as it was stored; the current one when None.
    name : str
        What a message calls it, where it is one of many.

    Raises
    ------
    UnreadableEvent
        When the kind or version is unknown, or a field is wrong; the message says what is allowed.
    """
    problems = problems_of(data, version)
    if isinstance(problems, Event):
        return problems
    raise UnreadableEvent(f"{name}: {'; '.join(problems)}." if name else "; ".join(problems))


def problems_of(data: object, version: int | None = None) -> Event | list[str]:
    """Read an event, or say everything that is wrong with it; see `decode`."""
    if not isinstance(data, Mapping):
        return [f"{data!r:.60} is not an event; give an object with a 'kind'"]
    kind = data.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        given = "has no 'kind'" if kind is None else f"kind {kind!r:.60} is not known"
        return [f"{given}; known kinds: {listed(KINDS, 'and')}"]
    model, payload = KINDS[kind], dict(data)
    stored = model.version if version is None else version
    if not 1 <= stored <= model.version:
        known = f"this release reads versions 1 to {model.version}. Install a newer one"
        return [f"{kind} is of version {stored}; {known}"]
    for step in range(stored, model.version):
        payload = model.upgrades[step](payload)
    try:
        return model.model_validate_json(to_text(payload), strict=True)
    except InvalidDocument as error:
        return [str(error)]
    except ValidationError as error:
        return findings(error, model, payload)
