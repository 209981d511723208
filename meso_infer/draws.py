"""Draws of the counterpart's utility at the levels of a table, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from meso_infer.levels import LevelTable
from meso_infer.prior import Layout

FloatArray = NDArray[np.float64]
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
    """

    table: LevelTable
    part_worths: FloatArray
    sharpness: FloatArray
    push_sharpness: FloatArray
    opening_aspiration: FloatArray
    concession: FloatArray
    tilt: FloatArray

    @property
    def n_draws(self) -> int:
        return self.part_worths.shape[1]

    def utility(self, rows: FloatArray) -> FloatArray:
        """Utilities of package rows ``(n, n_levels)`` as ``(n, n_draws)``."""
        return rows @ self.part_worths

    @cached_property
    def best(self) -> FloatArray:
        """Largest part-worth of each issue, shape ``(n_issues, n_draws)``."""
        return np.stack(
            [
                self.part_worths[self.table.segment(j)].max(axis=0)
                if ends is None
                else self.part_worths[ends[0]]
                for j, ends in enumerate(self.table.sure_ends)
            ]
        )

    @cached_property
    def worst(self) -> FloatArray:
        """Smallest part-worth of each issue, shape ``(n_issues, n_draws)``."""
        return np.stack(
            [
                self.part_worths[self.table.segment(j)].min(axis=0)
                if ends is None
                else self.part_worths[ends[1]]
                for j, ends in enumerate(self.table.sure_ends)
            ]
        )

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
        return self.table.averaging @ self.part_worths

    @cached_property
    def issue_variances(self) -> FloatArray:
        """Variance of the part-worth of each issue over its options, shape ``(n_issues, n_draws)``."""
        return np.maximum(self.table.averaging @ self.part_worths**2 - self.issue_means**2, 0.0)

    def aspiration(self, round_number: int | FloatArray) -> FloatArray:
        """Aspiration in a round counted from 1, shape ``(n_draws,)`` (or one row a round)."""
        elapsed = np.asarray(round_number, float) - 1
        return self.opening_aspiration * np.exp(-self.concession * elapsed[..., None])


class DrawMaker:
    """Turns latent z into Draws at a fixed level table; made once a fit, called once a proposal."""

    def __init__(self, layout: Layout, table: LevelTable) -> None:
        self.layout, self.table = layout, table
        agenda = layout.agenda
        curve_rows, knot_rows = [], []
        self._place = np.zeros(table.n_levels)
        self._curve_of = np.zeros(table.n_levels, dtype=np.intp)
        hats = np.zeros((table.n_levels, max(layout.n_knots, 1)))
        for j, shape in enumerate(layout.shapes):
            segment = table.segment(j)
            index = np.arange(segment.start, segment.stop)
            low, high = agenda.issues[j].bounds
            along = (table.coordinates[segment] - low) / (high - low)
            if shape.is_curve:
                self._place[segment] = along if shape.orientation > 0 else 1 - along
                self._curve_of[segment] = layout.curve_issues.index(j)
                curve_rows.append(index)
            else:
                place = (
                    table.coordinates[segment]
                    if agenda.issues[j].counterpart_probabilities is None
                    else along
                )
                hats[segment, layout.knot_slices[j]] = _hats(place, np.array(shape.knots))
                knot_rows.append(index)
        self._curve_rows = np.concatenate(curve_rows) if curve_rows else np.zeros(0, np.intp)
        self._knot_rows = np.concatenate(knot_rows) if knot_rows else np.zeros(0, np.intp)
        self._place = self._place[self._curve_rows, None]
        self._curve_of = self._curve_of[self._curve_rows]
        self._hats = hats[self._knot_rows]

    def __call__(self, z: FloatArray) -> Draws:
        """Draws at latent points ``(n_dimensions, n_draws)``."""
        layout, table = self.layout, self.table
        z = layout.latent(z)
        values = np.empty((table.n_levels, z.shape[1]))
        if len(self._curve_rows):
            values[self._curve_rows] = self._curves(layout.curvatures(z))
        if len(self._knot_rows):
            values[self._knot_rows] = self._hats @ layout.knot_values(z)
        values *= layout.weights(z)[table.issue_of_level]
        sharpness, push_sharpness, aspiration, concession, tilt = layout.scalars(z)
        return Draws(table, values, sharpness, push_sharpness, aspiration, concession, tilt)

    def _curves(self, curvature: FloatArray) -> FloatArray:
        """``(1 - exp(-c t)) / (1 - exp(-c))`` at every curve level."""
        values = curvature[self._curve_of]
        values *= -self._place
        np.exp(values, out=values)
        np.subtract(1.0, values, out=values)
        values /= (1.0 - np.exp(-curvature))[self._curve_of]
        return values


def _hats(places: FloatArray, knots: FloatArray) -> FloatArray:
    """Linear interpolation weights of places between knots, shape ``(n_places, n_knots)``."""
    return np.stack([np.interp(places, knots, unit) for unit in np.eye(len(knots))], axis=1)
