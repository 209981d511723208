"""The data of a report as an Excel workbook: a sheet an area, typed cells, no formula ever."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as ExcelCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from meso_infer.report.archive import settled
from meso_infer.report.content import Cell, Paper, Report, Sheet
from meso_infer.report.safe_text import is_risky, printable

LONGEST_CELL = 32_767
SIZES: dict[Paper, int] = {"A4": 9, "Letter": 1}
"""Papers by the number that Excel has for them."""
NARROWEST, WIDEST = 8, 60
MOMENT = "yyyy-mm-dd hh:mm"
HEAD_FILL = PatternFill("solid", fgColor="E8EAEF")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""What Excel would read as one character; an escaped underscore keeps it as it stands."""


def write_workbook(report: Report) -> bytes:
    """The data of a report as ``.xlsx``; the same bytes for the same report.

    Moments are UTC, without a zone, since Excel has none. A text that Excel might run is marked as text.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    _about(book, report)
    for sheet in report.sheets:
        _fill(book.create_sheet(sheet.name[:31]), sheet, report.paper)
    book.properties.title, book.properties.creator = printable(report.told.title), ""
    content = BytesIO()
    book.save(content)
    return settled(content.getvalue(), report.made_at)


def _about(book: Workbook, report: Report) -> None:
    page = book.create_sheet("About")
    facts: list[tuple[str, Cell]] = [
        ("Negotiation", report.told.title),
        ("With", report.told.counterpart),
        ("Copy", report.notice),
        ("Made (UTC)", report.made_at),
        ("Rests on", report.footer),
    ]
    for number, row in enumerate(facts, start=1):
        for place, value in enumerate(row, start=1):
            _put(page, number, place, value)
        page.cell(number, 1).font = Font(bold=True)
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 16, 90


def _prepare_to_print(page: Worksheet, paper: Paper) -> None:
    """As wide as the paper, laid across, with the heads on every sheet."""
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", SIZES[paper]
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = "1:1"


def _fill(page: Worksheet, sheet: Sheet, paper: Paper) -> None:
    heads = [column.head for column in sheet.columns]
    for place, head in enumerate(heads, start=1):
        cell = _put(page, 1, place, head)
        cell.font, cell.fill = Font(bold=True), HEAD_FILL
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for number, row in enumerate(sheet.rows, start=2):
        for place, value in enumerate(row, start=1):
            _put(page, number, place, value)
    page.freeze_panes = "A2"
    _prepare_to_print(page, paper)
    if sheet.rows:
        page.auto_filter.ref = page.dimensions
    for place, head in enumerate(heads, start=1):
        longest = max([len(head), *(_length(row[place - 1]) for row in sheet.rows)])
        width = min(max(longest + 2, NARROWEST), WIDEST)
        page.column_dimensions[get_column_letter(place)].width = width


def _length(value: Cell) -> int:
    if value is None:
        return 0
    if isinstance(value, datetime):
        return len(MOMENT)
    return max(map(len, str(value).split("\n")))


def _put(page: Worksheet, row: int, place: int, value: Cell) -> ExcelCell:
    """Write a value as what it is; a text is a text whatever it begins with."""
    cell = page.cell(row, place)
    assert isinstance(cell, ExcelCell)
    if isinstance(value, datetime):
        cell.value = value.astimezone(UTC).replace(tzinfo=None)
        cell.number_format = MOMENT
    elif isinstance(value, bool):
        cell.value = "yes" if value else "no"
    elif isinstance(value, str):
        text = printable(value)
        cell.value = _ESCAPED.sub("_x005F_", text)[:LONGEST_CELL]
        cell.data_type = "s"
        cell.quotePrefix = is_risky(text)
        if "\n" in text or len(text) > WIDEST:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    elif value is not None:
        cell.value = value
    return cell
