"""Every chart on a page can be read without being seen: one door draws them, with words beside each."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.navigation import ROOT

DRAWING = "meso_infer/ui/drawing.py"
OTHER_CHARTS = frozenset(
    "line_chart area_chart bar_chart scatter_chart altair_chart vega_lite_chart pyplot bokeh_chart "
    "graphviz_chart echarts_chart pydeck_chart map".split()
)
SAID_BESIDE = {
    "counterpart.worlds": "the table of worlds stands under it",
    "live.drivers": "each issue stands in words, folded, above the chart",
    "next.answer.{number}": "a sentence for each answer stands under all of them",
    "compare.{name}": "one table for all stands under them",
}
"""Charts without a text twin of their own, and where the page says the same."""


def calls() -> Iterator[tuple[Path, ast.Call]]:
    """Every call in a page or in what draws on pages."""
    for path in [*(ROOT / "pages").glob("*.py"), *(ROOT / "meso_infer" / "ui").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield path.relative_to(ROOT), node


def method(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def test_one_door_draws_all_charts_and_names_what_to_take_from_them() -> None:
    """Only one function draws figures, always with an alternative text; no other kind of chart is used."""
    drawn = [(path, call) for path, call in calls() if method(call) == "plotly_chart"]
    assert [str(path) for path, _ in drawn] == [DRAWING]
    assert "alt" in {keyword.arg for keyword in drawn[0][1].keywords}
    assert not [
        f"{path}:{call.lineno}"
        for path, call in calls()
        if method(call) in OTHER_CHARTS and ast.unparse(call.func).startswith("st.")
    ]


def test_a_chart_without_a_text_of_its_own_is_told_beside() -> None:
    """Whoever leaves the text twin out says here where the page tells the same."""
    left_out = {
        ast.unparse(call.args[1]).removeprefix("f").strip("'\"")
        for _, call in calls()
        if ast.unparse(call.func) == "draw"
        and any(
            keyword.arg == "twin" and ast.unparse(keyword.value) == "False"
            for keyword in call.keywords
        )
    }
    assert left_out == set(SAID_BESIDE)
