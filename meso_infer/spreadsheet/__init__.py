"""Issues in a spreadsheet: read as a whole or refused cell by cell, and written to be filled in.

openpyxl takes a fifth of a second to import; import this where it is used.
"""

from meso_infer.spreadsheet.cells import Mistake
from meso_infer.spreadsheet.pasting import read_pasted
from meso_infer.spreadsheet.reading import SheetReading, read_workbook
from meso_infer.spreadsheet.writing import template_workbook, workbook_of

__all__ = [
    "Mistake",
    "SheetReading",
    "read_pasted",
    "read_workbook",
    "template_workbook",
    "workbook_of",
]
