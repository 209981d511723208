"""Claims held to account."""

from __future__ import annotations

import numpy as np
import pytest

from meso_infer.evaluation import (
    Prediction,
    belief_of,
    belief_shown,
    beliefs_shown,
    calibration,
    predictions,
)
from meso_infer.events import AllRejected, Correction, Event, MesoOffered, PackagePicked, extended
from meso_infer.prior import MODEL_VERSION, ModelSettings
from meso_infer.simulate import draw_counterpart
from meso_infer.templates import load_sample, load_template
from meso_infer.workflow import estimate_shown, infer, next_pick, propose


def test_the_last_estimate_before_an_answer_counts() -> None:
    """Two estimates, one pick: the later is held to account; a withdrawn pick holds nothing."""
    sample = load_sample("hiring")
    first = estimate_shown(sample, infer(sample))
    later = first.model_copy(
        update={"summary": {**first.summary, "next_pick": {"A": 0.2, "B": 0.7, "C": 0.1}}}
    )
    state = extended(sample, first, later, PackagePicked(id="pick", package="B"))
    (made,) = predictions(state)
    assert made.picked == "B"
    assert made.chances["B"] == 0.7
    assert predictions(extended(state, Correction(supersedes="pick", event=None))) == ()


def test_an_estimate_of_another_round_predicts_nothing() -> None:
    """An estimate shown before the offer that was answered is no prediction of the answer."""
    sample = load_sample("hiring")
    shown = estimate_shown(sample, infer(sample))
    packages = {label: dict(package) for label, package in sample.rounds[0].meso.packages}  # type: ignore[union-attr]
    again = MesoOffered.model_validate({"kind": "meso-offered", "packages": packages})
    assert predictions(extended(sample, shown, again, PackagePicked(package="A"))) == ()


def test_turning_all_down_is_held_against_a_prediction_without_it() -> None:
    """What a prediction had no place for still counts, as something that it gave no chance."""
    sample = load_sample("hiring")
    shown = estimate_shown(sample, infer(sample))
    assert next_pick(sample, infer(sample))["none"] > 0
    only = {"A": 0.2, "B": 0.7, "C": 0.1}
    narrow = shown.model_copy(update={"summary": {**shown.summary, "next_pick": only}})
    (missed,) = predictions(extended(sample, narrow, AllRejected()))
    assert (missed.picked, missed.chances["none"]) == ("none", 0.0)
    found = calibration([missed])
    assert found is not None
    assert found.hits == 0
    assert found.brier > 1


def test_scores_of_a_sure_and_right_forecaster() -> None:
    """Certain and right: Brier 0, log score 0; guessing: the chance score and no gain."""
    right = calibration([Prediction({"A": 1.0, "B": 0.0}, "A", 1, "1")] * 4)
    assert right is not None
    assert (right.hits, right.brier, right.log_score) == (4, 0.0, 0.0)
    guess = calibration([Prediction({"A": 0.5, "B": 0.5}, "B", 1, "1")] * 4)
    assert guess is not None
    assert guess.log_score == pytest.approx(guess.chance_log_score)
    assert guess.gain_low == pytest.approx(0)
    assert calibration([]) is None


def test_the_gain_over_guessing_has_the_interval_of_a_mean() -> None:
    """Sixteen answers, half given a chance of .9 and half of .3: the mean gain, 1.645 standard errors about it."""
    made = [Prediction({"A": p, "B": 1 - p}, "A", 1, "1") for p in (0.9, 0.3) for _ in range(8)]
    found = calibration(made)
    assert found is not None
    gains = np.log([0.9, 0.3]) + np.log(2)
    error = np.ptp(gains) / 2 * np.sqrt(16 / 15) / np.sqrt(16)
    assert found.gain == pytest.approx(gains.mean())
    assert (found.gain_low, found.gain_high) == pytest.approx(
        (gains.mean() - 1.645 * error, gains.mean() + 1.645 * error)
    )


def test_calibrated_claims_lie_on_the_line() -> None:
    """Where answers are drawn from the claimed chances, what was said and what was agree in each bin."""
    rng = np.random.default_rng(4)
    made = []
    for _ in range(600):
        p = rng.dirichlet(np.ones(3))
        made.append(Prediction(dict(zip("ABC", p, strict=True)), "ABC"[rng.choice(3, p=p)], 1, "1"))
    found = calibration(made)
    assert found is not None
    assert sum(one.n for one in found.bins) == 1800
    for one in found.bins:
        assert one.low <= one.was <= one.high
        assert one.said == pytest.approx(
            one.was, abs=3.5 * (one.said * (1 - one.said) / one.n) ** 0.5
        )


def test_portfolios_beat_guessing() -> None:
    """Predicted picks of synthetic counterparts score better than guessing, in a portfolio of 30."""
    rng = np.random.default_rng(6)
    template = load_template("hiring")
    settings = ModelSettings(n_draws=256)
    made: list[Prediction] = []
    for _ in range(30):
        counterpart = draw_counterpart(template.agenda, rng)
        state = template
        for number in (1, 2):
            offer = propose(state, infer(state, settings=settings))
            events: list[Event] = [
                MesoOffered(round=number, packages=dict(offer.packages), none_allowed=True)
            ]
            state = extended(state, *events)
            shown = estimate_shown(state, infer(state, settings=settings))
            taken = counterpart.pick(
                [p for _, p in offer.meso.packages], rng, none_allowed=True, round_number=number
            )
            answer = (
                AllRejected() if taken is None else PackagePicked(package=offer.meso.labels[taken])
            )
            state = extended(state, shown, answer)
        made += predictions(state)
    found = calibration(made)
    assert found is not None
    assert found.n == 60
    assert found.log_score > found.chance_log_score


def test_what_was_shown_before_an_answer_was_believed_after_the_round_before() -> None:
    """The estimate that stands at the head of a round is that of the end of the last one, to the digit."""
    sample = load_sample("hiring")
    packages = {label: dict(package) for label, package in sample.rounds[0].meso.packages}  # type: ignore[union-attr]
    offer = MesoOffered.model_validate({"kind": "meso-offered", "packages": packages})
    first = extended(sample, estimate_shown(sample, infer(sample)), PackagePicked(package="B"))
    second = extended(first, offer)
    shown = estimate_shown(second, infer(second))
    after = extended(second, shown, PackagePicked(package="A"))
    assert beliefs_shown(after, MODEL_VERSION) == {1: belief_of(infer(first))}
    assert belief_of(infer(first)).top == belief_shown(shown).top  # type: ignore[union-attr]
    late = extended(after, estimate_shown(after, infer(after)))
    assert set(beliefs_shown(late, MODEL_VERSION)) == {1}
    assert beliefs_shown(after, "another model") == {}
