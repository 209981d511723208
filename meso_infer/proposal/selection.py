"""From what is asked of the next Meso to the set that answers it best.

Chooses which issues stay the same, thins candidates and draws, and runs the search over sets.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from meso_infer.candidates import Candidates, candidates_for, tolerance_for
from meso_infer.candidates.draw_tables import DrawTables
from meso_infer.candidates.shortlist import shortlist
from meso_infer.candidates.wanted import Wanted
from meso_infer.errors import NoFeasibleMeso, listed
from meso_infer.exposure import log_reading, reader_weights, values_at
from meso_infer.information import draw_shares, entropy, mutual_information
from meso_infer.packages import Package
from meso_infer.points import points
from meso_infer.posterior import Posterior
from meso_infer.proposal.checks import LEAST_DISTANCE, distances, dominated, known_signs
from meso_infer.proposal.design import SetSearch
from meso_infer.proposal.settings import ALPHA, SEEKS_DEAL, Mode, ProposalSettings
from meso_infer.proposal.sweep import Reader, SetProblem
from meso_infer.utility import AdditiveUtility

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]

SEARCH_DRAWS = 256
SHORTLIST = 300
PROBE_ROWS = 60
PROBED_OPTIONS = 2
PROBE_THINNING = 4
READER_POINTS = 512


@dataclass(frozen=True)
class Choice:
    """A set that the search came up with.

    Attributes
    ----------
    coordinates : ndarray, shape (n_packages, n_issues)
    information, added_exposure : float
        Expected bits of the answer on the search's draws; share of our weights' uncertainty that the
        set takes away, beyond what earlier Mesos took.
    objective : float
        What was maximised.
    conflict_free : bool
        No forbidden pair in it.
    held : tuple of str
        Issues kept the same in all packages.
    unheld : Choice, optional
        What would have been chosen without a thought for exposure, for comparison.
    as_balanced : bool
        Chosen to learn most, and the balanced choice is the same.
    """

    coordinates: FloatArray
    information: float
    added_exposure: float
    objective: float
    conflict_free: bool
    held: tuple[str, ...] = ()
    unheld: Choice | None = None
    as_balanced: bool = False

    def beats(self, other: Choice) -> bool:
        """Whether this set teaches no less and reveals no more than another."""
        reveals_less = self.added_exposure <= other.added_exposure
        return reveals_less and self.information >= other.information


@dataclass(frozen=True)
class _View:
    """The draws and the reader's points that a search looks at."""

    tables: DrawTables
    shares: FloatArray
    sharpness: FloatArray
    none_utility: FloatArray
    points: FloatArray
    log_before: FloatArray

    def thinned(self, step: int) -> _View:
        """Every `step`-th draw and point."""
        shares = self.shares[::step]
        return _View(
            self.tables.thinned(step),
            shares / shares.sum(),
            self.sharpness[::step],
            self.none_utility[::step],
            self.points[::step],
            self.log_before[::step],
        )


