"""Events in which we put packages forward."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, Field, WithJsonSchema, field_validator

from meso_infer.errors import EventRejected, InvalidPackage, listed
from meso_infer.events.base import Event, Label, PackageField, Time, put_on_table, refusing
from meso_infer.negotiation import OWN, Deadline, Negotiation
from meso_infer.negotiation.rounds import Claim
from meso_infer.packages import LABELS, Agenda, Package


class OfferDeadline(BaseModel, frozen=True, extra="forbid"):
    """Until when an offer stands, and whether the counterpart was told."""

    at: Time
    known_to_counterpart: bool


_TIME_SCHEMA = {"type": "string", "format": "date-time"}
_DEADLINE_SCHEMA = {
    "anyOf": [
        _TIME_SCHEMA,
        {
            "type": "object",
            "properties": {"at": _TIME_SCHEMA, "known_to_counterpart": {"type": "boolean"}},
            "required": ["at", "known_to_counterpart"],
            "additionalProperties": False,
        },
    ]
}


class MesoOffered(Event, frozen=True):
    """One to five complete packages that we put on the table together.

    Attributes
    ----------
    packages : dict of label to package
    claim : 'equal', 'similar' or 'none'
        What we told them about how the packages compare for us.
    shown : labels in the order shown to them; label order when left out
    none_allowed : bool
        Whether they could answer "none of these".
    deadline : until when the offer stands
        A plain time was told to them with the offer; otherwise `known_to_counterpart` says so.
    round : int
        The next number when left out; the number in force puts a new set in place of the last.
    """

    kind: Literal["meso-offered"] = "meso-offered"
    round: Annotated[int, Field(ge=1, le=10_000, strict=True)] | None = None
    packages: dict[Label, PackageField] = Field(min_length=1, max_length=len(LABELS))
    claim: Claim = "none"
    shown: tuple[Label, ...] | None = None
    none_allowed: Annotated[bool, Field(strict=True)] = False
    deadline: Annotated[OfferDeadline, WithJsonSchema(_DEADLINE_SCHEMA)] | None = None

    default_party: ClassVar[str] = OWN

    @field_validator("deadline", mode="before")
    @classmethod
    def _told_with_the_offer(cls, value: Any) -> Any:
        if value is None or isinstance(value, (Mapping, OfferDeadline)):
            return value
        return {"at": value, "known_to_counterpart": True}

    def apply(self, negotiation: Negotiation) -> Negotiation:
        if negotiation.is_counterpart(self.actor):
            raise EventRejected(
                "This is an offer of ours. Log a package of theirs as a counteroffer."
            )
        if self.claim == "equal" and negotiation.weights_to_reelicit:
            marked = listed(negotiation.weights_to_reelicit, "and")
            raise EventRejected(
                f"The range of {marked} changed after our weights were set, so packages cannot be "
                "called equal. Set our weights again, or offer them without that claim."
            )
        packages = {}
        for label, package in self.packages.items():
            with refusing():
                packages[label] = _complete(negotiation.agenda, label, package)
        after = put_on_table(
            negotiation, packages, number=self.round, shown=self.shown or (), offer_id=self.id,
            claim=self.claim, none_allowed=self.none_allowed,
        )  # fmt: skip
        if self.deadline is None:
            return after
        return replace(
            after, deadline=Deadline(self.deadline.at, self.deadline.known_to_counterpart)
        )

    def describe(self, agenda: Agenda) -> str:
        claimed = {"equal": " as equal", "similar": " as similar", "none": ""}[self.claim]
        return f"We offered {listed(self.packages, 'and')}{claimed}"

    def shared(self) -> Event:
        copy = super().shared()
        hidden = self.deadline is not None and not self.deadline.known_to_counterpart
        return copy.model_copy(update={"deadline": None}) if hidden else copy


def _complete(agenda: Agenda, label: str, package: Package) -> Package:
    try:
        return agenda.package(package)
    except InvalidPackage as error:
        raise InvalidPackage(f"Package {label}: {error}") from error
