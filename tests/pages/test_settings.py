"""Data and settings: what may be destroyed goes only when it was said twice, and then goes wholly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from meso_infer import workflow
from meso_infer.events import NamesSet, Note, logged
from meso_infer.prior import MODEL_VERSION
from meso_infer.storage import EventStore
from meso_infer.templates import load_sample
from meso_infer.ui import in_view, session
from meso_infer.upkeep import backups_in, last_backup
from tests.pages.conftest import Dashboard

Open = Callable[[], Dashboard]
PAGE = "pages/settings.py"
SECRET = "Her mother is ill"
TITLE = load_sample("hiring").title


def stored(store: EventStore, name: str = "mine") -> str:
    """A negotiation of one's own, not the example, with a private note."""
    sample = load_sample("hiring")
    events = [*logged(sample), Note(id="aside", text=SECRET)]
    return workflow.start(store, sample.header, events, now=session.now(), negotiation_id=name)


def opened(dashboard: Open, name: str = "mine") -> Dashboard:
    page = dashboard()
    page.app.session_state[in_view.NEGOTIATION] = name
    page.app.query_params[in_view.ADDRESS] = name
    return page.open(PAGE)


def test_a_text_is_taken_out_only_when_it_is_said(
    dashboard: Open, store: EventStore, database: str
) -> None:
    """Until the box is ticked the button does nothing; then the text is gone, the estimate the same."""
    name = stored(store)
    before = workflow.infer(workflow.load(store, name)).weights
    page = opened(dashboard)
    assert SECRET in page.text
    assert not page.has_button("Take out")
    page.fill("checkbox", "Take it out for good", True).press("Take out")
    assert page.messages("error") == []
    assert SECRET not in page.text
    after = workflow.load(store, name)
    assert after.log[-1].event.kind == "redaction"
    assert (workflow.infer(after).weights == before).all()
    assert SECRET.encode() not in Path(database.removeprefix("sqlite:///")).read_bytes()
    assert SECRET not in page.open("pages/timeline.py").text


def test_a_name_that_is_copied_from_the_page_is_the_name(
    dashboard: Open, store: EventStore
) -> None:
    """What keeps an address in a name from being a link is no part of the name."""
    name = "Lease, see https://landlord.example"
    stored(store)
    workflow.record(
        store,
        "mine",
        [NamesSet(title=name)],
        expected_sequence=store.sequence("mine"),
        now=session.now(),
    )
    page = opened(dashboard)
    (label,) = [one.label for one in page.app.text_input if one.label.startswith("To confirm")]
    copied = label.removeprefix("To confirm, type its name: ").replace("\\", "")
    assert copied != name
    page.fill("text_input", label.replace("\\", ""), copied).press("Delete for good")
    assert "mine" not in [one.negotiation_id for one in store.list()]


def test_any_negotiation_is_deleted_by_its_typed_name(dashboard: Open, store: EventStore) -> None:
    """The name as it is now enables the button, not an older one; the negotiation is gone, and no example comes."""
    stored(store)
    page = opened(dashboard)
    (label,) = [one.label for one in page.app.text_input if one.label.startswith("To confirm")]
    page.fill("text_input", label, "something else")
    assert not page.has_button("Delete for good")
    workflow.record(
        store,
        "mine",
        [NamesSet(title="Hiring Ana")],
        expected_sequence=store.sequence("mine"),
        now=session.now(),
    )
    page.open(PAGE)
    label = "To confirm, type its name: Hiring Ana"
    page.fill("text_input", label, TITLE)
    assert not page.has_button("Delete for good")
    page.fill("text_input", label, " Hiring Ana ").press("Delete for good")
    assert page.messages("error") == []
    assert [one.negotiation_id for one in store.list()] == []
    assert any("Backups and exports made earlier" in said for said in page.messages("toast"))


def test_a_backup_is_written_and_restored(dashboard: Open, store: EventStore) -> None:
    """A restore says what it replaces, waits for the tick, and keeps a safety copy."""
    stored(store)
    page = opened(dashboard)
    assert "never backed up" in page.text
    page.press("Write a backup on this machine")
    kept = last_backup(store)
    assert kept is not None
    folder = Path(kept[1]).parent
    store.delete("mine")
    stored(store, "newer")
    page = opened(dashboard, "newer")
    page.fill("segmented_control", "Restore from", "A backup of this machine")
    assert f"Would be gone: {TITLE}." in page.text.replace("\\", "")
    assert f"Would come back: {TITLE}." in page.text.replace("\\", "")
    assert not page.has_button("Restore")
    page.fill("checkbox", "Replace everything that is stored now with this backup", True)
    page.press("Restore")
    assert page.messages("error") == []
    assert {one.negotiation_id for one in store.list()} == {"mine"}
    assert len(backups_in(folder)) == 2


def test_a_file_that_is_no_backup_changes_nothing(dashboard: Open, store: EventStore) -> None:
    """What is wrong with the file is said, and there is nothing to press."""
    stored(store)
    page = opened(dashboard)
    page.app.file_uploader[0].set_value(("b.jsonl", b"{}\n", "application/jsonl")).run()
    said = "".join(page.messages("error")).replace("\\", "")
    assert said.startswith("b.jsonl is not an undamaged backup")
    assert not any(one.label == "Restore" for one in page.app.button)
    assert len(store.list()) == 1


def test_the_page_says_what_is_assumed_and_what_runs(dashboard: Open) -> None:
    """The model in words, the prior in use, and a report to copy with versions, places and counts."""
    page = dashboard().open(PAGE)
    for words in ("starts from the model's own assumptions", "Old answers fade (off)"):
        assert words in page.text.replace("\\", "")
    page.press("Check the database")
    (report,) = [one.value for one in page.app.code]
    assert f"Model: {MODEL_VERSION}" in report
    assert "all can be read" in report
    page.press("Clean the file")
    assert page.messages("warning") == []


def test_a_shared_screen_shows_versions_only(dashboard: Open, store: EventStore) -> None:
    """In share-safe mode there is no text, no place, no name to type and nothing to destroy."""
    stored(store)
    page = opened(dashboard)
    page.app.session_state[session.SHARE_SAFE] = True
    page.open(PAGE)
    shown = page.text + "".join(one.label for one in page.app.button)
    for private in (SECRET, store.location, "Delete", "Take out", "Backup"):
        assert private not in shown.replace("Backups, texts", "")
    assert "Python" in shown
