"""One round of the article's hiring negotiation in a real browser, and what a visit may ask for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from meso_infer import workflow
from meso_infer.events import IssuePushed, PackagePicked
from meso_infer.example import EXAMPLE_ID
from meso_infer.headline import headline
from meso_infer.storage import open_store
from tests.browser.conftest import Server, Visit, serving, settled

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]
EXAMPLE = EXAMPLE_ID


def opened(page: Page, url: str) -> None:
    """Go to a page and wait until it is drawn, charts included."""
    page.goto(url)
    expect(page.get_by_test_id("stPlotlyChart").first.locator(".main-svg").first).to_be_visible()


def draft(page: Page, words: str) -> None:
    """Wait until the pinned bar says that this is the draft."""
    expect(page.get_by_test_id("stBottomBlockContainer")).to_contain_text(words)


def sentence(page: Page) -> str:
    return page.get_by_role("heading", level=2).first.inner_text().strip()


def numbers(page: Page) -> list[str]:
    """Every number beside the bars."""
    chart = page.get_by_test_id("stPlotlyChart").first
    return [text for text in chart.locator(".annotation-text").all_text_contents() if "%" in text]


def logged(server: Server) -> list[str]:
    store = open_store(server.database)
    try:
        return [row.kind for row in store.read(EXAMPLE).rows]
    finally:
        store.close()


def believed(server: Server) -> tuple[str, float]:
    """The library's sentence on the same log, and the probability that salary is top."""
    store = open_store(server.database)
    try:
        posterior = workflow.infer(workflow.load(store, EXAMPLE))
    finally:
        store.close()
    return headline(posterior), posterior.weight_summary()["Salary"].p_top


def check_reload_and_undo(page: Page, server: Server, before: str) -> None:
    """The same numbers after a reload; undo brings the old sentence back and stays in the log."""
    settled(page)
    after, shown = sentence(page), numbers(page)
    said, p_top = believed(server)
    assert after == said
    assert p_top > 0.5
    assert "Salary (leaning, 2 informative answers)" in after
    page.reload()
    expect(page.get_by_role("heading", level=2).first).to_have_text(after)
    expect(page.get_by_test_id("stPlotlyChart").first.locator(".main-svg").first).to_be_visible()
    assert numbers(page) == shown
    assert len(shown) == 3
    page.keyboard.press("Alt+Shift+KeyZ")
    expect(page.get_by_role("heading", level=2).first).to_have_text(before)
    kinds = logged(server)
    assert kinds[-4:] == ["package-picked", "issue-pushed", "correction", "correction"]


def test_the_round_by_mouse(server: Server, visit: Open) -> None:
    """Pick B, tap Salary, log: three actions; reload; undo. Nothing is asked of another host."""
    tab = visit()
    page = tab.page
    opened(page, server.url)
    before = sentence(page)
    page.get_by_role("button", name="They picked B").click()
    draft(page, "They picked B")
    page.get_by_test_id("stButtonGroup").get_by_text("Salary", exact=True).click()
    draft(page, "They asked for more on Salary")
    page.get_by_role("button", name="Log round").click()
    expect(page.get_by_test_id("stToast").first).to_contain_text("Logged: They picked B")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("care most about Salary")
    expect(page.get_by_text("if this is logged")).to_have_count(0)
    expect(page.get_by_role("heading", name="Next packages")).to_be_visible()
    check_reload_and_undo(page, server, before)
    assert tab.strangers() == []
    assert "Traceback" not in server.log.read_text()


def test_the_round_by_keyboard_alone(server: Server, visit: Open) -> None:
    """The same with keys only: shortcut, tab to the chip and its size, shortcut; Enter never logs."""
    page = visit().page
    opened(page, server.url)
    before = sentence(page)
    page.keyboard.press("Alt+Shift+Digit2")
    draft(page, "They picked B")
    chips = page.get_by_test_id("stButtonGroup").get_by_text("Salary", exact=True)
    focused = "chip => document.activeElement.closest('button')?.contains(chip) ?? false"
    for _ in range(60):
        if chips.evaluate(focused):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    draft(page, "They asked for more on Salary")
    page.keyboard.press("Tab")
    page.keyboard.press("Alt+Shift+KeyL")
    expect(page.get_by_test_id("stToast").first).to_contain_text("Logged: They picked B")
    expect(page.get_by_text("if this is logged")).to_have_count(0)
    check_reload_and_undo(page, server, before)


def test_five_thousand_more_survives_a_reload_before_it_is_logged(
    server: Server, visit: Open
) -> None:
    """B and +$5,000: the draft is kept at every tap; logged, the page says how sure it is of Salary."""
    page = visit().page
    opened(page, server.url)
    page.get_by_role("button", name="They picked B").click()
    draft(page, "They picked B")
    page.get_by_text("Salary +USD 5,000").click()
    draft(page, "They asked for Salary USD 5,000 higher")
    page.reload()
    draft(page, "They picked B; They asked for Salary USD 5,000 higher")
    page.get_by_role("button", name="Log round").click()
    expect(page.get_by_test_id("stToast").first).to_contain_text("Logged")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("Salary (leaning")
    store = open_store(server.database)
    picked, pushed = (entry.event for entry in workflow.load(store, EXAMPLE).log[-2:])
    store.close()
    assert isinstance(picked, PackagePicked)
    assert isinstance(pushed, IssuePushed)
    assert (pushed.amount, pushed.replies_to) == (5000, picked.id)
    assert believed(server)[1] > 0.5


