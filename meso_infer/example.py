"""The hiring example in a store: put there at the first start, removed and brought back at will."""

from __future__ import annotations

from datetime import datetime

from meso_infer.errors import EventRejected
from meso_infer.events import logged
from meso_infer.storage import EventStore
from meso_infer.templates import load_sample
from meso_infer.workflow import start, stored_ids

EXAMPLE_ID = "hiring-example"


def ensure_example(store: EventStore, *, now: datetime) -> bool:
    """Put the hiring example into an empty store; whether it was put there."""
    if store.list():
        return False
    try:
        _add(store, EXAMPLE_ID, now)
    except EventRejected:
        # Another process was started at the same moment and put it there first.
        return False
    return True


def restore_example(store: EventStore, *, now: datetime) -> str:
    """Add the hiring example, under its own id while that is free, and return the id."""
    return _add(store, None if EXAMPLE_ID in stored_ids(store) else EXAMPLE_ID, now)


def _add(store: EventStore, negotiation_id: str | None, now: datetime) -> str:
    sample = load_sample("hiring")
    return start(
        store,
        sample.header,
        logged(sample),
        now=now,
        negotiation_id=negotiation_id,
        is_example=True,
    )
