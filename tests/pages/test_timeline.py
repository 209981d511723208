"""The page Timeline, run without a browser on a real store."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from meso_infer import workflow
from meso_infer.course import timeline_rows
from meso_infer.documents import read_document
from meso_infer.events import (
    CounterofferMade,
    IssuePushed,
    MesoOffered,
    Note,
    PackagePicked,
    PriorityStated,
    logged,
)
from meso_infer.example import EXAMPLE_ID
from meso_infer.history import round_ends
from meso_infer.negotiation import Negotiation
from meso_infer.packages import Package
from meso_infer.storage import EventStore
from meso_infer.ui import session
from meso_infer.ui.certainty_strip import course, strip_of
from meso_infer.ui.drawing import plain
from meso_infer.ui.timeline.notes import attached_text
from meso_infer.ui.timeline.page import NEWEST, shared_text
from meso_infer.who_moved import THEIR_COLUMNS, give_get, movement_sentences, their_rows
from tests.agendas import deal
from tests.negotiation_states import STATES
from tests.pages.conftest import Dashboard

Open = Callable[[], Dashboard]
EXAMPLE = EXAMPLE_ID
PAGE = "pages/timeline.py"


def state(store: EventStore) -> Negotiation:
    return workflow.load(store, EXAMPLE)


def answer(store: EventStore) -> None:
    events = [
        PackagePicked(package="B"),
        IssuePushed(issue="Salary", direction="higher", amount=5000),
    ]
    workflow.record(store, EXAMPLE, events, expected_sequence=1, now=session.now())


def log(page: Dashboard) -> list[str]:
    """What the table says, newest first."""
    return next(list(one.value["What"]) for one in page.app.table if "Who" in one.value)


@pytest.fixture
def page(dashboard: Open, store: EventStore) -> Dashboard:
    """The page after the worked round."""
    opened = dashboard()
    answer(store)
    return opened.open(PAGE)


def test_one_line_an_event(page: Dashboard) -> None:
    """Newest first, with what was offered."""
    assert not page.app.exception
    said = log(page)
    assert len(said) == 3
    assert said[0].startswith("They asked for Salary USD 5,000 higher")
    assert "Salary USD 100,000" in said[2].replace("\\", "")


def test_chips_filter_the_table(page: Dashboard) -> None:
    """Only the groups chosen are shown; none chosen shows all."""
    page.fill("pills", "Show", ["Offers"])
    assert len(log(page)) == 1
    page.fill("pills", "Show", [])
    assert len(log(page)) == 3


def test_a_long_log_shows_the_newest_first_and_all_when_asked(
    dashboard: Open, store: EventStore
) -> None:
    """What stands below the list stays in reach; nothing is out of reach in the list."""
    opened = dashboard()
    remarks = [Note(text=f"Remark {n}") for n in range(NEWEST + 5)]
    workflow.record(store, EXAMPLE, remarks, expected_sequence=1, now=session.now())
    page = opened.open(PAGE)
    assert len(log(page)) == NEWEST
    assert log(page)[0] == f"Note: Remark {NEWEST + 4}"
    page.fill("toggle", f"Show all {NEWEST + 6} of them", True)
    assert len(log(page)) == NEWEST + 6


def test_the_chart_tells_what_holds(store: EventStore, page: Dashboard) -> None:
    """Offers, answers and how sure we were after each round, from the log."""
    rows = timeline_rows(state(store))
    assert [(row.lane, row.kind) for row in rows] == [
        ("ours", "meso-offered"),
        ("theirs", "package-picked"),
        ("theirs", "issue-pushed"),
    ]


def test_a_note_is_kept_while_typed_and_then_logged(
    page: Dashboard, store: EventStore, dashboard: Open
) -> None:
    """A half-typed note survives a reload; added, it is an event; dollars stay dollars."""
    page.fill("text_area", "Add a note", "They paid $5 and *smiled*")
    again = dashboard().open(PAGE)
    assert again.app.text_area[0].value == "They paid $5 and *smiled*"
    again.press("Add note")
    assert state(store).log[-1].event.describe(state(store).agenda).endswith("*smiled*")
    assert again.app.text_area[0].value == ""
    again.press("Add note")
    assert store.sequence(EXAMPLE) == 4


def test_undo_and_redo_are_events(page: Dashboard, store: EventStore) -> None:
    """Nothing is deleted: the log grows, the estimate goes back and forth."""
    page.press("Undo")
    assert state(store).picked is None
    assert store.sequence(EXAMPLE) == 5
    assert sum("~~" in line for line in log(page)) >= 2
    page.press("Redo")
    assert state(store).picked == "B"


def test_a_correction_stands_in_the_place_of_the_event(page: Dashboard, store: EventStore) -> None:
    """A pick put right: the original stays to be read, the state follows the correction."""
    page.fill("selectbox", "Event", 2)
    page.app.segmented_control[0].set_value("C").run()
    page.press("Correct it")
    assert state(store).picked == "C"
    assert any("~~They picked B~~" in line for line in log(page))


def test_a_refused_correction_says_why_and_loses_nothing(
    page: Dashboard, store: EventStore
) -> None:
    """An amount outside the range is refused in words, nothing is written, the form keeps it."""
    page.fill("selectbox", "Event", 3)
    amount = "By how much (blank: not said)"
    page.fill("number_input", amount, 90000.0).press("Correct it")
    assert len(page.messages("error")) == 1
    assert store.sequence(EXAMPLE) == 3
    assert next(w for w in page.app.number_input if w.label == amount).value == 90000.0


def test_an_emptied_form_is_told_to_be_withdrawn(page: Dashboard, store: EventStore) -> None:
    """A note, a statement or a package of which nothing is left is refused in words of the page."""
    counter = Package({"Salary": 100000})
    told = [Note(text="Heard"), PriorityStated(issue="Salary"), CounterofferMade(package=counter)]
    workflow.record(store, EXAMPLE, told, expected_sequence=3, now=session.now())
    page.open(PAGE).fill("selectbox", "Event", 4).fill("text_area", "Note", " ")
    page.press("Correct it")
    page.fill("selectbox", "Event", 5)
    page.fill("multiselect", "They said these matter, in this order", []).press("Correct it")
    page.fill("selectbox", "Event", 6).fill("number_input", "Salary (USD)", None)
    page.press("Correct it")
    assert [said.partition(".")[0] for said in page.messages("error")] == [
        "Nothing is left of what this event says"
    ]
    assert store.sequence(EXAMPLE) == 6


def test_an_event_that_others_rest_on_cannot_be_withdrawn(
    page: Dashboard, store: EventStore
) -> None:
    """The refusal names the event that would no longer fit."""
    page.fill("selectbox", "Event", 2).press("Withdraw it")
    assert any("no longer fit" in said for said in page.messages("error"))
    assert store.sequence(EXAMPLE) == 3
    page.fill("selectbox", "Event", 3).press("Withdraw it")
    assert state(store).log[2].status == "withdrawn"


def test_an_offer_can_be_put_right(page: Dashboard, store: EventStore) -> None:
    """A wrong amount in a package is corrected in its own cell."""
    page.fill("selectbox", "Event", 1)
    cell = next(w for w in page.app.number_input if w.label.startswith("Salary"))
    cell.set_value(99000.0).run()
    page.press("Correct it")
    offered = state(store).rounds[0].meso
    assert offered is not None
    assert offered["A"]["Salary"] == 99000


def test_the_shared_copy_holds_nothing_of_ours(page: Dashboard, store: EventStore) -> None:
    """Offers and answers only: no weights, limits, directions or notes."""
    page.fill("text_area", "Add a note", "our limit is 104 000").press("Add note")
    text = shared_text(state(store))
    data = json.loads(text)
    assert "own" not in data
    assert not any(word in text for word in ("104 000", "reservation", "_direction", "weights"))
    assert [event["kind"] for event in data["events"]][:2] == ["meso-offered", "package-picked"]
    assert read_document(data).picked == "B"


def test_a_shared_screen_shows_only_what_may_be_shared(page: Dashboard, store: EventStore) -> None:
    """Notes and private files are gone from the page while the screen may be shared."""
    page.fill("text_area", "Add a note", "our limit is 104 000").press("Add note")
    page.fill("toggle", "Screen-share safe", True)
    assert "104 000" not in page.text
    assert all("104 000" not in line for line in log(page))
    labels = [one.label for one in page.app.download_button]
    assert labels == ["What may be shared (JSON)"]
    assert not page.has_button("Add note")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"\x00\xff" * 5000, "UTF-8"),
        (b'{"format": "meso-infer/1", "title": "Hi', "cut off"),
        (b"{}", "format"),
        (b'{"format": "meso-infer/1", "agenda": [], "events": []}', "agenda"),
    ],
)
def test_a_bad_document_gives_one_message_and_writes_nothing(
    page: Dashboard, store: EventStore, content: bytes, word: str
) -> None:
    """Noise, a document cut in half, one without a format, one without issues."""
    page.app.file_uploader[-1].set_value(("x.json", content, "application/json")).run()
    (said,) = page.messages("error")
    assert word in said.replace("\\", "")
    assert "nothing was written" in said
    assert not page.app.exception
    assert not page.has_button("Import it")
    assert len(store.list()) == 1


def test_a_document_is_imported_whole_and_opened(page: Dashboard, store: EventStore) -> None:
    """An export comes back as a negotiation of its own with the same log and numbers."""
    text = json.dumps(workflow.export(store, EXAMPLE)).encode()
    page.app.file_uploader[-1].set_value(("hiring.json", text, "application/json")).run()
    page.press("Import it")
    assert len(store.list()) == 2
    other = next(one.negotiation_id for one in store.list() if one.negotiation_id != EXAMPLE)
    assert workflow.export(store, other) == workflow.export(store, EXAMPLE)
    assert page.app.query_params["n"] == other
    assert page.app.title[0].value.startswith("Hiring")


def test_certainty_is_that_of_each_moment(page: Dashboard, store: EventStore) -> None:
    """The strip shows what the estimate was when the round ended."""
    (summary,) = store.list()
    found, missing = course(session.looked_at(summary))
    (point,) = strip_of(found)
    assert missing == 0
    posterior = workflow.infer(state(store))
    assert point.p_top == posterior.weight_summary()[point.issue].p_top
    assert point.n_informative == posterior.n_informative


def test_the_timeline_takes_back_whatever_came_last(dashboard: Open, store: EventStore) -> None:
    """Here undo has no ten minutes: an answer of last month is taken back, as an event of its own."""
    page = dashboard()
    then = session.now() - timedelta(days=30)
    workflow.record(store, EXAMPLE, [PackagePicked(package="B")], expected_sequence=1, now=then)
    assert not page.open("pages/live.py").has_button("Undo")
    page.open(PAGE).press("Undo")
    assert state(store).picked is None
    assert store.sequence(EXAMPLE) == 3


def test_an_address_says_which_events_are_shown(dashboard: Open, store: EventStore) -> None:
    """A link may ask for answers only; what is no kind of event is passed over."""
    page = dashboard()
    answer(store)
    page.app.query_params["show"] = ["Answers", "Gossip"]
    page.open(PAGE)
    page.app.query_params["show"] = ["Answers", "Gossip"]
    page.app.run()
    assert not page.app.exception
    assert len(log(page)) == 2


def test_an_attached_text_is_kept_as_a_note(page: Dashboard, store: EventStore) -> None:
    """The file's name and its whole text are in the log; in the table stands its beginning only."""
    text = "Dear all,\r\n" + "we cannot go below that. " * 30 + "Yours, Zoë"
    page.app.file_uploader[0].set_value(("mail.txt", text.encode(), "text/plain")).run()
    page.press("Attach it")
    note = state(store).log[-1].event
    assert isinstance(note, Note)
    assert note.text.startswith("mail.txt\n\nDear all,\nwe cannot")
    assert note.text.endswith("Yours, Zoë")
    assert len(log(page)[0]) < 300
    assert any(one.value == note.text for one in page.app.code)
    page.fill("toggle", "Screen-share safe", True)
    assert "Zoë" not in page.text


