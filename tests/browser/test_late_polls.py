"""What a page asks for by itself while a click leads to another page, put to a server without a browser."""

from __future__ import annotations

import asyncio

import pytest

from benchmarks.served.client import Tab, opened
from meso_infer.example import EXAMPLE_ID
from tests.browser.conftest import Server

pytestmark = pytest.mark.browser

VISITS = 24
LATER = 0.02
"""Seconds by which each visit asks later than the one before; within a switch and its first run."""


def test_a_late_poll_never_leads_back_to_the_page_that_was_left(server: Server) -> None:
    """Whenever it comes while a page is switched: the last run is one of the new page."""
    port = int(server.url.rpartition(":")[2])
    left = asyncio.run(visits(port))
    assert left == []


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
        await asyncio.sleep(visit % 12 * LATER)
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
