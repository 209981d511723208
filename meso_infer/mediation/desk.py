"""What the neutral can do: open a case, hand out links, pass on what is allowed, run protocols."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from pydantic import ValidationError

from meso_infer.errors import CaseRefused, explain
from meso_infer.events.setup import without_directions
from meso_infer.issues import NumericIssue
from meso_infer.links import RandomBytes
from meso_infer.mediation.case import CaseHeader, CaseLog, header_document
from meso_infer.mediation.chair import Chair
from meso_infer.mediation.entries import (
    NEUTRAL,
    CaucusNote,
    ItemPassedOn,
    MediatorMessage,
    MessageHandled,
    MessageWritten,
    Method,
    SuggestionWithdrawn,
    Try,
    TryOpened,
    TryWithdrawn,
)
from meso_infer.mediation.ledger import (
    Addressed,
    suggestion_entry,
    to_everyone,
)
from meso_infer.mediation.reading import entry_of, seats_of
from meso_infer.mediation.seats import PURPOSE
from meso_infer.packages import Agenda
from meso_infer.storage import EventStore
from meso_infer.storage.cases import StoredCase

CASE_BYTES = 8


@dataclass(frozen=True)
class Desk(Chair[CaseLog]):
    """A neutral's place at one case."""

    purpose: ClassVar[str] = PURPOSE
    leader: ClassVar[str] = NEUTRAL

    @property
    def case_id(self) -> str:
        return self.subject

    @staticmethod
    def log_of(stored: StoredCase) -> CaseLog:
        return CaseLog.of(stored)

    # -- what is said ------------------------------------------------------------------------------

    def pass_on_item(self, party: str, item: str, to: Sequence[str], *, now: datetime) -> None:
        """Tell other parties an item of a vault, as its owner allows.

        Raises
        ------
        CaseRefused
            When the owner allows nothing of it, or nobody is named.
        """

        def decide(log: CaseLog) -> tuple[Addressed, ...]:
            words = [
                one.words for one in log.allowed(party) or () if one.item == item and one.words
            ]
            others = _others(log, party, to)
            if not words:
                raise CaseRefused(
                    f"{log.header.name_of(party)} does not allow anything of {item} to be told."
                )
            told = ItemPassedOn(party=party, words=words[0])
            return (Addressed(told, NEUTRAL, (*others, party, NEUTRAL)),)

        self._write(decide, now)

    def write_note(self, text: str, *, party: str | None = None, now: datetime) -> None:
        """Keep a caucus note, which nobody else ever reads; raises CaseRefused when it is empty."""
        note = entry_of(CaucusNote, text=text, party=party)
        self._write(lambda log: (Addressed(note, NEUTRAL, (NEUTRAL,)),), now)

    def write_message(self, text: str, to: Sequence[str], *, now: datetime) -> None:
        """Write to parties in the neutral's own name; raises CaseRefused when nothing is written, or to nobody."""

        def decide(log: CaseLog) -> tuple[Addressed, ...]:
            return _told(text, _named(log, to), (NEUTRAL,))

        self._write(decide, now)

    def pass_on_message(
        self, message: str, text: str, to: Sequence[str], *, named: bool, now: datetime
    ) -> None:
        """Tell other parties what a party wrote, in the neutral's words.

        Parameters
        ----------
        message : str
            Id of the entry.
        text : str
            What the others read; the original stays with its sender and the neutral.
        named : bool
            Whether the others read whom it comes from.

        Raises
        ------
        CaseRefused
            When nothing is written, nobody is named, or there is no such message.
        """

        def decide(log: CaseLog) -> tuple[Addressed, ...]:
            sender = _sender_of(log, message)
            others = _others(log, sender, to)
            told = _told(text, others, (sender, NEUTRAL), on_behalf_of=sender if named else None)
            handled = MessageHandled(message=message, passed_on=True)
            return (*told, Addressed(handled, NEUTRAL, (sender, NEUTRAL)))

        self._write(decide, now)

    def keep_message(self, message: str, *, now: datetime) -> None:
        """Mark a party's message as not to be passed on; only the neutral sees that mark."""

        def decide(log: CaseLog) -> tuple[Addressed, ...]:
            _sender_of(log, message)
            kept = MessageHandled(message=message, passed_on=False)
            return (Addressed(kept, NEUTRAL, (NEUTRAL,)),)

        self._write(decide, now)

    # -- protocols ---------------------------------------------------------------------------------

    def open_overlap_test(self, *, now: datetime) -> None:
        """Ask the parties to take part in an overlap test.

        Raises
        ------
        CaseRefused
            While a vault is empty, a test is open, or not all agreed to another one.
        """

        def decide(log: CaseLog) -> tuple[Addressed, ...]:
            empty = [party for party in log.header.ids if log.allowed(party) is None]
            if empty:
                raise CaseRefused(
                    f"The vault of {log.names(tuple(empty))} is still empty. Wait until it is filled in."
                )
            opened = TryOpened(about="overlap", number=_next_try(log, "overlap", log.header.ids))
            return (to_everyone(log, opened, NEUTRAL),)

        self._write(decide, now)

    def open_sealed_amounts(
        self, issue: str, *, wants_higher: str, wants_lower: str, now: datetime
    ) -> None:
        """Ask two parties for sealed amounts of a numeric issue, everything else being settled.

        Raises
        ------
        CaseRefused
            When the issue has no amounts, the two are the same, a try is open, or they did not both
            agree to another one.
        """

        def decide(log: CaseLog) -> tuple[Addressed, ...]:
            two = _named(log, (wants_higher, wants_lower))
            if len(two) != 2 or not isinstance(log.agenda.issue(issue), NumericIssue):
                raise CaseRefused(
                    "Sealed amounts need two different parties and an issue that has amounts."
                )
            opened = TryOpened(
                about="sealed",
                number=_next_try(log, "sealed", two),
                issue=issue,
                wants_higher=wants_higher,
                wants_lower=wants_lower,
            )
            return (Addressed(opened, NEUTRAL, (*two, NEUTRAL)),)

        self._write(decide, now)

    def withdraw_try(self, about: Try, *, now: datetime) -> None:
        """Take an open try back: nothing is told, and what was handed in counts for nothing.

        Raises
        ------
        CaseRefused
            When none is open.
        """

        def decide(log: CaseLog) -> tuple[Addressed, ...]:
            state = log.newest_try(about)
            if state is None or state.result is not None:
                raise CaseRefused("No try is open any more. Reload and look again.")
            gone = TryWithdrawn(about=about, number=state.opened.number)
            return (Addressed(gone, NEUTRAL, (*log.takes_part(state.opened), NEUTRAL)),)

        self._write(decide, now)

    def suggest_package(self, method: Method, *, now: datetime) -> None:
        """Suggest to everyone a package that is computed from all vaults.

        They count as they were at the first suggestion, until all parties agree to count them anew.

        Raises
        ------
        CaseRefused
            While a vault is empty, when no package is left, or once three were suggested by these sides.
        """
        self._write(lambda log: (suggestion_entry(log, method),), now)

    def withdraw_suggestion(self, label: str, *, now: datetime) -> None:
        """Take a suggestion back; raises CaseRefused when it is closed already."""

        def decide(log: CaseLog) -> tuple[Addressed, ...]:
            if not log.suggestion(label).is_open:
                raise CaseRefused("This suggestion is closed already. Reload and look again.")
            return (to_everyone(log, SuggestionWithdrawn(label=label), NEUTRAL),)

        self._write(decide, now)


