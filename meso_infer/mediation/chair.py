"""What everybody who leads talks by links can do: count what there is to see, hand out links, end it all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from meso_infer.links import NewLink, issue_link
from meso_infer.mediation.place import L, Place, half_done_entry
from meso_infer.storage.cases import LinkRow

DEFAULT_VALIDITY = timedelta(days=14)


@dataclass(frozen=True)
class Chair(Place[L]):
    """A place at the head of one case or one text, by its id."""

    def reads_as(self) -> str:
        return self.leader

    def issue_link(
        self, party: str, *, now: datetime, valid_for: timedelta = DEFAULT_VALIDITY
    ) -> NewLink:
        """Make a party's link; the one it had stops opening. It can be read this once only."""
        self.look().header.name_of(party)
        made = issue_link(
            self.store.links,
            purpose=self.purpose,
            subject=self.subject,
            party=party,
            now=now,
            valid_for=valid_for,
            random_bytes=self.random_bytes,
        )
        self._forget_half_done(party)
        return made

    def revoke_link(self, party: str, *, now: datetime) -> None:
        """Have a party's link open nothing from now on; what was begun by it and not said is gone."""
        self.store.links.revoke(self.purpose, self.subject, party, at=now)
        self._forget_half_done(party)

    def linked(self) -> frozenset[str]:
        """The parties that were given a link, open or not."""
        return frozenset(one.party for one in self.store.links.of(self.purpose, self.subject))

    def link_of(self, party: str) -> LinkRow | None:
        """A party's newest link, open or not."""
        found = self.store.links.of(self.purpose, self.subject)
        return next((one for one in reversed(found) if one.party == party), None)

    def taken(self) -> frozenset[str]:
        """The parties whose newest link is one of their own."""
        newest = {
            one.party: one.by_party for one in self.link_changes() if one.opens_until is not None
        }
        return frozenset(party for party, by_party in newest.items() if by_party)

    def remove(self, *, now: datetime) -> None:
        """Delete all of it for good, and close its links."""
        parties = self.look().header.ids
        self.store.links.revoke(self.purpose, self.subject, None, at=now)
        self.store.cases.delete(self.subject)
        for party in parties:
            self._forget_half_done(party)

    def _forget_half_done(self, party: str) -> None:
        self.store.clear_draft(self.subject, half_done_entry(self.purpose, party))
