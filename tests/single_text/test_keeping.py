"""Marks of two versions as votes on the change, and what the annealing mediator would make of them."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meso_infer.single_text import MARKS, votes_on_change
from meso_infer.single_text.annealing import chance_of_keeping
from meso_infer.single_text.clauses import Mark
from tests.single_text.texts import NOW, Table, open_table

VOTES = st.lists(st.integers(-2, 2), min_size=2, max_size=5)
PAIRS = st.lists(st.sampled_from(get_args(Mark)), min_size=4, max_size=4)


def marked(table: Table, version: int, party: str, *marks: Mark) -> None:
    """Have a party mark the first clauses of a version."""
    for place, mark in enumerate(marks, start=1):
        table.seats[party].mark(version, f"c{place}", mark, now=NOW)


@given(PAIRS)
def test_votes_are_the_marks_on_what_changed(marks: list[Mark]) -> None:
    """A party's vote is how far its marks rose over the changed clauses, two at most either way."""
    table = open_table(2)
    marked(table, 1, "p1", *marks[:2])
    table.publish("Five floors.", "Rent stays.")
    marked(table, 2, "p1", *marks[2:])
    found = votes_on_change(table.desk.look(), 1, 2)
    rise = sum(map(MARKS.index, marks[:2])) - sum(map(MARKS.index, marks[2:]))
    assert found.votes == {"p1": max(-2, min(2, rise))}
    assert found.missing == ("p2",)
    assert not found.is_complete
    assert found.against == (("p1",) if rise < 0 else ())


def test_what_did_not_change_has_no_vote() -> None:
    """A mark changed on a clause that reads the same says nothing of the new version."""
    table = open_table(2)
    for party in ("p1", "p2"):
        marked(table, 1, party, "works", "works", "works")
    table.publish("Five floors.")
    marked(table, 2, "p1", "could live with", "does not work")
    marked(table, 2, "p2", "works")
    found = votes_on_change(table.desk.look(), 1, 2)
    assert found.votes == {"p1": -1, "p2": 0}
    assert found.is_complete
    assert found.chances() == pytest.approx((np.exp(-3), np.exp(-1.5 / (0.5 * (1 - 5 / 9))), 0))


def test_a_text_that_only_lost_a_clause_has_no_votes() -> None:
    """Where no clause was reworded, nothing can be compared and nobody is missing."""
    table = open_table(2)
    table.desk.publish(table.desk.revision().removed("c3"), now=NOW)
    found = votes_on_change(table.desk.look(), 1, 2)
    assert (found.votes, found.missing, found.is_complete) == ({}, (), False)


@given(VOTES, st.floats(0, 5), st.floats(0, 1), st.floats(0, 1))
def test_overruling_grows_rarer(votes: list[int], heat: float, first: float, last: float) -> None:
    """Without a vote against it a change is kept; with one, less and less, and never in the last tenth."""
    early, late = sorted((first, last))
    chances = [chance_of_keeping(votes, heat, done) for done in (early, late)]
    if min(votes) >= 0:
        assert chances == [1, 1]
        return
    assert 0 <= chances[1] <= chances[0] <= 1
    assert chance_of_keeping(votes, heat, 0.95) == 0
