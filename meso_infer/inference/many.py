"""Very many short negotiations of one agenda, each fitted from the same points of the prior.

Where the points do not suffice for one of them it is given points of its own, closer to what it says;
what is too sharp even for these is fitted as a single negotiation is, by the sampler.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meso_infer.evidence import Evidence
from meso_infer.inference.counterpart import knows_order
from meso_infer.inference.importance import PRECISION, PriorCloud, Said
from meso_infer.inference.whole_fit import infer
from meso_infer.packages import Agenda
from meso_infer.posterior import QUANTILES, WeightSummary
from meso_infer.prior import ModelSettings
from meso_infer.sampling.adaptive import WeightedPoints, adapted
from meso_infer.sampling.pareto import MOST_K, pareto_k
from meso_infer.sampling.quantiles import SharedDraws, own_quantiles
from meso_infer.utility import AdditiveUtility

FloatArray = NDArray[np.float64]
LEAST_EFFECTIVE, WANTED_EFFECTIVE = 50.0, 100.0
"""Effective draws below which an estimate is not used, and for which points of one's own are made."""
MOST_NUMBERS = 2**18
"""How many log-likelihoods are held at once."""
MOST_LEVELS = 128
"""So many levels are no burden on one negotiation alone, though others mentioned most of them."""
PRIOR, CLOSER, SAMPLER = "prior points", "closer points", "smc"
"""How an estimate was made."""


@dataclass(frozen=True)
class Estimates:
    """What is believed about the issue weights in each of many negotiations, in the order given.

    Attributes
    ----------
    agenda : Agenda
    mean, sd, p_top : ndarray, shape (n, n_issues)
        Of each weight, 0 to 1, and the chance that it is the largest.
    quantiles : ndarray, shape (n, n_issues, 5)
        At `meso_infer.posterior.QUANTILES`.
    information_bits : ndarray, shape (n,)
        Kullback-Leibler divergence from the prior to what is believed now.
    log_evidence : ndarray, shape (n,)
        Natural logarithm of the marginal likelihood.
    effective : ndarray, shape (n,)
        Effective number of draws; all of those of the sampler.
    pareto_k : ndarray, shape (n,)
        Tail of the importance weights, see `pareto_k`; nan where the sampler was used.
    n_draws : ndarray of int, shape (n,)
    method : ndarray of str, shape (n,)
        'prior points', 'closer points' (see `adapted`), or 'smc' for those fitted by the sampler.
    trusted : ndarray of bool, shape (n,)
        False where a check of the sampler failed.
    """

    agenda: Agenda
    mean: FloatArray
    sd: FloatArray
    p_top: FloatArray
    quantiles: FloatArray
    information_bits: FloatArray
    log_evidence: FloatArray
    effective: FloatArray
    pareto_k: FloatArray
    n_draws: NDArray[np.intp]
    method: NDArray[np.str_]
    trusted: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.mean)

    @classmethod
    def blank(cls, agenda: Agenda, n: int) -> Estimates:
        """Room for `n` negotiations."""
        shape = (n, agenda.n_issues)
        return cls(
            agenda,
            mean=np.zeros(shape),
            sd=np.zeros(shape),
            p_top=np.zeros(shape),
            quantiles=np.zeros((*shape, len(QUANTILES))),
            information_bits=np.zeros(n),
            log_evidence=np.zeros(n),
            effective=np.zeros(n),
            pareto_k=np.zeros(n),
            n_draws=np.zeros(n, np.intp),
            method=np.full(n, CLOSER),
            trusted=np.ones(n, dtype=bool),
        )

    def weight_summary(self, i: int) -> dict[str, WeightSummary]:
        """Summary of each issue's weight in one negotiation, by issue name in agenda order."""
        return {
            name: WeightSummary(
                float(self.mean[i, j]),
                float(self.sd[i, j]),
                *(float(q) for q in self.quantiles[i, j]),
                p_top=float(self.p_top[i, j]),
            )
            for j, name in enumerate(self.agenda.names)
        }


