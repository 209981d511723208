"""What came of our offers: rounds that offered several packages beside rounds that offered one.

Nothing here was randomised: whoever offered several packages at once may have done so in easier
talks. Rounds of one negotiation are not independent; intervals allow for that.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri, stdtrit

from meso_infer.errors import InvalidSettings
from meso_infer.negotiation import Negotiation
from meso_infer.planning import moves_of

LEAST_PER_ARM = 10
"""Answered offers of each sort below which nothing is compared."""
LEVEL = 0.95


@dataclass(frozen=True)
class OfferOutcome:
    """How one answered offer of ours turned out.

    Attributes
    ----------
    negotiation_id : str
    round : int
    n_packages : int
        Two or more are a Meso.
    accepted, refused : bool
        Whether they accepted a package of it in that round; whether they turned all of it down.
    gap : float or None
        How far their counteroffer of the round stayed behind what we asked for: 0 at our level, 1 at
        our walk-away; None without one.
    """

    negotiation_id: str
    round: int
    n_packages: int
    accepted: bool
    refused: bool
    gap: float | None

    @property
    def is_meso(self) -> bool:
        return self.n_packages > 1


def offer_outcomes(negotiation_id: str, negotiation: Negotiation) -> tuple[OfferOutcome, ...]:
    """Every offer of ours that was answered, with what came of it, oldest first."""
    closed = _closed_rounds(negotiation)
    gaps = {move.round: move.gap for move in moves_of(negotiation)}
    return tuple(
        OfferOutcome(
            negotiation_id,
            one.number,
            len(one.meso.packages),
            one.number in closed,
            one.rejected,
            gaps.get(one.number),
        )
        for one in negotiation.rounds
        if one.meso is not None and (one.answered or one.number in closed)
    )


def _closed_rounds(negotiation: Negotiation) -> set[int]:
    """Rounds in which the counterpart accepted, or both agreed on, a package that we had offered in it."""
    closed = set()
    offered = {one.number: one.meso for one in negotiation.rounds if one.meso is not None}
    for entry in negotiation.log:
        event = entry.in_force
        if event is None or entry.round not in offered:
            continue
        theirs = event.kind == "offer-accepted" and negotiation.is_counterpart(event.actor)
        if theirs or event.kind == "agreement-reached":
            named = getattr(event, "package", None)
            meso = offered[entry.round]
            if named in meso.labels or named in [package for _, package in meso.packages]:
                closed.add(entry.round)
    return closed


@dataclass(frozen=True)
class ArmComparison:
    """One measure of rounds that offered several packages beside rounds that offered one.

    Attributes
    ----------
    measure : str
        In words.
    n_meso, n_single : int
        Rounds in which it was observed.
    n_negotiations : int
        Negotiations that they come from.
    meso, single : float
        Means.
    difference, low, high : float
        The first less the second, with its 95% interval.
    """

    measure: str
    n_meso: int
    n_single: int
    n_negotiations: int
    meso: float
    single: float
    difference: float
    low: float
    high: float


MEASURES: tuple[tuple[str, Callable[[OfferOutcome], float | None], bool], ...] = (
    ("They accepted a package of it", lambda one: float(one.accepted), True),
    ("They turned all of it down", lambda one: float(one.refused), True),
    ("Their counteroffer stayed behind", lambda one: one.gap, False),
)
"""What is compared: in words, as a number, and whether it is a share of rounds."""


def compare_arms(outcomes: Sequence[OfferOutcome]) -> tuple[ArmComparison, ...]:
    """Each measure that was observed in at least ten rounds of either sort, in two negotiations or more."""
    found = []
    for words, of, is_share in MEASURES:
        arms: tuple[list[tuple[str, float]], list[tuple[str, float]]] = ([], [])
        for one in outcomes:
            value = of(one)
            if value is not None:
                arms[not one.is_meso].append((one.negotiation_id, value))
        names = {name for arm in arms for name, _ in arm}
        if min(len(arm) for arm in arms) < LEAST_PER_ARM or len(names) < 2:
            continue
        low, high = difference_interval(*arms, is_share=is_share)
        meso, single = (float(np.mean([value for _, value in arm])) for arm in arms)
        found.append(
            ArmComparison(
                words,
                len(arms[0]),
                len(arms[1]),
                len(names),
                meso,
                single,
                meso - single,
                low,
                high,
            )
        )
    return tuple(found)


def difference_interval(
    one: Sequence[tuple[str, float]], other: Sequence[tuple[str, float]], *, is_share: bool
) -> tuple[float, float]:
    """The 95% interval of a difference of means between two sorts of rounds.

    Rounds of one negotiation may be alike: the variance is summed over negotiations and t is taken with
    one degree of freedom less than there are of them (Liang and Zeger 1986). For shares, the interval
    of independent rounds (Agresti and Caffo 2000) counts where it is wider.

    Parameters
    ----------
    one, other : sequence of (negotiation, value)
    is_share : bool
        Whether values are 0 or 1.

    Raises
    ------
    InvalidSettings
        When a sort has no rounds, or all come from one negotiation.
    """
    groups = {name for name, _ in (*one, *other)}
    if not one or not other or len(groups) < 2:
        raise InvalidSettings(
            f"There are {len(one)} rounds of one sort and {len(other)} of the other, from {len(groups)} "
            "negotiations; a comparison needs both sorts and two negotiations or more."
        )
    sums: dict[str, float] = defaultdict(float)
    means = []
    for sign, arm in ((1, one), (-1, other)):
        mean = sum(value for _, value in arm) / len(arm)
        means.append(mean)
        for name, value in arm:
            sums[name] += sign * (value - mean) / len(arm)
    n = len(groups)
    variance = n / (n - 1) * sum(total**2 for total in sums.values())
    reach = float(stdtrit(n - 1, 0.5 + LEVEL / 2)) * math.sqrt(variance)
    middle = means[0] - means[1]
    low, high = middle - reach, middle + reach
    if is_share:
        first, second = _agresti_caffo(one, other)
        low, high = max(-1.0, min(low, first)), min(1.0, max(high, second))
    return low, high


def _agresti_caffo(
    one: Sequence[tuple[str, float]], other: Sequence[tuple[str, float]]
) -> tuple[float, float]:
    """The interval of a difference of shares with one success and one failure added to each sort."""
    shares = [((sum(value for _, value in arm) + 1) / (len(arm) + 2)) for arm in (one, other)]
    variance = sum(p * (1 - p) / (len(a) + 2) for p, a in zip(shares, (one, other), strict=True))
    reach = float(ndtri(0.5 + LEVEL / 2)) * math.sqrt(variance)
    return shares[0] - shares[1] - reach, shares[0] - shares[1] + reach
