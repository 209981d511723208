"""Packages seen with all parties' utilities: whether limits overlap, and which package to suggest.

Up to a million packages all are looked at. Beyond, an integer program finds the best one (the HiGHS
solver of SciPy). An issue that takes any amount is looked at in at most 101 amounts.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from importlib import import_module
from threading import Thread

import numpy as np
from numpy.typing import NDArray

from meso_infer.errors import CaseRefused
from meso_infer.frontier import DECIMALS
from meso_infer.mediation.entries import Method
from meso_infer.mediation.integer_program import (
    SECONDS,
    Solution,
    best_product,
    best_smallest,
)
from meso_infer.packages import Agenda, Package
from meso_infer.utility import AdditiveUtility

FloatArray = NDArray[np.float64]

MOST_LISTED = 1_000_000
"""Up to how many packages all are looked at."""
PATIENCE = 5.0
"""Seconds for the one question that must not be left open."""
SOLVER = "scipy.optimize"
"""Takes a second to load, which the first search of a process would wait for."""
SLACK = 1e-9
SAMPLE = 20_000


@dataclass(frozen=True)
class Suggested:
    """A package found from all utilities.

    Attributes
    ----------
    package : Package
    gains : tuple of float
        Each party's utility less its limit, in the order given; below 0 where the limit is not met.
    is_exact : bool
        False where the solver's time was over before it had proved that nothing is better.
    """

    package: Package
    gains: tuple[float, ...]
    is_exact: bool


@dataclass(frozen=True)
class Levels:
    """The options of each issue, and what each gives to each party.

    Attributes
    ----------
    axes : tuple of ndarray, shape (n_options,)
        Coordinates by issue.
    worth : tuple of ndarray, shape (n_parties, n_options)
        Part-worths by issue.
    limits : ndarray, shape (n_parties,)
    """

    agenda: Agenda
    axes: tuple[FloatArray, ...]
    worth: tuple[FloatArray, ...]
    limits: FloatArray

    @classmethod
    def of(
        cls, agenda: Agenda, utilities: Sequence[AdditiveUtility], limits: Sequence[float]
    ) -> Levels:
        """Tabulate the utilities."""
        axes = tuple(issue.grid() for issue in agenda.issues)
        worth = tuple(
            np.stack([one.part_worth(issue.name, axis) for one in utilities])
            for issue, axis in zip(agenda.issues, axes, strict=True)
        )
        return cls(agenda, axes, worth, np.asarray(limits, float))

    @property
    def n_packages(self) -> int:
        return math.prod(len(axis) for axis in self.axes)

    def gains_of_all(self) -> FloatArray:
        """Gain of every party over its limit, shape ``(n_parties, n_packages)``, last issue fastest."""
        total = -self.limits[:, None]
        for worth in self.worth:
            total = (total[:, :, None] + worth[:, None, :]).reshape(len(total), -1)
        return total

    def feasible(self) -> NDArray[np.bool_]:
        """Which packages obey the rules, in the same order."""
        named = {name for rule in self.agenda.rules for name in (*rule.when, *rule.then)}
        n = self.n_packages
        if not named:
            return np.ones(n, bool)
        inside = [j for j, issue in enumerate(self.agenda.issues) if issue.name in named]
        small = Agenda(tuple(self.agenda.issues[j] for j in inside), self.agenda.rules)
        shape = tuple(len(axis) for axis in self.axes)
        meshes = np.meshgrid(*(self.axes[j] for j in inside), indexing="ij")
        mask = small.feasible_mask(np.stack([mesh.ravel() for mesh in meshes], axis=1))
        wide = [len(axis) if j in inside else 1 for j, axis in enumerate(self.axes)]
        return np.broadcast_to(mask.reshape(wide), shape).ravel()

    def place_of(self, package: Package) -> tuple[int, ...]:
        """Which option of each issue a package takes: the nearest of those looked at."""
        row = self.agenda.encode([package])[0]
        return tuple(int(np.abs(axis - x).argmin()) for axis, x in zip(self.axes, row, strict=True))

    def package_at(self, places: Sequence[int]) -> Package:
        """The package that takes these options."""
        return self.agenda.decode(
            np.array([axis[k] for axis, k in zip(self.axes, places, strict=True)])
        )


def prepare_search(agenda: Agenda) -> None:
    """Load ahead what a search beyond a million packages needs, beside whatever else is done.

    Where there are fewer, or it is loaded, nothing happens. Whoever searches meanwhile waits for the rest.
    """
    n_packages = math.prod(len(issue.grid()) for issue in agenda.issues)
    if n_packages > MOST_LISTED and SOLVER not in sys.modules:
        Thread(target=import_module, args=(SOLVER,), daemon=True).start()


def overlaps(
    agenda: Agenda, utilities: Sequence[AdditiveUtility], limits: Sequence[float]
) -> bool | None:
    """Whether some package gives every party at least its limit.

    Returns
    -------
    bool or None
        None where more than a million packages could not be searched to the end in `PATIENCE` seconds.

    Raises
    ------
    CaseRefused
        When no package obeys the rules.
    """
    levels = Levels.of(agenda, utilities, limits)
    if levels.n_packages <= MOST_LISTED:
        smallest = levels.gains_of_all().min(axis=0)[levels.feasible()]
        _require_some(len(smallest))
        return bool(np.round(smallest.max(), DECIMALS) >= 0)
    rules = _rules(levels)
    for seconds in (SECONDS, PATIENCE):
        found = _solved(
            best_smallest(levels.worth, levels.limits, rules, enough=0.0, seconds=seconds)
        )
        if found.smallest >= -SLACK:
            return True
        if found.bound < -SLACK:
            return False
    return None


def suggest(
    agenda: Agenda,
    utilities: Sequence[AdditiveUtility],
    limits: Sequence[float],
    *,
    method: Method = "maximin",
    without: Collection[Package] = (),
) -> Suggested:
    """The best package for all by one rule, limits as what each has without an agreement.

    ``maximin`` makes the smallest gain largest (Raiffa 1985; Kalai 1977); ``nash`` the product of the
    gains (Nash 1950), and where no package meets all limits it is the maximin package, so that a
    suggestion never tells whether the limits overlap. Of equals, the one with the larger sum of gains.

    Parameters
    ----------
    without : collection of Package
        Packages that are not to be suggested again; up to a million, nor are those worth the same to all.

    Raises
    ------
    CaseRefused
        When no package is left.
    """
    levels = Levels.of(agenda, utilities, limits)
    taken = [levels.place_of(package) for package in without]
    if levels.n_packages <= MOST_LISTED:
        return _listed(levels, method, taken)
    rules = _rules(levels)
    found = None
    if method == "nash":
        found = best_product(levels.worth, levels.limits, rules, taken)
    if found is None:
        found = _solved(best_smallest(levels.worth, levels.limits, rules, taken))
    gains = sum(worth[:, k] for worth, k in zip(levels.worth, found.places, strict=True))
    return Suggested(
        levels.package_at(found.places),
        tuple(float(gain) for gain in gains - levels.limits),
        found.is_exact,
    )


def share_meeting_limit(agenda: Agenda, utility: AdditiveUtility, limit: float) -> float:
    """Which share of the packages is worth at least a limit to one party, 0 to 1.

    Beyond a million packages it is that of a sample of `SAMPLE`, the same every time.
    """
    levels = Levels.of(agenda, [utility], [limit])
    if levels.n_packages <= MOST_LISTED:
        gains = levels.gains_of_all()[0][levels.feasible()]
    else:
        dice = np.random.default_rng(SAMPLE)
        columns = [dice.choice(axis, SAMPLE) for axis in levels.axes]
        rows = np.stack(columns, axis=1)
        gains = utility.utility_of(rows[agenda.feasible_mask(rows)]) - limit
    return float((np.round(gains, DECIMALS) >= 0).mean()) if len(gains) else 0.0


def _listed(levels: Levels, method: Method, taken: Sequence[tuple[int, ...]]) -> Suggested:
    gains, allowed = levels.gains_of_all(), levels.feasible()
    shape = tuple(len(axis) for axis in levels.axes)
    if taken:
        allowed = _without(gains, allowed, [int(np.ravel_multi_index(k, shape)) for k in taken])
    smallest = np.where(allowed, gains.min(axis=0), -np.inf)
    _require_some(int(allowed.sum()))
    criterion = smallest
    if method == "nash" and np.round(smallest.max(), DECIMALS) >= 0:
        inside = np.round(smallest, DECIMALS) >= 0
        criterion = np.where(inside, np.maximum(gains, 0).prod(axis=0), -np.inf)
    tied = np.flatnonzero(criterion >= criterion.max() - 10.0**-DECIMALS)
    best = int(tied[np.argmax(np.round(gains[:, tied].sum(axis=0), DECIMALS))])
    places = np.unravel_index(best, shape)
    return Suggested(
        levels.package_at([int(k) for k in places]),
        tuple(float(gain) for gain in gains[:, best]),
        True,
    )


def _without(
    gains: FloatArray, allowed: NDArray[np.bool_], taken: Sequence[int]
) -> NDArray[np.bool_]:
    """Which packages are left without those taken, and without those that nobody could tell from them.

    Where none is left that anybody could tell from them, only those taken are left out.
    """
    alike = np.zeros(len(allowed), bool)
    for one in taken:
        alike |= (np.abs(gains - gains[:, [one]]) < 10.0**-DECIMALS).all(axis=0)
    if (allowed & ~alike).any():
        return allowed & ~alike
    left = allowed.copy()
    left[list(taken)] = False
    return left


def _rules(levels: Levels) -> list[tuple[list[NDArray[np.bool_]], dict[int, NDArray[np.bool_]]]]:
    """Each rule by options: those that set it off, issue by issue, and those it then allows."""
    found = []
    for rule in levels.agenda.rules:
        when: list[NDArray[np.bool_]] = [np.zeros(len(axis), bool) for axis in levels.axes]
        then: dict[int, NDArray[np.bool_]] = {}
        for side, conditions in (("when", rule.when), ("then", rule.then)):
            for name, condition in conditions.items():
                j = levels.agenda.index(name)
                mask = condition.holds(levels.agenda.issues[j], levels.axes[j])
                if side == "when":
                    when[j] = mask
                else:
                    then[j] = mask
        found.append((when, then))
    return found


def _solved(found: Solution | None) -> Solution:
    if found is None:
        raise _none_left()
    return found


def _require_some(n: int) -> None:
    if n == 0:
        raise _none_left()


def _none_left() -> CaseRefused:
    return CaseRefused(
        "No package is left: the rules of the agenda exclude all, or all were suggested already."
    )
