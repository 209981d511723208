"""The first chart on a cold browser's screen, by the launcher and by plain ``streamlit run``."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass

from playwright.sync_api import Browser, sync_playwright

from benchmarks.served.process import LAUNCHER, PLAIN, serving

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
CHART = ".js-plotly-plot .plot-container svg.main-svg"
LONGEST_WAIT = 120_000
WAYS = {"python -m meso_infer serve": LAUNCHER, "streamlit run app.py": PLAIN}


@dataclass(frozen=True)
class FirstChart:
    """What a first visit took.

    Attributes
    ----------
    seconds : float
        From the request of the page to the chart on screen.
    processor_seconds : float
        Of the server, meanwhile.
    megabytes : float
        That crossed the wire.
    """

    way: str
    first_visitor: bool
    seconds: float
    processor_seconds: float
    megabytes: float


def first_charts(n_runs: int) -> list[FirstChart]:
    """Both ways in turn, each time a fresh server, and two fresh browsers one after the other.

    The first browser meets a server that nobody has visited, the second one that is warm.
    """
    found = []
    for run in range(n_runs):
        # Neither way is always the one that goes first.
        for way in list(WAYS)[:: 1 if run % 2 == 0 else -1]:
            with serving(WAYS[way]) as served:
                for first in (True, False):
                    with sync_playwright() as driver:
                        browser = driver.chromium.launch(
                            executable_path=shutil.which("chromium") or "/usr/bin/chromium",
                            args=list(ARGUMENTS),
                        )
                        before = served.processor_seconds()
                        seconds, megabytes = _visit(browser, served.url)
                        spent = served.processor_seconds() - before
                        browser.close()
                    found.append(FirstChart(way, first, seconds, spent, megabytes))
    return found


def _visit(browser: Browser, url: str) -> tuple[float, float]:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    loaded = [0.0]

    def count(event: dict) -> None:
        loaded[0] += event["encodedDataLength"]

    network.on("Network.loadingFinished", count)
    started = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.locator(CHART).first.wait_for(state="visible", timeout=LONGEST_WAIT)
    return time.perf_counter() - started, loaded[0] / 1e6