def test_a_text_that_is_too_long_is_refused(page: Dashboard, store: EventStore) -> None:
    """Nothing is cut off silently: the message says how long it is and what fits."""
    page.app.file_uploader[0].set_value(("long.txt", b"x" * 30_000, "text/plain")).run()
    page.press("Attach it")
    assert "20,000" in page.messages("error")[0]
    assert store.sequence(EXAMPLE) == 3


def test_texts_of_old_programs_are_read() -> None:
    """A text that is no UTF-8 is read as Latin-1; the mark at the beginning of a file is no text."""
    assert attached_text("a.txt", "Zoë".encode("latin-1")).endswith("Zoë")
    assert attached_text("a.txt", b"\xef\xbb\xbfhello") == "a.txt\n\nhello"


def test_who_moved_how_much_is_the_ledger_of_the_library(
    dashboard: Open, store: EventStore
) -> None:
    """Chart, sentences and tables say what `give_get` says, and are gone from a shared screen."""
    page = dashboard()
    events = [
        CounterofferMade(package=deal(105000, 4, 2)),
        MesoOffered(packages={"A": deal(103000, 1, 3), "B": deal(98000, 2, 2)}),
        CounterofferMade(package=deal(104000, 3, 2)),
    ]
    workflow.record(store, EXAMPLE, events, expected_sequence=1, now=session.now())
    page.open(PAGE)
    found = give_get(state(store), workflow.infer(state(store)))
    for sentence in movement_sentences(found):
        assert plain(sentence) in page.text
    (theirs,) = (one.value for one in page.app.table if THEIR_COLUMNS[1] in one.value)
    assert list(theirs["They gave"]) == [row[2] for row in their_rows(found)]
    page.fill("toggle", "Screen-share safe", True)
    assert "Who moved how much" not in page.text
    assert not any(THEIR_COLUMNS[1] in one.value for one in page.app.table)


