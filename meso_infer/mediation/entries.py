"""What can stand in the log of a case. Who may read an entry is decided where it is written."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from meso_infer.mediation.reading import LinkTaken, LogEntry, Text, decoder
from meso_infer.mediation.vaults import Permission, Vault

NEUTRAL = "neutral"
"""The neutral, as a reader and as a sender."""

Try = Literal["overlap", "sealed"]
"""What a try is about: whether limits overlap at all, or a sealed amount of one issue."""
Reopened = Literal["overlap", "sealed", "suggestions"]
"""What all may agree to have again: a try, or suggestions by the sides as they now are."""
Method = Literal["maximin", "nash"]


class VaultChanged(LogEntry):
    """A party's whole vault as it is from now on."""

    kind: Literal["vault-changed"] = "vault-changed"
    vault: Vault


class AllowedItem(BaseModel):
    """An item of a vault as far as its owner lets the neutral see it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    item: str
    is_limit: bool
    permission: Permission
    words: str


class VaultAllowed(LogEntry):
    """That a party filled its vault, and of each item what the neutral may see."""

    kind: Literal["vault-allowed"] = "vault-allowed"
    party: str
    items: tuple[AllowedItem, ...]


class ItemPassedOn(LogEntry):
    """The neutral told other parties what an item's owner allowed."""

    kind: Literal["item-passed-on"] = "item-passed-on"
    party: str
    words: Text


class CaucusNote(LogEntry):
    """The neutral's own note, about a party or about all."""

    kind: Literal["caucus-note"] = "caucus-note"
    party: str | None = None
    text: Text


class MessageWritten(LogEntry):
    """A party's own words, for the neutral."""

    kind: Literal["message-written"] = "message-written"
    text: Text


class MessageHandled(LogEntry):
    """What the neutral did with a party's message."""

    kind: Literal["message-handled"] = "message-handled"
    message: str
    passed_on: bool


class MediatorMessage(LogEntry):
    """What the neutral wrote to parties, in own words or in a party's reworded ones.

    A party that it is to reads itself alone in `to`; the neutral, and whose words they are, read all.
    """

    kind: Literal["mediator-message"] = "mediator-message"
    text: Text
    to: tuple[str, ...]
    on_behalf_of: str | None = None


class TryOpened(LogEntry):
    """The neutral opened a try of an overlap test or of sealed amounts."""

    kind: Literal["try-opened"] = "try-opened"
    about: Try
    number: int
    issue: str | None = None
    wants_higher: str | None = None
    wants_lower: str | None = None


class TryWithdrawn(LogEntry):
    """The neutral took an open try back; it has told nothing."""

    kind: Literal["try-withdrawn"] = "try-withdrawn"
    about: Try
    number: int


class HandedIn(LogEntry):
    """A party takes part in a try; for sealed amounts, with its amount."""

    kind: Literal["handed-in"] = "handed-in"
    about: Try
    number: int
    amount: float | None = None


class ReopenAgreed(LogEntry):
    """A party agrees that there be another try, or that suggestions count the sides anew."""

    kind: Literal["reopen-agreed"] = "reopen-agreed"
    about: Reopened
    after: int


class OverlapTold(LogEntry):
    """Whether some package meets every party's limit; None where the search did not come to an end."""

    kind: Literal["overlap-told"] = "overlap-told"
    number: int
    overlap: bool | None


class MidpointTold(LogEntry):
    """Half-way between two sealed amounts that meet; None where they do not."""

    kind: Literal["midpoint-told"] = "midpoint-told"
    number: int
    issue: str
    amount: float | None


class PackageSuggested(LogEntry):
    """A package that was computed from all vaults, as they were at the first suggestion of its count."""

    kind: Literal["package-suggested"] = "package-suggested"
    label: str
    method: Method
    package: dict[str, int | float | str]
    is_exact: bool = True
    count: int = 1


class SuggestionWithdrawn(LogEntry):
    """The neutral took a suggestion back."""

    kind: Literal["suggestion-withdrawn"] = "suggestion-withdrawn"
    label: str


class Answered(LogEntry):
    """A party's secret answer to a suggestion."""

    kind: Literal["answered"] = "answered"
    label: str
    yes: bool


class AllSaidYes(LogEntry):
    """Every party said yes to a suggestion."""

    kind: Literal["all-said-yes"] = "all-said-yes"
    label: str


Entry = (
    LinkTaken
    | VaultChanged
    | VaultAllowed
    | ItemPassedOn
    | CaucusNote
    | MessageWritten
    | MessageHandled
    | MediatorMessage
    | TryOpened
    | TryWithdrawn
    | HandedIn
    | ReopenAgreed
    | OverlapTold
    | MidpointTold
    | PackageSuggested
    | SuggestionWithdrawn
    | Answered
    | AllSaidYes
)

decode_entry = decoder(TypeAdapter[Entry](Annotated[Entry, Field(discriminator="kind")]))
"""The entry of a kind; raises pydantic's ValidationError where it is of no known one."""
