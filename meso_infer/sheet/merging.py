"""What was typed on a sheet, put on the negotiation as somebody else has left it meanwhile."""

from __future__ import annotations

from pydantic import BaseModel

from meso_infer.sheet.rows import IssueRow, Sheet


def merged(typed: Sheet, before: Sheet, now: Sheet) -> Sheet:
    """The sheet as it stands now, with what was typed since it stood as before.

    What was not typed follows the others; where both changed the same field, what was typed stays, to
    be compared and saved or not. A rule or a scenario is compared with all others of its kind at once.

    Parameters
    ----------
    typed : Sheet
        What stands on the page.
    before, now : Sheet
        What the negotiation was when typing began, and what it is.
    """
    update = _typed_fields(typed, before, tuple(Sheet.model_fields))
    return now.model_copy(update={**update, "issues": _issues(typed, before, now)})


def _typed_fields(
    typed: BaseModel, before: BaseModel, fields: tuple[str, ...]
) -> dict[str, object]:
    given = {field: getattr(typed, field) for field in fields}
    return {field: value for field, value in given.items() if value != getattr(before, field)}


def _issues(typed: Sheet, before: Sheet, now: Sheet) -> tuple[IssueRow, ...]:
    earlier = {row.id: row for row in before.issues}
    on_page = {row.id: row for row in typed.issues}
    rows = []
    for row in now.issues:
        was, mine = earlier.get(row.id), on_page.get(row.id)
        if was is None or mine is None or was.name != row.name:
            rows.append(row)
            continue
        rows.append(row.model_copy(update=_typed_fields(mine, was, tuple(IssueRow.model_fields))))
    taken = {row.name.casefold() for row in now.issues}
    for row in typed.issues:
        # What somebody else has put on the agenda under that name stands there once.
        if row.id in earlier or row.name.casefold() in taken:
            continue
        free = now.model_copy(update={"issues": tuple(rows)}).free_id("i")
        rows.append(row.model_copy(update={"id": free}))
    return tuple(rows)
