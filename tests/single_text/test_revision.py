"""The mediator's unpublished edits: every one can be undone, and ids are never used twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meso_infer.errors import CaseRefused
from meso_infer.single_text import Revision
from meso_infer.single_text.clauses import MOST_CLAUSES, Clause
from tests.single_text.texts import CLAUSES

START = Revision(based_on=3, clauses=CLAUSES)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("reword"), st.integers(0, 9), st.sampled_from(["One.", "Two."])),
        st.tuples(st.just("remove"), st.integers(0, 9), st.just("")),
        st.tuples(st.just("move"), st.integers(0, 9), st.sampled_from(["-1", "1", "5"])),
        st.tuples(st.just("add"), st.just(0), st.sampled_from(["New.", "Newer."])),
    ),
    max_size=8,
)


def stepped(revision: Revision, step: tuple[str, int, str]) -> Revision:
    kind, place, words = step
    if kind == "add":
        return revision.added("Title", words, used=["c1", "c2", "c3"])
    if not revision.clauses:
        return revision
    clause = revision.clauses[place % len(revision.clauses)].id
    if kind == "reword":
        return revision.reworded(clause, text=words)
    return revision.removed(clause) if kind == "remove" else revision.moved(clause, int(words))


@given(steps=STEPS)
def test_undo_leads_all_the_way_back(steps: list[tuple[str, int, str]]) -> None:
    """As many undos as changes give the first clauses again, by the same states; ids stay unique."""
    revision, states = START, [START.clauses]
    for step in steps:
        revision = stepped(revision, step)
        if revision.clauses != states[-1]:
            states.append(revision.clauses)
        ids = [one.id for one in revision.clauses]
        assert len(set(ids)) == len(ids)
    assert Revision.model_validate(revision.model_dump(mode="json")) == revision
    for state in reversed(states[:-1]):
        revision = revision.undone()
        assert revision.clauses == state
    assert not revision.can_undo
    with pytest.raises(CaseRefused, match="nothing to undo"):
        revision.undone()


def test_an_id_is_never_used_again() -> None:
    """A clause that follows a removed one has another id, also when that was published before."""
    added = START.removed("c3").added("New", "New.", used=[])
    assert added.clauses[-1].id == "c4"
    assert START.added("New", "New.", used=["c7"]).clauses[-1].id == "c8"


def test_what_says_nothing_is_refused() -> None:
    """No empty clause, no clause too many, none that is not there; the edits stay as they were."""
    for refused in (
        lambda: START.reworded("c1", text=" "),
        lambda: START.reworded("c9", text="x"),
        lambda: START.added("", "x", used=[]),
        lambda: START.moved("c9", 1),
    ):
        with pytest.raises(CaseRefused):
            refused()
    full = Revision(
        clauses=tuple(Clause(id=f"c{k}", title="T", text="x") for k in range(1, MOST_CLAUSES + 1))
    )
    with pytest.raises(CaseRefused, match="at most"):
        full.added("One more", "x", used=[])
    assert START.noted("Why").note == "Why"
