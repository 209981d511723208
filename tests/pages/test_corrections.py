"""Every kind of answer that a person logs is put right in its own form on the timeline."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from meso_infer import workflow
from meso_infer.events import (
    AgreementReached,
    ConstraintStated,
    Event,
    OfferAccepted,
    OfferReceived,
    PackagePicked,
    PackagesRanked,
    QuestionAsked,
    TalksEnded,
    collect_evidence,
)
from meso_infer.example import EXAMPLE_ID
from meso_infer.storage import EventStore
from meso_infer.ui import session
from tests.agendas import deal
from tests.pages.conftest import Dashboard

Open = Callable[[], Dashboard]
Fill = Callable[[Dashboard], object]
OFFICE = ConstraintStated.model_validate({"issue": "Contract", "in": ["2 years", "3 years"]})


def corrected(dashboard: Open, store: EventStore, wrong: Event, fill: Fill) -> Dashboard:
    """The timeline after an event was logged, changed in its form and corrected."""
    page = dashboard()
    workflow.record(store, EXAMPLE_ID, [wrong], expected_sequence=1, now=session.now())
    page.open("pages/timeline.py").fill("selectbox", "Event", 2)
    fill(page)
    return page.press("Correct it")


@pytest.mark.parametrize(
    ("wrong", "fill", "right"),
    [
        (
            ConstraintStated(issue="Salary", min=95000),
            lambda page: page.fill("number_input", "Salary (USD): never below", 97000.0),
            ConstraintStated(issue="Salary", min=97000),
        ),
        (
            ConstraintStated(issue="Salary", min=95000),
            lambda page: page.fill("selectbox", "They named a limit on", "Remote").fill(
                "selectbox", "Remote: never below", 2
            ),
            ConstraintStated(issue="Remote", min=2),
        ),
        (
            OFFICE,
            lambda page: page.fill("multiselect", "Only", ["3 years"]),
            ConstraintStated.model_validate({"issue": "Contract", "in": ["3 years"]}),
        ),
        (
            PackagesRanked(order=("A", "B")),
            lambda page: page.fill("multiselect", "They ranked these, best first", ["C", "A"]),
            PackagesRanked(order=("C", "A")),
        ),
        (
            QuestionAsked(issue="Salary", text="Is that fixed?"),
            lambda page: page.fill("text_area", "Question", "Is that all?"),
            QuestionAsked(issue="Salary", text="Is that all?"),
        ),
        (
            OfferAccepted(package="A"),
            lambda page: page.fill("segmented_control", "Package", "C"),
            OfferAccepted(package="C"),
        ),
        (
            AgreementReached(package=deal(95000, 1, 2)),
            lambda page: page.fill("number_input", "Salary (USD)", 96000.0),
            AgreementReached(package=deal(96000, 1, 2)),
        ),
        (
            TalksEnded(reason="No budget"),
            lambda page: page.fill("text_input", "Why talks ended", "Hired another"),
            TalksEnded(reason="Hired another"),
        ),
        (
            OfferReceived(packages={"A": deal(104000, 2, 3)}, claim="equal"),
            lambda page: page.fill("number_input", "Salary (USD)", 103000.0),
            OfferReceived(packages={"A": deal(103000, 2, 3)}, claim="equal"),
        ),
    ],
    ids=lambda one: one.kind if isinstance(one, Event) else "",
)
def test_an_event_is_put_right_in_its_place(
    dashboard: Open, store: EventStore, wrong: Event, fill: Fill, right: Event
) -> None:
    """What holds then, and what it tells, is what the right event alone would say."""
    page = corrected(dashboard, store, wrong, fill)
    assert not page.app.exception
    assert page.messages("error") == []
    after = workflow.load(store, EXAMPLE_ID)
    held = after.log[1].in_force
    assert isinstance(held, Event)
    assert held.model_copy(update={"id": None, "at": None}) == right
    plain = workflow.load(store, EXAMPLE_ID, as_of=1)
    assert after.status == right.apply(plain).status
    assert collect_evidence(after) == right.evidence(plain)
    assert after.log[1].event.describe(after.agenda) == wrong.describe(after.agenda)


def test_a_limit_that_is_emptied_is_to_be_withdrawn(dashboard: Open, store: EventStore) -> None:
    """Nothing is written of a limit without an end, nor of a ranking of one package."""
    page = corrected(
        dashboard,
        store,
        ConstraintStated(issue="Salary", min=95000),
        lambda page: page.fill("number_input", "Salary (USD): never below", None),
    )
    assert page.messages("error")[0].startswith("Nothing is left of what this event says")
    assert store.sequence(EXAMPLE_ID) == 2


def test_a_ranking_of_one_package_is_refused_in_words(dashboard: Open, store: EventStore) -> None:
    """The message says what a ranking takes; nothing is written."""
    page = corrected(
        dashboard,
        store,
        PackagesRanked(order=("A", "B")),
        lambda page: page.fill("multiselect", "They ranked these, best first", ["A"]),
    )
    assert "at least 2" in page.messages("error")[0]
    assert store.sequence(EXAMPLE_ID) == 2


def test_what_was_withdrawn_by_mistake_is_brought_back(dashboard: Open, store: EventStore) -> None:
    """The message names the button that does it, and after it the event holds again."""
    page = dashboard()
    wrong = [PackagePicked(package="B"), QuestionAsked(text="Why?")]
    workflow.record(store, EXAMPLE_ID, wrong, expected_sequence=1, now=session.now())
    page.open("pages/timeline.py").fill("selectbox", "Event", 2).press("Withdraw it")
    assert page.messages("toast") == [
        "Withdrawn: They picked B. It stays in the log as withdrawn; Redo brings it back."
    ]
    assert workflow.load(store, EXAMPLE_ID).log[1].status == "withdrawn"
    page.press("Redo")
    assert workflow.load(store, EXAMPLE_ID).log[1].status == "active"
