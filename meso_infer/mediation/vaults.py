"""A party's vault: what matters to it, what it needs at least, and what it lets the neutral see.

Numbers are kept as they were given. What may leave a vault is put into words item by item, so that no
item tells anything about another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from meso_infer.errors import InvalidUtility, listed
from meso_infer.issues import Issue, NumericIssue, Option, whole
from meso_infer.packages import Agenda
from meso_infer.utility import AdditiveUtility, Curve, Points, Table, ValueSpec

Permission = Literal["share", "hint", "never"]

LIMIT = "limit"
"""Name of the item that is not an issue: what the party needs at least."""

MOST_POINTS = 100.0
MOST_VALUES = 200
"""Most values of one issue."""
Points100 = Annotated[float, Field(ge=0, le=MOST_POINTS)]


class Vault(BaseModel):
    """What one party keeps for itself.

    Attributes
    ----------
    points : dict
        Swing points by issue, 0 to 100: how much the step from its worst to its best option matters
        (Edwards and Barron 1994). Weights are points over their sum.
    values : dict
        A value curve, points or table by issue, 0 to 1.
    limit : float
        Utility, 0 to 1, below which the party would rather walk away.
    issue_permissions, limit_permission
        What the neutral may do with each item; never, where nothing is said.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    points: dict[str, Points100]
    values: dict[str, ValueSpec]
    limit: float = Field(ge=0, le=1)
    issue_permissions: dict[str, Permission] = Field(default_factory=dict)
    limit_permission: Permission = "never"

    @field_validator("values")
    @classmethod
    def _values_are_few(cls, values: dict[str, ValueSpec]) -> dict[str, ValueSpec]:
        for name, spec in values.items():
            given = spec.points if isinstance(spec, Points) else spec
            if not isinstance(given, Curve) and len(given) > MOST_VALUES:
                raise ValueError(
                    f"{len(given)} values of {name} were given; give at most {MOST_VALUES}"
                )
        return values

    def utility(self, agenda: Agenda) -> AdditiveUtility:
        """The party's utility.

        Raises
        ------
        InvalidUtility
            When issues are left out or unknown, no issue has points, or a value does not fit its issue.
        """
        for what, given in (("points", self.points), ("values", self.values)):
            missing = [name for name in agenda.names if name not in given]
            if missing:
                raise InvalidUtility(
                    f"Your {what} leave out {listed(missing, 'and')}; give every issue its {what}."
                )
        unknown = [name for name in self.issue_permissions if name not in agenda.names]
        if unknown:
            raise InvalidUtility(
                f"What may be shared names {listed(map(repr, unknown), 'and')}; "
                f"the agenda has {listed(agenda.names, 'and')}."
            )
        total = sum(self.points.values())
        if total <= 0:
            raise InvalidUtility("No issue has points; give at least one issue more than 0.")
        weights = {name: points / total for name, points in self.points.items()}
        return AdditiveUtility.of(agenda, weights, self.values)

    def permission(self, item: str) -> Permission:
        """What the neutral may do with an item: an issue by its name, or `LIMIT`."""
        return self.limit_permission if item == LIMIT else self.issue_permissions.get(item, "never")


@dataclass(frozen=True)
class Allowed:
    """One item as the neutral may see it.

    Attributes
    ----------
    item : str
        An issue's name, or `LIMIT`; `is_limit` tells them apart.
    words : str
        What it says; empty where the owner allows nothing.
    """

    item: str
    is_limit: bool
    permission: Permission
    words: str


def allowed_items(agenda: Agenda, vault: Vault) -> tuple[Allowed, ...]:
    """All items of a vault as its owner lets the neutral see them, the limit last."""
    issues = [
        Allowed(issue.name, False, permission, _issue_words(issue, vault, permission))
        for issue in agenda.issues
        for permission in (vault.issue_permissions.get(issue.name, "never"),)
    ]
    return (*issues, Allowed(LIMIT, True, vault.limit_permission, _limit_words(vault)))


def _issue_words(issue: Issue, vault: Vault, permission: Permission) -> str:
    points = vault.points[issue.name]
    if permission == "never":
        return ""
    if permission == "hint":
        return f"{issue.name} {_band(points / MOST_POINTS, 'matters')}"
    values = describe_values(issue, vault.values[issue.name])
    return f"{issue.name}: {points:g} of {MOST_POINTS:g} points; {values}"


def _limit_words(vault: Vault) -> str:
    if vault.limit_permission == "never":
        return ""
    if vault.limit_permission == "hint":
        return f"what is needed at least is {_band(vault.limit, '')}".strip()
    return f"needs at least {100 * vault.limit:g} of 100 points"


def _band(share: float, verb: str) -> str:
    """A number between 0 and 1 by thirds, which is all that a hint says."""
    place = min(int(share * 3), 2)
    if verb:
        return f"{verb} {('little', 'somewhat', 'much')[place]}"
    return ("little", "a fair part of what is possible", "much of what is possible")[place]


def describe_values(issue: Issue, values: Curve | Points | Table) -> str:
    """The values of an issue in words: ``'USD 90,000 is worth 100, USD 105,000 is worth 0'``."""
    if isinstance(values, Curve):
        parts = [values.curve]
    elif isinstance(values, Points):
        parts = [f"{issue.format(whole(x))} is worth {100 * v:g}" for x, v in values.points]
    else:
        parts = [
            f"{issue.format(_option_of(issue, key))} is worth {100 * v:g}"
            for key, v in values.items()
        ]
    return listed(parts, "and")


def _option_of(issue: Issue, key: str) -> Option:
    return whole(float(key)) if isinstance(issue, NumericIssue) else key
