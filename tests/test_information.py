"""What an answer teaches: the worked numbers of the hiring example and the laws behind them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer.candidates import find_candidates
from meso_infer.exposure import own_values
from meso_infer.information import (
    DealLearning,
    best_shares,
    choice_gain,
    draw_shares,
    expected_information,
    initial_recipient_value,
    mutual_information,
    question_information,
    reweighted,
    weighted_quantiles,
)
from meso_infer.likelihoods import log_pick
from meso_infer.likelihoods.pick import pick_probabilities
from meso_infer.proposal.design import SetProblem, SetSearch
from tests.agendas import A, B, C, hiring_agenda, hiring_own
from tests.hiring_grid import (
    BEST_TRIPLE,
    HOLD_REMOTE,
    LEVEL,
    after_b_then_more_pay,
    grid_weights,
    utilities,
)


@pytest.mark.parametrize(
    ("packages", "sharpness", "bits"),
    [
        ([A, B, C], 10, 0.6598), ([A, C], 10, 0.6578), (BEST_TRIPLE, 10, 1.0674),
        (HOLD_REMOTE, 10, 0.6250), ([A, B, C], 5, 0.3744),
    ],
)  # fmt: skip
def test_worked_information(packages, sharpness, bits):
    """The expected information of the worked sets equals the worked bits to 1e-4."""
    assert expected_information(utilities(packages), sharpness) == pytest.approx(bits, abs=1e-4)


def test_information_about_the_weights_alone_is_less():
    """With the direction integrated out first, the three packages tell only .1970 bits about weights."""
    chances = pick_probabilities(utilities([A, B, C]), 10.0)
    n = chances.shape[1] // 2
    assert mutual_information((chances[:, :n] + chances[:, n:]) / 2) == pytest.approx(
        0.1970, abs=1e-4
    )


def equal_packages() -> tuple[np.ndarray, np.ndarray]:
    """The eleven packages worth the same to us, and their utilities on the grid."""
    found = find_candidates(hiring_own(hiring_agenda()), LEVEL, 0.01, plain_amounts=False)
    return found.coordinates, utilities(found.packages())


@pytest.mark.parametrize(
    ("size", "sharpness", "bits"),
    [(2, 10, 0.7131), (3, 10, 1.0674), (4, 10, 1.1267), (5, 10, 1.1213), (3, 5, 0.6511)],
)
def test_best_sets_of_the_equal_packages(size, sharpness, bits):
    """The most informative sets of two to five of the eleven packages reach the worked bits."""
    _, theirs = equal_packages()
    search = SetSearch(SetProblem(theirs, float(sharpness), alpha=0.0, least_support=0.0))
    scores = search.scores(search.best(size)[None, :])
    assert scores.information[0] == pytest.approx(bits, abs=1e-4)


def rows(coordinates: np.ndarray) -> set[tuple[float, float, float]]:
    return {(round(s / 1000, 3), r, y + 1) for s, r, y in coordinates.tolist()}


def test_best_triples_and_their_marginals():
    """The best triple is the worked one at both sharpnesses, picked .3975, .2429 and .3596."""
    coordinates, theirs = equal_packages()
    sharp = SetSearch(SetProblem(theirs, 10.0, alpha=0.0, least_support=0.0)).best(3)
    assert rows(coordinates[sharp]) == {(103.333, 0, 3), (93.333, 1, 1), (90, 4, 3)}
    marginals = pick_probabilities(utilities(BEST_TRIPLE), 10.0).mean(axis=1)
    assert marginals == pytest.approx([0.3975, 0.2429, 0.3596], abs=1e-4)
    blunt = SetSearch(SetProblem(theirs, 5.0, alpha=0.0, least_support=0.0)).best(3)
    assert rows(coordinates[blunt]) == {(103.333, 0, 3), (90, 2, 1), (90, 4, 3)}


def test_next_round_of_the_hiring_example():
    """After "B, but 5,000 more" the best next triple is the worked one, by information and by value."""
    coordinates, theirs = equal_packages()
    log_weights = after_b_then_more_pay()
    shares = draw_shares(log_weights, len(log_weights))
    again = utilities([A, B, C])
    assert expected_information(again, 10.0, log_weights) == pytest.approx(0.3456, abs=1e-4)
    assert initial_recipient_value(again, log_weights) == pytest.approx(0.4726, abs=1e-4)
    for alpha in (0.0, 1.0):
        search = SetSearch(SetProblem(theirs, 10.0, alpha=alpha, shares=shares, least_support=0.0))
        best = search.best(3)
        scores = search.scores(best[None, :])
        assert rows(coordinates[best]) == {(96.667, 0, 1), (103.333, 0, 3), (90, 4, 3)}
        assert scores.information[0] == pytest.approx(0.8188, abs=1e-4)
        assert scores.value[0] == pytest.approx(0.5996, abs=1e-4)
    liking = theirs @ shares
    assert rows(coordinates[[liking.argmax()]]) == {(103.333, 0, 3)}
    assert liking.max() == pytest.approx(0.4808, abs=1e-4)
    assert float((again @ shares)[0]) == pytest.approx(0.4346, abs=1e-4)


def test_worked_weights_after_the_raise():
    """After "B, but 5,000 more" salary weighs .4972 on average, through the same kernel and weights."""
    log_weights = after_b_then_more_pay()
    shares = draw_shares(log_weights, len(log_weights))
    assert grid_weights() @ shares == pytest.approx([0.4972, 0.3216, 0.1811], abs=1e-4)


@settings(max_examples=1000)
@given(
    st.integers(1, 5), st.integers(1, 30), st.floats(0.1, 60), st.floats(0, 0.5), st.booleans(),
    st.integers(0, 2**31),
)  # fmt: skip
def test_information_lies_between_nothing_and_the_answers(n, n_draws, sharpness, lapse, none, seed):
    """Information is at least 0 and at most log2 of the number of answers, on 1,000 random inputs."""
    rng = np.random.default_rng(seed)
    outside = rng.random(n_draws) if none else None
    bits = expected_information(
        rng.random((n, n_draws)),
        sharpness,
        rng.normal(size=n_draws),
        none_utility=outside,
        lapse=lapse,
    )
    assert 0 <= bits <= np.log2(n + none)


def test_value_of_a_choice():
    """The middle package adds nothing: value .5906 with and without it, choice gain .1350."""
    assert initial_recipient_value(utilities([A, B, C])) == pytest.approx(0.5906, abs=1e-4)
    assert initial_recipient_value(utilities([A, C])) == pytest.approx(0.5906, abs=1e-4)
    assert choice_gain(utilities([A, B, C])) == pytest.approx(0.1350, abs=1e-4)
    assert initial_recipient_value(utilities(BEST_TRIPLE)) == pytest.approx(0.699, abs=5e-4)
    assert initial_recipient_value(utilities(HOLD_REMOTE)) == pytest.approx(0.578, abs=5e-4)


@pytest.mark.parametrize(
    ("shape", "shares"),
    [
        ("longer", (0.9586, 0.0, 0.0412)), ("shorter", (0.3096, 0.0, 0.6896)),
        ("peak", (0.2349, 0.7069, 0.0544)),
    ],
)  # fmt: skip
def test_support(shape, shares):
    """With monotone linear tastes B is never best; with a peak it is in .7069 of the cases."""
    found = best_shares(utilities([A, B, C], shapes=(shape,), step=0.01))
    assert found == pytest.approx(shares, abs=1e-3)
    assert shape == "peak" or found[1] == 0.0


def test_picks_are_blind_along_our_own_weights():
    """The Fisher information of a pick among equals has the worked eigenvalues and vanishes along w."""
    values = own_values(hiring_own(hiring_agenda()), [A, B, C])
    step = 1e-4 * np.eye(3)
    # Where all three are picked alike, the slope of each log-probability, by differences.
    slopes = [
        (log_pick(values @ step, i, 10.0) - log_pick(-values @ step, i, 10.0)) / 2e-4
        for i in range(3)
    ]
    matrix = sum(np.outer(slope, slope) / 3 for slope in slopes)
    assert np.linalg.eigvalsh(matrix) == pytest.approx([0, 0.792973, 25.558879], abs=1e-5)
    assert np.abs(matrix @ np.array([9, 10, 4]) / 23).max() < 1e-7


@settings(max_examples=40)
@given(st.integers(0, 2**31), st.floats(-5, 5))
def test_no_pick_tells_along_our_weights(seed, shift):
    """For opposed linear tastes, fifty picks from equal sets say nothing along kappa + lambda w (1e-9)."""
    rng = np.random.default_rng(seed)
    w = rng.dirichlet(np.ones(4))
    kappa = rng.normal(size=4) * 10
    change = 0.0
    for _ in range(50):
        features = rng.random((3, 4))
        features += ((0.5 - features @ w) / (w @ w))[:, None] * w
        chosen = int(rng.integers(3))
        both = np.stack([-features @ kappa, -features @ (kappa + shift * w)], axis=1)
        logs = log_pick(both, chosen, 1.0)
        change += float(logs[1] - logs[0])
    assert abs(change) < 1e-9


def test_answers_reweigh_the_draws_as_bayes_says():
    """Reweighting by the chance of an answer gives the normalised product of prior and likelihood."""
    chances = pick_probabilities(utilities([A, B, C]), 10.0)
    shares = draw_shares(reweighted(None, chances[1]), chances.shape[1])
    assert shares == pytest.approx(chances[1] / chances[1].sum())


def test_a_question_teaches_most_when_priorities_are_open():
    """Asking what matters most tells nothing once weights are known, and something before."""
    known = np.tile([[0.6], [0.3], [0.1]], 50)
    assert question_information(known, sharpness=2.0, honesty=0.7) == pytest.approx(0, abs=1e-12)
    assert question_information(grid_weights(), sharpness=2.0, honesty=0.7) > 0.2


def test_a_question_is_answered_by_a_power_of_the_weights():
    """Two draws, by hand: the issue named follows the square of the weights, or with chance .3 nothing."""
    weights = np.array([[0.8, 0.4], [0.2, 0.6]])
    first = 0.7 * np.array([0.64 / 0.68, 0.16 / 0.52]) + 0.15

    def bits(p: np.ndarray) -> np.ndarray:
        return -(p * np.log2(p) + (1 - p) * np.log2(1 - p))

    expected = float(bits(first.mean()) - bits(first).mean())
    found = question_information(weights, sharpness=2.0, honesty=0.7)
    assert found == pytest.approx(expected, abs=1e-12)


def test_weighted_quantiles_of_equal_weights():
    """With equal weights the median is the middle value, whatever the order of the draws."""
    values = np.array([5.0, 1.0, 3.0, 2.0, 4.0])
    assert weighted_quantiles(values, np.full(5, 0.2), (0.5,)) == pytest.approx([3.0])


def test_an_answer_settles_the_deal_as_far_as_it_tells_the_best_package():
    """Two packages, each best in half the draws: a telling answer saves all regret, a blind one none."""
    theirs, shares = np.array([[0.8, 0.4], [0.3, 0.6]]), np.array([0.5, 0.5])
    deal = DealLearning(theirs, shares)
    # Unsettled, the first is named for .6; known, .7. An answer right nine times in ten brings
    # .5 (.9 x .8 + .1 x .4) + .5 (.1 x .3 + .9 x .6) = .665.
    sides = [np.array([[1.0, 0.0], [0.9, 0.1], [0.5, 0.5]])]
    sides.append(1 - sides[0])
    assert deal.settled(sides) == pytest.approx([1.0, 0.65, 0.0], abs=1e-6)


def test_learning_what_leaves_the_deal_as_it_is_counts_nothing():
    """An answer may carry a whole bit and settle nothing: when one package is best in every draw."""
    theirs = np.array([[0.8, 0.5], [0.3, 0.2]])
    deal = DealLearning(theirs, np.array([0.5, 0.5]))
    answers = np.eye(2)
    assert mutual_information(answers) == pytest.approx(1.0)
    assert deal.settled([answers[:1], answers[1:]]) == pytest.approx([0.0], abs=1e-4)
