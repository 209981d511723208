"""Ordered issues: named options with a meaningful order, such as contract lengths."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, field_validator

from meso_infer.issues.base import DirectedIssue, Option, check_options, parse_named


class OrderedIssue(DirectedIssue):
    """Named options in order; taste runs along the order, or peaks inside it."""

    kind: Literal["ordered"] = "ordered"
    options: tuple[str, ...] = Field(min_length=2, max_length=1000)
    own_direction: Literal["later", "earlier"] | None = None

    direction_up: ClassVar[str] = "later"
    direction_down: ClassVar[str] = "earlier"

    _distinct = field_validator("options")(check_options)

    @property
    def bounds(self) -> tuple[float, float]:
        return 0.0, float(len(self.options) - 1)

    @property
    def n_options(self) -> int:
        return len(self.options)

    def coordinates(self) -> NDArray[np.float64]:
        return np.arange(len(self.options), dtype=float)

    def way_in_words(self, direction: str) -> str:
        return f"towards {self.options[-1 if direction == self.direction_up else 0]}"

    def parse(self, value: object) -> Option:
        return parse_named(self.name, self.options, value)

    def format(self, option: Option) -> str:
        return str(option)

    def coordinate(self, option: Option) -> float:
        return float(self.options.index(str(option)))

    def option(self, coordinate: float) -> Option:
        return self.options[min(max(round(coordinate), 0), len(self.options) - 1)]
