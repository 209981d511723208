"""Numeric issues: amounts with a unit, in a range, on a step or continuous."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, field_validator, model_validator

from meso_infer.errors import InvalidPackage, shortened
from meso_infer.issues.base import DirectedIssue, Option, plain_name

CURRENCIES = frozenset(
    {"USD", "EUR", "GBP", "CHF", "JPY", "CAD", "AUD", "SEK", "NOK", "DKK", "$", "€", "£"}
)
MAX_STEPS = 1_000_000
LARGEST_AMOUNT = 1e15
"""Beyond this a float no longer holds every whole amount."""
LEAST_RANGE = 1e-6
FINEST_STEP = 1e-8
DUST = 1e-12
"""Amounts nearer to zero than this share of a step, or of a continuous range, are zero."""
FINEST_SHARE = 1e-11
"""Least step, or range, as a share of the largest amount: amounts keep 12 significant digits."""


class NumericIssue(DirectedIssue):
    """An amount between `low` and `high`, on a `step` from `low`, or any amount when step is None.

    Amounts are in the issue's unit. Whole amounts are stored as integers.
    """

    kind: Literal["numeric"] = "numeric"
    unit: str = Field(default="", max_length=40)
    low: float
    high: float
    step: float | None = None
    own_direction: Literal["higher", "lower"] | None = None

    direction_up: ClassVar[str] = "higher"
    direction_down: ClassVar[str] = "lower"

    @field_validator("low", "high", "step", mode="before")
    @classmethod
    def _is_a_number(cls, value: object) -> object:
        if isinstance(value, (bool, str)):
            raise ValueError(f"{shortened(value)} is not an amount; give a number without a unit")
        return value

    @field_validator("unit")
    @classmethod
    def _unit_is_plain(cls, unit: str) -> str:
        return plain_name(unit)

    @field_validator("low", "high", "step")
    @classmethod
    def _stays_whole(cls, value: float | None) -> float | None:
        return None if value is None else whole(value)

    @model_validator(mode="after")
    def _range_is_sound(self) -> NumericIssue:
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            raise ValueError(
                f"{self.name} runs from {self.low:,.12g} to {self.high:,.12g}; the low end must be below the high end"
            )
        if self.step is not None:
            count = (self.high - self.low) / self.step if self.step > 0 else 0.0
            if count < 1 - 1e-9 or abs(count - round(count)) > 1e-6 or count > MAX_STEPS:
                raise ValueError(
                    f"{self.name} has step {self.step:g} on a range of {self.high - self.low:g}; the step must be "
                    f"positive and divide the range into 1 to {MAX_STEPS:,} equal parts (leave it out for any amount)"
                )
        largest = max(abs(self.low), abs(self.high))
        if largest > LARGEST_AMOUNT:
            raise ValueError(
                f"{self.name} runs from {self.low:g} to {self.high:g}; amounts up to "
                f"{LARGEST_AMOUNT:g} can be told apart, so count in a larger unit"
            )
        finest = max(FINEST_SHARE * largest, FINEST_STEP if self.step else LEAST_RANGE)
        if (self.step or self.high - self.low) < finest:
            raise ValueError(
                f"{self.name} has {'step' if self.step else 'a range of'} "
                f"{self.step or self.high - self.low:g}, too fine for amounts such as "
                f"{self.high:g}; count in a smaller unit, or from a nearer zero"
            )
        return self

    @property
    def bounds(self) -> tuple[float, float]:
        return float(self.low), float(self.high)

    @property
    def n_options(self) -> int | None:
        return None if self.step is None else round((self.high - self.low) / self.step) + 1

    def coordinates(self) -> NDArray[np.float64]:
        if self.step is None:
            return super().coordinates()
        return _amounts(self.low, self.high, self.step)

    def parse(self, value: object) -> Option:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise InvalidPackage(
                f"{self.name} is {shortened(value)}; give an amount {self._allowed()}."
            )
        # Also refuses what is not a number, and whole numbers that are too long for a float.
        if not abs(value) <= LARGEST_AMOUNT:
            raise InvalidPackage(
                f"{self.name} is not an amount that can be worked with; "
                f"give an amount {self._allowed()}."
            )
        slack = 1e-9 * (self.high - self.low)
        if not self.low - slack <= value <= self.high + slack:
            raise InvalidPackage(
                f"{self.name} is {self._amount(value)}; allowed is an amount {self._allowed()}. "
                "Change the amount, or widen the range in Setup."
            )
        option = self.option(float(value))
        if abs(float(option) - value) > max(1e-6 * (self.step or 0.0), slack, 1e-11 * abs(value)):
            raise InvalidPackage(
                f"{self.name} is {self._amount(value)}; allowed is an amount {self._allowed()}. "
                f"The nearest is {self.format(option)}."
            )
        return option

    def _allowed(self) -> str:
        on_step = "" if self.step is None else f" in steps of {self._amount(self.step)}"
        return f"from {self._amount(self.low)} to {self._amount(self.high)}{on_step}"

    def _amount(self, amount: float) -> str:
        text = f"{whole(amount):,}" if abs(amount) < 1e15 else f"{amount:g}"
        if not self.unit:
            return text
        if self.unit in CURRENCIES:
            return f"{self.unit}{text}" if len(self.unit) == 1 else f"{self.unit} {text}"
        return f"{text}{self.unit}" if self.unit == "%" else f"{text} {self._unit_for(amount)}"

    def _unit_for(self, amount: float) -> str:
        return self.unit[:-1] if amount == 1 and self.unit in SINGULAR else self.unit

    def format(self, option: Option) -> str:
        return self._amount(float(option))

    def coordinate(self, option: Option) -> float:
        return float(option)

    def option(self, coordinate: float) -> Option:
        return _nearest(float(coordinate), self.low, self.high, self.step)


SINGULAR = frozenset(
    {"days", "weeks", "months", "years", "hours", "points", "users", "seats", "units"}
)


def _nearest(amount: float, low: float, high: float, step: float | None) -> int | float:
    inside = min(max(amount, low), high)
    if step is not None:
        inside = low + round((inside - low) / step) * step
    # Steps from -0.3 pass zero at 5.6e-17, which no count of significant digits makes zero.
    dust = DUST * (step or high - low)
    return 0 if low <= 0 <= high and abs(inside) < dust else whole(inside)


@lru_cache(maxsize=16)
def _amounts(low: float, high: float, step: float) -> NDArray[np.float64]:
    """Every amount on the step; read-only, since it is made once for all who ask."""
    count = round((high - low) / step) + 1
    amounts = np.array([_nearest(low + k * step, low, high, step) for k in range(count)], float)
    amounts.flags.writeable = False
    return amounts


def whole(amount: float) -> int | float:
    """The same amount free of rounding dust (12 significant digits), as an integer when it is one."""
    if not math.isfinite(amount):
        return amount
    clean = float(f"{amount:.12g}")
    return int(clean) if clean.is_integer() and abs(clean) < 1e15 else clean
