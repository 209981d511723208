"""The prior of the counterpart's utility: every latent quantity as a function of z ~ N(0, I).

One Gaussian prior makes proposals, quasi-random starts and pooling simple. The model is described in
docs/model.md, section 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from meso_infer.errors import InvalidSettings
from meso_infer.issues import DirectedIssue
from meso_infer.packages import Agenda
from meso_infer.prior.taste import LOGISTIC_SLOPE, TasteShape, taste_shape
from meso_infer.sampling.normal import normal_chances, normal_quantiles
from meso_infer.sampling.quasi_random import most_dimensions, normal_points
from meso_infer.utility import AdditiveUtility

MODEL_VERSION = "3"
LEAST_RANGE = 1e-12
LEAST_CURVATURE = 1e-3
SHARES = ("statement_honesty", "talk_sincerity", "empty_talk_share", "tilt_share", "asked_is_best")
STRAIGHT_SD = 0.5
"""Spread of the tilt of those who do not lean towards us."""

FloatArray = NDArray[Any]
"""Of double precision; of single precision inside the sampler."""


@dataclass(frozen=True)
class ModelSettings:
    """What the model assumes; every field enters the seed of a fit.

    Logs and logits are natural. `*_sd` of 0 fixes a quantity at its mean. Sharpness is the logit
    precision of choices on utilities of 0 to 1; lapses, honesty: probabilities. Insincere talk either
    says nothing at all (a share of it, `empty_talk_share`) or exaggerates one issue. With `full_ranges` the
    values of every issue run from 0 to 1, so that their best package is worth 1 to them, their worst 0.
    `order_sd`: spread of the bonus, in logits, of the package shown first and of the middle one, where
    the order is known. `forgetting`: power of evidence that is one round old, 1 where nothing fades.
    `most_counteroffers`: for how many of them all counteroffers together count at most.
    `tilt_share`: chance that counteroffers lean towards us at all. `asked_is_best`: chance that an option
    they ask for is chosen as their favourite; otherwise any better one than in hand would do. Values of
    unordered options oppose ours by `opposition` on average, with spread `opposition_sd`, and rise or
    fall along their list with spread `list_trend_sd`, in sd of a value's latent quantity.
    """

    weight_log_sd: float = 1.0
    weight_log_mean: tuple[float, ...] | None = None
    weight_log_cholesky: tuple[tuple[float, ...], ...] | None = None
    latent_mean: tuple[float, ...] | None = None
    latent_cholesky: tuple[tuple[float, ...], ...] | None = None
    full_ranges: bool = False
    curvature_sd: float = 1.0
    sharpness_log_mean: float = math.log(12.0)
    sharpness_log_sd: float = 0.6
    push_sharpness_log_mean: float = math.log(12.0)
    push_sharpness_log_sd: float = 0.6
    aspiration_logit_mean: float = 1.0
    aspiration_logit_sd: float = 0.7
    concession_log_mean: float = math.log(0.06)
    concession_log_sd: float = 0.7
    tilt_mean: float = 3.0
    tilt_sd: float = 3.0
    counteroffer_sd: float = 0.05
    statement_sharpness: float = 2.0
    statement_honesty: float = 0.7
    talk_sincerity: float = 0.65
    empty_talk_share: float = 1 / 3
    order_sd: float = 0.5
    forgetting: float = 1.0
    most_counteroffers: float = 6.0
    tilt_share: float = 1.0
    asked_is_best: float = 0.5
    opposition: float = 0.5
    opposition_sd: float = 0.7
    list_trend_sd: float = 0.0
    n_draws: int = 1024

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, (int, float)) and not math.isfinite(value):
                raise InvalidSettings(f"{field.name} is {value}; give a finite number.")
            if field.name.endswith("_sd") and value < 0:
                raise InvalidSettings(f"{field.name} is {value}; it must be at least 0.")
        for name in SHARES:
            if not 0 <= getattr(self, name) <= 1:
                raise InvalidSettings(
                    f"{name} is {getattr(self, name)}; it must lie between 0 and 1."
                )
        if not 0 < self.forgetting <= 1:
            raise InvalidSettings(
                f"forgetting is {self.forgetting}; it must be above 0, and at most 1 (nothing fades)."
            )
        if self.most_counteroffers <= 0:
            raise InvalidSettings(
                f"most_counteroffers is {self.most_counteroffers}; it must be above 0."
            )
        if self.counteroffer_sd == 0:
            raise InvalidSettings("counteroffer_sd is 0; it must be above 0.")
        if not 64 <= self.n_draws <= 65536:
            raise InvalidSettings(f"n_draws is {self.n_draws}; it must lie between 64 and 65536.")


@lru_cache(maxsize=64)
def tilt_quantiles(mean: float, sd: float, share: float) -> tuple[FloatArray, FloatArray]:
    """Standard normal points and the tilts at the same quantiles of its prior, both ``(n,)``.

    The prior is a mixture: with chance `share` normal with `mean` and `sd`, otherwise close to 0.
    """
    reach = 6 * np.hypot(max(sd, STRAIGHT_SD), abs(mean))
    tilts = np.linspace(-reach, reach, 2001)
    chance = share * normal_chances((tilts - mean) / max(sd, 1e-6)) + (1 - share) * normal_chances(
        tilts / STRAIGHT_SD
    )
    inside = (chance > 1e-9) & (chance < 1 - 1e-9)
    return normal_quantiles(chance[inside]), tilts[inside]


@dataclass(frozen=True)
class Layout:
    """Where each latent quantity stands in z, shape ``(n_dimensions, n_draws)``.

    Order: log-weights, curvatures of issues with a known direction, knots of the others, then
    sharpness of picks, of pushes, opening aspiration, its decline, and the tilt of counteroffers; where
    the order of packages is known (`with_order`) the bonus of the first and of the middle one.

    Raises
    ------
    InvalidSettings
        When the settings' pooled prior was learnt on an agenda of another shape.
    """

    agenda: Agenda
    settings: ModelSettings
    with_order: bool = False
    own: AdditiveUtility | None = None

    def __post_init__(self) -> None:
        mean = self.settings.latent_mean
        if mean is not None and len(mean) != self.first_bonus:
            raise InvalidSettings(
                f"The pooled prior has {len(mean)} unknowns, this agenda {self.first_bonus}; it was "
                "learnt on other issues and cannot be used here."
            )

    @cached_property
    def shapes(self) -> tuple[TasteShape, ...]:
        return tuple(taste_shape(issue) for issue in self.agenda.issues)

    @cached_property
    def curve_issues(self) -> tuple[int, ...]:
        return tuple(j for j, shape in enumerate(self.shapes) if shape.is_curve)

    @cached_property
    def knot_slices(self) -> tuple[slice, ...]:
        """Rows of the knot block, one slice an issue (empty for curves)."""
        slices, at = [], 0
        for shape in self.shapes:
            slices.append(slice(at, at + len(shape.knots)))
            at += len(shape.knots)
        return tuple(slices)

    @property
    def n_issues(self) -> int:
        return self.agenda.n_issues

    @cached_property
    def n_knots(self) -> int:
        return sum(len(shape.knots) for shape in self.shapes)

    @cached_property
    def knot_means(self) -> FloatArray:
        means = np.array([m for shape in self.shapes for m in shape.knot_means])
        for rows, against, _ in self._lists:
            means[rows] += self.settings.opposition * against
        return means

    @cached_property
    def knot_cholesky(self) -> FloatArray | None:
        """Lower factor of the covariance of the knots' latent quantities; None where independent."""
        s = self.settings
        if not self._lists or not (s.opposition_sd or s.list_trend_sd):
            return None
        covariance = np.eye(self.n_knots)
        for rows, against, along in self._lists:
            covariance[rows, rows] += s.opposition_sd**2 * np.outer(against, against)
            covariance[rows, rows] += s.list_trend_sd**2 * np.outer(along, along)
        return np.linalg.cholesky(covariance)

    @cached_property
    def _lists(self) -> tuple[tuple[slice, FloatArray, FloatArray], ...]:
        """Of each unordered issue: its knots, how far they oppose our values, their place in the list.

        Both run from -1 to 1; nothing opposes values that are not known.
        """
        found = []
        for j, (issue, rows) in enumerate(zip(self.agenda.issues, self.knot_slices, strict=True)):
            if isinstance(issue, DirectedIssue):
                continue
            along = np.linspace(-1, 1, rows.stop - rows.start)
            ours = None if self.own is None else self.own.functions[j](issue.coordinates())
            against = np.zeros_like(along) if ours is None else 1 - 2 * ours
            found.append((rows, against, along))
        return tuple(found)

    @cached_property
    def first_scalar(self) -> int:
        return self.n_issues + len(self.curve_issues) + self.n_knots

    @cached_property
    def first_bonus(self) -> int:
        """Where the bonuses of places begin, which no pooled prior has."""
        return self.first_scalar + 5

    @cached_property
    def n_dimensions(self) -> int:
        return self.first_bonus + 2 * self.with_order

    @cached_property
    def weight_log_mean(self) -> FloatArray:
        """Prior mean of the log-weights, shape ``(n_issues,)``.

        Issues whose values are free have a smaller expected range; their weights are lifted by it, so
        that before any evidence every issue is about as likely to matter most.
        """
        pooled = self.settings.weight_log_mean
        if pooled is not None:
            if len(pooled) != self.n_issues:
                raise InvalidSettings(
                    f"weight_log_mean has {len(pooled)} numbers; the agenda has {self.n_issues} issues."
                )
            return np.array(pooled)
        if self.settings.full_ranges:
            return np.zeros(self.n_issues)
        return -np.log([shape.expected_range for shape in self.shapes])

    def points(self, n_draws: int) -> FloatArray:
        """Quasi-random points of N(0, I), shape ``(n_dimensions, n_draws)``, read-only.

        Raises
        ------
        InvalidSettings
            When there are more unknowns than the stored sequence has dimensions.
        """
        if self.n_dimensions > most_dimensions():
            raise InvalidSettings(
                f"The agenda needs {self.n_dimensions} unknowns; at most {most_dimensions()} can be "
                "inferred. Merge rarely used options of long named lists, or leave lesser issues out."
            )
        return normal_points(self.n_dimensions, n_draws)

    def latent(self, z: FloatArray) -> FloatArray:
        """Latent quantities at points of N(0, I): the points themselves, or shifted to a pooled prior."""
        mean, cholesky = self.settings.latent_mean, self.settings.latent_cholesky
        if mean is None or cholesky is None:
            return z
        pooled = np.array(mean, z.dtype)[:, None]
        pooled = pooled + np.array(cholesky, z.dtype) @ z[: self.first_bonus]
        return np.concatenate([pooled, z[self.first_bonus :]])

    def weights(self, z: FloatArray) -> FloatArray:
        """Softmax weights w, shape ``(n_issues, n_draws)``."""
        block = z[: self.n_issues]
        cholesky = self.settings.weight_log_cholesky
        spread = (
            self.settings.weight_log_sd * block
            if cholesky is None
            else np.array(cholesky, z.dtype) @ block
        )
        eta = self.weight_log_mean.astype(z.dtype)[:, None] + spread
        eta -= eta.max(axis=0)
        np.exp(eta, out=eta)
        eta /= eta.sum(axis=0)
        return eta

    def curvatures(self, z: FloatArray) -> FloatArray:
        """Curvature of each curve issue, kept off 0 where the curve's formula divides by it."""
        c = self.settings.curvature_sd * z[self.n_issues : self.n_issues + len(self.curve_issues)]
        c[np.abs(c) < LEAST_CURVATURE] = LEAST_CURVATURE
        return c

    def knot_values(self, z: FloatArray) -> FloatArray:
        """Values at knots and categorical options, 0 to 1, shape ``(n_knots, n_draws)``."""
        start = self.n_issues + len(self.curve_issues)
        block = z[start : start + self.n_knots]
        if self.knot_cholesky is not None:
            block = self.knot_cholesky.astype(z.dtype) @ block
        values = block + self.knot_means.astype(z.dtype)[:, None]
        values *= -LOGISTIC_SLOPE
        np.exp(values, out=values)
        values += 1
        np.reciprocal(values, out=values)
        if self.settings.full_ranges:
            for rows in self.knot_slices:
                if rows.stop > rows.start:
                    least, most = values[rows].min(axis=0), values[rows].max(axis=0)
                    values[rows] = (values[rows] - least) / np.maximum(most - least, LEAST_RANGE)
        return values

    def scalars(self, z: FloatArray) -> tuple[FloatArray, ...]:
        """Sharpness, push sharpness, opening aspiration, its decline a round, tilt; each ``(n_draws,)``."""
        s, at = self.settings, self.first_scalar
        sharpness = np.exp(s.sharpness_log_mean + s.sharpness_log_sd * z[at])
        push_sharpness = np.exp(s.push_sharpness_log_mean + s.push_sharpness_log_sd * z[at + 1])
        aspiration = 1 / (
            1 + np.exp(-(s.aspiration_logit_mean + s.aspiration_logit_sd * z[at + 2]))
        )
        concession = np.exp(s.concession_log_mean + s.concession_log_sd * z[at + 3])
        tilt = s.tilt_mean + s.tilt_sd * z[at + 4]
        if s.tilt_share < 1:
            quantiles = tilt_quantiles(s.tilt_mean, s.tilt_sd, s.tilt_share)
            tilt = np.interp(z[at + 4], *quantiles).astype(z.dtype)
        return sharpness, push_sharpness, aspiration, concession, tilt

    def order_bonus(self, z: FloatArray) -> FloatArray | None:
        """Bonus in logits of the package shown first and of the middle one, ``(2, n_draws)``, if known."""
        if not self.with_order:
            return None
        return self.settings.order_sd * z[self.first_bonus : self.n_dimensions]

    def directions(self, j: int) -> tuple[str, str]:
        """The words for the rising and the falling direction of issue `j`."""
        issue = self.agenda.issues[j]
        if not isinstance(issue, DirectedIssue):
            raise TypeError(f"{issue.name} has no direction")
        return issue.direction_up, issue.direction_down
