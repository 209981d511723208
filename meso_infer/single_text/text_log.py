"""A single text as one reader sees it: its versions, marks, criticisms and votes.

The same questions are asked of every log; what a reader may not read is not in its log.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

from meso_infer.errors import CaseRefused
from meso_infer.mediation.reading import Logged, LogRead, PartiesNamed, Text, read_log
from meso_infer.single_text.clauses import Clause, Mark, Weight
from meso_infer.single_text.differences import ClauseChange, compare_clauses
from meso_infer.single_text.entries import (
    BallotReceived,
    CountsTold,
    Criticised,
    CriticismTold,
    CriticismWithdrawn,
    Entry,
    Marked,
    Telling,
    VersionPublished,
    Voted,
    VoteOpened,
    VoteTold,
    VoteWithdrawn,
    decode_entry,
)
from meso_infer.storage.cases import StoredCase

Status = Literal["draft", "vote", "agreed"]


class TextHeader(PartiesNamed):
    """What every reader of a single text may know.

    Attributes
    ----------
    issues : tuple of str
        Names of the issues that clauses may be about; no ranges and no options.
    """

    kind: Literal["single-text"] = "single-text"
    title: Text
    mediator: Text
    issues: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Version:
    """One published version of the whole text."""

    number: int
    clauses: tuple[Clause, ...]
    note: str
    at: datetime

    def clause(self, clause_id: str) -> Clause | None:
        """The clause of an id; None where this version has none."""
        return next((one for one in self.clauses if one.id == clause_id), None)


@dataclass(frozen=True)
class Criticism:
    """A criticism as its reader sees it; `party` is None where no name is told."""

    id: str
    party: str | None
    version: int
    clause: str
    text: str
    weight: Weight
    telling: Telling
    at: datetime


@dataclass(frozen=True)
class Vote:
    """One vote on a whole version, as far as its reader may see it.

    Attributes
    ----------
    answers : dict
        A party's own log holds its own answer, the mediator's none.
    received : frozenset of str
        Who has answered; known to the mediator only.
    agreed : bool or None
        None until all have answered.
    """

    number: int
    version: int
    answers: Mapping[str, bool]
    received: frozenset[str]
    agreed: bool | None
    is_withdrawn: bool

    @property
    def is_open(self) -> bool:
        return self.agreed is None and not self.is_withdrawn


@dataclass(frozen=True)
class ClauseMoment:
    """A clause in one version: what it says, what changed in it, and what was criticised then."""

    version: int
    change: ClauseChange
    criticisms: tuple[Criticism, ...]


@dataclass(frozen=True)
class TextLog(LogRead[Entry]):
    """A single text as one reader sees it."""

    text_id: str
    header: TextHeader
    log: tuple[Logged[Entry], ...]

    @classmethod
    def of(cls, stored: StoredCase) -> TextLog:
        """Read what the store gave.

        Raises
        ------
        UnreadableEvent
            When something in it is of a kind that this release does not know.
        """
        header, log = read_log(stored, TextHeader, decode_entry, "text")
        return cls(stored.case_id, header, log)

    # -- the text ----------------------------------------------------------------------------------

    # Kept with the log, which never changes: a page asks for them clause by clause.
    @cached_property
    def versions(self) -> tuple[Version, ...]:
        """All versions, oldest first."""
        return tuple(
            Version(e.number, e.clauses, e.note, one.at)
            for one, e in self.of_kind(VersionPublished)
        )

    @property
    def latest(self) -> Version | None:
        """The newest version; None before the first."""
        versions = self.versions
        return versions[-1] if versions else None

    def version(self, number: int) -> Version:
        """A version by its number; raises CaseRefused where there is none."""
        for one in self.versions:
            if one.number == number:
                return one
        raise CaseRefused("There is no such version of this text. Reload and look again.")

    def differences(self, before: int, after: int) -> tuple[ClauseChange, ...]:
        """What changed from one version to another; version 0 is an empty sheet."""
        old = self.version(before).clauses if before else ()
        return compare_clauses(old, self.version(after).clauses)

    def history(self, clause_id: str) -> tuple[ClauseMoment, ...]:
        """The versions in which a clause appeared, changed or went, and what was criticised in each."""
        moments: list[ClauseMoment] = []
        before: tuple[Clause, ...] = ()
        for version in self.versions:
            found = [one for one in compare_clauses(before, version.clauses) if one.id == clause_id]
            said = tuple(
                one
                for one in self.criticisms()
                if (one.clause, one.version) == (clause_id, version.number)
            )
            if found and (said or found[0].fate not in ("same", "moved")):
                moments.append(ClauseMoment(version.number, found[0], said))
            before = version.clauses
        return tuple(moments)

    # -- what parties said -------------------------------------------------------------------------

    def marks(self, number: int) -> dict[str, dict[str, Mark]]:
        """Marks on a version by clause and party, as far as they may be seen.

        A mark stands for as long as its clause reads the same.
        """
        versions = self.versions
        shown = self.version(number)
        found: dict[str, dict[str, Mark]] = {one.id: {} for one in shown.clauses}
        for one, e in self.of_kind(Marked):
            clause = shown.clause(e.clause)
            span = [v for v in versions if e.version <= v.number <= number]
            if (
                clause is not None
                and span
                and all(clause.reads_like(v.clause(e.clause)) for v in span)
            ):
                found[e.clause][one.sender] = e.mark
        return found

    def named_marks(self, number: int) -> dict[str, dict[str, Mark]]:
        """The marks among `marks` that their party allowed to be told with its name."""
        last = {
            (one.sender, e.clause): e.named
            for one, e in self.of_kind(Marked)
            if e.version <= number
        }
        return {
            clause: {party: mark for party, mark in by.items() if last[party, clause]}
            for clause, by in self.marks(number).items()
        }

    def counts(self, number: int) -> dict[str, tuple[int, int, int]] | None:
        """The counts of marks that were told of a version; None where none were."""
        told = [e.counts for _, e in self.of_kind(CountsTold) if e.version == number]
        return told[-1] if told else None

    def criticisms(self) -> tuple[Criticism, ...]:
        """All that may be read and was not taken back, oldest first."""
        return self._criticisms

    @cached_property
    def _criticisms(self) -> tuple[Criticism, ...]:
        withdrawn = {e.criticism for _, e in self.of_kind(CriticismWithdrawn)}
        own = [
            Criticism(one.id, one.sender, e.version, e.clause, e.text, e.weight, e.telling, one.at)
            for one, e in self.of_kind(Criticised)
            if one.id not in withdrawn
        ]
        mine = {(one.version, one.clause, one.text) for one in own if one.telling == "unnamed"}
        told = [
            Criticism(one.id, None, e.version, e.clause, e.text, e.weight, "unnamed", one.at)
            for one, e in self.of_kind(CriticismTold)
            # Whoever sees the author already does not need it twice.
            if (e.version, e.clause, e.text) not in mine
        ]
        return (*own, *told)

    # -- the vote ----------------------------------------------------------------------------------

    @property
    def votes(self) -> tuple[Vote, ...]:
        """All votes, oldest first."""
        withdrawn = {e.number for _, e in self.of_kind(VoteWithdrawn)}
        told = {e.number: e.agreed for _, e in self.of_kind(VoteTold)}
        answers: dict[int, dict[str, bool]] = {}
        for one, e in self.of_kind(Voted):
            answers.setdefault(e.number, {})[one.sender] = e.yes
        received: dict[int, set[str]] = {}
        for _, e in self.of_kind(BallotReceived):
            received.setdefault(e.number, set()).add(e.party)
        return tuple(
            Vote(
                e.number,
                e.version,
                answers.get(e.number, {}),
                frozenset(received.get(e.number, ())),
                told.get(e.number),
                e.number in withdrawn,
            )
            for _, e in self.of_kind(VoteOpened)
        )

    @property
    def open_vote(self) -> Vote | None:
        """The vote that runs; None where there is none."""
        return next((one for one in self.votes if one.is_open), None)

    @property
    def agreed_version(self) -> int | None:
        """The version to which all said yes; None before."""
        return next((one.version for one in self.votes if one.agreed), None)

    @property
    def status(self) -> Status:
        if self.agreed_version is not None:
            return "agreed"
        return "vote" if self.open_vote is not None else "draft"


def header_document(header: TextHeader) -> dict[str, Any]:
    """The header as JSON data."""
    return header.model_dump(mode="json")
