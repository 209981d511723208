"""Own utility: value curves on each issue, weights across issues, and how equal packages are.

Utilities and values are 0 to 1; own utility is shown to people as 0 to 100 points.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from meso_infer.errors import InvalidPackage, InvalidUtility, listed
from meso_infer.issues import Issue, NumericIssue, Option, whole
from meso_infer.packages import Agenda, Package

FloatArray = NDArray[np.float64]
WEIGHT_SUM_SLACK = 0.001


class Curve(BaseModel):
    """A named value curve over an issue's range.

    ``linear`` rises from our worst to our best end; ``exponential`` bends it,
    ``v = (1 - exp(-rho z)) / (1 - exp(-rho))`` with z the share of the way to our best end (rho > 0
    gains early, rho < 0 late; Keeney and Raiffa 1976); ``peak`` is 1 at `at` and falls linearly to 0
    at the farther end.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    curve: Literal["linear", "exponential", "peak"]
    rho: float | None = Field(default=None, ge=-20, le=20)
    at: int | float | str | None = None

    @model_validator(mode="after")
    def _has_its_parameter(self) -> Curve:
        needs = {"linear": None, "exponential": "rho", "peak": "at"}[self.curve]
        for name in ("rho", "at"):
            if (getattr(self, name) is not None) != (name == needs):
                raise ValueError(f"the curve {self.curve!r} takes {needs or 'no parameter'}")
        return self


class Points(BaseModel):
    """A piecewise linear value curve through ``[amount, value]`` points that span the range."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    points: tuple[tuple[float, Annotated[float, Field(ge=0, le=1)]], ...] = Field(min_length=2)


Table = dict[str, Annotated[float, Field(ge=0, le=1)]]


# Tags stand in the path of a validation error: no key of the data may be called so.
_CURVE, _POINTS, _TABLE = "<curve>", "<points>", "<table>"


def _form(value: Any) -> str:
    if isinstance(value, (Curve, Points)):
        return _CURVE if isinstance(value, Curve) else _POINTS
    if isinstance(value, Mapping) and "curve" in value:
        return _CURVE
    return _POINTS if isinstance(value, Mapping) and "points" in value else _TABLE


ValueSpec = Annotated[
    Annotated[Curve, Tag(_CURVE)] | Annotated[Points, Tag(_POINTS)] | Annotated[Table, Tag(_TABLE)],
    Discriminator(_form),
]


class OwnSpec(BaseModel):
    """Our weights, values and limits, as a document writes them. Private by nature."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    weights: dict[str, Annotated[float, Field(ge=0)]]
    values: dict[str, ValueSpec] = Field(default_factory=dict)
    reservation_value: float | None = Field(default=None, ge=0, le=1)
    aspiration_value: float | None = Field(default=None, ge=0, le=1)

    @model_validator(mode="after")
    def _limits_are_ordered(self) -> OwnSpec:
        low, high = self.reservation_value, self.aspiration_value
        if low is not None and high is not None and low > high:
            raise ValueError(
                f"the reservation value {low:g} is above the aspiration value {high:g}"
            )
        return self


@dataclass(frozen=True)
class ValueFunction:
    """Value of each coordinate of one issue: linear between knots.

    Attributes
    ----------
    knots, values : ndarray, shape (n_knots,)
        Coordinates in rising order and their values, 0 to 1. Curves are exact at every option of a
        stepped issue; a smooth curve on a continuous one is evaluated, not interpolated.
    """

    knots: FloatArray
    values: FloatArray
    rho: float | None = None
    rising: bool = True

    def __call__(self, coordinates: FloatArray) -> FloatArray:
        if self.rho is None:
            return np.interp(coordinates, self.knots, self.values)
        share = (coordinates - self.knots[0]) / (self.knots[-1] - self.knots[0])
        return _exponential(share if self.rising else 1 - share, self.rho)


def _exponential(share: FloatArray, rho: float) -> FloatArray:
    if abs(rho) < 1e-6:
        return share
    return np.expm1(-rho * share) / np.expm1(-rho)


