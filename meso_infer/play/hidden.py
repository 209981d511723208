"""The hidden side of a game: what the simulated counterpart values, drawn from the model's own prior."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from meso_infer.issues import Issue, NumericIssue
from meso_infer.negotiation.game_terms import Bluff
from meso_infer.packages import Agenda
from meso_infer.play.deals import possible_deals
from meso_infer.prior import Layout, ModelSettings
from meso_infer.prior.draws import DrawMaker
from meso_infer.prior.levels import LevelTable
from meso_infer.utility import AdditiveUtility, OwnSpec, Points, Table

FloatArray = NDArray[np.float64]

MOST_LEVELS = 41
CURVE_LEVELS = 21
"""A long range is drawn at so many places and straight between them."""
DECIMALS = 6

WALK_AWAY = (0.45, 0.7)
"""Their walk-away lies within these shares of the best that they can have while we still gain."""
FIRST_DEMAND = (0.7, 0.95)
"""Their first demand lies so far up between their walk-away and everything that they want."""


@dataclass(frozen=True)
class HiddenSide:
    """What a simulated counterpart values.

    Attributes
    ----------
    agenda : Agenda
    spec : OwnSpec
        Their weights and values, 0 to 1; the reservation value is their walk-away, the aspiration value
        what they ask for at first.
    talked_up : str or None
        The issue that they talk up although another matters more.
    """

    agenda: Agenda
    spec: OwnSpec
    talked_up: str | None = None

    @cached_property
    def utility(self) -> AdditiveUtility:
        return AdditiveUtility.from_spec(self.agenda, self.spec)

    @property
    def reservation_value(self) -> float:
        return self.spec.reservation_value or 0.0

    @property
    def aspiration_value(self) -> float:
        return 1.0 if self.spec.aspiration_value is None else self.spec.aspiration_value


def draw_side(
    agenda: Agenda,
    own: AdditiveUtility,
    rng: np.random.Generator,
    *,
    reservation_value: float = 0.0,
    bluff: Bluff = "never",
) -> HiddenSide:
    """A counterpart drawn from the prior of the estimate, with whom a deal is possible.

    Parameters
    ----------
    agenda : Agenda
    own : AdditiveUtility
        Our utility: tastes on unordered issues lean against it, as the prior has it.
    rng : numpy.random.Generator
    reservation_value : float
        Our walk-away, 0 to 1; some deal is worth at least that to us and more than theirs to them.
    bluff : 'never' or 'may bluff'
    """
    layout = Layout(agenda, ModelSettings(), own=own)
    places = [levels_of(issue) for issue in agenda.issues]
    table = LevelTable.of(agenda)
    draws = DrawMaker(layout, table)(rng.standard_normal((layout.n_dimensions, 1)))
    ranges, values = [], {}
    for j, issue in enumerate(agenda.issues):
        segment = table.segment(j)
        worth = np.interp(places[j], table.coordinates[segment], draws.part_worths[segment, 0])
        ranges.append(float(np.ptp(worth)))
        values[issue.name] = _value_form(issue, places[j], worth)
    weights = _rounded_shares(np.array(ranges))
    named = dict(zip(agenda.names, weights, strict=True))
    utility = AdditiveUtility.of(agenda, named, values)
    deals = possible_deals(agenda, own, utility)
    ours, theirs = deals.utilities[:, 0], deals.utilities[:, 1]
    reachable = float(theirs[ours >= reservation_value].max(initial=0.0))
    walk_away = round(float(rng.uniform(*WALK_AWAY)) * reachable, DECIMALS)
    first = walk_away + float(rng.uniform(*FIRST_DEMAND)) * (1 - walk_away)
    spec = OwnSpec(
        weights=named,
        values=values,
        reservation_value=walk_away,
        aspiration_value=round(first, DECIMALS),
    )
    return HiddenSide(agenda, spec, _talked_up(agenda, weights, rng) if bluff != "never" else None)


def levels_of(issue: Issue) -> FloatArray:
    """Coordinates at which a hidden side has values: every option, or places along a long range."""
    n = issue.n_options
    if n is not None and (n <= MOST_LEVELS or not isinstance(issue, NumericIssue)):
        return issue.coordinates()
    low, high = issue.bounds
    return np.linspace(low, high, CURVE_LEVELS)


def _value_form(issue: Issue, places: FloatArray, worth: FloatArray) -> Points | Table:
    """Part-worths as values from 0 to 1, in the form that the issue takes."""
    span = max(float(np.ptp(worth)), 1e-12)
    values = np.clip(np.round((worth - worth.min()) / span, DECIMALS), 0, 1).tolist()
    if isinstance(issue, NumericIssue):
        return Points(points=tuple(zip(places.tolist(), values, strict=True)))
    return {str(issue.option(float(x))): v for x, v in zip(places, values, strict=True)}


def _rounded_shares(ranges: FloatArray) -> list[float]:
    """Ranges as weights that sum to 1, rounded; the largest takes what rounding leaves."""
    shares = np.round(ranges / ranges.sum(), DECIMALS)
    shares[shares.argmax()] += 1 - shares.sum()
    return [round(float(share), DECIMALS) for share in shares]


def _talked_up(agenda: Agenda, weights: list[float], rng: np.random.Generator) -> str | None:
    """Half of those who may bluff do: any issue but the one that matters most."""
    bluffs, place = rng.random() < 0.5, int(rng.integers(max(agenda.n_issues - 1, 1)))
    if not bluffs or agenda.n_issues < 2:
        return None
    order = np.argsort(-np.array(weights), kind="stable")
    return agenda.names[int(order[1 + place])]