def test_the_next_packages_are_offered_and_stand_on_the_table(server: Server, visit: Open) -> None:
    """From the answer to the next offer: Alt+Shift+N, look, offer; round 2 is on the live page."""
    tab = visit()
    page = tab.page
    opened(page, server.url)
    page.keyboard.press("Alt+Shift+Digit2")
    draft(page, "They picked B")
    page.keyboard.press("Alt+Shift+KeyL")
    expect(page.get_by_test_id("stToast").first).to_contain_text("Logged")
    page.keyboard.press("Alt+Shift+KeyN")
    expect(page.get_by_role("heading", name="The set to offer")).to_be_visible()
    for title in ("Learn most", "Balanced", "Reveal least"):
        expect(page.get_by_text(title, exact=True)).to_be_visible()
    expect(page.get_by_test_id("stCode")).to_contain_text("All three work equally well for us.")
    page.get_by_role("button", name="Offer these packages").click()
    expect(page.get_by_role("button", name="They picked A")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Round 2 · their move")
    assert logged(server)[-2:] == ["proposal-followed", "meso-offered"]
    assert tab.strangers() == []


def test_a_deep_link_as_the_very_first_request(server: Server, visit: Open) -> None:
    """A fresh server answers a link to a page with that page, the whole navigation, and the address kept."""
    tab = visit()
    page = tab.page
    page.goto(f"{server.url}/next_packages?n={EXAMPLE}")
    expect(page.get_by_role("heading", name="Next packages", level=1)).to_be_visible()
    links = page.get_by_test_id("stSidebarNavLink")
    expect(links.first).to_be_visible()
    titles = [text.strip() for text in links.all_inner_texts()]
    assert any(text.endswith("Live round") for text in titles)
    assert any(text.endswith("Next packages") for text in titles)
    assert not any("next_packages" in text or text == "app" for text in titles)
    expect(page.get_by_text("Page not found")).to_have_count(0)
    assert page.url.endswith(f"/next_packages?n={EXAMPLE}")
    assert tab.strangers() == []


def test_a_phone_needs_no_sideways_scroll(server: Server, visit: Open) -> None:
    """At 390 px everything fits the width, packages stand below each other, and the bar stays in reach."""
    page = visit(390, 844).page
    opened(page, server.url)
    button = page.get_by_role("button", name="Log round").bounding_box()
    assert button is not None
    assert button["y"] + button["height"] <= 844
    assert button["height"] >= 40
    places = [page.get_by_role("button", name=f"They picked {one}").bounding_box() for one in "AB"]
    # One package below the other, and the label of each button on one line.
    first, second = (place or {} for place in places)
    assert first["x"] == second["x"]
    assert first["height"] == second["height"] == button["height"]
    wide = "() => document.querySelector('[data-testid=stMain]').scrollWidth"
    assert page.evaluate(wide) <= 390
    page.goto(f"{server.url}/next_packages")
    expect(page.get_by_role("button", name="Offer these packages")).to_be_visible()
    assert page.evaluate(wide) <= 390


def test_what_is_offered_from_below_begins_at_the_top(server: Server, visit: Open) -> None:
    """On a phone, the last of the sets of the live page is offered, and the page shows the packages from its top."""
    page = visit(390, 844).page
    opened(page, server.url)
    page.get_by_role("button", name="They picked B").click()
    draft(page, "They picked B")
    page.get_by_role("button", name="Log round").click()
    last = page.get_by_role("button", name="Offer these").last
    expect(last).to_be_visible()
    settled(page)
    last.scroll_into_view_if_needed()
    expect(page.get_by_test_id("stMain")).not_to_have_js_property("scrollTop", 0)
    last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Round 2 · their move")
    expect(page.get_by_test_id("stMain")).to_have_js_property("scrollTop", 0)


def test_a_colleague_sees_the_round_within_seconds(server: Server, visit: Open) -> None:
    """Two actions typed as fast as keys go are logged; another tab shows it without being touched."""
    mine, theirs = visit().page, visit().page
    opened(mine, server.url)
    opened(theirs, server.url)
    expect(theirs.get_by_role("heading", level=1)).to_contain_text("their move")
    mine.keyboard.press("Alt+Shift+Digit1")
    mine.keyboard.press("Alt+Shift+KeyL")
    expect(theirs.get_by_role("heading", level=1)).to_contain_text("our move")
    assert logged(server) == ["meso-offered", "estimate-shown", "package-picked"]


def test_the_launcher_serves_the_same_round_under_its_strict_headers(
    tmp_path: Path, visit: Open
) -> None:
    """With compression and a content policy the page, its chart and its shortcuts work all the same."""
    with serving(tmp_path, ("meso_infer", "serve", "--port", "PORT")) as server:
        tab = visit()
        refused: list[str] = []
        tab.page.on(
            "console", lambda said: refused.append(said.text) if said.type == "error" else None
        )
        opened(tab.page, server.url)
        tab.page.keyboard.press("Alt+Shift+Digit2")
        draft(tab.page, "They picked B")
        tab.page.keyboard.press("Alt+Shift+KeyL")
        expect(tab.page.get_by_test_id("stToast").first).to_contain_text("Logged: They picked B")
        assert [text for text in refused if "Content Security Policy" in text] == []
        assert tab.strangers() == []
