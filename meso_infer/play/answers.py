"""How the simulated counterpart of a game answers an offer.

What it asks for falls from its first demand to its walk-away over the rounds, late for the patient
(time-dependent tactics: Faratin, Sierra and Jennings 1998). It picks, pushes and says yes with the noise
of a logit choice. The dice are thrown from the seed and the offer, so that the same offer in the same
round gets the same answer, however often it is asked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meso_infer.deals.joint_gains import few_options
from meso_infer.errors import EventRejected, InvalidSettings
from meso_infer.events import (
    AgreementReached,
    AllRejected,
    CounterofferMade,
    Event,
    IssuePushed,
    PackagePicked,
    PriorityStated,
    TalksEnded,
)
from meso_infer.issues import DirectedIssue
from meso_infer.negotiation import COUNTERPART, Negotiation
from meso_infer.negotiation.game_terms import GameTerms
from meso_infer.packages import Package
from meso_infer.play.hidden import HiddenSide, levels_of

FloatArray = NDArray[np.float64]

SHARPNESS = {"steady": 30.0, "human": 15.0, "erratic": 7.0}
"""Logit precision of picks, pushes and acceptances, on utilities of 0 to 1."""
TALK_SHARES = {
    "quiet": (0.35, 0.1, 0.0),
    "ordinary": (0.65, 0.3, 0.15),
    "talkative": (0.9, 0.5, 0.4),
}
"""How often they push after a pick, make a counteroffer, and say what matters to them."""
CONCEDING = {"short": 2.0, "ordinary": 1.0, "long": 0.45}
"""Exponent 1/beta is its inverse: above 1 demands come down early, below 1 late."""
LEFT = "They had said their last word and left."
COUNTER_SPREAD = 0.04
LEAN_TO_US = 4.0
STATED_SHARPNESS = 8.0
OUTCOMES = 3000
LEAST_GAIN = 0.01


def aspiration(side: HiddenSide, terms: GameTerms, round_number: int) -> float:
    """The utility, 0 to 1, that they ask for in a round: it never rises, nor falls below their walk-away."""
    passed = min(max(round_number - 1, 0) / max(terms.rounds - 1, 1), 1.0)
    left = 1 - passed ** (1 / CONCEDING[terms.patience])
    return side.reservation_value + (side.aspiration_value - side.reservation_value) * left


def acceptance_chance(
    side: HiddenSide, terms: GameTerms, utility: float, round_number: int
) -> float:
    """Chance that they say yes to a package worth `utility` to them; 0 below their walk-away."""
    if utility < side.reservation_value:
        return 0.0
    gap = SHARPNESS[terms.consistency] * (utility - aspiration(side, terms, round_number))
    return float(1 / (1 + np.exp(-gap)))


def answer(negotiation: Negotiation, side: HiddenSide, seed: str) -> tuple[Event, ...]:
    """What they answer to the packages on the table, as events in order.

    Parameters
    ----------
    negotiation : Negotiation
        A game in which it is their move.
    side : HiddenSide
    seed : str
        The game's; the same offer in the same round gets the same answer.

    Raises
    ------
    InvalidSettings
        When it is no game, or its issues were changed since it began.
    EventRejected
        When there is no offer that waits for an answer.
    """
    terms, meso = negotiation.header.game, negotiation.packages_on_table
    if terms is None or negotiation.agenda != side.agenda:
        raise InvalidSettings(
            "Only a game whose issues are as they were at its start can be answered. Start a new game."
        )
    if meso is None or negotiation.move != COUNTERPART:
        raise EventRejected("No offer waits for an answer. Offer packages first.")
    if negotiation.round > terms.rounds:
        return AllRejected(), TalksEnded(party=COUNTERPART, reason=LEFT)
    packages = [package for _, package in meso.packages]
    rng = np.random.default_rng(_entropy(seed, negotiation.round, side, packages))
    last = negotiation.current_round
    none_allowed = last is not None and last.none_allowed
    voice = _Voice(negotiation, side, terms, rng)
    return voice.answer(meso.labels, packages, none_allowed)


def _entropy(seed: str, round_number: int, side: HiddenSide, packages: Sequence[Package]) -> int:
    rows = side.agenda.encode(list(packages)).round(9).tolist()
    return int.from_bytes(hashlib.sha256(repr((seed, round_number, rows)).encode()).digest()[:16])


@dataclass(frozen=True)
class _Voice:
    """One answer in the making."""

    negotiation: Negotiation
    side: HiddenSide
    terms: GameTerms
    rng: np.random.Generator

    @property
    def sharpness(self) -> float:
        return SHARPNESS[self.terms.consistency]

    @property
    def wanted(self) -> float:
        return aspiration(self.side, self.terms, self.negotiation.round)

    @property
    def is_last_word(self) -> bool:
        return self.negotiation.round >= self.terms.rounds

    def answer(
        self, labels: Sequence[str], packages: Sequence[Package], none_allowed: bool
    ) -> tuple[Event, ...]:
        utilities = self.side.utility.utility_of(self.side.agenda.encode(list(packages)))
        taken = self._pick(utilities, none_allowed)
        push_share, counter_share, talk_share = TALK_SHARES[self.terms.talk]
        events: list[Event] = []
        held = 0.0
        if taken is None:
            events.append(AllRejected())
            counter_share = (1 + counter_share) / 2
        else:
            held = float(utilities[taken])
            events.append(PackagePicked(package=labels[taken]))
            if self.rng.random() < acceptance_chance(
                self.side, self.terms, held, self.negotiation.round
            ):
                return *events, AgreementReached(package=labels[taken], party=COUNTERPART)
            events += self._push(packages[taken]) if self.rng.random() < push_share else []
        events += self._talk() if self.rng.random() < talk_share else []
        if self.is_last_word or self.rng.random() < counter_share:
            events += self._counteroffer(held)
        return tuple(events)

    def _pick(self, utilities: FloatArray, none_allowed: bool) -> int | None:
        # Asked whether any is good enough, they compare with what they want; otherwise only what is
        # worse than no deal is turned down as a whole.
        outside = self.wanted if none_allowed else self.side.reservation_value - LEAST_GAIN
        return self._choose(np.append(utilities, outside), self.sharpness, len(utilities))

    def _choose(self, worth: FloatArray, sharpness: float, none: int | None = None) -> int | None:
        chances = np.exp(sharpness * (worth - worth.max()))
        found = int(self.rng.choice(len(chances), p=chances / chances.sum()))
        return None if found == none else found

    def _push(self, package: Package) -> list[Event]:
        """More on the issue where the most is to be gained over a package that they hold."""
        agenda, utility = self.side.agenda, self.side.utility
        row = agenda.encode([package])[0]
        gains, best = [], []
        for j, issue in enumerate(agenda.issues):
            places = levels_of(issue)
            worth = utility.part_worth(issue.name, places)
            best.append(float(places[worth.argmax()]))
            now = utility.part_worth(issue.name, row[j : j + 1])[0]
            gains.append(float(worth.max() - now))
        if max(gains) < LEAST_GAIN:
            return []
        open_to_more = np.array([gain if gain >= LEAST_GAIN else -np.inf for gain in gains])
        j = int(self._choose(open_to_more, self.sharpness) or 0)
        issue = agenda.issues[j]
        if isinstance(issue, DirectedIssue):
            way = issue.direction_up if best[j] > row[j] else issue.direction_down
            return [IssuePushed(issue=issue.name, direction=way)]
        return [IssuePushed(issue=issue.name, option=str(issue.option(best[j])))]

    def _talk(self) -> list[Event]:
        """What they say matters to them: the truth, more or less, or the issue that they talk up."""
        if self.side.talked_up is not None:
            return [PriorityStated(issue=self.side.talked_up)]
        weights = np.array(self.side.utility.weights)
        named = int(self._choose(weights, STATED_SHARPNESS) or 0)
        return [PriorityStated(issue=self.side.agenda.names[named])]

    def _counteroffer(self, held: float) -> list[Event]:
        """A package of about what they want, better for them than what they hold, leaning to us."""
        agenda = self.side.agenda
        columns = [self.rng.choice(few_options(issue), OUTCOMES) for issue in agenda.issues]
        rows = np.stack(columns, axis=1)
        rows = rows[agenda.feasible_mask(rows)]
        utilities = self.side.utility.utility_of(rows)
        least = max(self.side.reservation_value, held + LEAST_GAIN)
        rows, utilities = rows[utilities >= least], utilities[utilities >= least]
        if not len(rows):
            return []
        appeal = -((utilities - max(self.wanted, least)) ** 2) / (2 * COUNTER_SPREAD**2)
        if self.negotiation.own is not None:
            appeal += LEAN_TO_US * self.negotiation.own.utility_of(rows)
        chosen = self._choose(appeal, 1.0)
        return [CounterofferMade(package=agenda.decode(rows[int(chosen or 0)]))]
