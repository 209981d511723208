"""A request that left the browser before it heard of a switch does not undo the switch."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from meso_infer import workflow
from meso_infer.example import EXAMPLE_ID
from meso_infer.storage import EventStore
from meso_infer.templates import load_template
from meso_infer.ui import session
from tests.pages.conftest import Dashboard

Open = Callable[[], Dashboard]


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch) -> None:
    """No time passes: on a busy machine two runs of a page could lie further apart than a late request."""
    at = session.now()
    monkeypatch.setattr(session, "now", lambda: at)


def lease(store: EventStore) -> str:
    return workflow.start(store, load_template("office_lease").header, now=session.now())


def shown(page: Dashboard) -> str:
    return page.app.session_state[session.SEEN].negotiation_id


def switched(page: Dashboard, chosen: str) -> Dashboard:
    """The same session after its own switch in the sidebar."""
    page.app.sidebar.selectbox[0].set_value(chosen).run()
    assert shown(page) == chosen
    return page


def request(page: Dashboard, address: str) -> None:
    """The browser asks with this address, as a poll does, or its button for going back."""
    page.app.query_params["n"] = address
    page.app.run()


def opened(store: EventStore, dashboard: Open) -> tuple[Dashboard, str]:
    page = dashboard()
    other = lease(store)
    request(page, EXAMPLE_ID)
    assert shown(page) == EXAMPLE_ID
    return page, other


def test_a_late_address_does_not_undo_a_switch(dashboard: Open, store: EventStore) -> None:
    """Just after a switch, the address that was left is only late, however often it comes."""
    page, other = opened(store, dashboard)
    switched(page, other)
    for _ in range(2):
        request(page, EXAMPLE_ID)
        assert shown(page) == other
        assert page.app.query_params["n"] in (other, [other])


def test_going_back_still_leads_back(
    dashboard: Open, store: EventStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once the browser must have heard of the switch, the address decides as ever."""
    page, other = opened(store, dashboard)
    switched(page, other)
    later = session.now() + timedelta(seconds=2 * session.LATE_SECONDS)
    monkeypatch.setattr(session, "now", lambda: later)
    request(page, EXAMPLE_ID)
    assert shown(page) == EXAMPLE_ID


def test_a_late_choice_does_not_undo_a_switch(dashboard: Open, store: EventStore) -> None:
    """What the sidebar said before the program switched is late with its address; alone it is a choice."""
    page, other = opened(store, dashboard)
    switched(page, other)
    page.app.query_params["n"] = EXAMPLE_ID
    page.app.sidebar.selectbox[0].set_value(EXAMPLE_ID).run()
    assert shown(page) == other
    page.app.sidebar.selectbox[0].set_value(EXAMPLE_ID).run()
    assert shown(page) == EXAMPLE_ID


def test_a_third_negotiation_opens_at_once(dashboard: Open, store: EventStore) -> None:
    """A link to one that was not left is followed, however soon after a switch."""
    page, other = opened(store, dashboard)
    third = lease(store)
    switched(page, other)
    request(page, third)
    assert shown(page) == third
