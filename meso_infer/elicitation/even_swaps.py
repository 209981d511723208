"""Even swaps: what a step on one issue is worth in the amount of another.

"You would pay 3,333 for one remote day less" is a sentence people can check; a weight is not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from meso_infer.errors import InvalidUtility
from meso_infer.issues import NumericIssue, Option, whole
from meso_infer.utility import AdditiveUtility, invert

SWAP_SLACK = 0.2
"""Largest gap between the answers in both directions, as a share of their mean."""


@dataclass(frozen=True)
class EvenSwap:
    """A step on one issue and the change of an amount that makes up for it.

    Attributes
    ----------
    issue : str
    from_option, to_option : Option
    paid_in : str
        The issue whose amount makes up for the step.
    change : float or None
        Change of that amount, in its unit, that leaves us as well off; None when no amount within
        its range does.
    """

    issue: str
    from_option: Option
    to_option: Option
    paid_in: str
    change: float | None

    @property
    def price(self) -> float | None:
        """Size of the change, whichever way it goes."""
        return None if self.change is None else abs(self.change)


def even_swap(
    own: AdditiveUtility,
    issue: str,
    from_option: object,
    to_option: object,
    *,
    paid_in: str,
    amount: float | None = None,
) -> EvenSwap:
    """Price a step on one issue in the amount of another (Hammond, Keeney and Raiffa 1998).

    Parameters
    ----------
    own : AdditiveUtility
    issue : str
        The issue that moves, from `from_option` to `to_option`.
    paid_in : str
        A numeric issue on which more is always better, or always worse, for us.
    amount : float, optional
        Where that issue stands before the swap. Matters only when its value is curved. Without it,
        the place nearest the middle of the range from which the swap is possible.

    Raises
    ------
    InvalidUtility
        When `paid_in` is the same issue, has named options, a best point inside or no weight.
    InvalidPackage
        When an option or the amount does not exist.
    """
    money = _money(own, paid_in, issue)
    moved = own.agenda.issue(issue)
    start, end = moved.parse(from_option), moved.parse(to_option)
    worth = own.part_worth(issue, np.array([moved.coordinate(start), moved.coordinate(end)]))
    gain = float(worth[1] - worth[0])
    if amount is None:
        before = _middle_of_reach(own, money, gain)
    else:
        before = money.coordinate(money.parse(amount))
    if before is None:
        return EvenSwap(issue, start, end, paid_in, None)
    kept = float(own.part_worth(paid_in, np.array([before]))[0]) - gain
    after = float(invert(own, paid_in, np.array([kept]))[0])
    change = None if math.isnan(after) else float(whole(after - before))
    return EvenSwap(issue, start, end, paid_in, change)


def even_swap_report(
    own: AdditiveUtility, paid_in: str, *, most_steps: int = 10
) -> tuple[EvenSwap, ...]:
    """Every step between neighbouring options of every other issue, priced in `paid_in`.

    Each step runs from what is better for us to what is worse, so that its change is what would
    make up for it. An issue with more than `most_steps` steps is priced at that many equal ones.
    Raises as `even_swap`.
    """
    swaps = []
    for issue in own.agenda.issues:
        if issue.name == paid_in:
            continue
        for places in pairwise(issue.grid(most_steps + 1)):
            worths = own.part_worth(issue.name, np.array(places))
            better, worse = places if worths[0] >= worths[1] else places[::-1]
            step = issue.option(float(better)), issue.option(float(worse))
            swaps.append(even_swap(own, issue.name, *step, paid_in=paid_in))
    return tuple(swaps)


def weight_ratio(
    own: AdditiveUtility,
    issue: str,
    from_option: object,
    to_option: object,
    *,
    paid_in: str,
    price: float,
) -> float:
    """Weight of an issue over that of the paying one at which a step is worth just this price.

    From ``w_R dv_R = w_S dv_S`` (Keeney and Raiffa 1976), the price being paid around the middle of
    its range. Only the value curves of `own` are used, and not its weights.

    Raises
    ------
    InvalidUtility
        When the price is not above 0 or beyond the range that could pay it, the step is worth
        nothing, or `paid_in` cannot pay.
    """
    money = _money(own, paid_in, issue)
    low, high = money.bounds
    if not 0 < price <= high - low:
        raise InvalidUtility(
            f"A price of {price:,g} cannot be paid in {paid_in}, which has a range of {high - low:,g}; "
            "ask about a smaller step."
        )
    moved = own.agenda.issue(issue)
    ends = [moved.coordinate(moved.parse(option)) for option in (from_option, to_option)]
    step = abs(float(np.diff(own.functions[own.agenda.index(issue)](np.array(ends)))[0]))
    if step == 0:
        raise InvalidUtility(
            f"Both options of {issue} are worth the same on its curve, so no price tells its weight."
        )
    middle = (low + high) / 2
    paid = np.array([middle - price / 2, middle + price / 2])
    return abs(float(np.diff(own.functions[own.agenda.index(paid_in)](paid))[0])) / step


@dataclass(frozen=True)
class SwapAnswers:
    """What a person said about one step, asked both ways.

    Attributes
    ----------
    average : float
        The price to work with, in the unit of the issue that pays.
    gap : float
        Difference of the two answers as a share of their mean.
    """

    average: float
    gap: float

    @property
    def consistent(self) -> bool:
        """Whether the answers are within 20% of each other; if not, ask again."""
        return self.gap <= SWAP_SLACK + 1e-12


def compare_swap_answers(to_accept: float, to_give: float) -> SwapAnswers:
    """Average the price to accept a step and the price one would give to undo it.

    Asking both ways keeps loss aversion and the order of the questions from settling the price
    (Lahtinen and Hamalainen 2016).

    Parameters
    ----------
    to_accept, to_give : float
        Amounts of the same issue, at least 0: what we want for taking the step, and what we would
        give for not having to.

    Raises
    ------
    InvalidUtility
        When an answer is negative or not a number.
    """
    if any(not math.isfinite(x) or x < 0 for x in (to_accept, to_give)):
        raise InvalidUtility(
            f"The answers are {to_accept:g} and {to_give:g}; give both as amounts of at least 0, "
            "without a sign."
        )
    average = (to_accept + to_give) / 2
    return SwapAnswers(average, abs(to_accept - to_give) / average if average > 0 else 0.0)


def _money(own: AdditiveUtility, paid_in: str, moved: str) -> NumericIssue:
    money = own.agenda.issue(paid_in)
    if not isinstance(money, NumericIssue) or paid_in == moved:
        raise InvalidUtility(
            f"A step on {moved} cannot be paid in {paid_in}; name another issue that is an amount."
        )
    j = own.agenda.index(paid_in)
    steps = np.diff(own.functions[j].values)
    if own.weights[j] == 0 or not ((steps > 0).all() or (steps < 0).all()):
        raise InvalidUtility(
            f"{paid_in} cannot pay for other steps: it needs a weight above 0, and more of it "
            "must always be "
            "better, or always worse, for us."
        )
    return money


def _middle_of_reach(own: AdditiveUtility, money: NumericIssue, gain: float) -> float | None:
    """Amount from which a gain of utility can be paid for, as central in the range as can be."""
    low, high = money.bounds
    at_ends = own.part_worth(money.name, np.array([low, high]))
    worst, best = float(at_ends.min()), float(at_ends.max())
    reach = (worst + max(gain, 0.0), best + min(gain, 0.0))
    if reach[0] > reach[1]:
        return None
    middle = float(own.part_worth(money.name, np.array([(low + high) / 2]))[0])
    before = float(invert(own, money.name, np.array([min(max(middle, reach[0]), reach[1])]))[0])
    return None if math.isnan(before) else before
