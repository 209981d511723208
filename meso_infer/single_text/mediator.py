"""What the mediator of a single text can do: open it, hand out links, revise, and call the vote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from pydantic import ValidationError

from meso_infer.errors import CaseRefused, explain
from meso_infer.links import RandomBytes
from meso_infer.mediation.chair import Chair
from meso_infer.mediation.reading import seats_of
from meso_infer.single_text.ballots import (
    Addressed,
    counts_entry,
    criticisms_to_tell,
    to_everyone,
)
from meso_infer.single_text.clauses import Clause
from meso_infer.single_text.entries import (
    MEDIATOR,
    VersionPublished,
    VoteOpened,
    VoteWithdrawn,
)
from meso_infer.single_text.revision import Revision
from meso_infer.single_text.seats import PURPOSE
from meso_infer.single_text.text_log import TextHeader, TextLog, header_document
from meso_infer.storage import EventStore
from meso_infer.storage.cases import StoredCase

TEXT_BYTES = 8
REVISION = "single-text"
"""Key of the draft that holds the mediator's unpublished edits."""


@dataclass(frozen=True)
class TextDesk(Chair[TextLog]):
    """The mediator's place at one text."""

    purpose: ClassVar[str] = PURPOSE
    leader: ClassVar[str] = MEDIATOR

    @property
    def text_id(self) -> str:
        return self.subject

    @staticmethod
    def log_of(stored: StoredCase) -> TextLog:
        return TextLog.of(stored)

    # -- the text ----------------------------------------------------------------------------------

    def revision(self) -> Revision:
        """The mediator's unpublished edits; where there are none, the newest version as it stands."""
        kept = self.store.read_draft(self.text_id, REVISION)
        latest = self.look().latest
        if kept is not None:
            revision = Revision.model_validate(kept)
            if latest is None or revision.based_on == latest.number:
                return revision
        if latest is None:
            return Revision()
        return Revision(based_on=latest.number, clauses=latest.clauses)

    def keep_revision(self, revision: Revision, *, now: datetime) -> None:
        """Keep unpublished edits, in place of those before."""
        self.store.save_draft(
            self.text_id, REVISION, revision.model_dump(mode="json"), saved_at=now
        )

    def publish(self, revision: Revision, *, now: datetime) -> None:
        """Make edits the next version, and tell what may be told without a name with it.

        Raises
        ------
        CaseRefused
            While a vote runs, after an agreement, when nothing changed, or when another version was
            published meanwhile.
        """

        def decide(log: TextLog) -> tuple[Addressed, ...]:
            _require_open(log)
            latest = log.latest
            number = 0 if latest is None else latest.number
            if revision.based_on != number:
                raise CaseRefused(
                    f"Version {number} was published since these edits began. Reload and look again."
                )
            if not revision.clauses:
                raise CaseRefused("The text has no clause; add one first.")
            if latest is not None and latest.clauses == revision.clauses:
                raise CaseRefused(
                    f"Nothing differs from version {number}. Change a clause before you publish."
                )
            version = VersionPublished(
                number=number + 1, clauses=revision.clauses, note=revision.note.strip()
            )
            return (*criticisms_to_tell(log), to_everyone(log, version, MEDIATOR))

        self._write(decide, now)
        self.store.clear_draft(self.text_id, REVISION)

    def tell_counts(self, *, now: datetime) -> None:
        """Tell everyone how many gave each clause each mark; once a version, from three parties on.

        Raises
        ------
        CaseRefused
            Between two parties, before all have marked every clause, or when it was told already.
        """
        self._write(lambda log: (counts_entry(log),), now)

    # -- the vote ----------------------------------------------------------------------------------

    def open_vote(self, *, now: datetime) -> None:
        """Ask all for one yes or no to the newest version as a whole.

        Raises
        ------
        CaseRefused
            Before the first version, while a vote runs, or after an agreement.
        """

        def decide(log: TextLog) -> tuple[Addressed, ...]:
            _require_open(log)
            latest = log.latest
            if latest is None:
                raise CaseRefused("There is no version to vote on; publish one first.")
            opened = VoteOpened(number=len(log.votes) + 1, version=latest.number)
            return (to_everyone(log, opened, MEDIATOR),)

        self._write(decide, now)

    def withdraw_vote(self, *, now: datetime) -> None:
        """Take the question back; what was answered so far stays secret for good.

        Raises
        ------
        CaseRefused
            When no vote runs.
        """

        def decide(log: TextLog) -> tuple[Addressed, ...]:
            if log.open_vote is None:
                raise CaseRefused("No vote runs. Reload and look again.")
            return (to_everyone(log, VoteWithdrawn(number=log.open_vote.number), MEDIATOR),)

        self._write(decide, now)

    # -- the end -----------------------------------------------------------------------------------

    def remove(self, *, now: datetime) -> None:
        """Delete the text with all that was said of it, and close its links."""
        super().remove(now=now)
        self.store.clear_draft(self.text_id, REVISION)


def open_text(
    store: EventStore,
    *,
    title: str,
    mediator: str,
    parties: Sequence[str],
    clauses: Sequence[Clause] = (),
    issues: Sequence[str] = (),
    now: datetime,
    random_bytes: RandomBytes,
) -> TextDesk:
    """Open a single text for two to twenty parties; its clauses are unpublished edits at first.

    Parameters
    ----------
    clauses : sequence of Clause
        To begin with, such as `clauses_of` an agenda.
    issues : sequence of str
        Names of the issues that clauses may be about.

    Raises
    ------
    CaseRefused
        When names are missing or repeat, or there are too few or too many parties.
    """
    seats = seats_of(parties)
    try:
        header = TextHeader(title=title, mediator=mediator, parties=seats, issues=tuple(issues))
    except ValidationError as error:
        raise CaseRefused(
            "A single text needs a title, the name of the mediator, and two to twenty named parties "
            f"({explain(error, 1)})."
        ) from error
    text_id = random_bytes(TEXT_BYTES).hex()
    store.cases.create(text_id, header_document(header), recorded_at=now)
    desk = TextDesk(store, text_id, random_bytes)
    desk.keep_revision(Revision(clauses=tuple(clauses)), now=now)
    return desk


def list_texts(store: EventStore) -> dict[str, str]:
    """The titles of all single texts by id, newest first."""
    return {
        one.case_id: str(one.header.get("title", ""))
        for one in store.cases.list()
        if one.header.get("kind") == "single-text"
    }


def _require_open(log: TextLog) -> None:
    if log.status == "agreed":
        raise CaseRefused("All have said yes to this text; it does not change any more.")
    if log.status == "vote":
        raise CaseRefused("A vote runs. Wait for its outcome, or withdraw it first.")