class Selection:
    """Chooses a set among candidates; holds what every search of one proposal shares.

    Parameters
    ----------
    own, posterior
        Our utility and what we believe; draws are thinned here.
    settings : ProposalSettings
    previous : sequence of sequences of Package
        Our Mesos so far.
    rng : numpy.random.Generator
        Chooses where candidates are thinned.
    """

    def __init__(
        self,
        own: AdditiveUtility,
        posterior: Posterior,
        settings: ProposalSettings,
        previous: Sequence[Sequence[Package]],
        rng: np.random.Generator,
    ) -> None:
        self.own, self.posterior, self.settings, self.rng = own, posterior, settings, rng
        self.signs = known_signs(posterior)
        thin = posterior.thinned(SEARCH_DRAWS)
        points = reader_weights(own.agenda.n_issues)[:READER_POINTS]
        sets = [values_at(own, own.agenda.encode(list(meso))) for meso in previous if len(meso) > 1]
        self._full = _View(
            DrawTables.of(thin),
            thin.draw_weights,
            thin.draws.sharpness,
            thin.draws.aspiration(settings.round_number),
            points,
            log_reading(sets, points),
        )
        self._quick = self._full.thinned(PROBE_THINNING)
        before = entropy(draw_shares(self._full.log_before, len(points)))
        self._exposed_before = 1 - float(before) / max(np.log2(len(points)), 1e-12)

    def candidates(self, wanted: Wanted) -> Candidates:
        """The packages to choose from.

        Raises
        ------
        NoFeasibleMeso
            When there are too few, saying what stands in the way.
        """
        found = candidates_for(wanted, self._full.tables, self.rng)
        refuse_too_few(found, wanted, self.settings)
        return found

    def choose(
        self, candidates: Candidates, wanted: Wanted, constant: Sequence[str] = ()
    ) -> Choice:
        """The best set; `constant` issues are the same in all packages.

        Raises
        ------
        NoFeasibleMeso
            When no option of the constant issues leaves enough packages.
        """
        if constant:
            return self._constant(candidates, wanted, tuple(constant))
        rows = self._shortlist(candidates)
        free = self._best(rows)
        several = self.settings.n_packages > 1 and self.own.agenda.n_issues > 2
        if self.settings.mode == "learn-most" and not self.settings.last_round:
            return self._learning_no_less(free, rows)
        if self.settings.mode != "reveal-least" or wanted.held or not several:
            return free
        cheapest = self._cheapest_to_hide(candidates, wanted)
        if cheapest is None or free.beats(cheapest):
            return free
        return replace(cheapest, unheld=self._best(rows, price=0.0, mode="balanced"))

    def _constant(self, candidates: Candidates, wanted: Wanted, names: tuple[str, ...]) -> Choice:
        groups = self._same_in_all(candidates, wanted, names)
        if not groups:
            raise NoFeasibleMeso(self._held_too_much(candidates, wanted, names))
        probes = [self._probe(group) for group in groups]
        best = max(range(len(groups)), key=lambda i: probes[i].objective)
        return replace(self._best(self._shortlist(groups[best])), held=names)

    def _learning_no_less(self, found: Choice, rows: FloatArray) -> Choice:
        """What was found, or the balanced choice where that is the same or teaches as much on all draws.

        A search on few draws takes their noise for learning.
        """
        balanced = self._best(rows, alpha=ALPHA["balanced"], mode="balanced")
        same = {*map(tuple, balanced.coordinates)} == {*map(tuple, found.coordinates)}
        if same or self._taught(balanced.coordinates) >= self._taught(found.coordinates):
            return replace(balanced, as_balanced=True)
        return found

    def _taught(self, coordinates: FloatArray) -> float:
        """Expected bits of the answer to a set, on all draws."""
        theirs = self.posterior.utility_of(coordinates)
        chances = self.posterior.answer_draws(theirs, round_number=self.settings.round_number)
        return mutual_information(chances, self.posterior.log_weights)

    def _held_too_much(self, candidates: Candidates, wanted: Wanted, names: tuple[str, ...]) -> str:
        """That so many issues cannot stay the same, and which one to release if one is enough."""
        if len(names) == self.own.agenda.n_issues:
            return (
                "Every issue is to be the same in all packages, so they would all be one: "
                "release an issue, or offer 1 package."
            )
        message = (
            f"With {listed(names, 'and')} the same in all packages there are not "
            f"{self.settings.n_packages} packages worth the target. "
        )
        for name in names if len(names) > 1 else ():
            if self._same_in_all(candidates, wanted, tuple(n for n in names if n != name)):
                return f"{message}With {name} released there are; or offer fewer packages."
        return f"{message}Hold fewer issues, offer fewer packages, or widen the tolerance."

    def _same_in_all(
        self, candidates: Candidates, wanted: Wanted, names: tuple[str, ...]
    ) -> list[Candidates]:
        """Candidates that agree on the named issues: the largest such groups, each enough for a set.

        Of a sample the groups are small; there the options of the packages that they like best are held,
        and the band is searched again.
        """
        if candidates.method == "exact":
            return [candidates.where(group) for group in self._groups(candidates, names)]
        places = [self.own.agenda.index(name) for name in names]
        liking = self._full.tables.utilities(candidates.coordinates) @ self._full.shares
        liked = candidates.coordinates[np.argsort(-liking, kind="stable")][:, places]
        _, first = np.unique(liked, axis=0, return_index=True)
        groups = []
        for row in np.sort(first)[:PROBED_OPTIONS]:
            try:
                groups.append(self._holding(wanted, names, liked[row]))
            except NoFeasibleMeso:
                continue
        return [group for group in groups if len(group) >= self.settings.n_packages]

    def _holding(self, wanted: Wanted, names: Sequence[str], options: FloatArray) -> Candidates:
        """What is found when issues are held at these coordinates."""
        held = {
            name: self.own.agenda.issue(name).option(float(coordinate))
            for name, coordinate in zip(names, options, strict=True)
        }
        return candidates_for(wanted.holding(held), self._full.tables, self.rng)

    def _cheapest_to_hide(self, candidates: Candidates, wanted: Wanted) -> Choice | None:
        """Hold the issue whose hiding seems to cost least information, at the option that seems best.

        By a quick look: at the options that most candidates share, and a sample of these, on few draws.
        """
        found: list[tuple[float, str, Candidates]] = []
        for name in self.own.agenda.names:
            if self.own.weight_by_issue[name] <= 0:
                continue
            groups = [candidates.where(group) for group in self._groups(candidates, (name,))]
            probes = [self._probe(group) for group in groups]
            possible = [i for i, probe in enumerate(probes) if probe.conflict_free]
            if possible:
                best = max(possible, key=lambda i: probes[i].objective)
                found.append((probes[best].information, name, groups[best]))
        if not found:
            return None
        _, name, group = max(found, key=lambda one: one[0])
        if candidates.method != "exact":
            place = self.own.agenda.index(name)
            group = self._holding(wanted, (name,), group.coordinates[:1, place])
        return replace(self._best(self._shortlist(group)), held=(name,))

    def _groups(self, candidates: Candidates, names: Sequence[str]) -> list[IntArray]:
        """Rows of the largest groups of candidates that agree on the named issues and can fill a set."""
        code = np.zeros(len(candidates), dtype=np.intp)
        for name in names:
            column = candidates.coordinates[:, self.own.agenda.index(name)]
            options, place = np.unique(column, return_inverse=True)
            code = np.unique(code * len(options) + place, return_inverse=True)[1]
        sizes = np.bincount(code)
        enough = [
            g for g in np.argsort(-sizes, kind="stable") if sizes[g] >= self.settings.n_packages
        ]
        return [np.flatnonzero(code == g) for g in enough[:PROBED_OPTIONS]]

    def _probe(self, group: Candidates) -> Choice:
        """A quick look at what a group can give: the best set among a sample of it."""
        rows = np.arange(len(group))
        if len(rows) > PROBE_ROWS:
            rows = np.sort(self.rng.choice(rows, PROBE_ROWS, replace=False))
        return self._best(group.coordinates[rows], quick=True)

    def _shortlist(self, candidates: Candidates) -> FloatArray:
        """Coordinates of the candidates worth comparing."""
        rows = shortlist(candidates, self._full.tables, self._full.shares, SHORTLIST, self.rng)
        return candidates.coordinates[rows]

    def _best(
        self,
        coordinates: FloatArray,
        *,
        price: float | None = None,
        alpha: float | None = None,
        mode: Mode | None = None,
        quick: bool = False,
    ) -> Choice:
        """The best set of these packages; `price` of exposure, `alpha` and `mode` other than asked, if given."""
        kappa = self.settings.price_of_exposure if price is None else price
        weight = self.settings.weight_of_value if alpha is None else alpha
        view = self._quick if quick else self._full
        seeks_deal = SEEKS_DEAL[mode or self.settings.mode]
        search = SetSearch(self._problem(coordinates, view, kappa, weight, seeks_deal))
        chosen = search.best(self.settings.n_packages)
        scores = search.scores(chosen[None, :])
        return Choice(
            coordinates[chosen],
            float(scores.information[0]),
            max(0.0, float(search.exposure(chosen[None, :])[0]) - self._exposed_before),
            float(scores.objective[0]),
            bool(scores.conflicts[0] == 0),
        )

    def _problem(
        self, coordinates: FloatArray, view: _View, kappa: float, alpha: float, seeks_deal: bool
    ) -> SetProblem:
        beaten = dominated(coordinates, self.signs)
        alike = distances(self.own.agenda, coordinates) < LEAST_DISTANCE
        return SetProblem(
            utilities=view.tables.utilities(coordinates),
            sharpness=view.sharpness,
            alpha=alpha,
            shares=view.shares,
            none_utility=view.none_utility,
            conflicts=beaten | beaten.T | alike,
            kappa=kappa,
            reader=Reader(values_at(self.own, coordinates) @ view.points.T, view.log_before),
            seeks_deal=seeks_deal,
        )


