"""What hangs on the name of an issue or on its options follows when these are edited."""

from __future__ import annotations

from collections.abc import Mapping

from meso_infer.errors import InvalidIssue, InvalidPackage
from meso_infer.issues import Issue
from meso_infer.sheet.reading import issue_of
from meso_infer.sheet.rows import IssueRow, RuleRow, Sheet


def followed(before: Sheet, after: Sheet) -> Sheet:
    """The sheet as edited, its rules and values naming issues and options as they are called now.

    Where as many options stand as before, one in the place of another takes over what was said of it: it was
    named anew. What an option was worth that stands there no more is left out, for nobody could take it back.

    Parameters
    ----------
    before, after : Sheet
        What stood there, and what stands there with what was just typed.
    """
    earlier = {row.id: row for row in before.issues}
    now = {row.name for row in after.issues}
    renamed = {
        earlier[row.id].name: row.name
        for row in after.issues
        if row.id in earlier and row.name and earlier[row.id].name not in now
    }
    instead = {row.name: _named_anew(earlier.get(row.id, row), row) for row in after.issues}
    issues = tuple(_with_values(row, instead[row.name]) for row in after.issues)
    rules = tuple(_with_names(row, renamed, instead) for row in after.rules)
    return after.model_copy(update={"issues": issues, "rules": rules})


def _with_names(
    row: RuleRow, renamed: Mapping[str, str], instead: Mapping[str, Mapping[str, str]]
) -> RuleRow:
    update: dict[str, object] = {}
    for side in ("if", "then"):
        name = getattr(row, f"{side}_issue")
        now = renamed.get(name, name)
        update[f"{side}_issue"] = now
        update[f"{side}_option"] = _called(getattr(row, f"{side}_option"), instead.get(now, {}))
    if row.given is not None:
        update["given"] = {
            side: {
                (now := renamed.get(name, name)): {
                    how: _called(option, instead.get(now, {})) for how, option in asked.items()
                }
                for name, asked in asks.items()
            }
            for side, asks in row.given.items()
        }
    return row.model_copy(update=update)


def _called(option: object, instead: Mapping[str, str]) -> object:
    """What is named of an issue's options, one or several, as it is called now; amounts as they are."""
    if isinstance(option, list):
        return [_called(one, instead) for one in option]
    return instead.get(option, option) if isinstance(option, str) else option


def _with_values(row: IssueRow, instead: Mapping[str, str]) -> IssueRow:
    if isinstance(row.peak_at, str):
        row = row.model_copy(update={"peak_at": instead.get(row.peak_at, row.peak_at)})
    if row.kind == "numeric":
        return _with_amounts(row)
    table = {instead.get(option, option): points for option, points in row.table.items()}
    known = row.listed_options
    return row.model_copy(
        update={"table": {option: points for option, points in table.items() if option in known}}
    )


def _with_amounts(row: IssueRow) -> IssueRow:
    """Values amount by amount only where there are such amounts; while a range makes no sense they wait."""
    try:
        issue = issue_of(row)
    except InvalidIssue:
        return row
    if issue.n_options is None:
        return row.model_copy(update={"shape": "straight"}) if row.shape == "table" else row
    table = {amount: points for amount, points in row.table.items() if _has(issue, amount)}
    return row.model_copy(update={"table": table})


def _has(issue: Issue, amount: str) -> bool:
    try:
        return str(issue.parse(float(amount))) == amount
    except (ValueError, InvalidPackage):
        return False


def _named_anew(was: IssueRow, row: IssueRow) -> dict[str, str]:
    before, now = was.listed_options, row.listed_options
    if "numeric" in (was.kind, row.kind) or len(before) != len(now):
        return {}
    return {
        old: new
        for old, new in zip(before, now, strict=True)
        if old not in now and new not in before
    }
