"""How good a deal is beside the deals that were possible, draw by draw of what is believed of them.

Utilities are 0 to 1, on the model's scale. A measure is NaN in the draws in which it is not defined.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]

LEAST_ROOM = 0.02
"""What trading across issues must be able to add, of 1, before a share of it is spoken of."""
SAME = 1e-9


def dominance_share(
    ours: FloatArray, theirs: FloatArray, own: float, other: FloatArray
) -> FloatArray:
    """Of the packages that are better, or worse, for both than a deal, the share that are worse.

    ``n_worse / (n_worse + n_better)``; as good for one side and worse for the other counts as worse. 1
    where no package can be ranked against the deal, as on a frontier of nothing else.

    Parameters
    ----------
    ours : ndarray, shape (n,)
        Our utility of all packages, or of a sample of them.
    theirs : ndarray, shape (n, n_draws)
        Their utility of the same.
    own : float
        Our utility of the deal.
    other : ndarray, shape (n_draws,)
        Their utility of it.

    Returns
    -------
    ndarray, shape (n_draws,)
    """
    mine, gain = (ours - own)[:, None], theirs - other
    moved = (np.abs(mine) > SAME) | (np.abs(gain) > SAME)
    worse = (moved & (mine <= SAME) & (gain <= SAME)).sum(axis=0)
    better = (moved & (mine >= -SAME) & (gain >= -SAME)).sum(axis=0)
    ranked = worse + better
    return np.divide(worse, ranked, out=np.ones(len(other)), where=ranked > 0)


def integrative_quotient(
    joint: FloatArray, joint_at_midpoint: FloatArray, most_joint: FloatArray
) -> FloatArray:
    """How much of what trading across issues can add was found: 0 at the midpoint of every issue, 1 at most.

    ``(JG - JG_mid) / (JG_max - JG_mid)``; below 0 for a deal worse than splitting every issue, NaN where
    the midpoint leaves less than `LEAST_ROOM`.

    Parameters
    ----------
    joint, joint_at_midpoint, most_joint : ndarray, shape (n_draws,)
        Sums of both utilities.
    """
    room = most_joint - joint_at_midpoint
    gained = joint - joint_at_midpoint
    return np.divide(gained, room, out=np.full_like(room, np.nan), where=room > LEAST_ROOM)


def log_rolling_index(
    own_weights: ArrayLike, their_weights: FloatArray, shares: ArrayLike
) -> FloatArray:
    """Whether each side got its way where it cares more: 1 entirely, 0 as at the midpoint, -1 reversed.

    ``sum_j (w_j - theta_j)(g_j - 1/2) / (1/2 sum_j |w_j - theta_j|)``; the same as the integrative
    quotient where both sides' values are straight lines in opposite directions. NaN where both sides
    weigh the issues alike, to `LEAST_ROOM`.

    Parameters
    ----------
    own_weights : array_like, shape (n_issues,)
        Our weights w; they sum to 1.
    their_weights : ndarray, shape (n_issues, n_draws)
        Their weights theta.
    shares : array_like, shape (n_issues,)
        Share g of each issue's range that we got, 0 to 1.

    Returns
    -------
    ndarray, shape (n_draws,)
    """
    tilt = np.asarray(own_weights, float)[:, None] - their_weights
    room = 0.5 * np.abs(tilt).sum(axis=0)
    rolled = (np.asarray(shares, float) - 0.5) @ tilt
    return np.divide(rolled, room, out=np.full_like(room, np.nan), where=room > LEAST_ROOM)
