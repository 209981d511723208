"""The views by link: what is begun stays, whose link it is, where links lead, and what an error says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from meso_infer.errors import DatabaseDamaged
from meso_infer.storage import EventStore
from meso_infer.storage.sql import SqlEventStore
from meso_infer.ui.party.seat import UNREACHABLE
from tests.mediation.desks import Table, open_table, vault
from tests.pages.conftest import Dashboard
from tests.pages.test_neutral import party, received, text
from tests.single_text import texts

Open = Callable[[], Dashboard]
POINTS, DIRECTION = "party.vault.'Price'.points", "party.vault.'Price'.direction"


@pytest.fixture
def table(store: EventStore) -> Table:
    """A case in the dashboard's database, opened just now, with all links."""
    return open_table(3, store=store, now=datetime.now(UTC))


def test_a_half_filled_side_is_there_again_and_counts_once_it_is_kept(table: Table) -> None:
    """Loaded again it stands as it was left; nobody else's page has a byte more; keeping it empties it."""
    others = [received(party(table.tokens[one])) for one in ("p2", "p3")]
    app = party(table.tokens["p1"])
    app.slider(key=POINTS).set_value(83).run()
    app.button_group(key=DIRECTION).set_value("Lower is better").run()
    again = party(table.tokens["p1"])
    assert again.slider(key=POINTS).value == 83
    assert again.button_group(key=DIRECTION).value == "Lower is better"
    assert "counts once you press" in text(again)
    assert table.seats["p1"].look().vault("p1") is None
    assert [received(party(table.tokens[one])) for one in ("p2", "p3")] == others
    again.button(key="party.vault.keep").click().run()
    kept = table.seats["p1"].look().vault("p1")
    assert kept is not None
    assert kept.points["Price"] == 83
    assert table.seats["p1"].half_done() == {}
    assert "counts once you press" not in text(again)


def test_a_change_of_a_kept_side_can_be_left(table: Table) -> None:
    """What was changed goes back to what is kept; so does what is changed back by hand."""
    table.seats["p1"].change_vault(vault((60, 50, 20), limit=0.31), now=table.now)
    app = party(table.tokens["p1"])
    assert app.slider(key=POINTS).value == 60
    app.slider(key=POINTS).set_value(5).run()
    app.button(key="party.vault.leave").click().run()
    assert app.slider(key=POINTS).value == 60
    app.slider(key=POINTS).set_value(5).run()
    assert table.seats["p1"].half_done()
    app.slider(key=POINTS).set_value(60).run()
    assert table.seats["p1"].half_done() == {}


def test_what_another_session_kept_is_shown(table: Table) -> None:
    """Two tabs of one party: what one keeps stands in the other."""
    first, second = party(table.tokens["p1"]), party(table.tokens["p1"])
    first.button_group(key=DIRECTION).set_value("Higher is better")
    first.slider(key=POINTS).set_value(71)
    first.button(key="party.vault.keep").click().run()
    assert second.run().slider(key=POINTS).value == 71


def test_a_side_is_not_kept_before_it_says_which_way(table: Table) -> None:
    """An untouched form would count numbers that nobody gave: it is refused, and named what is missing."""
    app = party(table.tokens["p1"])
    assert "Not said yet: which end of Price" in text(app)
    app.button(key="party.vault.keep").click().run()
    assert "Say which end of Price is better for you" in app.error[0].value
    assert table.seats["p1"].look().vault("p1") is None


def test_what_is_stored_and_fits_no_field_is_left_out(table: Table) -> None:
    """A page is not broken by what stands in the store."""
    begun = {POINTS: 900, DIRECTION: "Sideways", "party.vault..limit": 12, "else": 1}
    table.seats["p1"].keep_half_done("side", begun, now=table.now)
    app = party(table.tokens["p1"])
    assert not app.exception
    assert (app.slider(key=POINTS).value, app.button_group(key=DIRECTION).value) == (50, None)
    assert app.slider(key="party.vault..limit").value == 12


