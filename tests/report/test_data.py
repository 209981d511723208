"""Excel and CSV: the log as typed data, with a codebook, and nothing that a spreadsheet would run."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer import workflow
from meso_infer.events import Event, MesoOffered, OfferReceived, PositionWritten, extended
from meso_infer.report import Copy, write_report
from meso_infer.report.safe_text import guarded, is_risky, printable
from tests.agendas import A, B, C, deal
from tests.negotiation_states import offered_to_us, one_event
from tests.report.examples import (
    book_of,
    csv_of,
    negotiation,
    page_of,
    report,
    rows,
    sheet_of,
    unguarded,
)

RISKY = (
    "=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\n=1", " =1", "'=1", "''=1", "＝1",
    "_x0041_", "a\rb\r\nc", "bell\x07", "=HYPERLINK(\"http://x\")",
)  # fmt: skip
words = st.one_of(
    st.sampled_from(RISKY),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40),
).filter(lambda text: "\x00" not in text)


@given(words)
def test_guarding_a_text_can_be_undone(text: str) -> None:
    """What a spreadsheet might run gets one apostrophe, nothing else is changed, and none is lost."""
    assert unguarded(guarded(text)) == printable(text)
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\n", "＝"))
    assert printable(printable(text)) == printable(text)


@settings(max_examples=25)
@given(words)
def test_texts_survive_as_texts(text: str) -> None:
    """In Excel a text is a text cell, marked where it looks like a formula; in CSV it reads back the same."""
    made = report("internal", negotiation(rows(text)), sections=["course"])
    content = write_report(made, "excel")
    assert {cell.data_type for row in book_of(content)["Events"] for cell in row} <= {"s", "n", "d"}
    head, *events = sheet_of(content, "Events")
    place = head.index("note")
    assert events[0][place] == printable(text)
    cell = book_of(content)["Events"].cell(2, place + 1)
    assert bool(cell.quotePrefix) == is_risky(printable(text))
    heads, *lines = csv_of(write_report(made, "csv"))["events.csv"]
    assert lines[0][heads.index("note")] == printable(text)


def test_a_note_of_any_length_fits_a_cell() -> None:
    """The longest note that a log takes is whole in Excel."""
    made = report("internal", negotiation(rows("=" + "x" * 19_999)), sections=["course"])
    head, first, *_ = sheet_of(write_report(made, "excel"), "Events")
    assert len(first[head.index("note")]) == 20_000


def test_the_workbook_holds_the_log_with_types() -> None:
    """Numbers are numbers, moments are dates in UTC, what is not known is empty; heads are frozen."""
    content = write_report(report("internal"), "excel")
    book = book_of(content)
    assert book.sheetnames == [
        "About", "Issues", "Estimate", "Offers", "Events", "Give and take", "Our weights", "Our limits",
        "Outcome", "Basis", "Codebook",
    ]  # fmt: skip
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "A2"
        assert sheet.column_dimensions["A"].width >= 8
    head, *events = sheet_of(content, "Events")
    of = negotiation()
    assert [row[0] for row in events] == [entry.sequence for entry in of.log]
    assert [row[head.index("kind")] for row in events] == [entry.event.kind for entry in of.log]
    assert events[0][head.index("at")] == datetime(2026, 3, 2, 9)  # noqa: DTZ001 - Excel has no zones
    assert events[1][head.index("at")] is None
    assert events[2][head.index("amount")] == 5000
    head, *offers = sheet_of(content, "Offers")
    salary = [row for row in offers if row[head.index("issue")] == "Salary"]
    assert [row[head.index("amount")] for row in salary] == [
        100000, 95000, 90000, 100000, 98000, 102000, 104000,
    ]  # fmt: skip
    assert [row[head.index("place")] for row in salary[4:6]] == [1, 2]
    assert [row[head.index("picked")] for row in salary[:3]] == ["no", "yes", "no"]
    worth = salary[0][head.index("worth to us (points)")]
    assert of.own is not None
    assert of.rounds[0].meso is not None
    assert worth == pytest.approx(100 * of.own.utility(of.rounds[0].meso["A"]), abs=1e-3)


@pytest.mark.parametrize("copy", ["internal", "mediator", "shared"])
def test_packages_that_they_offered_stand_in_every_copy(copy: Copy) -> None:
    """What they put to us is told option by option, in the report and in its data, beside what we offered."""
    made = report(copy, offered_to_us())
    (theirs,) = offered_to_us().incoming.offers
    head, *found = sheet_of(write_report(made, "excel"), "Offers")
    told = [
        (row[head.index("package")], row[head.index("amount")])
        for row in found
        if row[head.index("from")] == "them" and row[head.index("issue")] == "Salary"
    ]
    assert told == [(label, package["Salary"]) for label, package in theirs.packages.packages]
    page = page_of(write_report(made, "html"))
    assert any(
        "Packages that they offered us, which they called equal for them" in t for t in page.texts
    )
    salaries = ["Salary", "USD 104,000", "USD 99,000", "USD 104,000"]
    assert any(salaries in table for table in page.tables)
    assert "Their packages A, B and C are not answered yet." in " ".join(page.texts)


@pytest.mark.parametrize("is_seen", [False, True])
def test_an_offer_of_theirs_is_valued_once_we_said_where_we_stand(is_seen: bool) -> None:
    """Its packages are always told, once; their worth to us only after that, also where a set was replaced."""
    offered = {"A": deal(104000, 2, 3), "B": deal(99000, 3, 3)}
    events: list[Event] = [OfferReceived(packages=offered), MesoOffered(packages={"A": A, "B": B})]
    events += [OfferReceived(packages=offered), *([PositionWritten(skipped=True)] * is_seen)]
    made = report("internal", extended(one_event(), *events))
    head, *found = sheet_of(write_report(made, "excel"), "Offers")
    worths = [
        row[head.index("worth to us (points)")]
        for row in found
        if row[head.index("from")] == "them" and row[head.index("issue")] == "Salary"
    ]
    assert [worth is not None for worth in worths] == [True, True, is_seen, is_seen]
    again = MesoOffered(packages={"A": A, "B": C}, round=2)
    told = page_of(write_report(report("internal", extended(one_event(), *events, again)), "html"))
    salaries = ["Salary", "USD 104,000", "USD 99,000"]
    assert sum(salaries in table for table in told.tables) == 2


def test_the_estimate_is_that_of_the_library() -> None:
    """Means, quantiles and chances, with their unit in the head."""
    head, *found = sheet_of(write_report(report("internal"), "excel"), "Estimate")
    summary = workflow.infer(negotiation()).weight_summary()
    assert len(found) == len(summary)
    for row in found:
        s = summary[row[0]]
        assert row[1:8] == pytest.approx(
            (s.mean, s.q05, s.q25, s.q50, s.q75, s.q95, s.p_top), abs=1e-6
        )
    assert head[1] == "mean (share of 1)"


@pytest.mark.parametrize("copy", ["internal", "mediator", "shared"])
def test_csv_says_the_same_as_excel(copy: Copy) -> None:
    """The same areas and cells, and a codebook that names every column."""
    made = report(copy, allowed=True)
    files, content = csv_of(write_report(made, "csv")), write_report(made, "excel")
    for sheet in made.sheets:
        lines = files[f"{sheet.name.lower().replace(' ', '-')}.csv"]
        book = sheet_of(content, sheet.name)
        assert lines[0] == list(book[0])
        for line, row in zip(lines[1:], book[1:], strict=True):
            for text, value in zip(line, row, strict=True):
                assert _same(text, value)
    codes = {(row[0], row[1]) for row in files["codebook.csv"][1:]}
    assert codes == {
        (s.name, c.name) for s in made.sheets if s.name != "Codebook" for c in s.columns
    }


def _same(text: str, value: object) -> bool:
    if value is None:
        return text == ""
    if isinstance(value, datetime):
        return text == f"{value:%Y-%m-%dT%H:%M:%SZ}"
    return text == value if isinstance(value, str) else float(text) == pytest.approx(value)


def test_a_copy_for_research_names_nobody() -> None:
    """One row an event without names and free text; amounts, kinds and the estimate stay."""
    events = [{**rows()[0], "party": "own"}, *rows("Mr Smith said so")[1:]]
    events.append({"kind": "note", "text": "call Ludmilla", "party": "Ludmilla"})
    of = negotiation(events, title="Smith case", counterpart="Smith")
    files = csv_of(write_report(report("internal", of), "research"))
    text = str(files)
    assert not [name for name in ("Smith", "Ludmilla", "said so") if name in text]
    head, *lines = files["events.csv"]
    assert len(lines) == len(of.log)
    assert head == [
        "event", "round", "at", "side", "kind", "package", "issue", "direction",
        "amount", "confidence (0 to 100)",
    ]  # fmt: skip
    assert lines[1][head.index("package")] == "B"
    assert lines[-1][head.index("side")] == "other"
    assert ["Events", "side"] in [row[:2] for row in files["codebook.csv"]]


@pytest.mark.parametrize(("paper", "size"), [("A4", "9"), ("Letter", "1")])
def test_sheets_are_ready_to_be_printed(paper: str, size: str) -> None:
    """Across the paper that was chosen, no wider than it, with the heads on every page."""
    book = book_of(write_report(report("shared", paper=paper), "excel"))
    for page in book.worksheets[1:]:
        assert str(page.page_setup.paperSize) == size
        assert page.page_setup.orientation == "landscape"
        assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 0)
        assert page.print_title_rows == "$1:$1"
