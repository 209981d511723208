"""The list of negotiations, several side by side and what they teach, on the page All negotiations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from meso_infer import workflow
from meso_infer.events import AgreementReached, CounterofferMade, MesoOffered, PackagePicked
from meso_infer.example import EXAMPLE_ID
from meso_infer.headline import headline
from meso_infer.portfolio.lessons import comparison_sentences, median_wait, wait_sentence
from meso_infer.portfolio.offer_outcomes import offer_outcomes
from meso_infer.storage import EventStore
from meso_infer.templates import load_sample, load_template
from meso_infer.ui import session
from meso_infer.ui.all_negotiations.table import AT_ONCE, PAGE
from meso_infer.ui.drawing import plain
from tests.agendas import A, B, C, deal
from tests.pages.conftest import Dashboard

Open = Callable[[], Dashboard]
LIST = "pages/compare.py"


def talks(store: EventStore, whom: str, *, asked: int | None = None, agreed: bool = False) -> str:
    """A hiring negotiation with one offer, a pick, and perhaps a counteroffer or an agreement."""
    header = replace(load_sample("hiring").header, title=f"Hiring {whom}", counterpart=whom)
    events = [MesoOffered(packages={"A": A, "B": B, "C": C}), PackagePicked(package="B")]
    if asked is not None:
        events.append(CounterofferMade(package=deal(asked, 2, 2)))
    if agreed:
        events.append(AgreementReached(package="B"))
    return workflow.start(store, header, events, now=session.now())


def names(page: Dashboard) -> list[str]:
    return list(page.app.dataframe[0].value["Name"])


@pytest.fixture
def page(dashboard: Open, store: EventStore) -> Dashboard:
    """Three negotiations beside the example."""
    opened = dashboard()
    talks(store, "Ana", asked=104000)
    talks(store, "Bo", asked=97000)
    talks(store, "Cy", agreed=True)
    return opened.open(LIST)


def test_the_list_is_filtered_by_words_and_by_how_talks_stand(page: Dashboard) -> None:
    """Words and states narrow the list; nothing found says so, without an error."""
    page.fill("text_input", "Find", "hiring bo")
    assert names(page) == ["Hiring Bo"]
    page.fill("text_input", "Find", "")
    page.fill("pills", "How talks stand", ["agreed"])
    assert names(page) == ["Hiring Cy"]
    page.fill("text_input", "Find", "nobody")
    assert not page.app.dataframe
    assert "None of the negotiations is like that" in page.text
    page.press("Show all")
    assert len(names(page)) == 4
    assert not page.app.exception


def test_an_address_brings_its_filters_back(dashboard: Open, store: EventStore) -> None:
    """A link with words and states opens the list so; what is no state is passed over."""
    page = dashboard()
    talks(store, "Ana")
    talks(store, "Bo", agreed=True)
    page.app.query_params["find"] = "hiring"
    page.app.query_params["stand"] = ["agreed", "no such thing"]
    page.open(LIST)
    page.app.query_params["find"] = "hiring"
    page.app.query_params["stand"] = ["agreed", "no such thing"]
    page.app.run()
    assert not page.app.exception
    assert names(page) == ["Hiring Bo"]


def test_two_stand_beside_each_other(page: Dashboard, store: EventStore) -> None:
    """Headlines are those of their pages; what each would give us is in order of our utility."""
    ids = {one.header["counterpart"]: one.negotiation_id for one in store.list()}
    page.fill("multiselect", "Negotiations", [ids["Ana"], ids["Bo"]])
    assert not page.app.exception
    for whom in ("Ana", "Bo"):
        believed = workflow.infer(workflow.load(store, ids[whom]))
        assert plain(headline(believed)) in page.text
    assert "Hiring Bo · Bo would give us most" in page.text.replace("\\", "")
    facts, _, offers = (table.value for table in page.app.table)
    assert list(facts.columns) == ["Hiring Ana · Ana", "Hiring Bo · Bo"]
    assert list(offers.columns) == ["Hiring Bo · Bo", "Hiring Ana · Ana"]
    assert list(offers.loc["Salary"]) == ["USD 97,000", "USD 104,000"]


def test_the_example_is_never_compared(page: Dashboard) -> None:
    """It cannot be chosen, and the lessons do not count it."""
    (choice,) = (one for one in page.app.multiselect if one.label == "Negotiations")
    assert len(choice.options) == 3
    assert not any("example" in option for option in choice.options)
    assert "From 3 negotiations; examples are left out." in page.text


def test_other_issues_are_not_valued_alike(page: Dashboard, store: EventStore) -> None:
    """Beside a negotiation about other issues, the reason stands in the place of a comparison."""
    other = workflow.start(store, load_template("supplier_contract").header, now=session.now())
    ana = next(one for one in store.list() if one.header["counterpart"] == "Ana")
    page.open(LIST).fill("multiselect", "Negotiations", [ana.negotiation_id, other])
    assert not page.app.exception
    assert "it is about other issues" in page.text


def test_lessons_are_those_of_the_library(page: Dashboard, store: EventStore) -> None:
    """The sentences on the page are what the library says of the same logs."""
    own = [one for one in store.list() if not one.is_example]
    outcomes = [
        outcome
        for one in own
        for outcome in offer_outcomes(one.negotiation_id, workflow.load(store, one.negotiation_id))
    ]
    for text in (*comparison_sentences(outcomes), wait_sentence(median_wait([]))):
        assert plain(text) in page.text
    assert "No evidence: no predicted pick" in page.text


def test_with_the_example_alone_there_is_a_way_to_begin(dashboard: Open) -> None:
    """No lessons, no comparison: one sentence and a button that leads to Setup."""
    page = dashboard().open(LIST)
    assert "No evidence yet: lessons come from negotiations of your own" in page.text
    assert not page.app.multiselect
    page.press("Start my own")
    assert page.app.title[0].value == "Setup"


def test_a_shared_screen_compares_no_values(page: Dashboard, store: EventStore) -> None:
    """Rounds and states only: no value, no estimate, no lesson, no reason for ending."""
    ids = {one.header["counterpart"]: one.negotiation_id for one in store.list()}
    page.fill("multiselect", "Negotiations", [ids["Ana"], ids["Cy"]])
    page.fill("toggle", "Screen-share safe", True)
    assert not page.app.exception
    (facts,) = (table.value for table in page.app.table)
    assert list(facts.index) == ["Round", "Talks", "Days idle"]
    hidden = ("What matters to each", "archive teaches", "would give us", "65.2")
    assert not [words for words in hidden if words in page.text]
    assert set(page.app.dataframe[0].value["Outcome"]) <= {"our move", "their move", "agreed"}


def test_estimates_follow_a_few_at_a_time(dashboard: Open, store: EventStore) -> None:
    """A long list stands at once; each run adds as many estimates as it may, until none is missing."""
    page = dashboard()
    n = PAGE + 3
    for k in range(n):
        talks(store, f"Candidate {k}")
    page.open(LIST)
    shown = page.app.dataframe[0].value
    assert len(shown) == PAGE
    waiting = list(shown["Matters most"]).count("being estimated")
    assert waiting == PAGE - AT_ONCE // 5
    assert f"{waiting} more are being estimated." in page.text
    page.app.run()
    assert "being estimated" not in set(page.app.dataframe[0].value["Matters most"])
    assert f"{n + 1} in all" in page.text


def test_what_is_said_stays_while_the_page_draws_itself_again() -> None:
    """A warning is told again as often as the page goes on by itself; what floats is told once."""

    def script() -> None:
        import streamlit as st

        from meso_infer.ui import session

        session.tell("It is gone.", "warning")
        session.tell("Logged.")
        for _ in range(2):
            session.told()
            session.tell_again()
        st.write(session.told(), session.told())

    ran = AppTest.from_function(script).run()
    assert not ran.exception
    assert "It is gone." in ran.json[0].value
    assert "Logged." not in ran.json[0].value
    assert ran.json[1].value == "[]"


def test_a_long_message_stands_on_the_page_and_a_short_one_floats() -> None:
    """What would be folded while it floats, such as the place of a copy, stands until the next step."""

    def script() -> None:
        from meso_infer.ui import session, shell

        session.tell("Kept as /a/long/path/" + "x" * 100)
        session.tell("Logged.")
        shell.show_messages()
        session.tell_again()
        shell.show_messages()

    ran = AppTest.from_function(script).run()
    assert not ran.exception
    assert [one.value for one in ran.toast] == ["Logged."]
    assert len(ran.success) == 2


def test_what_cannot_be_read_is_named_and_the_rest_stands(
    dashboard: Open, store: EventStore
) -> None:
    """A log of a kind that this version does not know costs its own line, not the page."""
    page = dashboard()
    talks(store, "Ana")
    bad = talks(store, "Broken")
    row = replace(store.read(bad).rows[0], id="new", kind="from-the-future", payload={"kind": "x"})
    store.append(bad, 2, [row], recorded_at=session.now())
    page.open(LIST)
    assert not page.app.exception
    assert names(page) == ["Hiring Ana", "Hiring (example)"]
    assert any("Hiring Broken" in said for said in page.messages("warning"))
    assert EXAMPLE_ID in {one.negotiation_id for one in store.list()}
