"""From a deal to the frontier in small steps that both share evenly, by what is believed of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from meso_infer.deals.balanced_increments import balanced_increments, most_among
from meso_infer.deals.joint_gains import LEAST_GAIN, Noes
from meso_infer.deals.space import efficient_packages
from meso_infer.packages import Package
from meso_infer.posterior import Posterior
from meso_infer.utility import AdditiveUtility

FloatArray = NDArray[np.float64]

MOST_STEPS = 4


@dataclass(frozen=True)
class EvenStep:
    """One step: what each side has after it (theirs expected), 0 to 1, and the efficient package nearest to it.

    Attributes
    ----------
    package : Package or None
        None where no package of the frontier is expected to leave both at least as well off as the deal,
        and as what they said no to.
    no_worse : float
        Probability that they are no worse off with that package than with the deal; 0 without one.
    """

    own: float
    theirs: float
    package: Package | None
    no_worse: float = 0.0


def even_steps(
    own: AdditiveUtility,
    posterior: Posterior,
    deal: Package,
    *,
    likely_gain: float = LEAST_GAIN,
    noes: Noes = ((), ()),
) -> tuple[EvenStep, ...]:
    """Raiffa's (1982) balanced increments from a deal, by the mean of what is believed.

    Parameters
    ----------
    own : AdditiveUtility
    posterior : Posterior
    deal : Package
        Complete.
    likely_gain : float
        A step that adds less than this to both is not told.
    noes : pair of sequences of Package
        What we, and what they, said no to: for whoever did, the steps start from there where that is more
        than the deal.

    Returns
    -------
    tuple of EvenStep
        At most four; empty where the deal is on the frontier. Steps between two packages are reached by
        a lottery or a compromise; the package is the nearest that can be written down.
    """
    rows, _ = efficient_packages(own, posterior)
    here = own.agenda.encode([deal])
    pairs, (start, *_) = (_expected(own, posterior, some) for some in (rows, here))
    ours, theirs = (_expected(own, posterior, own.agenda.encode([deal, *some])) for some in noes)
    to_beat = np.array([ours[:, 0].max(), theirs[:, 1].max()])
    outcomes = np.vstack([pairs, start])
    path = balanced_increments(
        most_among(outcomes, 0), most_among(outcomes, 1), (float(to_beat[0]), float(to_beat[1])),
        tolerance=likely_gain / 5,
    )  # fmt: skip
    beyond = np.array([likely_gain if refused else 0.0 for refused in noes])
    candidates = np.flatnonzero((pairs >= to_beat + beyond - 1e-9).all(axis=1))
    now = posterior.utility_of(here)[0]
    steps = []
    for before, after in pairwise(path):
        if (after - before).max() < likely_gain or len(steps) == MOST_STEPS:
            break
        nearest, no_worse = None, 0.0
        if len(candidates):
            apart = np.abs(pairs[candidates] - after).max(axis=1)
            row = rows[candidates[int(apart.argmin())]][None]
            nearest = own.agenda.decode(row[0])
            no_worse = posterior.probability(posterior.utility_of(row)[0] >= now - 1e-9)
        steps.append(EvenStep(float(after[0]), float(after[1]), nearest, no_worse))
    return tuple(steps)


def _expected(own: AdditiveUtility, posterior: Posterior, rows: FloatArray) -> FloatArray:
    """Our utility of packages and what theirs is expected to be, shape ``(n, 2)``."""
    return np.stack([own.utility_of(rows), posterior.utility_of(rows) @ posterior.draw_weights], 1)
