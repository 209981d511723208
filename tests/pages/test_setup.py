"""The page Setup, run without a browser on a real store."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from meso_infer import workflow
from meso_infer.errors import InvalidUtility
from meso_infer.example import EXAMPLE_ID
from meso_infer.issues import NumericIssue
from meso_infer.negotiation import Negotiation
from meso_infer.storage import EventStore
from tests.pages.conftest import Dashboard

Open = Callable[[], Dashboard]
EXAMPLE = EXAMPLE_ID
PAGE = "pages/setup.py"
COMPARE = "pages/compare.py"
FORMULA = '=HYPERLINK("http://x","y")'


def step(page: Dashboard, name: str) -> Dashboard:
    """Go to a step of the sheet."""
    return page.fill("segmented_control", "Step", name)


def cell(page: Dashboard, kind: str, label: str, place: int = 0) -> Any:
    """The widget of that label; of several, the one at that place."""
    return [one for one in getattr(page.app, kind) if one.label == label][place]


def put(page: Dashboard, kind: str, label: str, value: object, place: int = 0) -> None:
    """Type a value into a widget."""
    cell(page, kind, label, place).set_value(value).run()


def start(page: Dashboard, name: str) -> Dashboard:
    """Choose a template or the blank sheet on All negotiations."""
    page.open(COMPARE).app.button(key=f"archive.new.{name}").click().run()
    return page.open(PAGE)


def newest(store: EventStore) -> Negotiation:
    (other,) = (one for one in store.list() if one.negotiation_id != EXAMPLE)
    return workflow.load(store, other.negotiation_id)


def test_a_blank_sheet_becomes_a_negotiation_that_can_be_proposed_on(
    dashboard: Open, store: EventStore
) -> None:
    """Three issues typed by hand, values, limits, a guess: all four steps, then a proposal."""
    page = start(dashboard(), "blank")
    put(page, "text_input", "What it is about", "Lease")
    put(page, "text_input", "Who they are", "Landlord")
    put(page, "text_input", "Unit", "EUR")
    put(page, "segmented_control", "For us", "down")
    for place, (name, options) in enumerate(
        (("Term", "1 year\n2 years"), ("Floor", "2nd\n3rd\n4th")), 1
    ):
        page.press("Add an issue")
        put(page, "text_input", "Name", name, place)
        put(page, "selectbox", "What is settled", "ordered", place)
        put(page, "text_area", "Options, one a line, in their order", options, place - 1)
        put(page, "segmented_control", "For us", "up", place)
    put(page, "selectbox", "They probably want it", "unknown", 2)
    step(page, "2 Our values")
    for place, points in enumerate((100.0, 60.0, 40.0)):
        widgets = [one for one in page.app.number_input if one.label.startswith("Points for")]
        widgets[place].set_value(points).run()
    step(page, "3 Walk-away")
    put(page, "number_input", "Walk-away (points)", 30.0)
    put(page, "number_input", "Target (points)", 65.0)
    step(page, "4 Our guess")
    for name, points in (("Price", 100.0), ("Term", 20.0), ("Floor", 20.0)):
        put(page, "number_input", name, points)
    page.press("Start this negotiation")
    assert not page.app.exception
    negotiation = newest(store)
    assert (negotiation.title, negotiation.counterpart) == ("Lease", "Landlord")
    assert negotiation.limits == (0.3, 0.65)
    assert negotiation.own is not None
    assert negotiation.own.weights == pytest.approx((0.5, 0.3, 0.2))
    assert negotiation.agenda.issue("Floor").counterpart_probabilities == (0.5, 0.5, 0.0)
    assert negotiation.own_guess is not None
    proposal = workflow.propose(negotiation, workflow.infer(negotiation))
    assert len(proposal.packages) >= 2


def progress(page: Dashboard) -> str:
    (bar,) = page.app.get("progress")
    return bar.proto.text


def test_a_templates_examples_are_not_steps_that_are_done(dashboard: Open) -> None:
    """Our values and limits count once something of ours is among them, in any order."""
    page = start(dashboard(), "hiring")
    assert progress(page) == (
        "1 of 4 steps done. Still the template's examples: 2 Our values and 3 Walk-away"
    )
    step(page, "3 Walk-away")
    put(page, "number_input", "Target (points)", 72.0)
    assert progress(page) == "2 of 4 steps done. Still the template's examples: 2 Our values"
    step(page, "2 Our values")
    widgets = [one for one in page.app.number_input if one.label.startswith("Points for")]
    widgets[1].set_value(55.0).run()
    assert progress(page) == "3 of 4 steps done"


def test_what_is_typed_survives_a_reload_and_writes_nothing(
    dashboard: Open, store: EventStore
) -> None:
    """A half-typed sheet is a draft: kept for the next visit, no negotiation yet."""
    page = start(dashboard(), "blank")
    put(page, "text_input", "What it is about", "Lease")
    put(page, "number_input", "Lowest", 5.0)
    again = dashboard().open(PAGE).fill("segmented_control", "Set up", "a new negotiation")
    again.press("Go on with this sheet")
    assert cell(again, "text_input", "What it is about").value == "Lease"
    assert cell(again, "number_input", "Lowest").value == 5.0
    assert len(store.list()) == 1


def test_a_formula_in_a_name_is_refused_at_its_place(dashboard: Open, store: EventStore) -> None:
    """One clear message, nothing written, and the text still there to be put right."""
    page = start(dashboard(), "blank")
    put(page, "text_input", "What it is about", FORMULA)
    put(page, "text_input", "Name", FORMULA)
    said = page.messages("error")
    assert len(said) == 2
    assert all("formula" in text for text in said)
    assert cell(page, "text_input", "Name").value == FORMULA
    assert not page.has_button("Start this negotiation")
    assert len(store.list()) == 1
    assert not page.app.exception


@pytest.mark.parametrize(
    ("label", "value", "word"),
    [
        ("Lowest", None, "lowest"),
        ("Highest", -5.0, "below"),
        ("Steps of (blank: any amount)", 7.0, "step"),
    ],
)
def test_a_bad_range_is_said_beside_the_issue(
    dashboard: Open, label: str, value: float | None, word: str
) -> None:
    """The message names what is wrong with the range."""
    page = start(dashboard(), "blank")
    put(page, "number_input", label, value)
    assert any(word in text for text in page.messages("error"))
    assert not page.has_button("Start this negotiation")


def test_options_and_issues_can_be_named_anew(dashboard: Open, store: EventStore) -> None:
    """What an option was worth goes to the one in its place, and rules follow: the sheet can be started."""
    page = start(dashboard(), "settlement")
    names = [one.value for one in page.app.text_input if one.label == "Name"]
    put(page, "text_input", "Name", "Secrecy", names.index("Kept confidential"))
    put(page, "text_area", "Options, one a line", "Nothing\nA letter\nA public statement")
    step(page, "2 Our values")
    points = [one for one in page.app.number_input if one.label.startswith("Points for")]
    next(one for one in points if one.value is None).set_value(35.0).run()
    assert cell(page, "number_input", "A letter").value is not None
    page.press("Start this negotiation")
    agenda = newest(store).agenda
    assert "Secrecy" in agenda.rules[0].when
    assert "A letter" in agenda.issue("What the paying side says").model_dump()["options"]


def test_an_edited_range_turns_equality_off_until_weights_are_asked_again(
    dashboard: Open, store: EventStore
) -> None:
    """Saving a wider range is an event; proposals stop until the points are given again."""
    page = dashboard().open(PAGE)
    put(page, "number_input", "Highest", 110000.0)
    assert any("Salary" in text for text in page.messages("info"))
    page.press("Save changes")
    changed = workflow.load(store, EXAMPLE)
    assert changed.weights_to_reelicit == ("Salary",)
    assert any("nothing is called equal" in text for text in page.messages("warning"))
    with pytest.raises(InvalidUtility, match="Salary"):
        workflow.propose(changed, workflow.infer(changed))
    step(page, "2 Our values")
    points = next(one for one in page.app.number_input if one.label.startswith("Points for"))
    assert points.value is None
    points.set_value(90.0).run()
    page.press("Save changes")
    settled = workflow.load(store, EXAMPLE)
    assert settled.equality_can_be_claimed
    assert [entry.event.kind for entry in settled.log] == [
        "meso-offered",
        "issue-changed",
        "own-utility-set",
    ]


def test_a_change_that_contradicts_the_log_is_refused_and_kept(
    dashboard: Open, store: EventStore
) -> None:
    """A range that would not hold what was offered: the reason, nothing written, nothing lost."""
    page = dashboard().open(PAGE)
    put(page, "number_input", "Highest", 96000.0)
    assert any("offered or answered already" in text for text in page.messages("error"))
    assert not page.has_button("Save changes")
    assert store.sequence(EXAMPLE) == 1
    assert cell(page, "number_input", "Highest").value == 96000.0
    page.press("Discard what was typed")
    assert cell(page, "number_input", "Highest").value == 105000.0


def test_directions_in_words_are_events(dashboard: Open, store: EventStore) -> None:
    """'Surely earlier' becomes a probability of one."""
    page = dashboard().open(PAGE)
    put(page, "selectbox", "They probably want it", "surely down", 2)
    page.press("Save changes")
    contract = workflow.load(store, EXAMPLE).agenda.issue("Contract")
    assert contract.counterpart_probabilities == (0.0, 1.0, 0.0)


def test_the_audit_shows_the_contradiction_of_the_example(dashboard: Open) -> None:
    """Our values make the packages equal; straight values would force remote days to weigh nothing."""
    page = step(dashboard().open(PAGE), "2 Our values")
    assert not page.app.exception
    assert any("equal within 0 points" in text for text in page.messages("success"))
    (said,) = page.messages("warning")
    assert "force Remote to weigh nothing" in said
    assert "Salary 60%, Remote 0%, Contract 40%" in said.replace("\\", "")
    assert "Salary 39%, Remote 43%, Contract 17%" in page.text.replace("\\", "")


def test_even_swaps_are_told_in_money(dashboard: Open) -> None:
    """A remote day is worth 3,333; the third year 5,000; the second 1,667, and what the
    packages alone say about them.
    """
    page = step(dashboard().open(PAGE), "2 Our values")
    swaps, bounds = _swaps_and_bounds(page)
    told = {step: price.removeprefix("USD ") for step, price in swaps.items()}
    assert told["Remote: 1 day → 2 days"].startswith("3,333.33")
    assert told["Contract: 3 years → 2 years"].startswith("5,000")
    assert told["Contract: 2 years → 1 year"].startswith("1,666.67")
    assert bounds["Remote: 1 day → 2 days"] == "USD 0 to USD 5,000"
    assert bounds["Contract: 3 years → 2 years"] == "USD 5,000"


def _swaps_and_bounds(page: Dashboard) -> tuple[dict[str, str], dict[str, str]]:
    frames = [table.value for table in page.app.table]
    swaps = next(frame for frame in frames if "Made up for by" in frame)
    bounds = next(frame for frame in frames if "Worth in Salary" in frame)
    return swaps["Made up for by"].to_dict(), bounds["Worth in Salary"].to_dict()


def test_the_walk_away_comes_from_scenarios(dashboard: Open, store: EventStore) -> None:
    """60% of 50 points and 40% of 20: 38, cautiously 32.6; used, it becomes our limit."""
    page = step(dashboard().open(PAGE), "3 Walk-away")
    for place, (chance, worth) in enumerate(((60.0, 50.0), (40.0, 20.0))):
        page.press("Add what may happen")
        put(page, "number_input", "Chance (%)", chance, place)
        put(page, "number_input", "Worth (points)", worth, place)
    assert "worth 38 points" in page.text
    spread = "In nine of ten cases we are left with 20 to 50. A deal at our target beats"
    assert spread in page.text
    put(page, "segmented_control", "Weigh them", 0.2)
    assert "worth 32.6 points" in page.text
    page.press("Use 32.6 as walk-away").press("Save changes")
    assert workflow.load(store, EXAMPLE).reservation_value == pytest.approx(0.325518, abs=1e-5)
    assert cell(page, "number_input", "Chance (%)").value == 60.0
    assert not page.has_button("Save changes")


def test_chances_that_do_not_make_a_whole_are_said(dashboard: Open) -> None:
    """Scenarios whose chances sum to 60% get a message, not a number."""
    page = step(dashboard().open(PAGE), "3 Walk-away").press("Add what may happen")
    put(page, "number_input", "Chance (%)", 60.0)
    put(page, "number_input", "Worth (points)", 50.0)
    assert any("make 60% together" in text for text in page.messages("warning"))


def test_a_walk_away_above_the_target_is_refused(dashboard: Open, store: EventStore) -> None:
    """Both limits are named, and nothing is saved."""
    page = step(dashboard().open(PAGE), "3 Walk-away")
    put(page, "number_input", "Walk-away (points)", 90.0)
    (said,) = page.messages("error")
    assert "walk-away, 90 points, is above the target, 70 points" in said
    assert said not in page.messages("warning")
    assert not page.has_button("Save changes")


def test_somebody_elses_write_is_not_overwritten(dashboard: Open, store: EventStore) -> None:
    """Values set elsewhere appear on the sheet; what was typed here is kept beside a note."""
    page = dashboard().open(PAGE)
    other = dashboard().open(PAGE)
    put(page, "selectbox", "They probably want it", "surely down", 2)
    put(other, "selectbox", "They probably want it", "unknown", 0)
    other.press("Save changes")
    page.app.run()
    assert cell(page, "selectbox", "They probably want it", 0).value == "unknown"
    assert cell(page, "selectbox", "They probably want it", 2).value == "surely down"
    assert any("changed meanwhile" in text for text in page.messages("info"))
    page.press("Save changes")
    agenda = workflow.load(store, EXAMPLE).agenda
    assert agenda.issue("Contract").counterpart_probabilities == (0.0, 1.0, 0.0)
    assert agenda.issue("Salary").counterpart_probabilities == (0.5, 0.5, 0.0)


def test_a_shared_screen_shows_nothing_of_setup(dashboard: Open) -> None:
    """Setup is ours alone: nothing of it is sent while the screen may be shared."""
    page = dashboard().open(PAGE).fill("toggle", "Screen-share safe", True)
    assert not page.app.number_input
    assert "Salary" not in page.text


def test_without_a_negotiation_setup_starts_one(dashboard: Open, store: EventStore) -> None:
    """With an empty store the page stands as the sheet of a new negotiation."""
    page = dashboard().press("Remove the example").open(PAGE)
    assert not page.app.exception
    assert page.has_button("Start this negotiation")
    page.press("Start this negotiation")
    assert len(store.list()) == 1


def test_an_option_taken_off_the_sheet_does_not_break_the_audit(dashboard: Open) -> None:
    """A sheet that no longer holds what was offered says so; the step can still be opened."""
    page = dashboard().open(PAGE)
    put(page, "text_area", "Options, one a line, in their order", "1 year\n2 years")
    step(page, "2 Our values")
    assert not page.app.exception
    points = [one for one in page.app.number_input if one.label.startswith("Points for")]
    points[-1].set_value(40.0).run()
    assert not page.app.exception
    assert not page.has_button("Save changes")


def test_a_guess_may_be_typed_while_issues_have_no_name_yet(dashboard: Open) -> None:
    """On a sheet that is not complete, whatever is guessed, step 4 stays a page that can be read."""
    page = start(dashboard(), "blank")
    for _ in range(2):
        page.press("Add an issue")
    step(page, "4 Our guess")
    guesses = [one for one in page.app.number_input if one.label == "New issue"]
    assert len(guesses) > 1
    for place in range(len(guesses)):
        put(page, "number_input", "New issue", 0.0 if place else 30.0, place)
        assert not page.app.exception
    assert "New issue" not in page.text


def test_spaces_around_a_pasted_name_are_left_off(dashboard: Open, store: EventStore) -> None:
    """What surrounds a name on a web page or in a cell is no part of it, and nothing to be told of."""
    page = start(dashboard(), "hiring")
    put(page, "text_input", "What it is about", " Two\u00a0desks ")
    put(page, "text_input", "Name", "Pay \t", 0)
    put(page, "text_input", "Unit", " EUR", 0)
    page.press("Start this negotiation")
    negotiation = newest(store)
    assert negotiation.title == "Two desks"
    assert negotiation.agenda.names[0] == "Pay"
    pay = negotiation.agenda.issues[0]
    assert isinstance(pay, NumericIssue)
    assert pay.unit == "EUR"


def test_the_best_of_a_move_is_named_exactly(dashboard: Open) -> None:
    """What is best for us in between is told as it was given, wherever it lies in the range."""
    page = step(dashboard().open(PAGE), "2 Our values")
    put(page, "selectbox", "In between, its worth follows", "peak")
    put(page, "number_input", "Best for us", 96210.0)
    assert any("to USD 96,210 (best)" in one.label for one in page.app.number_input)


def test_packages_that_differ_are_not_said_to_be_called_equal(dashboard: Open) -> None:
    """What straight values would contradict is told only where our values say that it is so."""
    page = step(dashboard().open(PAGE), "2 Our values")
    put(page, "selectbox", "In between, its worth follows", "peak")
    put(page, "number_input", "Best for us", 90000.0)
    put(page, "number_input", "3 years", 40.0)
    put(page, "number_input", "2 years", 100.0)
    said = page.messages("warning")
    assert any("differ by" in text for text in said)
    assert not any("Straight values" in text for text in said)
