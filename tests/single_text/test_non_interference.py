"""Non-interference: what one party keeps for itself reaches no other, but as a declared release.

The same text is worked on twice with the same dice and clock; only what one party marks, criticises
and votes differs. All that another can receive is compared byte by byte: rows as the database gives
them, the exported letter, what is refused and in which words, and log lines.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer.errors import MesoError
from meso_infer.report.single_text import write_text
from meso_infer.single_text import MARKS, WEIGHTS, open_text_seat
from meso_infer.single_text.clauses import Mark, Weight
from meso_infer.single_text.entries import MEDIATOR, Entry
from meso_infer.single_text.releases import RELEASED_KINDS
from meso_infer.single_text.text_log import TextLog
from meso_infer.storage import EventStore, open_store
from meso_infer.storage.cases import StoredCase
from tests.single_text.texts import NOW, Table, dice, open_table


@dataclass(frozen=True)
class Secrets:
    """All that the first party keeps for itself."""

    marks: tuple[Mark, Mark, Mark]
    words: str
    weight: Weight
    withdrawn: bool
    yes: bool


SECRETS = st.builds(
    Secrets,
    marks=st.tuples(*[st.sampled_from(MARKS)] * 3),
    words=st.sampled_from(("We are short of cash.", "=1+1", "x" * 900)),
    weight=st.sampled_from(WEIGHTS),
    withdrawn=st.booleans(),
    yes=st.booleans(),
)


@dataclass(frozen=True)
class Received:
    """All that one reader can receive of a single text."""

    stored: StoredCase
    letters: tuple[bytes, ...]
    refused: tuple[str, ...]
    lines: tuple[str, ...]

    def rows(self) -> bytes:
        """What the database gives, and all that is made of it."""
        rows = [
            (row.position, row.id, row.kind, row.sender, str(row.recorded_at), row.payload)
            for row in self.stored.entries
        ]
        said = (rows, self.stored.header, self.refused, self.lines)
        return json.dumps(said).encode() + b"".join(self.letters)


def worked_on(secrets: Secrets, store: EventStore, reader: str, *, n_parties: int) -> Received:
    """A whole text, to the moment when all but one have voted."""
    with pytest.MonkeyPatch.context() as patch:
        lines: list[str] = []
        patch.setattr(
            logging.Logger, "callHandlers", lambda _, record: lines.append(str(record.msg))
        )
        table = open_table(n_parties, seed=7, store=store)
        refused = _actions(table, secrets, reader)
    stored = store.cases.read_as(table.desk.text_id, reader)
    log = TextLog.of(stored)
    letters = tuple(write_text(log, one.number, made_at=NOW) for one in log.versions)
    return Received(stored, letters, tuple(refused), tuple(lines))


def _actions(table: Table, secrets: Secrets, reader: str) -> list[str]:
    first, *others = table.seats.values()
    for clause, mark in zip(("c1", "c2", "c3"), secrets.marks, strict=True):
        first.mark(1, clause, mark, now=NOW)
    first.criticise(1, "c1", secrets.words, weight=secrets.weight, now=NOW)
    if secrets.withdrawn:
        (mine,) = first.look().criticisms()
        first.withdraw_criticism(mine.id, now=NOW)
    else:
        first.mark(1, "c1", secrets.marks[1], now=NOW)
    for seat in others:
        seat.mark(1, "c1", "works", named=True, now=NOW)
        seat.criticise(1, "c2", "Too fast.", weight="much", telling="unnamed", now=NOW)
    table.publish("Five floors at most.")
    table.desk.open_vote(now=NOW)
    first.vote(1, yes=secrets.yes, now=NOW)
    for seat in others[:-1]:
        seat.vote(1, yes=True, now=NOW)
    return _tries(table, reader)


def _tries(table: Table, reader: str) -> list[str]:
    """Things that a reader is refused, each with the words."""
    seat = table.seats.get(reader)
    tries: list[Callable[[], object]] = [
        lambda: open_text_seat(
            table.store, table.tokens["p1"][:-1] + "_", now=NOW, random_bytes=dice(2)
        ),
    ]
    if seat is None:
        tries += [
            lambda: table.desk.open_vote(now=NOW),
            lambda: table.desk.publish(table.desk.revision().removed("c1"), now=NOW),
        ]
    else:
        mine = {one.id for one in seat.look().criticisms()}
        foreign = (
            next(one.id for one in table.desk.look().criticisms() if one.id not in mine)
            if len(table.desk.look().criticisms()) > len(mine)
            else "none"
        )
        tries += [
            lambda: seat.mark(1, "c1", "works", now=NOW),
            lambda: seat.withdraw_criticism(foreign, now=NOW),
            lambda: seat.vote(2, yes=True, now=NOW),
        ]
    words = []
    for one in tries:
        try:
            one()
        except MesoError as error:
            words.append(f"{type(error).__name__}: {error}")
    return words


@pytest.fixture(scope="module")
def stores() -> tuple[EventStore, EventStore]:
    """Two databases in memory: a world each."""
    return open_store("sqlite://"), open_store("sqlite://")


def both(
    stores: tuple[EventStore, EventStore],
    one: Secrets,
    other: Secrets,
    reader: str,
    n_parties: int = 3,
) -> tuple[Received, Received]:
    """The same work in two worlds, which are then wiped."""
    found = []
    for store, secrets in zip(stores, (one, other), strict=True):
        found.append(worked_on(secrets, store, reader, n_parties=n_parties))
        store.cases.delete(found[-1].stored.case_id)
        with store.links._database.writing() as connection:  # type: ignore[attr-defined]
            connection.exec_driver_sql("DELETE FROM links")
            connection.exec_driver_sql("DELETE FROM wrong_tries")
    return found[0], found[1]


@settings(max_examples=6)
@given(one=SECRETS, other=SECRETS, case=st.sampled_from((("p2", 2), ("p2", 3), ("p3", 3))))
def test_nothing_private_reaches_another_party(
    stores: tuple[EventStore, EventStore], one: Secrets, other: Secrets, case: tuple[str, int]
) -> None:
    """Whatever a party marks, criticises without leave or votes, no byte of another's changes."""
    here, there = both(stores, one, other, case[0], case[1])
    assert here.rows() == there.rows()
    assert len(here.stored.entries) > 4


