"""Draws of the counterpart's utility at the levels of a table, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from meso_infer.prior.levels import LevelTable
from meso_infer.prior.unknowns import Layout

FloatArray = NDArray[Any]
"""Of double precision; of single precision inside the sampler."""
LEAST_RANGE = 1e-6


@dataclass(frozen=True)
class Draws:
    """Parallel draws of everything a likelihood can ask for. The last axis is always the draw.

    Attributes
    ----------
    table : LevelTable
    part_worths : ndarray, shape (n_levels, n_draws)
        Utility of each level, 0 to 1.
    sharpness, push_sharpness : ndarray, shape (n_draws,)
        Logit precision of picks and of pushes.
    opening_aspiration, concession : ndarray, shape (n_draws,)
        Aspiration in round 1, 0 to 1, and its exponential decline a round.
    tilt : ndarray, shape (n_draws,)
        Tilt of counteroffers towards our utility.
    order_bonus : ndarray, shape (2, n_draws), optional
        In logits, of the package that is shown first and of the middle one; None where no order is known.
    """

    table: LevelTable
    part_worths: FloatArray
    sharpness: FloatArray
    push_sharpness: FloatArray
    opening_aspiration: FloatArray
    concession: FloatArray
    tilt: FloatArray
    order_bonus: FloatArray | None = None

    @property
    def n_draws(self) -> int:
        return self.part_worths.shape[1]

    def utility(self, rows: FloatArray) -> FloatArray:
        """Utilities of package rows ``(n, n_levels)`` as ``(n, n_draws)``."""
        return rows @ self.part_worths

    @cached_property
    def best(self) -> FloatArray:
        """Largest part-worth of each issue, shape ``(n_issues, n_draws)``."""
        best = self.part_worths[self.table.best_ends]
        for j in self.table.unsure:
            self.part_worths[self.table.segment(j)].max(axis=0, out=best[j])
        return best

    @cached_property
    def worst(self) -> FloatArray:
        """Smallest part-worth of each issue, shape ``(n_issues, n_draws)``."""
        worst = self.part_worths[self.table.worst_ends]
        for j in self.table.unsure:
            self.part_worths[self.table.segment(j)].min(axis=0, out=worst[j])
        return worst

    @cached_property
    def ranges(self) -> FloatArray:
        """Part-worth range of each issue, shape ``(n_issues, n_draws)``."""
        return self.best - self.worst

    @cached_property
    def stretch(self) -> FloatArray:
        """By how much each issue must be exaggerated to look like the top one, at least 1."""
        return self.ranges.max(axis=0) / np.maximum(self.ranges, LEAST_RANGE)

    @cached_property
    def weights(self) -> FloatArray:
        """Issue weights as reported: each range over the sum of ranges, shape ``(n_issues, n_draws)``."""
        return self.ranges / self.ranges.sum(axis=0)

    @cached_property
    def issue_means(self) -> FloatArray:
        """Mean part-worth of each issue over its options, shape ``(n_issues, n_draws)``."""
        return self._averaging @ self.part_worths

    @cached_property
    def issue_variances(self) -> FloatArray:
        """Variance of the part-worth of each issue over its options, shape ``(n_issues, n_draws)``."""
        # Around the mean: a difference of squares loses what little an unimportant issue varies.
        around = self.part_worths - self.issue_means[self.table.issue_of_level]
        around *= around
        return self._averaging @ around

    @property
    def _averaging(self) -> FloatArray:
        return self.table.averaging.astype(self.part_worths.dtype, copy=False)

    def aspiration(self, round_number: int | FloatArray) -> FloatArray:
        """Aspiration in a round counted from 1, shape ``(n_draws,)`` (or one row a round)."""
        passed = 1 - np.asarray(round_number, self.concession.dtype)
        declined = self.concession * passed[..., None]
        return np.multiply(np.exp(declined, out=declined), self.opening_aspiration, out=declined)


class DrawMaker:
    """Turns latent z into Draws at a fixed level table; made once a fit, called once a proposal.

    Draws have the precision of the z they are made of: the sampler calls with single precision.
    """

    def __init__(self, layout: Layout, table: LevelTable) -> None:
        self.layout, self.table = layout, table
        agenda = layout.agenda
        slopes = np.zeros((table.n_levels, max(len(layout.curve_issues), 1)))
        hats = np.zeros((table.n_levels, max(layout.n_knots, 1)))
        for j, shape in enumerate(layout.shapes):
            segment = table.segment(j)
            low, high = agenda.issues[j].bounds
            along = (table.coordinates[segment] - low) / (high - low)
            if shape.is_curve:
                place = along if shape.orientation > 0 else 1 - along
                slopes[segment, layout.curve_issues.index(j)] = -place
            else:
                place = (
                    table.coordinates[segment]
                    if agenda.issues[j].counterpart_probabilities is None
                    else along
                )
                hats[segment, layout.knot_slices[j]] = _hats(place, np.array(shape.knots))
        spread = np.eye(layout.n_issues)[table.issue_of_level]
        self._matrices = {
            np.dtype(precision): tuple(m.astype(precision) for m in (slopes, hats, spread))
            for precision in (np.float32, np.float64)
        }

    def __call__(self, z: FloatArray) -> Draws:
        """Draws at latent points ``(n_dimensions, n_draws)``, single or double precision."""
        layout = self.layout
        slopes, hats, spread = self._matrices[z.dtype]
        z = layout.latent(z)
        weights = factors = layout.weights(z)
        if layout.curve_issues:
            # (1 - exp(-c t)) / (1 - exp(-c)); rows of other issues come out as 0.
            curvature = layout.curvatures(z)
            values = slopes @ curvature
            np.expm1(values, out=values)
            factors = weights.copy()
            factors[list(layout.curve_issues)] /= np.expm1(-curvature)
            if layout.n_knots:
                values += hats @ layout.knot_values(z)
        else:
            values = hats @ layout.knot_values(z)
        values *= spread @ factors
        return Draws(self.table, values, *layout.scalars(z), order_bonus=layout.order_bonus(z))


def _hats(places: FloatArray, knots: FloatArray) -> FloatArray:
    """Linear interpolation weights of places between knots, shape ``(n_places, n_knots)``."""
    return np.stack([np.interp(places, knots, unit) for unit in np.eye(len(knots))], axis=1)
