"""Non-interference: a change of one party's private numbers reaches nobody, but as a declared release.

The same mediation is played twice with the same dice and clock; only what one party keeps for itself
differs. Everything that another can receive is then compared byte by byte: rows as the database gives
them, the log, an export, what a link opens, what is refused and in which words, and log lines.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer.errors import MesoError
from meso_infer.mediation import PROTOCOLS, Vault, open_seat
from meso_infer.mediation.case import CaseLog, case_document
from meso_infer.mediation.entries import NEUTRAL, Entry, MessageWritten
from meso_infer.mediation.releases import RELEASED_KINDS
from meso_infer.mediation.seats import own_gain
from meso_infer.storage import EventStore, open_store
from meso_infer.storage.cases import StoredCase
from tests.mediation.desks import NOW, Table, dice, open_table, vault

COMPUTED = RELEASED_KINDS - {"vault-allowed", "item-passed-on"}
"""Releases that protocols compute from several vaults."""


@dataclass(frozen=True)
class Secrets:
    """All that the first party keeps for itself."""

    points: tuple[int, int, int]
    office: float
    limit: float
    amount: int
    yes: bool
    words: str

    def vault(self, **permissions: object) -> Vault:
        points = (float(self.points[0]), float(self.points[1]), float(self.points[2]))
        return vault(points, office=self.office, limit=self.limit, **permissions)  # type: ignore[arg-type]


SECRETS = st.builds(
    Secrets,
    points=st.tuples(st.integers(1, 100), st.integers(0, 100), st.integers(0, 100)),
    office=st.integers(0, 100).map(lambda k: k / 100),
    limit=st.integers(0, 100).map(lambda k: k / 100),
    amount=st.integers(0, 100),
    yes=st.booleans(),
    words=st.sampled_from(("We must sign in May.", "Our cash is short.", "x" * 900)),
)


@dataclass(frozen=True)
class Received:
    """All that one reader can receive of a mediation."""

    stored: StoredCase
    refused: tuple[str, ...]
    opened: str
    lines: tuple[str, ...]

    def bytes_but(self, releases: frozenset[str]) -> bytes:
        """Everything but the contents of releases, whose places and times are kept."""
        rows = [
            (row.position, row.id, row.kind, row.sender, str(row.recorded_at))
            + ((json.dumps(row.payload),) if row.kind not in releases else ())
            for row in self.stored.entries
        ]
        exported = case_document(CaseLog.of(self.stored))
        exported["log"] = [one for one in exported["log"] if one["kind"] not in releases]
        said = (rows, exported, self.stored.header, self.refused, self.opened, self.lines)
        return json.dumps(said).encode()


def played(secrets: Secrets, store: EventStore, reader: str, **permissions: object) -> Received:
    """A whole mediation in which the reader also tries what it may not."""
    with pytest.MonkeyPatch.context() as patch:
        lines: list[str] = []
        patch.setattr(
            logging.Logger, "callHandlers", lambda _, record: lines.append(str(record.msg))
        )
        table = open_table(3, seed=7, store=store)
        refused = _actions(table, secrets, reader, permissions)
        opened = open_seat(store, table.tokens["p2"], now=NOW, random_bytes=dice(1))
    return Received(
        store.cases.read_as(table.desk.case_id, reader),
        tuple(refused),
        f"{opened.subject} {opened.party}",
        tuple(lines),
    )


def _actions(
    table: Table, secrets: Secrets, reader: str, permissions: dict[str, object]
) -> list[str]:
    first, second, third = table.seats.values()
    desk = table.desk
    table.fill(secrets.vault(**permissions), vault(likes_high=False), vault(likes_high=False))
    first.keep_half_done("side", {"limit": secrets.limit}, now=NOW)
    first.keep_half_done("message", secrets.words, now=NOW)
    first.write_message(secrets.words, now=NOW)
    desk.open_overlap_test(now=NOW)
    for seat in table.seats.values():
        seat.take_part("overlap", now=NOW)
    desk.open_sealed_amounts("Price", wants_higher="p1", wants_lower="p2", now=NOW)
    first.take_part("sealed", amount=float(secrets.amount), now=NOW)
    refused = _tries(table, reader)
    second.take_part("sealed", amount=50.0, now=NOW)
    desk.suggest_package("maximin", now=NOW)
    desk.suggest_package("nash", now=NOW)
    (sent,) = (one.id for one, _ in desk.look().of_kind(MessageWritten))
    desk.pass_on_message(sent, "The first party wrote.", ["p2"], named=True, now=NOW)
    second.answer("S1", yes=True, now=NOW)
    third.answer("S1", yes=True, now=NOW)
    first.answer("S1", yes=secrets.yes, now=NOW)
    return refused


def _tries(table: Table, reader: str) -> list[str]:
    """Things that a reader is refused, each with the words."""
    seat, desk = table.seats.get(reader), table.desk
    tries: list[Callable[[], object]] = [
        lambda: open_seat(desk.store, table.tokens["p1"][:-1] + "_", now=NOW, random_bytes=dice(2))
    ]
    if seat is not None:
        tries += [
            lambda: seat.take_part("overlap", now=NOW),
            lambda: seat.take_part("sealed", amount=-1.0, now=NOW),
            lambda: seat.agree_to_reopen("sealed", now=NOW),
            lambda: seat.answer("S1", yes=True, now=NOW),
        ]
    else:
        tries += [
            lambda: desk.pass_on_item("p1", "limit", ["p2"], now=NOW),
            lambda: desk.pass_on_item("p1", "Term", ["p2"], now=NOW),
            lambda: desk.open_overlap_test(now=NOW),
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
    """Two databases in memory: a world each; every mediation is a case of its own in both."""
    return open_store("sqlite://"), open_store("sqlite://")


def both(
    stores: tuple[EventStore, EventStore], one: Secrets, other: Secrets, reader: str, **more: object
) -> tuple[Received, Received]:
    """The same mediation in two worlds, which are then wiped."""
    found = []
    for store, secrets in zip(stores, (one, other), strict=True):
        found.append(played(secrets, store, reader, **more))
        store.cases.delete(found[-1].stored.case_id)
        with store.links._database.writing() as connection:  # type: ignore[attr-defined]
            connection.exec_driver_sql("DELETE FROM links")
            connection.exec_driver_sql("DELETE FROM wrong_tries")
    return found[0], found[1]


@settings(max_examples=20)
@given(one=SECRETS, other=SECRETS, reader=st.sampled_from(("p2", "p3")))
def test_nothing_private_reaches_another_party(
    stores: tuple[EventStore, EventStore], one: Secrets, other: Secrets, reader: str
) -> None:
    """Whatever the first party changes, no byte that another party receives changes, releases aside."""
    here, there = both(stores, one, Secrets(**{**vars(other), "yes": one.yes}), reader)
    assert here.bytes_but(COMPUTED) == there.bytes_but(COMPUTED)


@settings(max_examples=12)
@given(one=SECRETS, other=SECRETS)
def test_nothing_private_reaches_the_neutral(
    stores: tuple[EventStore, EventStore], one: Secrets, other: Secrets
) -> None:
    """Numbers marked never do not reach the neutral either; what is shared does not tell of them."""
    changed = Secrets(
        (one.points[0], other.points[1], other.points[2]),
        other.office, other.limit, other.amount, one.yes, one.words,
    )  # fmt: skip
    here, there = both(stores, one, changed, NEUTRAL, issue_permissions={"Price": "share"})
    assert here.bytes_but(COMPUTED) == there.bytes_but(COMPUTED)
    assert "Price: " in json.dumps([row.payload for row in here.stored.entries])


@settings(max_examples=8)
@given(one=SECRETS, reader=st.sampled_from(("p2", NEUTRAL)))
def test_an_answer_is_secret_until_it_is_everybodys(
    stores: tuple[EventStore, EventStore], one: Secrets, reader: str
) -> None:
    """A no reads like no answer: only a joint yes adds an entry, and it says nothing else."""
    yes = Secrets(**{**vars(one), "yes": True})
    no = Secrets(**{**vars(one), "yes": False})
    here, there = both(stores, yes, no, reader)
    *before, last = here.stored.entries
    assert (last.kind, last.payload) == ("all-said-yes", {"label": "S1"})
    assert tuple(before) == there.stored.entries


def test_a_release_that_stays_the_same_changes_nothing(
    stores: tuple[EventStore, EventStore],
) -> None:
    """Where the releases come out alike, every single byte is alike, a party's own gain included."""
    one = Secrets((100, 50, 20), 1.0, 0.40, 40, False, "May")
    other = Secrets((90, 45, 18), 1.0, 0.41, 40, True, "June")
    for reader in ("p2", "p3"):
        here, there = both(stores, one, Secrets(**{**vars(other), "yes": False}), reader)
        assert here.bytes_but(frozenset()) == there.bytes_but(frozenset())
        gains = [
            own_gain(log, reader, log.suggestion("S1").package)
            for log in (CaseLog.of(here.stored), CaseLog.of(there.stored))
        ]
        assert gains[0] == gains[1]


def test_every_kind_of_entry_is_either_a_release_or_personal() -> None:
    """Each protocol names what it releases; all other kinds carry one person's own words or acts."""
    kinds = {one.model_fields["kind"].default for one in get_args(Entry)}
    personal = {
        "vault-changed", "caucus-note", "message-written", "message-handled", "mediator-message",
        "try-opened", "try-withdrawn", "handed-in", "reopen-agreed", "suggestion-withdrawn", "answered",
        "link-taken",
    }  # fmt: skip
    assert kinds == personal | RELEASED_KINDS
    assert all(one.releases and one.note for one in PROTOCOLS)
