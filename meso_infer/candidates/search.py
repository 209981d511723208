"""Packages that are worth the target to us: the material of the next Meso.

Up to a million packages, and beyond where few enough lie in the band, every package of the band is a
candidate. Otherwise candidates are a uniform sample of the band and, for each of many plausible
utilities of theirs, the packages of the band that are best for them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from meso_infer.candidates.axes import Axes
from meso_infer.candidates.draw_tables import DrawTables
from meso_infer.candidates.favourites import favourite_places
from meso_infer.candidates.halves import BAND_SLACK, Halves
from meso_infer.candidates.solving import Solver
from meso_infer.candidates.wanted import Wanted, as_points
from meso_infer.errors import NoFeasibleMeso, listed
from meso_infer.issues import Issue, Option
from meso_infer.packages import LABELS, Agenda, Package
from meso_infer.utility import AdditiveUtility

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]

MOST_COMBINATIONS = 1_000_000
"""So many packages are searched one by one whatever the band holds of them, up to the next limit."""

MOST_LISTED = 250_000
FEW_IN_BAND = 50_000
SAMPLED = 1_200
TOLERANCE_STEP = 1e-5


@dataclass(frozen=True)
class Candidates:
    """Packages in the own-utility band ``target +- tolerance / 2``.

    Attributes
    ----------
    coordinates : ndarray, shape (n, n_issues)
    utilities : ndarray, shape (n,)
        Our utility of each, 0 to 1.
    in_band : int
        How many packages of the band there are; more than are given when the method is "heuristic".
    method : str
        "exact" when every package of the band is given.
    solved : str or None
        The issue whose amount was solved for equality.
    gridded : tuple of str
        Issues of which only some amounts were tried, 101 unless that would have been too many.
    """

    agenda: Agenda
    coordinates: FloatArray
    utilities: FloatArray
    in_band: int
    method: str = "exact"
    solved: str | None = None
    gridded: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.coordinates)

    def packages(self, rows: Sequence[int] | None = None) -> tuple[Package, ...]:
        """The candidates as packages; all of them unless rows are named."""
        chosen = range(len(self)) if rows is None else rows
        return tuple(self.agenda.decode(self.coordinates[row]) for row in chosen)

    def where(self, keep: NDArray[np.bool_] | NDArray[np.intp]) -> Candidates:
        """The candidates at the given rows; how many the band holds is not known of a part."""
        coordinates = self.coordinates[keep]
        return replace(
            self,
            coordinates=coordinates,
            utilities=self.utilities[keep],
            in_band=len(coordinates),
        )


def find_candidates(
    own: AdditiveUtility,
    target: float,
    tolerance: float,
    *,
    held: Mapping[str, Option] | None = None,
    refused: Sequence[Package] = (),
    floor: float | None = None,
    plain_amounts: bool = True,
    tables: DrawTables | None = None,
    seed: int = 0,
) -> Candidates:
    """The packages whose utility to us lies within ``target +- tolerance / 2``; see `Wanted`.

    Parameters
    ----------
    tables : DrawTables, optional
        What packages are worth to them, for the best of a band that is too large to be listed.
    seed : int
        Of the sample of such a band.

    Raises
    ------
    NoFeasibleMeso
        When nothing is left, saying what emptied the band; or when there are more packages than can
        be searched.
    """
    agenda = own.agenda
    fixed = {agenda.issue(name).name: option for name, option in (held or {}).items()}
    wanted = Wanted(
        own, target, tolerance, fixed, tuple(refused), floor, plain_amounts=plain_amounts
    )
    return candidates_for(wanted, tables, np.random.default_rng(seed))


def candidates_for(
    wanted: Wanted, tables: DrawTables | None, rng: np.random.Generator
) -> Candidates:
    """The packages that meet what is wanted: all of them, or when they are many the best and a sample.

    Raises
    ------
    NoFeasibleMeso
        See `find_candidates`.
    """
    return _Search(wanted).candidates(tables, rng)


class _Search:
    """One search of a band: what is tried, and how each find is settled."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted, self.agenda = wanted, wanted.agenda
        self.low, self.high = wanted.band
        self.axes = Axes.of(wanted.own, wanted.held, wanted.earlier)
        rounding = wanted.tolerance if wanted.plain_amounts else 0.0
        self.solver = (
            None
            if self.axes.solved is None
            else Solver.of(self.axes, wanted.target, self.low, self.high, rounding)
        )
        self.halves = Halves(self.axes.worth, self.axes.marks(None, None))

    @cached_property
    def reach(self) -> tuple[float, float]:
        """What the options that are tried may be worth together.

        Where an amount is solved for, it brings them to the target itself; only where hardly any package
        gets there will anything in the band do.
        """
        if self.solver is None:
            return self.low, self.high
        exact = self.solver.exact_reach
        return exact if self.halves.count(*exact) >= len(LABELS) else self.solver.reach

    def candidates(self, tables: DrawTables | None, rng: np.random.Generator) -> Candidates:
        there = self.halves.count(*self.reach)
        if not there:
            self._refuse_empty()
        most = MOST_LISTED if self.axes.combinations <= MOST_COMBINATIONS else FEW_IN_BAND
        if there <= most:
            return self._listed()
        return self._sampled(tables, rng)

    # --- every package of the band ------------------------------------------------------------

    def _listed(self) -> Candidates:
        inside = self._settled(self.halves.everything(*self.reach))
        if not len(inside):
            self._refuse_empty()
        obedient = inside[self.agenda.feasible_mask(inside)] if self.agenda.rules else inside
        if not len(obedient):
            self._refuse_rules(len(inside))
        return self._made(self._near(self._fresh(obedient)), None)

    def _near(self, coordinates: FloatArray) -> FloatArray:
        """The packages that change few enough issues."""
        earlier, most = self.wanted.earlier, self.wanted.most_changes
        if earlier is None or most is None:
            return coordinates
        changes = changed_issues(coordinates, earlier)
        if changes.min() > most:
            self._refuse_changes(int(changes.min()))
        return coordinates[changes <= most]

    # --- too many to list -----------------------------------------------------------------------

    def _sampled(self, tables: DrawTables | None, rng: np.random.Generator) -> Candidates:
        halves = self._halves_with_changes()
        low, high = self.reach
        places = [halves.draw(low, high, SAMPLED, rng)]
        if tables is not None:
            places += [favourite_places(self.axes, self.solver, tables, low, high)]
        inside = self._settled(np.unique(np.vstack(places), axis=0))
        kept = self.agenda.feasible_mask(inside)
        if not kept.any():
            self._refuse_rules(len(inside))
        fresh = self._fresh(inside[kept])
        ways = [(low, high)] if self.solver is None else self.solver.ways
        there = sum(halves.count(*way) for way in ways)
        if self.axes.rules_need_amount:
            there = max(len(fresh), round(there * float(kept.mean())))
        return self._made(self._near(fresh), there - self._refused_there())

    def _halves_with_changes(self) -> Halves:
        """The packages that also change few enough issues of an earlier offer."""
        if not self.wanted.limits_changes:
            return self.halves
        assert self.wanted.most_changes is not None
        allowed = min(self.wanted.most_changes, self.agenda.n_issues)
        for most in range(allowed, self.agenda.n_issues + 1):
            halves = Halves(self.axes.worth, self.axes.marks(self.wanted.earlier, most))
            if halves.count(*self.reach):
                if most > allowed:
                    self._refuse_changes(most)
                return halves
        raise AssertionError("packages of the band differ on more issues than there are")

    def _refused_there(self) -> int:
        """How many of the refused packages would have counted: those that keep to all else that is wanted."""
        rows = self.agenda.encode(list(dict.fromkeys(self.wanted.refused)))
        if not len(rows):
            return 0
        worth = self.wanted.own.utility_of(rows)
        inside = (worth >= self.low - BAND_SLACK) & (worth <= self.high + BAND_SLACK)
        inside &= self.agenda.feasible_mask(rows)
        for name, option in self.wanted.held.items():
            issue, j = self.agenda.issue(name), self.agenda.index(name)
            inside &= np.abs(rows[:, j] - issue.coordinate(issue.parse(option))) <= 1e-9
        earlier, most = self.wanted.earlier, self.wanted.most_changes
        if earlier is not None and most is not None:
            inside &= changed_issues(rows, earlier) <= most
        return int(inside.sum())

    # --- what both share ------------------------------------------------------------------------

    def _settled(self, places: IntArray) -> FloatArray:
        """Coordinates of the packages at places of options that are truly in the band."""
        coordinates = (
            self.axes.coordinates(places) if self.solver is None else self.solver.solve(places)
        )
        utilities = self.wanted.own.utility_of(coordinates)
        inside = (utilities >= self.low - BAND_SLACK) & (utilities <= self.high + BAND_SLACK)
        return coordinates[inside]

    def _fresh(self, coordinates: FloatArray) -> FloatArray:
        """The packages that were not refused before; raises NoFeasibleMeso when none is left."""
        if not self.wanted.refused:
            return coordinates
        ranges = [high - low for low, high in (issue.bounds for issue in self.agenda.issues)]
        refused = np.zeros(len(coordinates), bool)
        for row in self.agenda.encode(list(self.wanted.refused)):
            refused |= (np.abs(coordinates - row) <= 1e-4 * np.array(ranges)).all(axis=1)
        if refused.all():
            raise NoFeasibleMeso(
                f"All {len(coordinates):,} packages worth {as_points(self.wanted.target)} to us were refused "
                "before. Change the target, or widen the tolerance."
            )
        return coordinates[~refused]

    def _made(self, coordinates: FloatArray, in_band: int | None) -> Candidates:
        solved = None if self.axes.solved is None else self.agenda.names[self.axes.solved]
        return Candidates(
            self.agenda,
            coordinates,
            self.wanted.own.utility_of(coordinates),
            len(coordinates) if in_band is None else max(in_band, len(coordinates)),
            "exact" if in_band is None else "heuristic",
            solved,
            self.axes.gridded,
        )

    # --- what cannot be met -----------------------------------------------------------------------

    def _refuse_rules(self, broken: int) -> None:
        rules = listed((self.agenda.describe_rule(rule) for rule in self.agenda.rules), "and")
        raise NoFeasibleMeso(
            f"All {broken:,} packages worth {as_points(self.wanted.target)} to us break a rule ({rules}). "
            "Change the target, or the rule in Setup."
        )

    def _refuse_changes(self, fewest: int) -> None:
        raise NoFeasibleMeso(
            f"Every package worth the target changes at least {fewest} issues of the last offer; "
            f"at most {self.wanted.most_changes} may change. Allow more changes, or move the target closer to "
            "the last offer."
        )

    def _refuse_empty(self) -> None:
        """Say what cannot be met, and the nearest that can."""
        wanted, target = self.wanted, self.wanted.target
        if self.agenda.rules:
            unruled = Halves(self.axes.worth).count(*self.reach)
            if unruled:
                self._refuse_rules(unruled)
        least, most = (0.0, 0.0) if self.solver is None else self.solver.ends
        below = self.halves.nearest(target - most)[0]
        above = self.halves.nearest(target - least)[1]
        nearest = [] if below is None else [below + most]
        nearest += [] if above is None else [above + least]
        message = (
            f"No package is worth {as_points(target)} to us, give or take {100 * wanted.tolerance / 2:.2g}. "
            f"The nearest that can be reached: {listed(map(as_points, nearest), 'and')}. "
        )
        if not wanted.held:
            raise NoFeasibleMeso(
                message + "Change the target, or widen the tolerance.", tuple(nearest)
            )
        options = (_held(self.agenda.issue(name), option) for name, option in wanted.held.items())
        raise NoFeasibleMeso(
            f"{message}What is held ({listed(options, 'and')}) limits it: release an issue, or change the target.",
            tuple(nearest),
        )


