"""A party's place by its link, alike in a mediation and at a single text: what it began, and its links."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from meso_infer.errors import CaseRefused, LinkRefused
from meso_infer.links import id_of
from meso_infer.mediation import open_seat
from meso_infer.mediation.place import LinkChange, PlaceByLink, half_done_entry
from meso_infer.single_text import open_text_seat
from tests.mediation import desks
from tests.single_text import texts

NOW = desks.NOW
LATER = NOW + timedelta(hours=1)
BEGUN = {"message": "We could ask the", "side": {"limit": 37}}


class Talks:
    """One mediation or one single text of three parties."""

    def __init__(self, table: Any, opens: Callable[..., PlaceByLink[Any]]) -> None:
        self.table, self.desk, self.tokens = table, table.desk, table.tokens
        self.opens = opens

    def seat(self, token: str, *, at: Any = NOW) -> PlaceByLink[Any]:
        return self.opens(self.table.store, token, now=at, random_bytes=desks.dice(4))

    def kept(self, party: str) -> object:
        """The row in the database, whoever may see it."""
        entry = half_done_entry(self.desk.purpose, party)
        return self.table.store.read_draft(self.desk.subject, entry)


@pytest.fixture(params=["mediation", "single text"])
def talks(request: pytest.FixtureRequest) -> Talks:
    if request.param == "mediation":
        return Talks(desks.open_table(3), open_seat)
    return Talks(texts.open_table(3), open_text_seat)


def begin(talks: Talks) -> PlaceByLink[Any]:
    seat = talks.seat(talks.tokens["p1"])
    for name, value in BEGUN.items():
        seat.keep_half_done(name, value, now=NOW)
    return seat


def test_what_is_begun_is_there_again_for_its_link_alone(talks: Talks) -> None:
    """Opened again, the link shows it; nobody's log has an entry more, no other place shows it."""
    before = [talks.seat(token).look() for token in talks.tokens.values()]
    begin(talks)
    assert talks.seat(talks.tokens["p1"]).half_done() == BEGUN
    assert talks.seat(talks.tokens["p2"]).half_done() == {}
    assert [talks.seat(token).look() for token in talks.tokens.values()] == before
    seat = talks.seat(talks.tokens["p1"])
    seat.keep_half_done("message", "", now=NOW)
    assert seat.half_done() == {"side": {"limit": 37}}
    seat.keep_half_done("side", None, now=NOW)
    assert talks.kept("p1") is None


def test_more_than_anybody_types_is_not_kept(talks: Talks) -> None:
    """A flood is refused, and what was kept before stays."""
    seat = begin(talks)
    with pytest.raises(CaseRefused, match="too long"):
        seat.keep_half_done("message", "x" * 1_000_000, now=NOW)
    assert seat.half_done() == BEGUN


@pytest.mark.parametrize("closing", ["replaced", "closed", "removed"])
def test_what_is_begun_goes_with_its_link(talks: Talks, closing: str) -> None:
    """Once the link is replaced or closed, or the talks are removed, nothing of it is stored any more."""
    begin(talks)
    if closing == "replaced":
        token = talks.desk.issue_link("p1", now=LATER).token
        assert talks.seat(token, at=LATER).half_done() == {}
    elif closing == "closed":
        talks.desk.revoke_link("p1", now=LATER)
    else:
        talks.desk.remove(now=LATER)
    assert talks.kept("p1") is None
    with pytest.raises(LinkRefused):
        talks.seat(talks.tokens["p1"], at=LATER)


def test_a_link_that_was_replaced_while_in_use_leaves_nothing_to_the_next(talks: Talks) -> None:
    """What somebody still keeps by a place opened before is not shown to whoever has the new link."""
    old = begin(talks)
    token = talks.desk.issue_link("p1", now=LATER).token
    old.keep_half_done("message", "Too late.", now=LATER)
    assert talks.seat(token, at=LATER).half_done() == {}


def test_a_party_puts_a_link_of_its_own_in_the_place_of_the_one_it_was_sent(talks: Talks) -> None:
    """The sent one opens nothing more, also for who sent it; the new one shows all, as long as before."""
    seat = begin(talks)
    made = seat.take_over(now=LATER)
    with pytest.raises(LinkRefused):
        talks.seat(talks.tokens["p1"], at=LATER)
    own = talks.seat(made.token, at=LATER)
    assert (own.party, own.subject) == (seat.party, seat.subject)
    assert own.opened.expires_at == seat.opened.expires_at
    assert own.half_done() == BEGUN
    assert made.link_id == id_of(made.token) == own.opened.link_id
    assert [(one.at, one.by_party) for one in own.link_changes()] == [(NOW, False), (LATER, True)]
    expected = LinkChange(LATER, "p1", seat.opened.expires_at, by_party=True)
    assert talks.desk.link_changes()[-1] == expected


def test_that_a_link_was_taken_over_is_told_to_its_party_and_to_the_leader_alone(
    talks: Talks,
) -> None:
    """The others' logs, and what they can know of links, stay as they were."""
    others = [talks.seat(talks.tokens[party]) for party in ("p2", "p3")]
    before = [(one.look(), one.link_changes()) for one in others]
    begin(talks).take_over(now=LATER)
    assert [(one.look(), one.link_changes()) for one in others] == before
    assert talks.desk.look().log[-1].entry.kind == "link-taken"


def test_a_place_in_talks_that_were_removed_is_refused(talks: Talks) -> None:
    """Whatever is asked of it."""
    seat = begin(talks)
    talks.table.store.cases.delete(talks.desk.subject)
    for asked in (seat.look, seat.count, seat.link_changes, lambda: seat.take_over(now=LATER)):
        with pytest.raises(LinkRefused):
            asked()
