"""Adding to the log of a case what was decided in view of all of it, also while others write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from meso_infer.errors import CaseRefused, StaleWrite
from meso_infer.links import RandomBytes
from meso_infer.mediation.reading import LogEntry, encode_entry
from meso_infer.storage import EventStore
from meso_infer.storage.cases import EntryRow, StoredCase

MOST_ATTEMPTS = 50
"""How often a write is tried again when others were faster: each time somebody else has written."""

ID_BYTES = 9


E = TypeVar("E", bound=LogEntry)


@dataclass(frozen=True)
class AddressedTo(Generic[E]):
    """An entry, who causes it, and who alone may read it."""

    entry: E
    sender: str
    readers: tuple[str, ...]


def append_decided(
    store: EventStore,
    case_id: str,
    decide: Callable[[StoredCase], Sequence[AddressedTo[E]]],
    *,
    now: datetime,
    random_bytes: RandomBytes,
) -> None:
    """Append the entries that `decide` makes of the whole case; again if others wrote meanwhile.

    Raises
    ------
    UnknownCase
        When there is no such case.
    CaseRefused
        When `decide` refuses, or others keep writing.
    """
    for _ in range(MOST_ATTEMPTS):
        stored, sequence = store.cases.read_sealed(case_id)
        rows = [
            EntryRow(
                random_bytes(ID_BYTES).hex(),
                one.entry.kind,
                one.sender,
                encode_entry(one.entry),
                one.readers,
            )
            for one in decide(stored)
        ]
        try:
            store.cases.append(case_id, sequence, rows, recorded_at=now)
        except StaleWrite:
            continue
        return
    raise CaseRefused("Many are writing to this case right now. Nothing was kept; try again.")
