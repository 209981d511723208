"""The simulated counterpart answers like somebody with interests: laws of every answer."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer.errors import EventRejected, InvalidSettings
from meso_infer.events import (
    AgreementReached,
    CounterofferMade,
    MesoOffered,
    PriorityStated,
    TalksEnded,
    extended,
    logged,
    replay,
)
from meso_infer.negotiation import COUNTERPART, Negotiation
from meso_infer.negotiation.game_terms import Bluff, Consistency, Patience, Talk
from meso_infer.packages import LABELS, Agenda, Rule
from meso_infer.play import (
    Difficulty,
    HiddenSide,
    acceptance_chance,
    answer,
    aspiration,
    base_headers,
    new_game,
    side_of,
)
from tests.play.whole_games import HIRING, LICENCE, begun, header, played
from tests.strategies import packages

SEEDS = st.sampled_from([f"seed {k}" for k in range(6)])
DIFFICULTIES = st.builds(
    Difficulty,
    rounds=st.integers(2, 6),
    consistency=st.sampled_from(get_args(Consistency)),
    talk=st.sampled_from(get_args(Talk)),
    bluff=st.sampled_from(get_args(Bluff)),
    patience=st.sampled_from(get_args(Patience)),
)


def asked(
    seed: str, difficulty: Difficulty, name: str, data: st.DataObject, rounds: int
) -> tuple[Negotiation, HiddenSide]:
    """A game in which any packages at all were offered in each of some rounds, the last unanswered."""
    start = header(seed, difficulty, name)
    state, side = replay(start, ()), side_of(start, seed)
    for number in range(1, rounds + 1):
        drawn = data.draw(
            st.lists(packages(start.agenda), min_size=1, max_size=3, unique=True).filter(
                lambda some: start.agenda.feasible_mask(start.agenda.encode(some)).all()
            )
        )
        state = extended(state, MesoOffered(packages=dict(zip(LABELS, drawn, strict=False))))
        if number < rounds:
            state = extended(state, *answer(state, side, seed))
        if state.status != "open":
            break
    return state, side


@settings(max_examples=60)
@given(SEEDS, DIFFICULTIES, st.sampled_from((HIRING, LICENCE)), st.integers(1, 4), st.data())
def test_no_answer_is_against_their_interests(
    seed: str, difficulty: Difficulty, name: str, rounds: int, data: st.DataObject
) -> None:
    """They never accept or propose what is worth less to them than their walk-away, or cannot be."""
    state, side = asked(seed, difficulty, name, data, rounds)
    if state.move == COUNTERPART:
        state = extended(state, *answer(state, side, seed))
    for number, package in state.counteroffers:
        assert side.utility.utility(package) >= side.reservation_value
        assert state.agenda.package(package) == package, number
    for event in logged(state):
        if isinstance(event, AgreementReached):
            assert state.agreed_package is not None
            assert side.utility.utility(state.agreed_package) >= side.reservation_value


@settings(max_examples=30)
@given(SEEDS, DIFFICULTIES, st.integers(1, 3), st.data())
def test_the_same_offer_gets_the_same_answer(
    seed: str, difficulty: Difficulty, rounds: int, data: st.DataObject
) -> None:
    """An answer follows from the seed and the offer alone, so that taking it back gains nothing."""
    state, side = asked(seed, difficulty, HIRING, data, rounds)
    if state.move == COUNTERPART:
        assert answer(state, side, seed) == answer(state, side_of(state.header, seed), seed)


@given(SEEDS, DIFFICULTIES, st.floats(0, 1), st.floats(0, 1), st.integers(1, 8))
def test_more_for_them_is_accepted_more_often(
    seed: str, difficulty: Difficulty, one: float, other: float, number: int
) -> None:
    """The chance of yes rises with their utility and with the rounds, and is 0 below their walk-away."""
    start = header(seed, difficulty)
    side, terms = side_of(start, seed), start.game
    assert terms is not None
    low, high = sorted((one, other))
    assert acceptance_chance(side, terms, low, number) <= acceptance_chance(
        side, terms, high, number
    )
    assert acceptance_chance(side, terms, low, number) <= acceptance_chance(
        side, terms, low, number + 1
    )
    assert aspiration(side, terms, number) >= aspiration(side, terms, number + 1)
    assert aspiration(side, terms, number) >= side.reservation_value - 1e-12
    if low < side.reservation_value:
        assert acceptance_chance(side, terms, low, number) == 0


def test_rules_are_kept() -> None:
    """On an agenda whose rule forbids most packages, every counteroffer obeys it."""
    base = base_headers()[HIRING]
    rule = Rule.model_validate({"if": {"Remote": {"min": 1}}, "then": {"Salary": {"max": 93000}}})
    strict = Agenda(base.agenda.issues, (rule,))
    made = 0
    for seed in "abcdefgh":
        start = new_game(
            type(base)(strict, own=base.own), Difficulty(talk="talkative"), seed, title="Game"
        )
        package = {"Salary": 91000, "Remote": 0, "Contract": "2 years"}
        state = extended(replay(start, ()), MesoOffered(packages={"A": strict.package(package)}))
        for event in answer(state, side_of(start, seed), seed):
            if isinstance(event, CounterofferMade):
                made += 1
                assert not strict.broken_rules(event.package)
    assert made >= 2


def test_they_leave_when_they_said_so() -> None:
    """The offer after the last one that they answer is turned down and ends the talks."""
    state, side = begun("they leave", Difficulty(rounds=2, patience="long"))
    while state.status == "open":
        state = extended(state, *answer(state, side, "they leave"))
        if state.status == "open":
            harsh = {"Salary": 90000, "Remote": 0, "Contract": "2 years"}
            state = extended(state, MesoOffered(packages={"A": state.agenda.package(harsh)}))
    assert state.round == 3
    assert isinstance(logged(state)[-1], TalksEnded)
    assert state.agreed_package is None


def test_a_bluffer_talks_one_issue_up() -> None:
    """Who bluffs names only the issue that is talked up, which is not the one that matters most."""
    bluffers = [f"b{k}" for k in range(12)]
    named = 0
    for seed in bluffers:
        difficulty = Difficulty(rounds=4, talk="talkative", bluff="may bluff")
        side = side_of(header(seed, difficulty), seed)
        weights = side.utility.weight_by_issue
        if side.talked_up is None:
            continue
        assert weights[side.talked_up] < max(weights.values())
        for event in logged(played(seed, difficulty)):
            if isinstance(event, PriorityStated):
                named += 1
                assert event.issue == side.talked_up
    assert named >= 3


def test_only_a_waiting_offer_is_answered() -> None:
    """Without an offer, or in a real negotiation, there is nothing to answer, and the message says so."""
    start = header("nothing")
    side = side_of(start, "nothing")
    with pytest.raises(EventRejected, match="Offer packages first"):
        answer(replay(start, ()), side, "nothing")
    with pytest.raises(InvalidSettings, match="Only a game"):
        answer(replay(base_headers()[HIRING], ()), side, "nothing")
