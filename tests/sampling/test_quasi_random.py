"""The stored sequence is the one it says it is."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import qmc

from meso_infer.sampling.quasi_random import BITS, STORED, most_dimensions, normal_points


def test_stored_numbers_can_be_made_again():
    """Scrambling Joe and Kuo's direction numbers with the recorded seed gives the stored points."""
    made = qmc.Sobol(
        d=most_dimensions(), scramble=True, bits=BITS, rng=np.random.default_rng(20260302)
    )
    points = ndtri(made.random(256).T + 0.5 / 2**BITS)
    assert STORED.exists()
    assert normal_points(most_dimensions(), 256) == pytest.approx(points, abs=1e-12)


def test_points_are_balanced():
    """A power of two of points has each half of every dimension equally often, and normal moments."""
    points = normal_points(40, 1024)
    assert ((points > 0).sum(axis=1) == 512).all()
    assert np.abs(points.mean(axis=1)).max() < 0.01
    assert points.var(axis=1) == pytest.approx(np.ones(40), abs=0.02)


def test_too_many_dimensions_are_refused():
    """Asking for more than is stored says how many there are."""
    with pytest.raises(ValueError, match="are stored"):
        normal_points(most_dimensions() + 1, 8)
