"""Rows for the tests of the store: plain ones, and any that JSON can hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from meso_infer.storage import EventRow, EventStore, JsonObject

START = datetime(2026, 3, 2, 10, 0, 0, 123456, tzinfo=UTC)


def later(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def row(event_id: str, **payload: object) -> EventRow:
    return EventRow(
        id=event_id,
        kind="package-picked",
        version=1,
        at="2026-03-02T10:00:00Z",
        party="Candidate",
        visibility=None,
        payload=payload or {"package": "B"},
    )


def rows(*event_ids: str) -> list[EventRow]:
    return [row(event_id) for event_id in event_ids]


def ids(store: EventStore, negotiation_id: str) -> list[str]:
    return [stored.id for stored in store.read(negotiation_id).rows]


def contents(store: EventStore) -> list[object]:
    """Everything that a store holds about its negotiations, to compare two stores."""
    return [store.read(summary.negotiation_id) for summary in store.list()]


_scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**80), 2**80)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
)
_values = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
payloads: st.SearchStrategy[JsonObject] = st.dictionaries(st.text(max_size=8), _values, max_size=4)

_words = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)


@st.composite
def event_rows(draw: st.DrawFn) -> list[EventRow]:
    """Up to four rows with different ids and anything else in them."""
    chosen = draw(st.lists(_words.filter(bool), unique=True, max_size=4))
    return [
        EventRow(
            id=event_id,
            kind=draw(_words.filter(bool)),
            version=draw(st.integers(1, 9)),
            at=draw(st.none() | _words),
            party=draw(st.none() | _words),
            visibility=draw(st.none() | _words),
            payload=draw(payloads),
        )
        for event_id in chosen
    ]
