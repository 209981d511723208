"""Reading the log of talks that a neutral leads, as one reader sees it: what all such logs share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from meso_infer.errors import CaseRefused, UnreadableEvent, explain, listed
from meso_infer.storage.cases import StoredCase

E = TypeVar("E", bound=BaseModel)
H = TypeVar("H", bound="PartiesNamed")
X = TypeVar("X")

DESK = "desk"
"""The sender of what no person decided: what a protocol found, or words told without a name."""
MOST_PARTIES = 20

Text = Annotated[str, StringConstraints(min_length=1, max_length=4000, strip_whitespace=True)]
Decode = Callable[[str, dict[str, Any]], X]
"""From the kind of an entry and its data, the entry; raises ValidationError where it is of no known kind."""


class LogEntry(BaseModel):
    """What can stand in a log; each says what kind it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str


class LinkTaken(LogEntry):
    """A party put a link of its own in the place of the one that it was sent."""

    kind: Literal["link-taken"] = "link-taken"


class PartySeat(BaseModel):
    """A party: its id, which never changes, and what it is called."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: Text


class PartiesNamed(BaseModel):
    """The parties that a header names, by their ids."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    parties: tuple[PartySeat, ...] = Field(min_length=2, max_length=MOST_PARTIES)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the parties, in order."""
        return tuple(party.id for party in self.parties)

    def name_of(self, party: str) -> str:
        """What a party is called; raises CaseRefused where there is none of that id."""
        for one in self.parties:
            if one.id == party:
                return one.name
        raise CaseRefused(
            f"There is no such party here; there are {listed((p.name for p in self.parties), 'and')}."
        )


def seats_of(names: Sequence[str]) -> tuple[PartySeat, ...]:
    """A seat for each name that is not blank, with ids in their order.

    Raises
    ------
    CaseRefused
        When two are the same.
    """
    given = [name.strip() for name in names if name.strip()]
    if len({name.casefold() for name in given}) < len(given):
        raise CaseRefused("Two parties have the same name; give each its own.")
    return tuple(PartySeat(id=f"p{place}", name=name) for place, name in enumerate(given, start=1))


@dataclass(frozen=True)
class Logged(Generic[X]):
    """One entry as its reader sees it: the entry, its id, who caused it and when."""

    id: str
    sender: str
    at: datetime
    entry: X


class LogRead(Generic[X]):
    """The questions that are asked of every log; what a reader may not read is not in its log."""

    header: Any
    log: tuple[Logged[X], ...]

    def of_kind(self, kind: type[E]) -> tuple[tuple[Logged[X], E], ...]:
        """Entries of a kind, oldest first, each with when and by whom."""
        return tuple((one, one.entry) for one in self.log if isinstance(one.entry, kind))

    def names(self, parties: tuple[str, ...]) -> str:
        """Names of parties as prose."""
        return listed((self.header.name_of(party) for party in parties), "and")


def read_log(
    stored: StoredCase, header: type[H], decode: Decode[X], noun: str
) -> tuple[H, tuple[Logged[X], ...]]:
    """The header and the entries that the store gave.

    Raises
    ------
    UnreadableEvent
        When something in it is of a kind that this release does not know.
    """
    try:
        return header.model_validate(stored.header), tuple(
            Logged(row.id, row.sender, row.recorded_at, decode(row.kind, row.payload))
            for row in stored.entries
        )
    except ValidationError as error:
        raise UnreadableEvent(
            f"This {noun} was written by a newer release or is damaged ({explain(error, 1)}). "
            "Install the newer release, or restore a backup."
        ) from error


def entry_of(kind: type[E], **typed: object) -> E:
    """An entry made of what somebody typed.

    Raises
    ------
    CaseRefused
        When nothing was written, or it does not fit.
    """
    try:
        return kind.model_validate(typed)
    except ValidationError as error:
        written = typed.get("text")
        if isinstance(written, str) and not written.strip():
            raise CaseRefused("Nothing is written yet. Write it first.") from error
        raise CaseRefused(f"This cannot be kept: {explain(error, 1)}.") from error


def encode_entry(entry: LogEntry) -> dict[str, Any]:
    """The entry as JSON data, without its kind."""
    return entry.model_dump(mode="json", exclude={"kind"})


def decoder(reader: TypeAdapter[X]) -> Decode[X]:
    """What reads the entries of a union of kinds."""
    return lambda kind, payload: reader.validate_python({"kind": kind, **payload})
