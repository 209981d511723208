"""The dashboard as a served process, spoken to in its own protocol: what quick fingers may expect."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from benchmarks.served.client import Tab, opened
from benchmarks.served.process import Served, serving
from tests.event_loop import finished

PICK, LOG = "They picked B", "Log round"


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving(n_negotiations=2) as running:
        yield running


def test_two_presses_at_once_both_count(served: Served) -> None:
    """A pick and its logging sent within one run of the page: the round is logged, nothing is left over."""

    async def press_both() -> list[str]:
        tab = await opened(served.port, served.negotiations[0])
        titles = []
        for place in range(10):
            pick, log = tab.buttons[PICK], tab.buttons[LOG]
            await tab.send(pick)
            # Later and later in the run that the first press began.
            await asyncio.sleep(0.004 * place)
            await tab.send(log)
            await tab.ended()
            await _until(tab, "our move")
            titles.append(tab.title)
            assert "Clear" not in tab.buttons
            await tab.press("Undo")
            await _until(tab, "their move")
        await tab.close()
        return titles

    assert len(finished(press_both())) == 10


def test_a_page_is_drawn_to_its_end_while_it_asks_for_news(served: Served) -> None:
    """However a fragment's own questions fall into the runs of the page, each run's end arrives."""

    async def ask_in_between() -> int:
        tab = await opened(served.port, served.negotiations[1])
        for place in range(40):
            fragments = list(tab.due)
            await tab.send()
            for step in range(8):
                await asyncio.sleep(0.001 * ((place + 3 * step) % 11))
                await tab.poll(fragments[0])
            await tab.ended()
        await tab.close()
        return len(tab.failed)

    assert finished(ask_in_between()) == 0


async def _until(tab: Tab, words: str) -> None:
    """Wait for a run after which the title says so; two requests may have had one run each."""
    for _ in range(20):
        if words in tab.title:
            return
        await tab.rerun()
    raise AssertionError(f"the page says {tab.title!r}, not {words!r}")
