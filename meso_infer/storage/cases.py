"""What goes into and comes out of a neutral's cases and of the links that open them.

Every entry of a case names its readers when it is written. Whoever reads a case reads as one of them
and gets those entries alone, counted from one: not even how many others there are can be seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from meso_infer.storage.json_value import JsonObject


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry of a case as it is written.

    Attributes
    ----------
    id : str
        Unique within its case, not empty.
    kind, sender : str
        What it is, and who caused it.
    payload : dict
        Its fields as JSON.
    readers : tuple of str
        Who may read it; nobody else ever will.
    """

    id: str
    kind: str
    sender: str
    payload: JsonObject
    readers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """One entry of a case as a reader gets it.

    Attributes
    ----------
    position : int
        Counts what this reader may read, from 1.
    id, kind, sender : str
    payload : dict
        Its fields as JSON.
    recorded_at : datetime
        When it was written, in UTC.
    """

    position: int
    id: str
    kind: str
    sender: str
    payload: JsonObject
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class StoredCase:
    """A case as one reader gets it: the header, which all may read, and the reader's entries."""

    case_id: str
    header: JsonObject
    entries: tuple[StoredEntry, ...]
    created_at: datetime


class CaseStore(Protocol):
    """Append-only logs of cases. Every method is one transaction; times carry a zone.

    Every method raises StorageUnavailable when the database cannot do its work.
    """

    def create(self, case_id: str, header: JsonObject, *, recorded_at: datetime) -> None:
        """Store a new case; raises EventRejected when the id is taken or something is not JSON."""
        ...

    def append(
        self,
        case_id: str,
        expected_sequence: int,
        entries: Sequence[EntryRow],
        *,
        recorded_at: datetime,
    ) -> None:
        """Add entries at the end of the log.

        Raises
        ------
        StaleWrite
            Others have written since; nothing was added.
        EventRejected
            An entry's id is taken, has no reader, or something is not JSON.
        UnknownCase
        """
        ...

    def read_as(self, case_id: str, reader: str) -> StoredCase:
        """Read a case as one reader sees it; raises UnknownCase."""
        ...

    def count_as(self, case_id: str, reader: str) -> int:
        """How many entries a reader may read, cheaply; raises UnknownCase."""
        ...

    def read_sealed(self, case_id: str) -> tuple[StoredCase, int]:
        """Read everything, and the sequence to append after. For protocols alone, never for a view.

        Raises
        ------
        UnknownCase
        """
        ...

    def list(self) -> tuple[StoredCase, ...]:
        """The headers of all cases, newest first, without entries."""
        ...

    def delete(self, case_id: str) -> None:
        """Remove a whole case: header and entries; raises UnknownCase. Its links are not touched."""
        ...


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link as it is stored: what it opens and for how long, and a digest of its secret.

    Attributes
    ----------
    link_id : str
        Names the link; it stands in the link itself and opens nothing.
    purpose, subject, party : str
        What it opens and as whom.
    salt, digest : str
        In hexadecimal.
    issued_at, expires_at : datetime
        From when and until when it opens anything, in UTC.
    revoked_at : datetime or None
        When it was closed; None while it is not.
    """

    link_id: str
    purpose: str
    subject: str
    party: str
    salt: str
    digest: str
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None


class LinkStore(Protocol):
    """Links and the count of wrong tries. Every method is one transaction."""

    def add(self, link: LinkRow) -> None:
        """Store a link; raises EventRejected when its id is taken."""
        ...

    def look_up(self, link_id: str) -> LinkRow | None:
        """The link of an id; None where there is none."""
        ...

    def of(self, purpose: str, subject: str) -> tuple[LinkRow, ...]:
        """All links that open one subject, oldest first."""
        ...

    def revoke(self, purpose: str, subject: str, party: str | None, *, at: datetime) -> None:
        """Close every open link of a party, or of all parties, to a subject."""
        ...

    def wrong_tries(
        self, scopes: Sequence[str], *, at: datetime, window: timedelta
    ) -> tuple[int, ...]:
        """How many wrong tries each scope has seen in the window that runs."""
        ...

    def count_wrong_try(self, scopes: Sequence[str], *, at: datetime, window: timedelta) -> None:
        """Count one more wrong try in each scope; a window that is over begins anew."""
        ...
