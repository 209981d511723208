"""Rounds in array form, read and checked: packages, picks, weights of rounds, features.

Pure arrays and words; what they are fitted with is the estimator's business.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meso_infer.errors import InvalidPackage, InvalidRounds, listed
from meso_infer.issues import Issue, NumericIssue
from meso_infer.packages import Agenda

FloatArray = NDArray[np.float64]
Rounds = Sequence[Any] | FloatArray
"""An array ``(n_rounds, n_packages, n_features)``, or a list of one ``(n_packages, n_features)`` a round."""

NONE = -1
"""The pick of none of the packages."""

MOST_POWER = 1_000_000
"""Beyond this many repeats of one round the arithmetic of a fit loses all others."""


def read_rounds(X: Rounds) -> tuple[list[FloatArray], tuple[str, ...] | None]:
    """The packages of each round, one ``(n_packages, n_features)`` array each, and the features' names.

    Raises
    ------
    InvalidRounds
        Naming the round that cannot be read, and what is allowed.
    """
    shape = (
        "an array (n_rounds, n_packages, n_features) or one (n_packages, n_features) for each round"
    )
    # One array a round, in a list or in an array of objects, has no other dimension that we could see.
    holds_objects = getattr(getattr(X, "dtype", None), "kind", "") == "O"
    n_dimensions = 3 if holds_objects else getattr(X, "ndim", 3)
    if n_dimensions != 3 or not hasattr(X, "__len__") or isinstance(X, (str, dict)):
        raise InvalidRounds(f"X is {_shape_of(X)}; give {shape}.")
    if not len(X):
        raise InvalidRounds(f"X has no rounds; give {shape}.")
    rounds: list[FloatArray] = []
    names = _columns(X[0])
    for k, given in enumerate(X):
        try:
            one = np.asarray(given, dtype=float)
        except (TypeError, ValueError) as error:
            raise InvalidRounds(f"Round {k} of X does not hold numbers: {error}.") from error
        if one.ndim != 2 or one.shape[1] == 0:
            raise InvalidRounds(f"Round {k} of X is {_shape_of(one)}; give {shape}.")
        if one.shape[1] != (rounds[0].shape[1] if rounds else one.shape[1]):
            raise InvalidRounds(
                f"Round {k} of X has {one.shape[1]} features, round 0 has {rounds[0].shape[1]}; "
                "describe every package by the same features."
            )
        if _columns(given) != names:
            raise InvalidRounds(f"Round {k} of X names its features otherwise than round 0.")
        rounds.append(_without_padding(one, k))
    return rounds, names


def _without_padding(one: FloatArray, k: int) -> FloatArray:
    n = len(one)
    while n and np.isnan(one[n - 1]).all():
        n -= 1
    if n == 0:
        raise InvalidRounds(f"Round {k} of X has no packages; leave the round out.")
    if not np.isfinite(one[:n]).all():
        raise InvalidRounds(
            f"Round {k} of X holds values that are not finite numbers; give every feature of every "
            "package. Only whole rows at the end may be nan, where a round has fewer packages."
        )
    return one[:n]


def read_picks(y: ArrayLike, rounds: list[FloatArray], none_allowed: bool) -> NDArray[np.intp]:
    """Which package was picked in each round, -1 for none; raises InvalidRounds when it was not there."""
    given = np.asarray(y)
    if given.shape != (len(rounds),):
        raise InvalidRounds(
            f"y is {_shape_of(given)} for {len(rounds)} rounds; give one pick for each round."
        )
    if given.dtype.kind not in "iuf" or not (given == np.round(given)).all():
        raise InvalidRounds(
            "y holds values that are not whole numbers; give the place of each pick."
        )
    picks = given.clip(NONE - 1, max(len(one) for one in rounds)).astype(np.intp)
    for k, (pick, one) in enumerate(zip(picks, rounds, strict=True)):
        if pick == NONE and none_allowed:
            continue
        if pick == NONE:
            raise InvalidRounds(
                f"y says that nothing was picked in round {k}; set none_allowed=True if that was allowed."
            )
        if not 0 <= pick < len(one):
            raise InvalidRounds(
                f"y is {given[k]:g} in round {k}, which has {len(one)} packages; give 0 to {len(one) - 1}"
                f"{', or -1 for none' if none_allowed else ''}."
            )
    return picks


def read_weights(sample_weight: ArrayLike | None, n_rounds: int) -> FloatArray:
    """How much each round counts, shape ``(n_rounds,)``; raises InvalidRounds when unusable."""
    if sample_weight is None:
        return np.ones(n_rounds)
    powers = _numbers(sample_weight)
    if powers is None or powers.shape != (n_rounds,) or not (powers >= 0).all():
        found = "no array of numbers" if powers is None else _shape_of(powers)
        raise InvalidRounds(
            f"sample_weight is {found} for {n_rounds} rounds; give one finite number of at least 0 "
            "for each."
        )
    if (powers > MOST_POWER).any():
        raise InvalidRounds(
            f"sample_weight goes up to {powers.max():g}; a round counts {MOST_POWER:,} times at most."
        )
    if not powers.any():
        raise InvalidRounds("No round has a sample_weight above 0, so none of them counts.")
    return powers


def read_seed(random_state: object) -> int | None:
    """The seed, or None for the one that the data imply; raises InvalidRounds for anything else."""
    if random_state is None:
        return None
    if isinstance(random_state, bool) or not isinstance(random_state, (int, np.integer)):
        raise InvalidRounds(
            f"random_state is {_shape_of(random_state)}; give a whole number, or None for the seed that "
            "the data imply."
        )
    return int(random_state)


def read_directions(directions: float | Sequence[float], n_features: int) -> FloatArray:
    """Directions from -1 to +1, shape ``(n_features,)``; raises InvalidRounds when unusable."""
    given = _numbers(directions)
    if given is not None and given.ndim == 0:
        given = np.full(n_features, float(given))
    if given is None or given.shape != (n_features,) or not (np.abs(given) <= 1).all():
        raise InvalidRounds(
            f"directions is {directions!r} for {n_features} features; give one number from -1 (less is "
            "better) to +1 (more is better) for each, 0 where it is not known."
        )
    return given


def read_all_bounds(
    bounds: Sequence[tuple[float, float] | None] | None, n_features: int
) -> list[tuple[float, float] | None]:
    """The range given for each feature, None where it was left out; raises InvalidRounds when not one for each."""
    if bounds is None:
        return [None] * n_features
    if not hasattr(bounds, "__len__") or len(bounds) != n_features:
        found = (
            f"{len(bounds)} bounds" if hasattr(bounds, "__len__") else f"no bounds in {bounds!r}"
        )
        raise InvalidRounds(
            f"There are {found} for {n_features} features; give one (low, high), or None, for each."
        )
    return list(bounds)


def read_bounds(bounds: tuple[float, float] | None, name: str) -> tuple[float, float]:
    """Ends of a range as given for a feature; raises InvalidRounds when they are none."""
    ends = _numbers(bounds)
    if ends is None or ends.shape != (2,) or not ends[0] < ends[1]:
        raise InvalidRounds(
            f"The bounds of {name} are {bounds!r}; give (low, high), low below high."
        )
    return float(ends[0]), float(ends[1])


def data_range(values: FloatArray) -> tuple[float, float]:
    """Least and largest value; 1 around a value that never changes."""
    low, high = float(values.min()), float(values.max())
    return (low, high) if low < high else (low - 0.5, high + 0.5)


def check_options(
    packages: FloatArray, agenda: Agenda, where: str, *, only_lists: bool = False
) -> None:
    """Refuse features that are no options of their issues."""
    for j, issue in enumerate(agenda.issues):
        if only_lists and isinstance(issue, NumericIssue):
            continue
        for value in np.unique(packages[:, j]):
            try:
                _option(issue, float(value))
            except InvalidPackage as error:
                raise InvalidRounds(f"In {where} of X, {error}") from error


def _option(issue: Issue, value: float) -> None:
    if isinstance(issue, NumericIssue):
        issue.parse(value)
        return
    low, high = issue.bounds
    if not (low <= value <= high and value.is_integer()):
        raise InvalidPackage(
            f"{issue.name} is {value:g}; give the place of an option in its list, {low:g} to {high:g}."
        )


def _numbers(given: object) -> FloatArray | None:
    """The same as an array of numbers; None where it holds anything else."""
    try:
        return np.asarray(given, float)
    except (TypeError, ValueError):
        return None


def _columns(one: Any) -> tuple[str, ...] | None:
    columns = getattr(one, "columns", None)
    return None if columns is None else tuple(str(name) for name in columns)


def features_in_words(n: int, names: tuple[str, ...] | None) -> str:
    """How many features, or which."""
    return f"{n} features" if names is None else listed(names, "and")


def _shape_of(given: Any) -> str:
    shape = getattr(given, "shape", None)
    return f"of type {type(given).__name__}" if shape is None else f"of shape {tuple(shape)}"