def test_a_message_is_kept_until_it_is_sent(table: Table, dashboard: Open) -> None:
    """Half a message is there again by the same link, and not in what the neutral sees."""
    app = party(table.tokens["p1"])
    app.text_area(key="party.message").set_value("We could do without").run()
    again = party(table.tokens["p1"])
    assert again.text_area(key="party.message").value == "We could do without"
    assert "do without" not in text(dashboard().open("pages/neutral.py").app)
    again.text_area(key="party.message").set_value("We could do without Paris.")
    again.button(key="party.send").click().run()
    assert again.text_area(key="party.message").value == ""
    assert table.seats["p1"].half_done() == {}
    assert "do without Paris" in text(dashboard().open("pages/neutral.py").app)


def test_a_party_makes_a_link_of_its_own(table: Table, dashboard: Open) -> None:
    """The one it was sent opens nothing any more; the page stays, and both sides read what happened."""
    app = party(table.tokens["p1"])
    assert "The neutral made this link and sent it to you" in text(app)
    app.button(key="by_link.take_over").click().run()
    own = app.query_params["link"]
    assert own != table.tokens["p1"]
    assert "You made this link" in text(app)
    assert any(own in one.value for one in app.code)
    assert "No entry" in text(party(table.tokens["p1"]))
    assert "You are here for **Buyer**" in text(party(own))
    assert not party(own).code
    app.query_params["link"] = table.tokens["p1"]  # as by a request that was on its way
    assert "You are here for **Buyer**" in text(app.run())
    assert app.query_params["link"] == own
    desk = dashboard().open("pages/neutral.py").app
    (record,) = [
        one.value.to_csv() for one in desk.table if "You made a link" in one.value.to_csv()
    ]
    assert record.count("for Buyer") == record.count("Buyer put a link of its own") == 1
    assert "They put one of their own in the place of yours" in text(desk)
    assert own not in text(desk) + record


def test_links_lead_to_where_the_parties_views_are_served(table: Table, dashboard: Open) -> None:
    """An address that is given is kept and stands in every link; nonsense is refused; none is this page's."""
    desk = dashboard().open("pages/neutral.py")
    assert "open on this machine only" in text(desk.app)
    for nonsense in ("talks.example.org", "ftp://talks.example.org", "https://t.example.org/?a=1"):
        desk.app.text_input(key="neutral.link.address").set_value(nonsense).run()
        assert "is not an address that links can lead to" in desk.app.error[0].value
    desk.app.text_input(key="neutral.link.address").set_value("https://talks.example.org/a/").run()
    assert "Links lead to" in text(desk.app)
    desk.app.button(key="neutral.link.make.p1").click().run()
    (address,) = [one.value for one in desk.app.code]
    assert address.startswith("https://talks.example.org/a/?link=")
    assert "You are here for **Buyer**" in text(party(address.partition("link=")[2]))
    again = dashboard().open("pages/neutral.py").app
    assert again.text_input(key="neutral.link.address").value == "https://talks.example.org/a"
    again.text_input(key="neutral.link.address").set_value("http://talks.example.org").run()
    assert "Without https" in text(again)
    again.text_input(key="neutral.link.address").set_value("").run()
    assert "open on this machine only" in text(again)


@pytest.mark.parametrize("kind", ["link", "text"])
def test_an_error_of_the_database_shows_nothing_of_the_server(
    store: EventStore, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where only a part of it is damaged, a party is shown no way to restore it, and no path."""
    now = datetime.now(UTC)
    opened = (
        open_table(2, store=store, now=now)
        if kind == "link"
        else texts.open_table(2, store=store, now=now)
    )

    def damaged(*_: object) -> None:
        raise DatabaseDamaged("/home/somebody/meso.sqlite3 is damaged.")

    monkeypatch.setattr(SqlEventStore, "read_draft", damaged)
    app = party(opened.tokens["p1"], parameter=kind)
    assert [one.value for one in app.error] == [UNREACHABLE]
    assert "somebody" not in text(app)
    assert not [one for one in app.button if "estore" in one.label]
