"""A pick and a push logged in a real browser: how long the person waits for the machine."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, sync_playwright

from benchmarks.served.first_chart import ARGUMENTS, CHART
from benchmarks.served.process import LAUNCHER, serving

LONGEST_WAIT = 60_000


@dataclass(frozen=True)
class LoggedAnswer:
    """What three clicks took, each from the click to its answer on screen and the end of its run.

    Attributes
    ----------
    pick, push, log : float
        Seconds.
    """

    pick: float
    push: float
    log: float

    @property
    def total(self) -> float:
        """The machine's part of logging an answer."""
        return self.pick + self.push + self.log


def logged_answers(n_runs: int) -> tuple[list[LoggedAnswer], float]:
    """Log the same answer to the hiring example so often, each time taken back again.

    Returns them, the first of its server before all others, and the server's processor seconds for each.
    """
    with serving(LAUNCHER) as served, sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium") or "/usr/bin/chromium", args=list(ARGUMENTS)
        )
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        page.set_default_timeout(LONGEST_WAIT)
        page.goto(served.url)
        page.locator(CHART).first.wait_for(state="visible")
        before = served.processor_seconds()
        found = [_logged(page) for _ in range(n_runs)]
        spent = (served.processor_seconds() - before) / n_runs
        browser.close()
    return found, spent


def _logged(page: Page) -> LoggedAnswer:
    chips = page.get_by_test_id("stButtonGroup")
    pick = _seconds(
        page,
        page.get_by_role("button", name="They picked B").click,
        page.get_by_text("if this is logged"),
    )
    push = _seconds(
        page,
        chips.get_by_text("Salary", exact=True).click,
        page.get_by_text("They asked for more on Salary").first,
    )
    log = _seconds(
        page,
        page.get_by_role("button", name="Log round").click,
        page.get_by_role("heading", name="Next packages"),
    )
    _seconds(
        page,
        page.get_by_role("button", name="Undo").first.click,
        page.get_by_role("button", name="They picked B"),
    )
    return LoggedAnswer(pick, push, log)


def _seconds(page: Page, click: Callable[[], None], answer: Locator) -> float:
    """From a click until its answer can be seen and the page's run has ended."""
    started = time.perf_counter()
    click()
    answer.wait_for(state="visible")
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    return time.perf_counter() - started
