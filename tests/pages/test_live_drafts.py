"""What is being entered on the live round: kept at every tap, and never at odds with what others log."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime

import pytest
from sqlalchemy import make_url

from meso_infer import workflow
from meso_infer.events import MesoOffered, Note, PackagePicked
from meso_infer.example import EXAMPLE_ID
from meso_infer.storage import EventStore
from meso_infer.templates import load_sample
from tests.pages.conftest import Dashboard

Open = Callable[[], Dashboard]
EXAMPLE = EXAMPLE_ID
LIVE = "pages/live.py"


def kinds(store: EventStore) -> list[str]:
    return [row.kind for row in store.read(EXAMPLE).rows]


def now() -> datetime:
    return datetime.now(UTC)


def test_a_draft_survives_a_new_session(dashboard: Open, store: EventStore) -> None:
    """Every tap is kept in the store: another session finds pick, chip, size and note."""
    page = dashboard().press("They picked C").tap("Remote")
    page.fill("pills", "Remote: by how much", 2).fill("text_input", "Note", "on the phone")
    again = dashboard()
    assert "Draft: They picked C; They asked for Remote 2 days higher" in again.text
    again.press("Log round")
    picked = workflow.load(store, EXAMPLE).log[2].event
    assert isinstance(picked, PackagePicked)
    assert (picked.package, picked.note) == ("C", "on the phone")
    assert "Our move" in dashboard().text


def test_a_draft_survives_a_visit_to_another_page(dashboard: Open) -> None:
    """Leaving the page and coming back loses nothing."""
    page = dashboard().press("They picked B").tap("Contract")
    page.open("pages/next_packages.py").open(LIVE)
    assert "Draft: They picked B; They asked for more on Contract" in page.text


def test_a_stale_page_says_what_others_logged_and_waits_for_a_look(
    dashboard: Open, store: EventStore
) -> None:
    """Somebody else logged in between: pressing again logs nothing until the draft is kept on purpose."""
    page = dashboard().press("They picked B")
    workflow.record(store, EXAMPLE, [Note(text="seen by a colleague")],
                    expected_sequence=1, now=now())  # fmt: skip
    page.press("Log round")
    assert kinds(store) == ["meso-offered", "note"]
    assert "Not logged yet" in page.messages("error")[0]
    assert "seen by a colleague" in page.text
    assert "Draft: They picked B" in page.text
    page.press("Log round")
    assert "Look at it" in page.messages("warning")[0]
    assert kinds(store) == ["meso-offered", "note"]
    page.press("Keep my draft")
    assert not page.has_button("Keep my draft")
    page.press("Log round")
    assert kinds(store)[-1] == "package-picked"


def test_a_draft_begun_before_others_logged_can_be_discarded(
    dashboard: Open, store: EventStore
) -> None:
    """The page follows by itself; the draft on it is kept, and goes only when that is said."""
    mine, theirs = dashboard(), dashboard()
    mine.press("They picked C")
    theirs.press("They picked A").press("Log round")
    mine.app.run()
    assert "Draft: They picked C" in mine.text
    assert "They picked A" in mine.text
    mine.press("Discard my draft")
    assert "Our move" in mine.text
    assert kinds(store) == ["meso-offered", "estimate-shown", "package-picked"]


def test_a_colleague_who_logs_leaves_my_draft_in_the_store(
    dashboard: Open, store: EventStore
) -> None:
    """What I entered outlives what others log and clear, in this session and after a reload."""
    mine, theirs = dashboard(), dashboard()
    theirs.press("They picked A")
    mine.press("They picked C").tap("Remote")
    theirs.press("Log round")
    mine.app.run()
    again = dashboard()
    assert "Draft: They picked C; They asked for more on Remote" in again.text


def test_no_window_overwrites_the_draft_of_another(dashboard: Open) -> None:
    """Both are told what the other has entered; opened anew, a window can go on with either."""
    mine, theirs = dashboard(), dashboard()
    mine.press("They picked A").tap("Remote")
    theirs.press("They picked C")
    mine.app.run()
    assert "Draft: They picked A; They asked for more on Remote" in mine.text
    assert "In another window, not logged: They picked C" in mine.text
    assert not mine.has_button("Go on with it")
    again = dashboard()
    assert "Tap what they answered" in again.text
    kept = next(one for one in again.app.button if one.label == "Go on with it")
    assert "They picked C" in again.text
    kept.click().run()
    assert "Draft: They picked C (kept from before, or by a colleague)" in again.text
    assert "In another window, not logged: They picked A" in again.text


def test_the_same_answer_from_two_windows_is_that_answer(dashboard: Open) -> None:
    """A tap on what a colleague has tapped already takes it over; a tap on one's own takes it back."""
    dashboard().press("They picked B")
    mine = dashboard()
    assert "(kept from before, or by a colleague)" in mine.text
    mine.press("They picked B")
    assert "Draft: They picked B" in mine.text
    assert "colleague" not in mine.text
    mine.press("They picked B")
    assert "Tap what they answered" in mine.text


