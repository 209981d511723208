"""A place at talks that are led by links: what its holder reads of the log, and adds to it.

Whoever leads has one by its id (`chair`), a party by its link alone (`PlaceByLink`).
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

from meso_infer.errors import CaseRefused, LinkRefused, UnknownCase
from meso_infer.links import REFUSED, NewLink, Opened, RandomBytes, issue_link
from meso_infer.mediation.reading import LinkTaken, LogRead
from meso_infer.mediation.writing import AddressedTo, append_decided
from meso_infer.storage import EventStore
from meso_infer.storage.cases import LinkRow, StoredCase

MOST_BEGUN = 1_000_000
"""Up to how many characters a party can have begun: a hundred clauses' criticism fits."""

L = TypeVar("L", bound=LogRead[Any])


@dataclass(frozen=True)
class LinkChange:
    """That a party's link was made, or closed.

    Attributes
    ----------
    opens_until : datetime or None
        Of a link that was made; None where one was closed.
    by_party : bool
        Whether the party itself put it in the place of the one that it was sent.
    """

    at: datetime
    party: str
    opens_until: datetime | None
    by_party: bool = False


def link_changes(
    links: Sequence[LinkRow], taken: Collection[tuple[str, datetime]]
) -> tuple[LinkChange, ...]:
    """When links were made and closed, oldest first; that a new one closed the former goes without saying.

    Parameters
    ----------
    links : sequence of LinkRow
    taken : collection of (str, datetime)
        Which party made itself one, and when.
    """
    changes = []
    made = {(one.party, one.issued_at) for one in links}
    for one in links:
        own = (one.party, one.issued_at) in taken
        changes.append(LinkChange(one.issued_at, one.party, one.expires_at, own))
        if one.revoked_at is not None and (one.party, one.revoked_at) not in made:
            changes.append(LinkChange(one.revoked_at, one.party, None))
    return tuple(sorted(changes, key=lambda change: change.at))


def half_done_entry(purpose: str, party: str) -> str:
    """Key of the draft that holds what a party has begun and not yet said."""
    return f"{purpose}:{party}"


@dataclass(frozen=True)
class Place(ABC, Generic[L]):
    """A place at one case or one text.

    Attributes
    ----------
    store : EventStore
    subject : str
        Id of the case or the text.
    random_bytes : callable
        Where secrets and the names of entries come from.
    """

    store: EventStore
    subject: str
    random_bytes: RandomBytes

    purpose: ClassVar[str]
    """What the links to these talks open."""
    leader: ClassVar[str]
    """As whom whoever leads reads the log."""

    @staticmethod
    @abstractmethod
    def log_of(stored: StoredCase) -> L:
        """The log of these talks, as the store gave it."""

    @abstractmethod
    def reads_as(self) -> str:
        """As whom the log is read here."""

    def look(self) -> L:
        """The talks as they may be seen here; raises UnknownCase."""
        return self.log_of(self.store.cases.read_as(self.subject, self.reads_as()))

    def count(self) -> int:
        """How many entries there are to see: asked again and again."""
        return self.store.cases.count_as(self.subject, self.reads_as())

    def link_changes(self) -> tuple[LinkChange, ...]:
        """When links were made and closed, as far as may be known here."""
        taken = {(one.sender, one.at) for one, _ in self.look().of_kind(LinkTaken)}
        return link_changes(self.store.links.of(self.purpose, self.subject), taken)

    def _write(self, decide: Callable[[L], Sequence[AddressedTo[Any]]], now: datetime) -> None:
        """Add what is decided in view of all of the log; again if others wrote meanwhile."""
        append_decided(
            self.store,
            self.subject,
            lambda stored: decide(self.log_of(stored)),
            now=now,
            random_bytes=self.random_bytes,
        )


@dataclass(frozen=True)
class PlaceByLink(Place[L]):
    """A party's place. To be made from a link that was just opened, anew for every look and action.

    Every method raises LinkRefused once the talks were removed.
    """

    opened: Opened

    @property
    def party(self) -> str:
        return self.opened.party

    def reads_as(self) -> str:
        return self.party

    def look(self) -> L:
        with _refused_once_removed():
            return super().look()

    def count(self) -> int:
        with _refused_once_removed():
            return super().count()

    def link_changes(self) -> tuple[LinkChange, ...]:
        """When this party's links were made and closed."""
        return tuple(one for one in super().link_changes() if one.party == self.party)

    def _write(self, decide: Callable[[L], Sequence[AddressedTo[Any]]], now: datetime) -> None:
        with _refused_once_removed():
            super()._write(decide, now)

    # -- what is begun -----------------------------------------------------------------------------

    def half_done(self) -> dict[str, Any]:
        """What was begun by this link and not yet said, by name. No other link shows it."""
        kept = self.store.read_draft(self.subject, self._half_done_entry) or {}
        return dict(kept["begun"]) if kept.get("link") == self.opened.link_id else {}

    def keep_half_done(self, name: str, value: object, *, now: datetime) -> None:
        """Keep what is begun in the place of what was; nothing, where the value is empty.

        Raises
        ------
        CaseRefused
            When all that is begun is longer than anybody types.
        """
        begun = {**self.half_done(), name: value}
        if not value:
            del begun[name]
        if len(json.dumps(begun)) > MOST_BEGUN:
            raise CaseRefused("This is too long to be kept until you send it. Shorten it.")
        self._keep_begun(begun, self.opened.link_id, now)

    @property
    def _half_done_entry(self) -> str:
        return half_done_entry(self.purpose, self.party)

    def _keep_begun(self, begun: dict[str, Any], link_id: str, now: datetime) -> None:
        if begun:
            payload = {"link": link_id, "begun": begun}
            self.store.save_draft(self.subject, self._half_done_entry, payload, saved_at=now)
        else:
            self.store.clear_draft(self.subject, self._half_done_entry)

    # -- a link of one's own -----------------------------------------------------------------------

    def take_over(self, *, now: datetime) -> NewLink:
        """Make a link that nobody else was sent, valid as long; the one that was sent stops opening."""
        begun = self.half_done()
        taken = AddressedTo(LinkTaken(), self.party, (self.party, self.leader))
        self._write(lambda log: (taken,), now)
        made = issue_link(
            self.store.links,
            purpose=self.purpose,
            subject=self.subject,
            party=self.party,
            now=now,
            valid_for=self.opened.expires_at - now,
            random_bytes=self.random_bytes,
        )
        self._keep_begun(begun, made.link_id, now)
        return made


@contextmanager
def _refused_once_removed() -> Iterator[None]:
    try:
        yield
    except UnknownCase as error:
        raise LinkRefused(REFUSED) from error