def infer_many(
    agenda: Agenda,
    evidences: Sequence[Sequence[Evidence]],
    *,
    settings: ModelSettings | None = None,
    own: AdditiveUtility | None = None,
) -> Estimates:
    """Infer what each of many counterparts cares about, from short talks on one agenda.

    Parameters
    ----------
    agenda : Agenda
    evidences : sequence of sequences of Evidence
        One body of evidence a negotiation.
    settings : ModelSettings, optional
    own : AdditiveUtility, optional
        Our utility, the same in all of them.

    Returns
    -------
    Estimates
        One row a negotiation, which gets the same numbers alone as among others.

    Raises
    ------
    InvalidSettings
        When the agenda has more latent quantities than the stored sequence has dimensions.
    InferenceFailed
        When a likelihood is not finite.
    """
    settings = settings or ModelSettings()
    found = Estimates.blank(agenda, len(evidences))
    ordered = np.array([knows_order(evidence, settings) for evidence in evidences], dtype=bool)
    size = max(1, MOST_NUMBERS // settings.n_draws)
    for with_order in np.unique(ordered):
        cloud = PriorCloud(agenda, settings, own, with_order=bool(with_order))
        alike = np.nonzero(ordered == with_order)[0]
        for start in range(0, len(alike), size):
            _fit_part(alike[start : start + size], evidences, cloud, found)
    for values in vars(found).values():
        if isinstance(values, np.ndarray):
            values.flags.writeable = False
    return found


def _put(
    found: Estimates,
    index: NDArray[np.intp],
    method: str,
    draws: SharedDraws | FloatArray,
    draw_weights: FloatArray,
    log_likelihood: FloatArray,
    log_evidence: FloatArray,
) -> None:
    """Write down what some negotiations say, from weighted draws that they share.

    Parameters
    ----------
    index : ndarray, shape (n,)
    draws : SharedDraws or ndarray, shape (n_issues, n_draws)
        Of the issue weights; not in order where they are of one negotiation only.
    draw_weights, log_likelihood : ndarray, shape (n, n_draws)
    log_evidence : ndarray, shape (n,)
    """
    issue_weights = draws.values if isinstance(draws, SharedDraws) else draws
    mean = draw_weights @ issue_weights.T
    found.mean[index] = mean
    found.sd[index] = np.sqrt(np.maximum(draw_weights @ (issue_weights**2).T - mean**2, 0.0))
    top = issue_weights.argmax(axis=0) == np.arange(len(issue_weights))[:, None]
    found.p_top[index] = draw_weights @ top.T.astype(float)
    found.quantiles[index] = (
        draws.quantiles(draw_weights, QUANTILES)
        if isinstance(draws, SharedDraws)
        else own_quantiles(draws, draw_weights[0], QUANTILES)
    )
    gained = np.einsum("ij,ij->i", draw_weights, log_likelihood) - log_evidence
    found.information_bits[index] = np.maximum(gained, 0.0) / math.log(2)
    found.log_evidence[index] = log_evidence
    found.effective[index] = effective_number(draw_weights)
    found.n_draws[index], found.method[index] = draw_weights.shape[1], method


def _fit_part(
    part: NDArray[np.intp],
    evidences: Sequence[Sequence[Evidence]],
    cloud: PriorCloud,
    found: Estimates,
) -> None:
    said = Said([evidences[i] for i in part], cloud)
    log_likelihood = said.log_likelihoods(cloud.z)
    weights, log_evidence = normalised(log_likelihood)
    enough = effective_number(weights) >= LEAST_EFFECTIVE
    tail = pareto_k(weights[enough])
    found.pareto_k[part[enough]] = tail
    enough[enough] = tail <= MOST_K
    _put(
        found,
        part[enough],
        PRIOR,
        cloud.in_order,
        weights[enough],
        log_likelihood[enough],
        log_evidence[enough],
    )
    levels = said.levels if said.levels.context.table.n_levels <= MOST_LEVELS else None
    for i, known in zip(part[~enough], log_likelihood[~enough], strict=True):
        alone = Said([evidences[i]], cloud, levels)
        if not _fitted_closer(int(i), alone, cloud, known, found):
            _fit_alone(int(i), evidences[i], cloud, found)


def _fitted_closer(
    i: int, said: Said, cloud: PriorCloud, known: FloatArray, found: Estimates
) -> bool:
    """Fit one negotiation with points of its own; whether they are to be trusted."""
    points = adapted(lambda z: said.log_likelihoods(z)[0], cloud.z, known, enough=_suffices)
    if not _suffices(points):
        return False
    fresh = points.z[:, cloud.n_draws :].astype(PRECISION)
    _put(
        found,
        np.array([i]),
        CLOSER,
        np.concatenate([cloud.own_issue_weights, cloud.issue_weights(fresh)], axis=1),
        points.weights[None],
        points.log_likelihood[None],
        np.array([points.log_evidence]),
    )
    found.pareto_k[i] = points.pareto_k
    return True


def _suffices(points: WeightedPoints) -> bool:
    return points.effective >= WANTED_EFFECTIVE and points.pareto_k <= MOST_K


def _fit_alone(i: int, evidence: Sequence[Evidence], cloud: PriorCloud, found: Estimates) -> None:
    settings = cloud.layout.settings
    posterior = infer(found.agenda, evidence, settings=settings, own=cloud.own)
    _put(
        found,
        np.array([i]),
        SAMPLER,
        posterior.weights,
        posterior.draw_weights[None],
        Said([evidence], cloud).log_likelihoods(posterior.z),
        np.array([posterior.diagnostics.log_evidence]),
    )
    found.pareto_k[i], found.trusted[i] = np.nan, posterior.diagnostics.trusted


def effective_number(weights: FloatArray) -> FloatArray:
    """Effective number of draws of each row of weights that sum to 1 (Kong 1992)."""
    return 1 / np.einsum("ij,ij->i", weights, weights)


def normalised(log_likelihood: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Weights of the draws of each row, summing to 1, and the log of the row's mean likelihood."""
    top = log_likelihood.max(axis=1, keepdims=True)
    weights = np.exp(log_likelihood - top)
    total = weights.sum(axis=1, keepdims=True)
    weights /= total
    return weights, (top + np.log(total / log_likelihood.shape[1]))[:, 0]
