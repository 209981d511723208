"""Report and export in a real browser: the page, the preview, and every file saved and opened."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import docx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from meso_infer import workflow
from meso_infer.documents import read_document
from meso_infer.events import IssuePushed, Note, PackagePicked
from meso_infer.example import EXAMPLE_ID
from meso_infer.negotiation import Negotiation
from meso_infer.report import Copy
from meso_infer.report.html import write_html
from meso_infer.storage import open_store
from tests.browser.conftest import Server, Visit, settled
from tests.browser.frames import Frames
from tests.report.examples import csv_of, page_of, report, sheet_of

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]
NOTE = "=our limit is 104 000"


def answered(server: Server) -> Negotiation:
    """Log a pick, a push and a private note behind the page's back."""
    events = [
        PackagePicked(package="B"),
        IssuePushed(issue="Salary", direction="higher", amount=5000),
        Note(text=NOTE),
    ]
    store = open_store(server.database)
    try:
        return workflow.record(
            store, EXAMPLE_ID, events, expected_sequence=1, now=datetime.now(UTC)
        )
    finally:
        store.close()


def saved(page: Page, button: str, folder: Path) -> bytes:
    """The file behind a button."""
    with page.expect_download() as waiting:
        page.get_by_test_id("stMain").get_by_role("button", name=button, exact=True).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path.read_bytes()


def choose(page: Page, words: str) -> None:
    """Take one of the choices at the top."""
    page.get_by_test_id("stButtonGroup").get_by_text(words, exact=True).click()


def preview_says(page: Page, words: str) -> None:
    expect(page.frame_locator("iframe").locator("body")).to_contain_text(words)


def check_files(page: Page, of: Negotiation, folder: Path, *, private: bool) -> None:
    """Every file opened by its own library and held against the log."""
    html = page_of(saved(page, "Report (HTML)", folder))
    assert html.outside == []
    assert any("They picked B" in text for text in html.texts)
    assert any(NOTE in text for text in html.texts) == private
    letter = docx.Document(BytesIO(saved(page, "Letter (Word)", folder)))
    assert [cell.text for cell in letter.tables[0].rows[1].cells] == [
        "Salary", "USD 100,000", "USD 95,000", "USD 90,000",
    ]  # fmt: skip
    book = saved(page, "Data (Excel)", folder)
    head, *events = sheet_of(book, "Events")
    told = [e.event.kind for e in of.log if private or e.event.seen_by == "shared"]
    assert [row[head.index("kind")] for row in events] == told
    lines = csv_of(saved(page, "Data (CSV)", folder))["events.csv"]
    assert [line[lines[0].index("kind")] for line in lines[1:]] == told
    research = str(csv_of(saved(page, "For research (CSV)", folder)))
    assert "limit is" not in research
    document = read_document(json.loads(saved(page, "Document (JSON)", folder)))
    assert (document == of) == private
    assert document.picked == of.picked


def check_pdf(page: Page, folder: Path) -> None:
    """Made on demand with a word of what is going on, then saved: pages, and a text to be searched."""
    page.get_by_role("button", name="Make the PDF").click()
    content = saved(page, "Report (PDF)", folder)
    assert content.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", content)) >= 1
    assert b"/ToUnicode" in content


def check_phone(page: Page) -> None:
    """At 390 pixels the choices, the files and the preview stand below each other."""
    page.set_viewport_size({"width": 390, "height": 844})
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    inside = page.frame_locator("iframe").locator("html")
    assert inside.evaluate("root => root.scrollWidth <= root.clientWidth")


def test_every_copy_is_seen_saved_and_opened(server: Server, visit: Open, tmp_path: Path) -> None:
    """The copy to share first, then ours, on a phone too; nothing is asked of another host, nothing fails."""
    tab = visit()
    page = tab.page
    page.goto(server.url)
    expect(page.get_by_test_id("stPlotlyChart").first).to_be_visible()
    of = answered(server)
    page.goto(f"{server.url}/report")
    preview_says(page, "They picked B")
    preview_says(page, "Copy to share")
    check_files(page, of, tmp_path, private=False)
    check_pdf(page, tmp_path)
    choose(page, "For us")
    preview_says(page, "What would change our mind")
    preview_says(page, NOTE)
    check_files(page, of, tmp_path, private=True)
    check_phone(page)
    assert tab.strangers() == []
    assert "Traceback" not in server.log.read_text()


def test_frames_of_a_shared_screen_hold_nothing_private(server: Server, visit: Open) -> None:
    """With the switch on before the page opens, no socket frame has a limit, a note or an estimate."""
    of = answered_first(server, visit)
    page = visit().page
    frames = Frames(page)
    page.goto(f"{server.url}/report?safe=1")
    preview_says(page, "They picked B")
    assert of.reservation_value is not None
    sent = frames.wait_for(lambda sent: b"Copy to share" in sent)
    assert b"Copy to share" in sent
    limit = f"{100 * of.reservation_value:.1f} points".encode()
    for secret in (
        b"limit is 104",
        b"Walk-away",
        b"plausible worlds",
        limit,
        b"0.3913",
        b"Worth to us",
    ):
        assert secret not in sent


def answered_first(server: Server, visit: Open) -> Negotiation:
    """The example with answers, once a first visit has made it."""
    page = visit().page
    page.goto(server.url)
    expect(page.get_by_test_id("stPlotlyChart").first).to_be_visible()
    return answered(server)


@pytest.mark.parametrize("copy", ["internal", "shared"])
def test_the_report_is_accessible_and_fits_a_phone(
    chromium: Browser, tmp_path: Path, copy: Copy
) -> None:
    """The HTML alone, on a laptop and on a phone: axe-core finds nothing, nothing scrolls sideways."""
    path = tmp_path / "report.html"
    path.write_text(write_html(report(copy)), "utf-8")
    # The report forbids all scripts, axe-core's included; it is let in for the sake of the test.
    context = chromium.new_context(bypass_csp=True, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(path.as_uri())
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert Axe().run(page).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
