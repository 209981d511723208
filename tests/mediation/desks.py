"""A small case of two or more parties, as the tests of the neutral's desk open it."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from meso_infer.issues import CategoricalIssue, NumericIssue, OrderedIssue
from meso_infer.links import RandomBytes
from meso_infer.mediation import Desk, Seat, Vault, open_case, open_seat
from meso_infer.packages import Agenda
from meso_infer.storage import EventStore, open_store
from meso_infer.utility import Points

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
AGENDA = Agenda(
    (
        NumericIssue(name="Price", unit="EUR", low=0, high=100, step=10, own_direction="lower"),
        OrderedIssue(name="Term", options=("1 year", "2 years", "3 years")),
        CategoricalIssue(name="Office", options=("Berlin", "Paris")),
    )
)


def vault(
    points: tuple[float, float, float] = (100, 50, 20),
    *,
    likes_high: bool = True,
    office: float = 1.0,
    limit: float = 0.4,
    **permissions: object,
) -> Vault:
    """A vault for `AGENDA`: who likes high prices likes short terms."""
    up, down = ((0.0, 0.0), (100.0, 1.0)), ((0.0, 1.0), (100.0, 0.0))
    term = (1.0, 0.5, 0.0) if likes_high else (0.0, 0.5, 1.0)
    return Vault(
        points=dict(zip(AGENDA.names, points, strict=True)),
        values={
            "Price": Points(points=up if likes_high else down),
            "Term": dict(zip(("1 year", "2 years", "3 years"), term, strict=True)),
            "Office": {"Berlin": office, "Paris": 1.0 - office},
        },
        limit=limit,
        **permissions,  # type: ignore[arg-type]
    )


def straight_vault(
    agenda: Agenda,
    points: Sequence[float],
    *,
    likes_high: bool,
    limit: float = 0.3,
    **permissions: object,
) -> Vault:
    """A vault for any agenda, with values on a straight line through the options of each issue."""
    values: dict[str, object] = {}
    for issue in agenda.issues:
        low, high = issue.bounds
        if isinstance(issue, NumericIssue):
            ends = (0.0, 1.0) if likes_high else (1.0, 0.0)
            values[issue.name] = Points(points=((low, ends[0]), (high, ends[1])))
        else:
            shares = {str(issue.option(x)): (x - low) / (high - low) for x in issue.coordinates()}
            values[issue.name] = {k: v if likes_high else 1 - v for k, v in shares.items()}
    return Vault(
        points=dict(zip(agenda.names, points, strict=True)),
        values=values,  # type: ignore[arg-type]
        limit=limit,
        **permissions,  # type: ignore[arg-type]
    )


def dice(seed: int) -> Callable[[int], bytes]:
    """Random bytes that are the same in every run."""
    return random.Random(seed).randbytes


@dataclass
class Table:
    """A case that was opened, with a seat for each party; time stands still unless moved."""

    desk: Desk
    seats: dict[str, Seat]
    tokens: dict[str, str]
    now: datetime
    store: EventStore

    def fill(self, *vaults: Vault) -> None:
        """Fill the vaults of the parties in order."""
        for seat, one in zip(self.seats.values(), vaults, strict=True):
            seat.change_vault(one, now=self.now)


def open_table(
    n_parties: int = 2,
    *,
    seed: int = 1,
    agenda: Agenda = AGENDA,
    store: EventStore | None = None,
    now: datetime = NOW,
    random_bytes: RandomBytes | None = None,
) -> Table:
    """Open a case, hand out the links, and open the seats by them."""
    store = store or open_store("sqlite://")
    random_bytes = random_bytes or dice(seed)
    desk = open_case(
        store,
        title="Lease",
        neutral="The neutral",
        parties=["Buyer", "Seller", "Bank", "City"][:n_parties],
        agenda=agenda,
        now=now,
        random_bytes=random_bytes,
    )
    tokens = {
        party: desk.issue_link(party, now=now, valid_for=timedelta(days=1)).token
        for party in desk.look().header.ids
    }
    seats = {
        party: open_seat(store, token, now=now, random_bytes=random_bytes)
        for party, token in tokens.items()
    }
    return Table(desk, seats, tokens, now, store)
