"""From a sheet to what is written: the header of a new negotiation, or the events of a changed one."""

from __future__ import annotations

import math
from collections.abc import Mapping

from meso_infer.errors import InvalidIssue, InvalidUtility, listed
from meso_infer.events import (
    AlternativesSet,
    DirectionSet,
    Event,
    IssueAdded,
    IssueChanged,
    NamesSet,
    OwnGuessSet,
    OwnUtilitySet,
    extended,
)
from meso_infer.events.setup import ScenarioText
from meso_infer.issues import DirectedIssue, Issue
from meso_infer.negotiation import Header, Negotiation
from meso_infer.sheet.reading import (
    agenda_of,
    batna_of,
    issue_of,
    own_of,
    problems,
    waiting_for_points,
)
from meso_infer.sheet.rows import EXACT, IssueRow, Sheet, fresh_fields, sheet_of


def header_of(sheet: Sheet) -> Header:
    """The header of a new negotiation.

    Raises
    ------
    InvalidIssue, InvalidUtility
        With the first thing that is wrong; see `problems` for all of them.
    """
    found = problems(sheet)
    if found:
        raise InvalidIssue(next(iter(found.values())))
    agenda = agenda_of(sheet)
    return Header(
        agenda, sheet.title, sheet.counterpart, sheet.segment or None, own_of(sheet, agenda)
    )


def guess_of(sheet: Sheet) -> OwnGuessSet | None:
    """The guess on a sheet as an event; None when nothing was guessed. Raises as `guess_from_points`."""
    points = {row.name: row.guess for row in sheet.issues}
    return None if all(given is None for given in points.values()) else guess_from_points(points)


def guess_from_points(points: Mapping[str, float | None]) -> OwnGuessSet:
    """The event for a guess of what matters to them, given as points an issue; only ratios count.

    Raises
    ------
    InvalidUtility
        When an issue has no points, one is negative, or all are 0.
    """
    missing = [name for name, given in points.items() if given is None]
    if missing:
        raise InvalidUtility(
            f"The guess leaves out {listed(missing, 'and')}; give each issue 0 to 100 points."
        )
    given = {name: float(value or 0.0) for name, value in points.items()}
    total = math.fsum(given.values())
    if not total > 0 or any(value < 0 for value in given.values()):
        raise InvalidUtility(
            "The guess gives no issue any points; give 100 to the one that you think matters most "
            "to them, and 0 to 100 to each other one."
        )
    return OwnGuessSet(weights={name: value / total for name, value in given.items()})


def alternatives_of(sheet: Sheet) -> AlternativesSet | None:
    """What may happen without an agreement, as an event; None while it is not complete."""
    if not sheet.scenarios:
        return AlternativesSet(scenarios=())
    try:
        batna = batna_of(sheet)
    except InvalidUtility:
        return None
    return AlternativesSet(
        scenarios=tuple(
            ScenarioText(
                name=one.name,
                probability=round(one.probability, EXACT),
                utility=round(one.utility, EXACT),
                cost=round(one.cost, EXACT),
            )
            for one in batna.scenarios
        ),
        risk_tolerance=sheet.risk_tolerance or None,
    )


def unsaved(sheet: Sheet) -> Sheet:
    """What of a sheet saving can write: without alternatives that are not complete, ids in order."""
    if alternatives_of(sheet) is None:
        return sheet.model_copy(update={"scenarios": (), "risk_tolerance": 0.0})
    numbered = tuple(
        row.model_copy(update={"id": f"s{place}"}) for place, row in enumerate(sheet.scenarios, 1)
    )
    weighed = sheet.risk_tolerance if numbered else 0.0
    return sheet.model_copy(update={"scenarios": numbered, "risk_tolerance": weighed})


def changes(sheet: Sheet, negotiation: Negotiation) -> tuple[Event, ...]:
    """The events that turn a negotiation into what its sheet says; none when nothing changed.

    Our values are written only once every issue has its points: while the range of an issue was
    edited and its weight not asked again, the state says so and calls nothing equal.

    Raises
    ------
    InvalidIssue, InvalidUtility
        With the first thing that is wrong on the sheet.
    EventRejected
        When a change does not fit what was logged already.
    """
    before = sheet_of(negotiation)
    events: list[Event] = [
        event for row in sheet.issues if (event := _issue_event(row, negotiation)) is not None
    ]
    if _own_part(sheet) != _own_part(before) or negotiation.weights_to_reelicit:
        agenda = agenda_of(sheet)
        if not waiting_for_points(sheet):
            own = own_of(sheet, agenda)
            if own is not None:
                events.append(OwnUtilitySet(own=own))
    if [row.guess for row in sheet.issues] != [row.guess for row in before.issues]:
        guess = guess_of(sheet)
        if guess is not None:
            events.append(guess)
    events += _aside(sheet, before)
    extended(negotiation, *events)
    return tuple(events)


def _aside(sheet: Sheet, before: Sheet) -> list[Event]:
    """Changes beside issues and values: alternatives, once they are complete, and names."""
    events: list[Event] = []
    said = alternatives_of(sheet)
    if said is not None and said != alternatives_of(before):
        events.append(said)
    names = {
        field: getattr(sheet, field)
        for field in ("title", "counterpart")
        if getattr(sheet, field) != getattr(before, field)
    }
    if names:
        events.append(NamesSet(**names))
    return events


def _issue_event(row: IssueRow, negotiation: Negotiation) -> Event | None:
    issue = issue_of(row)
    if row.name not in negotiation.agenda.names:
        return IssueAdded(issue=issue)  # type: ignore[arg-type]
    before = negotiation.agenda.issue(row.name)
    if issue == before:
        return None
    if _same_but_for_lean(issue, before) and isinstance(issue, DirectedIssue):
        return DirectionSet(issue=row.name, counterpart_direction=issue.counterpart_direction)
    return IssueChanged(issue=issue)  # type: ignore[arg-type]


def _same_but_for_lean(one: Issue, other: Issue) -> bool:
    left = one.model_dump(exclude={"counterpart_direction"})
    return left == other.model_dump(exclude={"counterpart_direction"})


def _own_part(sheet: Sheet) -> tuple[object, ...]:
    """What of a sheet our utility is made of."""
    fields = {"name", "points", "shape", "rho", "peak_at", "knots", "table"}
    rows = tuple(
        tuple(sorted(row.model_dump(include=fields).items(), key=str)) for row in sheet.issues
    )
    return (str(rows), sheet.walk_away, sheet.target)


def asked_again(before: Sheet, after: Sheet) -> tuple[Sheet, tuple[str, ...]]:
    """The sheet without the points of issues whose range was edited, and the names of these.

    Points are the worth of a move from worst to best: with another range they mean nothing. An issue
    of another kind loses its curve and its direction as well.
    """
    earlier = {row.id: row for row in before.issues}
    cleared = []
    rows = []
    for row in after.issues:
        was = earlier.get(row.id, row)
        if was.kind != row.kind:
            row = row.model_copy(update=fresh_fields(row.kind))
        moved = was.range != row.range and row.points is not None
        rows.append(row.model_copy(update={"points": None}) if moved else row)
        if moved:
            cleared.append(row.name)
    return after.model_copy(update={"issues": tuple(rows)}), tuple(cleared)
