"""The worked case in a real browser: a deal, consent, a proposal turned down, another one taken."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, Page, TimeoutError, expect

from meso_infer import workflow
from meso_infer.events import (
    AgreementReached,
    IssuePushed,
    PackagePicked,
    extended,
    logged,
    replay,
)
from meso_infer.negotiation import Negotiation
from meso_infer.storage import open_store
from meso_infer.templates import load_sample
from tests.agendas import B, deal
from tests.browser.conftest import MILLISECONDS, Server, Visit, expander, settled, unfold
from tests.browser.test_every_page import EVERYTHING, UNFOLD, WIDTHS, findings, looked_at

pytestmark = pytest.mark.browser

NAME = "case"
TRIES = 4


def at_b(server: Server) -> None:
    """The hiring talks, agreed on package B."""
    store = open_store(server.database)
    made = extended(
        load_sample("hiring"),
        PackagePicked(package="B"),
        IssuePushed(issue="Salary"),
        AgreementReached(package="B"),
    )
    workflow.start(store, made.header, logged(made), now=datetime.now(UTC), negotiation_id=NAME)
    store.close()


def stored(server: Server) -> Negotiation:
    store = open_store(server.database)
    try:
        return workflow.load(store, NAME)
    finally:
        store.close()


def said(page: Page, button: str, told: str) -> None:
    """Press a button and wait for the line that it adds to what was done so far."""
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("listitem").filter(has_text=told).first).to_be_visible()
    settled(page)


def choose(page: Page, form: Locator, issue: str, option: str) -> None:
    """Choose from a list; a list that closed because the page was drawn anew is opened again."""
    box = form.get_by_role("combobox", name=issue)
    listed = page.get_by_role("option", name=option, exact=True)
    for _ in range(TRIES):
        with suppress(AssertionError, TimeoutError):
            if not listed.is_visible():
                box.click()
            listed.click(timeout=MILLISECONDS / TRIES)
            expect(box).to_have_value(option, timeout=MILLISECONDS / TRIES)
            break
    expect(box).to_have_value(option)
    settled(page)


def propose(page: Page, salary: str) -> None:
    """Type a package without remote days and with three years, and log that it was proposed."""
    form = expander(page, "Another package was proposed")
    if not form.get_by_role("button", name="Log that it was proposed").is_visible():
        unfold(form)
    amount = form.get_by_role("spinbutton", name="Salary (USD)")
    amount.fill(salary)
    amount.press("Enter")
    settled(page)
    choose(page, form, "Remote", "0 days")
    choose(page, form, "Contract", "3 years")
    form.get_by_role("button", name="Log that it was proposed").click()
    expect(page.get_by_role("button", name="They say yes")).to_be_visible()
    settled(page)


def test_a_deal_is_improved_with_the_consent_of_both(
    server: Server, visit: Callable[..., Visit]
) -> None:
    """Deal at B; consent; (98, 0, 3) and a veto; (99, 0, 3) and two yeses; the log says the same again."""
    at_b(server)
    tab = visit()
    page = tab.page
    page.goto(f"{server.url}/agreement?n={NAME}")
    # What was just logged may stand above it.
    agreed = page.get_by_test_id("stAlert").filter(has_text="Agreed:")
    expect(agreed).to_contain_text("Agreed: Salary USD 95,000")
    settled(page)
    said(page, "They agree to look", "They: agreed to look")
    said(page, "We agree to look", "We: agreed to look")

    propose(page, "98000")
    assert stored(server).improving.proposed == deal(98000, 0, 3)
    said(page, "They say no", "the deal stands")
    assert stored(server).agreed_package == B

    propose(page, "99000")
    said(page, "We say yes", "We: yes to the proposed improvement")
    said(page, "They say yes", "They: yes to the proposed improvement")
    expect(agreed).to_contain_text("Agreed: Salary USD 99,000")
    after = stored(server)
    assert after.agreed_package == deal(99000, 0, 3)
    assert replay(after.header, logged(after)) == after
    check_access(page)
    assert tab.strangers() == []
    assert "Traceback" not in server.log.read_text()


def check_access(page: Page) -> None:
    """All folded parts open: nothing for axe-core to find, and no sideways scroll on a phone."""
    page.reload()
    expect(page.get_by_test_id("stAlert").first).to_contain_text("Agreed")
    settled(page)
    page.get_by_test_id("stButtonGroup").get_by_text("60%", exact=True).click()
    settled(page)
    page.evaluate(UNFOLD)
    looked_at(page, 1440, "light")
    assert findings(page, EVERYTHING) == []
    looked_at(page, 390, "dark")
    assert findings(page, EVERYTHING) == []
    assert max(page.evaluate(WIDTHS)) <= 390
