"""An offer of theirs in a real browser: write down, fill in, see, counter."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from meso_infer import workflow
from meso_infer.example import EXAMPLE_ID
from meso_infer.storage import open_store
from tests.browser.conftest import Server, Visit, settled

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]


def fill(page: Page, label: str, value: str) -> None:
    """Type an amount and leave the box; wait until the page has taken it."""
    box = page.get_by_label(label, exact=True)
    box.fill(value)
    box.press("Tab")
    settled(page)


def choose(page: Page, label: str, option: str) -> None:
    """Take an option from a list."""
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()
    settled(page)


def test_write_down_receive_see_and_counter(server: Server, visit: Open) -> None:
    """Three numbers first; then the packages; only then their worth, and a counter goes on the table."""
    page = visit().page
    page.goto(f"{server.url}/offers_to_us")
    expect(page.get_by_role("heading", name="Write your target first")).to_be_visible()
    expect(page.get_by_text("What they offer")).to_have_count(0)
    fill(page, "Our target (points)", "65")
    fill(page, "Their limit, as you guess it (points)", "70")
    page.get_by_role("button", name="Keep these, then look").click()
    expect(page.get_by_role("heading", name="What they offer")).to_be_visible()
    for label, salary, days in (("A", "103000", "2 days"), ("B", "100000", "3 days")):
        fill(page, f"Salary (USD): {label}", salary)
        choose(page, f"Remote: {label}", days)
        choose(page, f"Contract: {label}", "3 years")
    choose(page, "What they said of how the packages compare", "All are worth the same to them")
    expect(page.get_by_role("heading", name="What it is worth to us")).to_have_count(0)
    page.get_by_role("button", name="Log their offer").click()
    expect(page.get_by_role("heading", name="What it is worth to us")).to_be_visible()
    expect(page.get_by_text("the chance that they mean it is")).to_be_visible()
    expect(
        page.get_by_text("one reading of many").or_(page.get_by_text("if every unit"))
    ).to_be_visible()
    page.get_by_role("tab", name="Counter").click()
    page.get_by_role("button", name="Offer this").first.click()
    expect(page.get_by_text("Our answer: we countered.")).to_be_visible()
    store = open_store(server.database)
    negotiation = workflow.load(store, EXAMPLE_ID)
    store.close()
    kinds = [entry.event.kind for entry in negotiation.log[-3:]]
    assert kinds == ["position-written", "offer-received", "counteroffer-made"]
    assert negotiation.move == "counterpart"
    assert "Traceback" not in server.log.read_text()
