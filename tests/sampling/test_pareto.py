"""Laws of the tail diagnostic: it finds known tails, and nothing but the tail's shape matters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer.sampling.pareto import MOST_K, pareto_k, tail_shape, tail_size


def generalised_pareto(shape: float, n_rows: int, n: int, seed: int = 0) -> np.ndarray:
    chances = np.random.default_rng(seed).random((n_rows, n))
    return (chances**-shape - 1) / shape


@pytest.mark.parametrize("shape", [-0.3, 0.05, 0.3, 0.5, 0.7, 1.0, 1.5])
def test_the_shape_of_a_known_tail_is_found(shape):
    """The mean estimate over many samples of a generalised Pareto law is its shape, within .05."""
    found = tail_shape(np.sort(generalised_pareto(shape, 200, 1024), axis=1))
    assert found.mean() == pytest.approx(shape, abs=0.05)
    assert found.std() < 0.1


@pytest.mark.parametrize("shape", [0.3, 0.7, 1.0])
def test_the_shape_is_found_from_the_largest_weights_alone(shape):
    """The tail of a generalised Pareto law has its shape; the small prior pulls a little to .5."""
    found = pareto_k(generalised_pareto(shape, 200, 4096))
    assert found.mean() == pytest.approx(shape, abs=0.1)


@pytest.mark.parametrize("shape", [0.2, 0.5, 1.0])
def test_a_short_tail_is_drawn_to_a_half_as_by_ten_observations(shape):
    """With 40 exceedances the mean estimate is (40 shape + 10 / 2) / 50, within .04."""
    found = tail_shape(np.sort(generalised_pareto(shape, 4000, 40), axis=1))
    assert found.mean() == pytest.approx((40 * shape + 5) / 50, abs=0.04)


@settings(max_examples=25, deadline=None)
@given(scale=st.floats(1e-6, 1e6), seed=st.integers(0, 100))
def test_neither_scale_nor_order_matters(scale, seed):
    """Weights need no normalising, and draws have no order."""
    weights = generalised_pareto(0.6, 2, 512, seed)
    shuffled = np.random.default_rng(seed).permutation(weights, axis=1)
    assert pareto_k(scale * shuffled) == pytest.approx(pareto_k(weights), abs=1e-6)


def test_a_row_alone_has_the_same_tail_as_among_others():
    """Rows do not touch each other."""
    weights = generalised_pareto(0.4, 5, 256)
    assert [float(pareto_k(row[None])[0]) for row in weights] == pytest.approx(
        list(pareto_k(weights)), abs=1e-12
    )


def test_equal_weights_have_no_tail_and_one_heavy_weight_is_refused():
    """Draws that all weigh the same are as good as can be, one that outweighs all is not to be used."""
    assert (pareto_k(np.ones((2, 1024))) == 0).all()
    assert (pareto_k(np.eye(3, 1024)) > MOST_K).all()
    steep = np.exp(100 * np.random.default_rng(1).standard_normal((3, 1024)))
    assert (pareto_k(steep) > MOST_K).all()


@pytest.mark.parametrize(("n_draws", "size"), [(64, 16), (1024, 96), (4096, 192)])
def test_the_tail_is_a_small_share_of_the_draws(n_draws, size):
    """A fifth of few draws, three times the root of many, in whole eights."""
    assert tail_size(n_draws) == size
