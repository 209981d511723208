"""The continuous issue whose amount makes every package worth the target."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from meso_infer.candidates.axes import Axes
from meso_infer.issues import NumericIssue
from meso_infer.utility import AdditiveUtility, ValueFunction, invert

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]

PLAIN_SHARE = 1 / 10
"""Solved amounts are rounded as long as that moves our utility by less than this share of the tolerance."""

MOST_DECIMALS = 12


@dataclass(frozen=True)
class Solver:
    """Gives one continuous issue the amount that makes a package worth what it should be.

    Attributes
    ----------
    aim, low, high : float
        What packages should be worth to us, and the band that will do.
    rounding : float
        The tolerance that plain amounts may use a share of; 0 for amounts as they come.
    """

    axes: Axes
    aim: float
    low: float
    high: float
    rounding: float

    @classmethod
    def of(cls, axes: Axes, target: float, low: float, high: float, rounding: float) -> Solver:
        """Aim at the target, or where it lies below the band a little above its lower end.

        In a band narrower than the tolerance, amounts are rounded as its width forgives.
        """
        rounding = min(rounding, high - low)
        aim = min(max(target, low + rounding * PLAIN_SHARE), high)
        return cls(axes, aim, low, high, rounding)

    @property
    def place(self) -> int:
        assert self.axes.solved is not None
        return self.axes.solved

    @cached_property
    def issue(self) -> NumericIssue:
        issue = self.axes.agenda.issues[self.place]
        assert isinstance(issue, NumericIssue)
        return issue

    @cached_property
    def _branches(self) -> list[ValueFunction]:
        return branches(self.axes.own.functions[self.place])

    @cached_property
    def ends(self) -> tuple[float, float]:
        """Least and most that the amount can be worth to us."""
        low, high = _range(self.axes.own.functions[self.place])
        weight = self.axes.own.weights[self.place]
        return weight * low, weight * high

    @property
    def reach(self) -> tuple[float, float]:
        """What the rest of a package may be worth so that some amount brings it into the band."""
        return self.low - self.ends[1], self.high - self.ends[0]

    @property
    def exact_reach(self) -> tuple[float, float]:
        """What the rest may be worth so that some amount makes the package worth what is aimed at.

        Give or take what rounding may cost.
        """
        slack = self.rounding * PLAIN_SHARE
        return self.aim - self.ends[1] - slack, self.aim - self.ends[0] + slack

    @cached_property
    def ways(self) -> list[tuple[float, float]]:
        """The same for each stretch of the value curve: a package counts once for each that reaches it."""
        if len(self._branches) == 1:
            return [self.exact_reach]
        weight = self.axes.own.weights[self.place]
        ranges = [_range(branch) for branch in self._branches]
        return [(self.aim - weight * top, self.aim - weight * bottom) for bottom, top in ranges]

    def solve(self, places: IntArray) -> FloatArray:
        """Coordinates of packages with the amount solved for, every way it can be; rows may be several."""
        rest = sum(
            (part[places[:, j]] for j, part in enumerate(self.axes.worth)), np.zeros(len(places))
        )
        needed = np.clip(self.aim - rest, *self.ends)
        coordinates = self.axes.coordinates(places)
        found, rows = [], []
        for branch in self._branches:
            amounts = invert(
                _with_function(self.axes.own, self.place, branch), self.issue.name, needed
            )
            there = np.flatnonzero(~np.isnan(amounts))
            solved = coordinates[there]
            solved[:, self.place] = amounts[there]
            found.append(solved)
            rows.append(there)
        result = np.vstack(found)
        if self.rounding > 0:
            result[:, self.place] = self._plain(result[:, self.place])
        return result[_distinct(np.concatenate(rows), result[:, self.place])]

    def _plain(self, amounts: FloatArray) -> FloatArray:
        """Amounts as round as the tolerance forgives: nobody offers 96,666.6666667.

        Multiples of the largest 1 or 5 times a power of ten that costs us no more than that.
        """
        low, high = self.issue.bounds
        fine = np.linspace(low, high, 257)
        values = self.axes.own.functions[self.place](fine)
        steepest = (
            self.axes.own.weights[self.place] * np.abs(np.diff(values)).max() / (fine[1] - fine[0])
        )
        if steepest <= 0:
            return amounts
        power, leading = _round_step(2 * self.rounding * PLAIN_SHARE / steepest)
        if power < -MOST_DECIMALS:
            return amounts
        # Whole numbers scaled by a power of ten come out as people write them, without 0.30000000000000004.
        multiples = leading * np.round(amounts / (leading * 10.0**power))
        rounded = multiples * 10.0**power if power >= 0 else multiples / 10.0**-power
        return np.clip(rounded, low, high)


def _round_step(most: float) -> tuple[int, int]:
    """Power of ten and leading digit, 1 or 5, of the largest such number that is at most `most`.

    Below 0.05 there are powers of ten only: half a cent is no rounder than a tenth of one.
    """
    power = math.floor(math.log10(most))
    return power, 5 if power >= -2 and most >= 5 * 10.0**power else 1


def _distinct(rows: IntArray, amounts: FloatArray) -> IntArray:
    """Rows by package and amount, once each: two stretches of a curve meet at a turn."""
    order = np.lexsort((amounts, rows))
    new = np.ones(len(order), bool)
    new[1:] = (np.diff(rows[order]) != 0) | (np.diff(amounts[order]) != 0)
    return order[new]


def _range(function: ValueFunction) -> tuple[float, float]:
    values = function(function.knots)
    return float(values.min()), float(values.max())


def branches(function: ValueFunction) -> list[ValueFunction]:
    """The monotone stretches of a value function, on each of which an amount is unique."""
    if function.rho is not None:
        return [function]
    slopes = np.sign(np.diff(function.values))
    turns = [k for k in range(1, len(slopes)) if slopes[k] != slopes[k - 1]]
    ends = [0, *turns, len(slopes)]
    return [
        ValueFunction(function.knots[a : b + 1], function.values[a : b + 1])
        for a, b in itertools.pairwise(ends)
    ]


def _with_function(own: AdditiveUtility, place: int, function: ValueFunction) -> AdditiveUtility:
    functions = tuple(function if j == place else f for j, f in enumerate(own.functions))
    return AdditiveUtility(own.agenda, own.weights, functions)
