"""The best package for them in the band, draw by draw: what exhaustive search finds."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from meso_infer.candidates.knapsack import Stage, best_in_band


def stages_of(seed: int, n_draws: int = 5) -> list[Stage]:
    rng = np.random.default_rng(seed)
    weights = rng.dirichlet(np.ones(rng.integers(1, 5)))
    stages = []
    for weight in weights:
        n = int(rng.integers(1, 9))
        theirs = (rng.random((n, n_draws)) / len(weights)).astype(np.float32)
        stages.append(Stage(weight * rng.random(n), theirs))
    return stages


@settings(max_examples=120)
@given(st.integers(0, 2**31), st.floats(0.2, 0.6), st.sampled_from([0.002, 0.01, 0.1]))
def test_the_best_of_the_band_is_found(seed, low, width):
    """Of the packages found, the best in the band is within 0.001 of the best there is, for every draw."""
    stages = stages_of(seed)
    places = np.array(list(product(*(range(len(stage)) for stage in stages))))
    own = np.sum([stage.own[places[:, j]] for j, stage in enumerate(stages)], axis=0)
    theirs = np.sum([stage.theirs[places[:, j]] for j, stage in enumerate(stages)], axis=0)
    band = (own >= low) & (own <= low + width)
    assume(band.any())
    choices, draw = best_in_band(stages, low, low + width)
    found_own = np.sum([stage.own[choices[:, j]] for j, stage in enumerate(stages)], axis=0)
    found = np.sum([stage.theirs[choices[:, j], draw] for j, stage in enumerate(stages)], axis=0)
    inside = (found_own >= low) & (found_own <= low + width)
    for d in range(theirs.shape[1]):
        assert found[inside & (draw == d)].max() == pytest.approx(theirs[band, d].max(), abs=1e-3)


def test_of_options_worth_the_same_to_us_the_best_for_them_counts():
    """An option that another one hides behind is found, though a third seems better than the two together."""
    first = Stage(np.array([0.2, 0.2, 0.3]), np.array([[0.0], [1.0], [0.5]], np.float32))
    second = Stage(np.array([0.3, 0.2, 0.1, 0.0]), np.zeros((4, 1), np.float32))
    choices, _ = best_in_band([first, second], 0.5, 0.5, traced=1)
    assert choices.tolist() == [[1, 0]]


def test_a_band_out_of_reach_gives_nothing():
    """Where no package can be worth so much, nothing is found."""
    stages = stages_of(3)
    choices, draw = best_in_band(stages, 5.0, 5.1)
    assert (len(choices), len(draw)) == (0, 0)
