"""The live round while others log: what came and went again, what was taken back, and long names."""

from __future__ import annotations

from collections.abc import Callable

from meso_infer import workflow
from meso_infer.charts.theme import short
from meso_infer.example import EXAMPLE_ID
from meso_infer.issues import NumericIssue, OrderedIssue
from meso_infer.negotiation import Header
from meso_infer.packages import Agenda
from meso_infer.storage import EventStore
from meso_infer.ui import session
from meso_infer.ui.drawing import LONGEST_NAME, with_short_names
from tests.pages.conftest import Dashboard

NEWS = "Logged in another window meanwhile"


def test_what_came_and_went_again_asks_for_no_decision(
    dashboard: Callable[[], Dashboard], store: EventStore
) -> None:
    """A colleague's answer that was undone, or undone and logged again, is told as it stands now."""
    mine, theirs = dashboard(), dashboard()
    mine.press("They picked C")
    theirs.press("They picked A").press("Log round").press("Undo")
    mine.app.run()
    assert NEWS not in mine.text
    theirs.press("Redo")
    mine.app.run()
    assert f"{NEWS}:** They picked A. Is" in mine.text
    theirs.press("Undo")
    mine.app.run()
    mine.press("Log round")
    assert workflow.load(store, EXAMPLE_ID).picked == "C"


def test_what_was_taken_back_is_told_in_words(dashboard: Callable[[], Dashboard]) -> None:
    """An undo of what stood before the draft is said as what was taken back, not as a number."""
    theirs = dashboard().press("They picked A").press("Log round")
    mine = dashboard().press("They picked C")
    theirs.press("Undo")
    mine.app.run()
    assert f"{NEWS}:** Taken back: They picked A. Is" in mine.text
    mine.press("Keep my draft")
    theirs.press("Redo")
    mine.app.run()
    assert f"{NEWS}:** Logged again: They picked A. Is" in mine.text


def test_two_undoes_at_the_same_moment(dashboard: Callable[[], Dashboard]) -> None:
    """The second one takes back nothing, and says what to do on a page that shows it already."""
    mine = dashboard().press("They picked A").press("Log round")
    theirs = dashboard()
    mine.press("Undo")
    theirs.press("Undo")
    assert any("This page shows it now" in text for text in theirs.messages("error"))


def test_long_names_leave_room_for_the_packages(
    dashboard: Callable[[], Dashboard], store: EventStore
) -> None:
    """A title and a name of an issue are cut with an ellipsis; the whole of it is a tooltip."""
    title, whom, name = "A contract " * 18, "The other house " * 12, "Time to answer a call " * 5
    issues = (
        OrderedIssue(name=name.strip(), options=("a", "b"), own_direction="later"),
        NumericIssue(name="Fee", low=0, high=10, own_direction="lower"),
    )
    header = Header(Agenda(issues), title.strip(), whom.strip())
    page = dashboard()
    page.app.query_params["n"] = workflow.start(store, header, [], now=session.now())
    page.app.run()
    shown = page.app.title[0]
    assert len(shown.value) < 130
    assert shown.value.count("…") == 2
    assert f"{title.strip()}: {whom.strip()}" == shown.help


def test_names_are_shortened_in_sentences() -> None:
    """Only what is longer than its place is cut, to exactly that place; the rest of the text stays."""
    long = "x" * 41
    assert short("y" * LONGEST_NAME, LONGEST_NAME) == "y" * LONGEST_NAME
    assert len(short(long, LONGEST_NAME)) == LONGEST_NAME
    told = with_short_names(f"It could be {long} or Fee.", [long, "Fee"])
    assert told == f"It could be {'x' * 39}… or Fee."
