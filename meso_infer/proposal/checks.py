"""What must hold of the packages of a Meso, and what deserves a warning.

Support, dominance and distance look at the counterpart's side; the worst case of cherry-picking and
the load of reading the set at ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meso_infer.information import best_shares
from meso_infer.packages import Agenda, Package
from meso_infer.posterior import Posterior
from meso_infer.utility import AdditiveUtility

FloatArray = NDArray[np.float64]

LEAST_SUPPORT = 0.05
"""Least probability of being the best of the set for them that a package should have."""

KNOWN_DIRECTION = 0.95
"""Probability from which the direction of their taste on an issue counts as known."""

PLAUSIBLE = 0.05
"""Least probability with which an option counts as a possible favourite of theirs."""

LEAST_DISTANCE = 0.1
"""Least distance between two packages: shares of the issues' ranges, added up."""

HEAVY_LOAD = 18
"""Packages times varying issues above which a set is hard to compare (Chernev et al. 2015)."""

MANY_PACKAGES = 4
MOST_UNCONFIRMED = 4


@dataclass(frozen=True)
class CherryPick:
    """The mix that would cost us most if they took, of every issue, what suits them best.

    Attributes
    ----------
    package : Package
    own_utility : float
        Its utility to us, 0 to 1.
    """

    package: Package
    own_utility: float


def known_signs(posterior: Posterior) -> NDArray[np.intp]:
    """Per issue +1 or -1 where it is known which end they like, 0 where not; shape ``(n_issues,)``."""
    directions = posterior.directions()
    signs = np.zeros(posterior.agenda.n_issues, dtype=np.intp)
    for j, issue in enumerate(posterior.agenda.issues):
        chances = list(directions.get(issue.name, {}).values())
        if chances and chances[0] >= KNOWN_DIRECTION:
            signs[j] = 1
        elif chances and chances[1] >= KNOWN_DIRECTION:
            signs[j] = -1
    return signs


def dominated(coordinates: FloatArray, signs: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which packages are worse for them than another on every issue whatever they weigh.

    Parameters
    ----------
    coordinates : ndarray, shape (n, n_issues)
    signs : ndarray, shape (n_issues,)
        Direction of their taste: +1, -1, or 0 where it is not known; on an issue of unknown taste
        packages compare only when they are the same.

    Returns
    -------
    ndarray of bool, shape (n, n)
        Entry ``[i, k]``: package i is dominated by package k.
    """
    n = len(coordinates)
    no_worse = np.ones((n, n), bool)
    better = np.zeros((n, n), bool)
    for j, sign in enumerate(signs):
        gain = coordinates[None, :, j] - coordinates[:, None, j]
        if sign == 0:
            no_worse &= gain == 0
        else:
            no_worse &= sign * gain >= 0
            better |= sign * gain > 0
    return no_worse & better


def distances(agenda: Agenda, coordinates: FloatArray) -> FloatArray:
    """Distances between packages, shape ``(n, n)``: shares of the issues' ranges, added up.

    Two different options of a categorical issue are one whole range apart.
    """
    total = np.zeros((len(coordinates), len(coordinates)))
    for j, issue in enumerate(agenda.issues):
        gap = np.abs(coordinates[:, None, j] - coordinates[None, :, j])
        low, high = issue.bounds
        total += (gap > 0) if issue.counterpart_probabilities is None else gap / (high - low)
    return total


def cherry_pick(
    own: AdditiveUtility,
    coordinates: FloatArray,
    part_worths: Sequence[FloatArray] | FloatArray,
    shares: FloatArray,
) -> CherryPick:
    """The worst mix of the set's options for us among those they may like best, issue by issue.

    Parameters
    ----------
    own : AdditiveUtility
    coordinates : ndarray, shape (n, n_issues)
        The packages of the set.
    part_worths : sequence of ndarray, each (n, n_draws)
        Their part-worths of the packages on each issue.
    shares : ndarray, shape (n_draws,)
        Weights of the draws, summing to 1.
    """
    worst = np.empty(own.agenda.n_issues)
    for j, name in enumerate(own.agenda.names):
        best, least = part_worths[j].max(axis=0), part_worths[j].min(axis=0)
        # Where they do not care, no option is their favourite.
        top = (part_worths[j] >= best - 1e-12) & (best > least + 1e-12)
        plausible = top @ shares >= PLAUSIBLE
        options = coordinates[plausible, j] if plausible.any() else coordinates[:, j]
        worst[j] = options[own.part_worth(name, options).argmin()]
    return CherryPick(own.agenda.decode(worst), float(own.utility_of(worst[None, :])[0]))


def load(agenda: Agenda, packages: Sequence[Package]) -> int:
    """Packages times issues on which they differ: how much there is to compare."""
    return len(packages) * len(agenda.varying(packages))


def support_warnings(
    labels: Sequence[str], utilities: FloatArray, log_weights: FloatArray | None
) -> list[str]:
    """Name the packages that are hardly ever the best of the set for them."""
    if len(utilities) < 2:
        return []
    warnings = []
    for label, share in zip(labels, best_shares(utilities, log_weights), strict=True):
        if share <= 1e-9:
            warnings.append(f"{label} is never the best of these for them, so it teaches little.")
        elif share < LEAST_SUPPORT:
            warnings.append(
                f"{label} is hardly ever the best of these for them (chance {max(share, 0.001):.1%}), so "
                "it hardly teaches anything."
            )
    return warnings


def dominance_warnings(
    labels: Sequence[str], coordinates: FloatArray, signs: NDArray[np.intp]
) -> list[str]:
    """Name the packages that another one beats for them on every issue."""
    beaten = dominated(coordinates, signs)
    return [
        f"{labels[i]} is no better for them than {labels[k]} on any issue: replace it."
        for i in range(len(labels))
        for k in np.flatnonzero(beaten[i])[:1]
    ]


def load_warnings(agenda: Agenda, packages: Sequence[Package]) -> list[str]:
    """Say when there are too many packages or too many differences to compare in one sitting."""
    warnings = []
    if len(packages) >= MANY_PACKAGES:
        warnings.append(
            f"{len(packages)} packages are many to compare; 2 or 3 are easier to answer and teach as much."
        )
    if load(agenda, packages) > HEAVY_LOAD:
        varying = len(agenda.varying(packages))
        warnings.append(
            f"{len(packages)} packages that differ on {varying} issues are hard to compare; "
            "hold an issue, or offer fewer packages."
        )
    return warnings
