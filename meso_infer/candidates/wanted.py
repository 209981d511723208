"""What a package must meet to be a candidate for the next Meso."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from meso_infer.candidates.halves import BAND_SLACK
from meso_infer.errors import NoFeasibleMeso
from meso_infer.issues import Option
from meso_infer.packages import Agenda, Package
from meso_infer.points import points
from meso_infer.utility import AdditiveUtility

FloatArray = NDArray[np.float64]


def as_points(utility: float) -> str:
    """Our utility as people read it: ``'65.2 points'``."""
    return f"{points(utility)} points"


@dataclass(frozen=True)
class Wanted:
    """What a package must meet to be a candidate.

    Attributes
    ----------
    own : AdditiveUtility
    target, tolerance : float
        Utilities, 0 to 1; tolerance above 0.
    held : mapping of issue to option
        Issues that keep one option.
    refused : tuple of Package
        Packages that are left out because they were refused.
    floor : float or None
        Lowest utility to us that any package may have: reservation value plus margin.
    earlier, most_changes : ndarray of shape (n_earlier, n_issues), int
        On at most so many issues a package differs from the nearest of these; None for no such limit.
    plain_amounts : bool
        Round solved amounts where that moves our utility by less than a tenth of the tolerance.
    """

    own: AdditiveUtility
    target: float
    tolerance: float
    held: Mapping[str, Option] = field(default_factory=dict)
    refused: tuple[Package, ...] = ()
    floor: float | None = None
    earlier: FloatArray | None = None
    most_changes: int | None = None
    plain_amounts: bool = True

    @property
    def agenda(self) -> Agenda:
        return self.own.agenda

    @property
    def band(self) -> tuple[float, float]:
        """Least and most that a package may be worth to us.

        Raises
        ------
        NoFeasibleMeso
            When the walk-away and margin lie above the target.
        """
        low, high = self.target - self.tolerance / 2, self.target + self.tolerance / 2
        low = low if self.floor is None else max(low, self.floor)
        if low > high + BAND_SLACK:
            raise NoFeasibleMeso(
                f"The packages should be worth {as_points(self.target)} to us, below the walk-away and margin "
                f"of {as_points(low)}. Raise the target, or lower the margin.",
                nearest=(low,) if low <= 1 else (),
            )
        return low, high

    @property
    def limits_changes(self) -> bool:
        return self.most_changes is not None and self.earlier is not None

    def holding(self, held: Mapping[str, Option]) -> Wanted:
        """The same with more issues held."""
        return replace(self, held={**self.held, **held})
