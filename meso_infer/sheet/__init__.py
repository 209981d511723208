"""The setup sheet: what is typed before and between rounds, and what it becomes.

`rows` is what was typed, `reading` makes issues and values of it or says what is wrong and where,
`changes` makes the header of a new negotiation or the events of one that is under way, `following` keeps
rules and values with the names that they hang on, `merging` what was typed when somebody else saved first.
"""

from meso_infer.sheet.changes import (
    alternatives_of,
    asked_again,
    changes,
    guess_from_points,
    guess_of,
    header_of,
    unsaved,
)
from meso_infer.sheet.following import followed
from meso_infer.sheet.merging import merged
from meso_infer.sheet.reading import (
    TYPES,
    agenda_of,
    batna_of,
    issue_of,
    own_of,
    problems,
    rule_of,
    utility_of_sheet,
    value_spec,
    waiting_for_points,
)
from meso_infer.sheet.rows import (
    IssueRow,
    RuleRow,
    ScenarioRow,
    Sheet,
    leans,
    sheet_of,
    sheet_of_header,
)

__all__ = [
    "TYPES",
    "IssueRow",
    "RuleRow",
    "ScenarioRow",
    "Sheet",
    "agenda_of",
    "alternatives_of",
    "asked_again",
    "batna_of",
    "changes",
    "followed",
    "guess_from_points",
    "guess_of",
    "header_of",
    "issue_of",
    "leans",
    "merged",
    "own_of",
    "problems",
    "rule_of",
    "sheet_of",
    "sheet_of_header",
    "unsaved",
    "utility_of_sheet",
    "value_spec",
    "waiting_for_points",
]