def open_case(
    store: EventStore,
    *,
    title: str,
    neutral: str,
    parties: Sequence[str],
    agenda: Agenda,
    now: datetime,
    random_bytes: RandomBytes,
) -> Desk:
    """Open a case for two or more parties on one agenda.

    What the agenda says of anybody's taste is left out.

    Raises
    ------
    CaseRefused
        When names are missing or repeat, or there are fewer than two parties.
    """
    seats = seats_of(parties)
    try:
        header = CaseHeader(
            title=title,
            neutral=neutral,
            parties=seats,
            issues=tuple(without_directions(issue) for issue in agenda.issues),  # type: ignore[arg-type]
            rules=agenda.rules,
        )
    except ValidationError as error:
        raise CaseRefused(
            "A case needs a title, the name of the neutral, and two to twenty named parties "
            f"({explain(error, 1)})."
        ) from error
    case_id = random_bytes(CASE_BYTES).hex()
    store.cases.create(case_id, header_document(header), recorded_at=now)
    return Desk(store, case_id, random_bytes)


def list_cases(store: EventStore) -> tuple[StoredCase, ...]:
    """The headers of all mediations, newest first; other kinds of cases say their kind."""
    return tuple(one for one in store.cases.list() if "kind" not in one.header)


def _named(log: CaseLog, to: Sequence[str]) -> tuple[str, ...]:
    """Parties in the order of the case, each checked; raises CaseRefused when nobody is named."""
    for party in to:
        log.header.name_of(party)
    chosen = tuple(party for party in log.header.ids if party in to)
    if not chosen:
        raise CaseRefused("Nobody is named; choose at least one party.")
    return chosen


def _told(
    text: str, to: Sequence[str], also: tuple[str, ...], *, on_behalf_of: str | None = None
) -> tuple[Addressed, ...]:
    """A message to parties, for each of them alone, and one that names them all for who else reads it.

    Whoever saw which others read it would know the sender by who is missing.
    """

    def addressed(readers: tuple[str, ...], named: Sequence[str]) -> Addressed:
        entry = entry_of(MediatorMessage, text=text, to=tuple(named), on_behalf_of=on_behalf_of)
        return Addressed(entry, NEUTRAL, readers)

    return (*(addressed((party,), (party,)) for party in to), addressed(also, to))


def _others(log: CaseLog, party: str, to: Sequence[str]) -> tuple[str, ...]:
    return _named(log, [one for one in to if one != party])


def _sender_of(log: CaseLog, message: str) -> str:
    for one, _ in log.of_kind(MessageWritten):
        if one.id == message:
            return one.sender
    raise CaseRefused("There is no such message in this case. Reload and look again.")


def _next_try(log: CaseLog, about: Try, needed: Sequence[str]) -> int:
    """Number of the next try; whoever has taken part in one before has to agree to another one."""
    newest = log.newest_try(about)
    if newest is not None and newest.result is None:
        raise CaseRefused("A try is open already; it ends when all have taken part.")
    missing = [party for party in log.not_agreed(about) if party in needed]
    if missing:
        raise CaseRefused(
            "There was a try already, and repeated tries can search out a limit: "
            f"{log.names(tuple(missing))} would first have to agree to another one."
        )
    return 1 + sum(e.about == about for _, e in log.of_kind(TryOpened))
