"""Taking people's own words out of a log for good, where they must not be kept.

The event stays where it stood and says what it said; the text makes room for a mark, and an event at
the end of the log says which text went and keeps its digest. So the state, the evidence and the
estimate stay the same to the last bit. Copies made earlier keep the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from meso_infer.errors import EventRejected, StaleWrite, listed
from meso_infer.events import (
    REDACTED,
    Correction,
    Event,
    Redaction,
    RemovedText,
    encode,
    extended,
    logged,
    replay,
)
from meso_infer.negotiation import Negotiation
from meso_infer.storage import EventStore
from meso_infer.workflow import event_row, load

LEAST_SALT_BYTES = 16


@dataclass(frozen=True)
class FreeText:
    """A text that can be taken out.

    Attributes
    ----------
    event : str
        Id of the event in which it stands.
    field : str
        Such as ``'note'``, ``'text'`` or ``'words'``, with ``'event.'`` before it in a correction.
    text : str
    """

    event: str
    field: str
    text: str


@dataclass(frozen=True)
class Redacted:
    """What came of a redaction.

    Attributes
    ----------
    negotiation : Negotiation
        The state afterwards.
    is_scrubbed : bool
        Whether the bytes are gone from the database's file, too. They are not while another program
        holds it; `EventStore.scrub` finishes that later.
    """

    negotiation: Negotiation
    is_scrubbed: bool


def texts_of(negotiation: Negotiation, event_id: str) -> tuple[FreeText, ...]:
    """The texts of an event and of all its corrections that can be taken out, in the order of the log.

    Raises
    ------
    EventRejected
        When there is no such event.
    """
    events = logged(negotiation)
    if event_id not in {event.id for event in events}:
        with_text = [str(event.id) for event in events if _texts(event)]
        has = f"text stands in {listed(with_text, 'and')}" if with_text else "no event holds text"
        raise EventRejected(f"There is no event {event_id!r} in this negotiation; {has}.")
    chain = _root(events, event_id)
    found: list[FreeText] = []
    for event in events:
        if event.id in chain:
            found += _texts(event)
        elif isinstance(event, Correction) and event.supersedes in chain:
            chain.add(str(event.id))
            found += _texts(event)
    return tuple(found)


def redactable(negotiation: Negotiation) -> dict[int, tuple[FreeText, ...]]:
    """What can be taken out, by the place in the log, from 1, of the event that it belongs to."""
    found: dict[int, tuple[FreeText, ...]] = {}
    for place, event in enumerate(logged(negotiation), start=1):
        if not isinstance(event, Correction | Redaction):
            texts = texts_of(negotiation, str(event.id))
            if texts:
                found[place] = texts
    return found


def without_texts(
    negotiation: Negotiation, event_id: str, *, salt: bytes, at: datetime
) -> Negotiation:
    """The negotiation with the texts of an event taken out, and the event that says so.

    Parameters
    ----------
    event_id : str
        Of the event; the texts of its corrections go as well.
    salt : bytes
        At least 16, drawn for this redaction; see `RemovedText`.

    Raises
    ------
    EventRejected
        When there is no such event, or no text in it.
    """
    if len(salt) < LEAST_SALT_BYTES:
        raise ValueError(f"the salt has {len(salt)} bytes; it needs {LEAST_SALT_BYTES}")
    texts = texts_of(negotiation, event_id)
    if not texts:
        raise EventRejected(f"{event_id} holds no text of anybody's own words to take out.")
    blanked = replay(negotiation.header, [_blanked(event, texts) for event in logged(negotiation)])
    removed = tuple(RemovedText.of(one.event, one.field, one.text, salt) for one in texts)
    return extended(blanked, Redaction(redacts=event_id, removed=removed, at=at))


def redact(
    store: EventStore,
    negotiation_id: str,
    event_id: str,
    *,
    expected_sequence: int,
    salt: bytes,
    now: datetime,
) -> Redacted:
    """Take the texts of an event, and of its corrections, out of a stored negotiation for good.

    Parameters
    ----------
    expected_sequence : int
        How many events the writer had seen.

    Raises
    ------
    EventRejected, StaleWrite, UnknownNegotiation, StorageUnavailable
        Nothing was changed.
    """
    before = load(store, negotiation_id)
    if before.sequence != expected_sequence:
        raise StaleWrite(expected_sequence, before.sequence)
    texts = texts_of(before, event_id)
    after = without_texts(before, event_id, salt=salt, at=now)
    events = logged(after)
    changed = {one.event for one in texts}
    store.redact(
        negotiation_id,
        expected_sequence,
        {str(event.id): encode(event) for event in events if event.id in changed},
        [event_row(event) for event in events[before.sequence :]],
        removed=[one.text for one in texts],
        recorded_at=now,
    )
    return Redacted(after, store.scrub())


def _root(events: tuple[Event, ...], event_id: str) -> set[str]:
    """The event that a correction, or a correction of one, is about."""
    by_id = {str(event.id): event for event in events}
    at = by_id[event_id]
    while isinstance(at, Correction):
        at = by_id[at.supersedes]
    return {str(at.id)}


def _texts(event: Event) -> Iterator[FreeText]:
    for name in sorted(event.free_texts):
        text = getattr(event, name)
        if text is not None and text != REDACTED:
            yield FreeText(str(event.id), name, text)
    nested = getattr(event, "event", None)
    if isinstance(nested, Event):
        for one in _texts(nested):
            yield FreeText(str(event.id), f"event.{one.field}", one.text)


def _blanked(event: Event, texts: tuple[FreeText, ...]) -> Event:
    mine = {one.field for one in texts if one.event == event.id}
    if not mine:
        return event
    update: dict[str, Any] = {name: REDACTED for name in mine if "." not in name}
    nested = getattr(event, "event", None)
    if isinstance(nested, Event):
        inner = {name.removeprefix("event.") for name in mine if name.startswith("event.")}
        update["event"] = nested.model_copy(update=dict.fromkeys(inner, REDACTED))
    return event.model_copy(update=update)
