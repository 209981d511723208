"""The deal-space map and the concession chart: what they hold, in the figure and in the text beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meso_infer.charts import Chart, MarkedDeal, Table, concession_chart, deal_map
from meso_infer.charts.theme import PALETTE
from meso_infer.concession.give_and_take import Move
from meso_infer.concession.patience import Timing
from meso_infer.concession.targets import PlanSettings, plan
from meso_infer.deals.space import DealSpace, deals_of, find_deal_space
from meso_infer.posterior import Posterior
from tests.agendas import A, B, C, hiring_agenda, hiring_own

AGENDA = hiring_agenda()
OWN = hiring_own(AGENDA)


@pytest.fixture(scope="module")
def space(after_two: Posterior) -> DealSpace:
    """The hiring deals after two answers."""
    return find_deal_space(OWN, after_two, reservation_value=0.4, round_number=2)


@pytest.fixture(scope="module")
def marked(after_two: Posterior) -> list[MarkedDeal]:
    """A and B offered, C agreed."""
    deals = deals_of(OWN, after_two, AGENDA.encode([A, B, C]))
    return [
        MarkedDeal("ours", "A", "Our package A", deals[0]),
        MarkedDeal("ours", "B", "Our package B", deals[1]),
        MarkedDeal("agreed", "agreed", "The agreement", deals[2]),
    ]


def rows(chart: Chart) -> tuple[tuple[str, ...], ...]:
    assert isinstance(chart.twin, Table)
    return chart.twin.rows


def test_the_map_says_in_text_what_it_marks(space: DealSpace, marked: list[MarkedDeal]) -> None:
    """Every marked deal and every solution stands in the table with both worths; the alt sums up."""
    chart = deal_map(space, AGENDA, marked, moved=((0.65, 0.45), (0.6, 0.5)))
    names = [row[0] for row in rows(chart)]
    assert names[:3] == ["Our package A", "Our package B", "The agreement"]
    assert sum("Nash" in name for name in names) == 1
    assert rows(chart)[0][2] == "65.2"
    assert "Agreed" in chart.alt
    assert "good enough for both" in chart.alt
    assert len(chart.figure["layout"]["annotations"]) == 2


def test_the_agreement_is_named_beside_the_package_that_it_was(
    space: DealSpace, marked: list[MarkedDeal]
) -> None:
    """Of marks of different kinds at one place no two words stand on the same side."""
    agreed = replace(marked[2], deal=marked[0].deal)
    chart = deal_map(space, AGENDA, [marked[0], agreed])
    sides = [
        side
        for trace in chart.figure["data"]
        if trace.get("mode") == "markers+text"
        for side in trace["textposition"]
    ]
    assert len(sides) == len(set(sides)) == 2


def test_the_map_is_drawn_in_points(space: DealSpace, marked: list[MarkedDeal]) -> None:
    """Everything on the map lies within 0 to 100 on both axes, and the band holds no gap."""
    chart = deal_map(space, AGENDA, marked)
    for trace in chart.figure["data"]:
        for axis in ("x", "y"):
            values = np.array([v for v in trace[axis] if v is not None], float)
            assert ((values >= 0) & (values <= 100)).all()
    low, high = chart.figure["data"][:2]
    assert low["x"] == high["x"]
    assert (np.array(low["y"]) <= np.array(high["y"])).all()
    assert PALETTE[0] == chart.figure["data"][2]["line"]["color"]


def test_a_map_without_offers_or_limit(space: DealSpace) -> None:
    """Before anything is offered, and without a walk-away, the map has no marks and no line."""
    chart = deal_map(replace(space, reservation_value=0.0, points=()), AGENDA)
    assert chart.figure["layout"]["shapes"] == []
    assert all("better for both" in row[0] for row in rows(chart))


MOVES = (Move(1, 0.7, 0.4, None, None, 1.0), Move(2, 0.65, 0.45, 0.05, 0.05, 0.8))


def test_the_course_and_the_plan_stand_apart(after_two: Posterior) -> None:
    """Rounds so far are lines, planned ones open marks without a line; the table holds both."""
    planned = plan(
        OWN,
        after_two,
        timing=Timing(round=3, last_round=6),
        reservation_value=0.4,
        settings=PlanSettings(n_draws=60),
    )
    curves = {"Linear": [0.65, 0.6, 0.5, 0.4]}
    chart = concession_chart(MOVES, planned, curves, reservation_value=0.4)
    assert [row[0] for row in rows(chart)] == ["1", "2", "3", "4", "5", "6"]
    marks = chart.figure["data"][-1]
    assert marks["mode"] == "markers"
    assert marks["x"] == [3, 4, 5, 6]
    assert marks["marker"]["symbol"] == "diamond-open"
    lines = [trace for trace in chart.figure["data"] if "lines" in trace["mode"]]
    assert max(max(trace["x"]) for trace in lines if trace.get("line", {}).get("dash") is None) == 2
    assert "Plan:" in chart.alt


def test_a_course_without_a_plan() -> None:
    """What was is drawn alone, and nothing at all before the first offer."""
    chart = concession_chart(MOVES)
    assert "65" in chart.alt
    assert "Plan" not in chart.alt
    assert len(rows(chart)) == 2
    empty = concession_chart(())
    assert "Nothing has been offered yet" in empty.alt


@given(
    ours=st.integers(0, 100),
    theirs=st.integers(0, 100),
    limit=st.none() | st.integers(0, 100),
)
def test_no_line_runs_through_words_that_could_stand_clear(
    ours: int, theirs: int, limit: int | None
) -> None:
    """If the words at the lines can stand clear of all lines and of each other, they do."""
    worth = None if limit is None else limit / 100
    moves = [Move(1, ours / 100, theirs / 100, None, None, None)]
    chart = concession_chart(moves, reservation_value=worth, anchors=True)
    notes = chart.figure["layout"]["annotations"]
    levels = [round(one["y"], 6) for one in notes]
    assert len(notes) == (2 if limit is None else 3)
    ways = product(("bottom", "top"), repeat=len(notes))
    if any(_are_clear(levels, way) for way in ways):
        assert _are_clear(levels, [one["yanchor"] for one in notes])


def _are_clear(levels: Sequence[float], sides: Sequence[str]) -> bool:
    """Whether words 9 points high at the levels given touch no other line, no words and no edge."""
    boxes = [
        (at, at + 9) if side == "bottom" else (at - 9, at)
        for at, side in zip(levels, sides, strict=True)
    ]
    through = any(low < at < high for low, high in boxes for at in levels)
    (one_low, one_high), (other_low, other_high) = boxes[:2]
    together = min(one_high, other_high) > max(one_low, other_low)
    return not through and not together and all(low >= 0 and high <= 107 for low, high in boxes)
