"""What a set of equal packages says about trade-offs when nobody knows the shape of the values.

Only the direction of taste is assumed, and that one issue is an amount whose every unit counts the
same. The result is a range for each step, not a price: often a wide one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from meso_infer.errors import InvalidUtility
from meso_infer.issues import NumericIssue, Option, whole
from meso_infer.packages import Agenda, Package

FloatArray = NDArray[np.float64]
Step = tuple[str, object, object]
"""An issue, the option before and the option after."""

UNBOUNDED = 3
"""Status of `scipy.optimize.linprog` when the objective has no limit."""


@dataclass(frozen=True)
class TradeOffBounds:
    """The range within which a step is priced, in the unit of the issue that pays.

    Attributes
    ----------
    issue : str
    from_option, to_option : Option
    low, high : float
        The change of the paying amount, in the holder's favour, that may make up for the step;
        infinite where the packages set no limit.
    """

    issue: str
    from_option: Option
    to_option: Option
    low: float
    high: float

    @property
    def exact(self) -> bool:
        """Whether the packages leave only one price."""
        return self.high - self.low <= 1e-6 * max(1.0, abs(self.low))


@dataclass(frozen=True)
class TradeOffs:
    """Everything that equal packages say about trade-offs, as linear constraints.

    Attributes
    ----------
    agenda : Agenda
    paid_in : str
        The issue in whose amount prices are given.
    levels : tuple of (str, float)
        Issue and coordinate of each unknown value, in the order of the columns below.
    equal : ndarray, shape (n_packages, n_levels + 1)
    payments : ndarray, shape (n_packages,)
    monotone : ndarray, shape (n_orders, n_levels + 1)
        ``equal @ x = payments``, ``monotone @ x <= 0`` for the values x (in shares of the paying
        issue's range) and, last, the packages' common utility.
    steps : tuple of TradeOffBounds
        Every step between neighbouring options that the packages show, from better to worse where
        the direction is known, upwards where it is not.
    """

    agenda: Agenda
    paid_in: str
    levels: tuple[tuple[str, float], ...]
    equal: FloatArray
    payments: FloatArray
    monotone: FloatArray
    steps: tuple[TradeOffBounds, ...] = ()

    def together(self, *steps: Step) -> tuple[float, float]:
        """Bounds on what makes up for several steps taken together.

        Two steps may each be uncertain and their sum exact: the packages then fix the sum only.

        Raises
        ------
        InvalidUtility
            When a step uses an option that none of the packages has.
        """
        objective = np.zeros(self.equal.shape[1])
        for issue, before, after in steps:
            objective[self._column(issue, before)] += 1.0
            objective[self._column(issue, after)] -= 1.0
        return self._least(objective), -self._least(-objective)

    def _column(self, issue: str, option: object) -> int:
        found = self.agenda.issue(issue)
        level = (issue, found.coordinate(found.parse(option)))
        if level not in self.levels:
            raise InvalidUtility(
                f"None of the packages has {issue} {found.format(found.parse(option))}, so they "
                "say nothing about it."
            )
        return self.levels.index(level)

    def _least(self, objective: FloatArray) -> float:
        answer = linprog(
            objective,
            A_ub=self.monotone if len(self.monotone) else None,
            b_ub=np.zeros(len(self.monotone)) if len(self.monotone) else None,
            A_eq=self.equal,
            b_eq=self.payments,
            bounds=(None, None),
            method="highs",
        )
        if answer.status == UNBOUNDED:
            return -math.inf
        if answer.status != 0:
            raise InvalidUtility(
                "These packages cannot be equal for someone with these directions of taste: what is "
                "better in one never makes up for what is worse. Check the packages and directions."
            )
        low, high = self.agenda.issue(self.paid_in).bounds
        return float(whole(round(answer.fun * (high - low), 6)))


def shape_free_trade_offs(
    agenda: Agenda,
    packages: Sequence[Package],
    *,
    paid_in: str,
    directions: Mapping[str, int] | None = None,
) -> TradeOffs:
    """Bound every trade-off that packages of equal value imply, without assuming value shapes.

    Parameters
    ----------
    agenda : Agenda
    packages : sequence of Package
        At least two, complete, equal in the eyes of whoever claims so.
    paid_in : str
        A numeric issue, taken as linear.
    directions : mapping of str to int, optional
        +1 where the claimant likes more (or later), -1 less, 0 unknown; by default ours, from the
        agenda. Pass theirs to read packages that we received.

    Raises
    ------
    InvalidUtility
        When the packages are too few or incomplete, `paid_in` is no amount or has no direction, or
        equality contradicts the directions.
    """
    signs = {issue.name: issue.own_direction_sign for issue in agenda.issues}
    signs.update({agenda.issue(name).name: sign for name, sign in (directions or {}).items()})
    money = agenda.issue(paid_in)
    if not isinstance(money, NumericIssue) or signs[paid_in] == 0:
        raise InvalidUtility(
            f"{paid_in} cannot price the steps: it must be an amount with a known direction."
        )
    rows = agenda.encode(packages)
    if len(rows) < 2 or np.isnan(rows).any():
        raise InvalidUtility(
            "Trade-offs are read from at least two packages that settle every issue."
        )
    others = [j for j, issue in enumerate(agenda.issues) if issue.name != paid_in]
    levels = [(agenda.names[j], float(x)) for j in others for x in np.unique(rows[:, j])]
    equal = np.zeros((len(rows), len(levels) + 1))
    equal[:, -1] = -1.0
    for j in others:
        for r, coordinate in enumerate(rows[:, j]):
            equal[r, levels.index((agenda.names[j], float(coordinate)))] = 1.0
    low, high = money.bounds
    payments = -signs[paid_in] * (rows[:, agenda.index(paid_in)] - low) / (high - low)
    implied = TradeOffs(agenda, paid_in, tuple(levels), equal, payments, _orders(levels, signs))
    steps = (_bounds(implied, a, b, signs) for a, b in pairwise(levels) if a[0] == b[0])
    return replace(implied, steps=tuple(steps))


def _orders(levels: Sequence[tuple[str, float]], signs: Mapping[str, int]) -> FloatArray:
    """One row for each pair of neighbouring levels of which the better is known."""
    rows = []
    for k, ((issue, _), (next_issue, _)) in enumerate(pairwise(levels)):
        if issue == next_issue and signs[issue] != 0:
            row = np.zeros(len(levels) + 1)
            row[[k, k + 1]] = (signs[issue], -signs[issue])
            rows.append(row)
    return np.array(rows).reshape(len(rows), len(levels) + 1)


def _bounds(
    implied: TradeOffs, below: tuple[str, float], above: tuple[str, float], signs: Mapping[str, int]
) -> TradeOffBounds:
    issue = implied.agenda.issue(below[0])
    before, after = issue.option(below[1]), issue.option(above[1])
    if signs[issue.name] > 0:
        before, after = after, before
    low, high = implied.together((issue.name, before, after))
    return TradeOffBounds(issue.name, before, after, low, high)
