"""The state of a negotiation: immutable, complete, and equal when the logs are equal."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest
from hypothesis import given, settings

from meso_infer.errors import InvalidUtility
from meso_infer.events import decode, replay
from meso_infer.negotiation import Header, Negotiation, opened, own_fingerprint
from meso_infer.packages import Package
from meso_infer.utility import OwnSpec
from tests.agendas import YEARS, A, B, C, deal, hiring_agenda
from tests.strategies import histories

VALUES: dict[str, Any] = {"Contract": dict(zip(YEARS, (0, 0.25, 1), strict=True))}
OWN = OwnSpec.model_validate(
    {
        "weights": {"Salary": 9 / 23, "Remote": 10 / 23, "Contract": 4 / 23},
        "values": VALUES,
        "reservation_value": 0.4,
    }
)
OFFER = {"kind": "meso-offered", "packages": {"A": dict(A), "B": dict(B), "C": dict(C)}}


def after(*events: dict[str, Any]) -> Negotiation:
    return replay(Header(hiring_agenda(), own=OWN), [decode(one) for one in events])


def test_a_fresh_negotiation_is_the_header():
    """Before any event there is an agenda, our utility and nothing on the table."""
    fresh = after()
    assert fresh == opened(fresh.header)
    assert (fresh.round, fresh.next_round, fresh.sequence) == (1, 1, 0)
    assert fresh.packages_on_table is fresh.picked is fresh.picked_package is None
    assert (fresh.move, fresh.status, fresh.limits) == ("own", "open", (0.4, None))
    assert fresh.equality_can_be_claimed
    assert not replay(Header(hiring_agenda()), ()).equality_can_be_claimed


def test_a_header_must_make_sense():
    """Weights that do not fit the agenda are refused before the first event."""
    with pytest.raises(InvalidUtility, match="leave out Remote"):
        opened(Header(hiring_agenda(), own=OwnSpec(weights={"Salary": 1})))


def test_the_state_answers_what_the_pages_ask():
    """Round, table, pick, counteroffers, acceptance, agreement and refusals are all in the state."""
    picked = {"kind": "package-picked", "package": "B"}
    push = {"kind": "issue-pushed", "issue": "Salary", "direction": "higher", "amount": 5000}
    counter = {"kind": "counteroffer-made", "package": {"Remote": 3}}
    state = after(OFFER, picked, push, counter)
    assert (state.picked, state.picked_package) == ("B", B)
    assert [package for _, package in state.counteroffers] == [
        deal(100000, 1, 2),
        Package({"Remote": 3}),
    ]
    last = state.current_round
    assert last is not None
    assert (len(last.pushes), len(last.counteroffers)) == (1, 1)
    closed = after(
        OFFER,
        {"kind": "offer-accepted", "package": "C"},
        {"kind": "agreement-reached", "package": "C"},
    )
    assert (closed.status, closed.acceptances[-1].package, closed.agreed_package) == (
        "agreed",
        C,
        C,
    )
    assert closed.has_accepted(C)
    assert closed.logged_packages() == (A, B, C, C, C)


def test_a_ranking_stands_in_for_a_pick():
    """The first of a ranking is the favourite until they pick another."""
    ranked = {"kind": "packages-ranked", "order": ["C", "B"]}
    assert after(OFFER, ranked).picked_package == C
    assert after(OFFER, ranked, {"kind": "package-picked", "package": "A"}).picked_package == A


def test_the_counterpart_has_a_word_and_a_name():
    """Both the word and the name in the header mean the counterpart."""
    state = after()
    assert state.is_counterpart("counterpart")
    assert state.is_counterpart("Counterpart")
    assert not state.is_counterpart("own")
    assert not state.is_counterpart("Broker")


def test_the_fingerprint_names_our_utility():
    """Equal utilities share a fingerprint, another weight or range has another; none has none."""
    state = after()
    assert own_fingerprint(state) == own_fingerprint(after(OFFER))
    changed = {**hiring_agenda().issue("Salary").model_dump(exclude_none=True), "high": 106000}
    assert own_fingerprint(state) != own_fingerprint(
        after({"kind": "issue-changed", "issue": changed})
    )
    assert own_fingerprint(replay(Header(hiring_agenda()), ())) is None


def test_a_state_cannot_be_changed():
    """Assigning to a state or to a row of its log is refused."""
    state = after(OFFER)
    with pytest.raises(FrozenInstanceError):
        state.status = "ended"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        state.rounds[0].picked = "A"  # type: ignore[misc]


@settings(max_examples=40)
@given(histories())
def test_equal_logs_make_equal_states(negotiation: Negotiation):
    """Equality looks at everything that was said, not at the arrays made from it."""
    again = replay(negotiation.header, [entry.event for entry in negotiation.log])  # type: ignore[misc]
    assert again == negotiation
    assert replace(again, own=None) == negotiation
    assert [entry.sequence for entry in again.log] == list(range(1, again.sequence + 1))
