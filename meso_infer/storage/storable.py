"""What may be stored: texts, JSON and times that both kinds of database keep as they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from meso_infer.errors import EventRejected
from meso_infer.storage.base import EventRow
from meso_infer.storage.json_value import JsonObject
from meso_infer.storage.schema import to_json


def is_storable(text: str) -> bool:
    """PostgreSQL refuses the NUL character in text, and neither database takes half a character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def require_text(text: str, what: str) -> None:
    """Refuse what cannot be a name; EventRejected."""
    if not text or not is_storable(text):
        raise EventRejected(
            f"{what} is {text!r}; it has to be text that is not empty and holds no control "
            "characters. Choose another."
        )


def require_json(value: JsonObject, what: str) -> None:
    """Refuse what is not JSON; EventRejected."""
    try:
        to_json(value)
    except (TypeError, ValueError, RecursionError) as error:
        raise EventRejected(
            f"{what} cannot be stored as JSON ({error}). Use text, finite numbers, true, false, "
            "null, lists and objects."
        ) from error


def require_zone(moment: datetime) -> None:
    """Refuse a time without a zone; ValueError."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone; pass a time in UTC")


def require_storable(rows: Sequence[EventRow]) -> None:
    """Refuse rows that cannot be stored, or of which two have one id; EventRejected."""
    seen: set[str] = set()
    for row in rows:
        require_text(row.id, "The id of an event")
        require_text(row.kind, f"The kind of event {row.id!r}")
        for field in ("at", "party", "visibility"):
            value = getattr(row, field)
            if value is not None and not is_storable(value):
                raise EventRejected(
                    f"The field {field} of event {row.id!r} is {value!r}; remove the control "
                    "characters."
                )
        require_json(row.payload, f"Event {row.id!r}")
        if row.id in seen:
            raise id_taken(row.id)
        seen.add(row.id)


def id_taken(event_id: str) -> EventRejected:
    """The rejection of an event whose id is taken."""
    return EventRejected(
        f"There is already an event with the id {event_id!r} in this negotiation. It may have been "
        "logged twice: reload and look before you log it again."
    )
