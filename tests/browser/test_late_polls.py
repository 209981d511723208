"""What a page asks for by itself while something is clicked, put to a server without a browser."""

from __future__ import annotations

import asyncio

import pytest

from benchmarks.served.client import Tab, opened
from meso_infer.example import EXAMPLE_ID
from meso_infer.storage import open_store
from tests.browser.conftest import Server
from tests.event_loop import finished

pytestmark = pytest.mark.browser

VISITS, TIMES, GAMES = 12, 3, 4
LATER = 0.02
"""Seconds by which each visit asks later than the one before; within a switch and its first run."""


def test_a_late_poll_never_leads_back_to_the_page_that_was_left(server: Server) -> None:
    """Whenever it comes while a page is switched: the last run is one of the new page."""
    port = int(server.url.rpartition(":")[2])
    left = finished(visits(port))
    assert left == []


def test_a_click_that_a_poll_tells_of_as_well_counts_once(server: Server) -> None:
    """A browser that asks between a press and its own request sends the press with both: one is undone."""
    port = int(server.url.rpartition(":")[2])
    finished(undo_once(port))
    store = open_store(server.database)
    kinds = [row.kind for row in store.read(EXAMPLE_ID).rows]
    store.close()
    assert kinds == [
        "meso-offered",
        "estimate-shown",
        "package-picked",
        *["correction"] * 2 * TIMES,
    ]


async def undo_once(port: int) -> None:
    """Undo and redo a logged answer, with a poll before each request that says which button it was."""
    tab = await opened(port, EXAMPLE_ID)
    for words in ("They picked B", "Log round"):
        await tab.press(button(tab, words))
    for number in range(TIMES):
        for words in ("Undo", "Redo"):
            pressed = tab.buttons[button(tab, words)]
            for fragment in list(tab.due):
                await tab.poll(fragment, pressed)
            await asyncio.sleep(number * LATER)
            await tab.rerun("press", pressed)
    assert tab.failed == []
    await tab.close()


def test_a_late_poll_does_not_undo_a_switch(server: Server) -> None:
    """What the browser says by itself before it hears of a switch, address and choices, changes nothing."""
    port = int(server.url.rpartition(":")[2])
    assert finished(began(port)) == [f"Game {k + 1}: Hiring" for k in range(GAMES)]


async def began(port: int) -> list[str]:
    """What is shown after each start of a game, while the page before goes on asking."""
    shown: list[str] = []
    for number in range(GAMES):
        tab = await opened(port, EXAMPLE_ID)
        if number == 0:
            for words in ("They picked B", "Log round"):
                await tab.press(button(tab, words))
        await tab.press(button(tab, "Next packages"))
        polls, pressed = list(tab.due), tab.buttons[button(tab, "Play on")]
        await tab.send(pressed)
        for k in range(number + 1):
            await asyncio.sleep(k * LATER)
            for fragment in polls:
                await tab.poll(fragment, pressed)
        await tab.ended()
        await tab.rerun()
        assert tab.failed == []
        shown.append(tab.title.partition(" :")[0])
        await tab.close()
    return shown


async def visits(port: int) -> list[int]:
    """Visits at whose end the server had drawn the page that was left."""
    back: list[int] = []
    for visit in range(VISITS):
        tab = await opened(port, EXAMPLE_ID)
        if visit == 0:
            for words in ("They picked B", "Log round"):
                await tab.press(button(tab, words))
        left, polls = tab.page, list(tab.due)
        assert polls, "the page asks by itself whether others have logged something"
        await tab.send(tab.buttons[button(tab, "Next packages")])
        await asyncio.sleep(visit * LATER)
        for fragment in polls:
            await tab.poll(fragment)
        await tab.ended()
        entered = tab.pages.index(tab.page)
        # The server begins with one more run when all that was asked for before is done.
        await tab.rerun()
        assert tab.title == "Next packages"
        assert tab.failed == []
        if left in tab.pages[entered:]:
            back.append(visit)
        await tab.close()
    return back


def button(tab: Tab, words: str) -> str:
    """The label that begins with these words."""
    return next(label for label in tab.buttons if label.startswith(words))
