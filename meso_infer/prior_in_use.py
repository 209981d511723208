"""From which prior the estimate of a negotiation starts: the model's own, or one that was learnt.

A learnt prior says something about the issues on which it was learnt. It is used as long as the agenda
has those issues, much the same ranges and the same options, under the model version that learnt it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from meso_infer.issues import Issue
from meso_infer.negotiation import Negotiation
from meso_infer.negotiation.learnt_prior import LearntPrior
from meso_infer.packages import Agenda
from meso_infer.prior import MODEL_VERSION, Layout, ModelSettings
from meso_infer.prior.taste import taste_shape

LEAST_OVERLAP = 0.5
"""What two ranges of amounts must share, of all that they cover together, to be called the same."""


def settings_of(negotiation: Negotiation) -> ModelSettings:
    """The settings of the negotiation's estimate: the defaults, and the learnt prior where one is used."""
    if negotiation.learnt is None or why_not_used(negotiation) is not None:
        return ModelSettings()
    return with_prior(ModelSettings(), negotiation.learnt.prior)


def prior_used(negotiation: Negotiation) -> LearntPrior | None:
    """The learnt prior from which the estimate starts; None where it starts from the model's own."""
    if negotiation.learnt is None or why_not_used(negotiation) is not None:
        return None
    return negotiation.learnt.prior


def with_prior(settings: ModelSettings, prior: LearntPrior) -> ModelSettings:
    """The settings with what was learnt."""
    return replace(settings, latent_mean=prior.mean, latent_cholesky=prior.square)


def without_prior(settings: ModelSettings) -> ModelSettings:
    """The settings without what was learnt."""
    return replace(settings, latent_mean=None, latent_cholesky=None)


def prior_report(negotiation: Negotiation, prior: LearntPrior) -> dict[str, Any]:
    """A chosen prior in plain JSON types: from what it was learnt, and whether it is used or why not."""
    why = why_not_used(negotiation)
    said: dict[str, Any] = {
        "segment": prior.segment,
        "past_negotiations": prior.n_negotiations,
        "used": why is None,
    }
    return said if why is None else {**said, "why_not": why}


def why_not_used(negotiation: Negotiation) -> str | None:
    """Why a prior that was chosen cannot be used now, in a sentence; None where it is, or none was."""
    learnt = negotiation.learnt
    if learnt is None:
        return None
    if learnt.prior.model_version != MODEL_VERSION:
        return (
            f"It was learnt by version {learnt.prior.model_version} of the model; this is version "
            f"{MODEL_VERSION}. Learn it again."
        )
    difference = unlike(learnt.agenda, negotiation.agenda) or _other_shape(
        learnt.agenda, negotiation
    )
    if difference is not None:
        return f"The agenda changed since it was learnt: {difference}. Learn it again."
    needed = Layout(negotiation.agenda, ModelSettings()).first_bonus
    if len(learnt.prior.mean) != needed:
        return (
            f"It has {len(learnt.prior.mean)} numbers where this agenda needs {needed}. Learn it "
            "again."
        )
    return None


def unlike(past: Agenda, now: Agenda) -> str | None:
    """The first difference that keeps two agendas from teaching each other, in words; None without one.

    The order of the issues does not matter.
    """
    for name in now.names:
        if name not in past.names:
            return f"{name} is on one agenda only"
    for name in past.names:
        if name not in now.names:
            return f"{name} is on one agenda only"
    for name in now.names:
        found = _unlike_issue(past.issue(name), now.issue(name))
        if found is not None:
            return found
    return None


def _unlike_issue(past: Issue, now: Issue) -> str | None:
    if type(past) is not type(now):
        return f"{now.name} is of another kind"
    if getattr(past, "options", None) != getattr(now, "options", None):
        return f"{now.name} has other options"
    (low, high), (low_now, high_now) = past.bounds, now.bounds
    shared = min(high, high_now) - max(low, low_now)
    if shared < LEAST_OVERLAP * (max(high, high_now) - min(low, low_now)):
        return f"{now.name} has another range"
    return None


def _other_shape(learnt: Agenda, negotiation: Negotiation) -> str | None:
    now = negotiation.agenda
    if learnt.names != now.names:
        return "its issues stand in another order"
    for before, after in zip(learnt.issues, now.issues, strict=True):
        if taste_shape(before) != taste_shape(after):
            return f"the direction they may like on {after.name} is judged differently"
    return None
