"""The prior: stated directions come out as stated, ranges are fair, settings are checked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer.errors import InvalidSettings
from meso_infer.inference import infer
from meso_infer.issues import CategoricalIssue, NumericIssue, OrderedIssue
from meso_infer.packages import Agenda
from meso_infer.prior import Layout, ModelSettings
from meso_infer.prior.draws import DrawMaker
from meso_infer.prior.levels import LevelTable
from meso_infer.prior.taste import peak_means, taste_shape
from meso_infer.sampling.quasi_random import normal_points
from meso_infer.utility import AdditiveUtility
from tests.agendas import hiring_agenda


@settings(max_examples=25)
@given(st.floats(0.02, 0.98), st.floats(0.02, 0.9))
def test_stated_directions_are_the_priors_directions(up, peak):
    """Without evidence, each direction has the probability that was stated, within .01."""
    total = up + peak if up + peak > 1 else 1.0
    up, peak = up / total, peak / total
    stated = {"higher": up, "lower": max(0.0, 1 - up - peak), "peak": peak}
    issue = NumericIssue(name="x", low=0, high=1, counterpart_direction=stated)
    other = NumericIssue(name="y", low=0, high=1)
    found = infer(Agenda((issue, other)), (), settings=ModelSettings(n_draws=8192)).directions()[
        "x"
    ]
    for word, probability in stated.items():
        assert found[word] == pytest.approx(probability, abs=0.01)


@settings(max_examples=10)
@given(st.floats(0.02, 0.98))
def test_a_direction_without_a_peak_is_the_priors_direction(up):
    """Where no best point inside was spoken of, too, each direction has the probability that was stated."""
    issue = NumericIssue(name="x", low=0, high=1, counterpart_direction={"higher": up})
    found = infer(Agenda((issue,)), (), settings=ModelSettings(n_draws=8192)).directions()["x"]
    assert found == pytest.approx({"higher": up, "lower": 1 - up}, abs=0.01)


def test_the_aspiration_begins_at_the_opening_and_declines_from_the_second_round():
    """In round r it is the opening times exp(-(r - 1) times its decline), whole for the first round."""
    layout = Layout(hiring_agenda(), ModelSettings())
    z = normal_points(layout.n_dimensions, 64)
    draws = DrawMaker(layout, LevelTable.of(layout.agenda))(z)
    at = layout.first_scalar
    opening = 1 / (1 + np.exp(-(1 + 0.7 * z[at + 2])))
    decline = 0.06 * np.exp(0.7 * z[at + 3])
    assert draws.sharpness == pytest.approx(12 * np.exp(0.6 * z[at]))
    assert draws.push_sharpness == pytest.approx(12 * np.exp(0.6 * z[at + 1]))
    assert draws.tilt == pytest.approx(3 + 3 * z[at + 4])
    assert draws.aspiration(1) == pytest.approx(opening)
    rounds = np.array([1.0, 2.0, 5.0])
    expected = [opening * np.exp(-(r - 1) * decline) for r in rounds]
    assert draws.aspiration(rounds) == pytest.approx(np.array(expected))


@pytest.mark.parametrize(
    ("issue", "expected"),
    [
        (NumericIssue(name="x", low=0, high=1, counterpart_direction={"higher": 1}), 0.0),
        (NumericIssue(name="x", low=0, high=1, counterpart_direction={"higher": 0.5}), np.log(3)),
        (CategoricalIssue(name="x", options=tuple("wxyz")), np.log(5 / 3)),
    ],
)
def test_free_values_lift_the_weight_by_what_their_range_lacks(issue, expected):
    """The mean of a log-weight is log((K + 1) / (K - 1)) with K free values, 0 with a known direction."""
    agenda = Agenda((NumericIssue(name="other", low=0, high=1), issue))
    assert Layout(agenda, ModelSettings()).weight_log_mean[1] == pytest.approx(expected, abs=1e-9)


@given(st.floats(0.05, 0.9), st.floats(0.05, 0.9))
def test_peak_means_are_centred(down, peak):
    """Means of three knots sum to 0, and equal chances need no shift."""
    up = max(0.05, 1 - down - peak)
    assert sum(peak_means(up, down, peak)) == pytest.approx(0, abs=1e-9)
    assert peak_means(1 / 3, 1 / 3, 1 / 3) == pytest.approx((0, 0, 0), abs=1e-9)


def test_part_worths_are_utilities():
    """Every package's utility lies in 0 to 1, weights sum to 1, and curves run from 0 to the weight."""
    agenda = hiring_agenda({"later": 0.4, "earlier": 0.4, "peak": 0.2})
    layout = Layout(agenda, ModelSettings())
    draws = DrawMaker(layout, LevelTable.of(agenda))(normal_points(layout.n_dimensions, 2048))
    assert draws.weights.sum(axis=0) == pytest.approx(np.ones(2048))
    assert draws.part_worths.min() >= 0
    assert draws.best.sum(axis=0).max() <= 1 + 1e-12
    assert draws.ranges[0] == pytest.approx(draws.best[0])
    assert (np.diff(draws.part_worths[draws.table.segment(0)], axis=0) >= 0).all()


