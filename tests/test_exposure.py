"""What our Mesos reveal of our weights, against the worked numbers of the hiring example."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer.exposure import (
    exposure_bits,
    exposure_of,
    exposure_rank,
    implied_weights,
    linear_values_at,
    own_values,
    reader_weights,
)
from meso_infer.information import expected_information, initial_recipient_value
from meso_infer.issues import CategoricalIssue, NumericIssue
from meso_infer.packages import Agenda, Package
from meso_infer.utility import AdditiveUtility
from tests.agendas import A, B, C, deal, hiring_agenda, hiring_own
from tests.hiring_grid import BEST_TRIPLE, HOLD_REMOTE, utilities

OWN = hiring_own(hiring_agenda())


def values(packages: list[Package]) -> np.ndarray:
    return own_values(OWN, packages)


@pytest.mark.parametrize(
    ("packages", "bits", "rank"),
    [
        ([A, B], 2.4057, 0.5), ([A, B, C], 4.2253, 1.0), (HOLD_REMOTE, 2.8569, 0.5),
        ([A, C], 3.2995, 0.5), (BEST_TRIPLE, 6.4252, 1.0), ([A], 0.0, 0.0),
    ],
)  # fmt: skip
def test_worked_exposure(packages, bits, rank):
    """Exposure bits and rank of the worked sets; one package reveals nothing."""
    exposure = exposure_of(OWN, [packages])
    assert exposure.bits == pytest.approx(bits, abs=1e-4)
    assert exposure.rank == rank


def test_a_sharper_reader_learns_a_bit_a_difference():
    """Halving the blur adds about one bit for each independent difference."""
    assert exposure_bits([values([A, B])], 0.01) == pytest.approx(3.3636, abs=1e-4)
    assert exposure_bits([values([A, B, C])], 0.01) == pytest.approx(5.9345, abs=1e-4)


def test_a_linear_reader_is_misled():
    """Read with straight lines, A, B and C say that a remote day costs us nothing."""
    linear = [linear_values_at(OWN, OWN.agenda.encode([A, B, C]))]
    assert implied_weights(linear) == pytest.approx([0.6, 0, 0.4], abs=1e-9)
    assert implied_weights([values([A, B, C])]) == pytest.approx(np.array([9, 10, 4]) / 23)
    assert exposure_of(OWN, [[A, B, C]]).linear.mean["Remote"] == pytest.approx(0.176, abs=5e-4)


def test_holding_an_issue_keeps_most_learning_for_part_of_the_exposure():
    """Holding remote days keeps 95% of the learning for 68% of the exposure."""
    learning = expected_information(utilities(HOLD_REMOTE), 10.0) / expected_information(
        utilities([A, B, C]), 10.0
    )
    shown = exposure_of(OWN, [HOLD_REMOTE]).bits / exposure_of(OWN, [[A, B, C]]).bits
    assert (round(learning, 2), round(shown, 2)) == (0.95, 0.68)


@pytest.mark.parametrize(
    ("packages", "learnt", "shown", "ratio", "value"),
    [
        ([A, B, C], 0.660, 4.23, 0.156, 0.591), ([A, C], 0.658, 3.30, 0.199, 0.591),
        (HOLD_REMOTE, 0.625, 2.86, 0.219, 0.578), (BEST_TRIPLE, 1.067, 6.43, 0.166, 0.699),
    ],
)  # fmt: skip
def test_worked_frontier(packages, learnt, shown, ratio, value):
    """The frontier of learning against exposure has its worked rows."""
    bits = expected_information(utilities(packages), 10.0)
    exposed = exposure_of(OWN, [packages]).bits
    assert (bits, exposed) == (pytest.approx(learnt, abs=5e-4), pytest.approx(shown, abs=5e-3))
    assert bits / exposed == pytest.approx(ratio, abs=5e-4)
    assert initial_recipient_value(utilities(packages)) == pytest.approx(value, abs=5e-4)


def test_repeated_differences_add_no_rank():
    """Mesos add up; translating the same differences tells a reader of true values nothing new in rank."""
    shifted = [values([A, C]) + np.array([0.05, 0.1, 0.0])]
    assert exposure_rank([values([A, C]), *shifted]) == exposure_rank([values([A, C])]) == 0.5
    together = exposure_of(OWN, [[A, B], [B, C]])
    assert together.rank == 1.0
    assert together.bits > exposure_of(OWN, [[A, B]]).bits


def test_jitter_is_a_weak_shield():
    """Shifting package values by up to .005, .01 or .02 blurs implied weights by .011, .023, .046."""
    rng = np.random.default_rng(7)
    for jitter, median in ((0.005, 0.011), (0.01, 0.023), (0.02, 0.046)):
        errors = []
        for shift in rng.uniform(-jitter, jitter, (3000, 3)):
            moved = values([A, B, C])
            moved[:, 0] += shift / OWN.weights[0]
            read = implied_weights([moved])
            assert read is not None
            errors.append(0.5 * np.abs(read - OWN.weights).sum())
        assert np.median(errors) == pytest.approx(median, abs=0.002)


@settings(max_examples=100)
@given(st.integers(2, 8), st.integers(1, 5), st.integers(0, 2**31))
def test_exposure_is_bounded_for_any_number_of_issues(n_issues, n_packages, seed):
    """Exposure bits lie between 0 and the reader's prior entropy, and more Mesos never lower the rank."""
    rng = np.random.default_rng(seed)
    sets = [rng.random((n_packages, n_issues)) for _ in range(2)]
    weights = reader_weights(n_issues)
    assert weights.sum(axis=1) == pytest.approx(1)
    assert 0 <= exposure_bits(sets) <= np.log2(len(weights))
    assert exposure_rank(sets) >= exposure_rank(sets[:1])


def test_levels_say_what_stays_hidden():
    """An issue on which packages never differ stays no better known than it was by ratios of others."""
    held = exposure_of(OWN, [HOLD_REMOTE]).true_shapes
    assert held.level["Remote"] == "hidden"
    assert set(exposure_of(OWN, []).true_shapes.level.values()) == {"hidden"}
    assert set(exposure_of(OWN, [BEST_TRIPLE]).true_shapes.level.values()) == {"known"}


def test_options_without_order_keep_their_values_in_the_linear_reading():
    """There is no line through cities: both readings use the same values for them."""
    agenda = Agenda((
        CategoricalIssue(name="Office", options=("Berlin", "Paris", "Rome")),
        NumericIssue(name="Price", low=0, high=10, step=1, own_direction="higher"),
    ))  # fmt: skip
    own = AdditiveUtility.of(
        agenda, {"Office": 0.5, "Price": 0.5}, {"Office": {"Berlin": 0.2, "Paris": 1, "Rome": 0}}
    )
    rows = agenda.encode([Package({"Office": "Paris", "Price": 2})])
    assert linear_values_at(own, rows) == pytest.approx(np.array([[1.0, 0.2]]))


def test_single_offers_reveal_no_trade_offs():
    """Offering one package at a time shows no differences that were called equal."""
    exposure = exposure_of(OWN, [[deal(100000, 1, 3)], [deal(95000, 1, 2)]])
    assert (exposure.rank, exposure.bits) == (0.0, 0.0)
