"""How the benchmarks read logs and panels of picks; on small made ones, so that no data are needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import people
from benchmarks.human import judges, logs, panels
from benchmarks.human.judges import are_here
from benchmarks.simulated.adapter import agenda_of, evidence_of, settings_of
from meso_infer.evidence import Counteroffer, Pick, Push, Ranking, Statement
from meso_infer.packages import Package
from meso_infer.prior import ModelSettings

GOODS = ("Food", "Water", "Firewood")
READING = logs.LogReading()


def log_of(*events: Mapping[str, Any]) -> dict[str, Any]:
    """A log about three goods of three units each, of which the target wants more."""
    issues = [
        {"name": name, "kind": "quantity", "levels": [0, 1, 2, 3], "direction": 1} for name in GOODS
    ]
    return {"id": "made", "issues": issues, "events": list(events)}


def offer(by: str, *units: int | None, kind: str = "offer") -> dict[str, Any]:
    return {"by": by, "type": kind, "package": dict(zip(GOODS, units, strict=True))}


def stated(issue: str, polarity: int = 1) -> dict[str, Any]:
    return {"by": "target", "type": "stated", "issue": issue, "polarity": polarity}


def evidence(*events: Mapping[str, Any]) -> Sequence[Any]:
    log = log_of(*events)
    return logs.evidence_of(log, logs.agenda_of(log), READING)


# --- logs of talks -------------------------------------------------------------------------------


def test_what_an_offer_does_not_mention_stays_unmentioned() -> None:
    """A partial offer is a partial counteroffer: an issue left out is not a zero."""
    (read,) = evidence(offer("target", 2, None, 0))
    assert read == Counteroffer(Package({"Food": 2, "Firewood": 0}), 1, READING.lapse)


def test_an_offer_of_nothing_says_nothing() -> None:
    """An offer that mentions no issue is no evidence and takes no round."""
    read = evidence(offer("target", None, None, None), offer("target", 3, 0, 0))
    assert [piece.round for piece in read] == [1]


def test_their_offers_count_the_rounds() -> None:
    """Their k-th offer is of round k; ours in between change nothing."""
    read = evidence(offer("target", 3, 3, 0), offer("observer", 1, 1, 1), offer("target", 3, 2, 0))
    assert [(piece.kind, piece.round) for piece in read] == [
        ("counteroffer", 1),
        ("counteroffer", 2),
    ]


def test_a_statement_keeps_its_polarity_and_ours_are_not_theirs() -> None:
    """What the target needs and does not need is read with its sign; what we say is not evidence."""
    ours = {**stated("Firewood"), "by": "observer"}
    assert evidence(stated("Food"), ours, stated("Water", -1)) == (
        Statement(("Food",), 1),
        Statement(("Water",), -1),
    )


def test_a_mention_counts_only_when_asked_for() -> None:
    """That an issue comes up is no statement that it matters, unless the reading says so."""
    log = log_of({"by": "target", "type": "mention", "issue": "Food"})
    agenda = logs.agenda_of(log)
    assert logs.evidence_of(log, agenda, READING) == ()
    assert logs.evidence_of(log, agenda, logs.LogReading(mentions=True)) == (Statement(("Food",)),)


def test_answers_to_our_offers_are_picks_against_none() -> None:
    """An acceptance is a pick of that package over none, a rejection the pick of none."""
    no, yes = evidence(
        offer("target", 1, 1, 1, kind="reject"), offer("target", 3, 2, 1, kind="accept")
    )
    assert isinstance(no, Pick)
    assert isinstance(yes, Pick)
    assert (no.chosen, no.none_allowed) == (None, True)
    assert (yes.chosen, yes.none_allowed, len(yes.packages)) == (0, True, 1)


def test_a_counteroffer_is_not_read_as_a_rejection() -> None:
    """That they offered something else adds no rejection of what we offered."""
    read = evidence(offer("observer", 2, 1, 0), offer("target", 3, 1, 0))
    assert [piece.kind for piece in read] == ["counteroffer"]


@pytest.mark.parametrize("who", ["target", "observer"])
def test_a_deal_is_not_counted_twice(who: str) -> None:
    """The deal that seals an acceptance adds nothing to it."""
    accepted = evidence(offer(who, 2, 2, 1, kind="accept"))
    deal = offer("observer", 2, 2, 1, kind="deal")
    assert evidence(offer(who, 2, 2, 1, kind="accept"), deal) == accepted


def test_a_deal_by_itself_shows_that_they_took_it() -> None:
    """A log that ends in a deal without an acceptance is still an acceptance by both."""
    (read,) = evidence(offer("observer", 2, 2, 1, kind="deal"))
    assert isinstance(read, Pick)
    assert read.chosen == 0


@given(order=st.permutations(range(4)))
def test_the_order_of_statements_changes_no_evidence_but_its_order(order: list[int]) -> None:
    """Statements are read one by one: shuffling the log shuffles the evidence and nothing else."""
    said = [stated("Food"), stated("Water", -1), stated("Firewood"), stated("Food")]
    read = evidence(*said)
    assert evidence(*(said[k] for k in order)) == tuple(read[k] for k in order)


def test_the_same_log_gives_the_same_prediction_and_it_is_one() -> None:
    """A prediction depends on the log alone; chances of being the top issue sum to 1."""
    log = log_of(stated("Water"), offer("target", 0, 3, 1))
    predict = logs.predictor(READING)
    first, again = predict(log), predict({**log, "id": "another name"})
    assert first == again
    assert sum(first["_p_top"].values()) == pytest.approx(1.0)
    assert max(GOODS, key=lambda name: first[name]) == "Water"


def test_every_kind_of_issue_in_a_log_finds_its_type() -> None:
    """Amounts become numeric issues with their direction, orders ordered ones, lists categorical ones."""
    issues = [
        {"name": "Pay", "kind": "ordinal", "levels": [20, 21, 22], "direction": -1},
        {"name": "Days", "kind": "ordinal", "levels": [2, 3, 5], "direction": None},
        {"name": "City", "kind": "categorical", "levels": ["Rome", "Oslo"], "direction": None},
    ]
    agenda = logs.agenda_of({"issues": issues})
    assert [issue.kind for issue in agenda.issues] == ["numeric", "ordered", "categorical"]  # type: ignore[attr-defined]
    assert agenda.issue("Pay").counterpart_probabilities == (0.0, 1.0, 0.0)
    assert agenda.issue("Days").counterpart_probabilities == (0.5, 0.5, 0.0)
    package = logs.package_of(agenda, {"Pay": 21, "Days": 5, "City": None})
    assert package == Package({"Pay": 21, "Days": "5"})


# --- panels of picks -----------------------------------------------------------------------------

FIXED, SEASONAL = [7, 5, 0, 1, 0, 0], [0, 1, 1, 0, 0, 1]
CAMERA = [0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 1.29]
OTHER_CAMERA = [1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.79]
NO_CAMERA = [0.0] * 10


def test_the_columns_of_a_tariff_read_as_one_issue() -> None:
    """A fixed price is a price; a tariff without one stands at the middle of the price range."""
    panel = panels.electricity()
    assert panel.package(FIXED) == Package(
        {"Tariff": "fixed", "Price": 7, "Contract": "5 years", "Local": 0, "Well known": 1}
    )
    assert panel.package(SEASONAL)["Tariff"] == "by the season"
    assert panel.package(SEASONAL)["Price"] == 8


def test_none_of_these_is_no_package() -> None:
    """The row of zeros is the choice of none, which every pick in that panel was made against."""
    panel = panels.camera()
    rows = [CAMERA, OTHER_CAMERA, NO_CAMERA]
    none, first = panel.evidence([{"packages": rows, "pick": 2}, {"packages": rows, "pick": 0}])
    assert isinstance(none, Pick)
    assert isinstance(first, Pick)
    assert len(none.packages) == 2
    assert (none.chosen, none.none_allowed) == (None, True)
    assert (first.chosen, first.none_allowed, first.round) == (0, True, 1)
    assert first.packages[0]["Brand"] == "sony"


@pytest.mark.parametrize(
    ("panel", "rows"),
    [
        (panels.electricity(), [FIXED, SEASONAL]),
        (panels.camera(), [CAMERA, OTHER_CAMERA, NO_CAMERA]),
    ],
)
def test_a_prediction_is_a_distribution_and_learns_from_picks(
    panel: panels.Panel, rows: list[list[float]]
) -> None:
    """Chances of all rows sum to 1; who always picked one row is expected to pick it again."""
    predict, meta = panels.PickPredictor(), {"columns": list(panel.columns)}
    cold = predict([], rows, meta)
    after = predict([{"packages": rows, "pick": 1}] * 3, rows, meta)
    assert cold.shape == after.shape == (len(rows),)
    assert cold.sum() == pytest.approx(1.0)
    assert after.sum() == pytest.approx(1.0)
    assert after[1] > cold[1]


def test_the_order_of_rounds_and_rows_does_not_matter() -> None:
    """Shuffled rounds, and shuffled rows of the new one, give the same chances, shuffled alike."""
    panel = panels.electricity()
    meta = {"columns": list(panel.columns)}
    rounds = [
        {"packages": [FIXED, SEASONAL], "pick": 0},
        {"packages": [SEASONAL, FIXED], "pick": 0},
    ]
    forth = panels.PickPredictor()(rounds, [FIXED, SEASONAL], meta)
    back = panels.PickPredictor()(rounds[::-1], [SEASONAL, FIXED], meta)
    np.testing.assert_allclose(forth, back[::-1])


def test_other_people_are_never_looked_at() -> None:
    """A cold start knows the columns and the past picks; it does not touch the people beside them."""
    meta = {"columns": list(panels.camera().columns), "tune": object()}
    assert panels.PickPredictor()([], [CAMERA, NO_CAMERA], meta).sum() == pytest.approx(1.0)


def test_an_unknown_panel_is_refused() -> None:
    """Columns that no panel has are an error, not a guess."""
    with pytest.raises(LookupError, match="price, colour"):
        panels.panel_of(["price", "colour"])


# --- the judges and the reference ----------------------------------------------------------------


def test_without_data_one_line_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the data are not beside the project, nothing fails and nothing is claimed."""
    assert not are_here(tmp_path)
    assert people.main(["--data", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "The data on people are not here: nothing was measured.\n"


def test_the_tune_split_is_never_compared_with_what_was_trained_on_it() -> None:
    """On the people on whom settings are chosen, predictors that learnt from them are left out."""
    named = {q.predictor for q in people.questions(people.options(["--split", "tune"]))}
    assert named.isdisjoint(people.LEARNS_FROM_TUNE)
    reported = {q.predictor for q in people.questions(people.options([]))}
    assert reported.issuperset(people.LEARNS_FROM_TUNE)


def test_the_events_of_the_reference_become_evidence() -> None:
    """Each event of the judge is one piece of evidence; a push belongs to the package picked."""
    agenda = agenda_of(
        [
            {"name": "i0", "kind": "numeric", "n_levels": 11},
            {"name": "i1", "kind": "categorical", "n_levels": 3},
        ]
    )
    rows = [[3, 1], [7, 0]]
    events = [
        {"type": "meso", "round": 1, "packages": rows, "pick": 1, "none": True, "push": 0},
        {"type": "meso", "round": 2, "packages": rows, "pick": None, "none": True, "push": None},
        {"type": "counter", "round": 2, "package": [9, 2]},
        {"type": "rank", "packages": rows, "order": [1, 0]},
        {"type": "stated", "order": [1, 0]},
    ]
    read = evidence_of(agenda, events, 0.03)
    assert [type(piece) for piece in read] == [Pick, Push, Pick, Counteroffer, Ranking, Statement]
    best, worst = agenda.decode([7, 0]), agenda.decode([3, 1])
    assert read[1] == Push((best,), "i0", round=1, lapse=0.03)
    assert read[4] == Ranking((best, worst), 0.03)
    assert read[5] == Statement(("i1", "i0"))


def test_the_priors_of_the_judge_become_settings() -> None:
    """Every setting that the judge's prior names reaches the model under its own name."""
    default = ModelSettings()
    prior = {
        "sd_w": 0.7, "sd_c": 1.0, "mu_beta": default.sharpness_log_mean, "sd_beta": 0.6,
        "mu_push": default.push_sharpness_log_mean, "sd_push": 0.6, "mu_asp": 1.0, "sd_asp": 0.7,
        "mu_con": default.concession_log_mean, "sd_con": 0.7, "mu_lam": 3.0, "sd_lam": 3.0,
        "sig_co": 0.05, "kap": 2.0, "honest": 0.7, "h_ex": 0.9,
    }  # fmt: skip
    assert settings_of(prior) == ModelSettings(
        weight_log_sd=0.7, talk_sincerity=0.9, empty_talk_share=0.0, most_counteroffers=1e9
    )


# --- a prior learnt from others --------------------------------------------------------------------


def test_nobody_is_learnt_from_who_is_asked_about() -> None:
    """The folds share out the split, and each learns from the rest of it."""
    everybody = [{"id": k, "split": "tune" if k % 3 else "report"} for k in range(40)]
    asked_about: list[int] = []
    for fold in range(judges.FOLDS):
        question = judges.Question("picks", "made", judges.POOLED, "0", "tune", fold=fold)
        given = judges._people(everybody, question)
        asked = {one["id"] for one in given if one["split"] == "report"}
        learnt_from = {one["id"] for one in given if one["split"] == "tune"}
        assert not asked & learnt_from
        assert asked | learnt_from == {one["id"] for one in everybody if one["split"] == "tune"}
        asked_about += asked
    assert sorted(asked_about) == sorted(one["id"] for one in everybody if one["split"] == "tune")


def test_folds_are_told_as_one() -> None:
    """Parts of a split are averaged by how many people they hold; a whole split keeps its interval."""
    question = judges.Question("picks", "made", judges.POOLED, "4", "tune", fold=0)
    parts = [
        (question, {"people": n, "hit": [hit, 0, 1], "logloss": [1, 0, 1], "brier": [1, 0, 1]})
        for n, hit in ((10, 0.2), (30, 0.6))
    ]
    ((_, merged),) = people.over_folds(parts)
    assert merged["people"] == 40
    assert merged["hit"] == pytest.approx([0.5])
    assert people.over_folds(parts[:1]) == parts[:1]


def test_what_others_pick_teaches() -> None:
    """After people who all took the cheapest contract, the next one is expected to, more than cold."""
    columns = panels.electricity().columns
    dear, cheap = [9, 1, 0, 0, 0, 0], [7, 1, 0, 0, 0, 0]
    taken = {"packages": [dear, cheap], "pick": 1}
    meta = {"columns": columns, "tune": [{"rounds": [taken] * 6}] * 4}
    cold, pooled = (
        panels.PickPredictor(ModelSettings(n_draws=128), pooled=pooled)([], [dear, cheap], meta)
        for pooled in (False, True)
    )
    assert pooled[1] > cold[1] > 0.5
