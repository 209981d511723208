"""Laws that every chart keeps, whatever it shows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import plotly.graph_objects as go
import pytest

from meso_infer import charts
from meso_infer.charts import (
    Chart,
    MarkedDeal,
    StripPoint,
    Table,
    TimelineRow,
    answer_charts,
    concession_chart,
    deal_map,
    exposure_meter,
    plausible_worlds,
    priority_bars,
    priority_ridges,
    readings_chart,
    round_timeline,
    value_curve,
)
from meso_infer.charts.theme import CLEAR, PALETTE, faded
from meso_infer.concession.give_and_take import Move
from meso_infer.deals.space import deals_of, find_deal_space
from meso_infer.exposure import exposure_of
from meso_infer.inference import infer
from meso_infer.issues import NumericIssue
from meso_infer.packages import Agenda
from meso_infer.posterior import Posterior
from meso_infer.proposal.rationale import NONE, lessons
from meso_infer.utility import value_function
from tests.agendas import A, B, C, hiring_agenda, hiring_own

MOMENTS = ("before", "after_one", "after_two", "one_issue", "many_issues")
NEVER = ("certain", "posterior", "opponent", "bid ", "nan")


def answers_of(posterior: Posterior) -> tuple[Chart, ...]:
    chances = posterior.pick_probability_draws([A, B, C], none_allowed=True)
    answers = ("A", "B", "C", NONE)
    return answer_charts(
        posterior, lessons(posterior, answers, chances), chances, unsupported=("C",)
    )


def timeline() -> Chart:
    rows = [
        TimelineRow(1, "ours", "meso-offered", "A B C", "We offered A, B and C"),
        TimelineRow(1, "theirs", "package-picked", "B", "They picked B"),
        TimelineRow(1, "theirs", "issue-pushed", "Salary", "They pushed for more salary"),
        TimelineRow(1, "statements", "priority-stated", "Salary", "They said salary matters"),
        TimelineRow(2, "agreed", "agreement-reached", "B", "Agreed on B"),
        TimelineRow(2, "theirs", "a-kind-of-tomorrow", "?", "Something new"),
    ]
    return round_timeline(rows, [StripPoint(1, "Salary", 0.55, 2), StripPoint(2, "Salary", 0.9, 3)])


def exposure() -> Chart:
    return exposure_meter(exposure_of(hiring_own(hiring_agenda()), [(A, B, C)]))


def deals(posterior: Posterior) -> Chart:
    agenda = hiring_agenda()
    own = hiring_own(agenda)
    space = find_deal_space(own, posterior, reservation_value=0.4)
    found = deals_of(own, posterior, agenda.encode([A, B]))
    marked = [
        MarkedDeal("ours", "A", "Our package A", found[0]),
        MarkedDeal("agreed", "agreed", "The agreement", found[1]),
    ]
    return deal_map(space, agenda, marked)


def course() -> Chart:
    moves = (Move(1, 0.7, 0.4, None, None, 1.0), Move(2, 0.65, 0.45, 0.05, 0.05, 0.8))
    return concession_chart(moves, reservation_value=0.4)


def values() -> Chart:
    issue = NumericIssue(name="Salary", low=90000, high=105000, own_direction="lower")
    return value_curve(issue, value_function(issue, None))


@pytest.fixture
def every_chart(request: pytest.FixtureRequest) -> dict[str, Chart]:
    """Each chart at each moment that it can meet."""
    found = {
        "round_timeline": timeline(),
        "empty timeline": round_timeline([]),
        "exposure_meter": exposure(),
        "concession_chart": course(),
        "value_curve": values(),
        "deal_map": deals(request.getfixturevalue("after_two")),
    }
    for moment in MOMENTS:
        posterior = request.getfixturevalue(moment)
        for make in (priority_ridges, priority_bars, plausible_worlds):
            found[f"{make.__name__} {moment}"] = make(posterior)
    for moment in MOMENTS:
        summary = request.getfixturevalue(moment).weight_summary()
        even = dict.fromkeys(summary, 1 / len(summary))
        found[f"readings_chart {moment}"] = readings_chart(even, summary, even)
        found[f"readings_chart without ours {moment}"] = readings_chart(even, summary, None)
    found["ridges with before"] = priority_ridges(
        request.getfixturevalue("after_two"), request.getfixturevalue("before")
    )
    for k, chart in enumerate(answers_of(request.getfixturevalue("after_two"))):
        found[f"answer_charts {k}"] = chart
    return found


def test_no_chart_is_left_out(every_chart: dict[str, Chart]) -> None:
    """Whatever makes a chart stands among those that keep the laws below."""
    makers = {
        name
        for name in charts.__all__
        if "Chart" in str(getattr(getattr(charts, name), "__annotations__", {}).get("return", ""))
    }
    assert len(makers) > 5
    assert makers <= {name.split()[0] for name in every_chart}


def colors(value: Any, key: str = "") -> Iterator[str]:
    """Every colour that a figure names."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from colors(inner, name)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from colors(inner, key)
    elif key.endswith("color") and isinstance(value, str):
        yield value


