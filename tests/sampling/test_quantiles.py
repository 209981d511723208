"""Laws of weighted quantiles: many weightings at once give what each gives alone, whatever the draws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meso_infer.sampling.quantiles import SharedDraws, own_quantiles

WANTED = (0.05, 0.25, 0.5, 0.75, 0.95)
SIZES = st.tuples(st.integers(1, 4), st.integers(2, 70), st.integers(1, 5))


def drawn(sizes: tuple[int, int, int], seed: int, spread: float) -> tuple[np.ndarray, np.ndarray]:
    """Draws with ties, and weights from almost even to almost all on one draw."""
    n_quantities, n_draws, n = sizes
    rng = np.random.default_rng(seed)
    weights = np.exp(spread * rng.standard_normal((n, n_draws)))
    values = rng.random((n_quantities, n_draws)).round(2)
    return values, weights / weights.sum(axis=1, keepdims=True)


@given(sizes=SIZES, seed=st.integers(0, 999), spread=st.sampled_from((0.0, 1.0, 4.0)))
def test_draws_in_shared_order_give_each_weighting_its_own_quantiles(sizes, seed, spread):
    """Looking only into the block where a quantile lies changes nothing."""
    values, weights = drawn(sizes, seed, spread)
    together = SharedDraws(values).quantiles(weights, WANTED)
    for row, one in zip(together, weights, strict=True):
        assert row == pytest.approx(own_quantiles(values, one, WANTED), abs=1e-6)


@given(sizes=SIZES, seed=st.integers(0, 999), spread=st.sampled_from((0.0, 1.0, 4.0)))
def test_quantiles_rise_and_stay_among_the_draws(sizes, seed, spread):
    """A higher chance has no lower quantile, and none lies beyond the smallest or largest draw."""
    values, weights = drawn(sizes, seed, spread)
    found = SharedDraws(values).quantiles(weights, WANTED)
    assert (np.diff(found, axis=2) >= 0).all()
    assert (found >= values.min(axis=1)[:, None]).all()
    assert (found <= values.max(axis=1)[:, None]).all()


def test_even_weights_give_the_usual_quantiles():
    """Hazen's: the middle of five is the third, and the first quarter lies between the middles."""
    values = np.array([[3.0, 1.0, 2.0, 5.0, 4.0]])
    found = own_quantiles(values, np.full(5, 0.2), (0.25, 0.5, 0.75))
    assert found == pytest.approx(np.quantile(values, (0.25, 0.5, 0.75), method="hazen")[None])


def test_a_draw_with_all_the_weight_is_every_quantile():
    """What is certain has no spread, to the width of one draw."""
    values, weights = np.linspace(0, 1, 101)[None], np.zeros((1, 101))
    weights[0, 40] = 1.0
    assert SharedDraws(values).quantiles(weights, WANTED)[0, 0] == pytest.approx(
        np.full(5, 0.4), abs=0.01
    )
