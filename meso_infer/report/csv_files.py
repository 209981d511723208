"""The data of a report as CSV files in an archive, with a codebook that says what each column holds."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import UTC, datetime
from io import StringIO

from meso_infer.report.archive import packed
from meso_infer.report.content import Cell, Report, Sheet, codebook
from meso_infer.report.safe_text import guarded

RESEARCH = ("Issues", "Offers", "Events", "Estimate", "Outcome")
"""Sheets that a copy for research holds."""


def write_csv(report: Report) -> bytes:
    """A ``.zip`` of one CSV file a sheet, the codebook among them."""
    return _archive(report.sheets)


def write_research_csv(report: Report) -> bytes:
    """The same without names of people and free text: one row an event, with a codebook.

    Names of issues and options stay, since nothing could be read without them.
    """
    kept = [sheet.without_personal() for sheet in report.sheets if sheet.name in RESEARCH]
    return _archive((*kept, codebook(kept)))


def csv_text(sheet: Sheet) -> str:
    """A sheet as CSV; a text that a spreadsheet might run has an apostrophe in front."""
    content = StringIO(newline="")
    writer = csv.writer(content, lineterminator="\r\n")
    writer.writerow([guarded(column.head) for column in sheet.columns])
    writer.writerows([_written(cell) for cell in row] for row in sheet.rows)
    return content.getvalue()


def _archive(sheets: Sequence[Sheet]) -> bytes:
    # The mark at the start tells Excel that the file is UTF-8.
    return packed(
        (f"{sheet.name.lower().replace(' ', '-')}.csv", csv_text(sheet).encode("utf-8-sig"))
        for sheet in sheets
    )


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return f"{cell.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return guarded(cell) if isinstance(cell, str) else repr(cell)
