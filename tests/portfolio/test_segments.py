"""What a segment's past teaches a negotiation, kept in its log."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from meso_infer import workflow
from meso_infer.certainty import NO_EVIDENCE
from meso_infer.documents import dump_document, read_document
from meso_infer.errors import InvalidSettings
from meso_infer.events import (
    DirectionSet,
    Event,
    IssueAdded,
    IssuePushed,
    MesoOffered,
    PackagePicked,
    PriorChosen,
    replay,
)
from meso_infer.issues import CategoricalIssue, Issue, NumericIssue
from meso_infer.negotiation import Header
from meso_infer.negotiation.learnt_prior import LearntPrior
from meso_infer.packages import LABELS, Agenda
from meso_infer.portfolio.segments import LEAST, effect_of_prior, learn, past_of_segment
from meso_infer.prior import MODEL_VERSION, Layout, ModelSettings
from meso_infer.prior_in_use import prior_used, why_not_used
from meso_infer.shared_copy import shared_view
from meso_infer.simulate import SyntheticCounterpart, random_packages
from meso_infer.storage import EventStore, open_store

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
CENTRE = np.array([1.5, 0.0, -0.8])


def agenda(names: str = "abc", *more: Issue, high: float = 10) -> Agenda:
    numeric = [
        NumericIssue(name=n, low=0, high=high, step=1, counterpart_direction={"higher": 0.9})
        for n in names
    ]
    return Agenda((*numeric, *more))


def answered(on: Agenda, rng: np.random.Generator, n_rounds: int = 3) -> list[Event]:
    """Rounds against somebody who mostly cares about the first issue."""
    layout = Layout(on, ModelSettings())
    z = rng.standard_normal((layout.n_dimensions, 1))
    z[:3, 0] = CENTRE + 0.4 * rng.standard_normal(3)
    someone = SyntheticCounterpart(layout, z)
    events: list[Event] = []
    for number in range(1, n_rounds + 1):
        packages = random_packages(on, 3, rng)
        taken = someone.pick(packages, rng) or 0
        issue, direction, option = someone.push(packages[taken], rng)
        events += [
            MesoOffered(
                round=number,
                packages=dict(zip(LABELS, packages, strict=False)),
                shown=() if number % 2 else ("C", "A", "B"),
            ),
            PackagePicked(package=LABELS[taken]),
            IssuePushed(issue=issue, direction=direction, option=option),
        ]
    return events


def header(title: str, segment: str | None = "engineering", on: Agenda | None = None) -> Header:
    return Header(on or agenda(), title=title, segment=segment)


def fill(store: EventStore, n: int, rng: np.random.Generator, on: Agenda | None = None) -> None:
    for k in range(n):
        one = header(f"Past {len(store.list())}-{k}", on=on)
        workflow.start(store, one, answered(one.agenda, rng), now=NOW)


@pytest.fixture
def store(tmp_path: Path) -> EventStore:
    return open_store(f"sqlite:///{tmp_path / 'meso.sqlite3'}")


def test_what_was_learnt_stays_when_the_archive_grows(store: EventStore) -> None:
    """The posterior of a log with a learnt prior is bit for bit the same after more is learnt
    elsewhere, after a trip through the portable document, and other than the one without it; taking
    the choice back gives the one without it.
    """
    rng = np.random.default_rng(1)
    fill(store, LEAST + 1, rng)
    quick = header("One round")
    workflow.start(store, quick, answered(quick.agenda, rng, 1), now=NOW)
    name = workflow.start(store, header("Now"), answered(agenda(), rng, 1), now=NOW)
    cold = workflow.infer(workflow.load(store, name))
    event = learn(past_of_segment(store, name))
    sequence = workflow.load(store, name).sequence
    chosen = workflow.record(store, name, [event], expected_sequence=sequence, now=NOW)
    learnt = workflow.infer(chosen)
    fill(store, 3, rng)
    for again in (workflow.load(store, name), read_document(dump_document(chosen))):
        np.testing.assert_array_equal(workflow.infer(again).z, learnt.z)
        np.testing.assert_array_equal(workflow.infer(again).weights, learnt.weights)
    assert not np.array_equal(learnt.weights, cold.weights)
    assert learn(past_of_segment(store, name)) != event
    undone = workflow.undo(store, name, expected_sequence=chosen.sequence, now=NOW)
    np.testing.assert_array_equal(workflow.infer(undone).weights, cold.weights)
    off = workflow.record(
        store, name, [PriorChosen(prior=None)], expected_sequence=undone.sequence, now=NOW
    )
    np.testing.assert_array_equal(workflow.infer(off).weights, cold.weights)


def test_what_it_changed_is_said_with_its_uncertainty(store: EventStore) -> None:
    """With a segment that mostly wants the first issue, that issue rises; the report names the prior
    and rows stand for both estimates.
    """
    rng = np.random.default_rng(2)
    fill(store, LEAST + 3, rng)
    name = workflow.start(store, header("Now"), answered(agenda(), rng, 1), now=NOW)
    before = workflow.load(store, name)
    after = workflow.record(
        store,
        name,
        [learn(past_of_segment(store, name))],
        expected_sequence=before.sequence,
        now=NOW,
    )
    posterior = workflow.infer(after)
    assert effect_of_prior(before, workflow.infer(before)) is None
    effect = effect_of_prior(after, posterior)
    assert effect is not None
    np.testing.assert_array_equal(effect.cold.weights, workflow.infer(before).weights)
    with_it, without = effect.learnt.weight_summary()["a"], effect.cold.weight_summary()["a"]
    assert with_it.mean > without.mean
    assert {row[0] for row in effect.rows()} == set("abc")
    assert all("90%" in row[1] and "90%" in row[2] for row in effect.rows())
    assert "a" in effect.sentences()[0]
    report = workflow.infer_report(after, posterior)["prior"]
    assert report == {"segment": "engineering", "past_negotiations": LEAST + 3, "used": True}
    assert workflow.estimate_shown(after, posterior).summary["past_negotiations"] == LEAST + 3


def test_without_an_answer_nothing_is_ranked_for_the_estimate_without_it() -> None:
    """Before any answer only what was learnt has numbers; beside it stands "no evidence"."""
    n = Layout(agenda(), ModelSettings()).first_bonus
    state = replay(header("Now"), [PriorChosen(prior=some_prior(n))])
    effect = effect_of_prior(state, workflow.infer(state))
    assert effect is not None
    assert all(row[2] == row[4] == NO_EVIDENCE and "90%" in row[1] for row in effect.rows())
    assert effect.sentences()[0].endswith("without it there is no evidence yet.")


def test_too_few_or_others_are_refused_in_words(store: EventStore) -> None:
    """Below five usable negotiations nothing is learnt; those of another kind, on other issues, without
    answers or only shown as examples do not count, and each says why.
    """
    rng = np.random.default_rng(3)
    fill(store, LEAST - 1, rng)
    workflow.start(store, header("Quiet"), now=NOW)
    workflow.start(store, header("Example"), answered(agenda(), rng), now=NOW, is_example=True)
    workflow.start(store, header("Else", "sales"), answered(agenda(), rng), now=NOW)
    fill(store, 1, rng, on=agenda("abcd"))
    fill(store, 1, rng, on=agenda(high=100))
    office = CategoricalIssue(name="c", options=("x", "y"))
    fill(store, 1, rng, on=agenda("ab", office))
    name = workflow.start(store, header("Now", " Engineering "[1:-1]), now=NOW)
    past = past_of_segment(store, name)
    assert len(past.usable) == LEAST - 1
    assert sorted(one.why for one in past.set_aside) == [
        "a has another range",
        "c is of another kind",
        "d is on one agenda only",
        "they have not answered anything yet",
    ]
    assert past.refusal is not None
    assert "at least 5" in past.refusal
    with pytest.raises(InvalidSettings, match="there are 4 past ones"):
        learn(past)
    alone = workflow.start(store, header("Alone", None), now=NOW)
    with pytest.raises(InvalidSettings, match="No kind of counterpart"):
        learn(past_of_segment(store, alone))


def test_the_order_of_issues_and_a_shade_of_direction_do_not_matter(store: EventStore) -> None:
    """Past agendas in another order, or with a direction that was a little less sure, teach; one whose
    direction was judged the other way round does not.
    """
    rng = np.random.default_rng(4)
    fill(store, 2, rng, on=agenda("cba"))
    on = agenda()
    for likely, title in ((0.7, "Shade"), (0.2, "Other way")):
        unsure = DirectionSet(issue="b", counterpart_direction={"higher": likely})
        workflow.start(store, header(title), [unsure, *answered(on, rng)], now=NOW)
    name = workflow.start(store, header("Now"), now=NOW)
    past = past_of_segment(store, name)
    assert [one.agenda.names for one in past.usable] == [("a", "b", "c")] * 3
    assert [one.title for one in past.set_aside] == ["Other way"]


def some_prior(n: int, version: str = MODEL_VERSION) -> LearntPrior:
    rows = tuple((*[0.0] * i, 1.0) for i in range(n))
    return LearntPrior(
        segment="engineering",
        n_negotiations=9,
        model_version=version,
        mean=(0.5,) * n,
        cholesky=rows,
    )


def test_a_prior_that_no_longer_fits_is_left_aside_and_says_so() -> None:
    """Learnt by another version, on other issues, or of another size: the estimate is the cold one."""
    n = Layout(agenda(), ModelSettings()).first_bonus
    fits = PriorChosen(prior=some_prior(n))
    added = IssueAdded(issue=NumericIssue(name="d", low=0, high=1))
    turned = DirectionSet(issue="a", counterpart_direction={"lower": 0.9})
    start = header("Now")
    assert why_not_used(replay(start, [fits])) is None
    for events, words in (
        ([PriorChosen(prior=some_prior(n, "0"))], "version 0"),
        ([PriorChosen(prior=some_prior(n + 1))], f"this agenda needs {n}"),
        ([fits, added], "d is on one agenda only"),
        ([fits, turned], "direction"),
    ):
        state = replay(start, events)
        why = why_not_used(state)
        assert why is not None
        assert words in why
        assert prior_used(state) is None
        cold = [event for event in events if not isinstance(event, PriorChosen)]
        np.testing.assert_array_equal(
            workflow.infer(state).weights, workflow.infer(replay(start, cold)).weights
        )


def test_the_model_s_own_prior_written_as_learnt_is_the_cold_prior() -> None:
    """Mean 0 and covariance I change no draw."""
    n = Layout(agenda(), ModelSettings()).first_bonus
    rows = tuple((*[0.0] * i, 1.0) for i in range(n))
    nothing = LearntPrior(
        segment="x", n_negotiations=1, model_version=MODEL_VERSION, mean=(0.0,) * n, cholesky=rows
    )
    start = header("Now")
    np.testing.assert_allclose(
        workflow.infer(replay(start, [PriorChosen(prior=nothing)])).weights,
        workflow.infer(replay(start, [])).weights,
        atol=1e-12,
    )


def test_what_was_learnt_never_leaves_our_side() -> None:
    """A shared copy and a mediator's copy hold nothing of a learnt prior or of the segment."""
    n = Layout(agenda(), ModelSettings()).first_bonus
    state = replay(header("Now"), [PriorChosen(prior=some_prior(n), visibility="shared")])
    for reader in ("shared", "mediator"):
        text = dump_document(shared_view(state, reader))
        assert "prior" not in text
        assert "engineering" not in text


@pytest.mark.parametrize(
    "broken",
    [
        {"cholesky": [[1.0]]},
        {"cholesky": [[1.0], [0.0, 0.0]]},
        {"mean": [0.0, 1e9]},
        {"n_negotiations": 0},
    ],
)
def test_numbers_that_cannot_be_a_prior_are_refused(broken: dict[str, object]) -> None:
    """A triangle of the wrong shape, a variance of 0, absurd means and no negotiation are refused."""
    good = {"segment": "x", "n_negotiations": 1, "model_version": "1", "mean": [0.0, 0.0],
            "cholesky": [[1.0], [0.0, 1.0]]}  # fmt: skip
    LearntPrior.model_validate(good)
    with pytest.raises(ValueError, match=next(iter(broken)) + "|cholesky|mean"):
        LearntPrior.model_validate({**good, **broken})
