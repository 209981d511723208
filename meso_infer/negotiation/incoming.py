"""Offers that the counterpart put to us: what was offered, what we wrote down first, how we answered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from meso_infer.negotiation.rounds import Claim
from meso_infer.packages import Meso, Package

Answer = Literal["picked", "refused", "asked", "countered", "accepted"]


@dataclass(frozen=True)
class Position:
    """Where we said that we stand, in our utility, 0 to 1; or that we would rather not say.

    Attributes
    ----------
    target, limit : float, optional
        What we aim for, and our walk-away.
    their_limit : float, optional
        Our guess of the most that they would give: what their last acceptable deal is worth to us.
    skipped : bool
        Whether it was left out knowingly.
    """

    target: float | None = None
    limit: float | None = None
    their_limit: float | None = None
    skipped: bool = False


@dataclass(frozen=True)
class ReceivedOffer:
    """Packages that they put forward together.

    Attributes
    ----------
    packages : Meso
        May leave issues out.
    claim : 'equal', 'similar' or 'none'
        What they said of how the packages compare for them.
    offer_id : str, optional
    round : int
        In force when it came.
    place, asks_before : int
        Which of the rounds of the state that is, from 0, and how much they had asked for in it by then:
        a round whose packages were replaced stands twice under its number.
    before, after : Position, optional
        What we wrote down before the offer's worth was shown, and once it had been.
    answers : tuple of str
        What we did about it, in order.
    """

    packages: Meso
    claim: Claim = "none"
    offer_id: str | None = None
    round: int = 1
    place: int = 0
    asks_before: int = 0
    before: Position | None = None
    after: Position | None = None
    answers: tuple[Answer, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it still waits for an answer; a question of ours is none."""
        return not set(self.answers) - {"asked"}


@dataclass(frozen=True)
class Incoming:
    """All offers that they put to us, oldest first, and what we wrote down for the next one."""

    offers: tuple[ReceivedOffer, ...] = ()
    pending: Position | None = None

    @property
    def latest(self) -> ReceivedOffer | None:
        return self.offers[-1] if self.offers else None

    @property
    def open(self) -> ReceivedOffer | None:
        """The latest offer while it waits for our answer."""
        latest = self.latest
        return latest if latest is not None and latest.is_open else None

    @property
    def packages(self) -> tuple[Package, ...]:
        """Every package that they put to us."""
        return tuple(package for one in self.offers for _, package in one.packages.packages)

    def received(self, offer: ReceivedOffer) -> Incoming:
        """After one more offer, which what was written down for it belongs to."""
        return Incoming((*self.offers, replace(offer, before=self.pending)))

    def written(self, position: Position) -> Incoming:
        """After we wrote down where we stand: for the offer that waits for it, else for the next one."""
        latest = self.open
        if latest is None or latest.before is not None:
            return replace(self, pending=position)
        return self._with_latest(replace(latest, before=position))

    def written_again(self, position: Position) -> Incoming:
        """After we wrote down where we stand now that the offer's worth has been shown."""
        latest = self.latest
        return self if latest is None else self._with_latest(replace(latest, after=position))

    def answered(self, answer: Answer) -> Incoming:
        """After we answered the offer that waits; the same when none does."""
        latest = self.open
        if latest is None:
            return self
        return self._with_latest(replace(latest, answers=(*latest.answers, answer)))

    def _with_latest(self, offer: ReceivedOffer) -> Incoming:
        return replace(self, offers=(*self.offers[:-1], offer))
