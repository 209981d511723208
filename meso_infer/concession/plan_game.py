"""What every target in every round leads to, particle by particle, and what that assumes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meso_infer.concession.patience import Patience, Timing
from meso_infer.concession.target_path import Game
from meso_infer.deals.reach import Reach
from meso_infer.errors import InvalidSettings

FloatArray = NDArray[np.float64]

BESIDE = (-0.10, -0.05, -0.02, 0.02, 0.05, 0.10)
"""How far the alternatives to the target lie from it, in utility."""


@dataclass(frozen=True)
class PlanSettings:
    """What a plan assumes beside the estimate.

    Attributes
    ----------
    n_packages : int
        How many packages each offer holds, 1 to 5.
    counter_chance : float
        Chance, 0 to 1, that a refusal comes with a counteroffer that we may still take.
    learning : float
        Share of what is not yet known of their taste that a round of answers is expected to teach, 0 to
        below 1: offers get better for them at the same level. An approximation by one number.
    regard : float
        Weight of their utility beside ours in what a deal is worth to us, 0 to 1; 0 plans for
        ourselves alone. It compares utilities across people, on the scale of the model.
    n_draws : int
        Draws of the posterior that are used.
    no_deal : float, optional
        What no deal counts, where that is not the reservation value.
    beside : tuple of float
        How far from the target alternatives are looked at, in utility; none to save time.

    Raises
    ------
    InvalidSettings
        When a number is out of its range.
    """

    n_packages: int = 3
    counter_chance: float = 0.5
    learning: float = 0.1
    regard: float = 0.0
    n_draws: int = 200
    no_deal: float | None = None
    beside: tuple[float, ...] = BESIDE

    def __post_init__(self) -> None:
        if not 1 <= self.n_packages <= 5:
            raise InvalidSettings(f"An offer has {self.n_packages} packages; give 1 to 5.")
        if not (0 <= self.counter_chance <= 1 and 0 <= self.learning < 1 and 0 <= self.regard <= 1):
            raise InvalidSettings(
                "The chance of a counteroffer and the regard for their utility lie within 0 to 1, what a "
                "round teaches within 0 to below 1."
            )
        if self.n_draws < 16:
            raise InvalidSettings(
                f"{self.n_draws} draws are too few to plan with; give 16 or more."
            )


def offered_over_rounds(reach: Reach, timing: Timing, settings: PlanSettings) -> FloatArray:
    """What our offers are worth to them in each round, as we learn, ``(n_rounds, n_levels, n_draws)``."""
    learnt = 1 - (1 - settings.learning) ** np.arange(len(timing.rounds))[:, None, None]
    return reach.offered + learnt * (reach.best - reach.offered)


def make_game(
    levels: FloatArray,
    offered: FloatArray,
    patience: Patience,
    counters: FloatArray,
    timing: Timing,
    settings: PlanSettings,
    reservation_value: float,
) -> Game:
    """What every target in every round leads to; see `Game`."""
    gains = levels[None, :, None]
    if settings.regard > 0:
        gains = gains + settings.regard * offered[:, :, patience.draw]
        counters = counters + settings.regard * patience.aspirations
    chances = np.full(len(timing.rounds), settings.counter_chance)
    if timing.last_round is not None:
        chances[-1] = 0.0
    return Game(
        levels=levels,
        acceptance=patience.acceptance(offered),
        gains=gains,
        ends=timing.ends,
        no_deal=reservation_value if settings.no_deal is None else settings.no_deal,
        counters=counters,
        counter_chance=chances,
        weights=patience.weights,
    )
