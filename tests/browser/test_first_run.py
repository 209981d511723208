"""The first run in a real browser: from a fresh database to the truth of a game, and what was sent of it."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from meso_infer import workflow
from meso_infer.play import is_game, seed_of, side_of
from meso_infer.storage import open_store
from tests.browser.conftest import Server, Visit, expander, settled, unfold
from tests.browser.frames import Frames

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]


def hidden(server: Server) -> tuple[str, str, list[bytes]]:
    """Id and seed of the game, and the ways in which its hidden numbers could be sent."""
    store = open_store(server.database)
    try:
        [name] = [one.negotiation_id for one in store.list() if is_game(one)]
        seed = seed_of(store, name)
        side = side_of(workflow.load(store, name).header, seed)
    finally:
        store.close()
    numbers = [*side.utility.weights, side.reservation_value, side.aspiration_value]
    # Weights are made to sum to 1, after which 0.138334 may read 0.13833399999999998.
    texts = [text.encode() for x in numbers for text in (f"{x:.6f}".rstrip("0"), repr(float(x)))]
    return name, seed, [*texts, *(struct.pack("<d", number) for number in numbers)]


def kinds(server: Server, name: str) -> list[str]:
    store = open_store(server.database)
    try:
        return [row.kind for row in store.read(name).rows]
    finally:
        store.close()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def step(page: Page, number: int) -> Locator:
    """The tip of one step."""
    return page.get_by_test_id("stMarkdown").filter(has_text=f"Step {number} of 4")


def the_example(page: Page) -> None:
    """The story of the example as the tips tell it, up to the game."""
    tip = step(page, 1)
    expect(tip).to_contain_text("This is an example")
    page.get_by_role("button", name="They picked B").click()
    expect(tip).to_contain_text("tap Salary")
    page.get_by_test_id("stButtonGroup").get_by_text("Salary", exact=True).click()
    expect(tip).to_contain_text("Log round")
    page.get_by_role("button", name="Log round").click()
    expect(step(page, 2)).to_contain_text("Picking B alone says little")
    press(page, "Next packages")
    expect(page.get_by_role("heading", name="Next packages", level=1)).to_be_visible()
    expect(step(page, 3)).to_contain_text("what your offer gives away")
    press(page, "Play on")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Game 1: Hiring")


def one_round_and_out(page: Page) -> None:
    """One offer and its answer; then the end, unless the answer was yes."""
    press(page, "Offer these packages")
    page.get_by_role("button", name="Hear their answer").click()
    expect(page.get_by_test_id("stChatMessage")).to_contain_text("works")
    going_on = page.get_by_text("End the game")
    question = page.get_by_role("heading", name="Before you see it: what mattered to them?")
    expect(going_on.or_(question).first).to_be_visible()
    settled(page)
    if going_on.is_visible():
        unfold(expander(page, "End the game"))
        press(page, "Leave without a deal")
    expect(question).to_be_visible()


def test_the_first_run_ends_with_the_truth_and_not_before(server: Server, visit: Open) -> None:
    """The tips lead to a game; nothing hidden is sent until it is over and our reading was asked for."""
    tab = visit()
    page = tab.page
    frames = Frames(page)
    page.goto(server.url)
    the_example(page)
    one_round_and_out(page)
    name, seed, numbers = hidden(server)
    sent = frames.received
    assert len(sent) > 10_000
    assert seed.encode() not in sent
    assert [number for number in numbers if number in sent] == []
    page.get_by_test_id("stButtonGroup").get_by_text("100 points", exact=True).click()
    expect(page.get_by_text("they count as shares")).to_be_visible()
    press(page, "Show the truth")
    expect(page.get_by_test_id("stMetric").first).to_be_visible()
    expect(page.get_by_text("Guessing gets half")).to_be_visible()
    expect(page.get_by_test_id("stPlotlyChart").first.locator(".main-svg").first).to_be_visible()
    later = frames.wait_for(lambda sent: any(number in sent for number in numbers))
    assert seed.encode() not in later
    assert any(number in later for number in numbers), "the search above finds what is sent"
    assert kinds(server, name)[-3:] == ["own-guess-set", "estimate-shown", "truth-revealed"]
    assert tab.strangers() == []
    assert "Traceback" not in server.log.read_text()


def test_a_game_on_a_phone(server: Server, visit: Open) -> None:
    """At 390 px in dark mode a game from its start screen on needs no sideways scroll."""
    page = visit(390, 844, "dark").page
    page.goto(f"{server.url}/compare")
    unfold(expander(page, "Set up a game"))
    press(page, "Start the game")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Game 1")
    wide = "() => document.querySelector('[data-testid=stMain]').scrollWidth"
    expect(page.get_by_role("button", name="Offer these packages")).to_be_visible()
    assert page.evaluate(wide) <= 390
    one_round_and_out(page)
    assert page.evaluate(wide) <= 390
    press(page, "Skip my reading")
    expect(page.get_by_test_id("stMetric").first).to_be_visible()
    assert page.evaluate(wide) <= 390


def test_on_a_phone_no_key_is_named_and_each_step_begins_at_its_top(
    server: Server, visit: Open
) -> None:
    """Tips name what to tap alone; after Next, and after their answer, the page shows its beginning."""
    page = visit(390, 844, agent="Mozilla/5.0 (Linux; Android 15) Chrome/140 Mobile").page
    page.goto(server.url)
    expect(step(page, 1)).to_contain_text("Press They picked B.")
    page.goto(f"{server.url}/setup")
    for name, words in (("Our values", "Imagine every issue"), ("Walk-away", "Both are points")):
        page.get_by_role("button", name=f"Next: {name}").click()
        expect(page.get_by_text(words)).to_be_visible()
        settled(page)
        assert page.get_by_test_id("stMain").evaluate(
            "main => main.scrollHeight > main.clientHeight"
        )
        at_top(page)
    page.goto(f"{server.url}/compare")
    unfold(expander(page, "Set up a game"))
    press(page, "Start the game")
    press(page, "Offer these packages")
    page.get_by_role("button", name="Hear their answer").click()
    expect(page.get_by_test_id("stChatMessage")).to_be_in_viewport()
    settled(page)
    at_top(page)


def at_top(page: Page) -> None:
    expect(page.get_by_test_id("stMain")).to_have_js_property("scrollTop", 0)
