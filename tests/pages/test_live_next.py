"""What the live page offers next, run without a browser on a real store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from meso_infer import workflow
from meso_infer.events import OfferReceived, logged
from meso_infer.negotiation import Header, Negotiation
from meso_infer.storage import EventStore
from tests.negotiation_states import agreed, ended, offered_to_us
from tests.pages.conftest import Dashboard

Open = Callable[[], Dashboard]
FEW = {
    "format": "meso-infer/1",
    "title": "Few",
    "counterpart": "Seller",
    "agenda": [
        {"name": "Delivery", "kind": "categorical", "options": ["here", "there"]},
        {"name": "Payment", "kind": "categorical", "options": ["now", "later"]},
    ],
    "events": [],
}
"""Two issues of two options each: four packages."""


@pytest.mark.parametrize(
    ("weight", "n_packages"), [(0.5, 2), (0.7, 0)], ids=["two are equal", "none is equal"]
)
def test_where_three_cannot_be_equal_two_are_offered(
    dashboard: Open, store: EventStore, weight: float, n_packages: int
) -> None:
    """The page offers the largest set that there is, and says in words why it is no larger."""
    own = {
        "weights": {"Delivery": weight, "Payment": 1 - weight},
        "values": {"Delivery": {"here": 1, "there": 0}, "Payment": {"now": 1, "later": 0}},
        "reservation_value": 0.2,
        "aspiration_value": 0.5,
    }
    workflow.import_document(
        store, {**FEW, "own": own}, now=datetime.now(UTC), negotiation_id="few"
    )
    page = dashboard()
    assert page.has_button("Offer these") == bool(n_packages)
    assert ("These sets have 2 packages" in page.text) == bool(n_packages)
    if not n_packages:
        assert any("were asked for" in one or "worth" in one for one in page.messages("info"))
        return
    assert "Only 2 packages are worth 50 points to us" in page.text
    page.press_key("live.offer.balanced")
    assert not page.app.exception
    offered = workflow.load(store, "few").packages_on_table
    assert offered is not None
    assert len(offered.packages) == n_packages


def test_an_offer_of_theirs_and_missing_values_lead_to_their_pages(
    dashboard: Open, store: EventStore
) -> None:
    """Where an answer of ours is due, or no set can be found without our values, a link leads there."""
    played, now = offered_to_us(), datetime.now(UTC)
    workflow.start(store, Header(played.agenda, title="Bare"), logged(played)[:1], now=now)
    page = dashboard()
    page.press("They picked B").press("Log round")
    assert labels(page) == ["Open Setup"]
    assert page.has_button("Put packages together")
    workflow.start(store, played.header, logged(played), now=datetime.now(UTC))
    assert labels(dashboard()) == ["Their offer waits for our answer"]


def test_an_offer_of_theirs_before_any_of_ours_was_the_first(
    dashboard: Open, store: EventStore
) -> None:
    """Once packages of theirs are logged, the form asks for another offer."""
    played = offered_to_us()
    theirs = [one for one in logged(played) if isinstance(one, OfferReceived)]
    workflow.start(store, played.header, theirs, now=datetime.now(UTC))
    page = dashboard()
    assert "If they make another offer" in page.text
    assert "If they made the first offer" not in page.text


@pytest.mark.parametrize("over", [agreed, ended])
def test_nothing_can_be_logged_once_talks_are_over(
    dashboard: Open, store: EventStore, over: Callable[[], Negotiation]
) -> None:
    """The bar offers no button that could only say that there is nothing to log; undo brings it back."""
    workflow.start(store, over().header, logged(over()), now=datetime.now(UTC))
    page = dashboard()
    assert "Talks are over." in page.text
    assert not page.has_button("Log round")
    page.open("pages/timeline.py").press("Undo").open("pages/live.py")
    assert page.has_button("Log round")


def labels(page: Dashboard) -> list[str]:
    """What the links of the page say."""
    return [one.proto.label for one in page.app.get("page_link")]
