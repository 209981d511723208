"""Infer what a counterpart cares about from its answers to equal packages, and propose the next.

>>> import meso_infer as mi
>>> negotiation = mi.read_document("data/samples/hiring.json")
>>> posterior = mi.infer(negotiation)
>>> posterior.weight_summary()["Salary"].p_top  # doctest: +SKIP
>>> proposal = mi.propose(negotiation, posterior)
>>> proposal.packages  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meso_infer.documents import read_document, validate_document, write_document
from meso_infer.errors import MesoError
from meso_infer.events import replay
from meso_infer.inference.many import Estimates, infer_many
from meso_infer.issues import CategoricalIssue, Issue, NumericIssue, OrderedIssue
from meso_infer.negotiation import Header, Negotiation
from meso_infer.packages import Agenda, Meso, Package, Rule
from meso_infer.posterior import Posterior, Summary, WeightSummary
from meso_infer.prior import MODEL_VERSION, ModelSettings
from meso_infer.proposal import Proposal
from meso_infer.storage import open_store
from meso_infer.utility import AdditiveUtility, OwnSpec
from meso_infer.version import VERSION as __version__
from meso_infer.workflow import infer, propose

if TYPE_CHECKING:
    from meso_infer.estimator import PriorityEstimator

__all__ = [
    "MODEL_VERSION",
    "AdditiveUtility",
    "Agenda",
    "CategoricalIssue",
    "Estimates",
    "Header",
    "Issue",
    "Meso",
    "MesoError",
    "ModelSettings",
    "Negotiation",
    "NumericIssue",
    "OrderedIssue",
    "OwnSpec",
    "Package",
    "Posterior",
    "PriorityEstimator",
    "Proposal",
    "Rule",
    "Summary",
    "WeightSummary",
    "__version__",
    "infer",
    "infer_many",
    "open_store",
    "propose",
    "read_document",
    "replay",
    "validate_document",
    "write_document",
]


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def __getattr__(name: str) -> object:
    """Load the estimator when it is asked for: scikit-learn takes as long as all the rest."""
    if name != "PriorityEstimator":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from meso_infer import estimator

    return estimator.PriorityEstimator
