"""The neutral's page and the parties' views by link, each as its own reader sees it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from meso_infer.links import REFUSED
from meso_infer.mediation import Vault
from meso_infer.storage import EventStore
from meso_infer.storage.cases import EntryRow
from meso_infer.ui.next_step import for_neutral, for_party
from tests.mediation.desks import AGENDA, Table, open_table, vault
from tests.pages.conftest import SECONDS, Dashboard

Open = Callable[[], Dashboard]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def table(store: EventStore) -> Table:
    """A case in the dashboard's database, opened just now, with all links."""
    return open_table(3, store=store, now=datetime.now(UTC))


def party(token: str, parameter: str = "link") -> AppTest:
    """A session that brings a link and nothing else."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SECONDS)
    app.query_params[parameter] = token
    return app.run()


def received(app: AppTest) -> bytes:
    """Every element that the session was sent, as bytes."""
    assert not app.exception
    found = "\n".join(
        str(getattr(node, "proto", node.type))
        for block in (app.main, app.sidebar)
        for node in every_node(block)
    )
    # The name of a download is drawn by lot for every session.
    return re.sub(r'deferred_file_id: "\w+"', "", found).encode()


def every_node(block):
    for child in block.children.values():
        yield child
        if hasattr(child, "children"):
            yield from every_node(child)


def text(app: AppTest) -> str:
    return received(app).decode()


def test_a_party_fills_its_side_by_its_link(table: Table) -> None:
    """The form keeps what the sliders say, for the owner alone; nothing of the frame is there."""
    app = party(table.tokens["p1"])
    assert [one.value for one in app.title] == ["Lease"]
    assert not app.sidebar.children
    assert "Negotiation" not in [one.label for one in app.selectbox]
    app.slider(key="party.vault.'Price'.points").set_value(83)
    app.slider(key="party.vault.'Office'.option.'Paris'").set_value(7)
    app.slider(key="party.vault..limit").set_value(37)
    app.button_group(key="party.vault.'Price'.direction").set_value("Lower is better")
    app.button_group(key="party.vault.'Term'.permission").set_value("hint")
    next(one for one in app.button if one.label == "Keep this").click()
    app.run()
    assert not app.exception
    kept = table.seats["p1"].look().vault("p1")
    assert kept is not None
    assert (kept.points["Price"], kept.limit, kept.values["Office"]["Paris"]) == (83, 0.37, 0.07)  # type: ignore[index]
    assert kept.utility(AGENDA).part_worth("Price", AGENDA.encode([])[:, 0]).shape == (0,)
    assert kept.permission("Term") == "hint"
    assert kept.permission("Price") == "never"
    assert "37 points that you need" in text(app)
    assert table.seats["p2"].look().log == ()


def test_every_bad_link_shows_the_same_page(table: Table) -> None:
    """Nonsense, another's secret, a revoked and an expired link: the same bytes."""
    first, second = table.tokens["p1"], table.tokens["p2"]
    mixed = f"{first.partition('.')[0]}.{second.partition('.')[2]}"
    table.desk.revoke_link("p3", now=table.now)
    old = table.desk.issue_link(
        "p2", now=table.now - timedelta(days=9), valid_for=timedelta(days=1)
    )
    pages = {
        received(party(token))
        for token in ("nonsense", "", mixed, table.tokens["p3"], old.token, second)
    }
    assert len(pages) == 1
    assert REFUSED.split(".", maxsplit=1)[0].encode() in pages.pop()
    assert "Lease" in text(party(first))


def test_a_party_takes_part(table: Table) -> None:
    """Overlap, a sealed amount, a secret yes and a message, all by link; each own gain is shown."""
    table.fill(vault(limit=0.31), vault(likes_high=False), vault(likes_high=False))
    table.desk.open_overlap_test(now=table.now)
    table.desk.open_sealed_amounts("Price", wants_higher="p1", wants_lower="p2", now=table.now)
    table.desk.suggest_package("nash", now=table.now)
    app = party(table.tokens["p1"])
    app.button(key="party.overlap.take_part").click().run()
    app.number_input(key="party.sealed.amount").set_value(61.0)
    next(one for one in app.button if one.label == "Seal it").click()
    app.run()
    app.button(key="party.answer.S1.Yes").click().run()
    app.text_area(key="party.message").set_value("Can we speak about the *term*?")
    next(one for one in app.button if one.label == "Send").click()
    app.run()
    assert not app.exception
    log = table.seats["p1"].look()
    assert log.suggestion("S1").answers == {"p1": True}
    shown = text(app)
    worth = vault(limit=0.31).utility(AGENDA).utility(log.suggestion("S1").package)
    assert f"Worth **{100 * worth:.1f}".rstrip("0").rstrip(".") in shown
    assert "You sealed EUR 61" in shown
    assert r"speak about the \\*term\\*?" in shown
    assert "The answer comes when everybody does" in shown


