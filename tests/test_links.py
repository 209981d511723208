"""Links with a secret: one in 2^256 opens, everything else is refused in one way."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meso_infer.errors import InvalidSettings, LinkRefused
from meso_infer.links import (
    LONGEST,
    MOST_WRONG,
    REFUSED,
    WINDOW,
    NewLink,
    digest_of,
    issue_link,
    open_link,
)
from meso_infer.storage import EventStore, open_store

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def store() -> Iterator[EventStore]:
    opened = open_store("sqlite://")
    yield opened
    opened.close()


@cache
def _one_store() -> EventStore:
    store = open_store("sqlite://")
    issued(store)
    return store


def issued(store: EventStore, subject: str = "case", party: str = "p1") -> NewLink:
    return issue_link(
        store.links,
        purpose="mediation",
        subject=subject,
        party=party,
        now=NOW,
        valid_for=DAY,
        random_bytes=secrets.token_bytes,
    )


def refusal(store: EventStore, token: str, at: datetime = NOW, purpose: str = "mediation") -> str:
    with pytest.raises(LinkRefused) as refused:
        open_link(store.links, token, purpose=purpose, now=at)
    return str(refused.value)


def test_a_link_opens_what_it_was_made_for(store: EventStore) -> None:
    """The link of a party opens its subject as that party, until it expires."""
    link = issued(store)
    opened = open_link(store.links, link.token, purpose="mediation", now=NOW + DAY / 2)
    assert (opened.subject, opened.party, opened.expires_at) == ("case", "p1", NOW + DAY)


def test_only_a_digest_is_stored(store: EventStore) -> None:
    """The secret has at least 128 bits and stands nowhere in the database; two salts differ."""
    link_id, _, secret = issued(store).token.partition(".")
    row = store.links.look_up(link_id)
    assert row is not None
    assert secret not in repr(row)
    assert row.digest == digest_of(secret, row.salt)
    assert len(secret) * 6 >= 128
    other = store.links.look_up(issued(store, party="p2").token.partition(".")[0])
    assert other is not None
    assert other.salt != row.salt


def test_every_refusal_is_the_same(store: EventStore) -> None:
    """Unknown, wrong, mixed, expired, replaced, revoked, of another purpose: the same words."""
    first, other = issued(store), issued(store, party="p2")
    second = issued(store)
    link_id, _, secret = second.token.partition(".")
    said = {
        refusal(store, first.token),
        refusal(store, f"{link_id}.{other.token.partition('.')[2]}"),
        refusal(store, f"{'A' * 16}.{secret}"),
        refusal(store, second.token, NOW + DAY),
        refusal(store, second.token, purpose="single-text"),
        refusal(store, ""),
        refusal(store, second.token + "="),
    }
    store.links.revoke("mediation", "case", "p1", at=NOW)
    said.add(refusal(store, second.token))
    assert said == {REFUSED}
    assert open_link(store.links, other.token, purpose="mediation", now=NOW).party == "p2"


def test_every_refusal_takes_the_same_steps(store: EventStore) -> None:
    """The database is asked the same statements whatever the reason of a refusal."""
    from sqlalchemy import event

    link = issued(store)
    expired = issued(store, subject="old")
    link_id = link.token.partition(".")[0]
    statements: list[str] = []
    engine = store.links._database.engine  # type: ignore[attr-defined]
    event.listen(
        engine, "before_cursor_execute", lambda c, cursor, text, *more: statements.append(text)
    )
    seen = []
    for token, at in (
        ("nonsense", NOW),
        (f"{'A' * 16}.{'B' * 43}", NOW),
        (f"{link_id}.{'B' * 43}", NOW),
        (expired.token, NOW + 2 * DAY),
    ):
        statements.clear()
        refusal(store, token, at)
        seen.append(tuple(statements))
    assert len(set(seen)) == 1
    assert len(seen[0]) >= 3


@pytest.mark.slow
def test_none_of_ten_thousand_gets_in(store: EventStore) -> None:
    """Random and hostile tries by the thousand open nothing and read alike."""
    dice = random.Random(20261123)
    link = issued(store)
    link_id, _, secret = link.token.partition(".")
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    hostile = (
        "' OR 1=1 --", "\0", "../../etc/passwd", "%s%s%n", "\ud800", "�" * 9, "." * 5000,
        f"{link_id}.", f".{secret}", f"{link_id}.{secret} ", f"{link_id}\n.{secret}",
        f"{link_id}.{secret.swapcase()}", f"{secret}.{link_id}", f"{link_id}.{secret[:-1]}",
        f"{link_id.lower()}x.{secret}", "ｄ" * 16 + "." + "ｄ" * 43,
    )  # fmt: skip
    for number in range(10_000):
        if number % 10 == 0:
            token = dice.choice(hostile)
        else:
            name = link_id if number % 3 else "".join(dice.choices(letters, k=16))
            token = f"{name}.{''.join(dice.choices(letters, k=43))}"
        assert refusal(store, token, NOW) == REFUSED
    assert refusal(store, link.token, NOW) == REFUSED
    assert open_link(store.links, link.token, purpose="mediation", now=NOW + WINDOW)


@given(st.text(max_size=80))
def test_no_text_opens_a_link(text: str) -> None:
    """Whatever text is brought, it is refused without another error."""
    assert refusal(_one_store(), text) == REFUSED


def test_guesses_are_limited_and_shared_by_all_processes(tmp_path: Path) -> None:
    """After twenty wrong secrets the right one is refused too, from any process, for the window."""
    url = f"sqlite:///{tmp_path}/meso.sqlite3"
    first, second = open_store(url), open_store(url)
    link = issued(first)
    link_id = link.token.partition(".")[0]
    for _ in range(MOST_WRONG[2]):
        refusal(first, f"{link_id}.{'C' * 43}")
    assert refusal(second, link.token) == REFUSED
    last = NOW + WINDOW - timedelta(seconds=1)
    assert refusal(second, link.token, last) == REFUSED
    assert open_link(second.links, link.token, purpose="mediation", now=NOW + WINDOW)
    first.close()
    second.close()


def test_nobody_closes_the_links_of_others(store: EventStore) -> None:
    """Wrong secrets for one link, and links that never were, leave the other party's link open."""
    mine, theirs = issued(store), issued(store, party="p2")
    link_id = mine.token.partition(".")[0]
    for _ in range(MOST_WRONG[1] + 50):
        refusal(store, f"{link_id}.{'C' * 43}")
        refusal(store, f"{'A' * 16}.{'C' * 43}")
    assert open_link(store.links, theirs.token, purpose="mediation", now=NOW).party == "p2"