def value_function(issue: Issue, spec: Curve | Points | Table | None) -> ValueFunction:
    """The value function of an issue; without a spec it is linear in our direction.

    Raises
    ------
    InvalidUtility
        When the values leave options out, name ones that do not exist, or a direction is needed and absent.
    """
    if isinstance(spec, dict):
        return _from_table(issue, spec)
    if isinstance(spec, Points):
        return _from_points(issue, spec)
    low, high = issue.bounds
    ends = np.array([low, high])
    if spec is not None and spec.curve == "peak":
        try:
            at = issue.coordinate(issue.parse(spec.at))
        except InvalidPackage as error:
            raise InvalidUtility(
                f"The peak of our value of {issue.name} is not an option: {error}"
            ) from error
        reach = max(at - low, high - at)
        knots = np.unique([low, at, high])
        return ValueFunction(knots, 1 - np.abs(knots - at) / reach)
    sign = issue.own_direction_sign
    if issue.counterpart_probabilities is None:
        raise InvalidUtility(
            f"{issue.name} has no order, so its values must be given option by option."
        )
    if sign == 0:
        raise InvalidUtility(
            f"{issue.name} has neither values nor a direction of ours; say which end is better for us, or give values."
        )
    rho = spec.rho if spec is not None and spec.curve == "exponential" else None
    return ValueFunction(ends, np.array([0.0, 1.0] if sign > 0 else [1.0, 0.0]), rho, sign > 0)


def _from_table(issue: Issue, table: Table) -> ValueFunction:
    names: dict[str, Option] = {}
    if issue.n_options is None:
        raise InvalidUtility(
            f"{issue.name} takes any amount; give its values as points or a curve, not a table."
        )
    for coordinate in issue.coordinates():
        option = issue.option(float(coordinate))
        names[str(option)] = option
    unknown = [key for key in table if key not in names]
    missing = [key for key in names if key not in table]
    if unknown or missing:
        wrong = (
            f"names {listed(map(repr, unknown), 'and')}"
            if unknown
            else f"leaves out {listed(missing[:6], 'and')}"
        )
        raise InvalidUtility(
            f"The table of values of {issue.name} {wrong}; give one value for each option."
        )
    return ValueFunction(issue.coordinates(), np.array([table[key] for key in names], float))


def _from_points(issue: Issue, spec: Points) -> ValueFunction:
    if not isinstance(issue, NumericIssue):
        raise InvalidUtility(f"{issue.name} has named options; give its values as a table.")
    knots = np.array([x for x, _ in spec.points], float)
    low, high = issue.bounds
    if (np.diff(knots) <= 0).any() or abs(knots[0] - low) > 1e-9 or abs(knots[-1] - high) > 1e-9:
        raise InvalidUtility(
            f"The points of {issue.name} must rise from {issue.format(whole(low))} to {issue.format(whole(high))}, "
            "one value each."
        )
    return ValueFunction(knots, np.array([v for _, v in spec.points], float))


