"""How heavy the tail of importance weights is: the diagnostic k-hat.

A generalised Pareto distribution is fitted to the largest weights (Zhang and Stephens 2009). Above
0.7 the average of that many draws is not to be trusted (Vehtari, Simpson, Gelman, Yao and Gabry 2024).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

MOST_K = 0.7
GRID_START = 30
QUARTILE_WEIGHT = 3.0
PRIOR_SHAPE, PRIOR_COUNT = 0.5, 10.0
LEAST_RATIO = 1e-30
FACTORS_A_LOG = 8
"""So many factors are multiplied before a logarithm is taken; with `LEAST_RATIO` none overflows."""


def tail_size(n_draws: int) -> int:
    """How many of the largest weights make the tail: ``min(n / 5, 3 sqrt(n))``, in whole eights.

    Vehtari et al. (2024), section 3.1, rounded up.
    """
    wanted = math.ceil(min(0.2 * n_draws, 3 * math.sqrt(n_draws)))
    return max(FACTORS_A_LOG, FACTORS_A_LOG * math.ceil(wanted / FACTORS_A_LOG))


def pareto_k(weights: FloatArray) -> FloatArray:
    """The shape of the upper tail of each row of importance weights.

    Parameters
    ----------
    weights : ndarray, shape (n_rows, n_draws)
        At least 0, of any scale; at least 9 a row.

    Returns
    -------
    ndarray, shape (n_rows,)
        Below 0.5 the variance of the weights is finite, from 1 on not even their mean; 0 where the
        largest weights are all alike.

    References
    ----------
    Vehtari, Simpson, Gelman, Yao and Gabry (2024), section 3 and appendix C.
    """
    n_tail = tail_size(weights.shape[1])
    first = weights.shape[1] - n_tail - 1
    top = np.sort(np.partition(weights, first, axis=1)[:, first:], axis=1)
    beyond = top[:, 1:] - top[:, :1]
    alike = beyond[:, -1] <= 1e-12 * top[:, -1]
    beyond[alike] = 1.0 + np.arange(n_tail)
    return np.where(alike, 0.0, tail_shape(beyond))


def tail_shape(beyond: FloatArray) -> FloatArray:
    """Shape of the generalised Pareto distribution behind each row of rising exceedances.

    The posterior mean of Zhang and Stephens (2009), eqs. 4-6, drawn towards 0.5 as ten more
    observations would (Vehtari et al. 2024, appendix C).

    Parameters
    ----------
    beyond : ndarray, shape (n_rows, n)
        At least 0 and rising along each row, the last above 0; n a multiple of 8.
    """
    n = beyond.shape[1]
    n_grid = GRID_START + int(math.sqrt(n))
    most = beyond[:, -1:]
    quartile = np.maximum(beyond[:, [int(n / 4 + 0.5) - 1]], LEAST_RATIO * most)
    places = 1 - np.sqrt(n_grid / (np.arange(1, n_grid + 1) - 0.5))
    scale = 1 / most + places / (QUARTILE_WEIGHT * quartile)
    shape = _mean_log(beyond, scale)
    fit = n * (np.log(-scale / shape) - shape - 1)
    chances = np.exp(fit - fit.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)
    found = _mean_log(beyond, (scale * chances).sum(axis=1, keepdims=True))[:, 0]
    return (n * found + PRIOR_COUNT * PRIOR_SHAPE) / (n + PRIOR_COUNT)


def _mean_log(beyond: FloatArray, scale: FloatArray) -> FloatArray:
    """Mean of ``log(1 - scale * x)`` over each row, ``(n_rows, n)`` and ``(n_rows, m)`` to ``(n_rows, m)``."""
    blocks = beyond.reshape(len(beyond), FACTORS_A_LOG, beyond.shape[1] // FACTORS_A_LOG)
    product = 1 - blocks[:, 0, :, None] * scale[:, None]
    for k in range(1, FACTORS_A_LOG):
        product *= 1 - blocks[:, k, :, None] * scale[:, None]
    return np.log(product).sum(axis=1) / beyond.shape[1]
