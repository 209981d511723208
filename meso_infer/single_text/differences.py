"""What changed between two versions, clause by clause and word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from meso_infer.single_text.clauses import Clause

Change = Literal["same", "added", "removed"]
Fate = Literal["same", "changed", "added", "removed", "moved"]

_WORD = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")


@dataclass(frozen=True)
class Piece:
    """Words in a row that share a fate."""

    change: Change
    text: str


@dataclass(frozen=True)
class ClauseChange:
    """A clause in two versions.

    Attributes
    ----------
    before, after : Clause or None
        None where the version does not hold it.
    title, text : tuple of Piece
        Without the added pieces it is the wording before, without the removed ones the wording after.
    """

    id: str
    fate: Fate
    before: Clause | None
    after: Clause | None
    title: tuple[Piece, ...]
    text: tuple[Piece, ...]


def words_changed(before: str, after: str) -> tuple[Piece, ...]:
    """The words of two texts, in order, each said to be the same, added or removed.

    Matching is Ratcliff and Obershelp's (1988): the longest run in common first, then on both sides
    of it. In long texts, words that occur very often do not start a run.
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    pieces: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(old[i1:i2])))
            continue
        if i2 > i1:
            pieces.append(Piece("removed", "".join(old[i1:i2])))
        if j2 > j1:
            pieces.append(Piece("added", "".join(new[j1:j2])))
    return tuple(pieces)


def compare_clauses(before: Sequence[Clause], after: Sequence[Clause]) -> tuple[ClauseChange, ...]:
    """Every clause of either version with its fate: in the order of the newer, removed ones last.

    A clause has moved when it stands elsewhere among those that both versions hold.
    """
    old = {one.id: one for one in before}
    new = {one.id: one for one in after}
    moved = _moved([one for one in old if one in new], [one for one in new if one in old])
    return tuple(
        _changed(one, old.get(one), new.get(one), has_moved=one in moved)
        for one in (*new, *(one for one in old if one not in new))
    )


def _moved(old: list[str], new: list[str]) -> set[str]:
    """Ids outside the longest stretches that kept their order."""
    kept: set[str] = set()
    for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        kept.update(old[block.a : block.a + block.size])
    return set(old) - kept


def _changed(
    clause_id: str, before: Clause | None, after: Clause | None, *, has_moved: bool
) -> ClauseChange:
    fate: Fate = "moved" if has_moved else "same"
    if before is None:
        fate = "added"
    elif after is None:
        fate = "removed"
    elif before != after:
        fate = "changed"
    titles = [one.title if one else "" for one in (before, after)]
    texts = [one.text if one else "" for one in (before, after)]
    return ClauseChange(
        clause_id, fate, before, after, words_changed(*titles), words_changed(*texts)
    )
