"""A small single text of two to five parties, as the tests open it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from meso_infer.single_text import Clause, TextDesk, TextSeat, open_text, open_text_seat
from meso_infer.storage import EventStore, open_store

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
NAMES = ("City", "Owners", "Tenants", "Bank", "Builder")
CLAUSES = (
    Clause(id="c1", title="Height", text="Six floors at most.", issue="Height", option="6 floors"),
    Clause(id="c2", title="Rent", text="Rent rises by 2% a year.", issue="Rent"),
    Clause(id="c3", title="Trees", text="The old trees stay."),
)


def dice(seed: int) -> Callable[[int], bytes]:
    """Random bytes that are the same in every run."""
    return random.Random(seed).randbytes


@dataclass
class Table:
    """A text that was opened, with a seat for each party."""

    store: EventStore
    desk: TextDesk
    seats: dict[str, TextSeat]
    tokens: dict[str, str]
    now: datetime

    def publish(self, *texts: str) -> None:
        """Publish a version; given texts replace those of the first clauses."""
        revision = self.desk.revision()
        for clause, text in zip(revision.clauses, texts, strict=False):
            revision = revision.reworded(clause.id, text=text)
        self.desk.publish(revision, now=self.now)


def open_table(
    n_parties: int = 3, *, seed: int = 1, store: EventStore | None = None, now: datetime = NOW
) -> Table:
    """Open a text, publish its first version, hand out the links, and open the seats by them."""
    store = store or open_store("sqlite://")
    random_bytes = dice(seed)
    desk = open_text(
        store,
        title="Quarter",
        mediator="The mediator",
        parties=NAMES[:n_parties],
        clauses=CLAUSES,
        issues=("Height", "Rent"),
        now=now,
        random_bytes=random_bytes,
    )
    tokens = {
        party: desk.issue_link(party, now=now, valid_for=timedelta(days=1)).token
        for party in desk.look().header.ids
    }
    seats = {
        party: open_text_seat(store, token, now=now, random_bytes=random_bytes)
        for party, token in tokens.items()
    }
    table = Table(store, desk, seats, tokens, now)
    table.publish()
    return table
