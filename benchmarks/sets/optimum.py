"""The best package for them in our band by mixed-integer programming, and how near ours comes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from meso_infer.candidates.axes import Axes
from meso_infer.candidates.draw_tables import DrawTables
from meso_infer.candidates.favourites import favourite_places
from meso_infer.inference import infer
from meso_infer.posterior import Posterior
from meso_infer.utility import AdditiveUtility

FloatArray = NDArray[np.float64]
SECONDS = 20.0


@dataclass(frozen=True)
class Gap:
    """How far below the optimum our best package for one draw is; `proven` when that is the optimum."""

    packages: int
    n_issues: int
    gap: float
    proven: bool


def gaps(own: AdditiveUtility, target: float, tolerance: float, n_draws: int) -> list[Gap]:
    """The gap for some draws of an uninformed posterior; empty when the band is."""
    posterior = infer(own.agenda, [], own=own).thinned(n_draws)
    axes = Axes.of(own, {})
    low, high = target - tolerance / 2, target + tolerance / 2
    places = favourite_places(axes, None, DrawTables.of(posterior), low, high)
    coordinates = axes.coordinates(places)
    worth = own.utility_of(coordinates)
    inside = coordinates[(worth >= low - 1e-9) & (worth <= high + 1e-9)]
    found = []
    for draw in range(posterior.n_draws):
        best, proven = optimum(own, posterior, draw, low, high)
        if best is None:
            continue
        ours = posterior.utility_of(inside)[:, draw].max() if len(inside) else -np.inf
        packages = own.agenda.count() or 0
        found.append(Gap(packages, own.agenda.n_issues, best - float(ours), proven))
    return found


def optimum(
    own: AdditiveUtility, posterior: Posterior, draw: int, low: float, high: float
) -> tuple[float | None, bool]:
    """Their utility of the best package in the band, and whether it is proven; None without one."""
    sizes = [issue.n_options or 0 for issue in own.agenda.issues]
    ours = np.concatenate(
        [own.part_worth(issue.name, issue.coordinates()) for issue in own.agenda.issues]
    )
    theirs = np.concatenate(
        [
            posterior.part_worths(issue.name, issue.coordinates())[:, draw]
            for issue in own.agenda.issues
        ]
    )
    one_each = np.repeat(np.eye(len(sizes)), sizes, axis=1)
    result = milp(
        -theirs,
        integrality=np.ones(len(ours)),
        bounds=Bounds(0, 1),
        constraints=[LinearConstraint(one_each, 1, 1), LinearConstraint(ours[None, :], low, high)],
        options={"time_limit": SECONDS, "mip_rel_gap": 1e-5},
    )
    if result.x is None:
        return None, False
    return float(-result.fun), result.status == 0
