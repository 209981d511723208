"""Offers to us: what was written down first, what they offered, how we answered."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer.documents import read_document, write_document
from meso_infer.errors import EventRejected
from meso_infer.events import (
    AllRejected,
    Correction,
    CounterofferMade,
    Event,
    MesoOffered,
    OfferAccepted,
    OfferReceived,
    PackagePicked,
    PositionWritten,
    QuestionAsked,
    collect_evidence,
    extended,
    redo_event,
    replay,
    undo_event,
)
from meso_infer.evidence import Counteroffer, EqualClaim, OfferedSet
from meso_infer.inference import infer
from meso_infer.negotiation import COUNTERPART, OWN, Header, Negotiation
from meso_infer.negotiation.incoming import ReceivedOffer
from meso_infer.packages import Package
from meso_infer.shared_copy import shared_view
from tests.agendas import A, B, C, deal, hiring_agenda

OFFER = OfferReceived(packages={"A": A, "B": B, "C": C}, claim="equal")
BEFORE = PositionWritten(target=0.7, limit=0.4, their_limit=0.6)


def after(*events: Event) -> Negotiation:
    return replay(Header(hiring_agenda()), list(events))


def latest(negotiation: Negotiation) -> ReceivedOffer:
    offer = negotiation.incoming.latest
    assert offer is not None
    return offer


@pytest.mark.parametrize("events", [(BEFORE, OFFER), (OFFER, BEFORE)])
def test_what_was_written_down_belongs_to_its_offer(events: tuple[Event, ...]) -> None:
    """Before the offer came or before it was looked at, the position is that offer's, and no other's."""
    offer = latest(after(*events))
    assert offer.before is not None
    assert offer.before.target == 0.7
    second = latest(after(*events, OFFER))
    assert second.before is None


@pytest.mark.parametrize(
    ("answer", "told", "waits"),
    [
        (PackagePicked(package="B", party="own"), "picked", False),
        (AllRejected(party="own"), "refused", False),
        (QuestionAsked(text="Which?"), "asked", True),
        (CounterofferMade(package=deal(98000, 1, 3), party="own"), "countered", False),
        (MesoOffered(packages={"A": A, "B": B}), "countered", False),
        (OfferAccepted(package=C, party="own"), "accepted", False),
    ],
)
def test_every_answer_of_ours_is_told(answer: Event, told: str, waits: bool) -> None:
    """Each way to answer stands in the state; only a question leaves the offer waiting."""
    offer = latest(after(OFFER, answer))
    assert offer.answers == (told,)
    assert offer.is_open == waits
    assert not collect_evidence(after(OFFER, answer))[2:]


def test_an_offer_of_theirs_answers_ours_and_makes_it_our_turn() -> None:
    """After an offer of theirs it is our move, whether or not we had offered before."""
    assert after(OFFER).move == OWN
    offered = after(MesoOffered(packages={"A": A, "B": B}))
    assert offered.move == COUNTERPART
    assert extended(offered, OFFER).move == OWN
    assert extended(offered, OFFER).packages_on_table == offered.packages_on_table


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ([OfferReceived(packages={"A": A}, party="own")], "offer of theirs"),
        ([OFFER, PackagePicked(package="D", party="own")], "They offered no package"),
        ([PositionWritten(moment="after", target=0.5)], "No offer of theirs"),
        ([OFFER, PositionWritten(moment="after", target=0.5)], "No offer of theirs"),
        ([OfferReceived(packages={"A": Package({"Salary": 10})})], "Package A"),
    ],
)
def test_what_does_not_fit_is_refused(events: list[Event], words: str) -> None:
    """Offers of theirs are theirs, answers name their packages, and afterwards comes after looking."""
    with pytest.raises(EventRejected, match=words):
        after(*events)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"target": 0.5}, "missing"),
        ({"target": 0.4, "limit": 0.5, "their_limit": 0.6}, "above the target"),
        ({"skipped": True, "target": 0.5}, "no numbers"),
        ({"target": 1.5, "limit": 0.5, "their_limit": 0.6}, "1"),
    ],
)
def test_a_position_is_whole_or_left_out_knowingly(fields: dict[str, object], words: str) -> None:
    """Three numbers from 0 to 1 in order, or none and a word that it was skipped."""
    with pytest.raises(ValueError, match=words):
        PositionWritten.model_validate(fields)


def test_what_it_tells_is_told_once() -> None:
    """A set is a claim if called equal on the same issues, else a wish; a single package a counteroffer."""
    assert collect_evidence(after(OFFER)) == (EqualClaim((A, B, C)),)
    similar = OFFER.model_copy(update={"claim": "similar"})
    assert collect_evidence(after(similar)) == (OfferedSet((A, B, C)),)
    (alone,) = collect_evidence(after(OfferReceived(packages={"A": A}, claim="equal")))
    assert alone == Counteroffer(A)
    partly = OfferReceived(packages={"A": A, "B": Package({"Salary": 95000})}, claim="equal")
    assert [type(one) for one in collect_evidence(after(partly))] == [OfferedSet]
    assert not collect_evidence(after(BEFORE))


@settings(max_examples=30)
@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_no_copy_for_others_tells_where_we_stand(one: float, other: float, theirs: float) -> None:
    """A shared copy is the same whatever was written down: the offer is in it, the position is not."""
    written = PositionWritten(limit=min(one, other), target=max(one, other), their_limit=theirs)
    copy = write_document(shared_view(after(written, OFFER, AllRejected(party="own"))))
    assert copy == write_document(shared_view(after(OFFER, AllRejected(party="own"))))
    assert [event["kind"] for event in copy["events"]] == ["offer-received", "all-rejected"]


def test_undo_takes_an_answer_back() -> None:
    """Undoing our answer leaves their offer waiting again."""
    answered = after(BEFORE, OFFER, AllRejected(party="own"))
    undone = extended(answered, undo_event(answered))
    assert latest(undone).is_open


SETS = (
    OfferReceived(packages={"A": A}),
    OfferReceived(packages={"A": A, "B": Package({"Remote": 3})}, claim="similar"),
    OfferReceived(packages={"A": A, "B": B, "C": C}, claim="equal"),
    OfferReceived(
        packages=dict(zip("ABCDE", (A, B, C, deal(98000, 1, 3), deal(99000, 0, 2)), strict=True)),
        claim="equal",
    ),
)


@pytest.mark.parametrize("offer", SETS, ids=lambda one: f"{len(one.packages)} packages")
def test_a_corrected_offer_is_the_offer_that_was_meant(offer: OfferReceived) -> None:
    """Corrected, withdrawn and restored, or read back from a document, it leaves state, evidence and draws alike."""
    wrong = OFFER.model_copy(update={"id": "first", "claim": "none"})
    mended = after(BEFORE, wrong, Correction(supersedes="first", event=offer))
    meant = after(BEFORE, offer)
    withdrawn = extended(meant, undo_event(meant))
    restored = extended(withdrawn, redo_event(withdrawn))
    read = read_document(write_document(mended))
    draws = infer(hiring_agenda(), collect_evidence(meant)).z
    for one in (mended, restored, read):
        assert latest(one).packages == latest(meant).packages
        assert (latest(one).claim, latest(one).before) == (offer.claim, latest(meant).before)
        assert collect_evidence(one) == collect_evidence(meant)
    assert (infer(hiring_agenda(), collect_evidence(read)).z == draws).all()
    assert not collect_evidence(withdrawn)
    assert withdrawn.incoming == after(BEFORE).incoming
    assert withdrawn.rounds == ()
