"""Games played to their end by the tool itself, for laws that need many of them."""

from __future__ import annotations

from functools import cache

from meso_infer import workflow
from meso_infer.errors import NoFeasibleMeso
from meso_infer.events import AgreementReached, MesoOffered, TalksEnded, extended, replay
from meso_infer.negotiation import Header, Negotiation
from meso_infer.play import Difficulty, HiddenSide, answer, base_headers, new_game, side_of

USUAL = Difficulty()
HIRING, LICENCE = "Hiring (the example)", "Software licence"


@cache
def header(seed: str, difficulty: Difficulty = USUAL, name: str = HIRING) -> Header:
    """The header of a game."""
    return new_game(base_headers()[name], difficulty, seed, title="Game 1: Hiring")


def offered(negotiation: Negotiation, target: float) -> Negotiation:
    """The negotiation with the tool's balanced packages on the table, as near the target as can be."""
    posterior = workflow.infer(negotiation)
    try:
        proposal = workflow.propose(negotiation, posterior, target=target)
    except NoFeasibleMeso as error:
        proposal = workflow.propose(negotiation, posterior, target=max(error.nearest))
    return extended(negotiation, MesoOffered(packages=dict(proposal.packages), claim="equal"))


def begun(seed: str, difficulty: Difficulty = USUAL) -> tuple[Negotiation, HiddenSide]:
    """A game with its first offer on the table."""
    start = header(seed, difficulty)
    return offered(replay(start, ()), 0.7), side_of(start, seed)


def played(seed: str, difficulty: Difficulty = USUAL, concession: float = 0.05) -> Negotiation:
    """A whole game: offers that ask for less each round, their answers, their last word taken or left."""
    start = header(seed, difficulty)
    side = side_of(start, seed)
    state, target = replay(start, ()), 0.7
    while state.status == "open":
        state = offered(state, max(target, 0.4))
        state = extended(state, *answer(state, side, seed))
        target -= concession
        if state.status == "open" and state.round >= difficulty.rounds:
            made = state.current_round.counteroffers if state.current_round else ()
            state = extended(state, AgreementReached(package=made[-1]) if made else TalksEnded())
    return state
