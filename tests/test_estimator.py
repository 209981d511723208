"""Laws of the estimator: the same inference as everywhere, in scikit-learn's conventions."""

from __future__ import annotations

import pickle
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.metrics import log_loss
from sklearn.model_selection import GridSearchCV, GroupKFold, KFold, cross_val_score
from sklearn.utils import estimator_checks

from meso_infer import PriorityEstimator
from meso_infer.errors import InvalidRounds, MesoError
from meso_infer.evidence import Pick
from meso_infer.inference import infer
from meso_infer.issues import NumericIssue
from meso_infer.packages import Agenda, Package
from meso_infer.prior import ModelSettings
from tests.agendas import A, B, C, hiring_agenda

ROOT = Path(__file__).resolve().parent.parent
WEIGHTS = np.array([0.5, 0.3, 0.2])
QUICK = ModelSettings(n_draws=256)
UNIT = [(0.0, 1.0)] * 3


def simulated(
    n_rounds: int, seed: int, *, weights: np.ndarray = WEIGHTS, none: float | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Rounds of three packages and logit picks of sharpness 12; -1 where none, worth `none`, was best."""
    rng = np.random.default_rng(seed)
    rounds = rng.uniform(size=(n_rounds, 3, len(weights))).round(2)
    worth = rounds @ weights
    if none is not None:
        worth = np.hstack([worth, np.full((n_rounds, 1), none)])
    picks = (12 * worth + rng.gumbel(size=worth.shape)).argmax(axis=1)
    return rounds, np.where(picks == 3, -1, picks)


def quick(**parameters: object) -> PriorityEstimator:
    return PriorityEstimator(
        **{"directions": 1, "bounds": UNIT, "settings": QUICK, **parameters}  # type: ignore[arg-type]
    )


def cloned(estimator: PriorityEstimator) -> PriorityEstimator:
    copy = clone(estimator)
    assert isinstance(copy, PriorityEstimator)
    return copy


def test_it_is_the_same_inference():
    """The draws are, bit for bit, those of `infer` on the picks that the rounds are."""
    rounds, picks = simulated(6, 1, none=0.6)
    issues = (
        NumericIssue(name="x0", low=0, high=2, counterpart_direction={"higher": 1}),
        NumericIssue(name="x1", low=0, high=1, counterpart_direction={"higher": 0}),
        NumericIssue(name="x2", low=0, high=1, counterpart_direction={"higher": 0.5}),
    )
    evidence = [
        Pick(
            tuple(Package({f"x{j}": float(v) for j, v in enumerate(row)}) for row in one),
            None if pick == -1 else int(pick),
            none_allowed=True,
        )
        for one, pick in zip(rounds, picks, strict=True)
    ]
    fitted = quick(directions=[1, -1, 0], bounds=[(0, 2), (0, 1), (0, 1)], none_allowed=True).fit(
        rounds, picks
    )
    same = infer(Agenda(issues), evidence, settings=QUICK)
    assert np.array_equal(fitted.posterior_.z, same.z)
    *packages, none = same.pick_probabilities(evidence[0].packages, none_allowed=True)
    assert fitted.predict_proba(rounds)[0] == pytest.approx([none, *packages], abs=1e-12)
    assert fitted.weights_ == pytest.approx([s.mean for s in same.weight_summary().values()])
    assert fitted.weight_intervals_[2, 1] == same.weight_summary()["x2"].q95


def test_an_agenda_says_what_the_features_are():
    """With an agenda, features are amounts and places in lists, and bear its names."""
    agenda = hiring_agenda()
    rounds = agenda.encode([A, B, C])[None]
    fitted = PriorityEstimator(agenda=agenda, settings=QUICK).fit(rounds, [1])
    assert np.array_equal(
        fitted.posterior_.z, infer(agenda, [Pick((A, B, C), 1)], settings=QUICK).z
    )
    assert list(fitted.feature_names_in_) == ["Salary", "Remote", "Contract"]
    with pytest.raises(InvalidRounds, match=r"In round 0 of X, Contract is 7; give the place"):
        fitted.predict([[[95000, 1, 7]]])
    with pytest.raises(InvalidRounds, match=r"X has 2 features, the agenda Salary, Remote and Con"):
        PriorityEstimator(agenda=agenda).fit([[[1, 2]]], [0])


@pytest.mark.recovery
def test_what_was_put_in_is_found_again():
    """From 120 simulated picks, weights come back within their intervals and .08, and picks are foreseen."""
    rounds, picks = simulated(120, 7)
    fitted = quick(settings=None).fit(rounds, picks)
    low, high = fitted.weight_intervals_.T
    assert ((low < WEIGHTS) & (high > WEIGHTS)).all()
    assert fitted.weights_ == pytest.approx(WEIGHTS, abs=0.08)
    assert fitted.weights_.sum() == pytest.approx(1)
    new_rounds, new_picks = simulated(400, 8)
    assert fitted.score(new_rounds, new_picks) > 0.4
    assert np.mean(fitted.predict(new_rounds) == new_picks) > 0.65


def test_a_round_without_weight_is_left_out():
    """Weight 0 gives, bit for bit, the fit without the round, even where it would widen a range."""
    rounds, picks = simulated(8, 2)
    rounds[3] *= 5
    kept = np.arange(8) != 3
    with_zero = quick(bounds=None).fit(rounds, picks, sample_weight=kept.astype(float))
    without = quick(bounds=None).fit(rounds[kept], picks[kept])
    assert np.array_equal(with_zero.posterior_.z, without.posterior_.z)
    assert with_zero.agenda_ == without.agenda_


def test_weight_two_is_the_round_twice():
    """Rounds of weight 2 give the weights that the same rounds give twice over."""
    rounds, picks = simulated(10, 3)
    heavy = quick(settings=None, random_state=5).fit(rounds, picks, sample_weight=[2.0] * 10)
    twice = quick(settings=None, random_state=5).fit(np.tile(rounds, (2, 1, 1)), np.tile(picks, 2))
    once = quick(settings=None, random_state=5).fit(rounds, picks)
    assert heavy.weights_ == pytest.approx(twice.weights_, abs=0.02)
    spread = np.diff(heavy.weight_intervals_, axis=1).sum()
    assert spread == pytest.approx(np.diff(twice.weight_intervals_, axis=1).sum(), rel=0.1)
    assert spread < np.diff(once.weight_intervals_, axis=1).sum()


def test_ragged_rounds_are_lists_or_padded_arrays():
    """Rounds of 2 and 3 packages, as a list, of objects or padded with nan: the same fit, chances sum to 1."""
    rounds, picks = simulated(6, 4)
    picks = np.minimum(picks, 1)
    ragged = [one[:2] if k % 2 else one for k, one in enumerate(rounds)]
    padded = rounds.copy()
    padded[1::2, 2] = np.nan
    one, other = quick().fit(ragged, picks), quick().fit(padded, picks)
    assert np.array_equal(one.posterior_.z, other.posterior_.z)
    objects = np.empty(6, dtype=object)
    objects[:] = ragged
    assert np.array_equal(one.posterior_.z, quick().fit(objects, picks).posterior_.z)
    chances = one.predict_proba(ragged)
    assert np.array_equal(chances, other.predict_proba(padded))
    assert chances.sum(axis=1) == pytest.approx(np.ones(6))
    assert (chances[1::2, 2] == 0).all()
    assert (one.predict(ragged)[1::2] < 2).all()
    assert one.score(ragged, picks) == pytest.approx(
        np.mean(np.log(chances[np.arange(6), picks] * [3, 2, 3, 2, 3, 2]))
    )


def test_none_is_an_answer_where_it_is_allowed():
    """With an outside option the first column is none, and -1 is predicted where all packages are poor."""
    rounds, picks = simulated(30, 5, none=0.55)
    fitted = quick(none_allowed=True).fit(rounds, picks)
    chances = fitted.predict_proba([rounds[0], np.zeros((2, 3))])
    assert chances.shape == (2, 4)
    assert chances.sum(axis=1) == pytest.approx(np.ones(2))
    assert chances[1, 3] == 0
    assert chances[1, 0] > chances[0, 0]
    assert log_loss(picks, fitted.predict_proba(rounds)) == pytest.approx(
        np.log(4) - fitted.score(rounds, picks)
    )
    assert fitted.predict([np.zeros((2, 3)), np.ones((1, 3))]).tolist() == [-1, 0]


@settings(max_examples=10)
@given(st.permutations(range(5)), st.permutations(range(3)))
def test_order_means_nothing(order: list[int], features: list[int]):
    """Shuffled rounds give the same draws, and a round's chances do not depend on its neighbours."""
    rounds, picks = simulated(5, 6)
    one = quick(settings=ModelSettings(n_draws=64)).fit(rounds, picks)
    other = cloned(one).fit(rounds[order], picks[order])
    assert np.array_equal(one.posterior_.z, other.posterior_.z)
    turned = rounds[:, features]
    assert one.predict_proba(turned) == pytest.approx(one.predict_proba(rounds)[:, features])
    assert one.predict_proba(rounds[2:3])[0] == pytest.approx(one.predict_proba(rounds)[2])


def test_data_frames_name_the_features():
    """A data frame for each round names the features, and other names are refused."""
    rounds, picks = simulated(4, 9)
    frames = [pd.DataFrame(one, columns=["price", "days", "years"]) for one in rounds]
    fitted = quick().fit(frames, picks)
    assert list(fitted.feature_names_in_) == ["price", "days", "years"]
    assert fitted.posterior_.agenda.names == ("price", "days", "years")
    assert fitted.predict(rounds).tolist() == fitted.predict(frames).tolist()
    with pytest.raises(InvalidRounds, match="the fit had price, days and years"):
        fitted.predict([frame[["days", "price", "years"]] for frame in frames])
    fitted.fit(rounds, picks)
    assert not hasattr(fitted, "feature_names_in_")


def test_amounts_outside_the_range_count_as_its_end():
    """A range read off the data does not stop a prediction beyond it; a constant feature is no obstacle."""
    rounds, picks = simulated(5, 10)
    rounds[:, :, 2] = 4.0
    fitted = quick(bounds=None).fit(rounds, picks)
    assert fitted.agenda_.issues[2].bounds == (3.5, 4.5)
    high = np.array([[[0.5, 0.5, 4.0], [9.0, 0.5, 4.0]]])
    end = high.clip(max=[issue.bounds[1] for issue in fitted.agenda_.issues])
    assert np.array_equal(fitted.predict_proba(high), fitted.predict_proba(end))


@pytest.mark.parametrize(
    ("parameters", "X", "y", "weight", "message"),
    [
        ({}, np.zeros((3, 2)), [0, 0, 0], None, r"X is of shape \(3, 2\); give an array \(n_rounds"),
        ({}, [], [], None, "X has no rounds"),
        ({}, [[[1, 2], ["a", 3]]], [0], None, "Round 0 of X does not hold numbers"),
        ({}, [[[1, 2]], [[1, 2, 3]]], [0, 0], None, "Round 1 of X has 3 features, round 0 has 2"),
        ({}, [[[1, 2, np.nan]]], [0], None, "Round 0 of X holds values that are not finite"),
        ({}, [[[np.nan] * 3]], [0], None, "Round 0 of X has no packages"),
        ({}, np.zeros((2, 2, 3)), [0], None, r"y is of shape \(1,\) for 2 rounds"),
        ({}, np.zeros((1, 2, 3)), [2], None, "y is 2 in round 0, which has 2 packages; give 0 to 1"),
        ({}, np.zeros((1, 2, 3)), [0.5], None, "not whole numbers"),
        ({}, np.zeros((1, 2, 3)), [-1], None, "set none_allowed=True"),
        ({}, np.zeros((1, 2, 3)), [0], [-1.0], "one finite number of at least 0"),
        ({}, np.zeros((1, 2, 3)), [0], ["a"], "sample_weight is no array of numbers"),
        ({}, np.zeros((1, 2, 3)), [0], [1e300], "counts 1,000,000 times at most"),
        ({}, np.zeros((1, 2, 3)), [1e30], None, r"y is 1e\+30 in round 0"),
        ({}, np.zeros((1, 2, 3)), [0], [0.0], "none of them counts"),
        ({"directions": "up"}, np.zeros((1, 2, 3)), [0], None, "directions is 'up'"),
        ({"bounds": 5}, np.zeros((1, 2, 3)), [0], None, "no bounds in 5 for 3 features"),
        ({"bounds": [("a", 1)] * 3}, np.zeros((1, 2, 3)), [0], None, "low below high"),
        ({"random_state": "x"}, np.zeros((1, 2, 3)), [0], None, "random_state is of type str; give a"),
        ({"directions": [1, 2, 0]}, np.zeros((1, 2, 3)), [0], None, "one number from -1"),
        ({"bounds": [(0, 1)]}, np.zeros((1, 2, 3)), [0], None, "1 bounds for 3 features"),
        ({"bounds": [(1, 0)] * 3}, np.zeros((1, 2, 3)), [0], None, "low below high"),
        ({}, np.full((1, 2, 3), 3.0), [0], None, "In round 0 of X, x0 is 3; allowed is an amount"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_in_words(parameters, X, y, weight, message):
    """Arrays that do not fit are refused with the round and what is allowed, as a ValueError too."""
    with pytest.raises(InvalidRounds, match=message) as caught:
        quick(**parameters).fit(X, y, sample_weight=weight)
    assert isinstance(caught.value, MesoError)
    assert isinstance(caught.value, ValueError)


def test_a_score_of_rounds_that_do_not_count_is_refused():
    """Where every round weighs nothing there is no mean, and it is said so."""
    rounds, picks = simulated(3, 14)
    with pytest.raises(InvalidRounds, match="none of them counts"):
        quick().fit(rounds, picks).score(rounds, picks, np.zeros(3))


def test_nothing_is_predicted_before_a_fit_or_of_other_features():
    """Without a fit scikit-learn's own error is raised; another number of features is refused."""
    rounds, picks = simulated(3, 11)
    for method in ("predict", "predict_proba"):
        with pytest.raises(NotFittedError):
            getattr(quick(), method)(rounds)
    with pytest.raises(InvalidRounds, match="X has 2 features, the fit had 3 features"):
        quick().fit(rounds, picks).predict(rounds[:, :, :2])


@pytest.mark.parametrize(
    "check",
    [
        estimator_checks.check_no_attributes_set_in_init,
        estimator_checks.check_parameters_default_constructible,
        estimator_checks.check_do_not_raise_errors_in_init_or_set_params,
        estimator_checks.check_estimator_cloneable,
        estimator_checks.check_estimator_repr,
        estimator_checks.check_estimator_tags_renamed,
        estimator_checks.check_get_params_invariance,
        estimator_checks.check_mixin_order,
        estimator_checks.check_set_params,
        estimator_checks.check_valid_tag_types,
    ],
    ids=lambda check: check.__name__,
)
def test_the_checks_of_scikit_learn_that_need_no_table_pass(check):
    """Those of its checks that do not bring two-dimensional data of their own all pass."""
    check("PriorityEstimator", PriorityEstimator())


def test_cloned_pickled_and_fitted_again_it_says_the_same():
    """A clone has the parameters and no fit; a pickle has both; a second fit changes nothing."""
    rounds, picks = simulated(5, 12)
    fitted = quick(none_allowed=True).fit(rounds, picks)
    bare = cloned(fitted)
    assert bare.get_params() == fitted.get_params()
    assert not hasattr(bare, "posterior_")
    again = pickle.loads(pickle.dumps(fitted))
    assert np.array_equal(again.predict_proba(rounds), fitted.predict_proba(rounds))
    assert np.array_equal(bare.fit(rounds, picks).posterior_.z, fitted.posterior_.z)
    assert "none_allowed=True" in repr(fitted)


def test_rounds_are_cross_validated():
    """Folds of rounds work for arrays and ragged lists, with weights, other scores and a grid search."""
    rounds, picks = simulated(12, 13)
    folds = KFold(3)
    scores = cross_val_score(quick(), rounds, picks, cv=folds)
    assert scores.shape == (3,)
    assert np.array_equal(scores, cross_val_score(quick(), list(rounds), picks, cv=folds))
    ragged = [one[: 2 + k % 2] for k, one in enumerate(rounds)]
    few = np.minimum(picks, 1)
    weighted = cross_val_score(quick(), ragged, few, cv=3, params={"sample_weight": np.ones(12)})
    assert np.isfinite(weighted).all()
    right = cross_val_score(quick(), rounds, picks, cv=folds, scoring="accuracy")
    assert ((right >= 0) & (right <= 1)).all()
    search = GridSearchCV(quick(), {"directions": [1, -1]}, cv=folds).fit(rounds, picks)
    assert search.best_params_ == {"directions": 1}


def test_people_are_cross_validated():
    """Stacked people in folds of whole persons: taste in common foretells a person never seen."""
    stacked = [simulated(6, 20 + person) for person in range(4)]
    rounds = np.concatenate([rounds for rounds, _ in stacked])
    picks = np.concatenate([picks for _, picks in stacked])
    person = np.repeat(np.arange(4), 6)
    scores = cross_val_score(quick(), rounds, picks, groups=person, cv=GroupKFold(4))
    assert scores.shape == (4,)
    assert scores.mean() > 0.2


def test_a_fit_that_is_not_to_be_trusted_says_so(monkeypatch: pytest.MonkeyPatch):
    """Where even long runs disagree, scikit-learn's warning of convergence is given with the reasons."""
    from sklearn.exceptions import ConvergenceWarning

    from meso_infer import diagnostics
    from meso_infer.inference import fitting

    monkeypatch.setattr(diagnostics, "LEAST_ACCEPTANCE", 1.1)
    monkeypatch.setattr(fitting, "MOST_APART", -1.0)
    rounds, picks = simulated(2, 14)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        quick().fit(rounds, picks)
    assert [one.category for one in caught] == [ConvergenceWarning]
    assert "of the last moves were accepted" in str(caught[0].message)


def test_the_library_stays_light_until_it_is_asked_for():
    """Importing the package does not import scikit-learn; asking for the estimator does."""
    script = (
        "import sys, meso_infer as mi; assert 'sklearn' not in sys.modules; "
        "mi.PriorityEstimator(); assert 'sklearn' in sys.modules; "
        "assert not hasattr(mi, 'NoSuchThing')"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, timeout=120)
