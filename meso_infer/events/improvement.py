"""Events after an agreement: looking for something better for both, and what was wanted after all.

The deal stands while they happen. It changes only when both sides said yes to the same proposal.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Annotated, ClassVar, Literal

from pydantic import Field, field_validator, model_validator

from meso_infer.errors import EventRejected, listed
from meso_infer.events.base import (
    Event,
    LongText,
    PackageField,
    ShortText,
    Visibility,
    is_own,
    refusing,
    require_issue,
)
from meso_infer.evidence import LEANING_LAPSE, Evidence, Pick
from meso_infer.negotiation import COUNTERPART, OWN, Negotiation
from meso_infer.negotiation.improving import Debriefing, Improving, Veto
from meso_infer.packages import Agenda
from meso_infer.utility import WEIGHT_SUM_SLACK

Question = Literal["open", "fair", "heard", "again"]
"""How talks felt, in our own words: they were open with us; the outcome is fair; we were heard; we would
negotiate with them again."""


class _AfterAgreement(Event, frozen=True):
    """Something that can only happen once a deal was reached."""

    words: LongText | None = None

    private_fields: ClassVar[frozenset[str]] = Event.private_fields | {"words"}
    free_texts: ClassVar[frozenset[str]] = frozenset({"note", "words"})

    def improving(self, negotiation: Negotiation) -> Improving:
        """Where the talks stand; EventRejected before an agreement."""
        if negotiation.status != "agreed":
            raise EventRejected(
                "There is no deal yet that could be improved. Log the agreement first."
            )
        return negotiation.improving

    def side(self, negotiation: Negotiation) -> str:
        """Which of the two sides acted; EventRejected for anybody else."""
        if is_own(self.actor):
            return OWN
        if negotiation.is_counterpart(self.actor):
            return COUNTERPART
        raise EventRejected(
            f"{self.actor} is not a side of this deal; say that we or the counterpart did it."
        )


class ConsentGiven(_AfterAgreement, frozen=True):
    """One side agreed to look for something better; or, replying to a proposal, would rather have that."""

    kind: Literal["consent-given"] = "consent-given"

    def apply(self, negotiation: Negotiation) -> Negotiation:
        talks, side = self.improving(negotiation), self.side(negotiation)
        if self.replies_to is None:
            consents = tuple(dict.fromkeys((*talks.consents, side)))
            return replace(negotiation, improving=replace(talks, consents=consents))
        if talks.proposed is None or self.replies_to != talks.proposed_id:
            raise EventRejected(
                f"{self.replies_to} is not the proposal on the table; answer the one that is, or log "
                "the proposal first."
            )
        said_yes = tuple(dict.fromkeys((*talks.said_yes, side)))
        if len(said_yes) < 2:
            return replace(negotiation, improving=replace(talks, said_yes=said_yes))
        settled = replace(
            talks, proposed=None, proposed_id=None, said_yes=(),
            accepted=(*talks.accepted, talks.proposed),
        )  # fmt: skip
        return replace(negotiation, improving=settled, agreed_package=talks.proposed)

    def tells(self, before: Negotiation) -> tuple[Evidence, ...]:
        return _preferred(before, proposed=True) if self.replies_to is not None else ()

    def describe(self, agenda: Agenda) -> str:
        if self.replies_to is not None:
            return "Yes to the proposed improvement"
        return "Agreed to look for something better for both"


class ImprovementProposed(_AfterAgreement, frozen=True):
    """A package was proposed in the place of the deal; needs the consent of both sides to look for one."""

    kind: Literal["improvement-proposed"] = "improvement-proposed"
    package: PackageField

    default_party: ClassVar[str] = OWN

    def apply(self, negotiation: Negotiation) -> Negotiation:
        talks = self.improving(negotiation)
        words = {OWN: "ours", COUNTERPART: "theirs"}
        missing = [word for side, word in words.items() if side not in talks.consents]
        if missing:
            raise EventRejected(
                "Both sides have to agree to look for something better first; still missing: "
                f"{listed(missing, 'and')}."
            )
        with refusing():
            package = negotiation.agenda.package(self.package)
        if package == negotiation.agreed_package:
            raise EventRejected("That is the deal itself; propose a package that differs from it.")
        proposed = replace(talks, proposed=package, proposed_id=self.id, said_yes=())
        return replace(negotiation, improving=proposed)

    def describe(self, agenda: Agenda) -> str:
        return f"Proposed instead of the deal: {agenda.describe(self.package)}"


class ImprovementVetoed(_AfterAgreement, frozen=True):
    """One side said no to the proposal on the table: the deal stands as it was."""

    kind: Literal["improvement-vetoed"] = "improvement-vetoed"

    def apply(self, negotiation: Negotiation) -> Negotiation:
        talks, side = self.improving(negotiation), self.side(negotiation)
        if talks.proposed is None:
            raise EventRejected("No improvement is on the table that could be turned down.")
        return replace(
            negotiation,
            improving=replace(
                talks, proposed=None, proposed_id=None, said_yes=(),
                vetoes=(*talks.vetoes, Veto(talks.proposed, side)),
            ),
        )  # fmt: skip

    def tells(self, before: Negotiation) -> tuple[Evidence, ...]:
        return _preferred(before, proposed=False)

    def describe(self, agenda: Agenda) -> str:
        return "No to the proposed improvement; the deal stands"


def _preferred(before: Negotiation, *, proposed: bool) -> tuple[Evidence, ...]:
    """A choice between the deal and the proposal; people also say no because reopening is a bother."""
    talks, deal = before.improving, before.agreed_package
    if talks.proposed is None or deal is None:
        return ()
    return (Pick((deal, talks.proposed), int(proposed), round=before.round, lapse=LEANING_LAPSE),)


class Debrief(Event, frozen=True):
    """What somebody told once talks were over: what mattered to them, and how the talks felt.

    It is kept to hold past estimates to account and is no evidence for the estimate itself.
    """

    kind: Literal["debrief"] = "debrief"
    weights: dict[str, Annotated[float, Field(ge=0, le=1)]] | None = None
    order: tuple[ShortText, ...] | None = None
    climate: dict[Question, Annotated[int, Field(ge=1, le=7, strict=True)]] | None = None
    words: LongText | None = None

    free_texts: ClassVar[frozenset[str]] = frozenset({"note", "words"})
    default_visibility: ClassVar[Visibility] = "private"
    may_be_shared: ClassVar[bool] = False

    @field_validator("weights")
    @classmethod
    def _sum_to_one(cls, weights: dict[str, float] | None) -> dict[str, float] | None:
        if weights is not None and abs(math.fsum(weights.values()) - 1) > WEIGHT_SUM_SLACK:
            raise ValueError(
                f"the weights sum to {math.fsum(weights.values()):g}; they must sum to 1"
            )
        return weights

    @model_validator(mode="after")
    def _says_something(self) -> Debrief:
        if self.weights is not None and self.order is not None:
            raise ValueError("a debrief has 'weights' or an 'order', not both")
        if not (self.weights or self.order or self.climate or self.words):
            raise ValueError("a debrief has 'weights', an 'order', 'climate' or 'words'")
        if self.order is not None and len(set(self.order)) < len(self.order):
            raise ValueError("an order names each issue once")
        return self

    def apply(self, negotiation: Negotiation) -> Negotiation:
        if negotiation.status == "open":
            raise EventRejected("Talks are still open; a debrief comes after them.")
        for name in self.order or self.weights or ():
            require_issue(negotiation, name)
        told = Debriefing(
            COUNTERPART if negotiation.is_counterpart(self.actor) else self.actor,
            tuple((self.weights or {}).items()),
            self.order or (),
            tuple((self.climate or {}).items()),
        )
        return replace(negotiation, debriefs=(*negotiation.debriefs, told))

    def describe(self, agenda: Agenda) -> str:
        if self.order:
            return f"Debrief: {', '.join(self.order)}, most important first"
        if self.weights:
            shares = ", ".join(f"{name} {100 * w:.0f}%" for name, w in self.weights.items())
            return f"Debrief: {shares}"
        return "Debrief: how the talks felt" if self.climate else "Debrief"
