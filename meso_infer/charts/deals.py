"""The deal-space map: what deals are worth to us, and what we believe they are worth to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from meso_infer.charts.label_places import Spot, label_places
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
    hover_text,
    layout,
    note,
    plain,
)
from meso_infer.deals.space import BargainingPoint, Deal, DealSpace
from meso_infer.packages import Agenda
from meso_infer.points import points

Mark = Literal["ours", "theirs", "earlier", "proposed", "agreed"]

HEIGHT, LEFT, BOTTOM = 420, 46, 46
MARKS: dict[Mark, tuple[str, str, int]] = {
    "ours": (AMBER, "diamond", 12),
    "theirs": (BLUE, "diamond-open", 13),
    "earlier": (GREY, "star", 14),
    "proposed": (GREEN, "star-open", 15),
    "agreed": (GREEN, "star", 16),
}
POINT_NAMES = {
    "nash": "largest product of gains (Nash)",
    "kalai_smorodinsky": "equal shares of what each could gain (Kalai and Smorodinsky)",
    "egalitarian": "equal gains (egalitarian)",
    "max_sum": "largest sum (both together)",
}
SQUARE, MOST_ROWS = 11, 12
SCALES = ((2.9, 3.5), (9.0, 3.5))
"""Pixels of a point across and up: on a phone, and on a wide screen."""
COLUMNS = ("Deal", "Package", "Points for us", "For them, of 100", "80% interval")


@dataclass(frozen=True)
class MarkedDeal:
    """A deal with a mark of its own on the map: an offer, a counteroffer, the agreement and what followed."""

    mark: Mark
    label: str
    name: str
    deal: Deal


def deal_map(
    space: DealSpace,
    agenda: Agenda,
    marked: Sequence[MarkedDeal] = (),
    *,
    moved: tuple[tuple[float, float], tuple[float, float]] | None = None,
) -> Chart:
    """Draw V3: possible deals, the frontier with its band, our offers, theirs, and the agreement.

    Parameters
    ----------
    space : DealSpace
    agenda : Agenda
    marked : sequence of MarkedDeal
    moved : pair of (own, theirs), optional
        From where to where our offers moved in the last round.
    """
    data = [*_band(space), _cloud(space), _frontier(space), _solutions(space, agenda)]
    beside = _text_places(space, marked)
    data += [_intervals(marked), *(_marks(marked, beside, mark, agenda) for mark in MARKS)]
    notes = [_limit_note(space)] if space.reservation_value > 0 else []
    if moved is not None:
        notes.append(_arrow(*moved))
    figure = {
        "data": data,
        "layout": layout(
            HEIGHT,
            margin={"l": LEFT, "r": 10, "t": 10, "b": BOTTOM, "pad": 0},
            xaxis=_points_axis("worth to us, points"),
            yaxis=_points_axis("worth to them, of 100 (estimate)"),
            shapes=[_limit(space)] if space.reservation_value > 0 else [],
            annotations=notes,
        ),
    }
    return Chart(figure, _takeaway(space, marked), Table(COLUMNS, _rows(space, agenda, marked)))


def _points_axis(title: str) -> Figure:
    return bare_axis(
        -2,
        102,
        visible=True,
        tickmode="array",
        tickvals=[0, 25, 50, 75, 100],
        tickfont={"color": INK, "size": SMALL_SIZE},
        ticks="",
        title={"text": title, "font": {"color": INK, "size": SMALL_SIZE}, "standoff": 4},
        showgrid=True,
        gridcolor=faded(GREY, 0.25),
        zeroline=False,
        showline=False,
        linecolor=CLEAR,
    )


def _line(x: np.ndarray, y: np.ndarray, **more: object) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": np.round(100 * x, 2).tolist(),
        "y": np.round(100 * y, 2).tolist(),
        "hoverinfo": "skip",
        **more,
    }


def _band(space: DealSpace) -> list[Trace]:
    """The 80% band of the most that they could have at each level of ours, and its mean."""
    edge = {"line": {"color": CLEAR, "width": 0}}
    words = [
        f"Where a deal is worth {100 * level:.0f} to us, the best for them is worth about "
        f"{100 * best:.0f} to them (80%: {100 * low:.0f} to {100 * high:.0f})."
        for level, best, low, high in zip(
            space.levels, space.best, space.best_low, space.best_high, strict=True
        )
    ]
    middle = _line(space.levels, space.best, line={"color": BLUE, "width": 2.5})
    middle |= {"hoverinfo": "text", "hovertext": [hover_text(text) for text in words]}
    return [
        _line(space.levels, space.best_low, **edge),
        _line(space.levels, space.best_high, fill="tonexty", fillcolor=faded(BLUE), **edge),
        middle,
    ]


def _cloud(space: DealSpace) -> Trace:
    trace = dots((100 * space.cloud[:, 0]).tolist(), (100 * space.cloud[:, 1]).tolist(), (), GREY)
    trace["marker"] |= {"size": 4, "color": faded(GREY, 0.7)}
    return trace | {"hoverinfo": "skip"}


def _frontier(space: DealSpace) -> Trace:
    """Packages that are efficient by what is believed today."""
    x = [100 * deal.own for deal in space.frontier]
    y = [100 * deal.theirs for deal in space.frontier]
    trace = dots(x, y, (), BLUE, size=5)
    return trace | {"hoverinfo": "skip"}


def _solutions(space: DealSpace, agenda: Agenda) -> Trace:
    hover = [
        f"{POINT_NAMES[point.name]}: {agenda.describe(point.package)}. {_worth(point)}"
        for point in space.points
    ]
    x = [100 * point.own for point in space.points]
    y = [100 * point.theirs for point in space.points]
    trace = dots(x, y, hover, INK, symbol="square-open", size=SQUARE)
    trace["marker"]["line"] = {"width": 2, "color": INK}
    return trace


def _intervals(marked: Sequence[MarkedDeal]) -> Trace:
    """The 80% interval of what each marked deal is worth to them."""
    x: list[float | None] = []
    y: list[float | None] = []
    for one in marked:
        x += [100 * one.deal.own, 100 * one.deal.own, None]
        y += [100 * one.deal.theirs_low, 100 * one.deal.theirs_high, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": {"color": faded(GREY, 0.8), "width": 2},
        "hoverinfo": "skip",
    }


def _marks(
    marked: Sequence[MarkedDeal], beside: Sequence[str], mark: Mark, agenda: Agenda
) -> Trace:
    color, symbol, size = MARKS[mark]
    mine = [one for one in marked if one.mark == mark]
    hover = [f"{one.name}: {agenda.describe(one.deal.package)}. {_worth(one.deal)}" for one in mine]
    x = [100 * one.deal.own for one in mine]
    y = [100 * one.deal.theirs for one in mine]
    trace = dots(x, y, hover, color, symbol=symbol, size=size)
    trace["marker"]["line"] = {"width": 2 if symbol.endswith("-open") else 0, "color": color}
    return trace | {
        "mode": "markers+text",
        "text": [plain(one.label) for one in mine],
        "textposition": [
            place for one, place in zip(marked, beside, strict=True) if one.mark == mark
        ],
        "textfont": {"color": INK, "size": SMALL_SIZE},
        "cliponaxis": False,
    }


def _text_places(space: DealSpace, marked: Sequence[MarkedDeal]) -> list[str]:
    """Where the labels stand: packages of equal worth to us lie above each other, often close."""
    spots = [
        Spot(100 * one.deal.own, 100 * one.deal.theirs, MARKS[one.mark][2], one.label)
        for one in marked
    ]
    squares = [Spot(100 * point.own, 100 * point.theirs, SQUARE) for point in space.points]
    return label_places(spots, SCALES, squares, end=103.0)


def _worth(deal: Deal) -> str:
    return (
        f"{100 * deal.own:.0f} points for us, about {100 * deal.theirs:.0f} of 100 for them "
        f"(80%: {100 * deal.theirs_low:.0f} to {100 * deal.theirs_high:.0f})."
    )


def _limit(space: DealSpace) -> Figure:
    at = 100 * space.reservation_value
    return {
        "type": "line",
        "x0": at,
        "x1": at,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"color": AMBER, "width": 1.5, "dash": "dot"},
    }


def _limit_note(space: DealSpace) -> Figure:
    at = 100 * space.reservation_value
    side = "left" if at < 50 else "right"
    return note(
        "our walk-away", at, 0.0, xref="x", yref="paper", xanchor=side, yanchor="bottom",
        xshift=4 if side == "left" else -4, font={"color": INK, "size": SMALL_SIZE},
    )  # fmt: skip


def _arrow(start: tuple[float, float], end: tuple[float, float]) -> Figure:
    return {
        "text": "",
        "x": 100 * end[0],
        "y": 100 * end[1],
        "ax": 100 * start[0],
        "ay": 100 * start[1],
        "xref": "x",
        "yref": "y",
        "axref": "x",
        "ayref": "y",
        "showarrow": True,
        "arrowhead": 2,
        "arrowsize": 1.2,
        "arrowwidth": 1.5,
        "arrowcolor": AMBER,
    }


def _rows(
    space: DealSpace, agenda: Agenda, marked: Sequence[MarkedDeal]
) -> tuple[tuple[str, ...], ...]:
    spread = np.linspace(0, len(space.frontier) - 1, min(len(space.frontier), MOST_ROWS))
    rows = [_row(one.name, one.deal, agenda) for one in marked]
    rows += [_row(_solution(point), point, agenda) for point in space.points]
    rows += [
        _row("Nothing better for both", space.frontier[int(k)], agenda) for k in spread.round()
    ]
    return tuple(rows)


def _solution(point: BargainingPoint) -> str:
    name = POINT_NAMES[point.name]
    low, high = 100 * point.own_low, 100 * point.own_high
    return f"{name[0].upper()}{name[1:]}; for us {low:.0f} to {high:.0f} (80%)"


def _row(name: str, deal: Deal, agenda: Agenda) -> tuple[str, ...]:
    return (
        name,
        agenda.describe(deal.package),
        points(deal.own),
        f"{100 * deal.theirs:.0f}",
        f"{100 * deal.theirs_low:.0f} to {100 * deal.theirs_high:.0f}",
    )


def _takeaway(space: DealSpace, marked: Sequence[MarkedDeal]) -> str:
    width = 100 * float((space.best_high - space.best_low).mean())
    text = (
        f"At each level of ours, the most that they could have is known to about {width:.0f} of 100 "
        f"points. Chance that some deal is good enough for both now: {space.zone:.0%}."
    )
    for mark, word in (("agreed", "Agreed"), ("proposed", "Proposed instead")):
        found = [one for one in marked if one.mark == mark]
        if found:
            text += f" {word}: {_worth(found[-1].deal)}"
    return text
