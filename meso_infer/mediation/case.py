"""A neutral's case: who takes part on which agenda, and its log as one reader sees it.

The same questions are asked of every log; what a reader may not read is not in its log.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import Field

from meso_infer.errors import CaseRefused
from meso_infer.issues import AnyIssue
from meso_infer.mediation.entries import (
    AllowedItem,
    AllSaidYes,
    Answered,
    Entry,
    HandedIn,
    MessageHandled,
    Method,
    MidpointTold,
    OverlapTold,
    PackageSuggested,
    ReopenAgreed,
    Reopened,
    SuggestionWithdrawn,
    Try,
    TryOpened,
    TryWithdrawn,
    VaultAllowed,
    VaultChanged,
    decode_entry,
)
from meso_infer.mediation.reading import Logged, LogRead, PartiesNamed, Text, read_log
from meso_infer.mediation.vaults import Vault
from meso_infer.packages import Agenda, Package, Rule
from meso_infer.storage.cases import StoredCase

MOST_SUGGESTED = 3
"""How many packages are suggested by one count of the sides. The order in which packages follow each other
tells more with each: after ten, whoever knows its own side would know nearly all of another's."""


class CaseHeader(PartiesNamed):
    """What every reader of a case may know."""

    title: Text
    neutral: Text
    issues: tuple[AnyIssue, ...] = Field(min_length=1, max_length=200)
    rules: tuple[Rule, ...] = ()

    @property
    def agenda(self) -> Agenda:
        return Agenda(self.issues, self.rules)


@dataclass(frozen=True)
class TryState:
    """The newest try of a kind: opened, who handed in (as far as may be seen), and how it ended."""

    opened: TryOpened
    handed_in: Mapping[str, HandedIn]
    result: OverlapTold | MidpointTold | None
    agreed_to_reopen: frozenset[str]


@dataclass(frozen=True)
class Suggestion:
    """A suggested package and what may be seen of its fate.

    Attributes
    ----------
    count : int
        By which count of the sides it was found, from 1: one count is of the sides as they were then.
    answers : dict
        Party to yes or no: a party's own log holds its own answer, the neutral's none.
    """

    label: str
    method: Method
    package: Package
    is_exact: bool
    count: int
    answers: Mapping[str, bool]
    is_withdrawn: bool
    is_agreed: bool

    @property
    def is_open(self) -> bool:
        return not (self.is_withdrawn or self.is_agreed)


