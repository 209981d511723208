"""The search over sets: it scores as the plain formulas do, and finds what exhaustive search finds."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer.exposure import exposure_bits, reader_weights
from meso_infer.information import best_shares, expected_information, initial_recipient_value
from meso_infer.likelihoods.pick import pick_probabilities
from meso_infer.proposal import design
from meso_infer.proposal.design import SetSearch
from meso_infer.proposal.sweep import Reader, SetProblem, Sweep


def problem(seed: int, n: int = 9, n_draws: int = 40, **changes) -> SetProblem:
    rng = np.random.default_rng(seed)
    options = {
        "utilities": rng.random((n, n_draws)),
        "sharpness": rng.lognormal(2.3, 0.5, n_draws),
        "alpha": 0.4,
        "shares": rng.dirichlet(np.ones(n_draws)),
        "none_utility": rng.random(n_draws) if rng.random() < 0.7 else None,
    }
    return SetProblem(**{**options, **changes})


@settings(max_examples=100)
@given(st.integers(0, 2**31), st.integers(1, 4))
def test_scores_agree_with_the_plain_formulas(seed, size):
    """Information, value, acceptance and support of a set equal the library's one-set functions."""
    given_problem = problem(seed)
    rows = np.arange(size)
    scores = SetSearch(given_problem).scores(rows[None, :])
    assert given_problem.shares is not None
    theirs, log_weights = given_problem.utilities[rows], np.log(given_problem.shares)
    none = given_problem.none_utility
    bits = expected_information(theirs, given_problem.sharpness, log_weights, none_utility=none)
    assert scores.information[0] == pytest.approx(bits, abs=1e-9)
    assert scores.value[0] == pytest.approx(initial_recipient_value(theirs, log_weights))
    taken = 1.0
    if none is not None:
        rows_and_none = np.vstack([theirs, none])
        taken = (
            1
            - pick_probabilities(rows_and_none, given_problem.sharpness)[-1] @ given_problem.shares
        )
    assert scores.acceptance[0] == pytest.approx(taken)
    supported = bool((best_shares(theirs, log_weights) >= given_problem.least_support).all())
    alpha = given_problem.alpha
    wanted = alpha * (scores.acceptance + scores.value) + (1 - alpha) * scores.learning
    assert (scores.objective == pytest.approx(wanted)) == supported


def test_very_sharp_draws_lose_no_set():
    """However sharply they choose, sets far from their best have finite scores, and the best set wins."""
    utilities = np.linspace(0, 1, 5)[:, None] * np.ones(8)
    sharp = problem(
        3, n=5, n_draws=8, utilities=utilities, sharpness=np.full(8, 2000.0), none_utility=None
    )
    search = SetSearch(sharp)
    assert np.isfinite(search.scores(np.arange(5)[:, None]).objective).all()
    assert search.best(1) == [4]


def test_exposure_agrees_with_the_reader():
    """The share of uncertainty that a set takes is exposure bits over the reader's prior bits."""
    values = np.random.default_rng(5).random((6, 3))
    points = reader_weights(3)
    reader = Reader(values @ points.T, np.zeros(len(points)))
    search = SetSearch(problem(1, n=6, kappa=0.5, reader=reader))
    for rows in combinations(range(6), 3):
        share = search.exposure(np.array([rows]))[0]
        assert share == pytest.approx(exposure_bits([values[list(rows)]]) / np.log2(231), abs=1e-9)


def test_swaps_find_what_exhaustive_search_finds(monkeypatch):
    """On problems small enough to search whole, greedy and swaps lose at most 2% and mostly nothing."""
    gaps = []
    for seed in range(25):
        search = SetSearch(problem(seed, n=14, n_draws=60, seeks_deal=seed % 2 == 1))
        whole = search.scores(search.best(3)[None, :]).objective[0]
        with monkeypatch.context() as patch:
            patch.setattr(design, "EXHAUSTIVE_SETS", 0)
            found = search.scores(search.best(3)[None, :]).objective[0]
        gaps.append((whole - found) / abs(whole))
    assert min(gaps) >= -1e-12
    assert max(gaps) <= 0.02
    assert np.median(gaps) == 0


