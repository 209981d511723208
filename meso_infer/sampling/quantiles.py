"""Quantiles of a few quantities under weights of their draws: one weighting, or very many of the same draws."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
LEAST_STEP = 1e-300
MOST_ROWS = 256
"""So many weightings are looked up at once."""


def own_quantiles(values: FloatArray, weights: FloatArray, wanted: Sequence[float]) -> FloatArray:
    """Quantiles of some quantities under one weighting of their draws.

    Parameters
    ----------
    values : ndarray, shape (n_quantities, n_draws)
    weights : ndarray, shape (n_draws,)
        Sums to 1; at least two draws.
    wanted : sequence of float
        Probabilities, 0 to 1.

    Returns
    -------
    ndarray, shape (n_quantities, n_wanted)
        Linear between the middles of the steps.
    """
    order = np.argsort(values, axis=1)
    steps = weights[order]
    reached = np.cumsum(steps, axis=1)
    reached -= 0.5 * steps
    found = np.empty((len(values), len(wanted)))
    for j, (quantity, one) in enumerate(zip(values, order, strict=True)):
        found[j] = np.interp(wanted, reached[j], quantity[one])
    return found


class SharedDraws:
    """Draws of some quantities, put in order once for every weighting of them.

    The draws of a quantity are laid out in rising blocks. A product of the weights with who is in
    which block says in which one a quantile lies, and only that block is looked at draw by draw.

    Parameters
    ----------
    values : ndarray, shape (n_quantities, n_draws)
        At least two draws.
    """

    def __init__(self, values: FloatArray) -> None:
        self.values = values
        n, n_draws = values.shape
        self._size = max(2, math.isqrt(n_draws))
        self._n_blocks = -(-n_draws // self._size)
        self._order = np.argsort(values, axis=1)
        self._rising = np.take_along_axis(values, self._order, axis=1)
        self._member = np.zeros((n_draws, n, self._n_blocks))
        block = np.arange(n_draws) // self._size
        for j, order in enumerate(self._order):
            self._member[order, j, block] = 1.0

    def quantiles(self, weights: FloatArray, wanted: Sequence[float]) -> FloatArray:
        """Quantiles under many weightings, ``(n, n_draws)`` to ``(n, n_quantities, n_wanted)``.

        Each row of `weights` sums to 1; see `own_quantiles`, whose numbers these are.
        """
        found = np.empty((len(weights), len(self.values), len(wanted)))
        for start in range(0, len(weights), MOST_ROWS):
            part = slice(start, start + MOST_ROWS)
            found[part] = self._looked_up(weights[part], np.array(wanted))
        return found

    def _looked_up(self, weights: FloatArray, wanted: FloatArray) -> FloatArray:
        n, n_draws = weights.shape
        n_quantities, size = len(self.values), self._size
        blocks = (weights @ self._member.reshape(n_draws, -1)).reshape(n, n_quantities, -1)
        ends = np.cumsum(blocks, axis=2)
        block = (ends[:, :, None, :] < wanted[:, None]).sum(axis=3)
        np.minimum(block, self._n_blocks - 1, out=block)
        before = np.take_along_axis(ends - blocks, block, axis=2)
        # One draw more on either side, since a quantile may lie between two blocks.
        first = block * size - 1
        place = first[..., None] + np.arange(size + 2)
        inside = np.clip(place, 0, n_draws - 1)
        quantity = np.arange(n_quantities)[:, None, None]
        steps = weights[np.arange(n)[:, None, None, None], self._order[quantity, inside]]
        steps *= place == inside
        reached = np.cumsum(steps, axis=3)
        reached += (before - steps[..., 0])[..., None]
        reached -= 0.5 * steps
        after = (reached < wanted[:, None]).sum(axis=3)
        after = np.clip(after, np.maximum(1, 1 - first), np.minimum(size + 1, n_draws - 1 - first))
        low = np.take_along_axis(reached, after[..., None] - 1, axis=3)[..., 0]
        high = np.take_along_axis(reached, after[..., None], axis=3)[..., 0]
        share = np.clip((wanted - low) / np.maximum(high - low, LEAST_STEP), 0.0, 1.0)
        quantity, at = quantity[..., 0], first + after
        below, above = self._rising[quantity, at - 1], self._rising[quantity, at]
        # A share of 1 can round to beyond the draw above.
        return np.minimum(below + share * (above - below), above)
