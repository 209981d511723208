"""How the benchmark reads logs of automated agents; on small made ones, so that no data are needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import engines
from benchmarks.agents import logs
from benchmarks.agents.judges import OURS, are_here, in_subset
from meso_infer.evidence import Counteroffer, Pick, Push
from meso_infer.issues import CategoricalIssue, OrderedIssue

READING = logs.LogReading()
ISSUES = (
    {"name": "Colour", "type": "categorical", "levels": ["red", "+5% ", "blue", "=grey"]},
    {"name": "Month", "type": "ordinal", "levels": [1, 2, 3]},
)
OWN = {
    "weights": {"Colour": 0.6, "Month": 0.4},
    "values": {"Colour": [1.0, 0.5, 0.25, 0.0], "Month": [0.0, 0.5, 1.0]},
    "reservation": 0.3,
}
ORDER = {"Colour": [0, 2, 1, 3], "Month": [2, 1, 0]}
OUTCOMES = [[colour, month] for colour in range(4) for month in range(3)]


def round_of(number: int = 0, **parts: Any) -> dict[str, Any]:
    """A round of three packages; what is not named did not happen."""
    shown = [[0, 1], [1, 2], [2, 0]]
    return {
        "round": number,
        "t": 0.2 * (number + 1),
        "shown": shown,
        "pick": None,
        "push": None,
        "counter": None,
        **parts,
    }


def log_of(*rounds: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A log about a colour and a month, as the judge hands it on."""
    return {
        "id": "made",
        "issues": list(ISSUES),
        "own": OWN,
        "rounds": list(rounds),
        "horizon": 5,
        "eval_outcomes": OUTCOMES,
        **more,
    }


def evidence(log: Mapping[str, Any], reading: logs.LogReading = READING) -> tuple[Any, ...]:
    return logs.evidence_of(log, logs.agenda_of(log), reading)


def test_without_an_order_every_issue_is_a_list() -> None:
    """What nobody said of their taste is not assumed: levels become options without an order."""
    agenda = logs.agenda_of(log_of())
    assert all(isinstance(issue, CategoricalIssue) for issue in agenda.issues)
    assert agenda.count() == 12


def test_a_known_order_becomes_the_order_of_the_options() -> None:
    """Options stand from worst to best for them, and taste is known to run later."""
    agenda = logs.agenda_of(log_of(their_order=ORDER))
    colour = agenda.issue("Colour")
    assert isinstance(colour, OrderedIssue)
    assert colour.options == tuple(logs.option_names(ISSUES[0])[k] for k in ORDER["Colour"])
    assert all(issue.counterpart_probabilities == (1.0, 0.0, 0.0) for issue in agenda.issues)


@given(
    levels=st.tuples(st.integers(0, 3), st.integers(0, 2)),
    order=st.tuples(st.permutations(range(4)), st.permutations(range(3))),
)
def test_our_utility_is_the_same_whatever_the_order_of_options(
    levels: tuple[int, int], order: tuple[list[int], list[int]]
) -> None:
    """Our utility of a package does not depend on how its options are arranged."""
    expected = 0.6 * OWN["values"]["Colour"][levels[0]] + 0.4 * OWN["values"]["Month"][levels[1]]
    for log in (log_of(), log_of(their_order=dict(zip(ORDER, order, strict=True)))):
        agenda = logs.agenda_of(log)
        package = logs.package_of(log, agenda, levels)
        assert logs.own_utility_of(log, agenda).utility(package) == pytest.approx(expected)


def test_a_forced_pick_is_one_among_the_packages_only() -> None:
    """An agent that must pick did not choose over none; our aspiration of it stays out."""
    (pick,) = evidence(log_of(round_of(2, pick=1)))
    assert isinstance(pick, Pick)
    assert (pick.chosen, pick.none_allowed, pick.round, len(pick.packages)) == (1, False, 3, 3)


def test_a_push_names_the_option_asked_for() -> None:
    """Where no order is known, a push names the issue and the option; what it implies is the model's."""
    log = log_of(round_of(pick=0, push={"issue": "Colour", "wanted": 3}))
    _, push = evidence(log)
    assert isinstance(push, Push)
    assert (push.issue, push.option) == ("Colour", "4: =grey")


def test_a_push_runs_along_a_known_order() -> None:
    """Where taste is known to run later, so does the push."""
    log = log_of(round_of(pick=0, push={"issue": "Month", "wanted": 0}), their_order=ORDER)
    _, push = evidence(log)
    assert (push.issue, push.direction, push.option) == ("Month", "later", None)


def test_an_offer_against_a_single_one_is_a_counteroffer_and_no_rejection() -> None:
    """Single offers both ways hold nothing but what they asked for."""
    read = evidence(log_of(round_of(shown=[[0, 1]], counter=[3, 0])))
    assert [type(piece) for piece in read] == [Counteroffer]


def test_repeats_count_only_when_asked_for() -> None:
    """A counteroffer made twice running is one or two pieces of evidence, as the reading says."""
    log = log_of(*(round_of(k, counter=[3, 0]) for k in range(3)), round_of(3, counter=[2, 0]))
    assert len(evidence(log, replace(READING, repeats=True))) == 4
    once = evidence(log, replace(READING, repeats=False))
    assert [piece.round for piece in once] == [1, 4]


@pytest.mark.parametrize("track", ["blind", "order"])
def test_a_prediction_reads_what_the_log_shows(track: str) -> None:
    """Whoever always asks for grey in month 1 gets it as their best; weights carry their intervals."""
    rounds = [
        round_of(k, pick=2, push={"issue": "Colour", "wanted": 3}, counter=[3, 0]) for k in range(4)
    ]
    log = log_of(*rounds, **({"their_order": ORDER} if track == "order" else {}))
    predict = logs.predictor(logs.READINGS[track])
    prediction = predict(log)
    assert prediction == predict({**log, "id": "another name"})
    assert OUTCOMES[int(np.argmax(prediction["utilities"]))] == [3, 0]
    weights = prediction["weights"].values()
    assert sum(weight["mean"] for weight in weights) == pytest.approx(1.0)
    assert all(weight["lo"] < weight["mean"] < weight["hi"] for weight in weights)


@given(name=st.text(max_size=12))
def test_settings_are_never_chosen_on_what_is_reported(name: str) -> None:
    """No log is in both the tune and the core subset, whatever its name."""
    assert not (in_subset(name, "tune", 6) and in_subset(name, "core", 6))
    assert in_subset(name, "all", 6)


def test_the_table_compares_log_by_log() -> None:
    """A gain over the yardstick is positive where ours is better, for errors as for hits."""
    ours = [{"top1": 1.0, "propose_regret": 0.1}, {"top1": 0.0, "propose_regret": 0.2}]
    theirs = [{"top1": 0.0, "propose_regret": 0.3}, {"top1": 0.0, "propose_regret": float("nan")}]
    rows = {OURS: ours, engines.YARDSTICK: theirs}
    assert engines.gain(rows, "top issue")[0] == pytest.approx(0.5)
    assert engines.gain(rows, "regret")[0] == pytest.approx(0.2)


def test_without_data_nothing_is_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One clear line and success where logs and judge are not beside the project."""
    assert not are_here(tmp_path)
    assert engines.main(["--data", str(tmp_path)]) == 0
    assert "nothing was measured" in capsys.readouterr().out