def test_nothing_private_is_sent_to_another_party_or_the_neutral(
    store: EventStore, dashboard: Open
) -> None:
    """Whatever one party's numbers are, another party's and the neutral's pages are the same bytes."""
    now = datetime.now(UTC)

    def pages(one: Vault) -> tuple[bytes, bytes, bytes]:
        """A whole world with that vault, looked at by all others, then wiped."""
        table = open_table(3, store=store, now=now)
        table.fill(one, vault(likes_high=False), vault(likes_high=False))
        table.desk.open_overlap_test(now=now)
        table.seats["p1"].take_part("overlap", now=now)
        table.seats["p1"].write_message("A word.", now=now)
        desk = dashboard().open("pages/neutral.py")
        seen = (
            received(party(table.tokens["p2"])),
            received(party(table.tokens["p3"])),
            received(desk.app),
        )
        store.cases.delete(table.desk.case_id)
        with store.links._database.writing() as connection:  # type: ignore[attr-defined]
            connection.exec_driver_sql("DELETE FROM links")
        return seen

    first = pages(vault((83, 17, 29), limit=0.37, office=0.13))
    assert first == pages(vault((11, 71, 59), limit=0.41, office=0.77))
    assert b"A word" in first[2]
    assert b"A word" not in first[0] + first[1]


def test_the_neutral_opens_a_case_and_makes_links(dashboard: Open, store: EventStore) -> None:
    """From the form to a link that opens a party's view, shown once."""
    desk = dashboard().open("pages/neutral.py")
    assert not desk.app.exception
    desk.app.text_input(key="neutral.open.title").set_value("A lease")
    desk.app.text_input(key="neutral.open.neutral").set_value("The ombudsperson")
    desk.app.text_area(key="neutral.open.parties").set_value("Tenant\nLandlord\n")
    desk.press("Open it")
    assert [one.header["title"] for one in store.cases.list()] == ["A lease"]
    desk.app.button(key="neutral.link.make.p1").click().run()
    (address,) = [one.value for one in desk.app.code]
    view = party(address.partition("link=")[2])
    assert "You are here for **Tenant**" in text(view)
    desk.app.button(key="neutral.link.hide.p1").click().run()
    assert not desk.app.code
    desk.app.button(key="neutral.link.close.p1").click().run()
    assert "No entry" in text(party(address.partition("link=")[2]))


def test_a_shared_screen_shows_nothing_of_a_case(table: Table, dashboard: Open) -> None:
    """While the screen may be shared, neither names nor words of a case are sent."""
    table.seats["p1"].write_message("Between us.", now=table.now)
    desk = dashboard().open("pages/neutral.py")
    assert "Between us" in text(desk.app)
    desk.fill("toggle", "Screen-share safe", True)
    assert "Between us" not in text(desk.app)
    assert "Lease" not in text(desk.app)


def test_the_neutral_passes_on_and_removes(table: Table, dashboard: Open) -> None:
    """A message in the neutral's words, an allowed item, a note; then the case goes for good."""
    table.seats["p1"].change_vault(vault(issue_permissions={"Term": "hint"}), now=table.now)
    table.seats["p1"].write_message("They are slow.", now=table.now)
    desk = dashboard().open("pages/neutral.py")
    message = next(one.id for one in table.desk.look().log if one.entry.kind == "message-written")
    desk.app.text_area(key=f"neutral.message.text.{message}").set_value("Speed matters.")
    desk.press("Pass it on")
    desk.press("Pass it on as it stands")
    desk.app.text_area(key=f"neutral.note.text.{table.desk.case_id}").set_value("Call on Monday.")
    desk.press("Keep the note")
    assert not desk.app.exception
    seen = [one.entry.kind for one in table.seats["p2"].look().log]
    assert seen == ["mediator-message", "item-passed-on"]
    assert "They are slow" not in text(party(table.tokens["p2"]))
    desk.fill("text_input", "Type its name to confirm: Lease", "Lease")
    desk.press("Remove it for good")
    assert table.store.cases.list() == ()
    assert "No entry" in text(party(table.tokens["p1"]))


def test_what_is_refused_is_not_lost(table: Table, dashboard: Open) -> None:
    """Words that name nobody, or none at all, are not sent and stay; once sent, the form is empty again."""
    desk = dashboard().open("pages/neutral.py")
    text_key, to_key = (f"neutral.write.{what}.{table.desk.case_id}" for what in ("text", "to"))
    desk.app.text_area(key=text_key).set_value("Shall we meet?")
    desk.app.button_group(key=to_key).set_value([])
    desk.press("Send")
    assert "Nobody is named" in desk.text
    assert desk.app.text_area(key=text_key).value == "Shall we meet?"
    desk.app.button_group(key=to_key).set_value(["p2"])
    desk.press("Send")
    assert desk.app.text_area(key=text_key).value == ""
    assert desk.app.button_group(key=to_key).value == ["p1", "p2", "p3"]
    desk.press("Send")
    assert "Nothing is written yet" in desk.text
    seen = {party: len(seat.look().log) for party, seat in table.seats.items()}
    assert seen == {"p1": 0, "p2": 1, "p3": 0}


