"""The priority charts show the posterior's own numbers, sorted, and never without their doubt."""

from __future__ import annotations

import numpy as np
import pytest

from meso_infer.charts import Chart, Table, priority_bars, priority_ridges
from meso_infer.charts.priorities import DENSITY_BINS, MOST_BARS
from meso_infer.charts.theme import BLUE, GREY
from meso_infer.headline import interval, percent, with_interval
from meso_infer.posterior import Posterior


def lines(chart: Chart, color: str, width: float) -> list[tuple[float, float]]:
    """Ends of the bars of one colour and width."""
    for trace in chart.figure["data"]:
        if trace["mode"] == "lines" and trace["line"] == {"color": color, "width": width}:
            x = trace["x"]
            return list(zip(x[::3], x[1::3], strict=True))
    raise AssertionError(f"no bars of {color} and width {width}")


def marks(chart: Chart) -> list[dict]:
    return [trace for trace in chart.figure["data"] if trace["mode"] == "markers"]


def table(chart: Chart) -> Table:
    assert isinstance(chart.twin, Table)
    return chart.twin


@pytest.mark.parametrize("make", [priority_ridges, priority_bars])
def test_bars_end_at_the_quantiles(make, after_two: Posterior) -> None:
    """Thin bars run from the 5% to the 95% quantile, thick ones over the middle half, by mean weight."""
    chart = make(after_two)
    summaries = sorted(after_two.weight_summary().values(), key=lambda s: -s.mean)
    assert lines(chart, BLUE, 2) == [(s.q05, s.q95) for s in summaries]
    assert lines(chart, BLUE, 7) == [(s.q25, s.q75) for s in summaries]
    assert marks(chart)[-1]["x"] == [s.mean for s in summaries]


@pytest.mark.parametrize("make", [priority_ridges, priority_bars])
def test_no_mean_without_its_interval(make, after_two: Posterior, before: Posterior) -> None:
    """Each mean dot, the earlier ones too, stands at the height of a bar that holds it."""
    chart = make(after_two, before)
    for trace in marks(chart):
        for x, y in zip(trace["x"], trace["y"], strict=True):
            assert any(
                y == bar["y"][k] and bar["x"][k] <= x <= bar["x"][k + 1]
                for bar in chart.figure["data"]
                if bar["mode"] == "lines" and "fill" not in bar
                for k in range(0, len(bar["x"]), 3)
            )


def test_twin_holds_the_numbers_of_the_posterior(after_two: Posterior, before: Posterior) -> None:
    """The table's numbers are the posterior's, formatted; the change is there when asked for."""
    twin = table(priority_ridges(after_two, before))
    summary, earlier = after_two.weight_summary(), before.weight_summary()
    means = [summary[row[0]].mean for row in twin.rows]
    assert means == sorted(means, reverse=True)
    for name, share, half, first, was in twin.rows:
        now = summary[name]
        assert share == with_interval(now)
        assert half == f"{now.q25 * 100:.0f}–{now.q75 * 100:.0f}%"
        assert first.endswith("of 50 plausible worlds")
        assert was == f"was {with_interval(earlier[name])}"


def test_no_mean_is_named_before_two_informative_answers(after_one: Posterior) -> None:
    """Until the second informative answer, intervals are written but no single percentage."""
    for chart in (priority_ridges(after_one), priority_bars(after_one)):
        for name, summary in after_one.weight_summary().items():
            written = [note["text"] for note in chart.figure["layout"]["annotations"]]
            assert interval(summary) in written
            assert not [text for text in written if text.startswith(f"{percent(summary.mean)} ")]
            assert any(row[0] == name and "too early" in row[1] for row in table(chart).rows)


def test_without_evidence_all_is_grey_and_says_so(before: Posterior) -> None:
    """Assumptions are not drawn in the colour of an estimate and are labelled as what they are."""
    for chart in (priority_ridges(before), priority_bars(before)):
        assert BLUE not in str(chart.figure)
        assert lines(chart, GREY, 2)
        assert "before any evidence" in [n["text"] for n in chart.figure["layout"]["annotations"]]


def test_ridges_hold_the_whole_mass(after_two: Posterior) -> None:
    """The height of a ridge follows the share of draws: its centre of mass is near the mean weight."""
    ridge = priority_ridges(after_two).figure["data"][0]
    cuts = [k for k, x in enumerate(ridge["x"]) if x is None]
    names = sorted(after_two.weight_summary(), key=lambda n: -after_two.weight_summary()[n].mean)
    for name, start, end in zip(names, [0, *(k + 1 for k in cuts)], cuts, strict=False):
        x, y = np.array(ridge["x"][start + 1 : end - 1]), np.array(ridge["y"][start + 1 : end - 1])
        height = y - ridge["y"][start]
        centre = float(x @ height / height.sum())
        assert centre == pytest.approx(after_two.weight_summary()[name].mean, abs=3 / DENSITY_BINS)


def test_bars_stay_short(many_issues: Posterior) -> None:
    """Beside the packages at most five issues are drawn, the twin holds them all."""
    chart = priority_bars(many_issues)
    assert len(marks(chart)[-1]["x"]) == MOST_BARS
    assert len(table(chart).rows) == 9
    assert "and 4 more" in [note["text"] for note in chart.figure["layout"]["annotations"]]
    assert chart.figure["layout"]["height"] < 320


def test_the_mark_of_equal_shares_is_readable_with_one_issue(one_issue: Posterior) -> None:
    """A single issue has all of it: the words end at the right edge instead of being cut off there."""
    for make in (priority_bars, priority_ridges):
        notes = make(one_issue).figure["layout"]["annotations"]
        (equal,) = [one for one in notes if one["text"] == "all equal"]
        assert (equal["x"], equal["xanchor"]) == (1.0, "right")
