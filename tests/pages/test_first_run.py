"""The guided first run: tips on the example follow what was done, block nothing, and stay away when hidden."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from meso_infer import workflow
from meso_infer.example import EXAMPLE_ID
from meso_infer.storage import EventStore
from meso_infer.templates import load_template
from tests.pages.conftest import Dashboard

Open = Callable[[], Dashboard]


def test_the_tips_follow_the_story(dashboard: Open) -> None:
    """Each step names the next: pick, push, log, what the bars did, the next packages, then the game."""
    page = dashboard()
    assert "Step 1 of 4" in page.text
    assert "This is an example." in page.text
    page.press("They picked B")
    assert "tap **Salary**" in page.text
    page.tap("Salary")
    assert "**Log round**" in page.text
    page.press("Log round")
    assert "Step 2 of 4" in page.text
    assert "Picking B alone says little" in page.text
    page.press("Next packages")
    assert page.app.title[0].value == "Next packages"
    assert "Step 3 of 4" in page.text
    assert "what your offer gives away" in page.text
    page.open("pages/live.py")
    assert "Step 4 of 4" in page.text
    page.press("Play on")
    assert page.app.title[0].value.startswith("Game 1: Hiring")


def test_another_answer_is_no_mistake(dashboard: Open) -> None:
    """Whoever logs something else is not blocked and led on all the same."""
    page = dashboard()
    page.press("They picked A")
    assert "You can log that, too" in page.text
    page.press("Log round")
    assert "Step 2 of 4" in page.text
    assert "Picking B alone" not in page.text


def test_hidden_tips_stay_hidden_until_they_are_asked_for(dashboard: Open) -> None:
    """Hiding holds for every session; a button brings the tips back."""
    page = dashboard().press("Hide the tips")
    assert "Step 1 of 4" not in page.text
    again = dashboard()
    assert "Step 1 of 4" not in again.text
    again.press("Show the tips")
    assert "Step 1 of 4" in again.text
    assert "Step 1 of 4" in dashboard().text


def test_no_tips_in_real_negotiations_and_on_shared_screens(
    dashboard: Open, store: EventStore
) -> None:
    """Neither a negotiation of one's own nor a shared screen shows a tip or the way to bring them back."""
    page = dashboard().press("They picked A")
    page.fill("toggle", "Screen-share safe", True)
    assert "Step 1" not in page.text
    assert not page.has_button("Hide the tips")
    start = load_template("hiring").header
    mine = workflow.start(store, start, now=datetime(2026, 3, 2, tzinfo=UTC))
    other = dashboard()
    other.app.query_params["n"] = mine
    other.app.run()
    assert other.app.title[0].value.startswith(start.title)
    assert "Step " not in other.text
    assert not other.has_button("Show the tips")
    assert EXAMPLE_ID in workflow.stored_ids(store)