def tolerance_for(wanted: Wanted, n_packages: int) -> float | None:
    """The least tolerance at which so many packages are worth the target; None when there are not so many.

    Refusals and limits of changes are left out of account.
    """
    search = _Search(wanted)
    reach = search.solver.ends if search.solver is not None else (0.0, 0.0)

    def holds(tolerance: float) -> bool:
        low, high = wanted.target - tolerance / 2, wanted.target + tolerance / 2
        low = low if wanted.floor is None else max(low, wanted.floor)
        return search.halves.count(low - reach[1], high - reach[0]) >= n_packages

    if not holds(2.0):
        return None
    enough, too_little = 2.0, 0.0
    while enough - too_little > TOLERANCE_STEP:
        middle = (enough + too_little) / 2
        enough, too_little = (middle, too_little) if holds(middle) else (enough, middle)
    return enough


def changed_issues(coordinates: FloatArray, earlier: FloatArray) -> IntArray:
    """On how many issues each package differs from the nearest earlier one, shape ``(n,)``."""
    fewest = np.full(len(coordinates), coordinates.shape[1], dtype=np.intp)
    for row in earlier:
        fewest = np.minimum(fewest, (np.abs(coordinates - row) > 1e-9).sum(axis=1))
    return fewest


def _held(issue: Issue, option: Option) -> str:
    return f"{issue.name} at {issue.format(issue.parse(option))}"
