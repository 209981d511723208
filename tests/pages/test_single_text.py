"""The mediator's page of a single text and the parties' views by link, each as its own reader sees it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from meso_infer.links import REFUSED
from meso_infer.single_text import MARKS, list_texts
from meso_infer.storage import EventStore
from meso_infer.ui import session
from meso_infer.ui.led import MOST_ROWS
from tests.pages.conftest import SECONDS, Dashboard
from tests.pages.test_neutral import received, text
from tests.single_text.texts import Table, open_table

Open = Callable[[], Dashboard]
ROOT = Path(__file__).resolve().parents[2]
PAGE = "pages/single_text.py"


@pytest.fixture
def table(store: EventStore) -> Table:
    """A text of three parties in the dashboard's database, with version 1 and all links."""
    return open_table(3, store=store, now=datetime.now(UTC))


def party(token: str) -> AppTest:
    """A session that brings a link and nothing else."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=SECONDS)
    app.query_params["text"] = token
    return app.run()


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception
    return app


def test_a_mediator_opens_a_text_from_a_template(dashboard: Open, store: EventStore) -> None:
    """Clauses stand for the issues of the template; edits are kept, undone, and published."""
    page = dashboard().open(PAGE)
    page.app.text_input(key="single.open.title").set_value("New quarter")
    page.app.text_input(key="single.open.mediator").set_value("Mediator")
    page.app.text_area(key="single.open.parties").set_value("City\nOwners\nTenants")
    page.app.selectbox(key="single.open.source").set_value("t:office_lease")
    page.press("Open it")
    (text_id,) = list_texts(store)
    first = page.app.text_area(key="single.edit.text.c1")
    assert str(first.value).endswith(": to be agreed.")
    first.set_value("At most $5 a *day*.").run()
    assert page.app.text_area(key="single.edit.text.c1").value == "At most $5 a *day*."
    press(page.app, "single.edit.remove.c2")
    assert "single.edit.text.c2" not in [one.key for one in page.app.text_area]
    press(page.app, "single.undo")
    press(page.app, "single.undo")
    assert str(page.app.text_area(key="single.edit.text.c1").value).endswith("to be agreed.")
    assert "single.edit.text.c2" in [one.key for one in page.app.text_area]
    page.app.text_area(key="single.edit.text.c1").set_value("Five a day.").run()
    press(page.app, "single.edit.down.c1")
    again = dashboard().open(PAGE)
    assert again.app.text_area(key="single.edit.text.c1").value == "Five a day."
    press(again.app, "single.publish")
    version = store.cases.read_as(text_id, "mediator").entries[-1].payload
    assert [one["id"] for one in version["clauses"]][:2] == ["c2", "c1"]
    assert "Publish version 2" in [one.label for one in again.app.button]
    assert not again.has_button("Publish version 2")


def test_a_clause_that_is_refused_is_not_lost(dashboard: Open, table: Table) -> None:
    """Without a title a clause is not added and stays in the form, which is empty once it is."""
    app = dashboard().open(PAGE).app
    title, text = (f"single.new.{what}.{table.desk.text_id}" for what in ("title", "text"))
    app.text_area(key=text).set_value("Benches stand in the shade.")
    press(app, "single.new.add")
    assert "cannot be kept" in app.error[0].value
    assert app.text_area(key=text).value == "Benches stand in the shade."
    app.text_input(key=title).set_value("Benches")
    press(app, "single.new.add")
    assert table.desk.revision().clauses[-1].text == "Benches stand in the shade."
    assert (app.text_input(key=title).value, app.text_area(key=text).value) == ("", "")


def test_a_party_marks_criticises_and_votes_by_its_link(table: Table) -> None:
    """All that a party does goes through its link; the frame of the dashboard is not there."""
    app = party(table.tokens["p1"])
    assert [one.value for one in app.title] == ["Quarter"]
    assert not app.sidebar.children
    app.button_group(key="text.mark.1.c1").set_value("works").run()
    app.text_area(key="text.text.c2").set_value("Too <b>fast</b> for $old$ leases.")
    app.radio(key="text.telling.c2").set_value("unnamed")
    press(app, "text.send.c2")
    assert app.text_area(key="text.text.c2").value == ""
    log = table.desk.look()
    assert log.marks(1)["c1"] == {"p1": "works"}
    (said,) = log.criticisms()
    assert (said.text, said.telling) == ("Too <b>fast</b> for $old$ leases.", "unnamed")
    press(app, f"text.withdraw.{said.id}")
    assert table.desk.look().criticisms() == ()
    table.desk.open_vote(now=table.now)
    press(app.run(), "text.vote.True")
    assert "You said **yes**" in text(app)
    press(app, "text.vote.False")
    assert table.seats["p1"].look().votes[0].answers == {"p1": False}
    assert table.desk.look().votes[0].received == {"p1"}


def test_half_typed_criticism_outlives_the_page_and_is_nobody_elses(
    dashboard: Open, table: Table
) -> None:
    """It is there in the party's next session, in no other view, and gone with what was said or removed."""
    words = "This is half a"
    app = party(table.tokens["p1"])
    app.text_area(key="text.text.c2").set_value(words).run()
    assert party(table.tokens["p1"]).text_area(key="text.text.c2").value == words
    assert words not in text(party(table.tokens["p2"]))
    assert words not in dashboard().open(PAGE).text
    assert [one.entry.kind for one in table.desk.look().log] == ["version-published"]
    press(app, "text.send.c2")
    assert table.seats["p1"].half_done() == {}
    app.text_area(key="text.text.c1").set_value(words).run()
    assert table.seats["p1"].half_done() == {"c1": words}
    table.desk.remove(now=table.now)
    assert table.seats["p1"].half_done() == {}


