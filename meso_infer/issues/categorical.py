"""Categorical issues: named options without an order, such as cities."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, field_validator

from meso_infer.errors import InvalidPackage, listed
from meso_infer.issues.base import Issue, Option


def check_options(options: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse option names that repeat, are empty or carry stray spaces."""
    for option in options:
        if not option or option != option.strip() or not option.isprintable() or len(option) > 200:
            raise ValueError(
                f"option {option!r} is empty, too long, or has stray spaces; rename it"
            )
        # An option may be "+5%" or "-1 day"; any other such beginning is a formula to a spreadsheet.
        if option[0] in "=@" or (option[0] in "+-" and not option[1:2].isdigit()):
            raise ValueError(
                f"option {option!r:.60} starts with {option[0]!r}, which a spreadsheet would run as "
                "a formula; rename it"
            )
    if len(set(options)) < len(options):
        twice = next(o for o in options if options.count(o) > 1)
        raise ValueError(f"option {twice!r} stands twice; give each option a name of its own")
    return options


def parse_named(issue: str, options: tuple[str, ...], value: object) -> str:
    """Read a named option; raises InvalidPackage naming those that exist."""
    if isinstance(value, str) and value in options:
        return value
    raise InvalidPackage(
        f"{issue} is {value!r}; allowed: {listed(options[:12])}{' ...' if len(options) > 12 else ''}."
    )


class CategoricalIssue(Issue):
    """Named options in no order: values are given option by option and no direction exists."""

    kind: Literal["categorical"] = "categorical"
    options: tuple[str, ...] = Field(min_length=2, max_length=1000)

    _distinct = field_validator("options")(check_options)

    @property
    def bounds(self) -> tuple[float, float]:
        return 0.0, float(len(self.options) - 1)

    @property
    def n_options(self) -> int:
        return len(self.options)

    def coordinates(self) -> NDArray[np.float64]:
        return np.arange(len(self.options), dtype=float)

    def parse(self, value: object) -> Option:
        return parse_named(self.name, self.options, value)

    def format(self, option: Option) -> str:
        return str(option)

    def coordinate(self, option: Option) -> float:
        return float(self.options.index(str(option)))

    def option(self, coordinate: float) -> Option:
        return self.options[min(max(round(coordinate), 0), len(self.options) - 1)]
