"""What our own offers tell the counterpart about our weights.

A reader who believes that a Meso is equal for us, and knows our value curves, learns that our weights
are orthogonal to the differences between its packages. *Exposure rank* counts the independent
differences shown so far; *exposure bits* is how far such a reader's uncertainty about our weights has
shrunk. A reader who takes our curves for straight lines may conclude something else, and wrong:
both readings are given.

All arrays of `values` are ``(n_packages, n_issues)``: our value, 0 to 1, of each package on each issue.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from meso_infer.information import draw_shares, entropy, weighted_quantiles
from meso_infer.packages import Package
from meso_infer.utility import AdditiveUtility

FloatArray = NDArray[np.float64]

EQUALITY_BLUR = 0.02
"""How closely a reader takes "equal" to hold: standard deviation of a package's value (tau)."""

LEVELS = ("hidden", "hinted", "bounded", "known")
"""How narrowly a reader could bound one of our weights, least first: by the width of the 90% interval
as a share of what it was beforehand, above 0.85, to 0.85, to 0.5, to 0.15."""

GRID_STEPS = 20
READER_SAMPLE = 2048
RANK_SLACK = 1e-3


@dataclass(frozen=True)
class Reading:
    """What a reader who uses one set of value curves would conclude about our weights.

    Attributes
    ----------
    bits : float
        Exposure bits: prior minus posterior entropy of our weights.
    mean, sd : dict of issue to float
        The reader's posterior of each of our weights.
    level : dict of issue to str
        "hidden", "hinted", "bounded" or "known": how narrow that posterior is.
    """

    bits: float
    mean: dict[str, float]
    sd: dict[str, float]
    level: dict[str, str]


@dataclass(frozen=True)
class Exposure:
    """What a sequence of Mesos reveals of our weights, under both readings.

    Attributes
    ----------
    rank : float
        Exposure rank, 0 to 1: independent differences shown over those that fix our weights.
    true_shapes, linear : Reading
    """

    rank: float
    true_shapes: Reading
    linear: Reading

    @property
    def bits(self) -> float:
        return self.true_shapes.bits


def own_values(own: AdditiveUtility, packages: Sequence[Package]) -> FloatArray:
    """Our values of packages issue by issue, shape ``(n_packages, n_issues)``, 0 to 1."""
    return values_at(own, own.agenda.encode(list(packages)))


def values_at(own: AdditiveUtility, coordinates: FloatArray) -> FloatArray:
    """Our values at rows of coordinates, same shape as given."""
    columns = [function(coordinates[:, j]) for j, function in enumerate(own.functions)]
    return np.stack(columns, axis=1)


def linear_values_at(own: AdditiveUtility, coordinates: FloatArray) -> FloatArray:
    """Values as a reader would take them who thinks all our curves straight, same shape as given.

    Options without an order keep our values: there is no line to draw through them.
    """
    columns = []
    for j, (issue, function) in enumerate(zip(own.agenda.issues, own.functions, strict=True)):
        if issue.counterpart_probabilities is None:
            columns.append(function(coordinates[:, j]))
            continue
        low, high = issue.bounds
        share = (coordinates[:, j] - low) / (high - low)
        ends = function(np.array([low, high]))
        columns.append(share if ends[1] >= ends[0] else 1 - share)
    return np.stack(columns, axis=1)


@lru_cache(maxsize=16)
def reader_weights(n_issues: int, n: int = READER_SAMPLE) -> FloatArray:
    """Weights that a reader holds possible beforehand, shape ``(n_points, n_issues)``, all alike.

    Three issues: the 231 points of the simplex in steps of 0.05. Otherwise `n` points spread evenly
    over the simplex: exponential spacings of an additive-recurrence sequence (Korobov 1963), so the
    same points on every machine.
    """
    if n_issues == 1:
        return np.ones((1, 1))
    if n_issues == 3:
        a, b = np.meshgrid(np.arange(GRID_STEPS + 1), np.arange(GRID_STEPS + 1), indexing="ij")
        keep = a + b <= GRID_STEPS
        first, second = a[keep], b[keep]
        return np.stack([first, second, GRID_STEPS - first - second], axis=1) / GRID_STEPS
    root = 2.0
    for _ in range(60):
        root = (1 + root) ** (1 / (n_issues + 1))
    steps = root ** -np.arange(1, n_issues + 1)
    uniform = (0.5 + np.outer(np.arange(1, n + 1), steps)) % 1
    spacings = -np.log(np.clip(uniform, 1e-12, 1))
    return spacings / spacings.sum(axis=1, keepdims=True)


