"""Value curves from questions about single issues, and a blind check of the whole on packages."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from meso_infer.errors import InvalidUtility, listed
from meso_infer.issues import NumericIssue, whole
from meso_infer.packages import Package
from meso_infer.utility import AdditiveUtility, Points

BISECTION_SLACK = 0.05
"""Largest share of an issue's range by which two answers about the same midpoint may differ."""

DRAWN_TO_RANK = 2000
"""How many random packages the few for a blind ranking are taken from."""

TRUSTED_TAU = 0.6
"""Kendall's tau between a blind ranking and the model below which the values are asked again."""


@dataclass(frozen=True)
class BisectedValues:
    """A value curve from midpoint questions, and whether the answers agree with each other.

    Attributes
    ----------
    points : Points
        The curve through the five amounts with values 0, 1/4, 1/2, 3/4 and 1.
    gap : float or None
        Distance between the two answers about the midpoint, as a share of the issue's range; None
        when it was asked only once.
    """

    points: Points
    gap: float | None

    @property
    def consistent(self) -> bool | None:
        """False when the answers differ by more than 5% of the range; None when not checked."""
        return None if self.gap is None else self.gap <= BISECTION_SLACK + 1e-12


def bisected_values(
    issue: NumericIssue,
    *,
    quarter: float,
    half: float,
    three_quarters: float,
    half_again: float | None = None,
) -> BisectedValues:
    """A value curve by bisection (von Winterfeldt and Edwards 1986).

    Parameters
    ----------
    issue : NumericIssue
        Its direction of ours says which end is worst (value 0) and which best (value 1).
    quarter, half, three_quarters : float
        Amounts. Moving from worst to `half` is as good as from `half` to best; `quarter` halves the
        first of these moves and `three_quarters` the second.
    half_again : float, optional
        The amount that halves the move from `quarter` to `three_quarters`: `half`, asked anew.

    Raises
    ------
    InvalidUtility
        When we have no direction on the issue, or the amounts do not run from worst to best.
    """
    sign = issue.own_direction_sign
    if sign == 0:
        raise InvalidUtility(
            f"Say first which end of {issue.name} is better for us; then its midpoints can be "
            "asked."
        )
    worst, best = issue.bounds if sign > 0 else issue.bounds[::-1]
    amounts = [worst, quarter, half, three_quarters, best]
    again = [] if half_again is None else [half_again]
    if (
        any(not math.isfinite(x) for x in [*amounts, *again])
        or (np.diff(amounts) * sign <= 0).any()
    ):
        raise InvalidUtility(
            f"The midpoints of {issue.name} are "
            f"{listed((f'{x:,g}' for x in amounts[1:4]), 'and')}; they must run "
            f"from {issue.format(whole(worst))} (worst for us) to {issue.format(whole(best))} "
            "(best), "
            "each beyond the one before."
        )
    curve = sorted(zip(amounts, (0.0, 0.25, 0.5, 0.75, 1.0), strict=True))
    gap = (
        None if half_again is None else abs(half_again - half) / (issue.bounds[1] - issue.bounds[0])
    )
    return BisectedValues(Points(points=tuple(curve)), gap)


@dataclass(frozen=True)
class RankingCheck:
    """How far a blind ranking of packages agrees with the model of our values.

    Attributes
    ----------
    tau : float
        Kendall's tau-b, -1 (reversed) to 1 (same order).
    reversed_pairs : tuple of (Package, Package)
        Pairs of which the first was ranked above the second although the model has it below.
    """

    tau: float
    reversed_pairs: tuple[tuple[Package, Package], ...]

    @property
    def ask_again(self) -> bool:
        """Whether the values should be asked again: tau below 0.6."""
        return self.tau < TRUSTED_TAU - 1e-12


def leanings_of_ranking(own: AdditiveUtility, check: RankingCheck) -> dict[str, float]:
    """Where a blind ranking wants our weights to go: above 0 more weight, below 0 less, by issue.

    By how much the margins of the reversed pairs would rise with the logarithm of each issue's points,
    ``d_j - w_j sum_k d_k``, where ``d_j`` is the part-worth of the higher-ranked package less that of the
    lower-ranked, summed over these pairs. Only ratios of points count, so they sum to 0. The issues are in
    the order of the size of what they ask for; all 0 when nothing is reversed.
    """
    total = np.zeros(len(own.agenda.issues))
    for pair in check.reversed_pairs:
        places = own.agenda.encode(list(pair))
        worths = [own.part_worth(n, places[:, j]) for j, n in enumerate(own.agenda.names)]
        total += np.array([float(worth[0] - worth[1]) for worth in worths])
    total -= np.array(own.weights) * total.sum()
    by_size = sorted(zip(own.agenda.names, total, strict=True), key=lambda one: -abs(one[1]))
    return {name: float(amount) for name, amount in by_size}


def packages_to_rank(
    own: AdditiveUtility, *, n_packages: int = 5, rng: np.random.Generator
) -> tuple[Package, ...]:
    """Packages for a blind ranking: drawn at random, then spread evenly over their utilities.

    They come in random order, so that the place on the page says nothing.

    Raises
    ------
    InvalidUtility
        When the rules leave fewer packages of different utility than are asked for.
    """
    columns = [rng.choice(issue.grid(11), size=DRAWN_TO_RANK) for issue in own.agenda.issues]
    drawn = np.stack(columns, axis=1)
    drawn = drawn[own.agenda.feasible_mask(drawn)]
    utilities, first = np.unique(np.round(own.utility_of(drawn), 6), return_index=True)
    if len(utilities) < n_packages:
        raise InvalidUtility(
            f"Only {len(utilities)} packages of different value were found, {n_packages} are needed "
            "for a ranking; loosen the rules or add options."
        )
    places = np.round((np.arange(n_packages) + 0.5) / n_packages * (len(utilities) - 1)).astype(int)
    return tuple(own.agenda.decode(drawn[row]) for row in rng.permutation(first[places]))


def check_ranking(own: AdditiveUtility, ranking: Sequence[Package]) -> RankingCheck:
    """Compare a ranking of packages, best first and given without seeing utilities, with the model.

    Ties in the model's utility (within 1e-9) count neither for nor against (Kendall 1945, tau-b).

    Raises
    ------
    InvalidUtility
        When fewer than two packages are ranked, one stands twice or is incomplete, or the model
        finds them all equal.
    """
    packages = list(ranking)
    if len(packages) < 2 or len(set(packages)) < len(packages):
        raise InvalidUtility(
            f"{len(packages)} packages are ranked; rank at least two, best five, each of them once."
        )
    utilities = np.array([own.utility(package) for package in packages])
    first, second = np.triu_indices(len(packages), k=1)
    margin = utilities[first] - utilities[second]
    agrees, differs = margin > 1e-9, margin < -1e-9
    untied = int(agrees.sum() + differs.sum())
    if untied == 0:
        raise InvalidUtility(
            "These packages are all worth the same to us, so their order checks nothing; vary them."
        )
    tau = float(agrees.sum() - differs.sum()) / math.sqrt(untied * len(margin))
    pairs = tuple(
        (packages[i], packages[k]) for i, k in zip(first[differs], second[differs], strict=True)
    )
    return RankingCheck(tau, pairs)
