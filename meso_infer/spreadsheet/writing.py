"""Writing a setup sheet as a workbook that can be filled in, and read again."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from meso_infer.errors import InvalidDocument
from meso_infer.issues import DirectedIssue, whole
from meso_infer.sheet import TYPES, IssueRow, RuleRow, Sheet
from meso_infer.spreadsheet.layout import (
    ABOUT,
    ABOUT_COLUMNS,
    ABOUT_FIELDS,
    BENT,
    HOW_TO,
    HOW_WORDS,
    ISSUE_COLUMNS,
    ISSUES,
    KIND_WORDS,
    PEAKED,
    RULE_COLUMNS,
    RULES,
    VALUE_COLUMNS,
    VALUES,
    lean_words,
    one_cell,
)

Entry = str | float | int | None

WIDTH, WIDE = 18, 44
ROWS_TO_FILL = 200

INSTRUCTIONS = (
    "Fill in the sheet Issues, one line an issue. The other sheets may stay empty.",
    "Kind: amount, ordered (options in an order) or unordered (options without one).",
    "An amount needs its lowest and its highest; Step is blank where any amount will do.",
    "Options stand in one cell, with a semicolon between them, in their order if they have one.",
    "Better for us: higher or lower; for ordered options later or earlier in their list.",
    "They probably want: higher or lower (later or earlier), in between, don't know, or chances such as"
    " higher 70%, lower 30%. Blank: the other way from us.",
    "Points: what moving from worst to best is worth to us, 100 for the issue where it is worth most.",
    "Curve: blank or straight, bent 1.2, or best at 95000. The sheet Values gives it option by option.",
    "Walk-away and target are points from 0 to 100 on the scale of all our values.",
    "Write values, not formulas or dates, and merge no cells.",
    "When the file is read, every mistake is named by its cell, and nothing is taken until none is left.",
)


def template_workbook() -> bytes:
    """An empty workbook to fill in, with what each column means on its first sheet."""
    return workbook_of(Sheet(title="", counterpart=""))


def workbook_of(sheet: Sheet) -> bytes:
    """A setup sheet as an ``.xlsx`` file; `meso_infer.spreadsheet.reading.read_workbook` gives it back.

    Raises
    ------
    InvalidDocument
        When a rule has more parts than a line of the workbook can hold.
    """
    book = Workbook()
    how_to = book.worksheets[0]
    how_to.title = HOW_TO
    _fill(how_to, ("How to fill in this workbook",), [(line,) for line in INSTRUCTIONS])
    how_to.column_dimensions["A"].width = 110
    _fill(_added(book, ISSUES), tuple(ISSUE_COLUMNS), [_issue_line(row) for row in sheet.issues])
    _offer_words(book[ISSUES])
    about: dict[str, Entry] = {word: getattr(sheet, f) for word, f in ABOUT_FIELDS.items()}
    _fill(_added(book, ABOUT), tuple(ABOUT_COLUMNS), list(about.items()))
    values = [line for row in sheet.issues for line in _value_lines(row)]
    _fill(_added(book, VALUES), tuple(VALUE_COLUMNS), values)
    _fill(_added(book, RULES), tuple(RULE_COLUMNS), [_rule_line(row) for row in sheet.rules])
    book.active = 1
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _added(book: Workbook, name: str) -> Worksheet:
    return book.create_sheet(name)


def _fill(page: Worksheet, head: Sequence[str], lines: Sequence[Sequence[Entry]]) -> None:
    for row, line in enumerate([head, *lines], 1):
        for column, entry in enumerate(line, 1):
            if entry is None or entry == "":
                continue
            cell = page.cell(row, column, entry)
            if isinstance(entry, str):
                # Text stays text: what begins with "=" must not be run by whoever opens the file.
                cell.data_type = "s"
                cell.number_format = "@"
                cell.alignment = Alignment(wrap_text=True, vertical="top")
            if row == 1:
                cell.font = Font(bold=True)
    page.freeze_panes = "A2"
    for column, name in enumerate(head, 1):
        width = WIDE if name in ("Options", "Entry", "They probably want") else WIDTH
        page.column_dimensions[get_column_letter(column)].width = width


def _offer_words(page: Worksheet) -> None:
    """Lists to choose from in the columns that take a word; other words that are known may be typed."""
    for column, name in enumerate(ISSUE_COLUMNS, 1):
        words = {
            "Kind": tuple(KIND_WORDS.values()),
            "Better for us": ("higher", "lower", "later", "earlier"),
        }.get(name)
        if words is None:
            continue
        choice = DataValidation("list", formula1=f'"{",".join(words)}"', allow_blank=True)
        choice.showErrorMessage = False
        page.add_data_validation(choice)
        letter = get_column_letter(column)
        choice.add(f"{letter}2:{letter}{ROWS_TO_FILL}")


def _issue_line(row: IssueRow) -> tuple[Entry, ...]:
    named = row.kind != "numeric"
    return (
        row.name,
        KIND_WORDS[row.kind],
        None if named else _whole(row.low),
        None if named else _whole(row.high),
        None if named else _whole(row.step),
        None if named else row.unit,
        one_cell(row.listed_options) if named else None,
        _way(row),
        _lean(row),
        _whole(row.points),
        _curve(row),
    )


def _whole(amount: float | None) -> Entry:
    return None if amount is None else whole(amount)


def _way(row: IssueRow) -> Entry:
    kind = TYPES[row.kind]
    if row.own_way is None or not issubclass(kind, DirectedIssue):
        return None
    return {"up": kind.direction_up, "down": kind.direction_down}[row.own_way]


def _lean(row: IssueRow) -> Entry:
    kind = TYPES[row.kind]
    if not issubclass(kind, DirectedIssue) or row.lean == "opposed":
        return None
    if row.lean == "given":
        return ", ".join(f"{way} {100 * p:.10g}%" for way, p in (row.given_lean or {}).items())
    return next(word for word, lean in lean_words(kind).items() if lean == row.lean)


def _curve(row: IssueRow) -> Entry:
    if row.shape == "bent":
        return f"{BENT} {0.0 if row.rho is None else row.rho:.12g}"
    if row.shape == "peak" and row.peak_at is not None:
        return f"{PEAKED} {whole(row.peak_at) if isinstance(row.peak_at, float) else row.peak_at}"
    return None


def _value_lines(row: IssueRow) -> list[tuple[Entry, ...]]:
    if row.shape == "table":
        numeric = row.kind == "numeric"
        return [
            (row.name, whole(float(option)) if numeric else option, whole(points))
            for option, points in row.table.items()
        ]
    if row.shape == "knots":
        pairs = [line.rpartition(":") for line in row.knots.splitlines() if line.strip()]
        return [(row.name, amount.strip(), points.strip()) for amount, _, points in pairs]
    return []


def _rule_line(row: RuleRow) -> tuple[Entry, ...]:
    if row.given is None:
        sides = [
            (getattr(row, f"{s}_issue"), getattr(row, f"{s}_how"), getattr(row, f"{s}_option"))
            for s in ("if", "then")
        ]
    else:
        sides = [_only_part(row.given[side]) for side in ("if", "then")]
    line: list[Entry] = []
    for issue, how, option in sides:
        said = one_cell([str(one) for one in option]) if isinstance(option, list) else option
        line += [issue, HOW_WORDS[how], whole(said) if isinstance(said, float) else said]
    return tuple(line)


def _only_part(side: dict[str, dict[str, object]]) -> tuple[str, str, object]:
    parts = [(issue, how, option) for issue, asked in side.items() for how, option in asked.items()]
    if len(parts) != 1:
        raise InvalidDocument(
            "A rule has several parts, more than a line of the workbook holds; export the JSON document."
        )
    return parts[0]
