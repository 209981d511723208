"""The family of events: every kind that a log can hold.

A new kind is its class and its line in `Ordinary`.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, get_args

from pydantic import Field

from meso_infer.events.base import Event, EventId, Visibility
from meso_infer.events.closing import AgreementReached, TalksEnded
from meso_infer.events.games import TruthRevealed
from meso_infer.events.improvement import (
    ConsentGiven,
    Debrief,
    ImprovementProposed,
    ImprovementVetoed,
)
from meso_infer.events.naming import NamesSet
from meso_infer.events.offers import MesoOffered
from meso_infer.events.received import OfferReceived, PositionWritten
from meso_infer.events.records import (
    EstimateShown,
    Note,
    ProposalFollowed,
    ProposalOverridden,
    ProposalShown,
    QuestionAsked,
    Silence,
)
from meso_infer.events.redaction import Redaction
from meso_infer.events.requests import (
    CounterofferMade,
    IssuePushed,
    PackagesMixed,
)
from meso_infer.events.responses import (
    AllRejected,
    OfferAccepted,
    PackagePicked,
    PackagesRanked,
)
from meso_infer.events.setup import (
    AlternativesSet,
    DeadlineSet,
    DirectionSet,
    IssueAdded,
    IssueChanged,
    OwnGuessSet,
    OwnUtilitySet,
    PriorChosen,
)
from meso_infer.events.statements import ConstraintStated, PriorityStated
from meso_infer.negotiation import OWN
from meso_infer.packages import Agenda

Ordinary = (
    MesoOffered
    | PackagePicked
    | PackagesMixed
    | PackagesRanked
    | AllRejected
    | IssuePushed
    | CounterofferMade
    | PriorityStated
    | ConstraintStated
    | OfferReceived
    | PositionWritten
    | OfferAccepted
    | AgreementReached
    | TalksEnded
    | ConsentGiven
    | ImprovementProposed
    | ImprovementVetoed
    | Debrief
    | OwnUtilitySet
    | IssueAdded
    | IssueChanged
    | DirectionSet
    | DeadlineSet
    | OwnGuessSet
    | PriorChosen
    | AlternativesSet
    | NamesSet
    | Note
    | QuestionAsked
    | Silence
    | EstimateShown
    | ProposalShown
    | ProposalFollowed
    | ProposalOverridden
    | TruthRevealed
)
"""Every kind but the correction, which replaces or withdraws one of these, and the redaction, which
takes a text out of them."""


class Correction(Event, frozen=True):
    """Another event stands in the place of an earlier one, or (null) that one is withdrawn.

    Correcting a correction says something else about the same event; withdrawing it brings back
    what it superseded. Nothing is ever deleted.
    """

    kind: Literal["correction"] = "correction"
    supersedes: EventId
    event: Annotated[Ordinary, Field(discriminator="kind")] | None

    default_party: ClassVar[str] = OWN
    default_visibility: ClassVar[Visibility] = "private"
    may_be_shared: ClassVar[bool] = False
    always_written: ClassVar[frozenset[str]] = frozenset({"event"})

    def describe(self, agenda: Agenda) -> str:
        if self.event is None:
            return f"Withdrew {self.supersedes}"
        return f"Corrected {self.supersedes}: {self.event.describe(agenda)}"


AnyEvent = Annotated[Ordinary | Correction | Redaction, Field(discriminator="kind")]

EVENTS: tuple[type[Event], ...] = (*get_args(Ordinary), Correction, Redaction)
KINDS: dict[str, type[Event]] = {str(one.model_fields["kind"].default): one for one in EVENTS}
