"""Issues in a workbook: what is read is what was written, and every mistake is named by its cell."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from meso_infer.errors import InvalidDocument
from meso_infer.negotiation import Header
from meso_infer.sheet import header_of, problems, sheet_of_header
from meso_infer.spreadsheet import (
    SheetReading,
    read_pasted,
    read_workbook,
    template_workbook,
    workbook_of,
)
from meso_infer.templates import list_templates, load_template
from meso_infer.utility import AdditiveUtility
from tests.strategies import headers

HEAD = (
    "Issue",
    "Kind",
    "Lowest",
    "Highest",
    "Step",
    "Unit",
    "Options",
    "Better for us",
    "They probably want",
)
GOOD = (
    ("Price", None, 90000, 105000, None, "USD", None, "lower", "higher"),
    ("Term", "ordered", None, None, None, None, "1 year; 2 years; 3 years", "later",
     "later 40%, earlier 40%, peak 20%"),
    ("Site", None, None, None, None, None, "Berlin; Paris", None, None),
)  # fmt: skip


def book(sheets: dict[str, Sequence[Sequence[Any]]]) -> bytes:
    """A workbook with these rows on each sheet."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(list(row))
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def issues(*rows: Sequence[Any], **more: Sequence[Sequence[Any]]) -> SheetReading:
    return read_workbook(book({"Issues": [HEAD, *rows], **more}))


def said(reading: SheetReading) -> dict[str, str]:
    assert reading.sheet is None
    return {mistake.where: mistake.text for mistake in reading.mistakes}


# --- laws -------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(headers())
def test_what_is_written_is_read(header: Header) -> None:
    """Any header, as a workbook and back: the same agenda, rules, names, limits and utility."""
    try:
        data = workbook_of(sheet_of_header(header))
    except InvalidDocument:
        return
    reading = read_workbook(data)
    assert reading.mistakes == ()
    assert reading.sheet is not None
    again = header_of(reading.sheet)
    assert again.agenda == header.agenda
    assert (again.title, again.counterpart, again.segment) == (
        header.title, header.counterpart, header.segment,
    )  # fmt: skip
    assert (again.own is None) == (header.own is None)
    if header.own is not None and again.own is not None:
        rows = np.array([issue.bounds for issue in header.agenda.issues]).T
        before = AdditiveUtility.from_spec(header.agenda, header.own)
        after = AdditiveUtility.from_spec(again.agenda, again.own)
        assert np.allclose(before.utility_of(rows), after.utility_of(rows), atol=1e-9)


@pytest.mark.parametrize("name", [template.name for template in list_templates()])
def test_a_template_is_the_same_sheet_after_a_trip_through_a_workbook(name: str) -> None:
    """Every template that ships can be downloaded, edited elsewhere and read again."""
    sheet = sheet_of_header(load_template(name).header)
    again = read_workbook(workbook_of(sheet)).sheet
    assert again is not None
    assert header_of(again) == header_of(sheet)


CELLS = st.one_of(
    st.none(), st.integers(-5, 10**6), st.floats(), st.booleans(), st.dates(),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12),
    st.sampled_from(("Price", "=1+1", "higher", "lower", "1; 2", "95,000", "5%", "ordered", "amount", "#DIV/0!")),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[CELLS] * len(HEAD)), max_size=4))
def test_a_sheet_or_mistakes_and_never_both(rows: list[tuple[Any, ...]]) -> None:
    """Whatever stands in the cells: a sheet that can be used, or mistakes that each name a place."""
    reading = issues(
        *[[None if isinstance(c, float) and c != c else c for c in row] for row in rows]
    )
    assert (reading.sheet is None) == bool(reading.mistakes)
    if reading.sheet is not None:
        left_open = {"own", *(f"values:{row.id}" for row in reading.sheet.issues)}
        assert set(problems(reading.sheet)) <= (left_open if reading.remarks else set())
        assert len(reading.sheet.issues) == sum(
            any(c not in (None, "") for c in row) for row in rows
        )
    assert all(one.where.startswith("Issues") and one.text for one in reading.mistakes)


@settings(max_examples=60)
@given(st.binary(max_size=400), st.booleans())
def test_any_bytes_are_refused_in_words(data: bytes, zipped: bool) -> None:
    """No file makes the reader fall over."""
    if zipped:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr("[Content_Types].xml", data)
        data = stream.getvalue()
    assert said(read_workbook(data))["The file"]


@settings(max_examples=100)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    """Nothing that is pasted makes the reader fall over."""
    for given_text in (text, "Issue\tLowest\tHighest\n" + text):
        reading = read_pasted(given_text)
        assert (reading.sheet is None) == bool(reading.mistakes)


# --- worked sheets ------------------------------------------------------------------------------------


