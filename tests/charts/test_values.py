"""The drawing of our values."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest

from meso_infer.charts import Table, value_curve
from meso_infer.issues import CategoricalIssue, Issue, NumericIssue, OrderedIssue
from meso_infer.utility import Curve, value_function

CASES = [
    (NumericIssue(name="Salary", unit="USD", low=90000, high=105000, own_direction="lower"), None),
    (
        NumericIssue(name="Days", low=0, high=5, step=1, own_direction="higher"),
        Curve(curve="exponential", rho=2),
    ),
    (
        OrderedIssue(name="Term", options=("1 year", "2 years", "3 years")),
        Curve(curve="peak", at="2 years"),
    ),
    (CategoricalIssue(name="Office", options=("Berlin", "Paris")), {"Berlin": 1, "Paris": 0.25}),
]


@pytest.mark.parametrize(("issue", "spec"), CASES, ids=lambda case: getattr(case, "name", None))
def test_what_is_drawn_is_the_value_function(
    issue: Issue, spec: Curve | dict[str, float] | None
) -> None:
    """Marks lie on the curve, in points; the twin names every option drawn; Plotly accepts it."""
    value = value_function(issue, spec)
    chart = value_curve(issue, value)
    go.Figure(chart.figure)
    marks = chart.figure["data"][-1]
    assert marks["y"] == pytest.approx(list(100 * value(marks["x"])))
    assert isinstance(chart.twin, Table)
    assert len(chart.twin.rows) == len(marks["x"])
    assert issue.name in chart.alt


@pytest.mark.parametrize(("low", "high"), [(90000, 105000), (0.5, 0.87), (-3, 1e9), (0, 0.01)])
def test_amounts_are_round_and_the_best_is_named_exactly(low: float, high: float) -> None:
    """Marks on a range hold no long decimals, and a best that lies in between is told as it is."""
    issue = NumericIssue(name="Price", low=low, high=high)
    best = low + 0.413 * (high - low)
    best = float(f"{best:.5g}")
    chart = value_curve(issue, value_function(issue, Curve(curve="peak", at=best)))
    assert isinstance(chart.twin, Table)
    words = [row[0] for row in chart.twin.rows]
    assert f"best for us {issue.format(issue.option(best))}" in chart.alt
    assert all(len(word.replace(",", "").strip("0.-")) <= 6 for word in words), words
    assert len(set(words)) == len(words)
