"""Choices that stand in the address: links bring them back, and so does the browser's way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from meso_infer import workflow
from meso_infer.events import logged
from meso_infer.storage import EventStore
from meso_infer.ui import address, session
from tests.negotiation_states import STATES
from tests.pages.conftest import Dashboard

Open = Callable[[], Dashboard]
LIST, COUNTERPART, TIMELINE = "pages/compare.py", "pages/counterpart.py", "pages/timeline.py"


def stored(store: EventStore, state: str, name: str) -> str:
    talks = STATES[state]()
    return workflow.start(
        store, talks.header, logged(talks), now=session.now(), negotiation_id=name
    )


def at(page: Dashboard, path: str, **asked: list[str]) -> Dashboard:
    """The page as an address opens it."""
    page.open(path)
    for parameter, words in asked.items():
        page.app.query_params[parameter] = words
    page.app.run()
    assert not page.app.exception
    return page


def in_address(page: Dashboard, parameter: str) -> list[str]:
    found = page.app.query_params.get(parameter, [])
    return [found] if isinstance(found, str) else list(found)


@pytest.fixture
def long_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever was changed was changed long ago: no request is late any more."""
    monkeypatch.setattr(address, "LATE", timedelta(0))


def test_an_address_tells_negotiations_of_one_title_apart(
    dashboard: Open, store: EventStore
) -> None:
    """It names them by their ids: two that are called the same are two."""
    page = dashboard()
    for name in ("one", "other", "third"):
        stored(store, "one event", name)
    page.open(LIST).fill("multiselect", "Negotiations", ["third", "one"])
    assert in_address(page, "compare") == ["third", "one"]
    again = at(dashboard(), LIST, compare=["third", "one", "nobody", "one"])
    (chosen,) = (one for one in again.app.multiselect if one.label == "Negotiations")
    assert chosen.value == ["third", "one"]


@pytest.mark.usefixtures("long_ago")
def test_the_way_back_takes_back_a_filter(dashboard: Open, store: EventStore) -> None:
    """A filter is in the address as people call it; where the address changes, the list follows."""
    page = dashboard()
    stored(store, "agreed", "one")
    stored(store, "one event", "other")
    page.open(LIST).fill("pills", "How talks stand", ["agreed"]).fill("text_input", "Find", "hir")
    assert (in_address(page, "stand"), in_address(page, "find")) == (["agreed"], ["hir"])
    assert len(page.app.dataframe[0].value) == 1
    page.app.query_params["stand"] = []
    page.app.run()
    assert len(page.app.dataframe[0].value) == 3
    assert not next(one for one in page.app.pills if one.label == "How talks stand").value
    page.app.query_params["find"] = "nobody"
    page.app.run()
    assert "None of the negotiations is like that" in page.text
    page.press("Show all")
    assert in_address(page, "find") == []


def test_who_comes_back_to_a_list_finds_its_filters(dashboard: Open, store: EventStore) -> None:
    """The way to a negotiation and back loses neither the filter nor its place in the address."""
    page = dashboard()
    stored(store, "agreed", "one")
    page.open(LIST).fill("pills", "How talks stand", ["agreed"])
    page.open(COUNTERPART).open(LIST)
    assert len(page.app.dataframe[0].value) == 1
    assert in_address(page, "stand") == ["agreed"]
    page.fill("pills", "How talks stand", []).open(COUNTERPART).open(LIST)
    assert len(page.app.dataframe[0].value) == 2


def test_a_late_request_takes_nothing_back(dashboard: Open, store: EventStore) -> None:
    """What left the browser before it heard of the filter brings the old address, and changes neither."""
    page = dashboard()
    stored(store, "full demo", "one")
    at(page, TIMELINE, n=["one"]).fill("pills", "Show", ["Talk"])
    page.app.query_params["show"] = []
    page.app.run()
    assert next(one for one in page.app.pills if one.label == "Show").value == ["Talk"]
    assert in_address(page, "show") == ["Talk"]


def test_the_last_of_quick_changes_stays(dashboard: Open, store: EventStore) -> None:
    """Of two filters set one after the other, a request that knows the first alone undoes neither."""
    page = dashboard()
    stored(store, "full demo", "one")
    at(page, TIMELINE, n=["one"]).fill("pills", "Show", ["Talk"])
    page.fill("pills", "Show", ["Talk", "Answers"])
    for known in ([], ["Talk"]):
        page.app.query_params["show"] = known
        page.app.run()
        shown = next(one for one in page.app.pills if one.label == "Show")
        assert list(shown.value or ()) == in_address(page, "show") == ["Talk", "Answers"]


@pytest.mark.usefixtures("long_ago")
def test_a_trial_and_a_look_back_follow_the_address(dashboard: Open, store: EventStore) -> None:
    """What is left out, and the moment looked back to, are those of the address, also on the way back."""
    stored(store, "full demo", "one")
    page = at(dashboard(), COUNTERPART, n=["one"], without=["2.6"])
    (left_out,) = (one for one in page.app.multiselect if one.label == "Leave out")
    assert left_out.value == [2, 6]
    page.app.query_params["without"] = ["2"]
    page.app.run()
    (left_out,) = (one for one in page.app.multiselect if one.label == "Leave out")
    assert left_out.value == [2]
    page.app.query_params["as_of"] = ["3"]
    page.app.run()
    assert "Looking back" in page.text
    page.app.query_params["as_of"] = []
    page.app.run()
    assert "Looking back" not in page.text
