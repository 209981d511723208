"""Copies for others hold nothing that is ours alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from meso_infer.documents import dump_document, read_document, write_document
from meso_infer.events import Event, collect_evidence, decode, extended, replay
from meso_infer.negotiation import Header, Negotiation
from meso_infer.shared_copy import shared_view
from meso_infer.utility import OwnSpec
from tests.agendas import YEARS, A, B, C, hiring_agenda
from tests.strategies import histories

SECRETS = (
    "0.3913", "0.4347", "0.1739", "0.41234", "0.71234", "0.88123", "0.66321", "0.5512",
    "they hesitated", "we can go to 102", "headhunter", "our budget is gone", "weights",
    "reservation", "aspiration", "own_direction", "counterpart_direction", "engineering",
    "own-utility-set", "own-guess-set", "estimate-shown", "proposal-shown", "direction-set",
    "correction", "confidence", "secret-label",
)  # fmt: skip

OWN = {
    "weights": {"Salary": 9 / 23, "Remote": 10 / 23, "Contract": 4 / 23},
    "values": {"Contract": dict(zip(YEARS, (0, 0.88123, 1), strict=True))},
    "reservation_value": 0.41234,
    "aspiration_value": 0.71234,
}
SALARY = {"kind": "numeric", "name": "Salary", "unit": "USD", "low": 90000, "high": 106000}
EVENTS: list[dict[str, Any]] = [
    {"kind": "own-guess-set", "weights": {"Salary": 0.66321, "Remote": 0.23679, "Contract": 0.1}},
    {"kind": "direction-set", "issue": "Contract", "counterpart_direction": {"later": 0.5512}},
    {"kind": "deadline-set", "deadline": "2027-01-01T00:00:00Z", "known_to_counterpart": False},
    {"kind": "note", "text": "we can go to 102"},
    {
        "kind": "meso-offered", "id": "o", "packages": {"A": dict(A), "B": dict(B), "C": dict(C)},
        "note": "they hesitated", "confidence": 80, "channel": "headhunter",
        "deadline": {"at": "2027-01-02T00:00:00Z", "known_to_counterpart": False},
    },
    {"kind": "package-picked", "id": "p", "package": "A", "replies_to": "o", "note": "they hesitated"},
    {"kind": "correction", "supersedes": "p", "event": {"kind": "package-picked", "package": "B"}},
    {"kind": "estimate-shown", "summary": {"Salary": 0.41234}, "model_version": "1"},
    {"kind": "proposal-shown", "summary": {"A": 0.71234}, "model_version": "1"},
    {"kind": "issue-changed", "issue": {**SALARY, "own_direction": "lower"}},
    {"kind": "own-utility-set", "own": OWN},
    {"kind": "question-asked", "issue": "Remote", "visibility": "mediator"},
    {"kind": "counteroffer-made", "package": {"Salary": 99000}, "visibility": "private"},
    {"kind": "talks-ended", "reason": "our budget is gone"},
]  # fmt: skip


def private() -> Negotiation:
    header = Header(hiring_agenda(), segment="engineering", own=OwnSpec.model_validate(OWN))
    return replay(header, [decode(one) for one in EVENTS])


def test_what_they_insist_on_is_told_without_our_remark():
    """A limit that they stated stays in a copy for them, and teaches the same; our note on it goes."""
    said = {"kind": "constraint-stated", "issue": "Salary", "min": 95000, "note": "they hesitated"}
    mine = replay(Header(hiring_agenda()), [decode(said)])
    copy = write_document(shared_view(mine))
    assert copy["events"] == [
        {"kind": "constraint-stated", "id": "e1", "issue": "Salary", "min": 95000}
    ]
    assert collect_evidence(read_document(copy)) == collect_evidence(mine)
    hidden = replay(mine.header, [decode({**said, "visibility": "private"})])
    assert shared_view(hidden).log == ()


def test_a_shared_copy_has_none_of_our_numbers():
    """A byte scan: weights, limits, values, beliefs, notes and corrections are absent."""
    mine = dump_document(private())
    text = dump_document(shared_view(private()))
    for secret in SECRETS[:-1]:
        assert secret in mine or secret == "0.4347"
        assert secret not in text
    assert "2027-01" not in text


def test_a_shared_copy_tells_what_both_sides_saw():
    """Offers, the corrected pick and the end of talks are in it; the document reads on its own."""
    copy = shared_view(private())
    assert [entry.event.kind for entry in copy.log] == [
        "meso-offered", "package-picked", "issue-changed", "talks-ended",
    ]  # fmt: skip
    assert copy.picked == "B"
    assert copy.log[1].event.replies_to == "o"
    assert copy.own is None
    assert read_document(dump_document(shared_view(private()))) == copy


def test_a_mediator_sees_what_is_marked_for_it():
    """Rows marked mediator are in the mediator's copy and in no other."""
    told = [entry.event.kind for entry in shared_view(private(), "mediator").log]
    assert "question-asked" in told
    assert "counteroffer-made" not in told


def test_an_answer_does_not_reveal_a_private_offer():
    """When the offer is private, the pick from it is not told either."""
    hidden = replay(
        Header(hiring_agenda()),
        [decode({**EVENTS[4], "visibility": "private"}), decode(EVENTS[5])],
    )
    assert shared_view(hidden).log == ()


