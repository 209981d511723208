"""Quasi-random normal points: a stored, scrambled Sobol' sequence.

Importing scipy's generator costs most of a second, which is why its direction numbers (Joe and Kuo
2008), scrambled once with a fixed seed (Owen 1998; Matousek 1998), are stored beside this file. A
test makes them again and compares.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from meso_infer.sampling.normal import normal_quantiles

STORED = Path(__file__).with_name("sobol.npz")
BITS = 30


@lru_cache(maxsize=1)
def _stored() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    with np.load(STORED) as arrays:
        return arrays["direction"], arrays["shift"]


def most_dimensions() -> int:
    """How many dimensions the stored sequence has."""
    return len(_stored()[1])


@lru_cache(maxsize=8)
def normal_points(n_dimensions: int, n_points: int) -> NDArray[np.float64]:
    """Standard normal quasi-random points, shape ``(n_dimensions, n_points)``, read-only.

    Parameters
    ----------
    n_dimensions : int
        1 to `most_dimensions()`.
    n_points : int
        Balanced when a power of two.

    Raises
    ------
    ValueError
        When more dimensions are asked for than are stored.
    """
    if not 1 <= n_dimensions <= most_dimensions():
        raise ValueError(
            f"{n_dimensions} dimensions asked for; 1 to {most_dimensions()} are stored"
        )
    direction, shift = (array[:n_dimensions] for array in _stored())
    index = np.arange(n_points, dtype=np.uint32)
    gray = index ^ (index >> np.uint32(1))
    state = np.repeat(shift[:, None], n_points, axis=1)
    for bit in range(max(1, int(n_points - 1).bit_length())):
        chosen = (gray >> np.uint32(bit)) & np.uint32(1)
        state ^= direction[:, bit, None] * chosen[None, :]
    points = normal_quantiles((state.astype(np.float64) + 0.5) / 2.0**BITS)
    points.flags.writeable = False
    return points