def log_reading(
    sets: Sequence[FloatArray], weights: FloatArray, blur: float = EQUALITY_BLUR
) -> FloatArray:
    """Log-likelihood of each possible weight vector, given Mesos said to be equal for us.

    Parameters
    ----------
    sets : sequence of ndarray, each (n_packages, n_issues)
        Values of each Meso's packages; Mesos are independent claims.
    weights : ndarray, shape (n_points, n_issues)

    Returns
    -------
    ndarray, shape (n_points,)
        ``-sum_i (w.x_i - mean)^2 / (2 blur^2)``, summed over Mesos.
    """
    total = np.zeros(len(weights))
    for values in sets:
        worth = weights @ values.T
        total -= ((worth - worth.mean(axis=1, keepdims=True)) ** 2).sum(axis=1) / (2 * blur**2)
    return total


def exposure_bits(
    sets: Sequence[FloatArray], blur: float = EQUALITY_BLUR, weights: FloatArray | None = None
) -> float:
    """Bits about our weights that Mesos give to a reader with these values; 0 for single packages."""
    if not sets:
        return 0.0
    weights = reader_weights(sets[0].shape[1]) if weights is None else weights
    posterior = draw_shares(log_reading(sets, weights, blur), len(weights))
    return max(0.0, float(np.log2(len(weights)) - entropy(posterior)))


def exposure_rank(sets: Sequence[FloatArray]) -> float:
    """Independent differences shown, over the number that would fix our weights: 0 to 1."""
    if not sets or sets[0].shape[1] < 2:
        return 0.0
    n_issues = sets[0].shape[1]
    differences = np.vstack([values[1:] - values[0] for values in sets])
    if not len(differences):
        return 0.0
    rank = int(np.linalg.matrix_rank(differences, tol=RANK_SLACK))
    return min(rank, n_issues - 1) / (n_issues - 1)


def implied_weights(sets: Sequence[FloatArray]) -> FloatArray | None:
    """The only weights under which every Meso is exactly equal, or None when there is no such one.

    Solves ``D w = 0, sum w = 1`` for the stacked differences D; shape ``(n_issues,)``. The solution may
    have negative parts: then no possible weights make the packages equal.
    """
    n_issues = sets[0].shape[1]
    differences = np.vstack([values[1:] - values[0] for values in sets])
    system = np.vstack([differences, np.ones(n_issues)])
    wanted = np.append(np.zeros(len(differences)), 1.0)
    solution, _, rank, _ = np.linalg.lstsq(system, wanted, rcond=1e-6)
    exact = np.abs(system @ solution - wanted).max() < 1e-6
    return np.asarray(solution, float) if rank == n_issues and exact else None


def exposure_of(own: AdditiveUtility, mesos: Sequence[Sequence[Package]]) -> Exposure:
    """What our Mesos so far reveal together; see `Exposure`.

    Parameters
    ----------
    own : AdditiveUtility
    mesos : sequence of sequences of complete packages
        In any order; single packages reveal nothing here.
    """
    rows = [own.agenda.encode(list(packages)) for packages in mesos if len(packages) > 1]
    true_sets = [values_at(own, row) for row in rows]
    return Exposure(
        exposure_rank(true_sets),
        _reading(own, true_sets),
        _reading(own, [linear_values_at(own, row) for row in rows]),
    )


def _reading(own: AdditiveUtility, sets: Sequence[FloatArray]) -> Reading:
    names = own.agenda.names
    weights = reader_weights(len(names))
    posterior = draw_shares(log_reading(sets, weights), len(weights))
    mean = posterior @ weights
    sd = np.sqrt(np.maximum(posterior @ weights**2 - mean**2, 0.0))
    level = {}
    for j, name in enumerate(names):
        low, high = weighted_quantiles(weights[:, j], posterior, (0.05, 0.95))
        before = np.quantile(weights[:, j], 0.95) - np.quantile(weights[:, j], 0.05)
        level[name] = _level((high - low) / before if before > 0 else 1.0)
    return Reading(
        exposure_bits(sets),
        dict(zip(names, mean.tolist(), strict=True)),
        dict(zip(names, sd.tolist(), strict=True)),
        level,
    )


def _level(width: float) -> str:
    """A word for the width of the reader's 90% interval as a share of what it was beforehand."""
    for limit, word in ((0.15, "known"), (0.5, "bounded"), (0.85, "hinted")):
        if width <= limit:
            return word
    return "hidden"