def test_a_list_of_issues_is_enough() -> None:
    """Kinds are told from what stands in a line; empty rows and a sheet that is not ours do no harm."""
    blank = (None,) * len(HEAD)
    reading = issues(GOOD[0], blank, GOOD[1], blank, GOOD[2], Costs=[("x", 1)])
    assert reading.sheet is not None
    price, term, site = reading.sheet.issues
    assert (price.kind, price.low, price.high, price.unit) == ("numeric", 90000, 105000, "USD")
    assert (price.own_way, price.lean) == ("down", "probably up")
    assert (term.kind, term.listed_options) == ("ordered", ("1 year", "2 years", "3 years"))
    assert term.given_lean == {"later": 0.4, "earlier": 0.4, "peak": 0.2}
    assert site.kind == "categorical"
    assert reading.remarks == ("The sheet 'Costs' is not read.",)


def test_pasted_cells_say_what_a_workbook_says() -> None:
    """Tabs, semicolons or commas between cells: the same issues."""
    whole = issues(*GOOD).sheet
    for mark in ("\t", ",", ";"):
        lines = [
            mark.join(f'"{cell}"' if cell is not None else "" for cell in row)
            for row in (HEAD, *GOOD)
        ]
        assert read_pasted("\r\n".join(lines)).sheet == whole


def test_a_pasted_file_may_be_german_or_french() -> None:
    """A byte order mark is passed over, decimal commas are read, and 1,250 beside them is asked about."""
    text = "\ufeffIssue;Lowest;Highest;Step;Curve\nPreis;1.000,50;12 000,50;0,5;best at 1.500,5\n"
    reading = read_pasted(text)
    assert reading.sheet is not None, reading.mistakes
    (price,) = reading.sheet.issues
    assert (price.low, price.high, price.step, price.peak_at) == (1000.5, 12000.5, 0.5, 1500.5)
    (mistake,) = read_pasted(text + "Gewicht;0;1,250;;").mistakes
    assert mistake.where == "C3"
    assert "1.25 or 1250" in mistake.text
    (mistake,) = read_pasted(text + "Gewicht;0;5000;;best at 1,250").mistakes
    assert mistake.where == "E3"
    assert "1.25 or 1250" in mistake.text


MISTAKES: list[tuple[tuple[Any, ...], str, str]] = [
    (
        ("Price", None, 90000, "lots"),
        "D2",
        "'lots' is not a number; write an amount such as 95000.",
    ),
    (("Price", None, "=1+1", 5), "C2", "formula"),
    (("Price", None, date(2026, 3, 1), 5), "C2", "date"),
    (("Price", None, True, 5), "C2", "TRUE"),
    (("Price", None, "#DIV/0!", 5), "C2", "'#DIV/0!'"),
    (("Price", None, 9, 5), "D2", "not above"),
    (("Price", None, None, 5), "C2", "missing"),
    (("Price", None, 0, 10, 3), "E2", "step"),
    ((None, None, 0, 10), "A2", "name"),
    (("=A1", None, 0, 10), "A2", "formula"),
    (("+1", None, 0, 10), "A2", "formula"),
    (("Price", "sum", 0, 10), "B2", "amount, ordered or unordered"),
    (("Price", None, 0, 10, None, None, None, "good"), "H2", "higher or lower"),
    (
        ("Price", None, 0, 10, None, None, None, None, "higher 70%, lower 50%"),
        "I2",
        "must not pass 1",
    ),
    (("Term", "ordered", None, None, None, None, "Jan, Feb"), "G2", "semicolons between them"),
    (("Term", "ordered"), "G2", "Term has no options"),
    (("Term", "ordered", 5, None, None, None, "a; b"), "C2", "options have none"),
    (("Price", "amount", 0, 10, None, None, "a; b"), "G2", "an amount has none"),
    (("Site", "unordered", None, None, None, None, "a; b", "higher"), "H2", "no order"),
    (("Price", None, 1e300, 2e300), "C2", "too large"),
    (("Price", None, 0, 10, None, None, None, None, None, "extra"), "J2", "no column"),
    (("P" * 121, None, 0, 10), "A2", "too many characters; it takes at most 120"),
    (
        ("Site", "unordered", None, None, None, None, "; ".join(map(str, range(1001)))),
        "G2",
        "1,000",
    ),
]


@pytest.mark.parametrize(("row", "cell", "words"), MISTAKES)
def test_a_mistake_is_named_by_its_cell(row: tuple[Any, ...], cell: str, words: str) -> None:
    """Each mistake has its cell and says what to write."""
    found = said(issues((*row, *[None] * (len(HEAD) - len(row)))))
    assert words in found[f"Issues!{cell}"], found


def test_no_mistake_of_a_line_hides_another() -> None:
    """A name and a unit that are both too long are both named, each at its cell."""
    found = said(issues(("P" * 300, None, 0, 10, None, "u" * 300)))
    assert set(found) == {"Issues!A2", "Issues!F2"}


def test_a_mistake_names_its_issue_as_it_is_called() -> None:
    """Not by the column, and without the name of a field beside the cell."""
    found = said(issues(("Term", "ordered", None, None, None, None, "1 year")))
    assert found["Issues!G2"].startswith("Term has a single option")
    twice = said(issues(("Term", "ordered", None, None, None, None, "a; a")))
    assert twice["Issues!G2"].startswith("option 'a' stands twice")


