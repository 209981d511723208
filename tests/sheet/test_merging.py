"""Two people on one sheet: each keeps what was typed, and neither undoes what the other saved."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from meso_infer.negotiation import Header
from meso_infer.sheet import IssueRow, Sheet, merged, sheet_of, sheet_of_header
from meso_infer.templates import load_sample
from tests.strategies import headers


@pytest.fixture(scope="module")
def before() -> Sheet:
    return sheet_of(load_sample("hiring"))


def changed(sheet: Sheet, place: int, **fields: object) -> Sheet:
    rows = list(sheet.issues)
    rows[place] = rows[place].model_copy(update=fields)
    return sheet.model_copy(update={"issues": tuple(rows)})


@settings(max_examples=40)
@given(headers(), headers())
def test_nothing_typed_follows_the_others_and_nothing_saved_keeps_what_was_typed(
    one: Header, other: Header
) -> None:
    """With one side unchanged, the other side's sheet is what comes of it."""
    before, now = sheet_of_header(one), sheet_of_header(other)
    assert merged(before, before, now) == now
    assert merged(now, before, before).model_copy(update={"issues": ()}) == now.model_copy(
        update={"issues": ()}
    )


def test_changes_of_two_people_stand_side_by_side(before: Sheet) -> None:
    """Other fields, even of one issue, are each as they were last changed; of one field, as typed here."""
    typed = changed(before, 0, high=110000.0, points=70.0).model_copy(update={"title": "Ours"})
    now = changed(before, 0, low=80000.0, points=60.0).model_copy(update={"counterpart": "Theirs"})
    found = merged(typed, before, now)
    assert (found.title, found.counterpart) == ("Ours", "Theirs")
    row = found.issues[0]
    assert (row.low, row.high, row.points) == (80000.0, 110000.0, 70.0)
    assert found.issues[1:] == before.issues[1:]


def test_new_issues_of_both_are_kept_once(before: Sheet) -> None:
    """An issue added here gets a free place after one added elsewhere; of the same name, one is enough."""
    mine = IssueRow(id="i4", name="Bonus", low=0, high=1)
    theirs = IssueRow(id="i4", name="Car", kind="categorical", options="yes\nno")
    typed = before.model_copy(update={"issues": (*before.issues, mine)})
    now = before.model_copy(update={"issues": (*before.issues, theirs)})
    found = merged(typed, before, now)
    assert [row.name for row in found.issues[3:]] == ["Car", "Bonus"]
    assert len({row.id for row in found.issues}) == 5
    same = now.model_copy(
        update={"issues": (*before.issues, theirs.model_copy(update={"name": "bonus"}))}
    )
    assert [row.name for row in merged(typed, before, same).issues[3:]] == ["bonus"]