def texts(chart: Chart) -> str:
    """All that a chart says in words, twin and hover included."""
    twin = chart.twin
    rows = [cell for row in twin.rows for cell in row] if isinstance(twin, Table) else list(twin)
    notes = [note["text"] for note in chart.figure["layout"].get("annotations", ())]
    hover = [text for trace in chart.figure["data"] for text in trace.get("hovertext", ())]
    return "\n".join([chart.alt, *rows, *notes, *hover])


def test_plotly_accepts_every_figure(every_chart: dict[str, Chart]) -> None:
    """Each figure is valid in the Plotly schema, which refuses what it does not know."""
    for chart in every_chart.values():
        drawn = json.loads(str(go.Figure(chart.figure).to_json()))
        assert drawn["data"]
        assert drawn["layout"]["height"] == chart.figure["layout"]["height"]


def test_streamlit_takes_the_figures_as_they_are(every_chart: dict[str, Chart]) -> None:
    """Streamlit's own reading of a dictionary figure accepts each chart."""
    from plotly.tools import return_figure_from_figure_or_data

    for chart in every_chart.values():
        assert return_figure_from_figure_or_data(chart.figure, validate_figure=True)["data"]


def test_every_chart_has_a_takeaway_and_a_twin(every_chart: dict[str, Chart]) -> None:
    """The takeaway is one non-empty line; the twin has content, and rows as long as their head."""
    for name, chart in every_chart.items():
        assert chart.alt.strip(), name
        assert "\n" not in chart.alt, name
        if isinstance(chart.twin, Table):
            assert all(len(row) == len(chart.twin.columns) for row in chart.twin.rows), name
            assert chart.twin.rows or name == "empty timeline"
        else:
            assert all(chart.twin), name


def test_colours_come_from_the_theme(every_chart: dict[str, Chart]) -> None:
    """No chart has a colour of its own: palette, its faded forms, or none at all."""
    allowed = {CLEAR, *PALETTE}
    tints = {faded(color, 0.5).rpartition(",")[0] for color in PALETTE}
    for name, chart in every_chart.items():
        for color in colors(chart.figure):
            assert color in allowed or color.rpartition(",")[0] in tints, (name, color)


def test_no_chart_claims_certainty_or_speaks_jargon(every_chart: dict[str, Chart]) -> None:
    """What is said in or about a chart holds none of the words that the product avoids."""
    for name, chart in every_chart.items():
        said = texts(chart).lower()
        assert not [word for word in NEVER if word in said], name


def test_nothing_can_be_dragged_and_no_label_is_cut_off(every_chart: dict[str, Chart]) -> None:
    """A swipe over a chart scrolls the page, and text stays within its line on a phone."""
    for chart in every_chart.values():
        layout = chart.figure["layout"]
        assert layout["dragmode"] is False
        assert all(layout[key]["fixedrange"] for key in layout if key[1:].startswith("axis"))
        assert all(len(unescape(note["text"])) <= 60 for note in layout.get("annotations", ()))


@pytest.mark.parametrize("make", [priority_ridges, priority_bars, plausible_worlds])
def test_charts_are_deterministic(make: Callable[..., Chart], after_two: Posterior) -> None:
    """The same belief gives the same figure to the last digit."""
    assert make(after_two) == make(after_two)


def test_names_of_bars_stand_clear_of_their_numbers() -> None:
    """In a column of 280 px a name and its interval share a line: the name is cut, the twin holds it whole."""
    issues = [NumericIssue(name=name * 50, low=0, high=4, step=1) for name in "NM"]
    wide_names = infer(Agenda(tuple(issues)), [])
    chart = priority_bars(wide_names)
    texts = [unescape(note["text"]) for note in chart.figure["layout"]["annotations"]]
    cut = [text for text in texts if text.endswith("…")]
    assert cut
    assert all(len(text) <= 20 for text in cut)
    assert isinstance(chart.twin, Table)
    assert {row[0] for row in chart.twin.rows} == set(wide_names.agenda.names)


def test_names_are_shown_as_they_are(many_issues: Posterior) -> None:
    """Markup and dollar signs in an issue's name are text, in notes and hover alike."""
    for chart in (priority_ridges(many_issues), plausible_worlds(many_issues)):
        drawn = json.dumps(chart.figure)
        assert "<b>" not in drawn
        assert "$" not in drawn
        assert "&lt;b&gt;Law" in drawn
