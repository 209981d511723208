"""The family of events, their log and how it folds into state and evidence.

A new kind is its class and its line in `kinds.Ordinary`.
"""

from __future__ import annotations

from meso_infer.events.base import Event, Visibility
from meso_infer.events.closing import AgreementReached, TalksEnded
from meso_infer.events.codec import decode, encode
from meso_infer.events.games import TruthRevealed
from meso_infer.events.improvement import (
    ConsentGiven,
    Debrief,
    ImprovementProposed,
    ImprovementVetoed,
)
from meso_infer.events.kinds import EVENTS, KINDS, AnyEvent, Correction
from meso_infer.events.naming import NamesSet
from meso_infer.events.offers import MesoOffered, OfferDeadline
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
from meso_infer.events.redaction import REDACTED, Redaction, RemovedText
from meso_infer.events.replay import (
    RejectedAt,
    collect_evidence,
    extended,
    identified,
    in_force,
    logged,
    redo_event,
    replay,
    undo_event,
)
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

__all__ = [
    "EVENTS",
    "KINDS",
    "REDACTED",
    "AgreementReached",
    "AllRejected",
    "AlternativesSet",
    "AnyEvent",
    "ConsentGiven",
    "ConstraintStated",
    "Correction",
    "CounterofferMade",
    "DeadlineSet",
    "Debrief",
    "DirectionSet",
    "EstimateShown",
    "Event",
    "ImprovementProposed",
    "ImprovementVetoed",
    "IssueAdded",
    "IssueChanged",
    "IssuePushed",
    "MesoOffered",
    "NamesSet",
    "Note",
    "OfferAccepted",
    "OfferDeadline",
    "OfferReceived",
    "OwnGuessSet",
    "OwnUtilitySet",
    "PackagePicked",
    "PackagesMixed",
    "PackagesRanked",
    "PositionWritten",
    "PriorChosen",
    "PriorityStated",
    "ProposalFollowed",
    "ProposalOverridden",
    "ProposalShown",
    "QuestionAsked",
    "Redaction",
    "RejectedAt",
    "RemovedText",
    "Silence",
    "TalksEnded",
    "TruthRevealed",
    "Visibility",
    "collect_evidence",
    "decode",
    "encode",
    "extended",
    "identified",
    "in_force",
    "logged",
    "redo_event",
    "replay",
    "undo_event",
]
