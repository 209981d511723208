"""What answers would teach and what packages reveal: the figures say what the library computed."""

from __future__ import annotations

import numpy as np
import pytest

from meso_infer.charts import Chart, Table, answer_charts, exposure_meter
from meso_infer.charts.exposure import LEVELS
from meso_infer.charts.theme import AMBER, BLUE, faded
from meso_infer.exposure import exposure_of
from meso_infer.headline import with_interval
from meso_infer.posterior import Posterior
from meso_infer.proposal.rationale import NONE, lessons
from tests.agendas import A, B, C, hiring_agenda, hiring_own


def sentences(chart: Chart) -> tuple[str, ...]:
    assert isinstance(chart.twin, tuple)
    return chart.twin


def test_each_answer_shows_its_chance_and_the_belief_after_it(after_two: Posterior) -> None:
    """Bars are the quantiles after the answer, the chance carries its interval, the twin has both."""
    chances = after_two.pick_probability_draws([A, B, C], none_allowed=True)
    taught = lessons(after_two, ("A", "B", "C", NONE), chances)
    charts = answer_charts(after_two, taught, chances, unsupported=("C",))
    names = sorted(after_two.weight_summary(), key=lambda n: -after_two.weight_summary()[n].mean)
    twins = [sentences(chart) for chart in charts]
    for lesson, chart, twin, row in zip(taught, charts, twins, chances, strict=True):
        bars = next(
            t for t in chart.figure["data"] if t["mode"] == "lines" and t["line"]["color"] == BLUE
        )
        assert bars["x"][::3] == [lesson.weights[name].q05 for name in names]
        assert bars["x"][1::3] == [lesson.weights[name].q95 for name in names]
        assert any(with_interval(after_two.summary(row)) in line for line in twin)
        assert lesson.sentence in twin
        for name in names:
            assert any(with_interval(lesson.weights[name]) in line for line in twin)
    assert ["hardly be anyone" in " ".join(twin) for twin in twins] == [False, False, True, False]
    assert len({str(c.figure["layout"]["xaxis"]) for c in charts}) == 1


def test_chances_shown_sum_to_one(after_two: Posterior) -> None:
    """The answers exhaust what can happen."""
    chances = after_two.pick_probability_draws([A, B, C], none_allowed=True)
    assert sum(after_two.summary(row).mean for row in chances) == pytest.approx(1)
    assert np.all(chances >= 0)


def filled(figure: dict) -> list[int]:
    """Filled boxes of each meter, top to bottom."""
    boxes = [shape["fillcolor"] == faded(AMBER, 0.9) for shape in figure["layout"]["shapes"]]
    return [sum(boxes[k : k + 4]) for k in range(0, len(boxes), 4)]


def test_meter_fills_up_to_the_word() -> None:
    """As many boxes are filled as the step of the word that the library gave, for both readings."""
    own = hiring_own(hiring_agenda())
    exposure = exposure_of(own, [(A, B, C)])
    chart = exposure_meter(exposure)
    words = [
        reading.level[name]
        for name in own.agenda.names
        for reading in (exposure.true_shapes, exposure.linear)
    ]
    assert filled(chart.figure) == [0 if w == "hidden" else LEVELS.index(w) + 1 for w in words]
    assert isinstance(chart.twin, Table)
    said = [cell.split(":")[0] for row in chart.twin.rows for cell in row[1:]]
    assert said == words
    assert all("give or take" in cell for row in chart.twin.rows for cell in row[1:])


def test_nothing_shown_nothing_revealed() -> None:
    """Before any offer every meter is empty, and the takeaway says so."""
    chart = exposure_meter(exposure_of(hiring_own(hiring_agenda()), []))
    assert set(filled(chart.figure)) == {0}
    assert chart.alt == "Our packages have not shown what matters to us."
