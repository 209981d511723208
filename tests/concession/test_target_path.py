"""Paths of targets: held against every path there is, every constant, and simulated talks."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations_with_replacement

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer.concession.target_path import (
    NEVER,
    Game,
    best_path,
    constant_values,
    follow,
    settled,
    value_of,
)

seeds = st.integers(0, 2**32 - 1)


def random_game(
    seed: int, *, n_rounds: int = 3, n_levels: int = 6, n_particles: int = 40, counters: bool = True
) -> Game:
    """Talks with people whose thresholds fall as rounds pass."""
    rng = np.random.default_rng(seed)
    levels = np.linspace(0.4, 1.0, n_levels)
    worth = 1 - levels[:, None] * rng.uniform(0.5, 1.2, n_particles)
    falling = np.cumsum(rng.uniform(0, 0.15, (n_rounds, n_particles)), axis=0)
    above = worth[None] - (rng.uniform(0.2, 0.9, n_particles) - falling)[:, None, :]
    ends = np.append(rng.uniform(0, 0.2, n_rounds - 1), 1.0)
    return Game(
        levels=levels,
        acceptance=1 / (1 + np.exp(-30 * above)),
        gains=levels[None, :, None],
        ends=ends,
        no_deal=0.4,
        counters=np.sort(rng.uniform(0.2, 0.8, (n_rounds, n_particles)), axis=0),
        counter_chance=np.append(np.full(n_rounds - 1, 0.6 * counters), 0.0),
        weights=rng.dirichlet(np.ones(n_particles)),
    )


@given(seeds)
@settings(max_examples=40)
def test_no_falling_path_is_better(seed: int) -> None:
    """Without counteroffers the path found is within a hair of the best of all paths that never rise."""
    game = random_game(seed, counters=False)
    never = np.full(game.n_rounds, NEVER)
    falling = combinations_with_replacement(range(len(game.levels) - 1, -1, -1), game.n_rounds)
    best = max(value_of(game, np.array(rows), never) for rows in falling)
    found = best_path(game)
    assert found.value == pytest.approx(value_of(game, found.rows, found.stops), abs=1e-12)
    assert found.value >= best - 1e-3


@given(seeds, st.booleans())
@settings(max_examples=40)
def test_a_plan_is_no_worse_than_any_constant_target(seed: int, counters: bool) -> None:
    """Asking for one level throughout is a plan too, so the best plan is worth at least as much."""
    game = random_game(seed, n_rounds=5, n_levels=12, counters=counters)
    found = best_path(game)
    assert found.value >= constant_values(game).max() - 1e-12
    assert (np.diff(found.rows) <= 0).all()
    never = np.full(game.n_rounds, NEVER)
    constants = [value_of(game, np.full(5, row), never) for row in range(12)]
    assert constant_values(game) == pytest.approx(constants, abs=1e-12)


@given(seeds)
@settings(max_examples=25)
def test_with_one_round_left_it_is_the_one_shot_optimum(seed: int) -> None:
    """At the deadline only the chance of yes and what it is worth count."""
    game = random_game(seed, n_rounds=1, n_levels=30, counters=False)
    hit = game.acceptance[0] @ game.weights
    one_shot = hit * game.levels + (1 - hit) * game.no_deal
    found = best_path(game)
    assert found.value == pytest.approx(one_shot.max(), abs=1e-12)
    assert one_shot[found.rows[0]] == pytest.approx(one_shot.max(), abs=1e-12)


@given(seeds, st.floats(0, 0.3))
@settings(max_examples=25)
def test_a_better_alternative_never_hurts(seed: int, more: float) -> None:
    """The value of the plan does not fall when no deal is worth more to us."""
    game = random_game(seed, n_rounds=4, counters=False)
    better = best_path(replace(game, no_deal=game.no_deal + more))
    assert better.value >= best_path(game).value - 1e-9


def test_simulated_talks_come_out_as_planned() -> None:
    """The average over talks played out with dice is what the plan promises, counteroffers and all."""
    game = random_game(7, n_rounds=4, n_levels=15)
    found = best_path(game)
    rng = np.random.default_rng(1)
    n = 40_000
    person = rng.choice(len(game.weights), n, p=game.weights)
    won, at_table = np.full(n, np.nan), np.ones(n, bool)
    for r, row in enumerate(found.rows):
        yes = at_table & (rng.random(n) < game.acceptance[r, row, person])
        won[yes], at_table = game.levels[row], at_table & ~yes
        asked = game.counters[r, person]
        takes = at_table & (rng.random(n) < game.counter_chance[r]) & (asked >= found.stops[r])
        won[takes], at_table = asked[takes], at_table & ~takes
        over = at_table & (rng.random(n) < game.ends[r])
        won[over], at_table = game.no_deal, at_table & ~over
    assert not np.isnan(won).any()
    assert won.mean() == pytest.approx(found.value, abs=4 * won.std() / np.sqrt(n))


@given(seeds)
@settings(max_examples=25)
def test_chances_add_up(seed: int) -> None:
    """Every talk ends in one way: an offer accepted, a counteroffer taken, or no deal."""
    game = random_game(seed, n_rounds=4)
    path = best_path(game)
    course = follow(game, path.rows, path.stops)
    refused = course.alive - course.accepted - course.taken
    total = (course.accepted + course.taken + refused * game.ends[:, None]).sum(axis=0)
    assert total == pytest.approx(np.ones(len(game.weights)), abs=1e-12)


@given(seeds, st.integers(0, 5))
@settings(max_examples=25)
def test_a_first_level_that_is_given_is_kept(seed: int, row: int) -> None:
    """The path beside the best starts where it was told to, never rises and is never better."""
    game = random_game(seed)
    best = best_path(game)
    other = settled(game, row, best)
    assert other.rows[0] == row
    assert (np.diff(other.rows) <= 0).all()
    if row <= best.rows[0]:
        assert other.value <= best.value + 1e-6
