"""The loop on a negotiation in hand: infer, propose, and what is told of both."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from meso_infer.errors import (
    InvalidSettings,
    InvalidUtility,
)
from meso_infer.events import (
    EstimateShown,
    collect_evidence,
)
from meso_infer.inference import infer as infer_from_evidence
from meso_infer.issues import Option
from meso_infer.negotiation import Negotiation
from meso_infer.posterior import Posterior
from meso_infer.prior import ModelSettings
from meso_infer.prior_in_use import prior_report, prior_used, settings_of
from meso_infer.proposal import Mode, Proposal
from meso_infer.proposal import propose as propose_packages
from meso_infer.utility import AdditiveUtility


def infer(
    negotiation: Negotiation,
    *,
    settings: ModelSettings | None = None,
    without: Collection[int] = (),
    seed: int | None = None,
) -> Posterior:
    """What the counterpart cares about, from everything that the log tells.

    Parameters
    ----------
    negotiation : Negotiation
    settings : ModelSettings, optional
        Those of the negotiation when left out: the defaults, with the prior that its log says was learnt.
    without : collection of int, optional
        Places in the log, from 1, of events to be taken as if they had told nothing.
    seed : int, optional
        Overrides the seed that the evidence implies; without it, the same log gives the same numbers.

    Raises
    ------
    InvalidSettings, InferenceFailed
        See `meso_infer.inference.infer`.
    """
    return infer_from_evidence(
        negotiation.agenda,
        collect_evidence(negotiation, without=without),
        settings=settings_of(negotiation) if settings is None else settings,
        own=negotiation.own,
        seed=seed,
    )


def default_target(negotiation: Negotiation) -> float:
    """Own utility to aim at when nobody says: the level of our last offer, else our aspiration value.

    Raises
    ------
    InvalidSettings
        When there is neither.
    """
    own = negotiation.own
    offers = [one.meso for one in negotiation.rounds if one.meso is not None]
    if own is not None and offers:
        packages = [package for _, package in offers[-1].packages]
        if all(negotiation.agenda.is_complete(package) for package in packages):
            utilities = own.utility_of(negotiation.agenda.encode(packages))
            return round(float(utilities.mean()), 12)
    if negotiation.aspiration_value is not None:
        return negotiation.aspiration_value
    raise InvalidSettings(
        "There is no target: nothing was offered yet and our aspiration value is not set. "
        "Give a target, or set the aspiration value in Setup."
    )


def propose(
    negotiation: Negotiation,
    posterior: Posterior,
    *,
    n_packages: int = 3,
    target: float | None = None,
    tolerance: float = 0.01,
    mode: Mode = "balanced",
    held: Mapping[str, Option] | Sequence[str] = (),
    max_changes: int | None = None,
    alpha: float | None = None,
    margin: float = 0.0,
    last_round: bool = False,
    confirm_many: bool = False,
    seed: int | None = None,
) -> Proposal:
    """Suggest the next Meso; nothing is recorded until it is offered.

    Parameters
    ----------
    negotiation : Negotiation
    posterior : Posterior
        As `infer` gave it.
    target : float, optional
        Own utility, 0 to 1; `default_target` when absent.

    The other parameters are those of `meso_infer.proposal.propose`.

    Raises
    ------
    InvalidUtility
        When our weights and values are not set, or are to be asked again.
    InvalidSettings, NoFeasibleMeso
        See `meso_infer.proposal.propose`.
    """
    own = current_own(negotiation)
    offers = [one.meso for one in negotiation.rounds if one.meso is not None]
    return propose_packages(
        negotiation.agenda,
        own,
        posterior,
        target=default_target(negotiation) if target is None else target,
        tolerance=tolerance,
        n_packages=n_packages,
        mode=mode,
        alpha=alpha,
        reservation_value=negotiation.reservation_value,
        margin=margin,
        held=held,
        refused=negotiation.refused_packages,
        max_changes=max_changes,
        previous=[tuple(package for _, package in meso.packages) for meso in offers],
        round_number=negotiation.next_round,
        last_round=last_round,
        confirm_many=confirm_many,
        seed=seed,
    )


def current_own(negotiation: Negotiation) -> AdditiveUtility:
    """Our utility, if it is set and current; raises InvalidUtility saying which it is not."""
    if negotiation.own is None:
        raise InvalidUtility(
            "Our own weights and values are not set, so no packages can be made equal for us. "
            "Set them in Setup."
        )
    if negotiation.weights_to_reelicit:
        names = ", ".join(negotiation.weights_to_reelicit)
        raise InvalidUtility(
            f"The range or options of {names} changed, so our weights no longer mean what they did. "
            "Set our weights again in Setup."
        )
    return negotiation.own


def next_pick(negotiation: Negotiation, posterior: Posterior) -> dict[str, float]:
    """Predicted chance of each package on the table, by label, and of "none"; empty when there are none.

    They may always turn all packages down, whether or not we offered that as an answer.
    """
    meso = negotiation.packages_on_table
    if meso is None:
        return {}
    packages = [package for _, package in meso.packages]
    if not all(negotiation.agenda.is_complete(package) for package in packages):
        return {}
    chances = posterior.pick_probabilities(
        packages, none_allowed=True, round_number=negotiation.round
    )
    return {k: float(p) for k, p in zip((*meso.labels, "none"), chances, strict=True)}


def infer_report(negotiation: Negotiation, posterior: Posterior) -> dict[str, Any]:
    """Everything that the command line prints about an estimate, in plain JSON types."""
    report = posterior.to_dict(round_number=negotiation.round)
    chances = next_pick(negotiation, posterior)
    if chances:
        report["next_pick"] = chances
    if negotiation.learnt is not None:
        report["prior"] = prior_report(negotiation, negotiation.learnt.prior)
    return report


def estimate_shown(negotiation: Negotiation, posterior: Posterior) -> EstimateShown:
    """The event that keeps what a person saw, so that the claim can be held to account."""
    weights = {
        name: {"mean": s.mean, "q05": s.q05, "q95": s.q95, "p_top": s.p_top}
        for name, s in posterior.weight_summary().items()
    }
    summary: dict[str, Any] = {
        "weights": weights,
        "next_pick": next_pick(negotiation, posterior),
        "informative_events": posterior.n_informative,
        "round": negotiation.round,
    }
    prior = prior_used(negotiation)
    if prior is not None:
        summary["past_negotiations"] = prior.n_negotiations
    return EstimateShown(summary=summary, model_version=posterior.model_version)
