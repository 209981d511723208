"""Synthetic counterparts with known tastes, for trials, teaching and tests.

A counterpart is one draw of the model's own prior; it answers as the model says people answer. What
is learnt about it can be held against the truth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from meso_infer.errors import InvalidUtility
from meso_infer.events import (
    AllRejected,
    CounterofferMade,
    Event,
    IssuePushed,
    MesoOffered,
    PackagePicked,
    replay,
)
from meso_infer.evidence import FIRM_LAPSE
from meso_infer.issues import DirectedIssue
from meso_infer.likelihoods import pick_probabilities
from meso_infer.negotiation import Header, Negotiation
from meso_infer.packages import Agenda, Meso, Package
from meso_infer.prior import Layout, ModelSettings
from meso_infer.prior.draws import DrawMaker, Draws
from meso_infer.prior.levels import LevelTable
from meso_infer.utility import AdditiveUtility
from meso_infer.workflow import default_target, infer, propose

FloatArray = NDArray[np.float64]
OUTCOMES = 4000


@dataclass(frozen=True)
class SyntheticCounterpart:
    """A counterpart whose tastes are the single latent draw `z`, shape ``(n_dimensions, 1)``.

    `push_share` and `counteroffer_share`, 0 to 1, are how often they push after a pick and put a
    package of their own forward.
    """

    layout: Layout
    z: FloatArray
    push_share: float = 0.7
    counteroffer_share: float = 0.3

    @property
    def agenda(self) -> Agenda:
        return self.layout.agenda

    def draws(self, packages: Sequence[Package]) -> tuple[Draws, FloatArray]:
        """Their draw at the levels of some packages, and the packages' rows."""
        return self._draws_at(self.agenda.encode(list(packages)))

    def _draws_at(self, coordinates: FloatArray) -> tuple[Draws, FloatArray]:
        table = LevelTable.of(self.agenda, coordinates)
        return DrawMaker(self.layout, table)(self.z), table.rows(coordinates)

    @cached_property
    def weights(self) -> dict[str, float]:
        """The true weight of each issue; they sum to 1."""
        weights = DrawMaker(self.layout, LevelTable.of(self.agenda))(self.z).weights[:, 0]
        return {name: float(w) for name, w in zip(self.agenda.names, weights, strict=True)}

    def utility(self, packages: Sequence[Package]) -> FloatArray:
        """Their utility of packages, 0 to 1, shape ``(n_packages,)``."""
        draws, rows = self.draws(packages)
        return draws.utility(rows)[:, 0]

    def pick(
        self,
        packages: Sequence[Package],
        rng: np.random.Generator,
        *,
        none_allowed: bool = False,
        round_number: int = 1,
    ) -> int | None:
        """Index of the package they take, or None for none of them."""
        draws, rows = self.draws(packages)
        utilities = draws.utility(rows)
        if none_allowed:
            utilities = np.vstack([utilities, draws.aspiration(round_number)])
        chances = pick_probabilities(utilities, draws.sharpness, FIRM_LAPSE)[:, 0]
        taken = int(rng.choice(len(chances), p=chances / chances.sum()))
        return None if taken == len(packages) else taken

    def push(
        self, package: Package, rng: np.random.Generator
    ) -> tuple[str, str | None, str | None]:
        """Issue they push on when they hold a package, and its direction or option."""
        draws, _ = self.draws([package])
        table = draws.table
        positions = table.positions(self.agenda.encode([package]))[0]
        worths = draws.part_worths[:, 0]
        gains = draws.best[:, 0] - worths[positions]
        chances = np.exp(draws.push_sharpness[0] * (gains - gains.max()))
        chances = (1 - FIRM_LAPSE) * chances / chances.sum() + FIRM_LAPSE / len(chances)
        j = int(rng.choice(len(chances), p=chances / chances.sum()))
        issue, segment = self.agenda.issues[j], table.segment(j)
        best = segment.start + int(worths[segment].argmax())
        if isinstance(issue, DirectedIssue):
            up = best > positions[j] or (best == positions[j] and best == segment.stop - 1)
            return issue.name, issue.direction_up if up else issue.direction_down, None
        return issue.name, None, str(issue.option(float(table.coordinates[best])))

    def counteroffer(
        self,
        rng: np.random.Generator,
        own: AdditiveUtility | None,
        *,
        round_number: int = 1,
        known: Sequence[Package] = (),
    ) -> Package:
        """A package near their aspiration in a round, tilted towards what we might accept.

        Where rules are so narrow that no random package obeys them, it is one of the `known`.
        """
        outcomes = random_coordinates(self.agenda, OUTCOMES, rng)
        if not len(outcomes):
            outcomes = self.agenda.encode(list(known))
        draws, rows = self._draws_at(outcomes)
        gap = draws.utility(rows)[:, 0] - draws.aspiration(round_number)[0]
        log_chance = -(gap**2) / (2 * self.layout.settings.counteroffer_sd**2)
        if own is not None:
            log_chance += draws.tilt[0] * own.utility_of(outcomes)
        chances = np.exp(log_chance - log_chance.max())
        return self.agenda.decode(
            outcomes[int(rng.choice(len(outcomes), p=chances / chances.sum()))]
        )

    def answers(
        self, meso: Meso, own: AdditiveUtility | None, round_number: int, rng: np.random.Generator
    ) -> list[Event]:
        """What they answer to an offer, as events in order."""
        packages = [package for _, package in meso.packages]
        taken = self.pick(packages, rng, none_allowed=True, round_number=round_number)
        events: list[Event] = []
        if taken is None:
            events.append(AllRejected())
        else:
            events.append(PackagePicked(package=meso.labels[taken]))
            if rng.random() < self.push_share:
                issue, direction, option = self.push(packages[taken], rng)
                events.append(IssuePushed(issue=issue, direction=direction, option=option))
        if rng.random() < self.counteroffer_share:
            package = self.counteroffer(rng, own, round_number=round_number, known=packages)
            events.append(CounterofferMade(package=package))
        return events