def test_values_that_are_not_in_it_are_asked_for_later() -> None:
    """Points for some issues, and unordered options without their worth, are no mistakes of the file."""
    reading = read_pasted(
        "Issue\tLowest\tHighest\tOptions\tBetter for us\tPoints\n"
        "Price\t0\t9\t\tlower\t100\nColour\t\t\tred; blue\t\t40\nDelay\t1\t5\t\tlower\t"
    )
    assert reading.mistakes == ()
    assert reading.sheet is not None
    assert [row.points for row in reading.sheet.issues] == [100, 40, None]
    assert reading.remarks == (
        "No points were given for Delay; step 2 asks for them.",
        "What each option of Colour is worth to us is not in it; step 2 asks.",
    )
    limits = [("What", "Entry"), ("Walk-away", 40)]
    refused = issues(("Price", None, 0, 9), Negotiation=limits)
    assert "give every issue its points first" in said(refused)["Negotiation!B2"]


def test_a_mistake_brings_no_others_with_it() -> None:
    """A word that is not known leaves the rest of its line understood as it was meant."""
    row = ("Term", None, None, None, None, None, "a; b", "nicely", "earlier")
    assert set(said(issues(row))) == {"Issues!H2"}


def test_every_mistake_is_named_at_once_and_nothing_is_imported() -> None:
    """Mistakes on several lines and sheets come in one list, in the order of the file."""
    reading = issues(
        ("Price", None, 90000, "lots"),
        ("price", None, 1, 2),
        ("Term", "ordered", None, None, None, None, "a; b; a", "later"),
        Negotiation=[("What", "Entry"), ("Target", 700), ("Colour", "red")],
        Values=[
            ("Issue", "Option", "Points"),
            ("Term", "c", 5),
            ("Nothing", "a", 5),
            ("Term", "a", None),
        ],
        Rules=[
            ("If", "If it is", "If option", "Then", "Then it is", "Then option"),
            ("Price", "over", 5, "Term", "is", "z"),
        ],
    )
    assert [mistake.where for mistake in reading.mistakes] == [
        "Issues!D2", "Issues!A3", "Issues!G4", "Negotiation!B2", "Negotiation!A3",
        "Values!B2", "Values!A3", "Values!C4", "Rules!B2", "Rules!F2",
    ]  # fmt: skip
    assert reading.sheet is None


def test_columns_and_merged_cells_are_not_guessed_at() -> None:
    """An unknown column with something in it, a doubled one and merged cells are named."""
    data = book({"Issues": [(*HEAD, "Colour", "Low"), (*GOOD[0], "red", 5)]})
    assert set(said(read_workbook(data))) == {"Issues!J1", "Issues!K1"}
    made = load_workbook(io.BytesIO(book({"Issues": [HEAD, *GOOD]})))
    made["Issues"].merge_cells("A2:B2")
    stream = io.BytesIO()
    made.save(stream)
    assert "unmerge" in said(read_workbook(stream.getvalue()))["Issues!A2:B2"]


def test_percent_cells_are_read_as_they_look() -> None:
    """A cell that shows 5% is kept as 0.05 by the spreadsheet; the issue gets 5."""
    made = load_workbook(io.BytesIO(book({"Issues": [HEAD, ("Fee", None, 0.05, 0.1, None, "%")]})))
    for cell in ("C2", "D2"):
        made["Issues"][cell].number_format = "0.0%"
    stream = io.BytesIO()
    made.save(stream)
    sheet = read_workbook(stream.getvalue()).sheet
    assert sheet is not None
    assert (sheet.issues[0].low, sheet.issues[0].high) == (5, 10)


def test_a_workbook_needs_a_sheet_of_issues() -> None:
    """One sheet may have any name; of several, one must be called Issues; an empty one is said to be."""
    assert read_workbook(book({"Sheet1": [HEAD, *GOOD]})).sheet is not None
    assert (
        "no sheet named Issues"
        in said(read_workbook(book({"a": [HEAD, *GOOD], "b": [HEAD]})))["The workbook"]
    )
    assert "no issue" in said(read_workbook(template_workbook()))["Issues"]
    assert (
        "Issue"
        in said(read_workbook(book({"Issues": [("Thing", "Lo"), ("Price", 5)]})))["Issues!A1"]
    )


def test_a_template_workbook_runs_nothing() -> None:
    """Whatever is typed on the sheet, the workbook that is written holds no formula."""
    sheet = sheet_of_header(load_template(list_templates()[0].name).header)
    row = sheet.issues[0].model_copy(update={"name": "=HYPERLINK(1)"})
    hostile = sheet.model_copy(update={"title": "=1+1", "issues": (row, *sheet.issues[1:])})
    made = load_workbook(io.BytesIO(workbook_of(hostile)))
    kinds = {
        cell.data_type for page in made.worksheets for line in page.iter_rows() for cell in line
    }
    assert "f" not in kinds
