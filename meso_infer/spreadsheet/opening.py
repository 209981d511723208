"""Opening a workbook of unknown origin: how large it may be, and which cells cannot be read.

A workbook is an archive of XML files. Its size is checked as it is unpacked, not as it says, before any
of it is parsed.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell import Cell as ExcelCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from meso_infer.errors import InvalidDocument
from meso_infer.sheet.amounts import shown
from meso_infer.spreadsheet.cells import Cell, Mistake

MOST_BYTES = 4 * 2**20
MOST_UNPACKED = 8 * 2**20
MOST_PARTS = 500
MOST_SHEETS = 50
MOST_ROWS, MOST_COLUMNS = 2_000, 100
"""How far down and to the right cells are read; beyond stands nothing but mistakes."""

OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
CHUNK = 2**16

Grid = list[list[Cell]]


@dataclass(frozen=True)
class OpenSheet:
    """A sheet of a workbook.

    Attributes
    ----------
    grid : list of list of Cell
    mistakes : tuple of Mistake
        What is wrong with it should it be one that is read.
    n_rows : int
        How many rows hold something, those included that are too far down to be in the grid.
    """

    grid: Grid
    mistakes: tuple[Mistake, ...]
    n_rows: int


def open_sheets(data: bytes) -> dict[str, OpenSheet]:
    """Every sheet of a workbook that holds something, by its name.

    Raises
    ------
    InvalidDocument
        When it is no workbook, or is larger than what is unpacked.
    """
    _check_archive(data)
    try:
        # The library has no error of its own: whatever a file can be made of, it may stumble over.
        book = load_workbook(io.BytesIO(data), keep_links=False)
    except Exception as error:
        raise InvalidDocument(
            "The file cannot be read as a workbook; it may be damaged. Open it in a spreadsheet "
            "program and save it again as .xlsx."
        ) from error
    if len(book.worksheets) > MOST_SHEETS:
        raise InvalidDocument(
            f"The workbook has {len(book.worksheets)} sheets; at most {MOST_SHEETS} are read."
        )
    found = {sheet.title: _opened(sheet) for sheet in book.worksheets}
    return {name: one for name, one in found.items() if one.grid or one.mistakes}


def _check_archive(data: bytes) -> None:
    if len(data) > MOST_BYTES:
        raise InvalidDocument(
            f"The file has {len(data) / 2**20:.1f} MB; at most {MOST_BYTES // 2**20} MB are read."
        )
    if data.startswith(OLD_WORKBOOK):
        raise InvalidDocument(
            "The file is an old .xls workbook or has a password; save it as .xlsx without one."
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        with archive:
            _unpack(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise InvalidDocument(
            "The file is not an Excel workbook (.xlsx). Save it as .xlsx, or paste the cells as text."
        ) from error


def _unpack(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        raise InvalidDocument(
            f"The file has {len(parts):,} parts; no workbook of issues needs so many."
        )
    size = 0
    for part in parts:
        with archive.open(part) as stream:
            head = b""
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > MOST_UNPACKED:
                    raise InvalidDocument(
                        f"The file unpacks to more than {MOST_UNPACKED // 2**20} MB, far more than a "
                        "list of issues. Copy the cells that matter to a new workbook."
                    )
                if part.filename.endswith((".xml", ".rels")) and b"<!" in (window := head + chunk):
                    _refuse_declarations(window)
                head = chunk[-16:]


def _refuse_declarations(window: bytes) -> None:
    if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
        raise InvalidDocument(
            "The file declares entities of its own, as no spreadsheet program does; it is not read."
        )


def _opened(sheet: Worksheet) -> OpenSheet:
    # Only cells that the file holds: a sheet that was formatted down to its last row has a million.
    held = {
        place: cell
        for place, cell in sorted(sheet._cells.items())
        if isinstance(cell, ExcelCell) and cell.value not in (None, "")
    }
    near = {p: cell for p, cell in held.items() if p[0] <= MOST_ROWS and p[1] <= MOST_COLUMNS}
    mistakes = [
        Mistake(
            f"{sheet.title}!{merged.coord}",
            "these cells are merged, so it is not clear which of them is meant; unmerge them.",
        )
        for merged in list(sheet.merged_cells.ranges)[:MOST_COLUMNS]
    ]
    if len(near) < len(held):
        first = next(place for place in held if place not in near)
        n_far = len(held) - len(near)
        cells = "1 filled cell stands" if n_far == 1 else f"{n_far:,} filled cells stand"
        mistakes.append(
            Mistake(
                f"{sheet.title}!{get_column_letter(first[1])}{first[0]}",
                f"{cells} below row {MOST_ROWS:,} or beyond column {get_column_letter(MOST_COLUMNS)}; "
                "move what is far off, or remove it.",
            )
        )
    n_rows = len({row for row, _ in held})
    if not near:
        return OpenSheet([], tuple(mistakes), n_rows)
    width = max(column for _, column in near)
    depth = max(row for row, _ in near)
    grid = [
        [_cell(sheet, near.get((row, column)), row, column) for column in range(1, width + 1)]
        for row in range(1, depth + 1)
    ]
    return OpenSheet(grid, tuple(mistakes), n_rows)


def _cell(sheet: Worksheet, cell: Any, row: int, column: int) -> Cell:
    where = f"{sheet.title}!{get_column_letter(column)}{row}"
    if cell is None:
        return Cell(where)
    value = cell.value
    if cell.data_type == "f":
        said = value if isinstance(value, str) else "="
        return Cell(where, None, f"{shown(said)} is a formula; paste its value in its place.")
    if cell.data_type == "e":
        return Cell(where, None, f"{shown(value)} is an error of the spreadsheet; write the value.")
    if isinstance(value, bool):
        return Cell(where, None, f"{shown(str(value).upper())} is neither text nor an amount.")
    if isinstance(value, (datetime, date, time, timedelta)):
        return Cell(
            where,
            None,
            f"{shown(value)} is a date or a time; format the cell as text and write what is meant.",
        )
    if isinstance(value, int | float):
        # What is shown as 5% is kept as 0.05; people mean the 5.
        times = 100 if "%" in str(cell.number_format) else 1
        return Cell(where, round(float(value) * times, 12) if times > 1 else float(value))
    text = str(value)
    return Cell(where, text) if text.strip() else Cell(where)