def test_what_others_say_is_shown_only_as_allowed(table: Table) -> None:
    """Private marks and words never reach another's session, nor a page that is shared."""
    first, second = table.seats["p1"], table.seats["p2"]
    before = received(party(table.tokens["p3"]))
    first.mark(1, "c1", "does not work", now=table.now)
    first.criticise(1, "c1", "Ruin us alone.", weight="decisive", now=table.now)
    assert received(party(table.tokens["p3"])) == before
    second.mark(1, "c1", "works", named=True, now=table.now)
    second.criticise(1, "c1", "Said aloud.", weight="much", telling="named", now=table.now)
    after = text(party(table.tokens["p3"]))
    assert "Owners: works" in after
    assert "Said aloud" in after
    assert "Ruin us" not in after


def test_every_bad_link_shows_the_same_page(table: Table) -> None:
    """Nonsense, another's secret, a replaced, a revoked and an expired link: the same bytes."""
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
    assert "Quarter" in text(party(first))


def test_the_mediator_sees_marks_and_calls_the_vote(dashboard: Open, table: Table) -> None:
    """The matrix names everyone, the headline what does not work; a vote stops publishing."""
    for seat in table.seats.values():
        for clause in ("c1", "c2", "c3"):
            seat.mark(1, clause, "could live with", now=table.now)
    table.seats["p2"].mark(1, "c2", "does not work", now=table.now)
    table.seats["p2"].criticise(1, "c2", "Too [fast](x).", weight="decisive", now=table.now)
    page = dashboard().open(PAGE)
    assert "What does not work: *Rent* for 1 of 3." in page.text
    assert "Too \\[fast\\](x)." in page.text
    page.press("Tell everyone the counts")
    assert table.seats["p3"].look().counts(1) == {
        "c1": (0, 3, 0), "c2": (0, 2, 1), "c3": (0, 3, 0),
    }  # fmt: skip
    page.app.text_area(key="single.edit.text.c2").set_value("Rent rises by 1% a year.").run()
    press(page.app, "single.publish")
    assert "~~" in page.text
    page.press("Call the vote on version 2")
    assert not any(one.key == "single.publish" and not one.disabled for one in page.app.button)
    for seat in table.seats.values():
        seat.vote(1, yes=True, now=table.now)
    page.app.run()
    assert any("All have said yes to version 2" in one for one in page.messages("success"))
    assert "single.publish" not in [one.key for one in page.app.button]


