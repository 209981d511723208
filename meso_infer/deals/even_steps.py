"""From a deal to the frontier in small steps that both share evenly, by what is believed of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from meso_infer.deals.balanced_increments import balanced_increments, most_among
from meso_infer.deals.joint_gains import LEAST_GAIN
from meso_infer.deals.space import efficient_packages
from meso_infer.packages import Package
from meso_infer.posterior import Posterior
from meso_infer.utility import AdditiveUtility

MOST_STEPS = 4


@dataclass(frozen=True)
class EvenStep:
    """One step: what each side has after it (theirs expected), 0 to 1, and the efficient package nearest to it.

    Attributes
    ----------
    package : Package or None
        None where no package of the frontier leaves both at least as well off as the deal.
    """

    own: float
    theirs: float
    package: Package | None


def even_steps(
    own: AdditiveUtility, posterior: Posterior, deal: Package, *, likely_gain: float = LEAST_GAIN
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

    Returns
    -------
    tuple of EvenStep
        At most four; empty where the deal is on the frontier. Steps between two packages are reached by
        a lottery or a compromise; the package is the nearest that can be written down.
    """
    rows, _ = efficient_packages(own, posterior)
    here = own.agenda.encode([deal])
    pairs = np.stack([own.utility_of(rows), posterior.utility_of(rows) @ posterior.draw_weights], 1)
    mine = float(own.utility_of(here)[0])
    theirs = float((posterior.utility_of(here) @ posterior.draw_weights)[0])
    outcomes = np.vstack([pairs, [[mine, theirs]]])
    path = balanced_increments(
        most_among(outcomes, 0), most_among(outcomes, 1), (mine, theirs), tolerance=likely_gain / 5
    )
    no_worse = np.flatnonzero((pairs >= np.array([mine, theirs]) - 1e-9).all(axis=1))
    steps = []
    for before, after in pairwise(path):
        if (after - before).max() < likely_gain or len(steps) == MOST_STEPS:
            break
        nearest = None
        if len(no_worse):
            apart = np.abs(pairs[no_worse] - after).max(axis=1)
            nearest = own.agenda.decode(rows[no_worse[int(apart.argmin())]])
        steps.append(EvenStep(float(after[0]), float(after[1]), nearest))
    return tuple(steps)