def test_an_answer_to_a_private_offer_is_not_told_of_an_earlier_one():
    """A pick from a private second offer does not stand as a pick from the first, which was shared."""
    second = {
        "kind": "meso-offered",
        "packages": {"A": dict(C), "B": dict(A)},
        "visibility": "private",
    }
    counter = {"kind": "counteroffer-made", "package": {"Salary": 99000}}
    log = replay(
        Header(hiring_agenda()),
        [
            decode(one)
            for one in (EVENTS[4], second, {"kind": "package-picked", "package": "B"}, counter)
        ],
    )
    told = shared_view(log)
    assert log.picked == "B"
    assert told.picked is None
    assert [entry.event.kind for entry in told.log] == ["meso-offered", "counteroffer-made"]


def test_an_agreement_is_told_whether_or_not_the_acceptance_was():
    """A private acceptance is kept back; the agreement that followed it is not."""
    rows = [
        EVENTS[4],
        {"kind": "offer-accepted", "package": "A", "visibility": "private"},
        {"kind": "agreement-reached", "package": "A"},
    ]
    told = shared_view(replay(Header(hiring_agenda()), [decode(one) for one in rows]))
    assert [entry.event.kind for entry in told.log] == ["meso-offered", "agreement-reached"]
    assert told.agreed_package == A


def test_correcting_a_private_row_does_not_publish_it():
    """What stands in the place of a private row is private unless it says otherwise."""
    counter = {"kind": "counteroffer-made", "id": "c", "visibility": "private"}
    better = {"kind": "counteroffer-made", "package": {"Salary": 98000}}
    rows = [
        {**counter, "package": {"Salary": 99000}},
        {"kind": "correction", "supersedes": "c", "event": better},
    ]
    log = replay(Header(hiring_agenda()), [decode(one) for one in rows])
    assert shared_view(log).log == ()
    said = {"kind": "correction", "supersedes": "c", "event": {**better, "visibility": "shared"}}
    assert len(shared_view(extended(log, decode(said))).log) == 1


@settings(max_examples=30)
@given(histories())
def test_any_log_can_be_shared(negotiation: Negotiation):
    """A shared copy is itself a sound document, without own utility and without private rows."""
    for reader in ("shared", "mediator"):
        copy = shared_view(negotiation, reader)
        assert read_document(dump_document(copy)) == copy
        assert (copy.own, copy.segment, copy.own_guess) == (None, None, None)
        for entry in copy.log:
            event = entry.event
            assert isinstance(event, Event)
            assert event.may_be_shared
            assert event.seen_by in ("shared", reader)
            assert event.note is event.confidence is event.channel is None


@pytest.mark.parametrize("visibility", ["private", "mediator"])
def test_a_row_can_be_kept_back(visibility: str):
    """Marking any row private or for the mediator keeps it out of the shared copy."""
    log = replay(Header(hiring_agenda()), [decode(EVENTS[4])])
    log = extended(log, decode({**EVENTS[5], "visibility": visibility}))
    assert len(shared_view(log).log) == 1
    assert len(collect_evidence(log)) == 1


CONSENTS = [{"kind": "consent-given", "party": party} for party in ("own", "counterpart")]
BETTER = {"kind": "improvement-proposed", "id": "x", "package": dict(C)}
YES = [{**one, "replies_to": "x", "words": "they must not read this"} for one in CONSENTS]
AGREED = {
    "kind": "agreement-reached",
    "package": dict(B),
    "own_words": "we were lucky",
    "their_words": "they sighed",
}


def told_after(*rows: dict[str, Any]) -> Negotiation:
    return shared_view(replay(Header(hiring_agenda()), [decode(one) for one in rows]))


def test_what_follows_a_deal_is_told_without_words():
    """Consents, proposals and answers are told to the other side; words and debriefs are not."""
    debrief = {"kind": "debrief", "order": ["Salary"], "words": "we had 110"}
    told = told_after(AGREED, *CONSENTS, BETTER, *YES, debrief)
    assert [entry.event.kind for entry in told.log] == [
        "agreement-reached", "consent-given", "consent-given", "improvement-proposed",
        "consent-given", "consent-given",
    ]  # fmt: skip
    assert told.agreed_package == C
    assert told.improving.deal == B
    text = dump_document(told)
    for secret in ("must not read", "lucky", "sighed", "110", "debrief"):
        assert secret not in text


def test_a_yes_to_a_private_proposal_reads_as_no_other_yes():
    """Where a proposal is kept back, so are the answers to it; they do not stand as a general consent."""
    hidden = {**BETTER, "visibility": "private"}
    told = told_after(AGREED, *CONSENTS, hidden, YES[1])
    assert [entry.event.kind for entry in told.log] == [
        "agreement-reached", "consent-given", "consent-given",
    ]  # fmt: skip
    only = told_after(AGREED, CONSENTS[0], CONSENTS[1] | {"visibility": "private"}, hidden, YES[1])
    assert only.improving.consents == ("own",)
    vetoed = told_after(AGREED, *CONSENTS, hidden, {"kind": "improvement-vetoed"})
    assert vetoed.improving.vetoed == ()
