"""Synthetic short negotiations of one agenda, all different, made many at a time.

Counterparts are draws of the model's own prior and answer as the model says: a pick from three random
packages in each of one to three rounds; after some picks a push, after some a counteroffer.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from meso_infer.evidence import Counteroffer, Evidence, Pick, Push
from meso_infer.issues import DirectedIssue
from meso_infer.packages import Agenda, Package
from meso_infer.prior import Layout, ModelSettings
from meso_infer.prior.draws import DrawMaker, Draws
from meso_infer.prior.levels import LevelTable

FloatArray = NDArray[np.float64]
Index = NDArray[np.intp]
MOST_ROUNDS = 3
OUTCOMES = 64


class Counterparts:
    """Many counterparts with tastes of their own, each met on the same agenda of discrete issues.

    `push_share` and `counteroffer_share`, 0 to 1, are how often a pick is followed by either.
    """

    def __init__(
        self,
        agenda: Agenda,
        n: int,
        rng: np.random.Generator,
        push_share: float = 0.25,
        counteroffer_share: float = 0.1,
    ) -> None:
        self.agenda, self.n, self.rng = agenda, n, rng
        self.push_share, self.counteroffer_share = push_share, counteroffer_share
        layout = Layout(agenda, ModelSettings())
        places = [issue.coordinates() for issue in agenda.issues]
        rows = np.full((max(map(len, places)), agenda.n_issues), np.nan)
        for j, column in enumerate(places):
            rows[: len(column), j] = column
        self.table = LevelTable.of(agenda, rows)
        z = rng.standard_normal((layout.n_dimensions, n))
        self.draws: Draws = DrawMaker(layout, self.table)(z)
        self.starts = self.table.starts[:-1]
        self.sizes = np.array([len(column) for column in places])

    def bodies(self) -> list[tuple[Evidence, ...]]:
        """What each of them said, in its own one to three rounds."""
        rounds = self.rng.integers(1, MOST_ROUNDS + 1, self.n)
        said: list[list[Evidence]] = [[] for _ in range(self.n)]
        for r in range(1, MOST_ROUNDS + 1):
            self._round(r, np.nonzero(rounds >= r)[0], said)
        return [tuple(pieces) for pieces in said]

    def _levels(self, shape: tuple[int, ...]) -> Index:
        drawn = self.rng.random((*shape, self.agenda.n_issues))
        return self.starts + (drawn * self.sizes).astype(np.intp)

    def _utility(self, levels: Index, who: Index) -> FloatArray:
        worths = self.draws.part_worths[levels, who[:, None, None]]
        return worths.sum(axis=2)

    def _package(self, levels: Index) -> Package:
        return self.agenda.decode(self.table.coordinates[levels])

    def _taken(self, scaled: FloatArray) -> Index:
        """One column of each row, with chances that are the softmax of the row."""
        return (scaled + self.rng.gumbel(size=scaled.shape)).argmax(axis=1)

    def _round(self, r: int, who: Index, said: list[list[Evidence]]) -> None:
        levels = self._levels((len(who), 3))
        chosen = self._taken(self._utility(levels, who) * self.draws.sharpness[who, None])
        held = levels[np.arange(len(who)), chosen]
        worths = self.draws.part_worths[held, who[:, None]]
        gains = self.draws.best[:, who].T - worths
        pushed = self._taken(gains * self.draws.push_sharpness[who, None])
        asked = self._levels((len(who), OUTCOMES))
        gap = self._utility(asked, who) - self.draws.aspiration(r)[who, None]
        wanted = self._taken(-0.5 * (gap / 0.05) ** 2)
        pushes = self.rng.random(len(who)) < self.push_share
        counters = self.rng.random(len(who)) < self.counteroffer_share
        for i, n in enumerate(who):
            packages = tuple(self._package(row) for row in levels[i])
            said[n].append(Pick(packages, int(chosen[i]), round=r))
            if pushes[i]:
                said[n].append(self._push(packages[chosen[i]], int(pushed[i]), int(n), r))
            if counters[i]:
                said[n].append(Counteroffer(self._package(asked[i, wanted[i]]), round=r))

    def _push(self, package: Package, j: int, n: int, r: int) -> Push:
        issue, segment = self.agenda.issues[j], self.table.segment(j)
        best = segment.start + int(self.draws.part_worths[segment, n].argmax())
        option = issue.option(float(self.table.coordinates[best]))
        if not isinstance(issue, DirectedIssue):
            return Push((package,), issue.name, option=str(option), round=r)
        here = issue.coordinate(package[issue.name])
        up = issue.coordinate(option) > here or here == issue.bounds[0]
        direction = issue.direction_up if up else issue.direction_down
        return Push((package,), issue.name, direction, round=r)
