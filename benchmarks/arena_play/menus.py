"""Which packages to show at a planned target: new ones, unless an old one has become acceptable."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from meso_infer.concession.targets import ConcessionPlan
from meso_infer.errors import NoFeasibleMeso
from meso_infer.packages import Package
from meso_infer.posterior import Posterior
from meso_infer.proposal import propose
from meso_infer.utility import AdditiveUtility

FloatArray = NDArray[np.float64]

FIRST_TOLERANCE, WIDER, WIDEST = 0.02, 1.6, 0.16
"""The band of our utility in which packages are sought, widened until it holds enough of them."""
WORTH_REPEATING = 0.02
"""How much likelier a package must be accepted than new ones to be shown again: those who answer
concession with concession take an old package for none."""
SAME = 1e-9


class Menus:
    """Chooses menus for one negotiation.

    Parameters
    ----------
    own : AdditiveUtility
    n_packages : int
    reservation_value : float
    """

    def __init__(self, own: AdditiveUtility, n_packages: int, reservation_value: float) -> None:
        self.own, self.n_packages, self.reservation_value = own, n_packages, reservation_value
        worths = [own.part_worth(issue.name, issue.coordinates()) for issue in own.agenda.issues]
        self._worths = np.sort(
            reduce(lambda total, part: np.add.outer(total, part).ravel(), worths)
        )

    def choose(
        self,
        posterior: Posterior,
        planned: ConcessionPlan,
        *,
        shown: Sequence[Package],
        asked: Sequence[Package],
        is_last: bool,
    ) -> Sequence[Package]:
        """A menu at the plan's target.

        Parameters
        ----------
        posterior, planned
            What is believed, and the plan made from it.
        shown, asked : sequence of Package
            Everything we have shown, and everything they have asked for.
        is_last : bool
            Whether this is the last menu.
        """
        quick = planned.packages[: self.n_packages]
        chosen = self._fresh(posterior, planned, shown, is_last) or quick
        others = [quick]
        granted = [p for p in asked if self.own.utility(p) >= planned.target - SAME]
        if granted:
            best = max(granted, key=self.own.utility)
            others.append((*quick[: self.n_packages - 1], best))
        for other in others:
            if _chance(planned, other) > _chance(planned, chosen) + WORTH_REPEATING:
                chosen = other
        return tuple(dict.fromkeys(chosen))

    def _fresh(
        self,
        posterior: Posterior,
        planned: ConcessionPlan,
        shown: Sequence[Package],
        is_last: bool,
    ) -> Sequence[Package] | None:
        """Packages that were not shown before, near the target; fewer or none where there are few."""
        for n_packages in range(self.n_packages, 0, -1):
            tolerance = self._tolerance(planned.target, shown, n_packages)
            if tolerance is None:
                continue
            try:
                proposal = propose(
                    self.own.agenda,
                    self.own,
                    posterior,
                    target=min(planned.target, 1.0),
                    tolerance=tolerance,
                    n_packages=n_packages,
                    reservation_value=self.reservation_value,
                    refused=shown,
                    round_number=planned.timing.round,
                    last_round=is_last,
                )
            except NoFeasibleMeso:
                continue
            return tuple(proposal.packages.values())
        return None

    def _tolerance(self, target: float, shown: Sequence[Package], n_packages: int) -> float | None:
        """The narrowest band around the target with so many packages that were not shown; None if none."""
        distinct = list(dict.fromkeys(shown))
        old = np.sort(self.own.utility_of(self.own.agenda.encode(distinct))) if distinct else None
        tolerance = FIRST_TOLERANCE
        while tolerance < WIDEST:
            low = max(target - tolerance / 2, self.reservation_value)
            high = target + tolerance / 2
            fresh = _between(self._worths, low, high)
            fresh -= 0 if old is None else _between(old, low, high)
            if fresh >= n_packages:
                return tolerance
            tolerance *= WIDER
        return None


def _between(worths: FloatArray, low: float, high: float) -> int:
    return int(np.searchsorted(worths, high + SAME) - np.searchsorted(worths, low - SAME))


def _chance(planned: ConcessionPlan, packages: Sequence[Package]) -> float:
    """Chance that one of the packages is accepted in the plan's first round."""
    table = planned.table
    worth = table.posterior.utility(packages).max(axis=0)
    patience = table.patience
    return float(patience.acceptance(worth[None, None, :])[0, 0] @ patience.weights)