def test_a_link_needs_no_account_and_opens_nothing_else(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where sign-in is configured, a party's link works, and the owner's pages ask to sign in."""
    # The test driver's visitor has neither signed in nor not.
    monkeypatch.setattr(st, "user", SimpleNamespace(is_logged_in=False))

    def visit(**address: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SECONDS)
        app.secrets["auth"] = {"redirect_uri": "http://localhost", "cookie_secret": "x" * 32}
        for name, value in address.items():
            app.query_params[name] = value
        return app.run()

    assert "You are here for **Buyer**" in text(visit(link=table.tokens["p1"]))
    assert "No entry" in text(visit(link="nonsense"))
    shut = visit()
    assert [one.value for one in shut.title] == ["Sign in"]
    assert not shut.sidebar.children
    left = visit(link=table.tokens["p1"])
    del left.query_params["link"]
    assert [one.value for one in left.run().title] == ["Sign in"]


def test_a_case_that_cannot_be_read_tells_its_party_so_and_no_more(table: Table) -> None:
    """What a newer release has written is refused in words, without anything of the server."""
    case_id = table.desk.case_id
    _, sequence = table.store.cases.read_sealed(case_id)
    row = EntryRow("0" * 18, "from-the-future", "desk", {"secret": 61}, ("p1",))
    table.store.cases.append(case_id, sequence, [row], recorded_at=table.now)
    app = party(table.tokens["p1"])
    assert "newer release" in app.error[0].value
    assert "secret" not in text(app)
    assert "Lease" in text(party(table.tokens["p2"]))


def test_sides_are_counted_anew_when_all_agree(table: Table, dashboard: Open) -> None:
    """Whoever changed its side reads that suggestions do not count that yet, and can agree that they do."""
    table.fill(vault(), vault(likes_high=False), vault())
    table.desk.suggest_package("maximin", now=table.now)
    app = party(table.tokens["p1"])
    assert "You have changed yours since" not in text(app)
    table.seats["p1"].change_vault(vault(limit=0.1), now=table.now)
    assert "You have changed yours since" in text(app.run())
    app.button(key="party.reopen.suggestions").click().run()
    assert "You agreed to count all sides anew" in text(app)
    assert "Not yet agreed: Seller and Bank" in dashboard().open("pages/neutral.py").text


def test_links_stand_in_the_record(table: Table, dashboard: Open) -> None:
    """The record tells which links were made and closed, and never what opens them."""
    table.desk.revoke_link("p3", now=table.now + timedelta(seconds=1))
    app = dashboard().open("pages/neutral.py").app
    shown = text(app) + "".join(one.value.to_csv() for one in app.table)
    assert "You made a link for Seller, open until" in shown
    assert "You closed the link of Bank" in shown
    assert not [token for token in table.tokens.values() if token in shown]


def test_each_is_told_what_is_next(table: Table, dashboard: Open) -> None:
    """From the empty case to the joint yes, one line says what waits, for the neutral and for a party."""
    desk = table.desk
    page = dashboard().open("pages/neutral.py")
    assert "Buyer, Seller and Bank still have to fill in their side." in page.text
    flat = vault(office=0.5)
    table.fill(flat, vault(likes_high=False), vault(limit=0.2))
    app = party(table.tokens["p1"])
    assert "Office: all options are worth the same to you" in text(app)
    assert "You are asked" not in text(app)
    assert "ask whether the limits overlap" in for_neutral(desk.look(), desk.linked())
    desk.open_overlap_test(now=table.now)
    desk.open_sealed_amounts("Price", wants_higher="p1", wants_lower="p2", now=table.now)
    desk.suggest_package("maximin", now=table.now)
    table.seats["p1"].write_message("A word.", now=table.now)
    assert "Messages that wait for you: 1. A try is open" in for_neutral(desk.look(), desk.linked())
    asked = for_party(table.seats["p1"].look(), "p1")
    assert asked == (
        "You are asked to take part in the overlap test, seal your amount of Price and answer "
        "suggestion S1."
    )
    assert "take part in the overlap test" in text(app.run())
    assert "seal" not in for_party(table.seats["p3"].look(), "p3")
    for about in ("overlap", "sealed"):
        desk.withdraw_try(about, now=table.now)
    for seat in table.seats.values():
        seat.answer("S1", yes=True, now=table.now)
    assert for_party(table.seats["p1"].look(), "p1") == ""
    assert "Everybody said yes to S1." in for_neutral(desk.look(), desk.linked())
