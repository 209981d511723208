"""The chart of both sides' moves: where each began, and how far the middle was pulled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meso_infer.charts import Table, concession_chart
from meso_infer.charts.concession import pull_sentence
from meso_infer.concession.give_and_take import ledger

LEVELS = st.one_of(st.none(), st.floats(0, 1))
ROUNDS = st.lists(st.tuples(LEVELS, LEVELS), max_size=6).map(
    lambda pairs: [(k + 1, *pair) for k, pair in enumerate(pairs)]
)


@given(ROUNDS)
def test_the_chart_stands_for_any_course(
    rounds: list[tuple[int, float | None, float | None]],
) -> None:
    """One row a round in the table; a line for each side that began; an arrow only where both did."""
    moves = ledger(rounds, 0.4)
    chart = concession_chart(moves, anchors=True)
    assert isinstance(chart.twin, Table)
    assert chart.twin.columns == ("Round", "Our offer", "Their counteroffer")
    assert len(chart.twin.rows) == len(rounds)
    ours, theirs = ([m[k] for m in rounds if m[k] is not None] for k in (1, 2))
    layout = chart.figure["layout"]
    assert len(layout["shapes"]) == bool(ours) + bool(theirs)
    arrows = [one for one in layout["annotations"] if one["showarrow"]]
    assert len(arrows) <= bool(ours and theirs)
    assert bool(pull_sentence(moves)) == bool(ours and theirs)


@pytest.mark.parametrize(
    ("last", "words"),
    [
        ((0.60, 0.50), "moved 2.5 points towards us"),
        ((0.50, 0.40), "moved 7.5 points towards them"),
        ((0.70, 0.35), "is where it was"),
    ],
)
def test_the_pull_is_told_from_our_side(last: tuple[float, float], words: str) -> None:
    """The middle of 65 and 40 points, against that of the last offers; the alt says it too."""
    moves = ledger([(1, 0.65, 0.40), (2, *last)], 0.4)
    assert words in pull_sentence(moves)
    assert words in concession_chart(moves, anchors=True).alt


def test_without_anchors_nothing_of_them_is_drawn() -> None:
    """Beside the plan the chart stays as it was."""
    chart = concession_chart(ledger([(1, 0.65, 0.4), (2, 0.6, 0.5)], None))
    assert chart.figure["layout"]["shapes"] == []
    assert "middle" not in chart.alt