def test_the_mediator_may_go_back(dashboard: Open, table: Table) -> None:
    """For whom a version is worse, what the procedure would do, and the earlier wording back in the edits."""
    for seat in table.seats.values():
        seat.mark(1, "c1", "could live with", now=table.now)
    table.publish("Nine floors.")
    desk = dashboard().open(PAGE)
    assert "Not told yet, for marks are missing: City, Owners and Tenants." in desk.text
    for seat, mark in zip(table.seats.values(), reversed(MARKS), strict=True):
        seat.mark(2, "c1", mark, now=table.now)
    desk.app.run()
    assert "better for Tenants; neither better nor worse for Owners; worse for City" in desk.text
    assert "not at all near the end" in desk.text
    desk.press("Take the wording of version 1 back into the edits")
    assert not desk.app.exception
    assert table.desk.revision().clauses == table.desk.look().version(1).clauses
    desk.press("Undo last edit")
    assert table.desk.revision().clauses[0].text == "Nine floors."


def test_links_are_made_shown_once_and_closed(dashboard: Open, table: Table) -> None:
    """A new link replaces the old one and can be read until it is hidden; closed, it opens nothing."""
    page = dashboard().open(PAGE)
    press(page.app, "single.link.make.p1")
    (address,) = (one.value for one in page.app.code)
    token = address.partition("?text=")[2]
    assert "Quarter" in text(party(token))
    assert REFUSED[:30] in text(party(table.tokens["p1"]))
    press(page.app, "single.link.hide.p1")
    assert not page.app.code
    press(page.app, "single.link.close.p1")
    assert REFUSED[:30] in text(party(token))


def test_a_shared_screen_shows_nothing_of_it(dashboard: Open, table: Table) -> None:
    """While the screen may be shared, the page says what it is for and no more."""
    table.seats["p1"].criticise(1, "c1", "Between us.", weight="much", now=table.now)
    page = dashboard().open(PAGE)
    page.app.toggle(key=session.SHARE_SAFE).set_value(True).run()
    assert "Quarter" not in text(page.app)
    assert "Between us" not in text(page.app)


def test_a_text_is_removed_by_its_typed_name(dashboard: Open, table: Table) -> None:
    """Nothing goes without the name; with it all goes, and the neutral's desk never listed it."""
    page = dashboard().open(PAGE)
    assert not page.has_button("Remove it for good")
    page.fill("text_input", "Type its name to confirm: Quarter", "Quarter")
    page.press("Remove it for good")
    assert list_texts(table.store) == {}
    assert "Open it" in [one.label for one in page.app.button]
    open_table(2, seed=3, store=table.store)
    page.open("pages/neutral.py")
    assert "Quarter" not in text(page.app)
    assert not page.messages("error")


def test_a_long_record_is_shown_in_part_until_it_is_asked_for(
    table: Table, dashboard: Open
) -> None:
    """The newest entries stand there; the oldest come with the switch."""
    for place in range(MOST_ROWS):
        mark = MARKS[place % len(MARKS)]
        table.seats["p1"].mark(1, "c1", mark, now=table.now + timedelta(seconds=place + 1))
    app = dashboard().open("pages/single_text.py").app

    def record() -> str:
        return next(csv for one in app.table if "marked" in (csv := one.value.to_csv()))

    assert record().count("\n") == MOST_ROWS + 1
    assert "You published version 1" not in record()
    app.toggle(key="single-text.record.all").set_value(True).run()
    assert "You published version 1" in record()
