"""Events that close talks."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Literal

from meso_infer.events.base import (
    Event,
    LabelOrPackage,
    LongText,
    Visibility,
    is_own,
    named_package,
    one_line,
    require_open,
)
from meso_infer.evidence import Evidence, Pick
from meso_infer.negotiation import Negotiation
from meso_infer.negotiation.improving import Improving
from meso_infer.packages import Agenda


class AgreementReached(Event, frozen=True):
    """Both sides settled on a package: its label on the table, or the package in full.

    Attributes
    ----------
    own_words, their_words : str, optional
        How each side put it; for our side alone.
    """

    kind: Literal["agreement-reached"] = "agreement-reached"
    package: LabelOrPackage
    own_words: LongText | None = None
    their_words: LongText | None = None

    private_fields: ClassVar[frozenset[str]] = Event.private_fields | {"own_words", "their_words"}
    free_texts: ClassVar[frozenset[str]] = frozenset({"note", "own_words", "their_words"})

    def apply(self, negotiation: Negotiation) -> Negotiation:
        require_open(negotiation)
        package = named_package(negotiation, self.package)
        return replace(
            negotiation, agreed_package=package, status="agreed", improving=Improving(deal=package)
        )

    def evidence(self, before: Negotiation) -> tuple[Evidence, ...]:
        # Whoever of the two closed it, the counterpart agreed too; a third party's word is not
        # theirs.
        theirs = is_own(self.actor) or before.is_counterpart(self.actor)
        return self.tells(before) if theirs else ()

    def tells(self, before: Negotiation) -> tuple[Evidence, ...]:
        package = named_package(before, self.package)
        if before.has_accepted(package):
            return ()
        return (Pick((package,), 0, none_allowed=True, round=before.round),)

    def describe(self, agenda: Agenda) -> str:
        what = self.package if isinstance(self.package, str) else agenda.describe(self.package)
        return f"Agreement on {what}"


class TalksEnded(Event, frozen=True):
    """Talks ended without an agreement."""

    kind: Literal["talks-ended"] = "talks-ended"
    reason: LongText | None = None

    private_fields: ClassVar[frozenset[str]] = Event.private_fields | {"reason"}
    free_texts: ClassVar[frozenset[str]] = frozenset({"note", "reason"})
    default_visibility: ClassVar[Visibility] = "shared"

    def apply(self, negotiation: Negotiation) -> Negotiation:
        require_open(negotiation)
        return replace(negotiation, status="ended", end_reason=self.reason)

    def describe(self, agenda: Agenda) -> str:
        return f"Talks ended: {one_line(self.reason)}" if self.reason else "Talks ended"
