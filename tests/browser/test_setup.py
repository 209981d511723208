"""From a workbook with mistakes in it to the first proposals, in a real browser."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from playwright.sync_api import Locator, Page, expect

from meso_infer import workflow
from meso_infer.example import EXAMPLE_ID
from meso_infer.storage import open_store
from tests.browser.conftest import Server, Visit, expander, unfold

pytestmark = pytest.mark.browser

Open = Callable[..., Visit]

HEAD = ("Issue", "Lowest", "Highest", "Unit", "Options", "Better for us", "They probably want")
MENDED = (
    ("Price", 90000, 105000, "USD", None, "lower", "higher"),
    ("Delivery", 5, 30, "days", None, "lower", "higher"),
    ("Warranty", None, None, None, "1 year; 2 years; 3 years", "later", "earlier"),
)
MISTAKES = {
    "Issues!C2": "'lots' is not a number; write an amount such as 95000.",
    "Issues!B3": "is a formula; paste its value in its place.",
    "Issues!A4": "is empty; give the issue of this line a name.",
    "Issues!F4": "write higher or lower, for options later or earlier.",
}


def workbook(folder: Path, name: str, rows: Sequence[Sequence[Any]]) -> Path:
    """A workbook with these issues, as a file."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = "Issues"
    for row in (HEAD, *rows):
        page.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    path = folder / name
    path.write_bytes(stream.getvalue())
    return path


def with_mistakes() -> list[list[Any]]:
    rows = [list(row) for row in MENDED]
    rows[0][2] = "lots"
    rows[1][1] = "=2+3"
    rows[2][0], rows[2][5] = None, "nicely"
    return rows


def give(page: Page, label: str, amount: str, place: int = 0) -> None:
    """Type an amount and leave the field."""
    field = page.get_by_label(label).and_(page.locator("input[type=number]")).nth(place)
    field.fill(amount)
    field.press("Tab")


def step(page: Page, name: str) -> None:
    page.get_by_test_id("stButtonGroup").get_by_text(name, exact=True).click()


def test_a_workbook_with_mistakes_becomes_the_first_proposals(
    server: Server, visit: Open, tmp_path: Path
) -> None:
    """Each mistake is named by its cell and nothing is taken; mended, four steps lead to three sets."""
    tab = visit()
    page = tab.page
    page.goto(f"{server.url}/setup")
    page.get_by_text("a new negotiation", exact=True).click()
    page.get_by_text("an Excel workbook", exact=True).click()
    upload = page.locator("input[type=file]")
    upload.set_input_files(workbook(tmp_path, "wrong.xlsx", with_mistakes()))
    expect(page.get_by_text("wrong.xlsx has 4 mistakes")).to_be_visible()
    for cell, text in MISTAKES.items():
        row = page.get_by_test_id("stTable").locator("tr", has_text=cell)
        expect(row).to_contain_text(text)
    expect(page.get_by_role("button", name="Put these on the sheet")).to_have_count(0)
    upload.set_input_files(workbook(tmp_path, "mended.xlsx", MENDED))
    page.get_by_role("button", name="Put these on the sheet").click()
    expect(page.get_by_text("Warranty · 1 year to 3 years")).to_be_visible()
    four_steps(page)
    expect(page.get_by_role("heading", name="The set to offer")).to_be_visible()
    for title in ("Learn most", "Balanced", "Reveal least"):
        expect(page.get_by_text(title, exact=True)).to_be_visible()
    check_stored(server)
    assert tab.strangers() == []
    assert "Traceback" not in server.log.read_text()


def choose(page: Page, chips: Locator, option: str) -> None:
    """Add an option to a field that takes several."""
    chips.click()
    chips.fill(option)
    page.get_by_role("option", name=option, exact=True).click()


def test_what_stood_on_another_sheet_is_not_taken_for_an_answer(
    server: Server, visit: Open
) -> None:
    """A new sheet, and a new set to rank, show what the server holds: nothing chosen, until it is chosen."""
    page = visit().page
    page.goto(f"{server.url}/setup?sheet=0123abcd")
    template = page.get_by_role("combobox", name="Template")
    template.press("ArrowDown")
    page.get_by_role("option", name="Hiring", exact=True).click()
    page.get_by_role("button", name="Take this template").click()
    expect(page.get_by_role("textbox", name="Who they are")).to_have_value("Candidate")
    if not template.is_visible():
        unfold(expander(page, "Start from a template, an Excel workbook"))
    expect(template).to_have_value("")
    step(page, "2 Our values")
    unfold(expander(page, "Check the whole: rank five packages by feel"))
    page.get_by_role("button", name="Show five packages").click()
    order = page.get_by_label("Best for us first")
    for left, mark in zip((4, 3, 2, 1), "TSRQ", strict=True):
        choose(page, order, mark)
        expect(page.get_by_text(f"{left} to go")).to_be_visible()
    choose(page, order, "P")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Compare with our values").click()
    page.get_by_role("button", name="Rank five others").click()
    expect(page.get_by_text("5 to go")).to_be_visible()
    give(page, "Points for moving from", "70")
    expect(page.get_by_text("Weights: Salary")).to_be_visible()
    expect(page.get_by_text("5 to go")).to_be_visible()
    expect(page.get_by_role("button", name="Compare with our values")).to_have_count(0)


def four_steps(page: Page) -> None:
    """Our values, walk-away and target, and the guess; then start and open Next packages."""
    step(page, "2 Our values")
    for place, points in enumerate(("100", "60", "40")):
        give(page, "Points for moving from", points, place)
    expect(page.get_by_text("Weights: Price 50%, Delivery 30%, Warranty 20%")).to_be_visible()
    step(page, "3 Walk-away")
    give(page, "Walk-away (points)", "30")
    give(page, "Target (points)", "65")
    step(page, "4 Our guess")
    for name, points in (("Price", "100"), ("Delivery", "50"), ("Warranty", "20")):
        give(page, name, points)
    expect(page.get_by_text("4 of 4 steps done")).to_be_visible()
    page.get_by_role("button", name="Start this negotiation").click()


def check_stored(server: Server) -> None:
    """What was typed is what was stored, the guess before anything else."""
    store = open_store(server.database)
    try:
        (started,) = (one for one in store.list() if one.negotiation_id != EXAMPLE_ID)
        negotiation = workflow.load(store, started.negotiation_id)
    finally:
        store.close()
    assert negotiation.agenda.names == ("Price", "Delivery", "Warranty")
    assert negotiation.limits == (0.3, 0.65)
    assert negotiation.log[0].event.kind == "own-guess-set"
    assert negotiation.own is not None
    assert negotiation.own.weights == pytest.approx((0.5, 0.3, 0.2))
