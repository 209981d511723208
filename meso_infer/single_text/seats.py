"""What a party to a single text can do, by its link alone: read, mark, criticise, and vote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from meso_infer.errors import CaseRefused
from meso_infer.links import RandomBytes, open_link
from meso_infer.mediation.place import PlaceByLink
from meso_infer.mediation.reading import entry_of
from meso_infer.single_text.ballots import Addressed, ballot_entries, everyone
from meso_infer.single_text.clauses import Mark, Weight
from meso_infer.single_text.entries import (
    MEDIATOR,
    Criticised,
    CriticismWithdrawn,
    Marked,
    Telling,
    Voted,
)
from meso_infer.single_text.text_log import TextLog, Version
from meso_infer.storage import EventStore
from meso_infer.storage.cases import StoredCase

MOST_WORDS = 4000
"""Up to how many characters of one criticism are kept before it is said."""

PURPOSE = "single-text"
"""What links of this kind open."""


@dataclass(frozen=True)
class TextSeat(PlaceByLink[TextLog]):
    """A party's place at a text. Made by `open_text_seat` only, from a link."""

    purpose: ClassVar[str] = PURPOSE
    leader: ClassVar[str] = MEDIATOR

    @staticmethod
    def log_of(stored: StoredCase) -> TextLog:
        return TextLog.of(stored)

    def mark(
        self, version: int, clause: str, mark: Mark, *, named: bool = False, now: datetime
    ) -> None:
        """Say what this party thinks of a clause; the mark before is replaced.

        Parameters
        ----------
        version : int
            The one that the party has read: a mark on an older one than the newest is refused.
        named : bool
            Whether the other parties may read it, with this party's name.

        Raises
        ------
        CaseRefused
        """
        entry = entry_of(Marked, version=version, clause=clause, mark=mark, named=named)

        def decide(log: TextLog) -> tuple[Addressed, ...]:
            _require_clause(log, version, clause)
            return (self._addressed(log, entry, named=named),)

        self._write(decide, now)

    def criticise(
        self,
        version: int,
        clause: str,
        text: str,
        *,
        weight: Weight,
        telling: Telling = "mediator",
        now: datetime,
    ) -> None:
        """Say what does not work in a clause and how much; not what it should say instead.

        Raises
        ------
        CaseRefused
            When the version is not the newest, the text is settled, or nothing is said.
        """
        entry = entry_of(
            Criticised, version=version, clause=clause, text=text, weight=weight, telling=telling
        )

        def decide(log: TextLog) -> tuple[Addressed, ...]:
            _require_clause(log, version, clause)
            return (self._addressed(log, entry, named=telling == "named"),)

        self._write(decide, now)
        self.keep_half_said(clause, "", now=now)

    def keep_half_said(self, clause: str, words: str, *, now: datetime) -> None:
        """Keep what is typed about a clause until it is said, or emptied; nobody else reads it.

        Raises
        ------
        CaseRefused
            When there is no such clause, or the words are too long.
        """
        latest = self.look().latest
        if latest is None or latest.clause(clause) is None or len(words) > MOST_WORDS:
            raise CaseRefused("This cannot be kept. Reload and look again.")
        self.keep_half_done(clause, words.strip() and words, now=now)

    def withdraw_criticism(self, criticism: str, *, now: datetime) -> None:
        """Take a criticism back; what others have read of it stays read.

        Raises
        ------
        CaseRefused
            When it is not this party's, or was taken back before.
        """

        def decide(log: TextLog) -> tuple[Addressed, ...]:
            found = [c for c in log.criticisms() if (c.id, c.party) == (criticism, self.party)]
            if not found:
                raise CaseRefused("There is no such criticism of yours. Reload and look again.")
            taken = CriticismWithdrawn(criticism=criticism)
            return (self._addressed(log, taken, named=found[0].telling == "named"),)

        self._write(decide, now)

    def vote(self, number: int, *, yes: bool, now: datetime) -> None:
        """Say yes or no to the whole, in secret; it may be changed until all have answered.

        Raises
        ------
        CaseRefused
            When that vote is over.
        """
        self._write(lambda log: ballot_entries(log, self.party, Voted(number=number, yes=yes)), now)

    def _addressed(
        self, log: TextLog, entry: Marked | Criticised | CriticismWithdrawn, *, named: bool
    ) -> Addressed:
        return Addressed(entry, self.party, everyone(log) if named else (self.party, MEDIATOR))


def open_text_seat(
    store: EventStore, token: str, *, now: datetime, random_bytes: RandomBytes
) -> TextSeat:
    """The seat that a link opens; to be asked anew for every look and every action.

    Raises
    ------
    LinkRefused
        When it opens none; the message never says why.
    """
    opened = open_link(store.links, token, purpose=PURPOSE, now=now)
    return TextSeat(store, opened.subject, random_bytes, opened)


def _require_clause(log: TextLog, version: int, clause: str) -> Version:
    latest = log.latest
    if log.status == "agreed":
        raise CaseRefused("All have said yes to this text; it does not change any more.")
    if latest is None or latest.number != version:
        raise CaseRefused("There is a newer version of the text. Read it before you say more.")
    if latest.clause(clause) is None:
        raise CaseRefused("There is no such clause in this version. Reload and look again.")
    return latest
