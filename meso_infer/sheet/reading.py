"""From what was typed to issues, rules, values and limits, or to what is wrong with it and where."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from pydantic import TypeAdapter, ValidationError

from meso_infer.elicitation.batna import PROBABILITY_SLACK, Batna, Scenario
from meso_infer.elicitation.weights import swing_weights
from meso_infer.errors import InvalidIssue, InvalidUtility, MesoError, explain, listed, shortened
from meso_infer.events.base import NameText
from meso_infer.issues import (
    CategoricalIssue,
    DirectedIssue,
    Issue,
    NumericIssue,
    OrderedIssue,
    look,
    whole,
)
from meso_infer.packages import Agenda, Rule
from meso_infer.sheet.amounts import plain_amount
from meso_infer.sheet.rows import POINTS, IssueRow, RuleRow, Sheet, leans
from meso_infer.utility import AdditiveUtility, Curve, OwnSpec, Points, Table, value_function

TYPES: Mapping[str, type[Issue]] = MappingProxyType(
    {"numeric": NumericIssue, "ordered": OrderedIssue, "categorical": CategoricalIssue}
)
TITLE: TypeAdapter[str] = TypeAdapter(NameText)


def issue_of(row: IssueRow) -> Issue:
    """The issue that a row describes.

    Raises
    ------
    InvalidIssue
        Saying what is missing or wrong.
    """
    if not row.name.strip():
        raise InvalidIssue("The issue has no name yet; give it one, such as Price or Delivery.")
    kind = TYPES[row.kind]
    fields: dict[str, Any] = {"name": row.name}
    if row.kind == "numeric":
        if row.low is None or row.high is None:
            raise InvalidIssue(
                f"{row.name} needs its lowest and its highest amount, so that its range is known."
            )
        fields |= {"unit": row.unit.strip(), "low": row.low, "high": row.high, "step": row.step}
    else:
        if len(row.listed_options) < 2:
            raise InvalidIssue(f"{row.name} needs at least two options, one on each line.")
        _refuse_twins(row.listed_options, f"Two options of {row.name}")
        fields["options"] = row.listed_options
    if issubclass(kind, DirectedIssue):
        words = {"up": kind.direction_up, "down": kind.direction_down}
        fields["own_direction"] = None if row.own_way is None else words[row.own_way]
        known = leans(kind)
        fields["counterpart_direction"] = row.given_lean if row.lean == "given" else known[row.lean]
    try:
        return kind.model_validate(fields)
    except ValidationError as error:
        raise InvalidIssue(f"{explain(error)}.") from error


def _refuse_twins(names: Sequence[str], what: str) -> None:
    """Refuse names that differ in capitals or in what nobody sees: in talks they are one name."""
    first: dict[str, str] = {}
    for name in names:
        twin = first.setdefault(look(name), name)
        if twin != name:
            raise InvalidIssue(
                f"{what} look the same, {shortened(twin)} and {shortened(name)}; rename one of them."
            )


def rule_of(row: RuleRow) -> Rule:
    """The rule that a row describes; raises InvalidIssue while it is not complete."""
    if row.given is not None:
        return Rule.model_validate(row.given)
    if None in (row.if_issue, row.if_option, row.then_issue, row.then_option):
        raise InvalidIssue("The rule is not complete: choose both issues and both options.")
    return Rule.model_validate(
        {
            "if": {row.if_issue: _condition(row.if_how, row.if_option)},
            "then": {row.then_issue: _condition(row.then_how, row.then_option)},
        }
    )


def _condition(how: str, option: float | str | None) -> dict[str, Any]:
    asked = whole(option) if isinstance(option, float) else option
    return {how: [asked] if how == "in" else asked}


def agenda_of(sheet: Sheet) -> Agenda:
    """The agenda of a sheet; raises InvalidIssue with the first thing that is wrong."""
    issues = tuple(issue_of(row) for row in sheet.issues)
    _refuse_twins([issue.name for issue in issues], "Two issues")
    return Agenda(issues, tuple(rule_of(row) for row in sheet.rules))


# --- our values --------------------------------------------------------------------------------


def value_spec(row: IssueRow) -> Curve | Points | Table | None:
    """The value curve of a row; None for the straight line of our direction.

    Raises
    ------
    InvalidUtility
        When something that the curve needs is missing or wrong.
    """
    if row.shape == "straight":
        return None
    if row.shape == "table":
        return {option: points / POINTS for option, points in row.table.items()}
    try:
        if row.shape == "bent":
            return Curve(curve="exponential", rho=0.0 if row.rho is None else row.rho)
        if row.shape == "peak":
            if row.peak_at is None:
                raise InvalidUtility(f"Say which option of {row.name} is best for us.")
            at = whole(row.peak_at) if isinstance(row.peak_at, float) else row.peak_at
            return Curve(curve="peak", at=at)
        return Points(points=tuple(_knots(row)))
    except ValidationError as error:
        raise InvalidUtility(f"{row.name}: {explain(error)}.") from error


def _knots(row: IssueRow) -> list[tuple[float, float]]:
    knots = []
    for line in row.knots.splitlines():
        if not line.strip():
            continue
        amount, _, points = line.rpartition(":")
        try:
            knots.append((plain_amount(amount, row.unit), plain_amount(points) / POINTS))
        except ValueError as error:
            raise InvalidUtility(
                f"{row.name}: {line.strip()!r:.60} is not an amount and its points; write one pair a "
                "line, such as 95000: 40."
            ) from error
    return knots


def own_of(sheet: Sheet, agenda: Agenda) -> OwnSpec | None:
    """Our weights, values and limits; None when none of it was given.

    Raises
    ------
    InvalidUtility
        When points are missing for some issues only, or something does not fit.
    """
    waiting = waiting_for_points(sheet)
    if len(waiting) == len(sheet.issues):
        if sheet.walk_away is None and sheet.target is None:
            return None
        raise InvalidUtility(
            "A walk-away and a target are points on the scale of our values; give every issue its "
            "points first."
        )
    if waiting:
        raise InvalidUtility(f"Give points to {listed(waiting, 'and')}, too.")
    low, high = sheet.walk_away, sheet.target
    if low is not None and high is not None and low > high:
        raise InvalidUtility(
            f"The walk-away, {low:g} points, is above the target, {high:g} points. Lower the one or raise "
            "the other."
        )
    weights = swing_weights({row.name: float(row.points or 0.0) for row in sheet.issues})
    values = {row.name: spec for row in sheet.issues if (spec := value_spec(row)) is not None}
    try:
        spec = OwnSpec(
            weights=weights.weight_by_issue,
            values=values,
            reservation_value=_share(sheet.walk_away),
            aspiration_value=_share(sheet.target),
        )
    except ValidationError as error:
        raise InvalidUtility(f"{explain(error)}.") from error
    AdditiveUtility.from_spec(agenda, spec)
    return spec


def utility_of_sheet(sheet: Sheet) -> AdditiveUtility | None:
    """Our utility as the sheet has it; None until it is complete."""
    try:
        agenda = agenda_of(sheet)
        spec = own_of(sheet, agenda)
    except MesoError:
        return None
    return None if spec is None else AdditiveUtility.from_spec(agenda, spec)


def waiting_for_points(sheet: Sheet) -> tuple[str, ...]:
    """Names of the issues that have no swing points (yet, or any more)."""
    return tuple(row.name for row in sheet.issues if row.points is None)


def _share(points: float | None) -> float | None:
    return None if points is None else points / POINTS


def batna_of(sheet: Sheet) -> Batna:
    """Our alternatives as scenarios; raises InvalidUtility when they do not make a whole."""
    missing = [
        row.name or str(place)
        for place, row in enumerate(sheet.scenarios, 1)
        if row.chance is None or row.worth is None
    ]
    if missing:
        raise InvalidUtility(
            f"Give the chance and the worth of scenario {listed(missing, 'and')}, too."
        )
    total = math.fsum(float(row.chance or 0.0) for row in sheet.scenarios)
    if abs(total - 100) > 100 * PROBABILITY_SLACK:
        raise InvalidUtility(
            f"The chances make {total:g}% together; they must make 100%. Add what is missing, such as “we "
            "find nothing”."
        )
    return Batna(
        tuple(
            Scenario(
                float(row.chance or 0.0) / 100,
                float(row.worth or 0.0) / POINTS,
                row.cost / POINTS,
                row.name,
            )
            for row in sheet.scenarios
        )
    )


# --- what is wrong, and where ---------------------------------------------------------------------


def problems(sheet: Sheet) -> dict[str, str]:
    """What is wrong with a sheet, by place; empty when it can be used as it is.

    Places are ``'title'``, ``'counterpart'``, ``'segment'``, the id of a row of issues or rules,
    ``'agenda'``, ``'values:<row id>'``, ``'own'`` and ``'guess'``.
    """
    found: dict[str, str] = {}
    for place, text in (("title", sheet.title), ("counterpart", sheet.counterpart)):
        _note(found, place, lambda text=text: TITLE.validate_python(text))
    if sheet.segment:
        _note(found, "segment", lambda: TITLE.validate_python(sheet.segment))
    issues: dict[str, Issue] = {}
    for row in sheet.issues:
        issue = _note(found, row.id, lambda row=row: issue_of(row))
        if isinstance(issue, Issue):
            issues[row.id] = issue
    for row in sheet.rules:
        _note(found, row.id, lambda row=row: rule_of(row))
    agenda = None if found else _note(found, "agenda", lambda: agenda_of(sheet))
    for row in sheet.issues:
        if row.id in issues and row.points is not None:
            issue = issues[row.id]
            _note(
                found,
                f"values:{row.id}",
                lambda row=row, issue=issue: value_function(issue, value_spec(row)),
            )
    if isinstance(agenda, Agenda) and not any(place.startswith("values:") for place in found):
        _note(found, "own", lambda: own_of(sheet, agenda))
    given = [row.guess for row in sheet.issues if row.guess is not None]
    if given and len(given) < len(sheet.issues):
        left = [row.name or "an issue without a name" for row in sheet.issues if row.guess is None]
        found["guess"] = f"The guess leaves out {listed(left, 'and')}; give each issue its points."
    elif given and not any(given):
        found["guess"] = "The guess gives no issue any points; give 100 to the likeliest."
    return found


def _note(found: dict[str, str], place: str, read: Callable[[], object]) -> object:
    try:
        return read()
    except ValidationError as error:
        found[place] = f"{explain(error)}."
    except MesoError as error:
        found[place] = str(error)
    return None
