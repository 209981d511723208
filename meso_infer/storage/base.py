"""What goes into an event store, what comes out, and what every store promises.

Below this contract there are rows; it must not know what kinds of events exist.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from meso_infer.storage.cases import CaseStore, LinkStore
from meso_infer.storage.json_value import JsonObject


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event as it is stored.

    Attributes
    ----------
    id : str
        Unique within its negotiation, not empty.
    kind, version : str, int
        Which reader of events understands the payload.
    at : str or None
        When it happened, as the negotiator gave it (ISO 8601).
    party, visibility : str or None
        Who acted and who may see it.
    payload : dict
        The event's fields as JSON.
    """

    id: str
    kind: str
    version: int
    at: str | None
    party: str | None
    visibility: str | None
    payload: JsonObject


@dataclass(frozen=True, slots=True)
class StoredNegotiation:
    """A negotiation as it is stored.

    Attributes
    ----------
    negotiation_id : str
    header : dict
        The initial state; it never changes.
    rows : tuple of EventRow
        Events 1, 2, ... in order, without a gap; fewer than ``sequence`` if only a part was asked
        for.
    sequence : int
        How many events the whole log holds: what to hand to :meth:`EventStore.append`.
    created_at, updated_at : datetime
        In UTC.
    is_example : bool
    recorded_at : tuple of datetime
        When each of ``rows`` was written, in UTC.
    """

    negotiation_id: str
    header: JsonObject
    rows: tuple[EventRow, ...]
    sequence: int
    created_at: datetime
    updated_at: datetime
    is_example: bool
    recorded_at: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class StoredSummary:
    """One line of the list of negotiations: everything but the events.

    Attributes
    ----------
    negotiation_id : str
    header : dict
        The initial state; it never changes.
    sequence : int
        How many events the log holds.
    created_at, updated_at : datetime
        In UTC.
    is_example : bool
    """

    negotiation_id: str
    header: JsonObject
    sequence: int
    created_at: datetime
    updated_at: datetime
    is_example: bool


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """An unfinished entry, under its key.

    Attributes
    ----------
    key : str
    payload : dict
    saved_at : datetime
        In UTC.
    """

    key: str
    payload: JsonObject
    saved_at: datetime


class EventStore(Protocol):
    """An append-only log of events per negotiation, and the drafts that are not events yet.

    Every method is one transaction: it happens entirely or not at all. Any thread may call any
    method. Every method raises StorageUnavailable when the database cannot do its work; its
    message says what to do next. Times are arguments, carry a zone and come back in UTC.
    """

    @property
    def revision(self) -> str:
        """Of the tables, as migrated."""
        ...

    @property
    def engine(self) -> str:
        """Which database it is, with its version, such as ``'sqlite 3.45.1'``."""
        ...

    @property
    def location(self) -> str:
        """Where the data are, fit to be shown: a path or an address without its password."""
        ...

    @property
    def cases(self) -> CaseStore:
        """The cases of a neutral, in the same database."""
        ...

    @property
    def links(self) -> LinkStore:
        """Links with a secret, in the same database."""
        ...

    def create(
        self,
        negotiation_id: str,
        header: JsonObject,
        rows: Sequence[EventRow] = (),
        *,
        recorded_at: datetime,
        is_example: bool = False,
    ) -> int:
        """Store a new negotiation with its first events; return its sequence.

        Raises
        ------
        EventRejected
            The id is taken, two events share an id, or something is not JSON.
        """
        ...

    def append(
        self,
        negotiation_id: str,
        expected_sequence: int,
        rows: Sequence[EventRow],
        *,
        recorded_at: datetime,
    ) -> int:
        """Add events at the end of the log; return the new sequence.

        Parameters
        ----------
        expected_sequence : int
            The sequence on which the writer decided.

        Raises
        ------
        StaleWrite
            Others have written since; nothing was added.
        EventRejected
            An event's id is taken, or something is not JSON; nothing was added.
        UnknownNegotiation
        """
        ...

    def read(self, negotiation_id: str, up_to: int | None = None) -> StoredNegotiation:
        """Read a negotiation, with only its first ``up_to`` events if given.

        Raises
        ------
        UnknownNegotiation
        """
        ...

    def sequence(self, negotiation_id: str) -> int:
        """Count the events, cheaply enough to ask again and again.

        Raises
        ------
        UnknownNegotiation
        """
        ...

    def list(self) -> tuple[StoredSummary, ...]:
        """List all negotiations, the one touched last first."""
        ...

    def with_kind(self, kind: str) -> frozenset[str]:
        """Ids of the negotiations whose log holds a row of that kind, in force or not."""
        ...

    def delete(self, negotiation_id: str) -> None:
        """Remove a whole negotiation: header, events and drafts.

        Raises
        ------
        UnknownNegotiation
        """
        ...

    def redact(
        self,
        negotiation_id: str,
        expected_sequence: int,
        payloads: Mapping[str, JsonObject],
        rows: Sequence[EventRow],
        *,
        removed: Sequence[str],
        recorded_at: datetime,
    ) -> int:
        """Overwrite what some events say and log that this was done; return the new sequence.

        The only method that changes an event. Places in the log, ids and kinds stay.

        Parameters
        ----------
        expected_sequence : int
            The sequence on which the writer decided.
        payloads : mapping of event id to payload
            What stands in the place of each.
        rows : sequence of EventRow
            The events that say so.
        removed : sequence of str
            Texts that go; drafts of this negotiation that quote one of them go as well.

        Raises
        ------
        StaleWrite, EventRejected, UnknownNegotiation
            Nothing was changed.
        """
        ...

    def scrub(self) -> bool:
        """Rewrite the database without the remains of what was deleted or redacted.

        Returns
        -------
        bool
            False where another program held it meanwhile: then remains may stay until the next time.
        """
        ...

    def find_damage(self) -> tuple[str, ...]:
        """Everything the database itself finds wrong with what it holds; empty when nothing is."""
        ...

    def save_draft(
        self, negotiation_id: str, key: str, payload: JsonObject, *, saved_at: datetime
    ) -> None:
        """Keep an unfinished entry under a key, in place of the one that was there.

        The negotiation need not exist yet: setting one up is a draft, too.
        """
        ...

    def read_draft(self, negotiation_id: str, key: str) -> JsonObject | None:
        """Return the draft kept under a key, or None."""
        ...

    def drafts(self, negotiation_id: str, start: str = "") -> tuple[StoredDraft, ...]:
        """Return the drafts whose key starts so, the one saved last first."""
        ...

    def clear_draft(self, negotiation_id: str, key: str) -> None:
        """Forget the draft kept under a key, if there is one."""
        ...

    def backup(self, path: str | Path) -> None:
        """Write everything, as of one moment, to a new file while others go on working.

        The file is a SQLite database of its own if this store is one and the name does not end in
        ``.jsonl``, otherwise JSON lines. Either restores into either kind of database.

        Raises
        ------
        StorageUnavailable
            The file exists already or cannot be written.
        """
        ...

    def restore(self, path: str | Path, *, replace: bool = False) -> int:
        """Put a backup in place of everything stored; return its number of negotiations.

        Parameters
        ----------
        replace : bool
            Give up what is stored now. Without it, only an empty store is restored into.

        Raises
        ------
        StorageUnavailable
            The file is not an undamaged backup of this program, or the store is not empty;
            nothing was changed.
        """
        ...

    def close(self) -> None:
        """Let go of all connections."""
        ...