@dataclass(frozen=True)
class AdditiveUtility:
    """Our additive utility: ``U(x) = sum_j weight_j * value_j(x_j)`` (Keeney and Raiffa 1976).

    Weights are at least 0 and sum to 1.
    """

    agenda: Agenda
    weights: tuple[float, ...]
    functions: tuple[ValueFunction, ...]

    @classmethod
    def of(
        cls,
        agenda: Agenda,
        weights: Mapping[str, float],
        values: Mapping[str, Curve | Points | Table] | None = None,
    ) -> AdditiveUtility:
        """Make a utility from weights and value specs by issue name.

        Raises
        ------
        InvalidUtility
            When weights miss an issue, name an unknown one, are negative, or do not sum to 1 within .001.
        """
        values = values or {}
        for what, given in (("weights", weights), ("values", values)):
            unknown = [name for name in given if name not in agenda.names]
            if unknown:
                raise InvalidUtility(
                    f"Our {what} name {listed(map(repr, unknown), 'and')}; "
                    f"the agenda has {listed(agenda.names, 'and')}."
                )
        missing = [name for name in agenda.names if name not in weights]
        if missing:
            raise InvalidUtility(
                f"Our weights leave out {listed(missing, 'and')}; give every issue a weight."
            )
        raw = np.array([float(weights[name]) for name in agenda.names])
        if not np.isfinite(raw).all() or (raw < 0).any() or abs(raw.sum() - 1) > WEIGHT_SUM_SLACK:
            raise InvalidUtility(
                f"Our weights sum to {raw.sum():g}; they must be at least 0 and sum to 1 (within {WEIGHT_SUM_SLACK})."
            )
        functions = tuple(value_function(issue, values.get(issue.name)) for issue in agenda.issues)
        return cls(agenda, tuple(float(w) for w in raw / raw.sum()), functions)

    @classmethod
    def from_spec(cls, agenda: Agenda, own: OwnSpec) -> AdditiveUtility:
        """Make a utility from a document's ``own`` part; see `of`."""
        return cls.of(agenda, own.weights, own.values)

    @cached_property
    def weight_by_issue(self) -> dict[str, float]:
        return dict(zip(self.agenda.names, self.weights, strict=True))

    def part_worth(self, issue: str, coordinates: FloatArray) -> FloatArray:
        """Weight times value at coordinates of one issue, same shape as given."""
        j = self.agenda.index(issue)
        return self.weights[j] * self.functions[j](np.asarray(coordinates, float))

    def utility(self, package: Package) -> float:
        """Utility of a complete package, 0 to 1; raises InvalidUtility when an issue is missing."""
        value = float(self.utility_of(self.agenda.encode([package]))[0])
        if math.isnan(value):
            raise InvalidUtility(
                f"The package {self.agenda.describe(package)} is not complete, so it has no utility."
            )
        return value

    def utility_of(self, coordinates: FloatArray) -> FloatArray:
        """Utilities of rows of coordinates, shape ``(n, n_issues)`` to ``(n,)``; nan where incomplete."""
        total = np.zeros(len(coordinates))
        for j, function in enumerate(self.functions):
            total += self.weights[j] * function(coordinates[:, j])
        return total

    def spread(self, packages: Sequence[Package]) -> float:
        """Largest minus smallest utility among packages: 0 when they are equal for us."""
        utilities = self.utility_of(self.agenda.encode(list(packages)))
        return float(utilities.max() - utilities.min())

    def solve(self, package: Package, issue: str, target: float) -> float | int | None:
        """Amount of a numeric issue that gives a package the utility `target`; None when none does.

        On a step the nearest amount is returned when it is within half a step's worth.
        """
        numeric = self.agenda.issue(issue)
        if not isinstance(numeric, NumericIssue):
            raise InvalidUtility(f"{issue} has named options; only an amount can be solved for.")
        j = self.agenda.index(issue)
        rest = self.agenda.encode([package])
        rest[0, j] = numeric.bounds[0]
        needed = (
            target - float(self.utility_of(rest)[0]) + float(self.part_worth(issue, rest[:, j])[0])
        )
        amounts = invert(self, issue, np.array([needed]))
        return None if np.isnan(amounts[0]) else numeric.option(float(amounts[0]))  # type: ignore[return-value]


def invert(own: AdditiveUtility, issue: str, part_worths: FloatArray) -> FloatArray:
    """Amounts of a numeric issue with the given part-worths, shape ``(n,)``; nan where none has.

    A curve that rises and falls may reach a part-worth twice; the lower amount is returned.
    """
    j = own.agenda.index(issue)
    function = own.functions[j]
    wanted = (
        np.asarray(part_worths, float) / own.weights[j]
        if own.weights[j] > 0
        else np.full(len(part_worths), np.nan)
    )
    low, high = own.agenda.issues[j].bounds
    if function.rho is not None:
        reached = (wanted >= -1e-12) & (wanted <= 1 + 1e-12)
        inner = np.clip(wanted, 0, 1)
        share = (
            inner
            if abs(function.rho) < 1e-6
            else -np.log1p(inner * np.expm1(-function.rho)) / function.rho
        )
        amounts = low + (share if function.rising else 1 - share) * (high - low)
        return np.where(reached, amounts, np.nan)
    amounts = np.full(len(wanted), np.nan)
    for left in range(len(function.knots) - 1):
        x0, x1 = function.knots[left : left + 2]
        v0, v1 = function.values[left : left + 2]
        if v0 == v1:
            here = np.where(np.abs(wanted - v0) <= 1e-12, 0.0, np.nan)
        else:
            here = (wanted - v0) / (v1 - v0)
            here = np.where((here >= -1e-9) & (here <= 1 + 1e-9), np.clip(here, 0, 1), np.nan)
        amounts = np.where(np.isnan(amounts), x0 + here * (x1 - x0), amounts)
    return amounts
