"""The course of a negotiation: who put what forward in which round, and how sure we were after it.

It takes plain rows, so that it need not know the events they were made of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from meso_infer.certainty import NO_EVIDENCE, VERY_LIKELY, WORDS, certainty
from meso_infer.charts.theme import (
    AMBER,
    BLUE,
    CLEAR,
    GREEN,
    GREY,
    INK,
    SMALL_SIZE,
    Chart,
    Figure,
    Table,
    Trace,
    bare_axis,
    dots,
    faded,
    layout,
    plain,
    short,
)
from meso_infer.headline import answers

Lane = Literal["ours", "theirs", "statements", "agreed"]

LANES: dict[str, tuple[str, str]] = {
    "ours": ("Ours", AMBER),
    "theirs": ("Theirs", BLUE),
    "statements": ("Said", BLUE),
    "agreed": ("Agreed", GREEN),
}
PUSHED_DOWN = "issue-pushed-down"
"""A push for less of an amount, or for an earlier option: the same kind of event, another marker."""

SYMBOLS = {
    "meso-offered": "square",
    "offer-received": "square",
    "package-picked": "circle",
    "packages-ranked": "hexagon",
    "packages-mixed": "cross",
    "all-rejected": "x",
    "offer-accepted": "star",
    "issue-pushed": "triangle-up",
    PUSHED_DOWN: "triangle-down",
    "counteroffer-made": "diamond",
    "priority-stated": "circle-open",
    "constraint-stated": "hourglass-open",
    "question-asked": "square-open",
    "note": "circle-open",
    "agreement-reached": "star",
    "talks-ended": "x",
    "consent-given": "circle",
    "improvement-proposed": "star-open",
    "improvement-vetoed": "x",
}
OTHER_SYMBOL = "circle-open"
LEVELS = (NO_EVIDENCE, *(word for _, word in WORDS), VERY_LIKELY)

LANE_HEIGHT, LEVEL_HEIGHT, GAP_HEIGHT, AXIS_HEIGHT = 46, 20, 30, 44
LEFT = 84
MOST_LABELS, LABEL_LENGTH = 8, 10
WIDEST_SPREAD = 0.7
"""Share of a round's width that its columns take at most; few stand as far apart as from the next round."""
MARKER, SMALL_MARKER, MOST_LARGE = 13, 7, 10
"""Pixels of a marker, and those that keep the rounds apart on a phone from so many rounds on."""


@dataclass(frozen=True)
class TimelineRow:
    """One thing that happened.

    Attributes
    ----------
    round : int
        From 0 (before the first offer).
    lane : {'ours', 'theirs', 'statements', 'agreed'}
    kind : str
        Of the event; decides the marker.
    label : str
        A few characters beside the marker, such as ``'B'``.
    hover : str
        The event in words.
    """

    round: int
    lane: Lane
    kind: str
    label: str
    hover: str


@dataclass(frozen=True)
class StripPoint:
    """How sure we were after a round.

    Attributes
    ----------
    round : int
    issue : str
        The likeliest to matter most to them.
    p_top : float
        Probability that it does, 0 to 1.
    n_informative : int
        Informative answers by then.
    """

    round: int
    issue: str
    p_top: float
    n_informative: int

    @property
    def word(self) -> str:
        return certainty(self.p_top, self.n_informative)


def round_timeline(rows: Sequence[TimelineRow], strip: Sequence[StripPoint] = ()) -> Chart:
    """Draw V2: lanes of events by round, with a strip of certainty words below.

    Parameters
    ----------
    rows : sequence of TimelineRow
        In the order of the log.
    strip : sequence of StripPoint
        By round; left out when empty.
    """
    rounds = [row.round for row in rows] + [point.round for point in strip] or [1]
    first, last = min(rounds), max(rounds)
    lanes = list(LANES)
    columns = _columns(rows)
    crowd = max(columns, default=0) + 1
    has_labels = (last - first + 1) * crowd <= MOST_LABELS
    size = MARKER if last - first < MOST_LARGE else SMALL_MARKER
    places = _places(rows, columns)
    data = [_lane(rows, places, lane, has_labels, size) for lane in lanes]
    lanes_px = LANE_HEIGHT * len(lanes)
    strip_px = LEVEL_HEIGHT * len(LEVELS) if strip else 0
    plot_px = lanes_px + (GAP_HEIGHT + strip_px if strip else 0)
    more: Figure = {
        "yaxis": _words_axis(
            [LANES[lane][0] for lane in lanes][::-1], [1 - lanes_px / plot_px, 1.0], "x"
        )
    }
    if strip:
        data.append(_strip(strip))
        more["yaxis2"] = _words_axis(list(LEVELS), [0.0, strip_px / plot_px], "x")
    figure = {
        "data": data,
        "layout": layout(
            plot_px + AXIS_HEIGHT + 8,
            margin={"l": LEFT, "r": 8, "t": 8, "b": AXIS_HEIGHT, "pad": 0},
            xaxis=_round_axis(first, last, "y2" if strip else "y"),
            **more,
        ),
    }
    table = [(str(row.round), LANES[row.lane][0], row.hover) for row in rows]
    table += [(str(p.round), "How sure", _sure(p)) for p in strip]
    return Chart(figure, _takeaway(rows, strip), Table(("Round", "Lane", "What"), tuple(table)))


