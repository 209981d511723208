"""What is searched for candidates: the options tried of every issue, and the amount that is solved for.

One continuous issue is solved, combination by combination, for the amount that makes a package worth the
target; further continuous issues are tried at 101 amounts each. Where an agenda is too large even so, the
longest issues with an order are tried at fewer.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from meso_infer.candidates.draw_tables import AMOUNTS_TRIED
from meso_infer.candidates.halves import MOST_IN_A_HALF, Marks, largest_half
from meso_infer.errors import NoFeasibleMeso, listed
from meso_infer.issues import Option
from meso_infer.packages import Agenda, Condition
from meso_infer.utility import AdditiveUtility

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]

FEWEST_TRIED = 11
FEWER_AT_ONCE = 0.8
MOST_RULES = 62


@dataclass(frozen=True)
class Axes:
    """The options tried of every issue.

    Attributes
    ----------
    own : AdditiveUtility
    options : tuple of ndarray, each (n_options,)
        Coordinates; a solved issue has one, its low end, in place of the amount.
    solved : int or None
        The place of the issue that is solved for.
    gridded : tuple of str
        Issues of which only some amounts are tried.
    """

    own: AdditiveUtility
    options: tuple[FloatArray, ...]
    solved: int | None
    gridded: tuple[str, ...]

    @classmethod
    def of(
        cls,
        own: AdditiveUtility,
        held: Mapping[str, Option],
        earlier: FloatArray | None = None,
    ) -> Axes:
        """What to try when some issues are held at one option.

        Amounts of `earlier` packages, ``(n_earlier, n_issues)``, are tried besides those of a grid.

        Raises
        ------
        NoFeasibleMeso
            When there are too many packages even so.
        """
        agenda = own.agenda
        solved = _solved_issue(own, held)
        sizes = []
        for j, issue in enumerate(agenda.issues):
            single = j == solved or issue.name in held
            sizes.append(1 if single else issue.n_options or AMOUNTS_TRIED)
        tried = _fewer(agenda, sizes)
        options, gridded = [], []
        for j, issue in enumerate(agenda.issues):
            if issue.name in held:
                options.append(np.array([issue.coordinate(issue.parse(held[issue.name]))]))
            elif j == solved:
                options.append(np.array(issue.bounds[:1]))
            elif issue.n_options is None or tried[j] < sizes[j]:
                more = () if earlier is None else earlier[:, j]
                options.append(np.union1d(issue.grid(tried[j]), more))
                gridded.append(issue.name)
            else:
                options.append(issue.coordinates())
        return cls(own, tuple(options), solved, tuple(gridded))

    @property
    def agenda(self) -> Agenda:
        return self.own.agenda

    @cached_property
    def combinations(self) -> int:
        """How many packages there are to search."""
        return math.prod(len(options) for options in self.options)

    @cached_property
    def worth(self) -> tuple[FloatArray, ...]:
        """Our part-worth of every option, issue by issue; 0 for the issue that is solved for."""
        return tuple(
            np.zeros(1) if j == self.solved else self.own.weights[j] * function(options)
            for j, (options, function) in enumerate(
                zip(self.options, self.own.functions, strict=True)
            )
        )

    def coordinates(self, places: IntArray) -> FloatArray:
        """Coordinates of packages given as places of options, both ``(n, n_issues)``."""
        return np.stack([o[places[:, j]] for j, o in enumerate(self.options)], axis=1)

    def marks(self, earlier: FloatArray | None, most_changes: int | None) -> Marks | None:
        """What options must bear for a package to obey the rules and change few enough issues.

        A rule on the amount that is solved for cannot be seen here, and that amount counts as changed.
        """
        rules = self.agenda.rules if len(self.agenda.rules) <= MOST_RULES else ()
        if earlier is None or most_changes is None:
            earlier = most_changes = None
        if not rules and earlier is None:
            return None
        changes = ()
        if earlier is not None:
            changes = tuple(
                np.ones((1, len(earlier)), np.int64)
                if j == self.solved
                else (np.abs(options[:, None] - earlier[None, :, j]) > 1e-9).astype(np.int64)
                for j, options in enumerate(self.options)
            )
        issues = range(len(self.options))
        # The solved amount is not known yet: as if it made no rule apply and kept them all.
        when = tuple(self._borne([rule.when for rule in rules], j, False) for j in issues)
        then = tuple(self._borne([rule.then for rule in rules], j, True) for j in issues)
        return Marks(when, then, changes, most_changes)

    def _borne(
        self, sides: Sequence[Mapping[str, Condition]], j: int, unknown: bool
    ) -> NDArray[np.int64]:
        """Bit r of every option of issue `j`: whether side r of the rules holds as far as it goes."""
        issue, options = self.agenda.issues[j], self.options[j]
        bits = np.zeros(len(options), np.int64)
        for r, side in enumerate(sides):
            holds = np.ones(len(options), bool)
            if issue.name in side:
                known = j != self.solved
                holds = side[issue.name].holds(issue, options) if known else np.full(1, unknown)
            bits |= holds.astype(np.int64) << r
        return bits

    @property
    def rules_need_amount(self) -> bool:
        """Whether some rule speaks of the amount that is solved for, or there are too many rules to mark."""
        if len(self.agenda.rules) > MOST_RULES:
            return True
        if self.solved is None:
            return False
        name = self.agenda.names[self.solved]
        return any(name in rule.when or name in rule.then for rule in self.agenda.rules)


def _solved_issue(own: AdditiveUtility, held: Mapping[str, Option]) -> int | None:
    """The place of the heaviest continuous issue: solving it reaches the target from most combinations."""
    places = [
        j
        for j, issue in enumerate(own.agenda.issues)
        if issue.name not in held and issue.n_options is None and own.weights[j] > 0
    ]
    return max(places, key=lambda j: own.weights[j]) if places else None


def _fewer(agenda: Agenda, sizes: Sequence[int]) -> list[int]:
    """How many options of each issue to try, so that each half of the issues can be held in memory."""
    tried = list(sizes)
    while largest_half(tried) > MOST_IN_A_HALF:
        shrinkable = [
            j
            for j, issue in enumerate(agenda.issues)
            if issue.counterpart_probabilities is not None and tried[j] > FEWEST_TRIED
        ]
        if not shrinkable:
            raise NoFeasibleMeso(_too_many(agenda, sizes))
        longest = max(shrinkable, key=lambda j: tried[j])
        tried[longest] = max(FEWEST_TRIED, int(tried[longest] * FEWER_AT_ONCE))
    return tried


def _too_many(agenda: Agenda, sizes: Sequence[int]) -> str:
    widest = sorted(range(len(sizes)), key=lambda j: -sizes[j])[:3]
    named = listed(
        (f"{agenda.names[j]} ({sizes[j]:,} options)" for j in widest if sizes[j] > 1), "and"
    )
    return (
        f"There are {math.prod(sizes):.1g} packages, more than can be searched. The widest issues are "
        f"{named}. Hold an issue at one option, or coarsen its steps in Setup."
    )
