"""What the counterpart put forward, in the order in which they did: counteroffers and packages of theirs."""

from __future__ import annotations

from dataclasses import dataclass, replace

from meso_infer.negotiation.incoming import ReceivedOffer
from meso_infer.negotiation.state import Negotiation
from meso_infer.packages import Package


@dataclass(frozen=True)
class PutForward:
    """A counteroffer, or packages that they offered together.

    Attributes
    ----------
    round, place : int
        Number of the round, and which of the rounds of the state it is, from 0.
    packages : tuple of Package
    labels : tuple of str
        Of the packages; empty for a counteroffer.
    """

    round: int
    place: int
    packages: tuple[Package, ...]
    labels: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """How to call each package."""
        if not self.labels:
            return ("their counteroffer",) * len(self.packages)
        return tuple(f"their package {label}" for label in self.labels)


def unseen(negotiation: Negotiation) -> ReceivedOffer | None:
    """The offer of theirs that may not be valued yet: we have not said where we stand before looking."""
    waits = negotiation.incoming.open
    if negotiation.status != "open" or waits is None or waits.before is not None:
        return None
    return waits


def put_forward(negotiation: Negotiation, *, with_unseen: bool = True) -> tuple[PutForward, ...]:
    """All that they put forward and that settles every issue, oldest first.

    Parameters
    ----------
    negotiation : Negotiation
    with_unseen : bool
        Whether an offer counts that may not be valued yet.
    """
    hidden = None if with_unseen else unseen(negotiation)
    found = []
    for place, one in enumerate(negotiation.rounds):
        # What they asked for k-th in a round came after the offers that k things were asked before.
        told = [
            ((k, 1), PutForward(one.number, place, (ask.package,)))
            for k, ask in enumerate(one.asks)
            if ask.package is not None
        ]
        told += [
            ((offer.asks_before, 0), _of(offer))
            for offer in negotiation.incoming.offers
            if offer.place == place and offer is not hidden
        ]
        found += [forward for _, forward in sorted(told, key=lambda pair: pair[0])]
    whole = (_settled(negotiation, one) for one in found)
    return tuple(one for one in whole if one.packages)


def _of(offer: ReceivedOffer) -> PutForward:
    packages = tuple(package for _, package in offer.packages.packages)
    return PutForward(offer.round, offer.place, packages, offer.packages.labels)


def _settled(negotiation: Negotiation, one: PutForward) -> PutForward:
    """The same without the packages that leave issues open."""
    complete = [negotiation.agenda.is_complete(package) for package in one.packages]
    return replace(
        one,
        packages=tuple(
            p for p, is_complete in zip(one.packages, complete, strict=True) if is_complete
        ),
        labels=tuple(
            label for label, is_complete in zip(one.labels, complete, strict=False) if is_complete
        ),
    )
