"""Offers that the counterpart puts to us, and where we said that we stand before we saw their worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, WithJsonSchema, field_validator, model_validator

from meso_infer.errors import EventRejected, InvalidPackage, listed
from meso_infer.events.base import (
    Event,
    Label,
    PackageField,
    Time,
    Visibility,
    refusing,
    require_open,
)
from meso_infer.evidence import Counteroffer, EqualClaim, Evidence, OfferedSet
from meso_infer.negotiation import OWN, Deadline, Negotiation
from meso_infer.negotiation.incoming import Position, ReceivedOffer
from meso_infer.negotiation.rounds import Claim
from meso_infer.packages import LABELS, Agenda, Meso, Package

Share = Annotated[float, Field(ge=0, le=1, strict=True, allow_inf_nan=False)]


class OfferReceived(Event, frozen=True):
    """One to five packages that they put to us together; issues left out were not mentioned.

    Attributes
    ----------
    packages : dict of label to package
    claim : 'equal', 'similar' or 'none'
        What they said of how the packages compare for them.
    deadline : time with zone
        Until when they said that the offer stands.
    """

    kind: Literal["offer-received"] = "offer-received"
    packages: dict[Label, PackageField] = Field(min_length=1, max_length=len(LABELS))
    claim: Claim = "none"
    deadline: Annotated[Time | None, WithJsonSchema({"type": "string", "format": "date-time"})] = (
        None
    )

    @field_validator("packages", mode="after")
    @classmethod
    def _distinct(cls, packages: dict[str, Package]) -> dict[str, Package]:
        if len(set(packages.values())) < len(packages):
            raise ValueError("two of the packages are the same; change or remove one")
        return packages

    def apply(self, negotiation: Negotiation) -> Negotiation:
        require_open(negotiation)
        if not negotiation.is_counterpart(self.actor):
            raise EventRejected(
                "This is an offer of theirs. Log packages of ours as an offer of ours."
            )
        with refusing():
            meso = Meso.of(_read(negotiation.agenda, self.packages))
        after = negotiation.answered()
        last = after.rounds[-1]
        offer = ReceivedOffer(
            meso,
            self.claim,
            self.id,
            last.number,
            place=len(after.rounds) - 1,
            asks_before=len(last.asks),
        )
        after = replace(after, incoming=negotiation.incoming.received(offer))
        if self.deadline is None:
            return after
        return replace(after, deadline=Deadline(self.deadline, known_to_counterpart=True))

    def tells(self, before: Negotiation) -> tuple[Evidence, ...]:
        packages = tuple(_read(before.agenda, self.packages).values())
        if len(packages) == 1:
            return (Counteroffer(packages[0], round=before.round),)
        alike = len({frozenset(package) for package in packages}) == 1
        kind = EqualClaim if self.claim == "equal" and alike else OfferedSet
        return (kind(packages, round=before.round),)

    def describe(self, agenda: Agenda) -> str:
        claimed = {"equal": " as equal", "similar": " as similar", "none": ""}[self.claim]
        what = "a package" if len(self.packages) == 1 else listed(self.packages, "and")
        return f"They offered us {what}{claimed}"


def _read(agenda: Agenda, packages: Mapping[str, Package]) -> dict[str, Package]:
    read = {}
    for label, package in packages.items():
        try:
            read[label] = agenda.partial(package)
        except InvalidPackage as error:
            raise InvalidPackage(f"Package {label}: {error}") from error
    return read


class PositionWritten(Event, frozen=True):
    """Where we stand, written down before the worth of their offer is shown, or once it has been.

    All three numbers are in our utility, 0 to 1. Before, they are all given, or it is said that they are
    left out knowingly; afterwards only the target counts.

    Attributes
    ----------
    moment : 'before' or 'after'
    target, limit : float
        What we aim for, and our walk-away.
    their_limit : float
        Our guess of the most that they would give.
    skipped : bool
    """

    kind: Literal["position-written"] = "position-written"
    moment: Literal["before", "after"] = "before"
    target: Share | None = None
    limit: Share | None = None
    their_limit: Share | None = None
    skipped: Annotated[bool, Field(strict=True)] = False

    default_party: ClassVar[str] = OWN
    default_visibility: ClassVar[Visibility] = "private"
    may_be_shared: ClassVar[bool] = False

    @model_validator(mode="before")
    @classmethod
    def _whole_numbers_too(cls, given: Any) -> Any:
        if not isinstance(given, Mapping):
            return given
        whole = {k: float(v) for k, v in given.items() if type(v) is int and k in _NUMBERS}
        return {**given, **whole}

    @model_validator(mode="after")
    def _says_enough(self) -> PositionWritten:
        given = [name for name in _NUMBERS if getattr(self, name) is not None]
        if self.skipped:
            if given:
                raise ValueError("what was left out knowingly has no numbers")
            return self
        needed = _NUMBERS if self.moment == "before" else ("target",)
        missing = [name for name in needed if name not in given]
        if missing:
            raise ValueError(
                f"{listed(missing, 'and')} missing; give every number, or say that it was skipped"
            )
        if self.target is not None and self.limit is not None and self.limit > self.target:
            raise ValueError("the limit lies above the target; a target is at least the limit")
        return self

    def apply(self, negotiation: Negotiation) -> Negotiation:
        require_open(negotiation)
        position = Position(self.target, self.limit, self.their_limit, self.skipped)
        incoming = negotiation.incoming
        if self.moment == "before":
            return replace(negotiation, incoming=incoming.written(position))
        if incoming.latest is None or incoming.latest.before is None:
            raise EventRejected(
                "No offer of theirs has been looked at yet, so there is no target afterwards. "
                "Log their offer, and what we write down before looking, first."
            )
        return replace(negotiation, incoming=incoming.written_again(position))

    def describe(self, agenda: Agenda) -> str:
        if self.skipped:
            return "Chose not to write down our target first"
        if self.moment == "after":
            return "Wrote down our target again"
        return "Wrote down our target and limits before looking at an offer"


_NUMBERS = ("target", "limit", "their_limit")
