"""Cells that were copied from a spreadsheet, or a CSV file's text: tabs, semicolons or commas."""

from __future__ import annotations

import csv
import io

from openpyxl.utils import get_column_letter

from meso_infer.sheet.amounts import shown
from meso_infer.spreadsheet.cells import Cell, Mistake
from meso_infer.spreadsheet.opening import MOST_COLUMNS, MOST_ROWS
from meso_infer.spreadsheet.reading import SheetReading, read_grid

MOST_CHARACTERS = 200_000
BYTE_ORDER_MARK = "\ufeff"
"""What a CSV file of a spreadsheet program begins with, and nobody sees."""
SEPARATORS = ("\t", ";", ",")
"""What may stand between cells; the first of them that the first line holds is taken."""


def read_pasted(text: str) -> SheetReading:
    """Read issues from pasted cells; the first line names the columns.

    Places are given as in a spreadsheet that starts with the pasted cells: ``C4`` is the third cell
    of the fourth line.

    Parameters
    ----------
    text : str
        Lines of cells with a tab, a semicolon or a comma between them; a cell that holds one of these
        stands in double quotes.
    """
    if len(text) > MOST_CHARACTERS:
        return _refused(
            f"there are {len(text):,} characters; at most {MOST_CHARACTERS:,} are read."
        )
    if "\x00" in text:
        return _refused("the text holds a character that cannot stand in a table; copy it again.")
    text = text.removeprefix(BYTE_ORDER_MARK)
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not first:
        return _refused("nothing was pasted; copy the cells with the line that names the columns.")
    mark = next((one for one in SEPARATORS if one in first), "\t")
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True))
    except csv.Error as error:
        return _refused(f"the quotation marks do not fit together ({error}); check or remove them.")
    if len(lines) > MOST_ROWS or max(map(len, lines)) > MOST_COLUMNS:
        return _refused(f"at most {MOST_ROWS:,} lines of {MOST_COLUMNS} cells are read.")
    grid = [
        [_cell(f"{get_column_letter(column)}{row}", said) for column, said in enumerate(line, 1)]
        for row, line in enumerate(lines, 1)
    ]
    return read_grid(grid)


def _refused(text: str) -> SheetReading:
    return SheetReading(None, (Mistake("The text", text),))


def _cell(where: str, said: str) -> Cell:
    said = said.strip()
    if said.startswith("="):
        return Cell(where, None, f"{shown(said)} is a formula; paste its value in its place.")
    return Cell(where, said or None)
