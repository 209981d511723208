"""The rows of the round timeline: what holds, at a length that a chart can show."""

from __future__ import annotations

from meso_infer.course import LONGEST, timeline_rows
from meso_infer.events import Note, PackagePicked, extended
from meso_infer.templates import load_sample


def test_a_pasted_message_is_a_row_of_ordinary_length() -> None:
    """However long a note is, its row tells how it begins, on one line; short ones are told whole."""
    pasted = "Dear all,\n\n" + "we will come back to you. " * 700
    told = extended(load_sample("hiring"), PackagePicked(package="B"), Note(text=pasted))
    rows = timeline_rows(told)
    assert [row.hover for row in rows][1] == "They picked B"
    assert rows[2].hover.startswith("Note: Dear all, we will come back")
    assert rows[2].hover.endswith(" …")
    assert len(rows[2].hover) <= LONGEST