def draw_counterpart(
    agenda: Agenda, rng: np.random.Generator, settings: ModelSettings | None = None
) -> SyntheticCounterpart:
    """A counterpart drawn from the prior."""
    layout = Layout(agenda, settings or ModelSettings())
    return SyntheticCounterpart(layout, rng.standard_normal((layout.n_dimensions, 1)))


def random_packages(agenda: Agenda, n: int, rng: np.random.Generator) -> list[Package]:
    """At most `n` feasible packages, uniform on the agenda; fewer where rules forbid some."""
    return [agenda.decode(row) for row in random_coordinates(agenda, n, rng)]


def random_coordinates(agenda: Agenda, n: int, rng: np.random.Generator) -> FloatArray:
    """The same as coordinates, shape ``(at most n, n_issues)``."""
    columns = [rng.choice(issue.grid(), n) for issue in agenda.issues]
    coordinates = np.stack(columns, axis=1)
    return coordinates[agenda.feasible_mask(coordinates)]


def play(
    header: Header,
    counterpart: SyntheticCounterpart,
    rng: np.random.Generator,
    *,
    n_rounds: int = 3,
    concession: float = 0.03,
    settings: ModelSettings | None = None,
) -> Negotiation:
    """Play rounds of our proposals against a synthetic counterpart.

    Parameters
    ----------
    header : Header
        Must hold our weights and values, and an aspiration value to start from.
    concession : float
        How much own utility we give each round; never below the reservation value.

    Raises
    ------
    InvalidUtility
        When the header has no weights and values of ours.
    """
    if header.own is None:
        raise InvalidUtility(
            "A trial needs our weights and values; set them in the document first."
        )
    events: list[Event] = []
    state = replay(header, events)
    floor = header.own.reservation_value or 0.0
    target = default_target(state)
    for number in range(1, n_rounds + 1):
        posterior = infer(state, settings=settings)
        proposal = propose(state, posterior, target=max(target, floor), seed=number)
        offer = MesoOffered(
            round=number,
            packages=dict(proposal.meso.packages),
            claim="equal",
            shown=proposal.shown,
            none_allowed=True,
        )
        events += [offer, *counterpart.answers(proposal.meso, state.own, number, rng)]
        state = replay(header, events)
        target -= concession
    return state
