"""Laws that every kind of event and every log obeys."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer.errors import EventRejected, UnreadableEvent
from meso_infer.events import (
    EVENTS,
    KINDS,
    Correction,
    Event,
    collect_evidence,
    decode,
    encode,
    extended,
    identified,
    in_force,
    logged,
    redo_event,
    replay,
    undo_event,
)
from meso_infer.events.codec import problems_of
from meso_infer.negotiation import Negotiation
from tests.strategies import histories, next_events

WORDS = {
    "meso-offered", "package-picked", "packages-mixed", "packages-ranked", "all-rejected",
    "issue-pushed", "counteroffer-made", "priority-stated", "constraint-stated", "offer-accepted",
    "agreement-reached", "talks-ended", "own-utility-set", "issue-added", "issue-changed",
    "direction-set", "deadline-set", "own-guess-set", "prior-chosen", "alternatives-set",
    "names-set", "consent-given", "improvement-proposed", "improvement-vetoed", "debrief", "correction", "note",
    "offer-received", "position-written",
    "question-asked", "silence", "redaction", "estimate-shown", "proposal-shown",
    "proposal-followed", "proposal-overridden", "truth-revealed",
}  # fmt: skip


def without_evidence_order(negotiation: Negotiation) -> tuple[object, ...]:
    return (
        negotiation.rounds, negotiation.agenda, negotiation.own_spec, negotiation.deadline,
        negotiation.status, negotiation.agreed_package, negotiation.acceptances,
        collect_evidence(negotiation),
    )  # fmt: skip


def test_the_kinds_are_those_of_the_contract():
    """Every kind has a word of its own, and the words are permanent."""
    assert set(KINDS) == WORDS
    assert len(EVENTS) == len(KINDS)


@settings(max_examples=50)
@given(histories())
def test_every_event_survives_the_trip_through_json(negotiation: Negotiation):
    """Encoding, writing, reading and decoding gives the same event, corrections included."""
    for event in logged(negotiation):
        assert decode(json.loads(json.dumps(encode(event)))) == event


@settings(max_examples=40)
@given(histories(), st.data())
def test_a_prefix_and_the_rest_make_the_whole(negotiation: Negotiation, data: st.DataObject):
    """Replaying the first events and then the rest equals replaying all; as_of is the prefix."""
    events = logged(negotiation)
    cut = data.draw(st.integers(0, len(events)))
    prefix = replay(negotiation.header, events[:cut])
    assert prefix == replay(negotiation.header, events, as_of=cut)
    assert extended(prefix, *events[cut:]) == negotiation == replay(negotiation.header, events)


@settings(max_examples=40)
@given(histories())
def test_corrections_only_put_one_event_in_the_place_of_another(negotiation: Negotiation):
    """A log with corrections says what the log of the events in force says."""
    plain = replay(negotiation.header, _unlinked(negotiation))
    assert without_evidence_order(plain) == without_evidence_order(negotiation)


def _unlinked(negotiation: Negotiation) -> list[Event]:
    # A link may point at a withdrawn row, which the plain log does not have.
    return [event.model_copy(update={"replies_to": None}) for event in in_force(negotiation)]


@settings(max_examples=40)
@given(histories(), st.data())
def test_undo_takes_back_exactly_the_last_act(negotiation: Negotiation, data: st.DataObject):
    """Undo restores state and evidence as they were, redo brings them back, and nothing is deleted."""
    event = data.draw(next_events(negotiation))
    try:
        after = extended(negotiation, event)
    except EventRejected:
        return
    if not event.by_hand or (isinstance(event, Correction) and event.event is None):
        return
    undone = extended(after, undo_event(after))
    assert without_evidence_order(undone) == without_evidence_order(negotiation)
    assert logged(undone)[: after.sequence] == logged(after)
    redone = extended(undone, redo_event(undone))
    assert without_evidence_order(redone) == without_evidence_order(after)


@settings(max_examples=40)
@given(histories(), st.data())
def test_a_rejection_leaves_nothing(negotiation: Negotiation, data: st.DataObject):
    """Trying an event, taken or rejected, leaves the state equal to what it was."""
    before = replay(negotiation.header, logged(negotiation))
    event = data.draw(next_events(negotiation))
    with suppress(EventRejected):
        extended(negotiation, event)
    assert negotiation == before


@settings(max_examples=40)
@given(histories())
def test_every_event_is_told_in_one_line(negotiation: Negotiation):
    """Each row of the log has a sentence for people and a round."""
    for entry in negotiation.log:
        line = entry.event.describe(negotiation.agenda)
        assert line
        assert "\n" not in line
        assert 1 <= entry.round <= negotiation.round


@given(st.lists(st.sampled_from((None, "e1", "e2", "e3", "e2-2", "x")), max_size=6))
def test_given_ids_are_kept_and_made_ones_are_new(ids: list[str | None]):
    """Ids are deterministic, unique unless two were given alike, and those given stay."""
    events = [decode({"kind": "note", "text": "a", **({"id": one} if one else {})}) for one in ids]
    named = identified(events)
    assert named == identified(events)
    made = [event.id for event, given_id in zip(named, ids, strict=True) if given_id is None]
    assert len(set(made)) == len(made)
    assert not set(made) & set(ids)
    assert [e.id for e, one in zip(named, ids, strict=True) if one is not None] == [
        i for i in ids if i
    ]


def test_an_unknown_kind_is_refused_with_the_known_ones():
    """A kind of a later release is refused by name, with the list of those that are known."""
    with pytest.raises(
        UnreadableEvent,
        match=r"'mind-read' is not known; known kinds: meso-offered.*correction",
    ):
        decode({"kind": "mind-read"})


def test_an_unknown_field_is_refused_with_the_allowed_ones():
    """A field that an event does not have is named, and so are those that it has."""
    with pytest.raises(
        UnreadableEvent, match=r"colour: is not a known field; allowed: .*package and strength"
    ):
        decode({"kind": "package-picked", "package": "B", "colour": "red"})


def test_an_old_payload_is_upgraded_step_by_step(monkeypatch: pytest.MonkeyPatch):
    """A payload of an earlier version is read through the upgrades, a later one is refused."""
    note = KINDS["note"]
    monkeypatch.setattr(note, "version", 3)
    monkeypatch.setattr(
        note,
        "upgrades",
        {
            1: lambda data: {
                **{k: v for k, v in data.items() if k != "words"},
                "body": data["words"],
            },
            2: lambda data: {
                **{k: v for k, v in data.items() if k != "body"},
                "text": data["body"],
            },
        },
    )
    assert decode({"kind": "note", "words": "hello"}, version=1) == note.model_validate(
        {"text": "hello"}
    )
    with pytest.raises(UnreadableEvent, match="version 4; this release reads versions 1 to 3"):
        decode({"kind": "note", "text": "hello"}, version=4)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.sampled_from(sorted(KINDS)), st.data())
def test_no_payload_breaks_the_reader(kind: str, data: st.DataObject):
    """Whatever stands in the fields, reading gives an event or sentences, never another error."""
    fields = [field.alias or name for name, field in KINDS[kind].model_fields.items()]
    payload = data.draw(st.dictionaries(st.sampled_from([*fields, "foo"]), JSON, max_size=5))
    found = problems_of({**payload, "kind": kind})
    if not isinstance(found, Event):
        assert found
        assert all(isinstance(line, str) and line and "\n" not in line for line in found)
