"""Events in which the counterpart says what matters."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator, model_validator

from meso_infer.errors import listed
from meso_infer.events.base import Event, ShortText, require_issue
from meso_infer.evidence import Evidence, Statement
from meso_infer.negotiation import Negotiation
from meso_infer.packages import Agenda


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
        return (Statement(self.named, self.polarity),)

    def describe(self, agenda: Agenda) -> str:
        matters = "matters" if self.polarity > 0 else "matters little"
        if self.issue is not None:
            return f"They said that {self.issue} {matters}"
        order = listed(self.named, "then")
        return f"They said that this {matters}, in order: {order}"
