"""A prior learnt from past negotiations of one segment (empirical Bayes).

Every unknown of a counterpart is normal a priori; a segment has a mean and a covariance of its own,
found by Monte Carlo EM: each past negotiation is fitted under the segment's current prior, and the
prior is moved to what the fits say (Dempster, Laird and Rubin 1977; Wei and Tanner 1990). The fits are
drawn again at each step: reweighting fixed draws collapses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from meso_infer.errors import InvalidSettings
from meso_infer.evidence import Evidence
from meso_infer.inference import infer
from meso_infer.packages import Agenda
from meso_infer.prior import Layout, ModelSettings
from meso_infer.utility import AdditiveUtility

FloatArray = NDArray[np.float64]
STEPS = 6
FIT_DRAWS = 256
MEAN_STRENGTH = 2.0
"""How many negotiations the starting mean counts for."""
COVARIANCE_STRENGTH = 6.0
"""How many negotiations the starting covariance counts for, beside one for each unknown's share."""


@dataclass(frozen=True)
class Past:
    """One past negotiation: its agenda, evidence and our utility, where known."""

    agenda: Agenda
    evidence: tuple[Evidence, ...]
    own: AdditiveUtility | None = None


@dataclass(frozen=True)
class PooledPrior:
    """What past counterparts were like, as a prior for the next.

    Attributes
    ----------
    settings : ModelSettings
        The starting settings with the pooled mean and covariance.
    n_negotiations : int
        How many taught it.
    """

    settings: ModelSettings
    n_negotiations: int


def pooled_prior(
    past: Sequence[Past], *, settings: ModelSettings | None = None, n_steps: int = STEPS
) -> PooledPrior:
    """Learn a prior from past negotiations on agendas of one shape.

    Parameters
    ----------
    past : sequence of Past
        Those without evidence teach nothing and are passed over.
    settings : ModelSettings, optional
        Where to start; also what the pooled prior shrinks to when there is little to learn from.

    Raises
    ------
    InvalidSettings
        When no negotiation has evidence, or their agendas have different shapes.
    """
    start = settings or ModelSettings()
    known = [one for one in past if one.evidence]
    if not known:
        raise InvalidSettings(
            "None of the past negotiations has an answer to learn from; log some first."
        )
    shape = Layout(known[0].agenda, start).shapes
    if any(Layout(one.agenda, start).shapes != shape for one in known):
        raise InvalidSettings(
            "The past negotiations have issues of different kinds or directions; pool those of one segment."
        )
    d = Layout(known[0].agenda, start).first_bonus
    mean, covariance = np.zeros(d), np.eye(d)
    current = replace(start, n_draws=FIT_DRAWS)
    for _ in range(n_steps):
        means, scatters = [], []
        for one in known:
            posterior = infer(one.agenda, one.evidence, settings=current, own=one.own)
            latent = posterior.layout.latent(posterior.z)[:d].astype(np.float64)
            means.append(latent.mean(axis=1))
            scatters.append(np.cov(latent, bias=True))
        mean, covariance = _moved(np.array(means), np.array(scatters))
        current = replace(current, **_written(mean, covariance))
    return PooledPrior(replace(start, **_written(mean, covariance)), len(known))


def _moved(means: FloatArray, scatters: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The most probable mean and covariance, under a normal-inverse-Wishart prior at N(0, I)."""
    n, d = means.shape
    mean = means.sum(axis=0) / (n + MEAN_STRENGTH)
    around = means - mean
    total = scatters.sum(axis=0) + around.T @ around + MEAN_STRENGTH * np.outer(mean, mean)
    covariance = (total + COVARIANCE_STRENGTH * np.eye(d)) / (n + COVARIANCE_STRENGTH)
    return mean, covariance


def _written(mean: FloatArray, covariance: FloatArray) -> dict[str, tuple]:
    lower = np.linalg.cholesky(covariance)
    return {
        "latent_mean": tuple(float(x) for x in mean),
        "latent_cholesky": tuple(tuple(float(x) for x in row) for row in lower),
    }
