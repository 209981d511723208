"""The same negotiation in a store: start, load, record, undo, import, export."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from meso_infer.documents import (
    read_document,
    read_header,
    require_room,
    write_document,
    write_header,
)
from meso_infer.errors import (
    EventRejected,
    InvalidSettings,
    StaleWrite,
    shortened,
)
from meso_infer.events import (
    Event,
    decode,
    encode,
    extended,
    logged,
    redo_event,
    replay,
    undo_event,
)
from meso_infer.negotiation import Header, Negotiation
from meso_infer.storage import EventRow, EventStore, JsonObject, StoredNegotiation

LONGEST_ID = 120


def start(
    store: EventStore,
    header: Header,
    events: Sequence[Event] = (),
    *,
    now: datetime,
    negotiation_id: str | None = None,
    is_example: bool = False,
) -> str:
    """Store a new negotiation with its first events; its id is made from the title when not given.

    A practice game is kept apart like an example, wherever it comes from.

    Raises
    ------
    EventRejected, InvalidUtility
        When the events or our utility do not fit, or the id is taken; nothing is written then.
    InvalidSettings
        When the id is not one short line of text, or the title or another name of the header is none.
    """
    if negotiation_id and (len(negotiation_id) > LONGEST_ID or not negotiation_id.isprintable()):
        raise InvalidSettings(
            f"The id {shortened(negotiation_id)} is too long or not one line; "
            f"give at most {LONGEST_ID} characters."
        )
    rows = [event_row(event) for event in logged(replay(header, events))]
    apart = is_example or header.game is not None
    while True:
        chosen = negotiation_id or _free_id(header.title, stored_ids(store))
        try:
            store.create(chosen, write_header(header), rows, recorded_at=now, is_example=apart)
        except EventRejected:
            # Somebody else may have taken the name that was free a moment ago.
            if negotiation_id or chosen not in stored_ids(store):
                raise
        else:
            return chosen


def stored_ids(store: EventStore) -> set[str]:
    """The ids that are taken."""
    return {summary.negotiation_id for summary in store.list()}


def _free_id(title: str, taken: set[str]) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:48] or "negotiation"
    number = 1
    name = slug
    while name in taken:
        number += 1
        name = f"{slug}-{number}"
    return name


def load(store: EventStore, negotiation_id: str, *, as_of: int | None = None) -> Negotiation:
    """Read a negotiation and fold its log, or the first `as_of` events of it.

    Raises
    ------
    UnknownNegotiation, UnreadableEvent, StorageUnavailable
    """
    return _negotiation(store.read(negotiation_id), as_of)


def _negotiation(stored: StoredNegotiation, as_of: int | None = None) -> Negotiation:
    rows = enumerate(stored.rows, start=1)
    events = [decode(row.payload, row.version, f"Event {place}, {row.kind}") for place, row in rows]
    return replay(read_header(stored.header), events, as_of)


def record(
    store: EventStore,
    negotiation_id: str,
    events: Sequence[Event],
    *,
    expected_sequence: int,
    now: datetime,
) -> Negotiation:
    """Append events in one transaction and return the new state.

    Parameters
    ----------
    expected_sequence : int
        How many events the writer had seen.

    Raises
    ------
    StaleWrite
        When others have written since; nothing is written.
    EventRejected
        When an event does not fit, or the log is full; nothing is written.
    """
    before = load(store, negotiation_id)
    if before.sequence != expected_sequence:
        raise StaleWrite(expected_sequence, before.sequence)
    timed = [
        event if event.at is not None else event.model_copy(update={"at": now}) for event in events
    ]
    after = extended(before, *timed)
    require_room(after)
    rows = [event_row(event) for event in logged(after)[before.sequence :]]
    store.append(negotiation_id, expected_sequence, rows, recorded_at=now)
    return after


def undo(
    store: EventStore, negotiation_id: str, *, expected_sequence: int, now: datetime
) -> Negotiation:
    """Take back what was last logged by hand, as an event of its own; nothing is deleted.

    Raises
    ------
    EventRejected
        When there is nothing to take back.
    StaleWrite
    """
    event = undo_event(load(store, negotiation_id))
    return record(store, negotiation_id, [event], expected_sequence=expected_sequence, now=now)


def redo(
    store: EventStore, negotiation_id: str, *, expected_sequence: int, now: datetime
) -> Negotiation:
    """Withdraw the last undo, as an event of its own.

    Raises
    ------
    EventRejected
        When the last thing logged was not an undo.
    StaleWrite
    """
    event = redo_event(load(store, negotiation_id))
    return record(store, negotiation_id, [event], expected_sequence=expected_sequence, now=now)


def import_document(
    store: EventStore, source: Any, *, now: datetime, negotiation_id: str | None = None
) -> str:
    """Store the negotiation of a portable document: all of it, or nothing.

    Raises
    ------
    InvalidDocument
        With everything that is wrong and where; nothing is written then.
    """
    negotiation = read_document(source)
    return start(
        store, negotiation.header, logged(negotiation), now=now, negotiation_id=negotiation_id
    )


def export(store: EventStore, negotiation_id: str) -> JsonObject:
    """The private portable document of a stored negotiation; importing it gives the same log."""
    return write_document(load(store, negotiation_id))


def event_row(event: Event) -> EventRow:
    """The row in which a store keeps an event."""
    payload = encode(event)
    return EventRow(
        id=str(event.id),
        kind=event.kind,
        version=type(event).version,
        at=payload.get("at"),
        party=event.actor,
        visibility=event.seen_by,
        payload=payload,
    )
