"""Redaction: a text is gone for good, and nothing else of the log has changed."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from meso_infer import workflow
from meso_infer.documents import dump_document, read_document
from meso_infer.errors import EventRejected
from meso_infer.events import (
    Correction,
    Event,
    Note,
    PackagePicked,
    Redaction,
    collect_evidence,
    encode,
    extended,
    logged,
    replay,
    undo_event,
)
from meso_infer.negotiation import Negotiation
from meso_infer.shared_copy import shared_view
from meso_infer.templates import load_sample
from meso_infer.upkeep.redaction import redactable, texts_of, without_texts
from tests.storage.examples import START
from tests.strategies import histories

SALT = bytes(range(16))
SECRET = "Her mother is ill, call after six"


def talks() -> Negotiation:
    """The hiring example with a private text in a pick, in a note, and in the note's correction."""
    return extended(
        load_sample("hiring"),
        PackagePicked(id="pick", package="B", note=f"Pick: {SECRET}", at=START),
        Note(id="aside", text=SECRET, note="aside"),
        Note(id="other", text="Nothing private"),
        Correction(id="fix", supersedes="aside", event=Note(text=f"{SECRET}!"), note=SECRET),
    )


@settings(max_examples=25)
@given(histories())
def test_nothing_but_the_text_changes(negotiation: Negotiation) -> None:
    """Places, ids, kinds, verdicts, evidence and all fields but the texts stay; one event is added."""
    for texts in list(redactable(negotiation).values())[:2]:
        after = without_texts(negotiation, texts[0].event, salt=SALT, at=START)
        assert after.sequence == negotiation.sequence + 1
        assert collect_evidence(after) == collect_evidence(negotiation)
        assert after.agenda == negotiation.agenda
        assert after.rounds == negotiation.rounds
        gone = {(one.event, one.field) for one in texts}
        for before, now in zip(negotiation.log, after.log, strict=False):
            assert (before.status, before.round) == (now.status, now.round)
            assert isinstance(before.event, Event)
            assert isinstance(now.event, Event)
            kept = [
                _without(encode(one), {f for event, f in gone if event == one.id})
                for one in (before.event, now.event)
            ]
            assert kept[0] == kept[1]


def _without(data: dict[str, Any], fields: set[str]) -> dict[str, Any]:
    for field in fields:
        *path, last = field.split(".")
        at = data
        for name in path:
            at = at[name]
        del at[last]
    return data


def test_the_estimate_is_the_same_to_the_last_bit() -> None:
    """Before and after a redaction, and at every earlier place of the log, all draws are equal."""
    before = talks()
    after = without_texts(before, "pick", salt=SALT, at=START)
    earlier = replay(after.header, logged(after), as_of=before.sequence)
    draws = [workflow.infer(one).weights for one in (before, after, earlier)]
    assert np.array_equal(draws[0], draws[1])
    assert np.array_equal(draws[0], draws[2])


def test_the_corrections_of_an_event_lose_their_texts_with_it() -> None:
    """Whether the event or its correction is named, every text of the chain goes, others stay."""
    for named in ("aside", "fix"):
        found = texts_of(talks(), named)
        assert [(one.event, one.field) for one in found] == [
            ("aside", "note"), ("aside", "text"), ("fix", "note"), ("fix", "event.text"),
        ]  # fmt: skip
        after = without_texts(talks(), named, salt=SALT, at=START)
        whole = dump_document(after)
        assert whole.count(SECRET) == 1  # that of the pick
        assert "Nothing private" in whole
        assert list(redactable(after)) == [2, 4]


def test_the_digest_tells_the_text_from_any_other() -> None:
    """Who still holds the text can prove that it is the one; no other text passes."""
    last = logged(without_texts(talks(), "aside", salt=SALT, at=START))[-1]
    assert isinstance(last, Redaction)
    proof = next(one for one in last.removed if one.field == "text")
    assert proof.matches(SECRET)
    assert not proof.matches(f"{SECRET} ")
    assert SECRET not in json.dumps(encode(last))


def test_a_redaction_is_final() -> None:
    """It cannot be corrected, withdrawn or undone; what is undone is what came before it."""
    after = without_texts(talks(), "pick", salt=SALT, at=START)
    redaction = str(after.log[-1].event.id)
    with pytest.raises(EventRejected, match="for good"):
        extended(after, Correction(supersedes=redaction, event=None))
    assert undo_event(after).supersedes == "fix"
    with pytest.raises(EventRejected, match="no text"):
        without_texts(after, "pick", salt=SALT, at=START)


def test_a_log_cannot_say_that_a_text_went_which_still_stands() -> None:
    """A redaction whose text is still there is refused, and so is one of an event that is not."""
    after = without_texts(talks(), "other", salt=SALT, at=START)
    with pytest.raises(EventRejected, match="is not"):
        extended(talks(), logged(after)[-1])
    with pytest.raises(EventRejected, match="no event"):
        without_texts(talks(), "nobody", salt=SALT, at=START)


def test_redacted_documents_are_read_again() -> None:
    """Export and import keep the redaction; what others may see does not even tell of it."""
    after = without_texts(talks(), "aside", salt=SALT, at=START)
    assert read_document(dump_document(after)) == after
    assert "redaction" not in dump_document(shared_view(after))
