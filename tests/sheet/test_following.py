"""Names and options that are edited on a sheet: what hangs on them comes along, and nothing is in the way."""

from __future__ import annotations

import pytest

from meso_infer.sheet import (
    IssueRow,
    RuleRow,
    Sheet,
    followed,
    header_of,
    problems,
    sheet_of_header,
)
from meso_infer.templates import list_templates, load_template

TEMPLATES = [template.name for template in list_templates()]


def with_row(sheet: Sheet, place: int, **fields: object) -> Sheet:
    """The sheet with one row edited."""
    rows = list(sheet.issues)
    rows[place] = rows[place].model_copy(update=fields)
    return sheet.model_copy(update={"issues": tuple(rows)})


@pytest.mark.parametrize("name", TEMPLATES)
def test_whatever_is_named_anew_can_be_started_and_named_back(name: str) -> None:
    """Each issue, and each option of it, named anew: still a negotiation, and the same one once named back."""
    sheet = sheet_of_header(load_template(name).header)
    for place, row in enumerate(sheet.issues):
        options = "\n".join(f"{one}, or so" for one in row.listed_options)
        edited = with_row(sheet, place, name=f"Our {row.name}", options=options)
        after = followed(sheet, edited)
        assert problems(after) == {}
        assert f"Our {row.name}" in header_of(after).agenda.names
        back = with_row(after, place, name=row.name, options=row.options)
        assert header_of(followed(after, back)) == header_of(sheet)


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_worth_is_left_of_an_option_that_is_gone(name: str) -> None:
    """One option fewer, or one more: what is worth something stands among the options."""
    sheet = sheet_of_header(load_template(name).header)
    for place, row in enumerate(sheet.issues):
        for options in (row.listed_options[:-1], (*row.listed_options, "another")):
            edited = with_row(sheet, place, options="\n".join(options))
            table = followed(sheet, edited).issues[place].table
            if row.kind != "numeric":
                assert table == {k: v for k, v in row.table.items() if k in options}


def test_options_that_change_places_keep_their_worth() -> None:
    """Another order is no other name."""
    row = IssueRow(id="i1", name="Colour", kind="categorical", options="red\nblue", shape="table",
                   table={"red": 100.0, "blue": 0.0})  # fmt: skip
    sheet = Sheet(issues=(row,))
    assert followed(sheet, with_row(sheet, 0, options="blue\nred")).issues[0].table == row.table


def test_the_best_option_is_still_the_best_when_it_is_named_anew() -> None:
    """A curve that is best in between names its option as it is called now."""
    row = IssueRow(id="i1", name="Term", kind="ordered", options="1\n2\n3", shape="peak",
                   peak_at="2")  # fmt: skip
    sheet = Sheet(issues=(row,))
    edited = with_row(sheet, 0, options="1\n2 years\n3")
    assert followed(sheet, edited).issues[0].peak_at == "2 years"


def test_amounts_beyond_a_new_range_are_worth_nothing_any_more() -> None:
    """Values amount by amount follow a range that shrinks; while it makes no sense they wait."""
    row = IssueRow(id="i1", name="Days", low=0, high=2, step=1, shape="table",
                   table={"0": 100.0, "1": 50.0, "2": 0.0})  # fmt: skip
    sheet = Sheet(issues=(row,))
    assert set(followed(sheet, with_row(sheet, 0, high=1)).issues[0].table) == {"0", "1"}
    for half_typed in ({"high": -1}, {"high": None}):
        assert followed(sheet, with_row(sheet, 0, **half_typed)).issues[0] == row.model_copy(
            update=half_typed
        )
    any_amount = followed(sheet, with_row(sheet, 0, step=None)).issues[0]
    assert (any_amount.shape, any_amount.table) == ("straight", row.table)
    # A range of a thousand million amounts is not gone through one by one.
    wide = followed(sheet, with_row(sheet, 0, high=1e9, step=0.5)).issues[0]
    assert wide.table == row.table


def test_a_rule_of_several_parts_follows() -> None:
    """Names and lists of options inside a rule that no row can show come along, too."""
    colour = IssueRow(id="i1", name="Colour", kind="categorical", options="red\nblue\ngreen")
    price = IssueRow(id="i2", name="Price", low=0, high=9)
    given: dict[str, dict[str, dict[str, object]]] = {
        "if": {"Colour": {"in": ["red", "blue"]}},
        "then": {"Price": {"min": 3, "max": 5}},
    }
    sheet = Sheet(issues=(colour, price), rules=(RuleRow(id="r1", given=given),))
    edited = with_row(sheet, 0, name="Paint", options="red\nsky\ngreen")
    assert followed(sheet, edited).rules[0].given == {
        "if": {"Paint": {"in": ["red", "sky"]}},
        "then": {"Price": {"min": 3, "max": 5}},
    }
