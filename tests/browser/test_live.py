"""The live round in a browser: four rounds to an agreement, two people at once, keys alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from meso_infer import workflow
from meso_infer.example import EXAMPLE_ID
from meso_infer.negotiation import Negotiation
from meso_infer.storage import open_store
from tests.browser.conftest import Server, Visit, settled

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]


def stored(server: Server) -> Negotiation:
    store = open_store(server.database)
    try:
        return workflow.load(store, EXAMPLE_ID)
    finally:
        store.close()


def drawn(page: Page) -> None:
    expect(page.get_by_test_id("stPlotlyChart").first.locator(".main-svg").first).to_be_visible()


def bar_says(page: Page, words: str) -> None:
    expect(page.get_by_test_id("stBottomBlockContainer")).to_contain_text(words)


def pick(page: Page, label: str) -> None:
    page.get_by_role("button", name=f"They picked {label}").click()
    bar_says(page, f"They picked {label}")


def log(page: Page, says: str) -> None:
    page.get_by_role("button", name="Log round").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(says)


def test_four_rounds_to_an_agreement(server: Server, visit: Open) -> None:
    """From the address of the page itself: log, offer a ready set, four times; then agree on one."""
    page = visit(1280, 800).page
    page.goto(f"{server.url}/live?n={EXAMPLE_ID}")
    drawn(page)
    expect(page.get_by_text("Page not found")).to_have_count(0)
    assert page.url.endswith(f"/?n={EXAMPLE_ID}")
    for number, label in ((1, "B"), (2, "A"), (3, "C")):
        pick(page, label)
        if number == 1:
            page.get_by_text("Salary +USD 5,000").click()
            bar_says(page, "Salary USD 5,000 higher")
        log(page, f"Round {number} · our move")
        page.get_by_role("button", name="Offer these").nth(1).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(
            f"Round {number + 1} · their move"
        )
    pick(page, "A")
    page.get_by_text("agreed, done").click()
    bar_says(page, "Agreement on A")
    log(page, "Round 4 · agreed")
    expect(page.get_by_text("Agreed: Salary")).to_be_visible()
    after = stored(server)
    assert (after.status, after.round) == ("agreed", 4)
    assert "Traceback" not in server.log.read_text()


def test_two_people_log_one_answer_once(server: Server, visit: Open) -> None:
    """The other screen follows by itself; what was entered there stays, and is logged only on purpose."""
    mine, theirs = visit().page, visit().page
    for page in (mine, theirs):
        page.goto(server.url)
        drawn(page)
    pick(theirs, "C")
    pick(mine, "A")
    log(mine, "our move")
    bar_says(theirs, "Logged in another window meanwhile: They picked A")
    expect(theirs.get_by_role("heading", level=1)).to_contain_text("our move")
    bar_says(theirs, "Draft: They picked C")
    theirs.keyboard.press("Alt+Shift+KeyL")
    expect(theirs.get_by_text("Look at it, then keep")).to_be_visible()
    assert stored(server).picked == "A"
    theirs.reload()
    bar_says(theirs, "They picked C")
    theirs.get_by_role("button", name="Discard my draft").click()
    bar_says(theirs, "Our move")
    assert [event.kind for event in stored(server).events] == [
        "meso-offered", "estimate-shown", "package-picked",
    ]  # fmt: skip


def test_a_note_is_logged_by_the_key_while_it_is_typed(server: Server, visit: Open) -> None:
    """What stands in the box counts without leaving it: on the way it is kept as a draft."""
    page = visit(1280, 800).page
    page.goto(server.url)
    drawn(page)
    pick(page, "A")
    page.get_by_role("button", name="What else, a note").click()
    page.get_by_role("textbox", name="Note", exact=True).click()
    page.keyboard.type("on the phone")
    expect(page.get_by_role("button", name="What else, a note ✓")).to_be_attached()
    page.keyboard.press("Alt+Shift+KeyL")
    expect(page.get_by_role("heading", level=1)).to_contain_text("our move")
    assert "on the phone" in [event.note for event in stored(server).events]


def test_the_page_of_the_example_fits_a_laptop_and_a_thumb(server: Server, visit: Open) -> None:
    """All that a round needs is on a screen of 1280 by 800; on a phone buttons are tall and in reach."""
    page = visit(1280, 800).page
    page.goto(server.url)
    drawn(page)
    below = "() => (m => m.scrollHeight - m.clientHeight)(document.querySelector('[data-testid=stMain]'))"
    settled(page)
    assert page.evaluate(below) <= 0
    bar = page.get_by_test_id("stBottomBlockContainer").bounding_box()
    assert bar is not None
    for needed in (
        page.get_by_role("button", name="They picked C"),
        page.get_by_test_id("stButtonGroup").first,
        page.get_by_role("button", name="What else, a note"),
    ):
        place = needed.bounding_box()
        assert place is not None
        assert place["y"] + place["height"] <= bar["y"]
    pick(page, "B")
    settled(page)
    assert page.evaluate(below) <= 0
    phone = visit(390, 844, agent="Mozilla/5.0 (Linux; Android 15) Chrome/140 Mobile").page
    phone.goto(server.url)
    drawn(phone)
    for name in ("They picked A", "None of them", "Log round"):
        place = phone.get_by_role("button", name=name).bounding_box()
        assert place is not None
        assert place["height"] >= 44
    assert phone.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
