"""Nothing that was pressed is lost, and nothing that others logged stays unseen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from meso_infer import workflow
from meso_infer.example import EXAMPLE_ID
from meso_infer.storage import open_store
from meso_infer.templates import load_sample
from tests.browser.conftest import Server, Visit, settled

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]


def title_says(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)


def opened(page: Page, url: str) -> None:
    page.goto(url)
    title_says(page, "their move")
    settled(page)


def test_keys_at_speed_are_all_taken(server: Server, visit: Open) -> None:
    """A pick and its logging, pressed within one rerun of the page: both count, time after time."""
    page = visit().page
    opened(page, server.url)
    times = 4
    for _ in range(times):
        page.keyboard.press("Alt+Shift+Digit2")
        # As soon as the server could have begun with the pick: a turn of the browser's own clock.
        page.evaluate("() => new Promise(after => requestAnimationFrame(() => after()))")
        page.keyboard.press("Alt+Shift+KeyL")
        title_says(page, "our move")
        settled(page)
        page.keyboard.press("Alt+Shift+KeyZ")
        title_says(page, "their move")
        settled(page)
    store = open_store(server.database)
    kinds = [row.kind for row in store.read(EXAMPLE_ID).rows]
    store.close()
    assert kinds == ["meso-offered", *["estimate-shown", "package-picked", "correction"] * times]


def test_a_page_goes_on_following_after_its_own_clicks(server: Server, visit: Open) -> None:
    """Untouched, after taps of its own, and on another page and back: it shows what others log."""
    mine, theirs = visit().page, visit().page
    for page in (mine, theirs):
        opened(page, server.url)
    mine.get_by_role("button", name="They picked A").click()
    mine.get_by_role("button", name="Log round").click()
    title_says(theirs, "our move")
    mine.get_by_role("button", name="Undo").click()
    title_says(theirs, "their move")
    # A draft brings a clock that asks by itself as well; with the draft the clock goes.
    theirs.get_by_role("button", name="They picked C").click()
    clear = theirs.get_by_role("button", name="Clear")
    expect(clear).to_be_visible()
    clear.click()
    expect(clear).to_have_count(0)
    mine.get_by_role("button", name="Redo").click()
    title_says(theirs, "our move")
    theirs.get_by_test_id("stSidebarNavLink").filter(has_text="Timeline").click()
    expect(theirs.get_by_role("heading", name="Timeline", level=1)).to_be_visible()
    theirs.get_by_test_id("stSidebarNavLink").filter(has_text="Live round").click()
    title_says(theirs, "our move")
    mine.get_by_role("button", name="Undo").click()
    title_says(theirs, "their move")


def test_a_set_changed_elsewhere_is_told_as_it_comes(server: Server, visit: Open) -> None:
    """Untouched, the page of the next packages shows what another window changed, and that it took it back."""
    page = visit().page
    page.goto(f"{server.url}/next_packages")
    expect(page.get_by_role("heading", name="The set to offer")).to_be_visible()
    settled(page)
    store = open_store(server.database)
    entry, cells = f"offer:2:{'0' * 32}", {"A": {"Salary": 91234}}
    store.save_draft(EXAMPLE_ID, entry, {"packages": cells}, saved_at=datetime.now(UTC))
    told = page.get_by_text("Changed in another window, not offered: A USD 91,234")
    expect(told).to_be_visible()
    store.clear_draft(EXAMPLE_ID, entry)
    store.close()
    expect(told).to_have_count(0)


def test_what_others_deleted_is_said_and_no_other_is_opened(server: Server, visit: Open) -> None:
    """Who is at work in a negotiation that another person deletes stays with it, and writes into no other."""
    mine, theirs = visit().page, visit().page
    for page in (mine, theirs):
        opened(page, server.url)
    store = open_store(server.database)
    try:
        other = workflow.start(
            store, load_sample("hiring").header, now=datetime.now(UTC), negotiation_id="other"
        )
        mine.get_by_role("button", name="They picked B").click()
        theirs.goto(f"{server.url}/settings?n={EXAMPLE_ID}")
        name = theirs.get_by_label("To confirm, type its name")
        name.fill(workflow.load(store, EXAMPLE_ID).title)
        theirs.get_by_role("button", name="Delete for good").click()
        title_says(mine, "This negotiation was deleted")
        settled(mine)
        mine.keyboard.press("Alt+Shift+Digit1")
        mine.keyboard.press("Alt+Shift+KeyL")
        mine.get_by_test_id("stSidebarNavLink").filter(has_text="Timeline").click()
        title_says(mine, "This negotiation was deleted")
        assert f"n={EXAMPLE_ID}" in mine.url
        mine.get_by_role("link", name="Open another negotiation").click()
        title_says(mine, "All negotiations")
        assert store.read(other).rows == ()
        assert [one.negotiation_id for one in store.list()] == [other]
    finally:
        store.close()
    # Who deleted it is not told so, and goes on with what there is.
    title_says(theirs, "Data and settings")
    settled(theirs)
    expect(theirs.get_by_text("This negotiation was deleted")).to_have_count(0)
