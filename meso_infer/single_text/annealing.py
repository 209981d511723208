"""The mediator's part as a procedure: change the text, ask for votes, keep it or not.

A mediator that keeps a change only where nobody votes against it ends where no single change is
better for all, which need not be good for anybody when clauses depend on each other. A mediator that
at first lets through some changes that are voted against, and fewer and fewer, gets past such places
(Klein, Faratin, Sayama and Bar-Yam 2003). Votes say better or worse, and whether by much.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from meso_infer.errors import InvalidSettings

T = TypeVar("T")

STRONGEST = 2
"""A vote is -2, -1, 0, 1 or 2: much worse, worse, the same, better, much better."""

Propose = Callable[[T, np.random.Generator], T]
"""From a text, one that differs a little."""
Vote = Callable[[T, T], int]
"""From the text as it stands and a proposed one, a party's vote on the change."""


@dataclass(frozen=True)
class Kept(Generic[T]):
    """What became of the text.

    Attributes
    ----------
    text
        The last one that was kept.
    n_kept : int
        Changes that were kept.
    n_overruled : int
        Those of them that a party had voted against.
    """

    text: T
    n_kept: int
    n_overruled: int


def anneal_text(
    text: T,
    propose: Propose[T],
    parties: Sequence[Vote[T]],
    *,
    n_proposals: int,
    temperature: float = 0.0,
    rng: np.random.Generator,
) -> Kept[T]:
    """Revise a text proposal by proposal; after Klein, Faratin, Sayama and Bar-Yam (2003).

    A change that nobody votes against is kept. One that somebody votes against is kept with the
    probability ``min(1, exp((b - 1) / t))``, where b is the mean vote over parties and t falls in
    equal steps from `temperature` to 0, so that the last tenth is without any overruling.

    Parameters
    ----------
    text
        The first draft; of whatever type `propose` and the parties know.
    propose : callable
    parties : sequence of callable
        Two or more, each the vote of one party.
    n_proposals : int
        How many changes are tried, at least 0.
    temperature : float
        In units of votes, at least 0. At 0 no vote is ever overruled, and the kept text is, for every
        party by its own votes, never worse than the first.
    rng : numpy.random.Generator

    Raises
    ------
    InvalidSettings
        When there are fewer than two parties, a number is negative, or a vote is not one of -2 to 2.
    """
    if len(parties) < 2 or n_proposals < 0 or not 0 <= temperature < np.inf:
        raise InvalidSettings(
            f"{len(parties)} parties, {n_proposals} proposals and a temperature of {temperature:g} were "
            "given; give two parties or more, and numbers from 0 on."
        )
    n_kept = n_overruled = 0
    for turn in range(n_proposals):
        proposed = propose(text, rng)
        votes = [_checked(vote(text, proposed)) for vote in parties]
        chance = chance_of_keeping(votes, temperature, turn / n_proposals)
        if chance == 0 or (chance < 1 and rng.random() >= chance):
            continue
        text = proposed
        n_kept += 1
        n_overruled += min(votes) < 0
    return Kept(text, n_kept, n_overruled)


QUIET = 0.1
"""The last part of all proposals, in which no vote is overruled."""


def chance_of_keeping(votes: Sequence[int], temperature: float, done: float) -> float:
    """With which probability a change is kept: 1 where nobody is against it.

    Parameters
    ----------
    votes : sequence of int
        One a party, -2 to 2.
    temperature : float
        At the start.
    done : float
        Which share of all proposals was tried, 0 to 1.
    """
    if min(votes) >= 0:
        return 1.0
    now = temperature * (1 - done / (1 - QUIET))
    if now <= 0:
        return 0.0
    return float(np.exp(min(0.0, (float(np.mean(votes)) - 1) / now)))


def _checked(vote: int) -> int:
    if vote not in range(-STRONGEST, STRONGEST + 1):
        raise InvalidSettings(f"A vote is {vote!r}; votes are whole numbers from -2 to 2.")
    return vote
