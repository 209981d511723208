"""The timeline keeps the order of the log and says how sure we were, in words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meso_infer.certainty import certainty
from meso_infer.charts import StripPoint, Table, TimelineRow, round_timeline
from meso_infer.charts.timeline import LEVELS, Lane


def row(round_number: int, kind: str = "package-picked", label: str = "B") -> TimelineRow:
    return TimelineRow(round_number, "theirs", kind, label, f"They said {label}")


def test_twin_lists_every_event_in_order() -> None:
    """The table holds each row as given, in the order given, and then the strip."""
    rows = [row(1, label="B"), row(2, label="C"), row(2, label="A")]
    chart = round_timeline(rows, [StripPoint(2, "Salary", 0.7, 2)])
    assert isinstance(chart.twin, Table)
    assert [cells[2] for cells in chart.twin.rows[:3]] == [r.hover for r in rows]
    assert chart.twin.rows[3] == (
        "2",
        "How sure",
        "Salary matters most to them: leaning, 2 informative answers",
    )
    assert chart.alt.startswith("3 events in 2 rounds.")


def test_events_of_one_round_do_not_hide_each_other() -> None:
    """Within a lane all markers stand apart, in their order, nearer their round than any other."""
    rows = [row(1), row(1), row(1), row(2)]
    theirs = round_timeline(rows).figure["data"][1]
    assert theirs["x"] == sorted(theirs["x"])
    assert len(set(theirs["x"])) == 4
    assert [round(x) for x in theirs["x"]] == [1, 1, 1, 2]


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from(["ours", "theirs", "statements", "agreed"])),
        max_size=20,
    )
)
def test_what_came_later_never_stands_further_left(given_rows: list[tuple[int, Lane]]) -> None:
    """Over all lanes the markers stand in the order of the log, and in a lane none hides another."""
    ordered = sorted(given_rows, key=lambda one: one[0])
    rows = [
        TimelineRow(number, lane, "package-picked", "B", str(k))
        for k, (number, lane) in enumerate(ordered)
    ]
    lanes = round_timeline(rows).figure["data"]
    across = {
        int(words.split(": ")[1]): place
        for lane in lanes
        for words, place in zip(lane["hovertext"], lane["x"], strict=True)
    }
    places = [across[k] for k in range(len(rows))]
    assert places == sorted(places)
    assert all(len(set(lane["x"])) == len(lane["x"]) for lane in lanes)
    assert [round(place) for place in places] == [number for number, _ in ordered]


def test_two_of_one_round_stand_no_closer_to_the_next_round_than_to_each_other() -> None:
    """With two in a round the markers of a lane are evenly spaced, so that each label has its room."""
    places = round_timeline([row(1), row(1), row(2), row(2)]).figure["data"][1]["x"]
    assert np.diff(places) == pytest.approx([0.5, 0.5, 0.5])


def test_labels_give_way_where_they_would_touch() -> None:
    """Few markers carry their label; many are told by hover and twin alone."""
    few = round_timeline([row(k) for k in range(1, 4)]).figure["data"][1]
    many = round_timeline([row(k) for k in range(1, 40)]).figure["data"][1]
    assert few["text"] == ["B", "B", "B"]
    assert "text" not in many


@pytest.mark.parametrize(
    ("p_top", "n"), [(0.9, 0), (0.5, 3), (0.7, 3), (0.99, 1), (0.9, 2), (0.99, 5)]
)
def test_strip_stands_at_the_certainty_word(p_top: float, n: int) -> None:
    """The strip's step is the word that the one scale of certainty gives."""
    strip = round_timeline([row(1)], [StripPoint(1, "Salary", p_top, n)]).figure["data"][-1]
    assert LEVELS[int(strip["y"][0])] == certainty(p_top, n)


def test_no_strip_no_axis() -> None:
    """Without beliefs to show there is no empty strip."""
    assert "yaxis2" not in round_timeline([row(1)]).figure["layout"]
    assert round_timeline([]).alt == "Nothing has been logged yet."
