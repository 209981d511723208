"""What matters to them, with doubt: priority ridges, and bars that fit beside the packages.

An estimate is never drawn without its 50% and 90% intervals.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from meso_infer.certainty import ENOUGH_INFORMATIVE
from meso_infer.charts.theme import (
    BLUE,
    CLEAR,
    FILL,
    GREY,
    SMALL_SIZE,
    TEXT_SIZE,
    THICK,
    THIN,
    Chart,
    Figure,
    Table,
    Trace,
    bare_axis,
    dots,
    faded,
    layout,
    note,
    segments,
    share_axis,
    short,
)
from meso_infer.charts.worlds import WORLDS, dot_counts
from meso_infer.headline import answers, headline, interval, percent, ranked, with_interval
from meso_infer.posterior import Posterior, WeightSummary

FloatArray = NDArray[np.float64]

RIDGE_HEIGHT, BAR_HEIGHT = 92, 42
AXIS_HEIGHT, TOP_HEIGHT, TITLE_HEIGHT = 30, 24, 20
MOST_BARS = 5
BAR_LONGEST_NAME, RIDGE_LONGEST_NAME = 20, 30
"""Letters of a name that stand clear of the number at the right, in a narrow column and on a phone."""

DENSITY_BINS, DENSITY_SPREAD = 80, 2.2
"""Bins of weight from 0 to 1 in a ridge and the bandwidth, in bins, that smooths them."""

RIDGE_BASE, RIDGE_TOP, NAME_ABOVE = 0.26, 0.72, 0.86
BAR_TOP, BAR_NAME_ABOVE = 0.48, 0.71
EARLIER_BELOW = 0.11

COLUMNS = ("Issue", "Share of what matters to them", "Half of plausible worlds", "Comes first")
EARLIER_COLUMN = "Before"


def priority_ridges(posterior: Posterior, earlier: Posterior | None = None) -> Chart:
    """Draw V1: each issue's weight as a density with its 50% and 90% intervals, by mean weight.

    Parameters
    ----------
    posterior : Posterior
    earlier : Posterior, optional
        What was believed before, on the same agenda; drawn in grey below each bar.
    """
    names = ranked(posterior)
    high = _high(posterior, earlier, names)
    rows = [len(names) - 1 - k + RIDGE_BASE for k in range(len(names))]
    color = _estimate_color(posterior)
    data = [_density(posterior, names, rows, high, color)]
    data += _intervals(posterior, earlier, names, rows, EARLIER_BELOW)
    notes = _names_and_numbers(
        posterior, names, [row - RIDGE_BASE + NAME_ABOVE for row in rows], RIDGE_LONGEST_NAME
    )
    height = RIDGE_HEIGHT * len(names)
    return Chart(
        _figure(posterior, data, notes, len(names), high, height, has_axis_title=True),
        headline(posterior),
        priority_table(posterior, earlier),
    )


def priority_bars(posterior: Posterior, earlier: Posterior | None = None) -> Chart:
    """Draw V1 small, for the live page: intervals and means of the first five issues by mean weight.

    Parameters
    ----------
    posterior : Posterior
    earlier : Posterior, optional
        What was believed before this answer, in grey.

    Returns
    -------
    Chart
        Reads well from 280 px of width; its twin holds all issues.
    """
    names = ranked(posterior)[:MOST_BARS]
    rest = posterior.agenda.n_issues - len(names)
    high = _high(posterior, earlier, names)
    rows = [len(names) - 1 - k + RIDGE_BASE for k in range(len(names))]
    data = _intervals(posterior, earlier, names, rows, 2 * EARLIER_BELOW)
    notes = _names_and_numbers(
        posterior, names, [row - RIDGE_BASE + BAR_NAME_ABOVE for row in rows], BAR_LONGEST_NAME
    )
    if rest:
        notes.append(
            note(f"and {rest} more", 0, 0, yref="paper", yanchor="top", yshift=-AXIS_HEIGHT + 8)
        )
    figure = _figure(posterior, data, notes, len(names), high, BAR_HEIGHT * len(names), False)
    if rest:
        figure["layout"]["margin"]["b"] += TITLE_HEIGHT
        figure["layout"]["height"] += TITLE_HEIGHT
    return Chart(figure, headline(posterior), priority_table(posterior, earlier))


def priority_table(posterior: Posterior, earlier: Posterior | None = None) -> Table:
    """Every number of the priority charts, one row an issue by mean weight."""
    summary = posterior.weight_summary()
    first = _worlds(posterior)
    before = earlier.weight_summary() if earlier is not None else {}
    rows = []
    for name in ranked(posterior):
        now = summary[name]
        row = [
            name,
            f"{_number(now, posterior.n_informative)} (90%: {interval(now)})",
            f"{now.q25 * 100:.0f}–{now.q75 * 100:.0f}%",
            first[name],
        ]
        if before:
            row.append(f"was {with_interval(before[name])}")
        rows.append(tuple(row))
    return Table((*COLUMNS, EARLIER_COLUMN) if before else COLUMNS, tuple(rows))


def _number(summary: WeightSummary, n_informative: int) -> str:
    """The mean once there is enough evidence to name one; before, that it is too early."""
    return (
        percent(summary.mean) if n_informative >= ENOUGH_INFORMATIVE else "too early for a number"
    )


def _worlds(posterior: Posterior) -> dict[str, str]:
    """How often each issue comes first, in the same numbers as the dots."""
    counts = dot_counts({name: s.p_top for name, s in posterior.weight_summary().items()})
    return {name: f"in {n} of {WORLDS} plausible worlds" for name, n in counts.items()}


def _estimate_color(posterior: Posterior) -> str:
    return BLUE if posterior.n_informative else GREY


def _high(posterior: Posterior, earlier: Posterior | None, names: Sequence[str]) -> float:
    """Right end of the axis: a little beyond the widest interval shown, at most 1."""
    shown = [posterior.weight_summary()] + (
        [earlier.weight_summary()] if earlier is not None else []
    )
    widest = max(summary[name].q95 for summary in shown for name in names)
    return min(1.02, max(widest + 0.04, 0.3))


def _intervals(
    posterior: Posterior,
    earlier: Posterior | None,
    names: Sequence[str],
    rows: Sequence[float],
    gap: float,
) -> list[Trace]:
    """Thin 90% and thick 50% bars with the mean on them, the earlier ones `gap` rows below."""
    data: list[Trace] = []
    before = earlier.weight_summary() if earlier is not None else {}
    if before:
        old = [before[name] for name in names]
        lower = [row - gap for row in rows]
        data += _bars(old, lower, faded(GREY, 0.9), THIN, THICK - 3)
        hover = [f"Before: {with_interval(s)}" for s in old]
        data.append(dots([s.mean for s in old], lower, hover, GREY, size=6))
    summary = posterior.weight_summary()
    now = [summary[name] for name in names]
    color = _estimate_color(posterior)
    data += _bars(now, rows, color, THIN, THICK)
    first = _worlds(posterior)
    hover = [_hover(name, summary[name], first[name], posterior.n_informative) for name in names]
    data.append(dots([s.mean for s in now], rows, hover, color, line={"width": 0}, size=12))
    return data


def _bars(
    summaries: Sequence[WeightSummary], rows: Sequence[float], color: str, thin: int, thick: int
) -> list[Trace]:
    return [
        segments([s.q05 for s in summaries], [s.q95 for s in summaries], rows, color, thin),
        segments([s.q25 for s in summaries], [s.q75 for s in summaries], rows, color, thick),
    ]


def _hover(name: str, summary: WeightSummary, first: str, n_informative: int) -> str:
    return (
        f"{name}: {_number(summary, n_informative)}, between {interval(summary)} of what matters to "
        f"them in 9 of 10 plausible worlds; comes first {first}; {answers(n_informative)}"
    )


def densities(
    posterior: Posterior, names: Sequence[str]
) -> tuple[FloatArray, tuple[FloatArray, ...]]:
    """Weights from 0 to 1, and for each issue how much of what is plausible lies about each of them.

    Returns
    -------
    places : ndarray, shape (n_bins,)
    heights : tuple of ndarray, shape (n_bins,)
        Smoothed mass of each bin; an issue's sum is 1.
    """
    edges = np.linspace(0, 1, DENSITY_BINS + 1)
    rows = [posterior.weights[posterior.agenda.index(name)] for name in names]
    masses = [np.histogram(row, edges, weights=posterior.draw_weights)[0] for row in rows]
    return (edges[:-1] + edges[1:]) / 2, tuple(map(_smooth, masses))


def _density(
    posterior: Posterior, names: Sequence[str], rows: Sequence[float], high: float, color: str
) -> Trace:
    """All ridges as one filled trace; each is as tall as the tallest of them allows."""
    middles, heights = densities(posterior, names)
    scale = (RIDGE_TOP - RIDGE_BASE) / max(float(h.max()) for h in heights)
    shown = middles <= high
    x: list[float | None] = []
    y: list[float | None] = []
    for height, row in zip(heights, rows, strict=True):
        places = np.round(middles[shown], 4).tolist()
        x += [places[0], *places, places[-1], None]
        y += [row, *np.round(row + height[shown] * scale, 4).tolist(), row, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "fill": "toself",
        "fillcolor": faded(color, FILL),
        "line": {"color": CLEAR, "width": 0},
        "hoverinfo": "skip",
    }


def _smooth(mass: FloatArray) -> FloatArray:
    """Mass per bin smoothed by a normal kernel that reflects at the ends, so that none leaks out."""
    reach = int(4 * DENSITY_SPREAD)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / DENSITY_SPREAD) ** 2)
    padded = np.pad(mass, reach, mode="symmetric")
    return np.asarray(np.convolve(padded, kernel / kernel.sum(), mode="valid"), np.float64)


def _names_and_numbers(
    posterior: Posterior, names: Sequence[str], rows: Sequence[float], longest: int
) -> list[Figure]:
    """Each issue's name at the left and its number at the right of a line of their own."""
    summary = posterior.weight_summary()
    notes = []
    for name, row in zip(names, rows, strict=True):
        notes.append(note(short(name, longest), 0, row, font={"size": TEXT_SIZE, "weight": 600}))
        number = interval(summary[name])
        if posterior.n_informative >= ENOUGH_INFORMATIVE:
            number = f"{percent(summary[name].mean)} ({number})"
        notes.append(note(number, 1, row, xanchor="right", align="right"))
    return notes