def test_rounds_that_were_never_shown_are_looked_back_at_when_asked(
    dashboard: Open, store: EventStore
) -> None:
    """A long log stands at once with what is known; the button has every round estimated."""
    page = dashboard()
    talks = STATES["twelve issues by twenty rounds"]()
    name = workflow.start(store, talks.header, logged(talks), now=session.now())
    page.app.query_params["n"] = name
    page.open(PAGE)
    assert not page.app.exception
    assert page.has_button("Look back at every round")
    current = next(one for one in store.list() if one.negotiation_id == name)
    found, missing = course(session.looked_at(current))
    assert max(found) == talks.round
    assert missing == len(round_ends(talks)) - len(found)


def test_a_note_that_cannot_be_stored_says_what_is_wrong_with_it(dashboard: Open) -> None:
    """What an event cannot hold is one message in words; what was typed stays, to be put right."""
    page = dashboard().open(PAGE)
    page.fill("text_area", "Add a note", "pasted\x00text").press("Add note")
    assert "NUL character" in page.messages("error")[0]
    assert page.app.text_area[0].value == "pasted\x00text"


def test_a_note_that_is_too_long_is_refused_in_words_and_stays(
    page: Dashboard, store: EventStore
) -> None:
    """A pasted text that the log cannot hold is neither dropped nor cut: it stays, to be shortened."""
    pasted = "x" * 30_000
    page.fill("text_area", "Add a note", pasted).press("Add note")
    assert "at most 20,000" in page.messages("error")[0]
    assert next(one for one in page.app.text_area if one.label == "Add a note").value == pasted
    assert store.sequence(EXAMPLE) == 3
