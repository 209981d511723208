"""One line of the table of issues: what it says, and which of its cells is wrong."""

from __future__ import annotations

import re
from typing import Any, cast

from meso_infer.errors import MesoError
from meso_infer.issues import DirectedIssue
from meso_infer.sheet import TYPES, IssueRow, issue_of
from meso_infer.sheet.amounts import plain_amount, shown
from meso_infer.sheet.rows import Kind, Way
from meso_infer.spreadsheet.cells import Reader, Row
from meso_infer.spreadsheet.layout import (
    BENT,
    CURVES,
    KINDS,
    PEAKED,
    WAYS,
    chances_of,
    lean_words,
    parts_of,
)


def read_issue(reader: Reader, row_id: str, row: Row) -> IssueRow:
    """The issue of a line; what is wrong is noted at its cell, and the rest is read all the same."""
    before = len(reader.mistakes)
    unit = reader.text(row.cell("Unit"))
    way = reader.word(
        row.cell("Better for us"), WAYS, "higher or lower, for options later or earlier"
    )
    options = reader.text(row.cell("Options"))
    kind = _kind(reader, row, options)
    fields: dict[str, Any] = {
        "id": row_id,
        "name": reader.text(row.cell("Issue")),
        "kind": kind,
        "points": reader.points(row.cell("Points")),
    }
    if not fields["name"] and row.cell("Issue").problem is None:
        reader.refuse(row.cell("Issue").where, "is empty; give the issue of this line a name.")
    if kind == "numeric":
        for field, column in (("low", "Lowest"), ("high", "Highest"), ("step", "Step")):
            fields[field] = reader.amount(row.cell(column), unit)
        fields["unit"] = unit
        _refuse_range(reader, row, fields)
        _refuse_needless(reader, row, ("Options",), "an amount has none")
    else:
        fields["options"] = "\n".join(parts_of(options))
        _refuse_too_few(reader, row, options)
        _refuse_needless(reader, row, ("Lowest", "Highest", "Step", "Unit"), "options have none")
    if kind == "categorical":
        fields["shape"] = "table"
        _refuse_needless(
            reader, row, ("Better for us", "They probably want"), "these have no order"
        )
    else:
        fields["own_way"] = cast("Way | None", way or None)
        fields |= _lean(reader, row, kind)
    fields |= _curve(reader, row, kind, fields)
    found = IssueRow.model_validate(fields)
    if len(reader.mistakes) == before:
        _check(reader, row, found)
    return found


def _kind(reader: Reader, row: Row, options: str) -> Kind:
    said = reader.word(row.cell("Kind"), KINDS, "amount, ordered or unordered")
    if said:
        return cast("Kind", said)
    if not options:
        return "numeric"
    # Whoever says which end is better has an order in mind, however it was written.
    ends = (row.cell("Better for us"), row.cell("They probably want"))
    return "categorical" if all(cell.is_empty for cell in ends) else "ordered"


def _refuse_range(reader: Reader, row: Row, fields: dict[str, Any]) -> None:
    for column in ("Lowest", "Highest"):
        cell = row.cell(column)
        if cell.is_empty:
            reader.refuse(
                cell.where,
                f"the {column.lower()} amount is missing; write one, or list options if it has any.",
            )
    low, high = fields["low"], fields["high"]
    if low is not None and high is not None and not low < high:
        reader.refuse(
            row.cell("Highest").where,
            f"the highest amount is {high:,g}, which is not above the lowest, {low:,g}.",
        )


def _refuse_too_few(reader: Reader, row: Row, options: str) -> None:
    cell, parts = row.cell("Options"), parts_of(options)
    if len(parts) > 1 or cell.problem is not None:
        return
    name = reader.text(row.cell("Issue")) or "this issue"
    has = f"has a single option, {shown(parts[0])}" if parts else "has no options"
    reader.refuse(cell.where, f"{name} {has}; write two or more, with semicolons between them.")


def _refuse_needless(reader: Reader, row: Row, columns: tuple[str, ...], why: str) -> None:
    for column in columns:
        cell = row.cell(column)
        if not cell.is_empty:
            reader.refuse(
                cell.where,
                f"{shown(cell.value)} stands under {column}, but {why}; remove it or change the kind.",
            )


def _lean(reader: Reader, row: Row, kind: Kind) -> dict[str, Any]:
    cell = row.cell("They probably want")
    directed = TYPES[kind]
    if not issubclass(directed, DirectedIssue):
        return {}
    said = " ".join(reader.text(cell).casefold().split())
    chances = chances_of(said, directed) if said else None
    if chances is not None:
        return {"lean": "given", "given_lean": chances}
    words = lean_words(directed)
    up, down = directed.direction_up, directed.direction_down
    lean = reader.word(
        cell,
        words,
        f"{up}, {down}, in between, don't know, or chances such as {up} 70%, {down} 30%",
    )
    return {"lean": lean or "opposed"}


def _curve(reader: Reader, row: Row, kind: Kind, fields: dict[str, Any]) -> dict[str, Any]:
    """The curve of our values: ``straight``, ``bent 1.2`` or ``best at 95000``."""
    cell = row.cell("Curve")
    said = reader.text(cell)
    small = " ".join(said.casefold().split())
    if small in CURVES:
        return {}
    if kind == "categorical":
        reader.refuse(cell.where, "options without an order have no curve; use the sheet Values.")
        return {}
    if small.startswith(BENT):
        try:
            return {"shape": "bent", "rho": plain_amount(small.removeprefix(BENT))}
        except ValueError:
            reader.refuse(
                cell.where, f"{shown(said)} does not say how bent; write such as bent 1.2."
            )
            return {}
    if small.startswith(PEAKED):
        place = said.strip()[len(PEAKED) :].strip()
        if kind == "ordered":
            return {"shape": "peak", "peak_at": place}
        try:
            amount = plain_amount(
                place, fields.get("unit", ""), comma_is_decimal=reader.comma_is_decimal
            )
            return {"shape": "peak", "peak_at": amount}
        except ValueError as error:
            reader.refuse(cell.where, f"{shown(said)} names no amount that is read: {error}")
            return {}
    reader.refuse(
        cell.where, f"{shown(said)} is not known here; write straight, bent 1.2 or best at 95000."
    )
    return {}


FIELD = re.compile(r"^(?:name|unit|options|step|low|high|counterpart_direction): ")
"""How a message begins that says which field is meant: beside a cell that is known."""


def _is_name(name: str) -> bool:
    try:
        issue_of(IssueRow(id="name", name=name, low=0, high=1))
    except MesoError:
        return False
    return True


def _check(reader: Reader, row: Row, found: IssueRow) -> None:
    """Note what only the whole line can tell, at each cell whose change would mend it."""
    mended: dict[str, dict[str, Any]] = {
        "Issue": {"name": found.name if _is_name(found.name) else "Issue"},
        "Step": {"step": None},
        "Unit": {"unit": ""},
        "They probably want": {"lean": "opposed", "given_lean": None},
    }
    rest = "Highest" if found.kind == "numeric" else "Options"
    # Each cell is looked at with all others mended, so that no mistake hides behind another.
    for column in (rest, *mended):
        others = {k: v for name, part in mended.items() if name != column for k, v in part.items()}
        try:
            issue_of(found.model_copy(update=others))
        except MesoError as error:
            reader.refuse(row.cell(column).where, FIELD.sub("", str(error)))
            if column == rest:
                return
