"""The setup sheet: what it makes of what was typed, and what it writes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer.errors import EventRejected, InvalidIssue, InvalidUtility
from meso_infer.events import (
    DirectionSet,
    IssueAdded,
    IssueChanged,
    OwnGuessSet,
    OwnUtilitySet,
    extended,
)
from meso_infer.negotiation import Header, Negotiation
from meso_infer.sheet import (
    IssueRow,
    RuleRow,
    ScenarioRow,
    Sheet,
    asked_again,
    batna_of,
    changes,
    guess_from_points,
    header_of,
    issue_of,
    problems,
    sheet_of,
    sheet_of_header,
    utility_of_sheet,
)
from meso_infer.templates import blank_header, list_templates, load_sample, load_template
from meso_infer.utility import AdditiveUtility
from tests.strategies import headers, histories


def with_row(sheet: Sheet, place: int, **fields: object) -> Sheet:
    rows = list(sheet.issues)
    rows[place] = IssueRow.model_validate(rows[place].model_dump() | fields)
    return sheet.model_copy(update={"issues": tuple(rows)})


@pytest.fixture(scope="module")
def example() -> Negotiation:
    return load_sample("hiring")


@settings(max_examples=60)
@given(headers())
def test_a_sheet_keeps_all_of_a_header(header: Header) -> None:
    """From a header to a sheet and back: the same agenda and rules, and the same utility."""
    sheet = sheet_of_header(header)
    assert problems(sheet) == {}
    again = header_of(sheet)
    assert again.agenda == header.agenda
    assert (again.title, again.counterpart, again.segment) == (
        header.title,
        header.counterpart,
        header.segment,
    )
    assert (again.own is None) == (header.own is None)
    if header.own is not None and again.own is not None:
        rows = np.array([issue.bounds for issue in header.agenda.issues]).T
        before = AdditiveUtility.from_spec(header.agenda, header.own)
        after = AdditiveUtility.from_spec(again.agenda, again.own)
        assert np.allclose(before.utility_of(rows), after.utility_of(rows), atol=1e-9)
        assert again.own.reservation_value == pytest.approx(header.own.reservation_value)


@settings(max_examples=40)
@given(histories())
def test_an_untouched_sheet_changes_nothing(negotiation: Negotiation) -> None:
    """Whatever a negotiation went through, saving its sheet as it stands logs nothing new."""
    sheet = sheet_of(negotiation)
    if negotiation.weights_to_reelicit or problems(sheet):
        return
    assert changes(sheet, negotiation) == ()


@pytest.mark.parametrize("name", [template.name for template in list_templates()])
def test_every_template_is_a_complete_sheet(name: str) -> None:
    """A template can be started as it is."""
    template = load_template(name)
    sheet = sheet_of_header(template.header)
    assert problems(sheet) == {}
    assert header_of(sheet).agenda == template.agenda


def test_a_blank_sheet_can_be_started_without_values() -> None:
    """Nothing but an issue is needed to begin."""
    sheet = sheet_of_header(blank_header())
    assert problems(sheet) == {}
    assert header_of(sheet).own is None


@given(st.text(max_size=30), st.text(max_size=60))
def test_a_sheet_holds_anything(name: str, options: str) -> None:
    """Half-typed rows are kept as typed, and what is wrong is said, never raised."""
    sheet = Sheet(
        title=name, issues=(IssueRow(id="i1", name=name, kind="ordered", options=options),)
    )
    found = problems(sheet)
    assert all(text for text in found.values())
    assert Sheet.model_validate_json(sheet.model_dump_json()) == sheet


def test_a_formula_in_a_name_is_refused_where_it_stands(example: Negotiation) -> None:
    """A name that a spreadsheet would run is named, with the place where it was typed."""
    formula = '=HYPERLINK("http://x")'
    sheet = with_row(sheet_of(example), 0, name=formula).model_copy(update={"title": formula})
    found = problems(sheet)
    assert set(found) >= {"i1", "title"}
    assert all("formula" in found[place] for place in ("i1", "title"))
    with pytest.raises(InvalidIssue, match="formula"):
        header_of(sheet)


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"low": None}, "lowest"),
        ({"low": 10.0, "high": 1.0}, "below the high end"),
        ({"step": 7.0}, "step"),
        ({"name": " "}, "no name"),
        ({"name": "Remote"}, "Remote"),
        ({"kind": "ordered", "options": "one"}, "two options"),
    ],
)
def test_what_is_wrong_with_an_issue_is_said(
    example: Negotiation, fields: dict[str, object], word: str
) -> None:
    """Each mistake has a message that names what to change."""
    found = problems(with_row(sheet_of(example), 0, **fields))
    assert any(word in text for text in found.values()), found


def test_an_edited_range_marks_its_weight_and_calls_nothing_equal(example: Negotiation) -> None:
    """Points of an issue whose range moved are given up until they are asked again."""
    before = sheet_of(example)
    after, names = asked_again(before, with_row(before, 0, high=110000.0))
    assert names == ("Salary",)
    assert after.issues[0].points is None
    assert after.issues[1:] == before.issues[1:]
    events = changes(after, example)
    assert [type(event) for event in events] == [IssueChanged]
    changed = extended(example, *events)
    assert changed.weights_to_reelicit == ("Salary",)
    assert not changed.equality_can_be_claimed
    again = with_row(sheet_of(changed), 0, points=90.0)
    settled = extended(changed, *changes(again, changed))
    assert settled.equality_can_be_claimed
    assert settled.own_version == 2


def test_another_kind_starts_from_its_own_defaults(example: Negotiation) -> None:
    """An amount that becomes a list of options keeps neither curve nor direction of the amount."""
    before = with_row(sheet_of(example), 0, given_lean={"higher": 0.7}, lean="given")
    after, names = asked_again(before, with_row(before, 0, kind="categorical", options="a\nb"))
    assert names == ("Salary",)
    assert (after.issues[0].shape, after.issues[0].lean) == ("table", "opposed")


def test_each_kind_of_change_is_its_own_event(example: Negotiation) -> None:
    """A direction, a new issue, new values and a guess are told apart."""
    sheet = sheet_of(example)
    assert isinstance(changes(with_row(sheet, 2, lean="surely down"), example)[0], DirectionSet)
    added = sheet.model_copy(
        update={"issues": (*sheet.issues, IssueRow(id="i9", name="Car", low=0, high=1, step=1))}
    )
    assert [type(event) for event in changes(added, example)] == [IssueAdded]
    (valued,) = changes(with_row(sheet, 2, points=80.0), example)
    assert isinstance(valued, OwnUtilitySet)
    assert valued.own.weights["Contract"] == pytest.approx(80 / 270)
    guessed = sheet
    for place in range(3):
        guessed = with_row(guessed, place, guess=50.0)
    (guess,) = changes(guessed, example)
    assert isinstance(guess, OwnGuessSet)
    assert guess.weights == pytest.approx(dict.fromkeys(("Salary", "Remote", "Contract"), 1 / 3))


def test_a_change_that_contradicts_the_log_is_refused(example: Negotiation) -> None:
    """A range that no longer holds what was offered is refused, with the reason."""
    with pytest.raises(EventRejected, match="100,000"):
        changes(with_row(sheet_of(example), 0, high=96000.0), example)


def test_swing_points_become_the_worked_weights(example: Negotiation) -> None:
    """90, 100 and 40 points are the weights 9, 10 and 4 of 23."""
    sheet = sheet_of(example)
    assert [row.points for row in sheet.issues] == [90, 100, 40]
    own = utility_of_sheet(sheet)
    assert own is not None
    assert own.weights == pytest.approx((9 / 23, 10 / 23, 4 / 23))


def test_a_walk_away_from_scenarios() -> None:
    """60% of 50 points and 40% of 20 are worth 38; cautiously, 32.6."""
    sheet = Sheet(
        scenarios=(
            ScenarioRow(id="s1", chance=60, worth=50),
            ScenarioRow(id="s2", chance=40, worth=20),
        )
    )
    assert batna_of(sheet).reservation_value() == pytest.approx(0.38)
    assert batna_of(sheet).reservation_value(0.2) == pytest.approx(0.325518, abs=1e-6)
    with pytest.raises(InvalidUtility, match="chance"):
        batna_of(Sheet(scenarios=(ScenarioRow(id="s1", name="no deal"),)))


def test_limits_need_a_scale(example: Negotiation) -> None:
    """A walk-away above the target, or without values to measure it on, is refused."""
    sheet = sheet_of(example)
    assert "above" in problems(sheet.model_copy(update={"walk_away": 80.0}))["own"]
    bare = sheet_of_header(blank_header()).model_copy(update={"walk_away": 40.0})
    assert "points" in problems(bare)["own"]


def test_rules_are_read_in_the_terms_of_their_issues(example: Negotiation) -> None:
    """A rule typed in Setup holds in the agenda; one that is not complete is named."""
    rule = RuleRow(
        id="r1",
        if_issue="Remote",
        if_how="min",
        if_option=3.0,
        then_issue="Contract",
        then_how="min",
        then_option="2 years",
    )
    sheet = sheet_of(example).model_copy(update={"rules": (rule,)})
    assert problems(sheet) == {}
    agenda = header_of(sheet).agenda
    assert agenda.describe_rule(agenda.rules[0]) == (
        "if Remote at least 3 days, then Contract at least 2 years"
    )
    half = sheet.model_copy(update={"rules": (RuleRow(id="r1", if_issue="Remote"),)})
    assert "not complete" in problems(half)["r1"]


def test_values_typed_amount_by_amount(example: Negotiation) -> None:
    """Points a line make a piecewise curve; a line that is no pair is named."""
    sheet = with_row(
        sheet_of(example), 0, shape="knots", knots="90,000: 100\n100000: 40\n105000: 0"
    )
    own = utility_of_sheet(sheet)
    assert own is not None
    assert own.part_worth("Salary", np.array([95000.0]))[0] == pytest.approx(0.7 * 9 / 23)
    broken = with_row(sheet, 0, knots="90000 100")
    assert "pair" in problems(broken)["values:i1"]


def test_a_guess_needs_every_issue_and_some_points() -> None:
    """A guess is shares of all issues; what is missing is named."""
    assert guess_from_points({"A": 100, "B": 50}).weights == pytest.approx({"A": 2 / 3, "B": 1 / 3})
    with pytest.raises(InvalidUtility, match="leaves out B"):
        guess_from_points({"A": 100, "B": None})
    with pytest.raises(InvalidUtility, match="no issue any points"):
        guess_from_points({"A": 0, "B": 0})


def test_a_new_id_is_free_even_after_a_removal(example: Negotiation) -> None:
    """Rows never share an id, so that no widget shows another row's text."""
    sheet = sheet_of(example)
    shorter = sheet.model_copy(update={"issues": sheet.issues[1:]})
    assert shorter.free_id("i") not in {row.id for row in shorter.issues}
    assert issue_of(sheet.issues[0]) == example.agenda.issue("Salary")


def test_names_that_look_the_same_are_refused_where_they_are_typed(example: Negotiation) -> None:
    """In talks “Yes” and “yes” are one option, and “price” and “Price” one issue."""
    sheet = sheet_of(example)
    with pytest.raises(InvalidIssue, match="'Yes' and 'YES'; rename one"):
        issue_of(IssueRow(id="1", name="Office", kind="categorical", options="Yes\nNo\nYES"))
    twins = with_row(sheet, 1, name=sheet.issues[0].name.upper())
    with pytest.raises(InvalidIssue, match="'Salary' and 'SALARY'; rename one"):
        header_of(twins)
