"""Differences between versions: nothing is lost, nothing is made up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from meso_infer.single_text import Clause, compare_clauses, words_changed
from meso_infer.single_text.differences import Piece

WORDS = st.lists(st.sampled_from(["rent ", "rises ", "by ", "2", "%", ".\n", "a ", " "])).map(
    "".join
)
TEXTS = st.one_of(WORDS, st.text(max_size=60))


def side(pieces: tuple[Piece, ...], without: str) -> str:
    return "".join(one.text for one in pieces if one.change != without)


@given(before=TEXTS, after=TEXTS)
def test_both_wordings_can_be_read_from_the_pieces(before: str, after: str) -> None:
    """Without what was added stands the old text, without what was removed the new, to the letter."""
    pieces = words_changed(before, after)
    assert side(pieces, "added") == before
    assert side(pieces, "removed") == after
    assert all(one.text for one in pieces)


@given(text=TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    """The same text twice is one piece that is the same."""
    assert all(one.change == "same" for one in words_changed(text, text))


def test_a_changed_number_is_one_word() -> None:
    """Of a clause only the words that changed are marked."""
    pieces = words_changed("Rent rises by 2% a year.", "Rent rises by 1% a year.")
    assert [(one.change, one.text) for one in pieces] == [
        ("same", "Rent rises by "),
        ("removed", "2"),
        ("added", "1"),
        ("same", "% a year."),
    ]


CLAUSES = st.lists(
    st.builds(
        Clause,
        id=st.integers(1, 9).map("c{}".format),
        title=st.sampled_from(["A", "B"]),
        text=st.sampled_from(["One.", "Two words."]),
    ),
    unique_by=lambda one: one.id,
)


@given(before=CLAUSES, after=CLAUSES)
def test_every_clause_has_one_fate(before: list[Clause], after: list[Clause]) -> None:
    """Each clause of either version stands once, and its fate says where it is and whether it changed."""
    found = compare_clauses(before, after)
    old, new = ({one.id: one for one in side} for side in (before, after))
    assert [one.id for one in found if one.after] == list(new)
    assert {one.id for one in found} == set(old) | set(new)
    assert len({one.id for one in found}) == len(found)
    for one in found:
        assert (one.before, one.after) == (old.get(one.id), new.get(one.id))
        assert (one.fate == "added") == (one.before is None)
        assert (one.fate == "removed") == (one.after is None)
        assert (one.fate in ("same", "moved")) == (one.before == one.after)


@given(clauses=CLAUSES)
def test_only_what_stands_elsewhere_has_moved(clauses: list[Clause]) -> None:
    """In the same order nothing has moved; the last clause put first has moved alone."""
    assert all(one.fate == "same" for one in compare_clauses(clauses, clauses))
    if len(clauses) > 2:
        turned = [clauses[-1], *clauses[:-1]]
        moved = [one.id for one in compare_clauses(clauses, turned) if one.fate == "moved"]
        assert moved == [clauses[-1].id]