def test_a_party_that_had_many_links_closes_nobody_elses(store: EventStore) -> None:
    """Guesses at links that were replaced, revoked or expired count for nothing: nothing to be guessed."""
    theirs = issued(store, party="p2")
    for _ in range(MOST_WRONG[1] // MOST_WRONG[2] + 5):
        link_id = issued(store).token.partition(".")[0]
        issued(store)  # the one before opens nothing from now on
        for _ in range(MOST_WRONG[2]):
            refusal(store, f"{link_id}.{'C' * 43}")
    assert open_link(store.links, theirs.token, purpose="mediation", now=NOW).party == "p2"


def test_all_parties_but_one_together_do_not_close_the_last_ones_link(store: EventStore) -> None:
    """Nineteen of twenty parties may spend all their guesses; with the twentieth's, a subject closes."""
    tokens = [issued(store, party=f"p{number}").token for number in range(20)]
    late = issued(store, party="p20")
    for token in tokens:
        assert open_link(store.links, late.token, purpose="mediation", now=NOW).party == "p20"
        for _ in range(MOST_WRONG[2]):
            refusal(store, f"{token.partition('.')[0]}.{'C' * 43}")
    assert refusal(store, late.token) == REFUSED
    elsewhere = issued(store, subject="another")
    assert open_link(store.links, elsewhere.token, purpose="mediation", now=NOW)


@pytest.mark.parametrize("valid_for", [timedelta(0), -DAY, LONGEST + DAY])
def test_a_link_is_valid_for_a_while(store: EventStore, valid_for: timedelta) -> None:
    """A link that would never open, or for more than a year, is not made."""
    with pytest.raises(InvalidSettings, match="365 days"):
        issue_link(
            store.links, purpose="mediation", subject="case", party="p1", now=NOW,
            valid_for=valid_for, random_bytes=secrets.token_bytes,
        )  # fmt: skip
