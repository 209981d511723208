"""Our value of one issue: how good each amount or option is for us, 0 to 100 points."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from meso_infer.charts.theme import (
    AMBER,
    GREY,
    INK,
    SMALL_SIZE,
    Chart,
    Figure,
    Table,
    bare_axis,
    dots,
    faded,
    layout,
    note,
    plain,
    short,
)
from meso_infer.issues import Issue, NumericIssue
from meso_infer.utility import ValueFunction

HEIGHT, AXIS_HEIGHT, LEFT = 170, 26, 30
SMOOTH, FEW, TENTHS = 61, 12, 11
"""Places at which a curve is drawn, up to how many options get a mark each, and marks on a range."""

MOST_TICKS = 3
LONGEST_TICK, LONGEST_END = 12, 18


def value_curve(issue: Issue, value: ValueFunction) -> Chart:
    """Draw our value of an issue: a line over amounts, marks on options.

    Parameters
    ----------
    issue : Issue
    value : ValueFunction
        From coordinates of the issue to values, 0 to 1.
    """
    ordered = issue.counterpart_probabilities is not None
    low, high = issue.bounds
    few = issue.n_options is not None and issue.n_options <= FEW
    places = issue.coordinates() if few else _even_places(issue, value)
    points = 100 * value(places)
    words = [issue.format(issue.option(float(place))) for place in places]
    hover = [f"{word}: {point:.0f} points" for word, point in zip(words, points, strict=True)]
    data = []
    if ordered:
        fine = np.linspace(low, high, SMOOTH) if isinstance(issue, NumericIssue) else places
        data.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": np.round(fine, 9).tolist(),
                "y": np.round(100 * value(fine), 4).tolist(),
                "line": {"color": AMBER, "width": 2},
                "hoverinfo": "skip",
            }
        )
    data.append(dots(places.tolist(), points.tolist(), hover, AMBER, size=9 if few else 6))
    figure = {"data": data, "layout": _layout(issue, places)}
    best, worst = int(points.argmax()), int(points.argmin())
    alt = f"{issue.name}: best for us {words[best]}, worst {words[worst]}."
    rows = tuple((word, f"{point:.0f}") for word, point in zip(words, points, strict=True))
    return Chart(figure, alt, Table((issue.name, "Points for us"), rows))


def _even_places(issue: Issue, value: ValueFunction) -> NDArray[np.float64]:
    """Tenths of a range, rounded so that they can be read, and wherever our value bends: its best, too."""
    low, high = issue.bounds
    places = issue.grid(TENTHS)
    if issue.n_options is None:
        digits = 3 - int(np.floor(np.log10(high - low)))
        places = np.clip(np.round(places, digits), low, high)
    bends = value.knots if len(value.knots) <= FEW else value.knots[[value.values.argmax()]]
    return np.unique([low, *places, *bends, high])


def _layout(issue: Issue, places: NDArray[np.float64]) -> Figure:
    """Points upwards; along the bottom the ends of the range, or every option where none is an end."""
    low, high = issue.bounds
    ordered = issue.counterpart_probabilities is not None
    middle = places[1:-1] if len(places) <= MOST_TICKS else places[:0]
    ticks = places[:0] if ordered else places
    pad = (high - low) * 0.08 or 0.5
    marks = {"showline": False, "zeroline": False, "visible": True, "tickmode": "array"}
    marks |= {"tickfont": {"color": INK, "size": SMALL_SIZE}}
    return layout(
        HEIGHT,
        margin={"l": LEFT, "r": 8, "t": 8, "b": AXIS_HEIGHT, "pad": 0},
        xaxis=bare_axis(
            low - pad,
            high + pad,
            showgrid=False,
            tickvals=ticks.tolist(),
            ticktext=[_tick(issue, float(place)) for place in ticks],
            **marks,
        ),
        yaxis=bare_axis(
            -6, 106, showgrid=True, gridcolor=faded(GREY, 0.25), tickvals=[0, 50, 100], **marks
        ),
        annotations=_along(issue, low, high, middle.tolist()) if ordered else [],
    )


def _along(issue: Issue, low: float, high: float, middle: list[float]) -> list[Figure]:
    """Both ends of the range, written inward from the corners so that neither is cut off."""
    below = {"yref": "paper", "yanchor": "top", "yshift": -6, "font": {"size": SMALL_SIZE}}
    return [
        note(_words(issue, low), 0, 0, **below),
        *(note(_words(issue, x), x, 0, xref="x", xanchor="center", **below) for x in middle),
        note(_words(issue, high), 1, 0, xanchor="right", **below),
    ]


def _words(issue: Issue, place: float) -> str:
    return short(issue.format(issue.option(place)), LONGEST_END)


def _tick(issue: Issue, place: float) -> str:
    return plain(short(issue.format(issue.option(place)), LONGEST_TICK))
