"""The end of a game: what truly mattered to them, beside what we read and what the tool read."""

from __future__ import annotations

from collections.abc import Mapping

from meso_infer.charts.theme import (
    AMBER,
    BLUE,
    CLEAR,
    GREEN,
    SMALL_SIZE,
    TEXT_SIZE,
    THICK,
    THIN,
    Chart,
    Table,
    bare_axis,
    dots,
    layout,
    note,
    segments,
    share_axis,
    short,
)
from meso_infer.headline import interval, percent
from meso_infer.posterior import WeightSummary

ROW_HEIGHT, TOP, BOTTOM = 52, 30, 30
BAR, NAME = 0.28, 0.72
COLUMNS = ("Issue", "Truth", "You", "The tool", "Half of plausible worlds", "90%")


def readings_chart(
    truth: Mapping[str, float],
    tool: Mapping[str, WeightSummary],
    yours: Mapping[str, float] | None,
) -> Chart:
    """Draw each issue's true share with the tool's 50% and 90% intervals, its mean, and our reading.

    Parameters
    ----------
    truth : mapping of issue to float
        Shares of what mattered to them, 0 to 1; the largest comes first.
    tool : mapping of issue to WeightSummary
    yours : mapping of issue to float, optional
        Absent where no reading was given.
    """
    names = sorted(truth, key=lambda name: -truth[name])
    rows = [len(names) - 1 - k + BAR for k in range(len(names))]
    found = [tool[name] for name in names]
    data = [
        segments([s.q05 for s in found], [s.q95 for s in found], rows, BLUE, THIN),
        segments([s.q25 for s in found], [s.q75 for s in found], rows, BLUE, THICK),
        dots(
            [s.mean for s in found], rows, [_tool_words(n, tool[n]) for n in names], BLUE, size=11
        ),
    ]
    if yours is not None:
        hover = [f"You read {name} as {percent(yours[name])}" for name in names]
        mine = dots([yours[n] for n in names], rows, hover, AMBER, symbol="diamond-open", size=13)
        mine["marker"]["line"] = {"width": 2.5, "color": AMBER}
        data.append(mine)
    hover = [f"Truth: {name} was {percent(truth[name])} of what mattered to them" for name in names]
    data.append(dots([truth[n] for n in names], rows, hover, GREEN, symbol="star", size=15))
    notes = [note("★ truth   ◇ you   ● the tool", 0, 1, yref="paper", yshift=16,
                  font={"size": SMALL_SIZE})]  # fmt: skip
    for name, row in zip(names, rows, strict=True):
        notes.append(
            note(short(name), 0, row - BAR + NAME, font={"size": TEXT_SIZE, "weight": 600})
        )
        notes.append(
            note(
                f"truth {percent(truth[name])}", 1, row - BAR + NAME, xanchor="right", align="right"
            )
        )
    shown = [*truth.values(), *(s.q95 for s in found), *(yours or {}).values()]
    figure = {
        "data": data,
        "layout": layout(
            ROW_HEIGHT * len(names) + TOP + BOTTOM,
            margin={"l": 4, "r": 8, "t": TOP, "b": BOTTOM, "pad": 0},
            xaxis=share_axis(min(1.02, max(max(shown) + 0.04, 0.3))),
            yaxis=bare_axis(0, len(names), linecolor=CLEAR),
            annotations=notes,
        ),
    }
    inside = sum(tool[name].q05 <= truth[name] <= tool[name].q95 for name in names)
    alt = (
        f"{names[0]} truly mattered most to them ({percent(truth[names[0]])}). The truth lies in the "
        f"tool's 90% range on {inside} of {len(names)} issues."
    )
    return Chart(figure, alt, Table(COLUMNS, tuple(_row(n, truth, tool, yours) for n in names)))


def _tool_words(name: str, summary: WeightSummary) -> str:
    return f"The tool read {name} as {percent(summary.mean)}, between {interval(summary)} (90%)"


def _row(
    name: str,
    truth: Mapping[str, float],
    tool: Mapping[str, WeightSummary],
    yours: Mapping[str, float] | None,
) -> tuple[str, ...]:
    one = tool[name]
    return (
        name,
        percent(truth[name]),
        "not read" if yours is None else percent(yours[name]),
        percent(one.mean),
        f"{100 * one.q25:.0f}–{100 * one.q75:.0f}%",
        interval(one),
    )
