"""What sessions cost in memory: alone, looking at one negotiation together, and at one each pair."""

from __future__ import annotations

from benchmarks.served.client import Tab, opened
from benchmarks.served.process import Served

FURTHER = 20
"""Sessions by which the memory of one is found."""

WARM = 10
ACTS = 8
"""Taps of each pair; every fourth logs what was tapped, or takes that back."""

LABELS = ("They picked A", "They picked B", "They picked C")


async def together(served: Served) -> tuple[float, float]:
    """Megabytes with one session, and for each further one that looks at the same negotiation."""
    tabs = [await opened(served.port, served.negotiations[0])]
    for _ in range(WARM):
        await tabs[0].rerun("warm")
    alone = served.memory_mb()
    for _ in range(FURTHER):
        tabs.append(await opened(served.port, served.negotiations[0]))
    for tab in tabs:
        await tab.rerun("warm")
    all_of_them = served.memory_mb()
    for tab in tabs:
        await tab.close()
    return alone, (all_of_them - alone) / FURTHER


async def in_pairs(served: Served) -> float:
    """Megabytes for each further session, of which two tap, log and follow a negotiation of their own."""
    tabs: list[Tab] = []
    for negotiation in served.negotiations[:2]:
        tabs += await _pair(served, negotiation)
    before, n_before = served.memory_mb(), len(tabs)
    for negotiation in served.negotiations[2 : 2 + FURTHER // 2]:
        tabs += await _pair(served, negotiation)
    after = served.memory_mb()
    for tab in tabs:
        await tab.close()
    return (after - before) / (len(tabs) - n_before)


async def _pair(served: Served, negotiation: str) -> list[Tab]:
    leads, follows = [await opened(served.port, negotiation) for _ in range(2)]
    for act in range(1, ACTS + 1):
        if act % 4 == 0:
            await leads.press("Undo" if act % 8 == 0 else "Log round")
        else:
            offered = [label for label in LABELS if label in leads.buttons]
            await leads.press(offered[act % len(offered)])
        await follows.rerun()
    return [leads, follows]
