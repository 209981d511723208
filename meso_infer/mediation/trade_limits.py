"""What no procedure can do: find every deal (Myerson and Satterthwaite 1983).

One seller, one buyer, what it is worth to each known to it alone. No procedure in which both are best
served by the truth, neither can lose, and nobody adds money, makes every deal that both would gain by.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LEAST_GAP = 0.25
"""With both values uniform on 0 to 1, the best procedure trades only where they lie so far apart."""

FIRST_BEST = 1 / 6
"""What all deals together are worth there, on average."""
SECOND_BEST = 9 / 64
"""What the best procedure makes of it."""

SENTENCE = (
    "No procedure can guarantee to find every deal. In the textbook case of one seller and one buyer, "
    f"even the best one finds {SECOND_BEST / FIRST_BEST:.0%} of what could be gained "
    "(Myerson and Satterthwaite 1983)."
)


def surplus(
    values: NDArray[np.float64], costs: NDArray[np.float64], least_gap: float = 0.0
) -> float:
    """Average gain from trade where it happens only from a gap on.

    Parameters
    ----------
    values, costs : ndarray, shape (n,)
        What the good is worth to the buyer and to the seller in each case.
    least_gap : float
        Trade happens where the value exceeds the cost by at least this.
    """
    gaps = values - costs
    return float(np.where(gaps >= least_gap, gaps, 0.0).mean())
