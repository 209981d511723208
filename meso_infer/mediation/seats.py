"""What a party can do, by its link alone: fill its vault, take part, answer, write, and look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from meso_infer.errors import CaseRefused
from meso_infer.issues import NumericIssue
from meso_infer.links import RandomBytes, open_link
from meso_infer.mediation.case import CaseLog
from meso_infer.mediation.entries import (
    NEUTRAL,
    Answered,
    HandedIn,
    MessageWritten,
    ReopenAgreed,
    Reopened,
    Try,
)
from meso_infer.mediation.ledger import (
    Addressed,
    answer_entries,
    outcome_of_try,
    vault_entries,
)
from meso_infer.mediation.place import PlaceByLink
from meso_infer.mediation.reading import entry_of
from meso_infer.mediation.vaults import Vault
from meso_infer.packages import Package
from meso_infer.storage import EventStore
from meso_infer.storage.cases import StoredCase

PURPOSE = "mediation"
"""What links of this kind open."""


@dataclass(frozen=True)
class Seat(PlaceByLink[CaseLog]):
    """A party's place in a case. Made by `open_seat` only, from a link."""

    purpose: ClassVar[str] = PURPOSE
    leader: ClassVar[str] = NEUTRAL

    @staticmethod
    def log_of(stored: StoredCase) -> CaseLog:
        return CaseLog.of(stored)

    def change_vault(self, vault: Vault, *, now: datetime) -> None:
        """Put a vault in the place of the one before.

        Raises
        ------
        InvalidUtility
            When it does not fit the agenda; nothing is kept.
        """
        self._write(lambda log: vault_entries(log, self.party, vault), now)

    def take_part(self, about: Try, *, amount: float | None = None, now: datetime) -> None:
        """Hand in for the open try. Once all have, what the protocol declares is told to everyone.

        Parameters
        ----------
        amount : float, optional
            For sealed amounts: what this party takes at least, or gives at most. It cannot be changed.

        Raises
        ------
        CaseRefused
            When no try is open that this party has a part in, it handed in already, the amount is missing
            or out of range, or the vault is empty.
        """

        def decide(log: CaseLog) -> tuple[Addressed, ...]:
            state = log.newest_try(about, self.party)
            if state is None or state.result is not None:
                raise CaseRefused("Nothing is open to take part in. Reload and look again.")
            if self.party in state.handed_in:
                raise CaseRefused("You have handed in already.")
            if about == "overlap" and log.vault(self.party) is None:
                raise CaseRefused("Your vault is empty. Fill it in first.")
            handed = HandedIn(
                about=about,
                number=state.opened.number,
                amount=_checked_amount(log, state.opened.issue, amount),
            )
            mine = Addressed(handed, self.party, (self.party,))
            told = outcome_of_try(log, state, handed, self.party)
            return (mine,) if told is None else (mine, told)

        self._write(decide, now)

    def agree_to_reopen(self, about: Reopened, *, now: datetime) -> None:
        """Agree to another try, or that suggestions count the sides anew; the neutral alone sees that.

        Raises
        ------
        CaseRefused
            When none of this party's tries has ended, nothing was suggested, or it agreed already.
        """

        def decide(log: CaseLog) -> tuple[Addressed, ...]:
            if about == "suggestions":
                after = log.count_of_sides
            else:
                state = log.newest_try(about, self.party)
                after = 0 if state is None or state.result is None else state.opened.number
            if not after or self.party in log.agreed(about, after=after):
                raise CaseRefused("There is nothing to agree to. Reload and look again.")
            agreed = ReopenAgreed(about=about, after=after)
            return (Addressed(agreed, self.party, (self.party, NEUTRAL)),)

        self._write(decide, now)

    def answer(self, label: str, *, yes: bool, now: datetime) -> None:
        """Say yes or no to a suggestion, in secret; only a yes of everyone is told.

        Raises
        ------
        CaseRefused
            When the suggestion is closed or unknown.
        """

        def decide(log: CaseLog) -> tuple[Addressed, ...]:
            if not log.suggestion(label).is_open:
                raise CaseRefused("This suggestion is closed. Reload and look again.")
            return answer_entries(log, self.party, Answered(label=label, yes=yes))

        self._write(decide, now)

    def write_message(self, text: str, *, now: datetime) -> None:
        """Write to the neutral, who alone reads it and decides what is passed on.

        Raises
        ------
        CaseRefused
            When nothing is written, or more than anybody reads.
        """
        message = entry_of(MessageWritten, text=text)
        self._write(lambda log: (Addressed(message, self.party, (self.party, NEUTRAL)),), now)


def open_seat(store: EventStore, token: str, *, now: datetime, random_bytes: RandomBytes) -> Seat:
    """The seat that a link opens; to be asked anew for every look and every action.

    Raises
    ------
    LinkRefused
        When it opens none; the message never says why.
    """
    opened = open_link(store.links, token, purpose=PURPOSE, now=now)
    return Seat(store, opened.subject, random_bytes, opened)


def own_gain(log: CaseLog, party: str, package: Package) -> tuple[float, float] | None:
    """What a package is worth to a party, and that less its limit; None while its vault is empty.

    It is computed from what the party's own log holds.
    """
    vault = log.vault(party)
    if vault is None:
        return None
    worth = vault.utility(log.agenda).utility(package)
    return worth, worth - vault.limit


def _checked_amount(log: CaseLog, issue: str | None, amount: float | None) -> float | None:
    if issue is None:
        return None
    of = log.agenda.issue(issue)
    if amount is None or not isinstance(of, NumericIssue):
        raise CaseRefused(f"Give an amount of {issue}.")
    low, high = of.bounds
    if not low <= amount <= high:
        raise CaseRefused(
            f"{amount:g} is outside the range of {issue}; give an amount from {of.format(of.low)} to "
            f"{of.format(of.high)}."
        )
    return float(amount)
