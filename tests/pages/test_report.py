"""The page Report and export, run without a browser on a real store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from meso_infer import workflow
from meso_infer.events import Note, PackagePicked
from meso_infer.example import EXAMPLE_ID
from meso_infer.report.pdf import CHOSEN
from meso_infer.storage import EventStore
from meso_infer.ui import session
from tests.pages.conftest import Dashboard

Open = Callable[[], Dashboard]
PAGE = "pages/report.py"


def preview(page: Dashboard) -> str:
    """The HTML that was sent for the preview."""
    (frame,) = page.app.get("iframe")
    return frame.proto.srcdoc


def choose(page: Dashboard, label: str, option: str) -> None:
    page.fill("segmented_control", label, option)


@pytest.fixture
def page(dashboard: Open, store: EventStore) -> Dashboard:
    """The page after a pick and a private note."""
    opened = dashboard()
    events = [PackagePicked(package="B"), Note(text="our limit is 104 000")]
    workflow.record(store, EXAMPLE_ID, events, expected_sequence=1, now=session.now())
    return opened.open(PAGE)


def test_the_first_copy_is_the_safe_one(page: Dashboard) -> None:
    """Nobody hands over the private copy by accident: the page opens with the one to share."""
    assert not page.app.exception
    sent = preview(page)
    assert "Copy to share" in sent
    assert "They picked B" in sent
    assert not [word for word in ("104 000", "points", "Walk-away") if f"{word}<" in sent]
    assert "our limit" not in sent


def test_each_copy_says_what_it_holds(page: Dashboard) -> None:
    """For us with estimate and note; for a mediator without; our limits only with leave."""
    choose(page, "For whom", "internal")
    assert "our limit is 104 000" in preview(page)
    assert "What would change our mind" in preview(page)
    choose(page, "For whom", "mediator")
    assert "our limit" not in preview(page)
    assert "Walk-away" not in preview(page)
    page.fill("toggle", "Allow the mediator to see our priorities and limits", True)
    assert "Walk-away" in preview(page)
    choose(page, "For whom", "shared")
    assert "Walk-away" not in preview(page)


def test_sections_and_paper_are_those_chosen(page: Dashboard) -> None:
    """One section alone; none is answered with a sentence instead of an empty report."""
    page.fill("pills", "Sections", ["issues"])
    assert "Put forward so far" in preview(page)
    assert "Course of the talks" not in preview(page)
    choose(page, "Paper", "Letter")
    assert "size: letter" in preview(page)
    page.fill("pills", "Sections", [])
    assert "Choose a section" in page.messages("info")[0]
    assert not page.app.get("iframe")


def test_a_shared_screen_offers_and_sends_the_safe_copy_only(page: Dashboard) -> None:
    """With the private copy on screen, the switch leaves no choice and nothing private behind."""
    choose(page, "For whom", "internal")
    page.fill("toggle", "Screen-share safe", True)
    assert "For whom" not in [one.label for one in page.app.segmented_control]
    assert "Copy to share" in preview(page)
    tree = str(page.app.main)
    assert not [word for word in ("our limit", "Walk-away", "internal") if word in tree]


def test_every_file_has_a_button(page: Dashboard) -> None:
    """Six files, each to be had while there is something to put into it."""
    assert "The JSON document alone also tells the range" in page.text
    labels = {one.label: one.disabled for one in page.app.download_button}
    assert labels == dict.fromkeys(
        ("Report (HTML)", "Letter (Word)", "Data (Excel)", "Data (CSV)", "For research (CSV)",
         "Document (JSON)"), False,
    )  # fmt: skip


def test_without_a_browser_the_page_says_how_to_print(
    page: Dashboard, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """No button that cannot work; one sentence says what to do instead."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(CHOSEN, raising=False)
    page.app.run()
    assert not page.has_button("Make the PDF")
    assert "A PDF needs Chromium" in page.text


def test_a_browser_that_fails_is_said_in_words(
    page: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page stays, and says what happened and what to do."""
    monkeypatch.setenv(CHOSEN, "/bin/true")
    page.app.run()
    page.press("Make the PDF")
    assert "did not print the report" in page.messages("error")[0].replace("\\", "")
    assert preview(page)
