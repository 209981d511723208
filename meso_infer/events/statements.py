"""Events in which the counterpart says what matters."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import Field, PlainValidator, WithJsonSchema, field_validator, model_validator

from meso_infer.errors import EventRejected, listed
from meso_infer.events.base import LARGEST_AMOUNT, Event, ShortText, refusing, require_issue
from meso_infer.evidence import Constraint, Evidence, Statement
from meso_infer.issues import Issue, Option, what_is_wrong, whole
from meso_infer.negotiation import Negotiation
from meso_infer.packages import Agenda


def _read_option(value: object) -> Option:
    if isinstance(value, str):
        if not value or len(value) > 200 or what_is_wrong(value) is not None:
            raise ValueError(f"{value!r:.60} is not the name of an option")
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError(f"{value!r:.60} is not an option; give an amount or an option's name")
    if not math.isfinite(value) if isinstance(value, float) else abs(value) > LARGEST_AMOUNT:
        raise ValueError("is not an amount that can be worked with; give a smaller one")
    return whole(value)


StatedOption = Annotated[
    int | float | str,
    PlainValidator(_read_option),
    WithJsonSchema({"type": ["number", "string"]}),
]


class PriorityStated(Event, frozen=True):
    """They said that one issue matters, or gave an order of some issues, most important first.

    With polarity -1 the issue does not matter, or the order runs from the least important.
    """

    kind: Literal["priority-stated"] = "priority-stated"
    issue: ShortText | None = None
    order: tuple[ShortText, ...] | None = Field(default=None, min_length=1, max_length=100)
    polarity: Literal[1, -1] = 1

    @field_validator("order")
    @classmethod
    def _each_once(cls, order: tuple[str, ...] | None) -> tuple[str, ...] | None:
        if order is not None and len(set(order)) < len(order):
            raise ValueError("an order names each issue once")
        return order

    @model_validator(mode="after")
    def _one_form(self) -> PriorityStated:
        if (self.issue is None) == (self.order is None):
            raise ValueError("a stated priority names either 'issue' or 'order'")
        return self

    @property
    def named(self) -> tuple[str, ...]:
        """The issues named, in the order given."""
        return self.order if self.order is not None else (str(self.issue),)

    def apply(self, negotiation: Negotiation) -> Negotiation:
        for name in self.named:
            require_issue(negotiation, name)
        return negotiation

    def tells(self, before: Negotiation) -> tuple[Evidence, ...]:
        return (Statement(self.named, self.polarity, before.round),)

    def describe(self, agenda: Agenda) -> str:
        matters = "matters" if self.polarity > 0 else "matters little"
        if self.issue is not None:
            return f"They said that {self.issue} {matters}"
        order = listed(self.named, "then")
        return f"They said that this {matters}, in order: {order}"


class ConstraintStated(Event, frozen=True):
    """They said that on one issue they will not go below `min`, above `max`, or beyond what `in` lists.

    An issue with an order takes `min` and `max`, one with a list of options `in`.
    """

    kind: Literal["constraint-stated"] = "constraint-stated"
    issue: ShortText
    min: StatedOption | None = None
    max: StatedOption | None = None
    one_of: tuple[StatedOption, ...] | None = Field(
        default=None, alias="in", min_length=1, max_length=1000
    )

    @model_validator(mode="after")
    def _asks_something(self) -> ConstraintStated:
        if self.min is None and self.max is None and self.one_of is None:
            raise ValueError("a stated constraint needs 'min', 'max' or 'in'")
        if self.one_of is not None and (self.min is not None or self.max is not None):
            raise ValueError("a stated constraint has either 'in', or 'min' and 'max'")
        return self

    def apply(self, negotiation: Negotiation) -> Negotiation:
        require_issue(negotiation, self.issue)
        issue = negotiation.agenda.issue(self.issue)
        self._check_form(issue)
        with refusing():
            said = self._read(issue, negotiation.round)
        low, high = issue.bounds
        least = low if said.least is None else issue.coordinate(said.least)
        most = high if said.most is None else issue.coordinate(said.most)
        if least > most:
            raise EventRejected(
                f"{self.issue} {self._shown(issue)} leaves no option; swap the two."
            )
        n_kept = issue.n_options if said.one_of is None else len(said.one_of)
        if (least, most) == (low, high) and n_kept == issue.n_options:
            raise EventRejected(
                f"{self.issue} {self._shown(issue)} rules nothing out, since there is no other option. "
                "Widen the issue in Setup first, or log it as a note."
            )
        return negotiation

    def _check_form(self, issue: Issue) -> None:
        if issue.counterpart_probabilities is None and self.one_of is None:
            raise EventRejected(
                f"{self.issue} has no least or most; name with 'in' the options that they insist on."
            )
        if issue.n_options is None and self.one_of is not None:
            raise EventRejected(
                f"{self.issue} takes any amount; give with 'min' or 'max' the least or the most "
                "that they would take."
            )

    def tells(self, before: Negotiation) -> tuple[Evidence, ...]:
        return (self._read(before.agenda.issue(self.issue), before.round),)

    def _read(self, issue: Issue, round_number: int) -> Constraint:
        least, most = (None if one is None else issue.parse(one) for one in (self.min, self.max))
        named: tuple[Option, ...] | None = None
        if self.one_of is not None:
            named = tuple(sorted({issue.parse(one) for one in self.one_of}, key=issue.coordinate))
        return Constraint(self.issue, least, most, named, round_number)

    def _shown(self, issue: Issue | None) -> str:
        def worded(option: Option) -> str:
            if issue is None or isinstance(option, str):
                return str(option)
            return issue.format(option)

        ends = (("at least", self.min), ("at most", self.max))
        parts = [f"{end} {worded(option)}" for end, option in ends if option is not None]
        return listed([*parts, *([listed(map(worded, self.one_of))] if self.one_of else [])], "and")

    def describe(self, agenda: Agenda) -> str:
        issue = agenda.issue(self.issue) if self.issue in agenda.names else None
        return f"They insisted on {self.issue} {self._shown(issue)}"