def test_shapes_follow_the_directions():
    """A sure direction has a curve; a doubtful one two knots; a possible peak three."""

    def shape(direction):
        return taste_shape(NumericIssue(name="x", low=0, high=1, counterpart_direction=direction))

    assert shape({"higher": 1}).orientation == 1
    assert shape({"lower": 1}).orientation == -1
    assert len(shape({"higher": 0.95}).knots) == 2
    assert len(shape({"higher": 0.5, "peak": 0.1}).knots) == 3
    no_inside = OrderedIssue(
        name="x", options=("a", "b"), counterpart_direction={"later": 0, "peak": 1}
    )
    assert taste_shape(no_inside).knot_means == (0.0, 0.0)
    assert shape({"higher": 0.5}).expected_range == pytest.approx(1 / 3, abs=1e-9)
    assert shape({"higher": 0.99}).expected_range > shape({"higher": 0.9}).expected_range > 1 / 3


def test_full_ranges_make_the_best_package_worth_one():
    """With full ranges every issue's values reach 0 and 1, so that softmax weights are the weights."""
    agenda = hiring_agenda()
    layout = Layout(agenda, ModelSettings(full_ranges=True))
    z = normal_points(layout.n_dimensions, 256)
    draws = DrawMaker(layout, LevelTable.of(agenda))(z)
    assert draws.worst.sum(axis=0) == pytest.approx(0.0, abs=1e-9)
    assert draws.best.sum(axis=0) == pytest.approx(1.0, abs=1e-9)
    assert draws.weights == pytest.approx(layout.weights(z), abs=1e-9)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("weight_log_sd", -1),
        ("statement_honesty", 1.2),
        ("counteroffer_sd", 0),
        ("n_draws", 8),
        ("tilt_mean", float("nan")),
    ],
)
def test_settings_out_of_range_are_refused(field, value):
    """A setting out of its range is refused by name."""
    with pytest.raises(InvalidSettings, match=field):
        ModelSettings(**{field: value})


def test_the_tilt_may_be_none():
    """The mixture leans with its mean and spread in its share of draws, and hardly at all in the others."""
    agenda = hiring_agenda()
    layout = Layout(agenda, ModelSettings(tilt_mean=20.0, tilt_sd=1.0, tilt_share=0.3))
    *_, tilt = layout.scalars(normal_points(layout.n_dimensions, 8192))
    leaning = tilt > 10
    assert leaning.mean() == pytest.approx(0.3, abs=0.01)
    assert tilt[leaning].mean() == pytest.approx(20, abs=0.1)
    assert tilt[leaning].std() == pytest.approx(1, abs=0.1)
    assert tilt[~leaning].mean() == pytest.approx(0, abs=0.1)
    assert tilt[~leaning].std() == pytest.approx(0.5, abs=0.1)


def test_values_of_a_list_may_oppose_ours():
    """Their values of unordered options lean against ours where ours are known, and only as far as set."""
    agenda = Agenda(
        (
            CategoricalIssue(name="Kind", options=("x", "y", "z")),
            NumericIssue(name="Price", low=0, high=10, own_direction="lower"),
        )
    )
    own = AdditiveUtility.of(
        agenda, {"Kind": 0.5, "Price": 0.5}, {"Kind": {"x": 1, "y": 0.5, "z": 0}}
    )
    lean = ModelSettings(opposition=0.5, opposition_sd=0.7, n_draws=4096)
    against, open_, plain = (
        infer(agenda, (), settings=assumed, own=ours)
        .part_worths("Kind", np.arange(3.0))
        .mean(axis=1)
        for assumed, ours in (
            (lean, own),
            (lean, None),
            (ModelSettings(opposition=0, opposition_sd=0, n_draws=4096), own),
        )
    )
    assert against[2] > against[1] + 0.02 > against[0] + 0.04
    for free in (open_, plain):
        assert np.ptp(free) < 0.01


def test_opposition_is_shared_by_the_options_of_an_issue():
    """Means 0.5 (1 - 2u), and a factor of spread 0.7 along 1 - 2u beside each option's own spread of 1."""
    agenda = Agenda((CategoricalIssue(name="Kind", options=("x", "y", "z")),))
    own = AdditiveUtility.of(agenda, {"Kind": 1.0}, {"Kind": {"x": 1, "y": 0.25, "z": 0}})
    layout = Layout(agenda, ModelSettings(opposition=0.5, opposition_sd=0.7), own=own)
    against = np.array([-1.0, 0.5, 1.0])
    assert layout.knot_means == pytest.approx(0.5 * against)
    assert layout.knot_cholesky is not None
    covariance = layout.knot_cholesky @ layout.knot_cholesky.T
    assert covariance == pytest.approx(np.eye(3) + 0.49 * np.outer(against, against))


@pytest.mark.parametrize(
    "name", ["tilt_share", "asked_is_best", "forgetting", "most_counteroffers"]
)
def test_shares_beyond_their_range_are_refused(name: str):
    """A share or a factor out of range is refused with what is allowed."""
    with pytest.raises(InvalidSettings, match=name):
        replace(ModelSettings(), **{name: -0.5})
