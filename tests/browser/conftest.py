"""A running dashboard on a database of its own, and a headless Chromium that looks at it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
SERVER_SECONDS = 60
MILLISECONDS = 45_000
"""How long a condition may take: two cores may be busy with other tests."""

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


@dataclass
class Server:
    """A dashboard that is being served.

    Attributes
    ----------
    url : str
        Address without a slash at the end.
    database : str
        Address of its database.
    """

    url: str
    database: str
    log: Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(folder: Path, command: tuple[str, ...] | None = None) -> Iterator[Server]:
    """Serve the dashboard until the block ends, on a free port and a fresh database.

    Parameters
    ----------
    command : tuple of str, optional
        What to run instead of ``streamlit run``; "PORT" stands for the port.
    """
    port = free_port()
    database = f"sqlite:///{folder / 'meso.sqlite3'}"
    plain = ("streamlit", "run", "app.py", "--server.port", "PORT")
    words = [str(port) if word == "PORT" else word for word in command or plain]
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *words],
            cwd=ROOT,
            env={**os.environ, "MESO_DATABASE_URL": database},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_until_healthy(f"http://127.0.0.1:{port}/_stcore/health", process, log)
            yield Server(f"http://127.0.0.1:{port}", database, log)
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_healthy(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SERVER_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            # Not listening yet: the next look is after a breath, or as soon as the server ends.
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=0.1)
    pytest.fail(f"The server did not become healthy:\n{log.read_text()}")


def settled(page: Page) -> None:
    """Wait until the page is drawn: the script has ended and nothing is grey or being loaded."""
    application = page.get_by_test_id("stApp")
    expect(application).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    expect(page.locator("[data-stale=true]")).to_have_count(0)
    for chart in page.get_by_test_id("stPlotlyChart").all():
        expect(chart.locator(".main-svg").first).to_be_attached()


def unfold(part: Locator) -> None:
    """Open an expander, and wait until it has slid open: a press on what still moves can miss it."""
    part.locator("summary").click()
    details = part.locator("details")
    expect(details).to_have_attribute("open", "")
    details.evaluate("part => Promise.allSettled(part.getAnimations().map(one => one.finished))")


def expander(page: Page, words: str) -> Locator:
    """The expander that is called so."""
    summary = page.locator("summary").filter(has_text=words)
    return page.get_by_test_id("stExpander").filter(has=summary).last


@dataclass
class Visit:
    """A tab of the browser and every address that it asked for."""

    page: Page
    asked: list[str] = field(default_factory=list)

    def strangers(self) -> list[str]:
        """What was asked of any host but this one."""
        local = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")
        return [url for url in self.asked if not url.startswith(local)]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell with a failure what stood on each open page: it cannot be looked at afterwards."""
    report = yield
    browser = getattr(item, "funcargs", {}).get("chromium")
    if call.when == "call" and report.failed and browser is not None:
        for page in [page for context in browser.contexts for page in context.pages]:
            report.sections.append((page.url, page.locator("body").inner_text()))
    return report


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium; nothing is downloaded."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Visit]]:
    """Opens tabs, each in a browser profile of its own."""
    expect.set_options(timeout=MILLISECONDS)
    contexts = []

    def opened(
        width: int = 1440, height: int = 900, scheme: str = "light", agent: str | None = None
    ) -> Visit:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            user_agent=agent,
        )
        contexts.append(context)
        visit = Visit(context.new_page())
        visit.page.set_default_timeout(MILLISECONDS)
        visit.page.on("request", lambda request: visit.asked.append(request.url))
        visit.page.on("websocket", lambda socket: visit.asked.append(socket.url))
        return visit

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A fresh server that nobody has visited."""
    with serving(tmp_path) as started:
        yield started
