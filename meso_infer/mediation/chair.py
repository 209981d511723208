"""What everybody who leads talks by links can do: count what there is to see, hand out links, end it all."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from meso_infer.links import NewLink, RandomBytes, issue_link
from meso_infer.storage import EventStore
from meso_infer.storage.cases import LinkRow

DEFAULT_VALIDITY = timedelta(days=14)


@dataclass(frozen=True)
class LinkChange:
    """That a party's link was made, or closed.

    Attributes
    ----------
    opens_until : datetime or None
        Of a link that was made; None where one was closed.
    """

    at: datetime
    party: str
    opens_until: datetime | None


@dataclass(frozen=True)
class Chair(ABC):
    """A place at the head of one case or one text, by its id.

    Attributes
    ----------
    store : EventStore
    subject : str
        Id of what is led.
    random_bytes : callable
        Where secrets come from.
    """

    store: EventStore
    subject: str
    random_bytes: RandomBytes

    purpose: ClassVar[str]
    """What the links open."""
    reader: ClassVar[str]
    """As whom the entries are read."""

    @abstractmethod
    def name_of(self, party: str) -> str:
        """What a party is called; raises where there is no such party."""

    def count(self) -> int:
        """How many entries there are to see."""
        return self.store.cases.count_as(self.subject, self.reader)

    def issue_link(
        self, party: str, *, now: datetime, valid_for: timedelta = DEFAULT_VALIDITY
    ) -> NewLink:
        """Make a party's link; the one it had stops opening. It can be read this once only."""
        self.name_of(party)
        return issue_link(
            self.store.links,
            purpose=self.purpose,
            subject=self.subject,
            party=party,
            now=now,
            valid_for=valid_for,
            random_bytes=self.random_bytes,
        )

    def revoke_link(self, party: str, *, now: datetime) -> None:
        """Have a party's link open nothing from now on."""
        self.store.links.revoke(self.purpose, self.subject, party, at=now)

    def linked(self) -> frozenset[str]:
        """The parties that were given a link, open or not."""
        return frozenset(one.party for one in self.store.links.of(self.purpose, self.subject))

    def link_of(self, party: str) -> LinkRow | None:
        """A party's newest link, open or not."""
        found = self.store.links.of(self.purpose, self.subject)
        return next((one for one in reversed(found) if one.party == party), None)

    def link_changes(self) -> tuple[LinkChange, ...]:
        """When links were made and closed, oldest first; that a new one closed the former goes without saying."""
        changes = []
        links = self.store.links.of(self.purpose, self.subject)
        made = {(one.party, one.issued_at) for one in links}
        for one in links:
            changes.append(LinkChange(one.issued_at, one.party, one.expires_at))
            if one.revoked_at is not None and (one.party, one.revoked_at) not in made:
                changes.append(LinkChange(one.revoked_at, one.party, None))
        return tuple(sorted(changes, key=lambda change: change.at))

    def remove(self, *, now: datetime) -> None:
        """Delete all of it for good, and close its links."""
        self.store.links.revoke(self.purpose, self.subject, None, at=now)
        self.store.cases.delete(self.subject)
