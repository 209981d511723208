"""How the dashboard holds under load, what a session costs, and how soon the first chart stands.

    python -m benchmarks.dashboard
    python -m benchmarks.dashboard --only load --sessions 25,50 --seconds 60
    python -m benchmarks.dashboard --only chart --runs 5
    python -m benchmarks.dashboard --only tap

The load is made of sessions that speak Streamlit's websocket protocol to a server of this machine.
Two sessions look at each negotiation: one taps answers on the Live page and logs now and then, the
other follows. Between two acts lies a think time (exponential, 5 s on average); every open page also
asks every 2 s whether somebody has logged something. Client and server share the cores, so the
server's processor time stands beside the wall clock.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from itertools import count
from statistics import fmean, median

import numpy as np

from benchmarks._tables import print_heading, print_table
from benchmarks.served.client import Tab, Took, opened, seconds
from benchmarks.served.first_chart import WAYS, first_charts
from benchmarks.served.memory import FURTHER, LABELS, in_pairs, together
from benchmarks.served.process import LAUNCHER, Served, serving
from benchmarks.served.taps import logged_answers

THINK_SECONDS = 5.0
BATCH = 5
"""Requests in one measurement: processor time is counted in hundredths of a second."""

LOG_EVERY = 4
"""One of so many acts of the session that taps logs what was tapped, or takes that back."""

LONGEST_FOLLOWING = 15


@dataclass(frozen=True)
class Load:
    """What one number of sessions did to the server.

    Attributes
    ----------
    taps, polls : list of float
        Seconds of each full rerun, and of each question whether something changed.
    follows : list of float
        Seconds from the click that logged something to the page of the other session showing it.
    processor_ms : float
        Of the server, for each request of any kind.
    busy : float
        Share of one core that the server took.
    memory_mb : float
        After it.
    """

    n_sessions: int
    taps: list[float]
    polls: list[float]
    logs: list[float]
    follows: list[float]
    processor_ms: float
    busy: float
    memory_mb: float
    failures: int
    unanswered: int
    not_followed: int


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the parts that were asked for."""
    given = _parser().parse_args(arguments)
    print_heading("The dashboard under load")
    parts = given.only.split(",")
    if "rerun" in parts:
        _print_single(given.reruns)
    if "load" in parts:
        counts = [int(one) for one in given.sessions.split(",")]
        _print_load(asyncio.run(_loads(counts, given.seconds)))
    if "chart" in parts:
        _print_charts(given.runs)
    if "tap" in parts:
        _print_taps(max(3, given.reruns // 5))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="rerun,load,chart,tap", help="rerun, load, chart, tap")
    parser.add_argument("--sessions", default="1,10,25,50", help="how many at once, in turn")
    parser.add_argument("--seconds", type=float, default=40, help="of each number of sessions")
    parser.add_argument("--reruns", type=int, default=40, help="of one session alone")
    parser.add_argument("--runs", type=int, default=3, help="of the first chart, both ways each")
    return parser


# --- one session alone --------------------------------------------------------------------------------


def _print_single(n_reruns: int) -> None:
    with serving(LAUNCHER, 1) as served:
        idle = served.memory_mb()
        rows, memory = asyncio.run(_single(served, n_reruns))
    print_table(
        ("one session alone", "batches of 5", "processor, median", "wall, median", "p95"), rows
    )
    print(f"  memory: {idle:.0f} MB before the first page, {memory:.0f} MB after these reruns")
    with serving(LAUNCHER, 1) as served:
        alone, further = asyncio.run(together(served))
    with serving(LAUNCHER, 2 + FURTHER // 2) as served:
        in_pairs_each = asyncio.run(in_pairs(served))
    print(
        f"  memory: {alone:.0f} MB with one session, {further:.2f} MB for each of {FURTHER} more; "
        f"{in_pairs_each:.2f} MB where each two have a negotiation of their own\n"
    )


async def _single(served: Served, n_reruns: int) -> tuple[list[tuple[str, ...]], float]:
    tab = await opened(served.port, served.negotiations[0])
    for _ in range(3):
        await tab.rerun("warm")
    plain = [await _measured(served, tab.rerun) for _ in range(n_reruns // BATCH)]
    places = count()
    taps = [
        await _measured(served, lambda: tab.press(LABELS[next(places) % 3], "tap"))
        for _ in range(n_reruns // BATCH)
    ]
    logs = []
    for _ in range(max(3, n_reruns // 8)):
        before, started = served.processor_seconds(), time.perf_counter()
        await tab.press("They picked B", "log")
        await tab.tap("They want more on", "Salary", "log")
        await tab.press("Log round", "log")
        logs.append((served.processor_seconds() - before, time.perf_counter() - started))
        await tab.press("Undo", "undo")
    named = {"rerun of the Live page": plain, "tap of a pick": taps, "pick, push and log": logs}
    rows = [
        (
            name,
            str(len(found)),
            _ms(median(cpu for cpu, _ in found)),
            _ms(median(wall for _, wall in found)),
            _ms(float(np.quantile([wall for _, wall in found], 0.95))),
        )
        for name, found in named.items()
    ]
    _require_no_failure([tab])
    await tab.close()
    return rows, served.memory_mb()


async def _measured(served: Served, request: Callable[[], Awaitable[Took]]) -> tuple[float, float]:
    """Processor and wall seconds of one request, as the mean of a few."""
    before = served.processor_seconds()
    took = [(await request()).seconds for _ in range(BATCH)]
    return (served.processor_seconds() - before) / BATCH, fmean(took)


# --- many sessions --------------------------------------------------------------------------------------


async def _loads(counts: Sequence[int], wall_seconds: float) -> list[Load]:
    return [await _load(count, wall_seconds) for count in counts]


async def _load(n_sessions: int, wall_seconds: float) -> Load:
    with serving(LAUNCHER, (n_sessions + 1) // 2) as served:
        tabs = [
            await opened(served.port, served.negotiations[place // 2])
            for place in range(n_sessions)
        ]
        for tab in tabs:
            await tab.rerun("warm")
            tab.took.clear()
        before, started = served.processor_seconds(), time.perf_counter()
        until = time.perf_counter() + wall_seconds
        acts = [_act(tabs, place, until) for place in range(n_sessions)]
        watched = [asyncio.create_task(tab.watch(until + LONGEST_FOLLOWING)) for tab in tabs]
        followed = [one for each in await asyncio.gather(*acts) for one in each]
        spent, lasted = served.processor_seconds() - before, time.perf_counter() - started
        memory = served.memory_mb()
        for task in watched:
            task.cancel()
        for tab in tabs:
            await tab.close()
    requests = sum(len(tab.took) for tab in tabs)
    return Load(
        n_sessions,
        seconds(tabs, lambda one: one.what == "rerun"),
        seconds(tabs, lambda one: one.what == "poll"),
        seconds(tabs, lambda one: one.what == "log"),
        [one for one in followed if one is not None],
        1e3 * spent / requests,
        spent / lasted,
        memory,
        sum(len(tab.failed) for tab in tabs),
        sum(tab.unanswered for tab in tabs),
        sum(one is None for one in followed),
    )


async def _act(tabs: Sequence[Tab], place: int, until: float) -> list[float | None]:
    """What one person does: taps, logs and takes back on even places, looks on odd ones.

    Returns how long the other session took to show what was logged; None where it did not.
    """
    tab, rng, acts = tabs[place], np.random.default_rng(place), 0
    other = tabs[place + 1] if place % 2 == 0 and place + 1 < len(tabs) else None
    following = []
    while True:
        await asyncio.sleep(float(rng.exponential(THINK_SECONDS)))
        if time.perf_counter() > until:
            return list(await asyncio.gather(*following))
        acts += 1
        # What the other of the pair tapped may be having the page drawn again just now.
        await tab.ended()
        if place % 2:
            await tab.rerun()
        elif acts % LOG_EVERY == 0:
            started = time.perf_counter()
            # Either changes whose move it is, which stands in the title.
            await tab.press("Undo" if acts % (2 * LOG_EVERY) == 0 else "Log round", "log")
            if other is not None:
                following.append(asyncio.create_task(_followed(tab.title, other, started)))
        else:
            labels = [label for label in LABELS if label in tab.buttons]
            await tab.press(labels[int(rng.integers(len(labels)))])


async def _followed(title: str, other: Tab, started: float) -> float | None:
    while time.perf_counter() < started + LONGEST_FOLLOWING:
        if other.title == title:
            return max(0.0, other.titled_at - started)
        await asyncio.sleep(0.02)
    return None


def _print_load(loads: list[Load]) -> None:
    first = loads[0].memory_mb
    rows = []
    for one in loads:
        further = one.n_sessions - loads[0].n_sessions
        rows.append(
            (
                str(one.n_sessions),
                str(len(one.taps)),
                *(_ms(float(np.quantile(one.taps, q))) for q in (0.5, 0.95)),
                _ms(float(np.quantile(one.polls, 0.95))) if one.polls else "",
                _ms(max(one.logs)) if one.logs else "",
                f"{len(one.follows)}" if one.follows else "",
                _ms(median(one.follows)) if one.follows else "",
                _ms(max(one.follows)) if one.follows else "",
                f"{one.processor_ms:.0f} ms",
                f"{one.busy:.0%}",
                f"{one.memory_mb:.0f} MB",
                f"{(one.memory_mb - first) / further:.2f} MB" if further else "",
                str(one.failures),
                str(one.unanswered),
                str(one.not_followed),
            )
        )
    head = (
        "sessions",
        "reruns",
        "p50",
        "p95",
        "poll p95",
        "log, worst",
        "followed",
        "after, p50",
        "worst",
        "processor a request",
        "of one core",
        "memory",
        "a further session",
        "errors shown",
        "polls unanswered",
        "not followed",
    )
    print_table(head, rows)


# --- the first chart --------------------------------------------------------------------------------------


def _print_charts(n_runs: int) -> None:
    found = first_charts(n_runs)
    rows = []
    for first in (True, False):
        for way in WAYS:
            mine = [one for one in found if one.way == way and one.first_visitor == first]
            rows.append(
                (
                    f"{way}, {'first visitor of the server' if first else 'server warm'}",
                    str(len(mine)),
                    f"{median(one.seconds for one in mine):.2f} s",
                    f"{min(one.seconds for one in mine):.2f} s",
                    f"{max(one.seconds for one in mine):.2f} s",
                    f"{median(one.processor_seconds for one in mine):.2f} s",
                    f"{median(one.megabytes for one in mine):.1f} MB",
                )
            )
    head = (
        "first chart, cold browser",
        "runs",
        "median",
        "best",
        "worst",
        "server's processor",
        "loaded",
    )
    print_table(head, rows)


# --- an answer logged in a browser ---------------------------------------------------------------------------


def _print_taps(n_runs: int) -> None:
    found, processor = logged_answers(n_runs)
    parts = {
        "pick": [one.pick for one in found],
        "push": [one.push for one in found],
        "log": [one.log for one in found],
        "all three": [one.total for one in found],
    }
    rows = [
        (name, _ms(median(took)), _ms(min(took)), _ms(max(took)), _ms(took[0]))
        for name, took in parts.items()
    ]
    head = (
        f"answer logged {n_runs} times, wait after",
        "median",
        "best",
        "worst",
        "the first time",
    )
    print_table(head, rows)
    print(f"  server's processor: {_ms(processor)} for logging it and taking it back\n")


def _require_no_failure(tabs: Sequence[Tab]) -> None:
    failures = [text for tab in tabs for text in tab.failed]
    if failures:
        raise RuntimeError(f"the page showed an error: {failures[0]}")


def _ms(value: float) -> str:
    return f"{1e3 * value:,.0f} ms"


if __name__ == "__main__":
    main()
