"""Events that are kept for the record: notes, questions, silence, and what the tool showed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Annotated, ClassVar, Literal

from pydantic import Field, JsonValue, field_validator, model_validator

from meso_infer.events.base import (
    Event,
    LongText,
    ShortText,
    Time,
    Visibility,
    is_own,
    one_line,
    require_issue,
)
from meso_infer.negotiation import OWN, Negotiation
from meso_infer.packages import Agenda


class Note(Event, frozen=True):
    """A remark about the talks."""

    kind: Literal["note"] = "note"
    text: LongText

    free_texts: ClassVar[frozenset[str]] = frozenset({"note", "text"})
    default_party: ClassVar[str] = OWN
    default_visibility: ClassVar[Visibility] = "private"

    def describe(self, agenda: Agenda) -> str:
        return f"Note: {one_line(self.text)}"


class QuestionAsked(Event, frozen=True):
    """A question that was put, about an issue or in words."""

    kind: Literal["question-asked"] = "question-asked"
    issue: ShortText | None = None
    text: LongText | None = None

    free_texts: ClassVar[frozenset[str]] = frozenset({"note", "text"})
    default_party: ClassVar[str] = OWN

    @model_validator(mode="after")
    def _asks_something(self) -> QuestionAsked:
        if self.issue is None and self.text is None:
            raise ValueError("a question names an 'issue' or has a 'text'")
        return self

    def apply(self, negotiation: Negotiation) -> Negotiation:
        if self.issue is not None:
            require_issue(negotiation, self.issue)
        if is_own(self.actor):
            return replace(negotiation, incoming=negotiation.incoming.answered("asked"))
        return negotiation

    def describe(self, agenda: Agenda) -> str:
        about = f" about {self.issue}" if self.issue else ""
        return f"Question{about}" + (f": {one_line(self.text)}" if self.text else "")


class Silence(Event, frozen=True):
    """No reply had come by a point in time."""

    kind: Literal["silence"] = "silence"
    until: Time

    default_visibility: ClassVar[Visibility] = "private"

    def describe(self, agenda: Agenda) -> str:
        return f"No reply until {self.until:%Y-%m-%d %H:%M %Z}"


class Shown(Event, frozen=True):
    """What the tool showed, or a person did with it, kept to hold past claims to account."""

    summary: dict[Annotated[str, Field(max_length=200)], JsonValue] = Field(default_factory=dict)
    model_version: ShortText

    default_party: ClassVar[str] = OWN
    default_visibility: ClassVar[Visibility] = "private"
    may_be_shared: ClassVar[bool] = False
    by_hand: ClassVar[bool] = False

    @field_validator("summary")
    @classmethod
    def _is_plain_json(cls, summary: dict[str, JsonValue]) -> dict[str, JsonValue]:
        # JSON has no word for "not a number" or infinity, so such a summary could not be exported.
        json.dumps(summary, allow_nan=False)
        return summary


class EstimateShown(Shown, frozen=True):
    """The estimate that a person saw."""

    kind: Literal["estimate-shown"] = "estimate-shown"


class ProposalShown(Shown, frozen=True):
    """The packages that the tool suggested."""

    kind: Literal["proposal-shown"] = "proposal-shown"


class ProposalFollowed(Shown, frozen=True):
    """A suggestion was offered as it stood."""

    kind: Literal["proposal-followed"] = "proposal-followed"


class ProposalOverridden(Shown, frozen=True):
    """A suggestion was changed or left aside."""

    kind: Literal["proposal-overridden"] = "proposal-overridden"
