"""Labels beside their marks: on sides where they can be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meso_infer.charts.label_places import PLACES, Spot, label_places

SCALES = ((2.9, 3.5), (9.0, 3.5))


@pytest.mark.parametrize("gap", [4.0, 5.0, 6.0, 20.0])
def test_labels_of_marks_above_each_other_stand_beside_them(gap: float) -> None:
    """Where a line of text has room between two marks, every label stands right of its own."""
    spots = [Spot(63.0, 70.0 - k * gap, 12.0, label) for k, label in enumerate("ABC")]
    assert label_places(spots, SCALES) == ["middle right"] * 3


@pytest.mark.parametrize("n_marks", [2, 3, 4])
def test_labels_of_marks_at_one_place_stand_on_sides_of_their_own(n_marks: int) -> None:
    """However many coincide, up to four: no two labels share a side."""
    places = label_places([Spot(50.0, 50.0, 12.0, label) for label in "ABCD"[:n_marks]], SCALES)
    assert len(set(places)) == n_marks


def test_a_mark_in_the_way_moves_the_label() -> None:
    """A label does not stand on a mark that has none itself."""
    spot = Spot(50.0, 50.0, 12.0, "agreed")
    assert label_places([spot], SCALES, [Spot(54.0, 50.0, 11.0)]) != ["middle right"]


def test_a_label_is_not_cut_off_at_the_edge() -> None:
    """A mark at the right edge has its label on its left."""
    assert label_places([Spot(99.0, 50.0, 12.0, "agreed")], SCALES, end=103.0) == ["middle left"]


@given(
    st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), max_size=8, unique=True),
    st.floats(-50, 50),
)
def test_sides_hang_on_where_marks_lie_to_each_other(
    at: list[tuple[float, float]], shift: float
) -> None:
    """Every label has a side, and a mark far from all others has its label at the right."""
    spots = [Spot(x, y, 12.0, "R1 A") for x, y in at]
    places = label_places([*spots, Spot(400.0 + shift, 50.0, 12.0, "B")], SCALES)
    assert set(places) <= set(PLACES)
    assert places[-1] == "middle right"
    assert places[:-1] == label_places(spots, SCALES)