def test_conflicts_are_avoided_where_possible():
    """No forbidden pair and no package twice while there is another set."""
    conflicts = np.zeros((9, 9), bool)
    conflicts[:7, :7] = ~np.eye(7, dtype=bool)
    search = SetSearch(problem(3, conflicts=conflicts))
    chosen = search.best(3)
    assert len(set(chosen.tolist())) == 3
    assert {7, 8} <= set(chosen.tolist())
    assert search.scores(chosen[None, :]).conflicts[0] == 0


def test_alpha_one_looks_at_value_alone():
    """With alpha 1 the objective is acceptance plus value; information has weight 0."""
    search = SetSearch(problem(11, alpha=1.0, least_support=0.0))
    sets = np.array(list(combinations(range(9), 2)))
    scores = search.scores(sets)
    assert scores.objective == pytest.approx(scores.acceptance + scores.value)


def test_all_candidates_when_there_are_no_more_than_wanted():
    """A set of as many packages as there are candidates is all of them."""
    assert SetSearch(problem(2, n=3)).best(3).tolist() == [0, 1, 2]


@settings(max_examples=50)
@given(st.integers(0, 2**31), st.integers(1, 3))
def test_learning_about_the_deal_is_the_regret_that_an_answer_saves(seed, size):
    """Judged for the deal, a set counts the plain average over answers of the best package then."""
    given_problem = problem(seed, seeks_deal=True)
    theirs, shares, none = (
        given_problem.utilities,
        given_problem.shares,
        given_problem.none_utility,
    )
    assert shares is not None
    rows = theirs[:size] if none is None else np.vstack([theirs[:size], none])
    chances = pick_probabilities(rows, given_problem.sharpness)
    then = sum((theirs @ (chance * shares)).max() for chance in chances)
    now, known = (theirs @ shares).max(), theirs.max(axis=0) @ shares
    scores = SetSearch(given_problem).scores(np.arange(size)[None, :])
    assert scores.learning[0] == pytest.approx((then - now) / (known - now), abs=1e-5)


@pytest.mark.parametrize("seeks_deal", [False, True])
@pytest.mark.parametrize("kappa", [0.0, 0.7])
def test_one_place_at_a_time_is_judged_as_the_whole_set(seeks_deal, kappa):
    """The sweep gives every candidate the objective of the set that it completes, exposure priced in."""
    values, points = np.random.default_rng(8).random((12, 3)), reader_weights(3)
    reader = Reader(values @ points.T, np.linspace(-3, 0, len(points)))
    search = SetSearch(
        problem(
            3,
            n=12,
            seeks_deal=seeks_deal,
            none_utility=np.full(40, 0.6),
            kappa=kappa,
            reader=reader,
        )
    )
    sweep = Sweep(
        search.problem,
        search._logits,
        search._odds,
        search._none_logit,
        search._shares,
        search._deal,
    )
    sets = np.array([[0, 1, row] for row in range(2, 12)])
    swept = sweep.objectives(np.array([0, 1]))[2:]
    assert swept == pytest.approx(search.scores(sets).objective, abs=1e-4)


def test_very_sharp_draws_are_no_trouble_to_the_sweep():
    """Draws so sharp that a set has no chance at all in single precision still give finite objectives."""
    given_problem = problem(5, n=12, seeks_deal=True, sharpness=np.full(40, 900.0))
    search = SetSearch(given_problem)
    sweep = Sweep(
        given_problem,
        search._logits,
        search._odds,
        search._none_logit,
        search._shares,
        search._deal,
    )
    assert np.isfinite(sweep.objectives(np.array([0, 1]))).all()
