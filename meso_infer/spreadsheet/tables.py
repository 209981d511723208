"""The smaller tables of a workbook: our value of each option, and rules across issues."""

from __future__ import annotations

from typing import Any, cast

from meso_infer.errors import listed
from meso_infer.issues import whole
from meso_infer.sheet import IssueRow, RuleRow
from meso_infer.sheet.amounts import shown
from meso_infer.sheet.rows import How
from meso_infer.spreadsheet.cells import Cell, Reader, Row
from meso_infer.spreadsheet.layout import HOWS, parts_of


def with_values(
    reader: Reader, issues: list[IssueRow], rows: list[Row]
) -> tuple[list[IssueRow], dict[str, Cell]]:
    """The issues with what the table of values says of them, and the first cell about each, by id."""
    by_name = {row.name.casefold(): row for row in issues}
    said: dict[str, dict[str, float]] = {}
    first: dict[str, Cell] = {}
    for line in rows:
        issue = _issue(reader, line.cell("Issue"), by_name)
        option, points = line.cell("Option"), reader.points(line.cell("Points"))
        if line.cell("Points").is_empty:
            reader.refuse(line.cell("Points").where, "the points are missing; write 0 to 100.")
        if issue is None:
            continue
        name = _option(reader, option, issue)
        if name is None or points is None:
            continue
        told = said.setdefault(issue.id, {})
        if name in told:
            reader.refuse(option.where, f"{shown(name)} of {issue.name} stands twice; keep one.")
        told[name] = points
        first.setdefault(issue.id, option)
    return [_valued(row, said[row.id]) if row.id in said else row for row in issues], first


def _valued(row: IssueRow, told: dict[str, float]) -> IssueRow:
    steps = None if not row.step else (_amount(row.high) - _amount(row.low)) / row.step
    if row.kind != "numeric" or (steps is not None and len(told) > steps + 0.5):
        return row.model_copy(update={"shape": "table", "table": told})
    lines = "\n".join(f"{amount}: {whole(points)}" for amount, points in told.items())
    return row.model_copy(update={"shape": "knots", "knots": lines})


def _amount(given: float | None) -> float:
    return 0.0 if given is None else given


def _issue(reader: Reader, cell: Cell, by_name: dict[str, IssueRow]) -> IssueRow | None:
    name = reader.text(cell)
    if cell.problem is not None:
        return None
    found = by_name.get(name.casefold())
    if found is None or not name:
        what = f"{shown(name)} is not among the issues" if name else "the issue is missing"
        known = [row.name for row in by_name.values() if row.name]
        reader.refuse(cell.where, f"{what}; name one of {listed(known) or 'them'}.")
        return None
    return found


def _option(reader: Reader, cell: Cell, issue: IssueRow) -> str | None:
    if issue.kind == "numeric":
        amount = reader.amount(cell, issue.unit)
        if cell.is_empty:
            reader.refuse(cell.where, f"the amount of {issue.name} is missing.")
        return None if amount is None else str(whole(amount))
    said = reader.text(cell)
    known = {option.casefold(): option for option in issue.listed_options}
    found = known.get(said.casefold())
    if found is None and cell.problem is None:
        what = f"{shown(said)} is no option of {issue.name}" if said else "the option is missing"
        reader.refuse(cell.where, f"{what}; name one of {listed(issue.listed_options)}.")
    return found


def read_rule(reader: Reader, row_id: str, line: Row, issues: dict[str, IssueRow]) -> RuleRow:
    """The rule of a line: ``If Remote at least 3, Then Contract at least 2 years``."""
    by_name = {name.casefold(): row for name, row in issues.items()}
    sides: dict[str, dict[str, dict[str, object]]] = {}
    for side in ("If", "Then"):
        issue = _issue(reader, line.cell(side), by_name)
        how = reader.word(line.cell(f"{side} it is"), HOWS, "at least, at most or is")
        if not how and line.cell(f"{side} it is").is_empty:
            reader.refuse(
                line.cell(f"{side} it is").where, "is empty; write at least, at most or is."
            )
        cell = line.cell(f"{side} option")
        if issue is None:
            continue
        parts = _parts(cell) if how == "in" else [cell]
        asked = [option for part in parts if (option := _option(reader, part, issue)) is not None]
        if asked and how:
            told: list[Any] = [whole(float(x)) for x in asked] if issue.kind == "numeric" else asked
            sides[side.lower()] = {issue.name: {how: told if how == "in" else told[0]}}
    return _row(row_id, sides)


def _parts(cell: Cell) -> list[Cell]:
    if not isinstance(cell.value, str):
        return [cell]
    return [Cell(cell.where, part) for part in parts_of(cell.value)]


def _row(row_id: str, sides: dict[str, dict[str, dict[str, object]]]) -> RuleRow:
    fields: dict[str, Any] = {"id": row_id}
    for side, said in sides.items():
        ((issue, asked),) = said.items()
        ((how, option),) = asked.items()
        several = isinstance(option, list)
        if several and len(option) > 1:
            return RuleRow(id=row_id, given=sides)
        only = option[0] if several else option
        fields |= {f"{side}_issue": issue, f"{side}_how": cast("How", how), f"{side}_option": only}
    return RuleRow.model_validate(fields)
