"""Is the claim true that these packages are equal for us, and does it fit what else we said?

"We value these equally" is a statement of fact. With straight value lines it pins our weights down,
often to weights nobody meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from meso_infer.errors import InvalidUtility, listed
from meso_infer.packages import Package
from meso_infer.utility import AdditiveUtility, ValueFunction

FloatArray = NDArray[np.float64]

WEIGHT_DUST = 1e-7
"""Differences between weights below this are the solver's rounding."""

ENOUGH_CHANCE = 0.8
"""How probable equality must be, with uncertain weights, before packages are called equal."""


@dataclass(frozen=True)
class WeightBounds:
    """Weights of one issue under which the packages are equal, and the one we gave, 0 to 1."""

    issue: str
    low: float
    high: float
    given: float

    @property
    def contradicts(self) -> bool:
        return not self.low - WEIGHT_DUST <= self.given <= self.high + WEIGHT_DUST


@dataclass(frozen=True)
class EqualityAudit:
    """What calling packages equal implies for our weights.

    Attributes
    ----------
    spread : float
        Largest minus smallest utility of the packages under the weights we gave.
    tolerance : float
        The spread up to which packages are called equal.
    bounds : tuple of WeightBounds
        By issue; empty when no weights make the packages equal.
    contradictions : tuple of str
        In words, what the claim and our weights disagree on; empty exactly when the claim holds.
    """

    spread: float
    tolerance: float
    bounds: tuple[WeightBounds, ...]
    contradictions: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether the packages are equal under the weights we gave."""
        return not self.contradictions

    @property
    def possible(self) -> bool:
        """Whether any weights make the packages equal."""
        return bool(self.bounds)

    @property
    def unique(self) -> bool:
        """Whether exactly one set of weights makes them equal."""
        return self.possible and all(b.high - b.low <= WEIGHT_DUST for b in self.bounds)

    @property
    def weights(self) -> dict[str, float] | None:
        """The only weights that make the packages equal; None when none or many do."""
        return {b.issue: (b.low + b.high) / 2 for b in self.bounds} if self.unique else None


def audit_equality(
    own: AdditiveUtility, packages: Mapping[str, Package], *, tolerance: float = 0.0
) -> EqualityAudit:
    """Find every set of weights under which packages are equal, and hold ours against it.

    With the values of package i on issue j as ``X[i, j]``, the weights solve
    ``max_i (X w)_i - min_i (X w)_i <= tolerance``, ``w >= 0``, ``sum(w) = 1``: a linear programme
    for the lowest and one for the highest weight of each issue.

    Parameters
    ----------
    own : AdditiveUtility
        Its value shapes are taken as given, its weights are examined. Pass `straightened` to see
        what the claim says to a reader who assumes straight lines.
    packages : mapping of label to Package
        At least two, complete.
    tolerance : float
        Largest spread called equal, 0 to 1.

    Raises
    ------
    InvalidUtility
        When fewer than two packages are given, one is incomplete, or the tolerance is out of range.
    """
    if not 0 <= tolerance <= 1:
        raise InvalidUtility(f"The tolerance is {tolerance:g}; it must lie between 0 and 1.")
    values = _values(own, packages)
    utilities = values @ np.array(own.weights)
    spread = float(utilities.max() - utilities.min())
    region = _region(values, tolerance)
    bounds = tuple(
        WeightBounds(issue, low, high, given)
        for issue, given, low, high in zip(
            own.agenda.names, own.weights, *_weight_bounds(region), strict=False
        )
    )
    if spread <= tolerance + 1e-9:
        return EqualityAudit(spread, tolerance, bounds, ())
    labels = tuple(packages)
    if not bounds:
        found = (_impossible(labels, values, tolerance),)
    else:
        found = _disagreements(own, labels, utilities, bounds, region)
    return EqualityAudit(spread, tolerance, bounds, found)


def straightened(own: AdditiveUtility) -> AdditiveUtility:
    """The same utility with straight value lines from our worst to our best end of each issue.

    Categorical issues, which have no line, keep their values. An issue on which we have no
    direction runs the way its own values do from end to end.
    """
    functions = []
    for issue, function in zip(own.agenda.issues, own.functions, strict=True):
        if issue.counterpart_probabilities is None:
            functions.append(function)
            continue
        ends = np.array(issue.bounds)
        at_ends = function(ends)
        rises = (issue.own_direction_sign or float(at_ends[1] - at_ends[0])) >= 0
        functions.append(ValueFunction(ends, np.array([0.0, 1.0] if rises else [1.0, 0.0])))
    return AdditiveUtility(own.agenda, own.weights, tuple(functions))


@dataclass(frozen=True)
class EqualityChance:
    """How probable it is that packages are equal for us, our weights being uncertain.

    Attributes
    ----------
    probability : float
        Share of the draws in which the spread is within the tolerance.
    median_spread : float
    """

    probability: float
    median_spread: float

    @property
    def supports_equal_claim(self) -> bool:
        """Whether the packages may be called equal: a probability of 0.8 or more."""
        return self.probability >= ENOUGH_CHANCE


def equality_chance(
    own: AdditiveUtility,
    packages: Mapping[str, Package],
    weight_draws: FloatArray,
    *,
    tolerance: float = 0.01,
) -> EqualityChance:
    """Probability that packages are equal within a tolerance when our weights are uncertain.

    Parameters
    ----------
    own : AdditiveUtility
        Gives the value shapes; its weights play no part.
    packages : mapping of label to Package
        At least two, complete.
    weight_draws : ndarray, shape (n_draws, n_issues)
        Plausible weights, a set a row, such as `draw_swing_weights` makes; issues in agenda order.
    tolerance : float
        Largest spread called equal.

    Raises
    ------
    InvalidUtility
        When the draws have another number of issues, or a row is negative or does not sum to 1.
    """
    draws = np.asarray(weight_draws, float)
    n_issues = own.agenda.n_issues
    if draws.ndim != 2 or draws.shape[1] != n_issues or len(draws) == 0:
        raise InvalidUtility(
            f"The draws of weights have shape {draws.shape}; one row a draw and one column for "
            "each "
            f"of the {n_issues} issues is needed."
        )
    if (draws < 0).any() or np.abs(draws.sum(axis=1) - 1).max() > 1e-6:
        raise InvalidUtility("A draw of weights is negative or does not sum to 1; normalise them.")
    utilities = draws @ _values(own, packages).T
    spreads = utilities.max(axis=1) - utilities.min(axis=1)
    probability = float((spreads <= tolerance + 1e-12).mean())
    return EqualityChance(probability, float(np.median(spreads)))


def _values(own: AdditiveUtility, packages: Mapping[str, Package]) -> FloatArray:
    """Values before weighting, shape ``(n_packages, n_issues)``."""
    if len(packages) < 2:
        raise InvalidUtility("Equality is between packages; give at least two.")
    rows = own.agenda.encode(list(packages.values()))
    for label, row in zip(packages, rows, strict=True):
        if np.isnan(row).any():
            raise InvalidUtility(
                f"Package {label} leaves issues out, so it has no utility; fill it."
            )
    columns = [function(rows[:, j]) for j, function in enumerate(own.functions)]
    return np.stack(columns, axis=1)


@dataclass(frozen=True)
class _Region:
    """Weights and a base utility ``(w, u)`` with ``u <= X w <= u + tolerance``, as a programme."""

    below: FloatArray
    limits: FloatArray
    total: FloatArray

    def least(self, objective: FloatArray) -> float | None:
        """Smallest value of a linear function of the weights; None when no weights qualify."""
        answer = linprog(
            np.append(objective, 0.0),
            A_ub=self.below,
            b_ub=self.limits,
            A_eq=self.total,
            b_eq=[1.0],
            bounds=(0, 1),
            method="highs",
        )
        return float(answer.fun) if answer.status == 0 else None


def _region(values: FloatArray, tolerance: float) -> _Region:
    n_packages, n_issues = values.shape
    ones = np.ones((n_packages, 1))
    below = np.block([[-values, ones], [values, -ones]])
    limits = np.concatenate([np.zeros(n_packages), np.full(n_packages, tolerance)])
    return _Region(below, limits, np.append(np.ones(n_issues), 0.0)[None, :])


def _weight_bounds(region: _Region) -> tuple[list[float], list[float]]:
    """Lowest and highest weight of each issue; empty lists when no weights qualify."""
    n_issues = region.total.shape[1] - 1
    lows: list[float] = []
    highs: list[float] = []
    for unit in np.eye(n_issues):
        low, negated = region.least(unit), region.least(-unit)
        if low is None or negated is None:
            return [], []
        lows.append(_without_dust(low))
        highs.append(_without_dust(-negated))
    return lows, highs


def _without_dust(weight: float) -> float:
    return float(np.round(min(max(weight, 0.0), 1.0), 12))


def _impossible(labels: tuple[str, ...], values: FloatArray, tolerance: float) -> str:
    names = listed(labels, "and")
    for i, better in enumerate(labels):
        for k, worse in enumerate(labels):
            if (values[i] > values[k] + tolerance + 1e-9).all():
                return (
                    f"{names} cannot be equal for us: {better} is better than {worse} on every "
                    "issue. "
                    "Make one of them better on one issue and worse on another."
                )
    return (
        f"No weights make {names} equal under our values. Change a package, or the values of an "
        "issue "
        "on which they differ; or do not call them equal."
    )


def _disagreements(
    own: AdditiveUtility,
    labels: tuple[str, ...],
    utilities: FloatArray,
    bounds: tuple[WeightBounds, ...],
    region: _Region,
) -> tuple[str, ...]:
    names = listed(labels, "and")
    found = []
    top = int(np.argmax(own.weights))
    for place, bound in enumerate(bounds):
        if bound.contradicts:
            most = ", more than any other issue" if place == top else ""
            found.append(
                f"If {names} are equal for us, {bound.issue} weighs {_percent(bound)}; we gave it "
                f"{100 * bound.given:.3g}%{most}."
            )
    if _never_top(region, top):
        found.append(
            f"If {names} are equal for us, {bounds[top].issue} cannot be what matters most to us, "
            "yet our weights say that it is."
        )
    high, low = int(np.argmax(utilities)), int(np.argmin(utilities))
    found.append(
        f"By our weights {labels[high]} is worth {100 * (utilities[high] - utilities[low]):.3g} "
        "points "
        f"more than {labels[low]}. Change a package, bend the values of an issue, or change the "
        "weights; "
        "or do not call them equal."
    )
    return tuple(found)


def _never_top(region: _Region, top: int) -> bool:
    """Whether no weights in the region give issue `top` at least the weight of every other."""
    n_issues = region.total.shape[1] - 1
    others = [j for j in range(n_issues) if j != top]
    ahead = np.zeros((len(others), n_issues + 1))
    ahead[range(len(others)), others] = 1.0
    ahead[:, top] = -1.0
    narrowed = _Region(
        np.vstack([region.below, ahead]),
        np.concatenate([region.limits, np.zeros(len(others))]),
        region.total,
    )
    return narrowed.least(np.zeros(n_issues)) is None


def _percent(bound: WeightBounds) -> str:
    if bound.high - bound.low <= WEIGHT_DUST:
        return f"{100 * bound.low:.3g}%"
    return f"{100 * bound.low:.3g}% to {100 * bound.high:.3g}%"
