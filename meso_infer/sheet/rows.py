"""What stands on a setup sheet: rows as they were typed, complete or not.

A sheet can hold anything, so that nothing typed is lost; whether it makes sense is asked of `reading`.
Own worth is in points, 0 to 100, as people see it.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from meso_infer.elicitation.batna import Alternatives
from meso_infer.issues import PEAK, CategoricalIssue, DirectedIssue, Issue, NumericIssue, whole
from meso_infer.negotiation import Header, Negotiation
from meso_infer.packages import Rule
from meso_infer.utility import Curve, OwnSpec, Points, ValueSpec

POINTS = 100
EXACT = 9
"""Decimals of points that are kept, so that weights survive the way there and back."""

Kind = Literal["numeric", "ordered", "categorical"]
Way = Literal["up", "down"]
Shape = Literal["straight", "bent", "peak", "knots", "table"]
How = Literal["min", "max", "in"]
Lean = Literal[
    "opposed",
    "surely up",
    "probably up",
    "unknown",
    "probably down",
    "surely down",
    "between",
    "given",
]
SURE, PROBABLE, INSIDE = 1.0, 0.8, 0.6


class IssueRow(BaseModel, frozen=True):
    """One issue with our values of it and our guess of theirs.

    Attributes
    ----------
    id : str
        Names the row on its sheet.
    options : str
        One option a line.
    own_way : 'up', 'down' or None
        Which end is better for us.
    lean : which way they probably lean; 'given' keeps `given_lean`
    points : float or None
        Swing points, 0 to 100; None until asked (again).
    knots : str
        One "amount: points" a line.
    table : dict of option to points
    guess : float or None
        Our guess of how much it matters to them, 0 to 100.
    """

    id: str
    name: str = ""
    kind: Kind = "numeric"
    unit: str = ""
    low: float | None = None
    high: float | None = None
    step: float | None = None
    options: str = ""
    own_way: Way | None = None
    lean: Lean = "opposed"
    given_lean: dict[str, float] | None = None
    points: float | None = None
    shape: Shape = "straight"
    rho: float | None = None
    peak_at: float | str | None = None
    knots: str = ""
    table: dict[str, float] = {}
    guess: float | None = None

    @property
    def listed_options(self) -> tuple[str, ...]:
        """The options typed, one a line, without blank lines."""
        return tuple(line.strip() for line in self.options.splitlines() if line.strip())

    @property
    def range(self) -> tuple[object, ...]:
        """What a weight depends on: the ends, and which of them is better for us."""
        ends = (self.low, self.high) if self.kind == "numeric" else self.listed_options
        return (self.kind, ends, self.own_way)


class RuleRow(BaseModel, frozen=True):
    """A rule across two issues; `given` holds one that has more parts than a row can show."""

    id: str
    if_issue: str | None = None
    if_how: How = "min"
    if_option: float | str | None = None
    then_issue: str | None = None
    then_how: How = "min"
    then_option: float | str | None = None
    given: dict[str, dict[str, dict[str, object]]] | None = None


class ScenarioRow(BaseModel, frozen=True):
    """One way in which things may turn out without an agreement: chance and worth of 100."""

    id: str
    name: str = ""
    chance: float | None = None
    worth: float | None = None
    cost: float = 0.0


class Sheet(BaseModel, frozen=True):
    """Everything on the four steps of Setup.

    Attributes
    ----------
    walk_away, target : float or None
        Points, 0 to 100.
    risk_tolerance : float
        On the scale of utility, above 0; 0 stands for weighing gains and losses alike.
    """

    title: str = "New negotiation"
    counterpart: str = "Counterpart"
    segment: str = ""
    issues: tuple[IssueRow, ...] = ()
    rules: tuple[RuleRow, ...] = ()
    walk_away: float | None = None
    target: float | None = None
    scenarios: tuple[ScenarioRow, ...] = ()
    risk_tolerance: float = 0.0

    def issue(self, row_id: str) -> IssueRow:
        """The row of that id; raises KeyError when there is none."""
        return {row.id: row for row in self.issues}[row_id]

    def free_id(self, start: str) -> str:
        """An id for a new row that no other row has."""
        taken = {row.id for rows in (self.issues, self.rules, self.scenarios) for row in rows}
        number = 1
        while f"{start}{number}" in taken:
            number += 1
        return f"{start}{number}"


# --- from what stands to a sheet --------------------------------------------------------------


def sheet_of_header(header: Header) -> Sheet:
    """The sheet of a header, such as a template's; new rows can be added to it."""
    spec = header.own
    rows = tuple(
        _issue_row(f"i{place}", issue, spec) for place, issue in enumerate(header.agenda.issues, 1)
    )
    return Sheet(
        title=header.title,
        counterpart=header.counterpart,
        segment=header.segment or "",
        issues=rows,
        rules=tuple(_rule_row(f"r{k}", rule) for k, rule in enumerate(header.agenda.rules, 1)),
        walk_away=_points(None if spec is None else spec.reservation_value),
        target=_points(None if spec is None else spec.aspiration_value),
    )


