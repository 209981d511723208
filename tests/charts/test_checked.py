"""Figures ready to be sent: what Plotly would send, written once, and wrong ones refused."""

from __future__ import annotations

import json
from typing import Any

import plotly.io
import pytest
from plotly.graph_objects import Figure
from plotly.tools import return_figure_from_figure_or_data

from meso_infer.charts import Chart, priority_bars
from meso_infer.charts.checked import CheckedFigure
from meso_infer.workflow import infer
from tests.negotiation_states import STATES


@pytest.fixture(scope="module")
def chart() -> Chart:
    posterior = infer(STATES["full demo"]())
    return priority_bars(posterior, None)


def sent(figure: Any) -> Any:
    """What reaches a browser, made as Streamlit makes it."""
    written = return_figure_from_figure_or_data(figure, validate_figure=True)
    return json.loads(plotly.io.to_json(written, validate=False) or "")


def test_what_is_sent_is_what_plotly_would_send(chart: Chart) -> None:
    """A checked figure reaches the browser as the figure itself would, however often it is sent."""
    expected = sent(Figure(chart.figure))
    assert [sent(chart.checked) for _ in range(3)] == [expected] * 3


def test_it_is_written_once(chart: Chart) -> None:
    """Asked for again, it is the same object, and nothing of Plotly's own is kept beside it."""
    assert chart.checked is chart.checked
    assert chart.checked.to_dict() is chart.checked.to_dict()
    assert list(vars(chart.checked)) == ["_written"]


def test_a_figure_that_plotly_does_not_know_is_refused() -> None:
    """A property that the schema does not have is an error when the figure is made."""
    with pytest.raises(ValueError, match="barz"):
        CheckedFigure({"data": [], "layout": {"barz": 1}})
