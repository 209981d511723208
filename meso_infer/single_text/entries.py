"""What can stand in the log of a single text. Who may read an entry is decided where it is written.

There is no entry by which a party could make an offer: it marks, criticises and votes.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from meso_infer.mediation.entries import Text
from meso_infer.single_text.clauses import MOST_CLAUSES, Clause, Mark, Weight

MEDIATOR = "mediator"
"""The mediator, as a reader and as a sender."""
DESK = "desk"
"""The sender of what no person decided: an outcome, or words told without a name."""

Telling = Literal["mediator", "unnamed", "named"]
"""Who else may read a criticism: the mediator alone; all, without a name; all, with the name."""
TELLINGS: tuple[Telling, ...] = ("mediator", "unnamed", "named")


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class VersionPublished(_Entry):
    """A version of the whole text; it never changes."""

    kind: Literal["version-published"] = "version-published"
    number: int = Field(ge=1)
    clauses: tuple[Clause, ...] = Field(min_length=1, max_length=MOST_CLAUSES)
    note: str = Field(default="", max_length=4000)


class Marked(_Entry):
    """What a party thinks of one clause."""

    kind: Literal["marked"] = "marked"
    version: int
    clause: str
    mark: Mark
    named: bool = False


class Criticised(_Entry):
    """What does not work for a party in one clause, and how much: never what it should say instead."""

    kind: Literal["criticised"] = "criticised"
    version: int
    clause: str
    text: Text
    weight: Weight
    telling: Telling = "mediator"


class CriticismWithdrawn(_Entry):
    """A party takes a criticism back."""

    kind: Literal["criticism-withdrawn"] = "criticism-withdrawn"
    criticism: str


class CriticismTold(_Entry):
    """A criticism that its author allowed to be told without a name; told with the next version."""

    kind: Literal["criticism-told"] = "criticism-told"
    version: int
    clause: str
    text: Text
    weight: Weight


class CountsTold(_Entry):
    """How many parties gave each clause of a version each mark, in the order of `MARKS`."""

    kind: Literal["counts-told"] = "counts-told"
    version: int
    counts: dict[str, tuple[int, int, int]]


class VoteOpened(_Entry):
    """The mediator asks all for one yes or no to a version as a whole."""

    kind: Literal["vote-opened"] = "vote-opened"
    number: int
    version: int


class VoteWithdrawn(_Entry):
    """The mediator took the question back before all had answered."""

    kind: Literal["vote-withdrawn"] = "vote-withdrawn"
    number: int


class Voted(_Entry):
    """A party's answer; the last one before the outcome counts."""

    kind: Literal["voted"] = "voted"
    number: int
    yes: bool


class BallotReceived(_Entry):
    """That a party has answered, not what."""

    kind: Literal["ballot-received"] = "ballot-received"
    number: int
    party: str


class VoteTold(_Entry):
    """Whether all said yes."""

    kind: Literal["vote-told"] = "vote-told"
    number: int
    agreed: bool


Entry = (
    VersionPublished
    | Marked
    | Criticised
    | CriticismWithdrawn
    | CriticismTold
    | CountsTold
    | VoteOpened
    | VoteWithdrawn
    | Voted
    | BallotReceived
    | VoteTold
)

_READER: TypeAdapter[Entry] = TypeAdapter(Annotated[Entry, Field(discriminator="kind")])


def encode_entry(entry: Entry) -> dict[str, Any]:
    """The entry as JSON data, without its kind."""
    return entry.model_dump(mode="json", exclude={"kind"})


def decode_entry(kind: str, payload: dict[str, Any]) -> Entry:
    """The entry of a kind; raises pydantic's ValidationError where it is of no known one."""
    return _READER.validate_python({"kind": kind, **payload})
