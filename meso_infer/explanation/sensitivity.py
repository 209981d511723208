"""Whether a conclusion hangs on the model: the same evidence under other assumptions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from meso_infer.evidence import Evidence
from meso_infer.inference import infer
from meso_infer.issues import PEAK, DirectedIssue, Issue
from meso_infer.packages import Agenda
from meso_infer.posterior import Posterior
from meso_infer.prior import ModelSettings
from meso_infer.utility import AdditiveUtility

SURE = 0.9
CLEARLY_LESS = 0.1


@dataclass(frozen=True)
class ModelClass:
    """The conclusion under one set of assumptions.

    Attributes
    ----------
    name : str
        The assumptions in a few words.
    top : str
        The issue likeliest to matter most.
    p_top : dict of issue to float
        Chance of each issue to matter most.
    """

    name: str
    top: str
    p_top: dict[str, float]


@dataclass(frozen=True)
class Sensitivity:
    """The conclusions of several model classes, the product's own first."""

    classes: tuple[ModelClass, ...]

    @property
    def is_model_dependent(self) -> bool:
        """Whether a class disputes the conclusion.

        Another issue is likeliest to be the top one there, or the chance of this one is lower by more
        than a tenth.
        """
        top = self.classes[0].top
        chance = self.classes[0].p_top[top]
        return any(
            one.top != top or one.p_top[top] < chance - CLEARLY_LESS for one in self.classes[1:]
        )

    def range_of(self, issue: str) -> tuple[float, float]:
        """Smallest and largest chance that an issue matters most, over the classes."""
        chances = [one.p_top[issue] for one in self.classes]
        return min(chances), max(chances)


def sensitivity(
    posterior: Posterior, evidence: Sequence[Evidence], own: AdditiveUtility | None = None
) -> Sensitivity:
    """Fit the same evidence under other assumptions about tastes and talk.

    Each class changes one assumption: where a direction is not sure, either direction and a best point
    inside are equally likely; values run in straight lines; pushes and counteroffers are taken at
    their word. Where the estimate starts from what past negotiations taught, one class leaves that
    out; so does the first, whose unknowns are others.

    Parameters
    ----------
    posterior : Posterior
        The product's own conclusion, given all of `evidence`.
    """
    agenda, settings = posterior.agenda, posterior.layout.settings
    candid: ModelSettings = replace(settings, talk_sincerity=1.0)
    straight: ModelSettings = replace(settings, curvature_sd=0.0)
    alone: ModelSettings = replace(settings, latent_mean=None, latent_cholesky=None)
    others = [
        ("a best point inside is possible", _with_peaks(agenda), alone),
        ("values run in straight lines", agenda, straight),
        ("talk is taken at its word", agenda, candid),
    ]
    if settings.latent_mean is not None:
        others.append(("past negotiations are left out", agenda, alone))
    fits = [("as assumed", posterior)]
    weights = posterior.evidence_weights
    fits += [
        (name, infer(a, evidence, settings=s, own=own, weights=weights)) for name, a, s in others
    ]
    return Sensitivity(tuple(_concluded(name, fit) for name, fit in fits))


def _concluded(name: str, posterior: Posterior) -> ModelClass:
    tops = {issue: summary.p_top for issue, summary in posterior.weight_summary().items()}
    return ModelClass(name, max(tops, key=lambda issue: tops[issue]), tops)


def _with_peaks(agenda: Agenda) -> Agenda:
    """The agenda on which every direction that is not sure, and a best point inside, have chance 1/3.

    Where all directions are sure, every one of them is opened so.
    """
    open_names = {
        issue.name
        for issue in agenda.issues
        if isinstance(issue, DirectedIssue) and max(issue.counterpart_probabilities) < SURE
    }

    def opened(issue: Issue) -> Issue:
        if not isinstance(issue, DirectedIssue) or (open_names and issue.name not in open_names):
            return issue
        chances = dict.fromkeys((issue.direction_up, issue.direction_down, PEAK), 1 / 3)
        return issue.model_copy(update={"counterpart_direction": chances})

    return Agenda(tuple(opened(issue) for issue in agenda.issues), agenda.rules)
