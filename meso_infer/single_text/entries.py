"""What can stand in the log of a single text. Who may read an entry is decided where it is written.

There is no entry by which a party could make an offer: it marks, criticises and votes.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from meso_infer.mediation.reading import LinkTaken, LogEntry, Text, decoder
from meso_infer.single_text.clauses import MOST_CLAUSES, Clause, Mark, Weight

MEDIATOR = "mediator"
"""The mediator, as a reader and as a sender."""

Telling = Literal["mediator", "unnamed", "named"]
"""Who else may read a criticism: the mediator alone; all, without a name; all, with the name."""
TELLINGS: tuple[Telling, ...] = ("mediator", "unnamed", "named")


class VersionPublished(LogEntry):
    """A version of the whole text; it never changes."""

    kind: Literal["version-published"] = "version-published"
    number: int = Field(ge=1)
    clauses: tuple[Clause, ...] = Field(min_length=1, max_length=MOST_CLAUSES)
    note: str = Field(default="", max_length=4000)


class Marked(LogEntry):
    """What a party thinks of one clause."""

    kind: Literal["marked"] = "marked"
    version: int
    clause: str
    mark: Mark
    named: bool = False


class Criticised(LogEntry):
    """What does not work for a party in one clause, and how much: never what it should say instead."""

    kind: Literal["criticised"] = "criticised"
    version: int
    clause: str
    text: Text
    weight: Weight
    telling: Telling = "mediator"


class CriticismWithdrawn(LogEntry):
    """A party takes a criticism back."""

    kind: Literal["criticism-withdrawn"] = "criticism-withdrawn"
    criticism: str


class CriticismTold(LogEntry):
    """A criticism that its author allowed to be told without a name; told with the next version."""

    kind: Literal["criticism-told"] = "criticism-told"
    version: int
    clause: str
    text: Text
    weight: Weight


class CountsTold(LogEntry):
    """How many parties gave each clause of a version each mark, in the order of `MARKS`."""

    kind: Literal["counts-told"] = "counts-told"
    version: int
    counts: dict[str, tuple[int, int, int]]


class VoteOpened(LogEntry):
    """The mediator asks all for one yes or no to a version as a whole."""

    kind: Literal["vote-opened"] = "vote-opened"
    number: int
    version: int


class VoteWithdrawn(LogEntry):
    """The mediator took the question back before all had answered."""

    kind: Literal["vote-withdrawn"] = "vote-withdrawn"
    number: int


class Voted(LogEntry):
    """A party's answer; the last one before the outcome counts."""

    kind: Literal["voted"] = "voted"
    number: int
    yes: bool


class BallotReceived(LogEntry):
    """That a party has answered, not what."""

    kind: Literal["ballot-received"] = "ballot-received"
    number: int
    party: str


class VoteTold(LogEntry):
    """Whether all said yes."""

    kind: Literal["vote-told"] = "vote-told"
    number: int
    agreed: bool


Entry = (
    LinkTaken
    | VersionPublished
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

decode_entry = decoder(TypeAdapter[Entry](Annotated[Entry, Field(discriminator="kind")]))
"""The entry of a kind; raises pydantic's ValidationError where it is of no known one."""
