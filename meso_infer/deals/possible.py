"""Which deals are possible: the options tried of every issue, and the packages that obey the rules."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from meso_infer.errors import InvalidPackage, listed
from meso_infer.packages import Agenda

FloatArray = NDArray[np.float64]

MOST_LISTED = 1_000_000
"""Up to how many combinations of options are listed of issues that rules tie together."""
AMOUNTS = 101
MOST_OPTIONS = 501
"""Options of one issue that are tried; of an amount to the dollar there may be hundreds of thousands."""
SAMPLED = 2_000


def options_of(agenda: Agenda) -> list[FloatArray]:
    """Coordinates to try of each issue: all options, evenly spread ones of very many, or 101 amounts."""
    found = []
    for issue in agenda.issues:
        if issue.n_options is None:
            found.append(issue.grid(AMOUNTS))
            continue
        every = issue.coordinates()
        found.append(every[spread(len(every), MOST_OPTIONS)])
    return found


def possible_deals(agenda: Agenda, most: int = SAMPLED) -> FloatArray:
    """Packages that obey the rules, by their coordinates ``(n, n_issues)``.

    All of them where they are at most that many, else those of as many that are drawn evenly.
    """
    axes = options_of(agenda)
    places, _ = _places([len(axis) for axis in axes], most)
    rows = np.stack([axis[places[:, j]] for j, axis in enumerate(axes)], axis=1)
    return rows[agenda.feasible_mask(rows)]


def allowed_places(agenda: Agenda, axes: Sequence[FloatArray]) -> tuple[NDArray[np.intp], bool]:
    """Combinations of options that obey the rules, ``(n, n_issues)``, and whether all were looked at."""
    places, complete = _places([len(axis) for axis in axes], MOST_LISTED)
    if not agenda.rules:
        return places, complete
    rows = np.stack([axis[places[:, j]] for j, axis in enumerate(axes)], axis=1)
    places = places[agenda.feasible_mask(rows)]
    if not len(places):
        rules = listed((agenda.describe_rule(rule) for rule in agenda.rules), "and")
        raise InvalidPackage(
            f"No package that was looked at obeys every rule ({rules}). Change a rule in Setup."
        )
    return places, complete


def _places(sizes: Sequence[int], most: int) -> tuple[NDArray[np.intp], bool]:
    """Every combination of options, or that many drawn at random, and whether it is every one."""
    count = math.prod(sizes)
    if count <= most:
        return np.stack(np.unravel_index(np.arange(count), sizes), axis=1), True
    rng = np.random.default_rng(len(sizes))
    return np.stack([rng.integers(0, n, most) for n in sizes], axis=1), False


def spread(n: int, most: int) -> NDArray[np.intp]:
    """All of n rows, or evenly spaced ones with the first and the last."""
    return np.linspace(0, n - 1, min(n, most)).round().astype(np.intp)