@settings(max_examples=2)
@given(one=SECRETS)
def test_a_vote_reaches_nobody(stores: tuple[EventStore, EventStore], one: Secrets) -> None:
    """Before all have answered, a yes reads like a no, also to the mediator."""
    for reader in (MEDIATOR, "p2"):
        here, there = both(stores, replace(one, yes=True), replace(one, yes=False), reader)
        assert here.rows() == there.rows()


@pytest.mark.parametrize("reader", ["p2", MEDIATOR])
def test_the_outcome_tells_one_bit(reader: str) -> None:
    """Who and how many said no changes nothing: the outcome is one entry of one yes or no."""
    told = []
    for answers in ((True, True, True), (False, True, True), (False, True, False)):
        table = open_table(3, seed=7)
        table.desk.open_vote(now=NOW)
        for seat, yes in zip(table.seats.values(), answers, strict=True):
            seat.vote(1, yes=yes, now=NOW)
        entries = table.store.cases.read_as(table.desk.text_id, reader).entries
        told.append([(row.position, row.id, row.kind, row.payload) for row in entries])
    assert told[1] == told[2]
    assert told[0][:-1] == told[1][:-1]
    assert told[0][-1][3] == {"number": 1, "agreed": True}
    assert told[1][-1][3] == {"number": 1, "agreed": False}


def test_counts_tell_how_many_and_not_who() -> None:
    """Two parties that swap their marks leave the same bytes with the third."""
    told = []
    for marks in (("works", "does not work"), ("does not work", "works")):
        table = open_table(3, seed=7)
        for seat, mark in zip(table.seats.values(), (*marks, "works"), strict=True):
            for clause in ("c1", "c2", "c3"):
                seat.mark(1, clause, mark, now=NOW)  # type: ignore[arg-type]
        table.desk.tell_counts(now=NOW)
        told.append(table.store.cases.read_as(table.desk.text_id, "p3").entries)
    assert told[0] == told[1]


def test_every_kind_of_entry_is_either_a_release_or_personal() -> None:
    """Each protocol names what it releases; all other kinds are the mediator's acts or one's own vote."""
    kinds = {one.model_fields["kind"].default for one in get_args(Entry)}
    own = {"version-published", "vote-opened", "vote-withdrawn", "voted", "link-taken"}
    assert kinds == own | RELEASED_KINDS
