"""From a workbook, or from cells that were pasted, to a setup sheet: all of it, or every mistake."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from meso_infer.errors import InvalidDocument, MesoError, explain, listed
from meso_infer.issues import Issue
from meso_infer.packages import Agenda
from meso_infer.sheet import (
    IssueRow,
    Sheet,
    issue_of,
    own_of,
    problems,
    rule_of,
    value_spec,
    waiting_for_points,
)
from meso_infer.sheet.amounts import has_decimal_comma, shown
from meso_infer.spreadsheet.cells import Cell, Mistake, Reader, Row, table_rows
from meso_infer.spreadsheet.issue_rows import read_issue
from meso_infer.spreadsheet.layout import (
    ABOUT,
    ABOUT_COLUMNS,
    ABOUT_FIELDS,
    HOW_TO,
    ISSUE_COLUMNS,
    ISSUES,
    MOST_ISSUES,
    MOST_RULES,
    MOST_VALUES,
    READ,
    RULE_COLUMNS,
    RULES,
    VALUE_COLUMNS,
    VALUES,
)
from meso_infer.spreadsheet.opening import Grid, OpenSheet, open_sheets
from meso_infer.spreadsheet.tables import read_rule, with_values
from meso_infer.utility import value_function

ADDRESS = re.compile(r"(?P<column>[A-Z]+)(?P<row>\d+)")


@dataclass(frozen=True)
class SheetReading:
    """What a workbook holds, or everything that is wrong with it.

    Attributes
    ----------
    sheet : Sheet or None
        None exactly when there are mistakes.
    mistakes : tuple of Mistake
        In the order of the file.
    remarks : tuple of str
        What was passed over on purpose, such as a sheet of another name, or is still to be given.
    """

    sheet: Sheet | None
    mistakes: tuple[Mistake, ...]
    remarks: tuple[str, ...] = ()


def read_workbook(data: bytes) -> SheetReading:
    """Read issues, and our values and rules if they are there, from an Excel workbook.

    The sheet ``Issues`` is needed (or the only sheet, whatever its name); ``Negotiation``, ``Values``
    and ``Rules`` may be there. See `meso_infer.spreadsheet.writing.template_workbook`.

    Parameters
    ----------
    data : bytes
        The content of an ``.xlsx`` file.
    """
    try:
        sheets = open_sheets(data)
    except InvalidDocument as error:
        return SheetReading(None, (Mistake("The file", str(error)),))
    by_name = {name.strip().casefold(): one for name, one in sheets.items()}
    if ISSUES.casefold() not in by_name:
        others = [name for name in sheets if name not in (ABOUT, VALUES, RULES, HOW_TO)]
        if len(others) != 1:
            there = f"there are {listed(sheets, 'and')}" if sheets else "every sheet is empty"
            text = f"has no sheet named {ISSUES}; {there}. Name the sheet with the issues {ISSUES}."
            return SheetReading(None, (Mistake("The workbook", text),))
        by_name[ISSUES.casefold()] = sheets[others[0]]
    known = {name.casefold() for name in (*READ, HOW_TO)}
    unread = [
        name
        for name, one in sheets.items()
        if name.strip().casefold() not in known and one is not by_name[ISSUES.casefold()]
    ]
    remarks = tuple(f"The sheet {shown(name)} is not read." for name in unread)
    return _read({name: by_name.get(name.casefold()) for name in READ}, remarks)


def read_grid(grid: Grid) -> SheetReading:
    """Read issues alone from the cells of one table, as `meso_infer.spreadsheet.pasting` makes it."""
    n_rows = sum(not all(cell.is_empty for cell in line) for line in grid)
    return _read({ISSUES: OpenSheet(grid, (), n_rows)}, ())


def _read(sheets: dict[str, OpenSheet | None], remarks: tuple[str, ...]) -> SheetReading:
    reader = Reader(comma_is_decimal=_has_decimal_commas(sheets))

    def table(name: str, columns: Any, most: int) -> list[Row]:
        one = sheets.get(name)
        if one is None:
            return []
        if one.n_rows - 1 > most:
            # A list of another kind: what its cells say would only hide that.
            reader.refuse(name, f"has {one.n_rows - 1:,} rows; at most {most:,} are read.")
            return []
        for mistake in one.mistakes:
            reader.refuse(mistake.where, mistake.text)
        return table_rows(reader, name, one.grid, columns)

    rows = table(ISSUES, ISSUE_COLUMNS, MOST_ISSUES)
    places = {f"i{place}": row for place, row in enumerate(rows, 1)}
    issues = [read_issue(reader, row_id, row) for row_id, row in places.items()]
    if not issues and not reader.mistakes:
        reader.refuse(ISSUES, "has no issue under its first line; write at least one.")
    _refuse_twins(reader, issues, places)
    about = _about(reader, table(ABOUT, ABOUT_COLUMNS, 50))
    values = table(VALUES, VALUE_COLUMNS, MOST_VALUES)
    issues, first_value = with_values(reader, issues, values)
    rule_lines = table(RULES, RULE_COLUMNS, MOST_RULES)
    names = {one.name: one for one in issues}
    rules = [read_rule(reader, f"r{k}", row, names) for k, row in enumerate(rule_lines, 1)]
    sheet = Sheet.model_validate(
        {"issues": issues, "rules": rules, **{field: value for field, (_, value) in about.items()}}
    )
    if not reader.mistakes:
        value_places = {
            one.id: first_value.get(one.id) or places[one.id].cell("Curve") for one in issues
        }
        rule_places = {f"r{k}": row for k, row in enumerate(rule_lines, 1)}
        where = {field: cell.where for field, (cell, _) in about.items()}
        _check_values(reader, sheet, value_places)
        _check_whole(reader, sheet, rule_places, where)
    if reader.mistakes:
        return SheetReading(None, _in_order(reader.mistakes), remarks)
    return SheetReading(sheet, (), (*remarks, *_left_open(sheet)))


def _has_decimal_commas(sheets: dict[str, OpenSheet | None]) -> bool:
    cells = (cell for one in sheets.values() if one for line in one.grid for cell in line)
    return any(isinstance(cell.value, str) and has_decimal_comma(cell.value) for cell in cells)


def _in_order(mistakes: list[Mistake]) -> tuple[Mistake, ...]:
    """Mistakes in the order of the file: what is about a sheet as a whole first, then row by row."""
    sheets = list(dict.fromkeys(one.where.rpartition("!")[0] for one in mistakes))

    def place(mistake: Mistake) -> tuple[int, int, int, str]:
        sheet, _, cell = mistake.where.rpartition("!")
        found = ADDRESS.match(cell)
        if found is None:
            return sheets.index(sheet), 0, 0, ""
        return sheets.index(sheet), int(found["row"]), len(found["column"]), found["column"]

    return tuple(sorted(mistakes, key=place))


def _left_open(sheet: Sheet) -> tuple[str, ...]:
    """What of our values the file left out and step 2 of Setup asks for."""
    given = [row.name for row in sheet.issues if row.points is not None]
    waiting = waiting_for_points(sheet) if given else ()
    without = [row.name for row in sheet.issues if _waits_for_values(row)]
    said = []
    if waiting:
        said.append(f"No points were given for {listed(waiting, 'and')}; step 2 asks for them.")
    if without:
        said.append(
            f"What each option of {listed(without, 'and')} is worth to us is not in it; step 2 asks."
        )
    return tuple(said)


def _waits_for_values(row: IssueRow) -> bool:
    """Whether an issue has points although nothing is said yet of what its options are worth."""
    return row.points is not None and row.shape == "table" and not row.table


def _refuse_twins(reader: Reader, issues: list[IssueRow], places: dict[str, Row]) -> None:
    first: dict[str, str] = {}
    for row in issues:
        name = row.name.casefold()
        where = places[row.id].cell("Issue").where
        if name and name in first:
            reader.refuse(
                where,
                f"{shown(row.name)} stands in {first[name]} already; give each issue its own name.",
            )
        first.setdefault(name, where)


def _about(reader: Reader, rows: list[Row]) -> dict[str, tuple[Cell, Any]]:
    known = {word.casefold(): field for word, field in ABOUT_FIELDS.items()}
    found: dict[str, tuple[Cell, Any]] = {}
    for row in rows:
        said, entry = row.cell("What"), row.cell("Entry")
        field = reader.word(said, known, f"one of {listed(ABOUT_FIELDS)}")
        if field in found:
            reader.refuse(said.where, f"{shown(said.value)} stands twice; keep one of the lines.")
        elif field in ("walk_away", "target"):
            found[field] = (entry, reader.points(entry))
        elif field and not entry.is_empty:
            found[field] = (entry, reader.text(entry))
        elif not field and not entry.is_empty and said.is_empty:
            reader.refuse(said.where, f"is empty beside {shown(entry.value)}; say what that is.")
    return found


# --- what only the whole can tell -------------------------------------------------------------------


def _check_values(reader: Reader, sheet: Sheet, places: dict[str, Cell]) -> None:
    for row in sheet.issues:
        issue = issue_of(row)
        if _waits_for_values(row):
            continue
        if row.points is not None or row.shape not in ("straight", "table") or row.table:
            _try(
                reader,
                places[row.id].where,
                lambda r=row, i=issue: value_function(i, value_spec(r)),
            )


def _check_whole(
    reader: Reader, sheet: Sheet, rules: dict[str, Row], about: dict[str, str]
) -> None:
    issues: tuple[Issue, ...] = tuple(issue_of(row) for row in sheet.issues)
    for row in sheet.rules:
        _try(reader, rules[row.id].where, lambda r=row: Agenda(issues, (rule_of(r),)))
    if reader.mistakes:
        return
    agenda = _try(
        reader, RULES if rules else ISSUES, lambda: Agenda(issues, tuple(map(rule_of, sheet.rules)))
    )
    limits = about.get("walk_away") or about.get("target")
    is_open = bool(waiting_for_points(sheet)) or any(map(_waits_for_values, sheet.issues))
    if isinstance(agenda, Agenda) and (limits or not is_open):
        _try(reader, limits or f"{ISSUES} (Points)", lambda: own_of(sheet, agenda))
    if not reader.mistakes:
        asked_later = {"own", *(f"values:{row.id}" for row in sheet.issues)} if is_open else set()
        for place, text in problems(sheet).items():
            if place not in asked_later:
                reader.refuse(about.get(place, ISSUES), text)


def _try(reader: Reader, where: str, read: Callable[[], object]) -> object:
    try:
        return read()
    except ValidationError as error:
        reader.refuse(where, f"{explain(error)}.")
    except MesoError as error:
        reader.refuse(where, str(error))
    return None