def refuse_too_few(candidates: Candidates, wanted: Wanted, settings: ProposalSettings) -> None:
    """Raise NoFeasibleMeso when there are fewer candidates than packages wanted, with the nearest that can be."""
    if len(candidates) >= settings.n_packages:
        return
    agenda = candidates.agenda
    found = "Only 1 package is" if len(candidates) == 1 else f"Only {len(candidates)} packages are"
    message = (
        f"{found} worth {points(settings.target)} points to us, give or take "
        f"{50 * settings.tolerance:.2g}, and {settings.n_packages} were asked for. "
    )
    if len(wanted.held) == agenda.n_issues:
        raise NoFeasibleMeso(
            f"{message}Every issue is held, so all packages would be the same: release one, or offer 1."
        )
    if agenda.n_issues == 1:
        raise NoFeasibleMeso(
            f"{message}With one issue, packages that are worth the same to us are mostly one and the "
            "same: offer 1 package, or add an issue in Setup."
        )
    wider = tolerance_for(wanted, settings.n_packages)
    if wider is not None and wider > settings.tolerance:
        message += f"Give or take {_rounded_up(50 * wider):g} points there are enough. "
    raise NoFeasibleMeso(
        f"{message}Offer fewer packages, widen the tolerance, or change the target."
    )


def _rounded_up(points: float) -> float:
    """Points to two decimals, never less than given."""
    return math.ceil(100 * points - 1e-9) / 100
