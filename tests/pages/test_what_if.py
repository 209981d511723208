"""What if some of it is wrong, on the page Counterpart: a trial that changes nothing and has an address."""

from __future__ import annotations

from collections.abc import Callable

from meso_infer import what_if, workflow
from meso_infer.example import EXAMPLE_ID
from meso_infer.storage import EventStore
from meso_infer.ui.drawing import plain
from tests.pages.conftest import Dashboard
from tests.pages.test_counterpart import answer

PAGE = "pages/counterpart.py"


def said(store: EventStore, *left_out: int) -> str:
    negotiation = workflow.load(store, EXAMPLE_ID)
    without = workflow.infer(negotiation, without=left_out)
    return plain(what_if.sentence(workflow.infer(negotiation), without))


def test_an_answer_can_be_left_out_and_the_log_stays(
    dashboard: Callable[[], Dashboard], store: EventStore
) -> None:
    """The trial shows the library's numbers, stands in the address, and writes nothing."""
    page = dashboard()
    answer(store)
    page.open(PAGE)
    before = store.sequence(EXAMPLE_ID)
    page.fill("multiselect", "Leave out", [3])
    assert not page.app.exception
    assert said(store, 3) in page.text
    assert page.app.query_params["without"] == "3"
    assert store.sequence(EXAMPLE_ID) == before


def test_only_what_they_chose_may_count(
    dashboard: Callable[[], Dashboard], store: EventStore
) -> None:
    """One switch leaves out all that they said."""
    page = dashboard()
    answer(store)
    page.open(PAGE).fill(
        "toggle", "Leave out everything they said: only what they chose counts", True
    )
    assert said(store, 3) in page.text
    assert page.app.query_params["picks"] == "1"


def test_a_trial_is_opened_from_its_address(
    dashboard: Callable[[], Dashboard], store: EventStore
) -> None:
    """The address brings the trial back; places that hold no answer are passed over."""
    page = dashboard()
    answer(store)
    page.app.query_params["without"] = "2.1.99.x"
    page.open(PAGE)
    page.app.query_params["without"] = "2.1.99.x"
    page.app.run()
    assert not page.app.exception
    assert said(store, 2) in page.text


def test_an_address_that_names_nothing_of_the_log_leaves_nothing_out(
    dashboard: Callable[[], Dashboard], store: EventStore
) -> None:
    """Places that do not exist, words and endless numbers are passed over, without an error."""
    page = dashboard()
    answer(store)
    page.app.query_params["without"] = f"99.x.{'9' * 5000}"
    page.open(PAGE)
    assert not page.app.exception
    assert not page.messages("error")
    assert "Leave out an answer" in page.text


def test_each_event_can_be_doubted_where_it_stands(
    dashboard: Callable[[], Dashboard], store: EventStore
) -> None:
    """The button on an event's card leaves it out of the trial and says what then holds; again counts it."""
    page = dashboard()
    answer(store)
    page.open(PAGE)
    page.app.button(key="because.3.3").click().run()
    assert not page.app.exception
    assert page.app.query_params["without"] == "3"
    assert page.text.count(said(store, 3)) == 2
    assert list(page.app.multiselect[0].value) == [3]
    page.app.button(key="because.3.2").click().run()
    assert page.text.count("Without this and 1 more: ") == 2
    page.app.button(key="because.3.2").click().run()
    assert "Without this and" not in page.text
    page.press("Count it again")
    assert "without" not in page.app.query_params
    assert said(store, 3) not in page.text