@dataclass(frozen=True)
class CaseLog(LogRead[Entry]):
    """A case as one reader sees it."""

    case_id: str
    header: CaseHeader
    log: tuple[Logged[Entry], ...]

    @classmethod
    def of(cls, stored: StoredCase) -> CaseLog:
        """Read what the store gave.

        Raises
        ------
        UnreadableEvent
            When an entry is of a kind that this release does not know.
        """
        header, log = read_log(stored, CaseHeader, decode_entry, "case")
        return cls(stored.case_id, header, log)

    @property
    def agenda(self) -> Agenda:
        return self.header.agenda

    def vault(self, party: str) -> Vault | None:
        """A party's newest vault, where it may be read."""
        found = [e.vault for one, e in self.of_kind(VaultChanged) if one.sender == party]
        return found[-1] if found else None

    def allowed(self, party: str) -> tuple[AllowedItem, ...] | None:
        """What the neutral may see of a party's vault; None while it is empty."""
        found = [e.items for _, e in self.of_kind(VaultAllowed) if e.party == party]
        return found[-1] if found else None

    def takes_part(self, opened: TryOpened) -> tuple[str, ...]:
        """Who has to hand in: all parties, or the two whose amounts are sealed."""
        two = (opened.wants_higher, opened.wants_lower)
        return tuple(party for party in two if party is not None) or self.header.ids

    def newest_try(self, about: Try, party: str | None = None) -> TryState | None:
        """How the newest try of a kind stands, of those of a party if given; None where there was none.

        A try that was taken back has told nothing, and is none.
        """
        gone = {(e.about, e.number) for _, e in self.of_kind(TryWithdrawn)}
        opened = [
            e
            for _, e in self.of_kind(TryOpened)
            if e.about == about
            and (about, e.number) not in gone
            and (party is None or party in self.takes_part(e))
        ]
        if not opened:
            return None
        number = opened[-1].number
        results = OverlapTold if about == "overlap" else MidpointTold
        told = [e for _, e in self.of_kind(results) if e.number == number]
        handed_in = {
            one.sender: e
            for one, e in self.of_kind(HandedIn)
            if e.about == about and e.number == number
        }
        return TryState(
            opened[-1], handed_in, told[-1] if told else None, self.agreed(about, after=number)
        )

    def agreed(self, about: Reopened, *, after: int) -> frozenset[str]:
        """Who agreed, after a try or a count of the sides, that there be another one."""
        return frozenset(
            one.sender
            for one, e in self.of_kind(ReopenAgreed)
            if e.about == about and e.after == after
        )

    def not_agreed(self, about: Reopened) -> tuple[str, ...]:
        """Who had a part in what there was so far, and has not agreed since to have it again."""
        if about == "suggestions":
            count = self.count_of_sides
            agreed = self.agreed(about, after=count)
            return tuple(party for party in self.header.ids if count and party not in agreed)
        last = {party: self.newest_try(about, party) for party in self.header.ids}
        return tuple(
            party
            for party, state in last.items()
            if state is not None and party not in state.agreed_to_reopen
        )

    @property
    def count_of_sides(self) -> int:
        """By which count of the sides the newest suggestion was found; 0 before the first."""
        return max((e.count for _, e in self.of_kind(PackageSuggested)), default=0)

    @property
    def suggestions_left(self) -> int:
        """How many packages can be suggested before all have to agree to count the sides anew."""
        if not self.not_agreed("suggestions"):
            return MOST_SUGGESTED
        made = sum(e.count == self.count_of_sides for _, e in self.of_kind(PackageSuggested))
        return max(0, MOST_SUGGESTED - made)

    def when_counted(self, count: int) -> CaseLog:
        """The case as it was when the sides were counted for that time; as it is, where they were not."""
        for place, one in enumerate(self.log):
            if isinstance(one.entry, PackageSuggested) and one.entry.count == count:
                return replace(self, log=self.log[:place])
        return self

    def suggestions(self) -> tuple[Suggestion, ...]:
        """All suggestions, newest first."""
        withdrawn = {e.label for _, e in self.of_kind(SuggestionWithdrawn)}
        agreed = {e.label for _, e in self.of_kind(AllSaidYes)}
        answers: dict[str, dict[str, bool]] = {}
        for one, answer in self.of_kind(Answered):
            answers.setdefault(answer.label, {})[one.sender] = answer.yes
        agenda = self.agenda
        return tuple(
            Suggestion(
                e.label,
                e.method,
                agenda.package(e.package),
                e.is_exact,
                e.count,
                answers.get(e.label, {}),
                e.label in withdrawn,
                e.label in agreed,
            )
            for _, e in reversed(self.of_kind(PackageSuggested))
        )

    def suggestion(self, label: str) -> Suggestion:
        """The suggestion of a label; raises CaseRefused where there is none."""
        for one in self.suggestions():
            if one.label == label:
                return one
        raise CaseRefused("There is no such suggestion in this case. Reload and look again.")

    def handled(self, message: str) -> MessageHandled | None:
        """What the neutral did with a message, by its id."""
        found = [e for _, e in self.of_kind(MessageHandled) if e.message == message]
        return found[-1] if found else None


def header_document(header: CaseHeader) -> dict[str, Any]:
    """The header as JSON data."""
    return header.model_dump(mode="json", by_alias=True, exclude_none=True)


def case_document(log: CaseLog) -> dict[str, Any]:
    """What a reader may keep of a case, as JSON data: the header and the reader's own log."""
    return {
        "format": "meso-infer-case/1",
        **header_document(log.header),
        "log": [
            {
                "at": one.at.isoformat(),
                "from": one.sender,
                **one.entry.model_dump(mode="json", by_alias=True),
            }
            for one in log.log
        ],
    }
