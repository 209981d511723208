"""The normal distribution at arrays, by the standard library: to import scipy's takes longer than a fit."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

_STANDARD = NormalDist()


def normal_quantiles(chances: FloatArray) -> FloatArray:
    """Quantiles of N(0, 1) at chances strictly between 0 and 1, same shape (Wichura 1988)."""
    quantiles = map(_STANDARD.inv_cdf, chances.ravel().tolist())
    return np.fromiter(quantiles, float, chances.size).reshape(chances.shape)


def normal_chances(quantiles: FloatArray) -> FloatArray:
    """Distribution function of N(0, 1), same shape."""
    chances = map(_STANDARD.cdf, quantiles.ravel().tolist())
    return np.fromiter(chances, float, quantiles.size).reshape(quantiles.shape)
