"""How good a deal is beside the deals that were possible. Utilities are 0 to 1, on the model's scale."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meso_infer.errors import InvalidSettings
from meso_infer.frontier import dominates

FloatArray = NDArray[np.float64]


def dominance_share(utilities: FloatArray, row: int) -> float:
    """Of the outcomes that one can be ranked against, the share that it dominates: 1 on the frontier.

    ``n_dominated / (n_dominated + n_dominating)``; 1 where it can be ranked against none.

    Parameters
    ----------
    utilities : ndarray, shape (n, n_parties)
        Of all feasible outcomes.
    row : int
        The outcome that is measured.
    """
    here = utilities[row : row + 1]
    below = int(dominates(here, utilities).sum())
    above = int(dominates(utilities, here).sum())
    return below / (below + above) if below + above else 1.0


def integrative_quotient(joint: float, joint_at_midpoint: float, most_joint: float) -> float:
    """How much of what trading across issues can add was found: 0 at the midpoint of every issue, 1 at most.

    ``(JG - JG_mid) / (JG_max - JG_mid)``; below 0 for a deal worse than splitting every issue.

    Raises
    ------
    InvalidSettings
        When there is nothing to be found.
    """
    room = most_joint - joint_at_midpoint
    if room <= 0:
        raise InvalidSettings(
            "The midpoint of every issue is as good for both together as any deal: there is nothing to "
            "be gained by trading across issues, and no share of it."
        )
    return (joint - joint_at_midpoint) / room


def log_rolling_index(own_weights: ArrayLike, their_weights: ArrayLike, shares: ArrayLike) -> float:
    """Whether each side got its way where it cares more: 1 entirely, 0 as at the midpoint, -1 reversed.

    ``sum_j (w_j - theta_j)(g_j - 1/2) / (1/2 sum_j |w_j - theta_j|)``; the same as the integrative
    quotient where both sides' values are straight lines in opposite directions.

    Parameters
    ----------
    own_weights, their_weights : array_like, shape (n_issues,)
        Weights w and theta of the issues; each sums to 1.
    shares : array_like, shape (n_issues,)
        Share g of each issue's range that we got, 0 to 1.

    Raises
    ------
    InvalidSettings
        When both sides weigh all issues alike.
    """
    tilt = np.asarray(own_weights, float) - np.asarray(their_weights, float)
    room = 0.5 * float(np.abs(tilt).sum())
    if room <= 1e-12:
        raise InvalidSettings(
            "Both sides weigh every issue alike: there is nothing to be gained by trading across issues."
        )
    return float(tilt @ (np.asarray(shares, float) - 0.5)) / room
