"""Drawings stay on their sheet, whatever the talks were like."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer import workflow
from meso_infer.charts.timeline import TimelineRow
from meso_infer.concession.give_and_take import ledger
from meso_infer.course import LANE_OF, timeline_rows
from meso_infer.events import replay
from meso_infer.issues import NumericIssue
from meso_infer.negotiation import Header
from meso_infer.packages import Agenda
from meso_infer.report.concession import concession_picture
from meso_infer.report.estimate import ridges_picture, worlds_picture
from meso_infer.report.svg import WIDTH
from meso_infer.report.timeline import timeline_picture
from tests.report.examples import negotiation

SVG = "{http://www.w3.org/2000/svg}"
worth = st.one_of(st.none(), st.floats(0, 1))
LANES = st.sampled_from(sorted(set(LANE_OF.values())))


def stays_inside(svg: str) -> ElementTree.Element:
    """The drawing, with every point and every place of a text on its sheet."""
    root = ElementTree.fromstring(svg)
    width, height = map(float, str(root.get("viewBox")).split()[2:])
    assert width == WIDTH
    places: list[tuple[float, float]] = []
    for element in root.iter():
        points = element.get("points")
        if points:
            places += [tuple(map(float, pair.split(","))) for pair in points.split()]  # type: ignore[misc]
        for x, y in (("x", "y"), ("cx", "cy"), ("x1", "y1"), ("x2", "y2")):
            if element.get(x) is not None:
                places.append((float(str(element.get(x))), float(str(element.get(y)))))
    found = np.array(places)
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    assert (found[:, 0] <= width).all()
    assert (found[:, 1] <= height).all()
    return root


@settings(max_examples=40)
@given(st.lists(st.tuples(worth, worth), min_size=1, max_size=20), worth)
def test_give_and_take_stays_on_its_sheet(
    rounds: list[tuple[float | None, float | None]], limit: float | None
) -> None:
    """Any course of up to twenty rounds, with a walk-away or without; a mark for each thing put forward."""
    moves = ledger([(k, ours, theirs) for k, (ours, theirs) in enumerate(rounds, 1)], limit)
    root = stays_inside(concession_picture(moves, limit))
    theirs = sum(other is not None for _, other in rounds)
    assert len(root.findall(f"{SVG}circle")) == theirs + 1


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(0, 20), LANES, st.sampled_from(sorted(LANE_OF))),
        min_size=1,
        max_size=60,
    )
)
def test_the_course_stays_on_its_sheet(found: list[tuple[int, str, str]]) -> None:
    """Up to sixty events in any lane and round, labels of any length."""
    rows = [TimelineRow(n, lane, kind, "x" * n, "said <b>") for n, lane, kind in found]  # type: ignore[arg-type]
    stays_inside(timeline_picture(rows))


def test_twelve_issues_with_long_names_fit() -> None:
    """As many ridges and rows of dots as issues, names cut where they would run into the numbers."""
    issues = tuple(NumericIssue(name=f"{k} {'long name ' * 9}x", low=0, high=1) for k in range(12))
    posterior = workflow.infer(replay(Header(Agenda(issues)), ()))
    stays_inside(ridges_picture(posterior))
    worlds = stays_inside(worlds_picture(posterior))
    assert len(worlds.findall(f"{SVG}circle")) == 50
    for text in worlds.findall(f"{SVG}text"):
        assert len(str(text.text)) <= 24


def test_the_course_has_a_row_for_what_counts() -> None:
    """Offers, answers and the agreement stand in the lane of who made them."""
    rows = timeline_rows(negotiation())
    assert [(row.round, row.lane) for row in rows] == [
        (1, "ours"), (1, "theirs"), (1, "theirs"), (1, "statements"), (1, "statements"),
        (2, "ours"), (2, "theirs"), (2, "agreed"),
    ]  # fmt: skip