def _figure(
    posterior: Posterior,
    data: list[Trace],
    notes: list[Figure],
    n_rows: int,
    high: float,
    rows_height: int,
    has_axis_title: bool,
) -> Figure:
    """The plot around the rows: axis of shares, the line of equal weights, and what is greyed and why."""
    equal = 1 / posterior.agenda.n_issues
    clear = RIDGE_TOP if has_axis_title else BAR_TOP
    top = TOP_HEIGHT + (0 if posterior.n_informative else TITLE_HEIGHT)
    bottom = AXIS_HEIGHT + (TITLE_HEIGHT if has_axis_title else 0)
    small = {"size": SMALL_SIZE}
    # A single issue has all of it: at the right edge, where a centred label would be cut off.
    anchor = "center" if equal < 1 else "right"
    notes.append(
        note("all equal", equal, 1, xref="x", yref="paper", xanchor=anchor, yshift=9, font=small)
    )
    if not posterior.n_informative:
        lifted = {
            "yref": "paper",
            "yshift": 9 + TITLE_HEIGHT,
            "font": {"size": TEXT_SIZE, "style": "italic"},
        }
        notes.append(note("before any evidence", 0, 1, **lifted))
    if has_axis_title:
        title = "share of what matters to them (thick: 50%, thin: 90%)"
        notes.append(
            note(title, 0, 0, yref="paper", yanchor="top", yshift=-AXIS_HEIGHT + 2, font=small)
        )
    return {
        "data": data,
        "layout": layout(
            rows_height + top + bottom,
            margin={"l": 4, "r": 8, "t": top, "b": bottom, "pad": 0},
            xaxis=share_axis(high),
            yaxis=bare_axis(0, n_rows),
            shapes=[
                {
                    "type": "line",
                    "x0": equal,
                    "x1": equal,
                    "y0": row,
                    "y1": row + clear,
                    "layer": "below",
                    "line": {"color": GREY, "width": 1.5, "dash": "dot"},
                }
                for row in range(n_rows)
            ],
            annotations=notes,
        ),
    }
