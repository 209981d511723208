"""What they will settle for, round by round: aspirations that fall, and fall faster near a deadline.

The posterior says what they like. When they give way is learnt here, for each draw of their tastes,
from what they asked for and what they refused: where they began, how fast they come down, and how far
people give way when they see the end coming (the deadline effect of Roth, Murnighan and Schoumaker
1988). To it comes a threshold of their own that stays with them: whoever refuses a package refuses
the same package the next time, and whoever asks for one takes one as good.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtr

from meso_infer.errors import InvalidSettings
from meso_infer.posterior import Posterior
from meso_infer.sampling.quasi_random import normal_points
from meso_infer.utility import AdditiveUtility

FloatArray = NDArray[np.float64]

FRESH_SHARPNESS = 40.0
"""Logit precision of what is new in each answer; the rest of their sharpness is a lasting threshold."""
COPIES, KEPT = 32, 2
"""How many ways to give way are tried for each draw, and how many particles a draw has in the end."""
ASKED_LAPSE = 0.03
"""How well a counteroffer may fit that has nothing to do with their aspiration, relative to a perfect fit."""
MOST_ASKED = 6.0
"""As how many counteroffers any number of them counts: they are not independent of each other."""
STANDING = 2 / FRESH_SHARPNESS
"""How far below what they asked for last they would still rather accept, at most."""
LEAST_VARIANCE = 1e-6
GOLDEN = 0.6180339887498949


@dataclass(frozen=True)
class Timing:
    """How many rounds there may be, and how talks end.

    Attributes
    ----------
    round : int
        The round of our next offer, from 1.
    last_round : int or None
        Round of the last offer that can be answered; None when no deadline is known.
    known_to_them : bool
        Whether they know of it: only then do they give way because of it.
    break_off : float
        Chance, 0 to 1, that talks end for another reason after a refused offer.
    horizon : int
        Without a deadline, how many rounds are looked ahead.
    give_way : (float, float)
        Prior range of the share of their aspiration that they give up by the last round, 0 to 1.
    lateness : (float, float)
        Median and log standard deviation of the power of time in it: 1 is even, above 1 late
        (Faratin, Sierra and Jennings 1998 with beta = 1 / power).
    lasting : float, optional
        Logistic scale of the threshold that stays with them, in utility; the inverse of their sharpness
        when absent.
    asked_sd : float
        How closely a counteroffer follows their aspiration, in utility.
    keeps_to_asked : bool
        Whether they would still accept what they asked for last. Those who take back what they offered
        when we do not move, as reactive automated agents do, would not.

    Raises
    ------
    InvalidSettings
        When a number is out of its range.
    """

    round: int = 1
    last_round: int | None = None
    known_to_them: bool = True
    break_off: float = 0.1
    horizon: int = 8
    give_way: tuple[float, float] = (0.0, 1.0)
    lateness: tuple[float, float] = (2.0, 0.9)
    lasting: float | None = None
    asked_sd: float = 0.06
    keeps_to_asked: bool = True

    def __post_init__(self) -> None:
        if self.round < 1 or self.horizon < 1:
            raise InvalidSettings("Rounds are counted from 1; give a round of at least 1.")
        if self.last_round is not None and self.last_round < self.round:
            raise InvalidSettings(
                f"The last round is {self.last_round} and the next offer is round {self.round}: no round "
                "is left. Give a later last round, or none."
            )
        if not 0 <= self.break_off < 1:
            raise InvalidSettings(
                f"The chance that talks break off is {self.break_off:g}; give 0 to below 1."
            )
        low, high = self.give_way
        if not 0 <= low <= high <= 1 or self.lateness[0] <= 0 or self.lateness[1] < 0:
            raise InvalidSettings(
                "What they give up by the deadline is a range within 0 to 1, and its lateness a "
                "power above 0 with a spread of at least 0."
            )
        if self.asked_sd <= 0 or (self.lasting is not None and self.lasting < 0):
            raise InvalidSettings(
                "How closely counteroffers follow their aspiration is above 0, and their lasting threshold at "
                "least 0."
            )

    @property
    def rounds(self) -> range:
        """The rounds in which we can still make an offer."""
        end = self.round + self.horizon - 1 if self.last_round is None else self.last_round
        return range(self.round, end + 1)

    @property
    def ends(self) -> FloatArray:
        """Chance that talks end after a refusal in each of `rounds`; 1 after the last."""
        chances = np.full(len(self.rounds), self.break_off)
        chances[-1] = 1.0
        return chances


@dataclass(frozen=True)
class Patience:
    """Particles: a draw of the posterior each, with a threshold and a way to meet the deadline.

    Attributes
    ----------
    draw : ndarray of int, shape (n_particles,)
        Which draw a particle has its tastes from.
    weights : ndarray, shape (n_particles,)
        Sums to 1.
    thresholds : ndarray, shape (n_rounds, n_particles)
        Utility to them from which they accept, in each round that is left.
    aspirations : ndarray, shape (n_rounds, n_particles)
        What their own counteroffers are worth to them.
    """

    draw: NDArray[np.intp]
    weights: FloatArray
    thresholds: FloatArray
    aspirations: FloatArray

    def acceptance(self, offered: FloatArray) -> FloatArray:
        """Chance that offers are accepted in each round, ``(n_rounds, n_levels, n_particles)``.

        Parameters
        ----------
        offered : ndarray, shape (n_rounds or 1, n_levels, n_draws)
            What the best package of an offer at each level is worth to them.
        """
        above = offered[:, :, self.draw] - self.thresholds[:, None, :]
        return expit(FRESH_SHARPNESS * above)


def find_patience(
    posterior: Posterior,
    timing: Timing,
    *,
    refused: Sequence[tuple[int, FloatArray]] = (),
    asked: Sequence[tuple[int, FloatArray]] = (),
) -> Patience:
    """What they will settle for in each round that is left.

    Tastes and their weights are left as the posterior has them: only what is not in it, how each draw
    gives way, is learnt from the two lists.

    Parameters
    ----------
    posterior : Posterior
        Thin it first: each draw becomes two particles.
    timing : Timing
    refused : sequence of (round, utilities)
        Offers that they did not accept, with the utility to them of the best package of each, shape
        ``(n_draws,)``.
    asked : sequence of (round, utilities)
        Their counteroffers and the sets that they offered, oldest first, with the utility to them of each
        package, shape ``(n_packages, n_draws)``. A set weighs as one counteroffer, the geometric mean
        of what its packages would say, and any package of the last would still be accepted.

    Returns
    -------
    Patience
    """
    n = posterior.n_draws
    draw = np.repeat(np.arange(n), COPIES)
    ways = _Ways.of(posterior, timing, n * COPIES)
    noise = ways.lasting * (
        1 / posterior.draws.sharpness[draw] if timing.lasting is None else timing.lasting
    )
    fit = np.zeros(len(draw))
    for number, best in refused:
        above = best[draw] - ways.aspiration(number, timing) - noise
        fit -= np.logaddexp(0.0, FRESH_SHARPNESS * above)
    for number, worth in asked:
        off = (worth[:, draw] - ways.aspiration(number, timing)) / timing.asked_sd
        close = np.logaddexp(-0.5 * off**2, np.log(ASKED_LAPSE)).mean(axis=0)
        fit += close * min(1.0, MOST_ASKED / len(asked))
    kept = _kept(fit.reshape(n, COPIES))
    draw = draw[kept]
    aspirations = np.stack([ways.aspiration(number, timing)[kept] for number in timing.rounds])
    thresholds = aspirations + noise[kept]
    if asked and timing.keeps_to_asked:
        thresholds = np.minimum(thresholds, asked[-1][1].min(axis=0)[draw] - STANDING)
    weights = posterior.draw_weights[draw] / KEPT
    return Patience(draw, weights / weights.sum(), thresholds, aspirations)


@dataclass(frozen=True)
class _Ways:
    """Evenly spread ways to give way, each ``(n,)``: where it begins, what stays, how it comes down."""

    opening: FloatArray
    lasting: FloatArray
    share: FloatArray
    power: FloatArray
    decline: FloatArray

    @classmethod
    def of(cls, posterior: Posterior, timing: Timing, n: int) -> _Ways:
        model = posterior.layout.settings
        points = normal_points(5, n)
        uniform = np.clip(ndtr(points[1]), 1e-6, 1 - 1e-6)
        low, high = timing.give_way
        return cls(
            opening=expit(model.aspiration_logit_mean + model.aspiration_logit_sd * points[0]),
            lasting=np.log(uniform / (1 - uniform)),
            share=low + (high - low) * ndtr(points[2]),
            power=timing.lateness[0] * np.exp(timing.lateness[1] * points[3]),
            decline=np.exp(model.concession_log_mean + model.concession_log_sd * points[4]),
        )

    def aspiration(self, round_number: int, timing: Timing) -> FloatArray:
        """Utility that they aim at in a round: with a deadline that they know of, by the time to it."""
        if timing.last_round is None or not timing.known_to_them:
            return self.opening * np.exp(-self.decline * (round_number - 1))
        elapsed = min(1.0, round_number / timing.last_round)
        return self.opening * (1 - self.share * elapsed**self.power)


def _kept(fit: FloatArray) -> NDArray[np.intp]:
    """Ways resampled within each draw by how well they fit, ``(n_draws, COPIES)`` to rows of all ways."""
    weights = np.exp(fit - fit.max(axis=1, keepdims=True))
    reached = np.cumsum(weights, axis=1) / weights.sum(axis=1, keepdims=True)
    # A grid that starts elsewhere for each draw: the golden ratio spreads the starts evenly.
    start = (np.arange(len(fit)) * GOLDEN) % 1.0
    places = (np.arange(KEPT)[None, :] + start[:, None]) / KEPT
    chosen = (reached[:, None, :] < places[:, :, None]).sum(axis=2)
    chosen = np.minimum(chosen, COPIES - 1)
    return (chosen + COPIES * np.arange(len(fit))[:, None]).ravel()


def counter_worth(own: AdditiveUtility, posterior: Posterior, patience: Patience) -> FloatArray:
    """What a counteroffer in each round is expected to be worth to us, ``(n_rounds, n_particles)``, 0 to 1.

    The mean of our utility over packages at their aspiration, tilted towards us as the model of
    counteroffers has it, in the normal approximation over the outcome set: with C the covariance of
    our utility and theirs, V and Vs their variances and lambda the tilt::

        Ms + C / V (tau - M) + lambda (Vs - C^2 / V)
    """
    draws = posterior.draws
    table = draws.table
    ours = np.concatenate(
        [
            own.part_worth(issue.name, table.coordinates[table.segment(j)])
            for j, issue in enumerate(own.agenda.issues)
        ]
    )
    own_means = table.averaging @ ours
    own_variance = float((table.averaging @ ours**2 - own_means**2).sum())
    together = (table.averaging * ours) @ draws.part_worths - own_means[:, None] * draws.issue_means
    covariance = together.sum(axis=0)
    variance = np.maximum(draws.issue_variances.sum(axis=0), LEAST_VARIANCE)
    level = own_means.sum() - covariance / variance * draws.issue_means.sum(axis=0)
    level += draws.tilt * np.maximum(own_variance - covariance**2 / variance, 0.0)
    worth = level[patience.draw] + (covariance / variance)[patience.draw] * patience.aspirations
    return np.clip(worth, 0.0, 1.0)
