"""The page Counterpart, run without a browser on a real store."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from meso_infer import workflow
from meso_infer.certainty import certainty
from meso_infer.charts import dot_counts
from meso_infer.events import IssuePushed, PackagePicked
from meso_infer.example import EXAMPLE_ID
from meso_infer.headline import headline, issue_sentences, top_issue
from meso_infer.storage import EventStore
from meso_infer.ui import session
from meso_infer.ui.counterpart.page import model_sentences, rank_frame
from meso_infer.ui.drawing import plain
from tests.pages.conftest import Dashboard

Open = Callable[[], Dashboard]
EXAMPLE = EXAMPLE_ID
PAGE = "pages/counterpart.py"


def answer(store: EventStore) -> None:
    """The worked round: B, and 5,000 more."""
    before = workflow.load(store, EXAMPLE)
    events = [
        PackagePicked(package="B"),
        IssuePushed(issue="Salary", direction="higher", amount=5000),
    ]
    now = session.now()
    workflow.record(store, EXAMPLE, events, expected_sequence=before.sequence, now=now)


def test_without_evidence_nothing_is_ranked(dashboard: Open) -> None:
    """The page says that there is no evidence and shows no order of issues."""
    page = dashboard().open(PAGE)
    assert not page.app.exception
    assert "No evidence yet" in page.text
    assert not page.app.table
    assert "In fifty plausible worlds" not in page.text


def test_the_numbers_are_those_of_the_library(dashboard: Open, store: EventStore) -> None:
    """Sentences, ranks and bits on screen equal what `infer` gives for the same log."""
    page = dashboard()
    answer(store)
    page.open(PAGE)
    negotiation = workflow.load(store, EXAMPLE)
    posterior = workflow.infer(negotiation)
    earlier = workflow.infer(workflow.load(store, EXAMPLE, as_of=1))
    assert not page.app.exception
    assert plain(headline(posterior)) in page.text
    for sentence in issue_sentences(posterior, earlier):
        assert plain(sentence.text) in page.text
    for sentence in model_sentences(posterior):
        assert plain(sentence) in page.text
    because = next(table.value for table in page.app.table if "What happened" in table.value)
    told = [f"({bits:.2f} bits)" for bits in posterior.information_bits]
    assert [
        text.split(" ", 1)[-1][-len(t) :]
        for text, t in zip(because["Moved the estimate"], told, strict=True)
    ] == told
    ranks = next(table.value for table in page.app.table if "1st" in table.value)
    assert ranks.equals(rank_frame(posterior))


def test_ranks_are_shared_out_over_fifty_worlds(dashboard: Open, store: EventStore) -> None:
    """Each place is taken in fifty worlds, and first places agree with the dots."""
    dashboard()
    answer(store)
    posterior = workflow.infer(workflow.load(store, EXAMPLE))
    frame = rank_frame(posterior)
    assert (frame.sum() == 50).all()
    top = {name: summary.p_top for name, summary in posterior.weight_summary().items()}
    assert frame["1st"].to_dict() == dot_counts(top)


def test_looking_back_shows_what_was_believed_then(dashboard: Open, store: EventStore) -> None:
    """The slider and the address lead to the estimate of an earlier moment."""
    page = dashboard()
    answer(store)
    page.open(PAGE)
    page.app.select_slider[0].set_value(2).run()
    then = workflow.infer(workflow.load(store, EXAMPLE, as_of=2))
    assert plain(headline(then)) in page.text
    assert "Looking back" in page.text
    assert page.app.query_params["as_of"] == "2"
    page.app.select_slider[0].set_value(3).run()
    assert "as_of" not in page.app.query_params


@pytest.mark.parametrize("asked", ["2", "99", "-1", "two", "9" * 5000])
def test_an_address_names_a_moment(dashboard: Open, store: EventStore, asked: str) -> None:
    """A moment that does not exist shows the newest, never an error."""
    page = dashboard()
    answer(store)
    page.app.query_params["as_of"] = asked
    page.open(PAGE)
    assert not page.app.exception
    assert not page.messages("error")
    assert page.app.select_slider[0].value == (2 if asked == "2" else 3)


def test_our_guess_is_kept_and_compared(dashboard: Open, store: EventStore) -> None:
    """A guess is logged once, and then stands beside the evidence."""
    page = dashboard().open(PAGE)
    for name, points in (("Salary", 50.0), ("Remote", 100.0), ("Contract", 50.0)):
        page.fill("number_input", name, points)
    page.press("Keep this guess")
    guess = workflow.load(store, EXAMPLE).own_guess
    assert guess is not None
    assert dict(guess.weights) == pytest.approx({"Salary": 0.25, "Remote": 0.5, "Contract": 0.25})
    answer(store)
    page.open(PAGE)
    table = next(table.value for table in page.app.table if "Our guess" in table.value)
    assert list(table["Our guess"]) == ["25%", "50%", "25%"]
    assert not page.has_button("Keep this guess")


def test_half_a_guess_is_refused_and_kept(dashboard: Open, store: EventStore) -> None:
    """What is missing is named, nothing is logged, and what was typed is there after a reload."""
    page = dashboard().open(PAGE)
    page.fill("number_input", "Salary", 50.0).press("Keep this guess")
    assert any("Remote and Contract" in said for said in page.messages("error"))
    assert store.sequence(EXAMPLE) == 1
    again = dashboard().open(PAGE)
    assert next(w for w in again.app.number_input if w.label == "Salary").value == 50.0


def test_a_shared_screen_shows_no_estimate(dashboard: Open, store: EventStore) -> None:
    """While the screen may be shared, the page holds no number of ours or of theirs."""
    page = dashboard()
    answer(store)
    page.open(PAGE).fill("toggle", "Screen-share safe", True)
    assert "Salary" not in page.text
    assert not page.app.table


def test_where_there_is_no_negotiation_the_page_says_how_to_start(dashboard: Open) -> None:
    """Without any negotiation the start screen stands in the place of the page."""
    page = dashboard().press("Remove the example").open(PAGE)
    assert not page.app.exception
    assert page.app.title[0].value == "Start a negotiation"
    assert "Then stands here: what matters to them, how sure that is, and why." in page.text


def test_each_event_says_how_much_it_counts(dashboard: Open, store: EventStore) -> None:
    """Cards and table agree with the weights of the estimate; the sum says on how many events it rests."""
    page = dashboard()
    answer(store)
    page.open(PAGE)
    because = next(table.value for table in page.app.table if "What happened" in table.value)
    assert list(because["Counted"]) == ["counted in full", "counted in full"]
    assert "The estimate rests on 2 events." in page.text
    assert page.text.count("counted in full") == 2


def test_certainty_is_told_round_by_round(dashboard: Open, store: EventStore) -> None:
    """The word for now stands as a figure; no percentage before the second informative answer."""
    page = dashboard()
    now = session.now()
    workflow.record(store, EXAMPLE, [PackagePicked(package="A")], expected_sequence=1, now=now)
    page.open(PAGE)
    posterior = workflow.infer(workflow.load(store, EXAMPLE))
    name, chance = top_issue(posterior)
    (metric,) = page.app.metric
    assert metric.label == f"{name} matters most to them"
    assert metric.value == certainty(chance, posterior.n_informative)
    assert "%" not in metric.delta