def test_a_colleague_who_goes_on_with_my_draft_does_not_take_it_from_me(dashboard: Open) -> None:
    """What was taken over and changed in another window stays as it was in the first."""
    mine = dashboard().press("They picked B")
    theirs = dashboard().tap("Salary")
    assert "Draft: They picked B; They asked for more on Salary" in theirs.text
    mine.app.run()
    assert "Draft: They picked B" in mine.text
    assert (
        "In another window, not logged: They picked B; They asked for more on Salary" in mine.text
    )
    theirs.press("Clear")
    mine.app.run()
    assert "In another window" not in mine.text
    assert "Draft: They picked B" in dashboard().text


def test_a_shared_screen_tells_nothing_private_of_another_window(dashboard: Open) -> None:
    """A note of ours that a colleague is typing is not sent to a screen that others see."""
    mine = dashboard()
    mine.fill("toggle", "Screen-share safe", True)
    dashboard().fill("text_input", "Note", "our floor is 92,000")
    mine.app.run()
    assert "In another window, not logged: something of ours alone" in mine.text
    assert "92,000" not in mine.text


def test_a_draft_for_packages_that_were_replaced_is_told(
    dashboard: Open, store: EventStore
) -> None:
    """Others put new packages on the table: what was entered for the old ones is said, not logged."""
    page = dashboard().press("They picked B")
    offered = load_sample("hiring").log[0].event
    assert isinstance(offered, MesoOffered)
    again = offered.model_copy(update={"id": None})
    workflow.record(store, EXAMPLE, [again], expected_sequence=1, now=now())
    page.app.run()
    assert "is not logged: They picked B" in page.messages("info")[0]
    assert "Tap what they answered" in page.text


def test_what_is_entered_says_how_long_ago_it_was_heard(dashboard: Open, store: EventStore) -> None:
    """The timer starts with the first tap; the log keeps how long it took."""
    page = dashboard()
    assert "since heard" not in page.text
    page.press("They picked B")
    assert "0:0" in page.text
    assert "since heard" in page.text
    page.press("Log round")
    shown, picked = (row for row in store.read(EXAMPLE).rows[1:])
    assert (shown.kind, picked.kind) == ("estimate-shown", "package-picked")
    assert str(shown.at) <= str(picked.at)


def test_half_a_mix_is_neither_logged_nor_lost(dashboard: Open, store: EventStore) -> None:
    """What is chosen of a mix outlives a reload, and holds back a push that would be logged without it."""
    dashboard().press("A mix of several").fill("segmented_control", "Salary", 100000).tap("Remote")
    page = dashboard()
    assert any("choose Remote and Contract" in text for text in page.messages("warning"))
    page.press("Log round")
    assert kinds(store) == ["meso-offered"]
    page.fill("segmented_control", "Remote", 2).fill("segmented_control", "Contract", "1 year")
    page.press("Log round")
    assert kinds(store)[-1] == "packages-mixed"


def test_a_long_text_can_be_pasted_as_a_note(dashboard: Open, store: EventStore) -> None:
    """The box takes as much as the log can hold."""
    dashboard().fill("text_input", "Note", "x" * 20_000).press("Log round")
    assert store.read(EXAMPLE).rows[-1].payload["text"] == "x" * 20_000


def test_a_tap_stays_where_nothing_can_be_written(
    dashboard: Open, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While another program writes, the page shows what was entered and says once that it is not kept."""
    monkeypatch.setattr("meso_infer.storage.engine.LOCK_SECONDS", 0.1)
    page = dashboard()
    with closing(sqlite3.connect(make_url(database).database or "", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        page.press("They picked C")
        assert "Draft: They picked C" in page.text
        assert len(page.messages("error")) == 1
        assert "locked" in page.messages("error")[0]
        other.execute("ROLLBACK")
    page.app.run()
    assert "Draft: They picked C" in dashboard().text
