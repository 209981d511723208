"""What is still being typed when a key logs the round is logged with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from meso_infer import workflow
from meso_infer.events import CounterofferMade
from meso_infer.example import EXAMPLE_ID
from meso_infer.storage import open_store
from tests.browser.conftest import Server, Visit, serving, settled

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]
SERVERS = {
    "plain": None,
    "launcher": ("meso_infer", "serve", "--port", "PORT"),
}
BUTTONS = {"amount": "Their own package", "note": "What else, a note"}


def field_of(page: Page, what: str) -> None:
    """Open the form of an amount or a note, and put the cursor into its field."""
    page.get_by_role("button", name=BUTTONS[what]).click()
    form = page.get_by_test_id("stPopoverBody")
    found = form.locator("input[type=number]") if what == "amount" else form.get_by_label("Note")
    found.first.click()


def in_the_log(server: Server) -> tuple[Mapping[str, object], str | None]:
    """The package that they named, and the note, as they were logged."""
    store = open_store(server.database)
    try:
        events = [entry.event for entry in workflow.load(store, EXAMPLE_ID).log]
    finally:
        store.close()
    named = [dict(one.package) for one in events if isinstance(one, CounterofferMade)]
    notes = [one.note for one in events if getattr(one, "note", None)]
    return (named[-1] if named else {}), (notes[-1] if notes else None)


@pytest.mark.parametrize("by", list(SERVERS))
def test_a_key_takes_what_is_being_typed(tmp_path: Path, visit: Open, by: str) -> None:
    """An amount and a note whose fields were not left yet are in the log after Alt+Shift+L."""
    with serving(tmp_path, SERVERS[by]) as server:
        page = visit().page
        for what, words in (("amount", "101000"), ("note", "They seemed tired")):
            page.goto(server.url)
            expect(page.get_by_role("heading", level=1)).to_contain_text("their move")
            settled(page)
            page.keyboard.press("Alt+Shift+Digit2")
            expect(page.get_by_test_id("stBottom")).to_contain_text("They picked B")
            settled(page)
            field_of(page, what)
            page.keyboard.type(words)
            page.keyboard.press("Alt+Shift+KeyL")
            expect(page.get_by_role("heading", level=1)).to_contain_text("our move")
            named, note = in_the_log(server)
            assert named == {"Salary": 101000}
            assert note == (None if what == "amount" else words)
            settled(page)
            page.keyboard.press("Alt+Shift+KeyZ")
            expect(page.get_by_role("heading", level=1)).to_contain_text("their move")
            settled(page)
