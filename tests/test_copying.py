"""The same agenda for another counterpart: what is kept, and what is not."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings

from meso_infer import workflow
from meso_infer.copying import duplicate, for_another
from meso_infer.errors import InvalidSettings, UnknownNegotiation
from meso_infer.events import PackagePicked, replay
from meso_infer.example import EXAMPLE_ID, ensure_example
from meso_infer.negotiation import Negotiation
from meso_infer.storage import EventStore, open_store
from tests.strategies import histories

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> EventStore:
    store = open_store(f"sqlite:///{tmp_path / 'meso.sqlite3'}")
    ensure_example(store, now=NOW)
    return store


@settings(max_examples=60)
@given(histories())
def test_issues_and_values_are_kept_and_nothing_that_was_said(negotiation: Negotiation) -> None:
    """The copy has the agenda, rules, values and what is to be asked again; no round, guess or deadline."""
    copy = replay(*for_another(negotiation, "Somebody else"))
    assert copy.agenda == negotiation.agenda
    assert copy.own_spec == negotiation.own_spec
    assert copy.weights_to_reelicit == negotiation.weights_to_reelicit
    assert (copy.title, copy.counterpart) == (negotiation.title, "Somebody else")
    one_sided = (copy.rounds, copy.own_guess, copy.deadline, copy.acceptances, copy.learnt)
    assert not any(one_sided)
    assert copy.status == "open"


@settings(max_examples=20)
@given(histories())
def test_a_copy_of_a_copy_is_the_same(negotiation: Negotiation) -> None:
    """Copying twice gives what copying once gives: nothing wears off."""
    once = replay(*for_another(negotiation, "Somebody else"))
    assert replay(*for_another(once, "Somebody else")) == once


def test_the_original_is_left_alone_and_the_copy_is_fresh(store: EventStore) -> None:
    """Two bidders on one agenda: each has a log of its own, and both are measured on one scale."""
    pick = PackagePicked(package="B")
    workflow.record(store, EXAMPLE_ID, [pick], expected_sequence=1, now=NOW)
    before = workflow.load(store, EXAMPLE_ID)
    other = duplicate(store, EXAMPLE_ID, counterpart="Second candidate", now=NOW)
    assert workflow.load(store, EXAMPLE_ID) == before
    copy = workflow.load(store, other)
    assert copy.sequence == 0
    assert copy.own_spec == before.own_spec
    assert copy.limits == before.limits
    assert copy.counterpart == "Second candidate"
    assert workflow.infer(copy).n_evidence == 0
    assert not {one.negotiation_id: one for one in store.list()}[other].is_example


def test_a_copy_needs_a_name_that_tells_it_apart(store: EventStore) -> None:
    """No name, the same name twice, and a negotiation that is not there are each refused in words."""
    with pytest.raises(InvalidSettings, match="counterpart"):
        duplicate(store, EXAMPLE_ID, counterpart=" ", now=NOW)
    with pytest.raises(InvalidSettings, match="title"):
        duplicate(store, EXAMPLE_ID, counterpart="Second", title="=1+1", now=NOW)
    duplicate(store, EXAMPLE_ID, counterpart="Second", now=NOW)
    with pytest.raises(InvalidSettings, match="already"):
        duplicate(store, EXAMPLE_ID, counterpart="Second", now=NOW)
    with pytest.raises(UnknownNegotiation):
        duplicate(store, "nothing", counterpart="Third", now=NOW)
    assert len(store.list()) == 2
