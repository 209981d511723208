"""Writing to a single text: who may read what a party says, and what a vote tells once all answered.

This is the one module that reads whole logs.
"""

from __future__ import annotations

from meso_infer.errors import CaseRefused
from meso_infer.mediation.reading import DESK
from meso_infer.mediation.writing import AddressedTo
from meso_infer.single_text.clauses import MARKS
from meso_infer.single_text.entries import (
    MEDIATOR,
    BallotReceived,
    CountsTold,
    CriticismTold,
    Entry,
    Voted,
    VoteTold,
)
from meso_infer.single_text.text_log import TextLog

Addressed = AddressedTo[Entry]


def to_everyone(log: TextLog, entry: Entry, sender: str = DESK) -> Addressed:
    """An entry for all parties and the mediator."""
    return Addressed(entry, sender, everyone(log))


def everyone(log: TextLog) -> tuple[str, ...]:
    """All readers of a text."""
    return (*log.header.ids, MEDIATOR)


def ballot_entries(log: TextLog, party: str, answer: Voted) -> tuple[Addressed, ...]:
    """A secret answer; that it came, for the mediator; and the outcome, once all have answered."""
    vote = next((one for one in log.votes if one.number == answer.number), None)
    if vote is None or not vote.is_open:
        raise CaseRefused("This vote is over. Reload and look again.")
    entries = [Addressed(answer, party, (party,))]
    if party not in vote.received:
        came = BallotReceived(number=answer.number, party=party)
        entries.append(Addressed(came, DESK, (MEDIATOR,)))
    answers = {**vote.answers, party: answer.yes}
    if set(answers) == set(log.header.ids):
        told = VoteTold(number=answer.number, agreed=all(answers.values()))
        entries.append(to_everyone(log, told))
    return tuple(entries)


def criticisms_to_tell(log: TextLog) -> tuple[Addressed, ...]:
    """The criticisms that may be told without a name and were not yet.

    They are in the order of their words, which says nothing of who was first.
    """
    told = {(e.version, e.clause, e.text) for _, e in log.of_kind(CriticismTold)}
    waiting = [
        CriticismTold(version=one.version, clause=one.clause, text=one.text, weight=one.weight)
        for one in log.criticisms()
        if one.party is not None
        and one.telling == "unnamed"
        and (one.version, one.clause, one.text) not in told
    ]
    in_order = sorted(waiting, key=lambda one: (one.version, one.clause, one.text, one.weight))
    return tuple(to_everyone(log, one) for one in in_order)


def counts_entry(log: TextLog) -> Addressed:
    """How many gave each clause of the newest version each mark.

    Raises
    ------
    CaseRefused
        Between two parties, before all have marked every clause, or when it was told already.
    """
    latest = log.latest
    if latest is None:
        raise CaseRefused("There is no version yet; publish one first.")
    if len(log.header.parties) == 2:
        raise CaseRefused(
            "Between two parties a count would tell each what the other marked. Ask them to allow "
            "their names instead."
        )
    if log.counts(latest.number) is not None:
        raise CaseRefused(f"The counts of version {latest.number} were told already.")
    marks = log.marks(latest.number)
    missing = tuple(p for p in log.header.ids if any(p not in by for by in marks.values()))
    if missing:
        raise CaseRefused(
            f"Not every clause is marked yet: wait for {log.names(missing)}. A count over some only "
            "would tell more of them."
        )
    counts = {
        clause: tuple(sum(given == mark for given in by.values()) for mark in MARKS)
        for clause, by in marks.items()
    }
    return to_everyone(log, CountsTold(version=latest.number, counts=counts))  # type: ignore[arg-type]
