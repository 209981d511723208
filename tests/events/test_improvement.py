"""After an agreement: consent of both, a proposal, a veto that changes nothing, and what was told later."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer.errors import EventRejected
from meso_infer.events import (
    AgreementReached,
    ConsentGiven,
    Debrief,
    Event,
    ImprovementProposed,
    ImprovementVetoed,
    TalksEnded,
    collect_evidence,
    extended,
    replay,
    undo_event,
)
from meso_infer.evidence import Pick
from meso_infer.negotiation import Header, Negotiation
from tests.agendas import B, deal, hiring_agenda

BETTER = deal(98000, 0, 3)
WE, THEY = ConsentGiven(party="own"), ConsentGiven(party="counterpart")


def after(*events: Event) -> Negotiation:
    """The hiring talks, agreed on B, and then these."""
    return replay(Header(hiring_agenda()), [AgreementReached(package=B), *events])


def test_the_worked_case_from_deal_to_improvement() -> None:
    """Deal at B; both consent; (98, 0, 3) is vetoed and B stands; proposed again and taken, it is the deal."""
    vetoed = after(WE, THEY, ImprovementProposed(package=BETTER), ImprovementVetoed())
    assert vetoed.agreed_package == B
    assert vetoed.improving.vetoed == (BETTER,)
    assert vetoed.improving.turned_down("counterpart") == (BETTER,)
    assert vetoed.improving.turned_down("own") == ()
    again = extended(vetoed, ImprovementProposed(package=BETTER))
    proposal = again.improving.proposed_id
    half = extended(again, ConsentGiven(party="own", replies_to=proposal))
    assert half.agreed_package == B
    settled = extended(half, ConsentGiven(party="counterpart", replies_to=proposal))
    assert settled.agreed_package == BETTER
    assert settled.improving.deal == B
    assert settled.status == "agreed"


@pytest.mark.parametrize(
    ("before", "event", "words"),
    [
        ([], ImprovementProposed(package=BETTER), "ours and theirs"),
        ([WE], ImprovementProposed(package=BETTER), "theirs"),
        ([THEY], ImprovementProposed(package=BETTER), "ours"),
        ([WE, THEY], ImprovementProposed(package=B), "the deal itself"),
        ([WE, THEY], ImprovementVetoed(), "No improvement is on the table"),
        ([WE, THEY], ConsentGiven(party="somebody"), "not a side"),
    ],
)
def test_what_does_not_fit_is_refused(before: list[Event], event: Event, words: str) -> None:
    """Consent of both comes first, a proposal differs from the deal, and only a side can answer it."""
    with pytest.raises(EventRejected, match=words):
        after(*before, event)


def test_nothing_is_improved_before_there_is_a_deal() -> None:
    """Open talks and talks that ended without a deal have nothing to improve; a debrief needs an end."""
    start = replay(Header(hiring_agenda()), [])
    with pytest.raises(EventRejected, match="no deal yet"):
        extended(start, WE)
    with pytest.raises(EventRejected, match="no deal yet"):
        extended(start, TalksEnded(), THEY)
    with pytest.raises(EventRejected, match="still open"):
        extended(start, Debrief(words="Salary, always"))


@settings(max_examples=40)
@given(st.lists(st.sampled_from(["we", "they", "propose", "yes", "also", "no"]), max_size=12))
def test_the_deal_changes_only_by_two_yeses_to_one_proposal(words: list[str]) -> None:
    """Whatever is tried in whatever order, the deal is B or a proposal that both sides said yes to."""
    state = after()
    for word in words:
        proposal = state.improving.proposed_id
        event: Event = {
            "we": WE,
            "they": THEY,
            "propose": ImprovementProposed(package=BETTER),
            "yes": ConsentGiven(party="own", replies_to=proposal),
            "also": ConsentGiven(party="counterpart", replies_to=proposal),
            "no": ImprovementVetoed(),
        }[word]
        try:
            following = extended(state, event)
        except EventRejected:
            continue
        if following.agreed_package != state.agreed_package:
            both = set(state.improving.said_yes) | {event.actor}
            assert both == {"own", "counterpart"}
            assert following.agreed_package == state.improving.proposed
        assert extended(following, undo_event(following)).improving == state.improving
        state = following


def test_their_answer_to_a_proposal_is_a_choice_between_it_and_the_deal() -> None:
    """A yes of theirs prefers the proposal, a no the deal, ours says nothing, and neither does a debrief."""
    proposed = after(WE, THEY, ImprovementProposed(package=BETTER))
    known = len(collect_evidence(proposed))
    told = {
        "yes": ConsentGiven(party="counterpart", replies_to=proposed.improving.proposed_id),
        "no": ImprovementVetoed(),
    }
    for word, event in told.items():
        (*_, pick) = collect_evidence(extended(proposed, event))
        assert isinstance(pick, Pick)
        assert pick.packages == (B, BETTER)
        assert pick.chosen == int(word == "yes")
    for silent in (
        ConsentGiven(party="own", replies_to=proposed.improving.proposed_id),
        ImprovementVetoed(party="own"),
        Debrief(order=("Salary", "Remote")),
    ):
        assert len(collect_evidence(extended(proposed, silent))) == known


def test_a_debrief_keeps_what_mattered_and_how_it_felt() -> None:
    """Weights or an order, four questions from 1 to 7, and whose words they are."""
    told = after(
        Debrief(weights={"Salary": 0.5, "Remote": 0.3, "Contract": 0.2}, climate={"fair": 6}),
        Debrief(party="own", climate={"again": 7}),
    )
    theirs, ours = told.debriefs
    assert dict(theirs.weights) == {"Salary": 0.5, "Remote": 0.3, "Contract": 0.2}
    assert (theirs.party, theirs.climate) == ("counterpart", (("fair", 6),))
    assert (ours.party, ours.climate) == ("own", (("again", 7),))
    for wrong, words in (
        ({"weights": {"Salary": 0.7}}, "sum to 1"),
        ({"order": ("Salary", "Salary")}, "each issue once"),
        ({"climate": {"fair": 9}}, "7"),
        ({}, "a debrief has"),
    ):
        with pytest.raises(ValueError, match=words):
            Debrief.model_validate(wrong)