def sheet_of(negotiation: Negotiation) -> Sheet:
    """The sheet of a negotiation as it stands; weights that must be asked again have no points."""
    now = Header(
        negotiation.agenda,
        negotiation.title,
        negotiation.counterpart,
        negotiation.segment,
        negotiation.own_spec,
    )
    sheet = sheet_of_header(now)
    guess = dict(negotiation.own_guess.weights) if negotiation.own_guess else {}
    most = max(guess.values(), default=0.0) or 1.0
    rows = []
    for row in sheet.issues:
        update: dict[str, object] = {}
        if row.name in negotiation.weights_to_reelicit:
            update["points"] = None
        if row.name in guess:
            update["guess"] = round(POINTS * guess[row.name] / most, EXACT)
        rows.append(row.model_copy(update=update))
    return sheet.model_copy(
        update={"issues": tuple(rows), **_alternatives(negotiation.alternatives)}
    )


def _alternatives(given: Alternatives | None) -> dict[str, object]:
    if given is None:
        return {}
    scenarios = tuple(
        ScenarioRow(
            id=f"s{place}",
            name=one.name,
            chance=_points(one.probability),
            worth=_points(one.utility),
            cost=round(POINTS * one.cost, EXACT),
        )
        for place, one in enumerate(given.batna.scenarios, 1)
    )
    return {"scenarios": scenarios, "risk_tolerance": given.risk_tolerance or 0.0}


def fresh_fields(kind: Kind) -> dict[str, object]:
    """What an issue that was just given this kind starts from: default curve and direction."""
    shape = "table" if kind == "categorical" else "straight"
    return {
        "shape": shape,
        "lean": "opposed",
        "given_lean": None,
        "rho": None,
        "peak_at": None,
        "table": {},
    }


def _points(value: float | None) -> float | None:
    return None if value is None else round(POINTS * value, EXACT)


def _issue_row(row_id: str, issue: Issue, spec: OwnSpec | None) -> IssueRow:
    fields: dict[str, object] = {"id": row_id, "name": issue.name}
    if isinstance(issue, NumericIssue):
        fields |= {"kind": "numeric", "unit": issue.unit, "low": issue.low, "high": issue.high}
        fields["step"] = issue.step
    else:
        named = [str(issue.option(float(place))) for place in issue.coordinates()]
        kind = "categorical" if isinstance(issue, CategoricalIssue) else "ordered"
        fields |= {"kind": kind, "options": "\n".join(named)}
    if isinstance(issue, DirectedIssue):
        fields["own_way"] = {1: "up", -1: "down", 0: None}[issue.own_direction_sign]
        fields["lean"] = lean_of(issue)
        fields["given_lean"] = issue.counterpart_direction
    if spec is not None:
        most = max(spec.weights.values(), default=0.0)
        if issue.name in spec.weights and most > 0:
            fields["points"] = round(POINTS * spec.weights[issue.name] / most, EXACT)
        fields |= _shape_fields(spec.values.get(issue.name))
    elif isinstance(issue, CategoricalIssue):
        fields["shape"] = "table"
    return IssueRow.model_validate(fields)


def _shape_fields(spec: ValueSpec | None) -> dict[str, object]:
    if isinstance(spec, Points):
        lines = [f"{whole(amount)}: {whole(POINTS * value)}" for amount, value in spec.points]
        return {"shape": "knots", "knots": "\n".join(lines)}
    if isinstance(spec, Curve):
        shape = {"linear": "straight", "exponential": "bent", "peak": "peak"}[spec.curve]
        return {"shape": shape, "rho": spec.rho, "peak_at": spec.at}
    if spec is None:
        return {"shape": "straight"}
    table = {option: round(POINTS * value, EXACT) for option, value in spec.items()}
    return {"shape": "table", "table": table}


def leans(issue_type: type[DirectedIssue]) -> dict[Lean, dict[str, float] | None]:
    """What each word for their direction stands for, as probabilities; None is the default."""
    up, down = issue_type.direction_up, issue_type.direction_down
    aside = round((1 - INSIDE) / 2, EXACT)
    return {
        "opposed": None,
        "surely up": {up: SURE},
        "probably up": {up: PROBABLE},
        "unknown": {up: 0.5, down: 0.5},
        "probably down": {down: PROBABLE},
        "surely down": {down: SURE},
        "between": {up: aside, down: aside, PEAK: INSIDE},
    }


def lean_of(issue: DirectedIssue) -> Lean:
    """The word for their direction on an issue; 'given' where no word says the same."""
    for word, chances in leans(type(issue)).items():
        if issue.counterpart_direction == chances:
            return word
    return "given"


def _rule_row(row_id: str, rule: Rule) -> RuleRow:
    data = rule.model_dump(mode="json", by_alias=True, exclude_none=True)
    fields: dict[str, object] = {"id": row_id}
    for side in ("if", "then"):
        ((issue, asked), *more) = data[side].items()
        ((how, option), *parts) = asked.items()
        if more or parts or (how == "in" and len(option) > 1):
            return RuleRow(id=row_id, given=data)
        only = option[0] if how == "in" else option
        fields |= {f"{side}_issue": issue, f"{side}_how": how, f"{side}_option": only}
    return RuleRow.model_validate(fields)