def _columns(rows: Sequence[TimelineRow]) -> list[int]:
    """The column of each row within its round, from 0: never left of what was logged before it.

    Rows of different lanes share a column until one of them needs the next.
    """
    columns: list[int] = []
    last: dict[int, int] = defaultdict(int)
    taken: set[tuple[int, int, str]] = set()
    for row in rows:
        if (row.round, last[row.round], row.lane) in taken:
            last[row.round] += 1
        columns.append(last[row.round])
        taken.add((row.round, columns[-1], row.lane))
    return columns


def _places(rows: Sequence[TimelineRow], columns: Sequence[int]) -> list[float]:
    """Where each row stands on the axis of rounds: its columns spread around the round's number."""
    widest: dict[int, int] = defaultdict(int)
    for row, column in zip(rows, columns, strict=True):
        widest[row.round] = max(widest[row.round], column)
    steps = {number: _step(most) for number, most in widest.items()}
    return [
        row.round + steps[row.round] * (column - widest[row.round] / 2)
        for row, column in zip(rows, columns, strict=True)
    ]


def _step(last_column: int) -> float:
    """The share of a round's width between two of its columns, which count from 0."""
    return min(1 / (last_column + 1), WIDEST_SPREAD / max(last_column, 1))


def _lane(
    rows: Sequence[TimelineRow], places: Sequence[float], lane: str, has_labels: bool, size: int
) -> Trace:
    """Markers of one lane, in the order of the log."""
    mine = [row for row in rows if row.lane == lane]
    across = [place for row, place in zip(rows, places, strict=True) if row.lane == lane]
    lanes = list(LANES)
    height = float(len(lanes) - 1 - lanes.index(lane))
    color = LANES[lane][1]
    hover = [f"Round {row.round}: {row.hover}" for row in mine]
    symbols = [SYMBOLS.get(row.kind, OTHER_SYMBOL) for row in mine]
    trace = dots(across, [height] * len(mine), hover, color, symbol=symbols, size=size)
    trace["marker"]["line"] = {"width": 2 if size == MARKER else 1, "color": color}
    if has_labels:
        trace |= {
            "mode": "markers+text",
            "text": [plain(short(row.label, LABEL_LENGTH)) for row in mine],
            "textposition": "bottom center",
            "textfont": {"color": INK, "size": SMALL_SIZE},
            "cliponaxis": False,
        }
    return trace


def _strip(strip: Sequence[StripPoint]) -> Trace:
    """The certainty word after each round, on its five steps."""
    heights = [float(LEVELS.index(point.word)) for point in strip]
    hover = [f"After round {point.round}: {_sure(point)}" for point in strip]
    trace = dots([point.round for point in strip], heights, hover, BLUE, size=9)
    return trace | {
        "mode": "lines+markers",
        "yaxis": "y2",
        "line": {"color": BLUE, "width": 2, "shape": "hv"},
    }


def _sure(point: StripPoint) -> str:
    if point.word == NO_EVIDENCE:
        return "no evidence yet on what matters most to them"
    return f"{point.issue} matters most to them: {point.word}, {answers(point.n_informative)}"


def _words_axis(words: Sequence[str], domain: list[float], anchor: str) -> Figure:
    return bare_axis(
        -0.6,
        len(words) - 0.4,
        visible=True,
        domain=domain,
        anchor=anchor,
        tickmode="array",
        tickvals=list(range(len(words))),
        ticktext=list(words),
        tickfont={"color": INK, "size": SMALL_SIZE},
        ticks="",
        showgrid=True,
        gridcolor=faded(GREY, 0.25),
        zeroline=False,
        showline=False,
    )


def _round_axis(first: int, last: int, anchor: str) -> Figure:
    step = max(1, -(-(last - first + 1) // 8))
    return bare_axis(
        first - 0.6,
        last + 0.6,
        visible=True,
        anchor=anchor,
        tickmode="array",
        tickvals=list(range(first, last + 1, step)),
        ticktext=[str(r) for r in range(first, last + 1, step)],
        tickfont={"color": INK, "size": SMALL_SIZE},
        ticks="",
        title={"text": "round", "font": {"color": INK, "size": SMALL_SIZE}, "standoff": 4},
        showgrid=False,
        zeroline=False,
        linecolor=CLEAR,
    )


def _takeaway(rows: Sequence[TimelineRow], strip: Sequence[StripPoint]) -> str:
    if not rows:
        return "Nothing has been logged yet."
    n_rounds = len({row.round for row in rows})
    text = f"{len(rows)} event{'' if len(rows) == 1 else 's'} in {n_rounds} round{'' if n_rounds == 1 else 's'}."
    return f"{text} Now: {_sure(strip[-1])}." if strip else text
