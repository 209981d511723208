"""What each side has moved, and the targets of the rounds to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING

from meso_infer.charts.theme import (
    AMBER,
    BLUE,
    CLEAR,
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
    note,
)
from meso_infer.concession.give_and_take import Move
from meso_infer.points import points

if TYPE_CHECKING:
    # Only named here, and it draws in SciPy, which would cost the first page 0.2 s.
    from meso_infer.concession.targets import ConcessionPlan

HEIGHT, LEFT, BOTTOM = 300, 40, 44
MOST_TICKS = 8
ARROW_AT, NOTES_END = 0.44, 0.93
"""Rounds after the last at which the arrow stands, and the share of the width at which notes end left of it."""
WALK_AWAY = "our walk-away"
ROOM, ABOVE = 0.09, 0.07
"""Shares of the axis: what the words at a line take up, and how far they may stand out at the top."""
DASHES = ("dot", "dash", "dashdot")
COLUMNS = ("Round", "Our offer", "Their counteroffer", "Plan", "If it comes to this", "Take from")


def concession_chart(
    moves: Sequence[Move],
    plan: ConcessionPlan | None = None,
    curves: Mapping[str, Sequence[float]] | None = None,
    *,
    reservation_value: float | None = None,
    anchors: bool = False,
) -> Chart:
    """Draw V7: our offers and their counteroffers in our points by round, then the planned targets.

    What was is drawn to the last round; what is planned stands apart, as open marks. No line is drawn
    through what they may do.

    Parameters
    ----------
    moves : sequence of Move
        Rounds so far.
    plan : ConcessionPlan, optional
    curves : mapping of name to targets, optional
        Plain curves over the rounds of the plan, to compare.
    reservation_value : float, optional
        Drawn as a line.
    anchors : bool
        Whether to draw where each side began, and how far the middle between them has been pulled.
    """
    steps = () if plan is None else plan.steps
    rounds = [move.round for move in moves] + [step.round for step in steps]
    first, last = min(rounds, default=1), max(rounds, default=1)
    data = [*_between(moves), _course(moves, "ours"), _course(moves, "theirs")]
    if plan is not None:
        data += _curves(plan, curves or {})
        data.append(_planned(plan))
    figure = {
        "data": data,
        "layout": layout(
            HEIGHT,
            margin={"l": LEFT, "r": 10, "t": 10, "b": BOTTOM, "pad": 0},
            xaxis=_round_axis(first, last),
            yaxis=_points_axis(),
            shapes=[] if reservation_value is None else [_limit(reservation_value)],
            annotations=_line_notes(moves if anchors else (), reservation_value),
        ),
    }
    text = _takeaway(moves, plan)
    if anchors:
        figure["layout"]["shapes"] += _first_lines(moves)
        figure["layout"]["annotations"] += _pull_arrow(moves)
        text = f"{text} {pull_sentence(moves)}".strip()
    n_columns = len(COLUMNS) if plan else 3
    rows = tuple(row[:n_columns] for row in _rows(moves, plan))
    return Chart(figure, text, Table(COLUMNS[:n_columns], rows))


# --- where each side began ----------------------------------------------------------------------------


def _firsts(moves: Sequence[Move]) -> tuple[float | None, float | None]:
    """Utility to us of our first offer and of their first counteroffer."""
    ours = next((move.ours for move in moves if move.ours is not None), None)
    return ours, next((move.theirs for move in moves if move.theirs is not None), None)


def _first_lines(moves: Sequence[Move]) -> list[Figure]:
    return [
        {
            "type": "line", "x0": 0, "x1": 1, "xref": "paper", "y0": 100 * at, "y1": 100 * at,
            "layer": "below", "line": {"color": color, "width": 1, "dash": "dash"},
        }
        for at, color in zip(_firsts(moves), (AMBER, BLUE), strict=True)
        if at is not None
    ]  # fmt: skip


def _line_notes(moves: Sequence[Move], reservation_value: float | None) -> list[Figure]:
    """The words at each line, on sides where neither another line nor other words run through them."""
    ours, theirs = _firsts(moves)
    near_half = "bottom" if (reservation_value or 0.0) < 0.5 else "top"
    lines = [
        (words, at, usual)
        for words, at, usual in (
            ("we began here", ours, "bottom"),
            ("they began here", theirs, "top"),
            (WALK_AWAY, reservation_value, near_half),
        )
        if at is not None
    ]
    ways = product(*((usual, "top" if usual == "bottom" else "bottom") for _, _, usual in lines))
    levels = [(words, at) for words, at, _ in lines]
    # Of ways that are as clear the first: the one with most words on their usual sides.
    sides = min(ways, key=lambda way: round(_crowding(levels, way), 6))
    return [
        note(
            words,
            0.0 if words == WALK_AWAY else NOTES_END,
            100 * at,
            xanchor="left" if words == WALK_AWAY else "right",
            yanchor=side,
            font={"color": INK, "size": SMALL_SIZE},
        )
        for (words, at), side in zip(levels, sides, strict=True)
    ]


def _crowding(levels: Sequence[tuple[str, float]], sides: Sequence[str]) -> float:
    """How far lines, other words and the edges reach into words whose lines touch the `sides` given."""
    boxes = [
        (words, at, at + ROOM) if side == "bottom" else (words, at - ROOM, at)
        for (words, at), side in zip(levels, sides, strict=True)
    ]
    reach = 0.0
    for words, low, high in boxes:
        reach += max(-low, 0.0) + max(high - 1 - ABOVE, 0.0)
        reach += sum(max(min(high - one, one - low), 0.0) for _, one in levels)
        # The words of the walk-away stand at the other end of their line.
        reach += sum(
            max(min(high, top) - max(low, bottom), 0.0)
            for other, bottom, top in boxes
            if other != words and WALK_AWAY not in (other, words)
        )
    return reach


def _middles(moves: Sequence[Move]) -> tuple[float, float] | None:
    """The middle between both sides at the first offers and now; None before both have made one."""
    first = _firsts(moves)
    last = _firsts(list(reversed(moves)))
    if None in first or None in last:
        return None
    return sum(x or 0.0 for x in first) / 2, sum(x or 0.0 for x in last) / 2


def pull_sentence(moves: Sequence[Move]) -> str:
    """How far the middle between both sides has been pulled since the first offers, and to whom."""
    middles = _middles(moves)
    if middles is None:
        return ""
    shift = 100 * (middles[1] - middles[0])
    if abs(shift) < 0.05:
        return "The middle between both sides is where it was at the first offers."
    way = "towards us" if shift > 0 else "towards them"
    return f"The middle between both sides has moved {points(abs(shift) / 100)} points {way} since the first offers."


def _pull_arrow(moves: Sequence[Move]) -> list[Figure]:
    middles = _middles(moves)
    if middles is None or abs(middles[1] - middles[0]) < 0.005:
        return []
    last = max(move.round for move in moves)
    return [
        {
            "x": last + ARROW_AT, "y": 100 * middles[1], "ax": last + ARROW_AT, "ay": 100 * middles[0],
            "xref": "x", "yref": "y", "axref": "x", "ayref": "y", "text": "", "showarrow": True,
            "arrowhead": 2, "arrowwidth": 2, "arrowcolor": GREY,
        }
    ]  # fmt: skip


def _round_axis(first: int, last: int) -> Figure:
    step = max(1, -(-(last - first + 1) // MOST_TICKS))
    return bare_axis(
        first - 0.5,
        last + 0.5,
        visible=True,
        tickmode="array",
        tickvals=list(range(first, last + 1, step)),
        tickfont={"color": INK, "size": SMALL_SIZE},
        ticks="",
        title={"text": "round", "font": {"color": INK, "size": SMALL_SIZE}, "standoff": 4},
        showgrid=False,
        zeroline=False,
        linecolor=CLEAR,
    )


def _points_axis() -> Figure:
    return bare_axis(
        -3,
        103,
        visible=True,
        tickmode="array",
        tickvals=[0, 25, 50, 75, 100],
        tickfont={"color": INK, "size": SMALL_SIZE},
        ticks="",
        showgrid=True,
        gridcolor=faded(GREY, 0.25),
        zeroline=False,
        showline=False,
    )


def _between(moves: Sequence[Move]) -> list[Trace]:
    """The shaded room between what we ask for and what they grant, where both are known."""
    both = [
        (m.round, m.ours, m.theirs) for m in moves if m.ours is not None and m.theirs is not None
    ]
    if len(both) < 2:
        return []
    rounds = [number for number, _, _ in both]
    edge: Trace = {
        "type": "scatter", "mode": "lines", "x": rounds, "hoverinfo": "skip",
        "line": {"color": CLEAR, "width": 0},
    }  # fmt: skip
    upper = {**edge, "y": [100 * ours for _, ours, _ in both if ours is not None]}
    lower = {**edge, "y": [100 * theirs for _, _, theirs in both if theirs is not None]}
    return [upper, {**lower, "fill": "tonexty", "fillcolor": faded(GREY, 0.12)}]


def _course(moves: Sequence[Move], side: str) -> Trace:
    is_ours = side == "ours"
    mine = [
        (move.round, worth)
        for move in moves
        if (worth := move.ours if is_ours else move.theirs) is not None
    ]
    who = "our offer" if is_ours else "their counteroffer"
    hover = [f"Round {number}: {who}, {points(worth)} points for us" for number, worth in mine]
    color = AMBER if is_ours else BLUE
    trace = dots(
        [number for number, _ in mine],
        [100 * worth for _, worth in mine],
        hover,
        color,
        symbol="diamond" if is_ours else "circle",
        size=11,
    )
    return trace | {"mode": "lines+markers", "line": {"color": color, "width": 2}}


def _planned(plan: ConcessionPlan) -> Trace:
    hover = [
        f"Round {step.round}: aim for {100 * step.target:.0f} points, if it comes to this "
        f"({step.reached:.0%}); then {step.accepted:.0%} that they accept"
        for step in plan.steps
    ]
    trace = dots(
        [step.round for step in plan.steps],
        [100 * step.target for step in plan.steps],
        hover,
        AMBER,
        symbol="diamond-open",
        size=11,
    )
    trace["marker"]["line"] = {"width": 2, "color": AMBER}
    # The less likely it is that a round comes, the fainter it is drawn.
    trace["marker"]["opacity"] = [round(0.35 + 0.65 * step.reached, 3) for step in plan.steps]
    return trace


def _curves(plan: ConcessionPlan, curves: Mapping[str, Sequence[float]]) -> list[Trace]:
    rounds = [step.round for step in plan.steps]
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": rounds,
            "y": [round(100 * target, 2) for target in targets],
            "line": {"color": GREY, "width": 1.5, "dash": dash},
            "hoverinfo": "text",
            "hovertext": [f"{name}: {100 * target:.0f} points" for target in targets],
        }
        for (name, targets), dash in zip(curves.items(), DASHES, strict=False)
    ]


def _limit(reservation_value: float) -> Figure:
    at = 100 * reservation_value
    return {
        "type": "line", "x0": 0, "x1": 1, "xref": "paper", "y0": at, "y1": at,
        "line": {"color": AMBER, "width": 1.5, "dash": "dot"},
    }  # fmt: skip


def _rows(moves: Sequence[Move], plan: ConcessionPlan | None) -> tuple[tuple[str, ...], ...]:
    rows = [
        (str(move.round), _points(move.ours), _points(move.theirs), "", "", "") for move in moves
    ]
    for step in plan.steps if plan else ():
        rows.append(
            (
                str(step.round),
                "",
                "",
                _points(step.target),
                f"{step.reached:.0%}, then {step.accepted:.0%} yes",
                _points(step.take_from),
            )
        )
    return tuple(rows)


def _points(utility: float | None) -> str:
    return "" if utility is None else points(utility)


def _takeaway(moves: Sequence[Move], plan: ConcessionPlan | None) -> str:
    ours = [move.ours for move in moves if move.ours is not None]
    theirs = [move.theirs for move in moves if move.theirs is not None]
    parts = []
    if ours:
        parts.append(f"Our last offer is worth {100 * ours[-1]:.0f} points to us")
    if theirs:
        parts.append(f"their last counteroffer {100 * theirs[-1]:.0f}")
    text = ", ".join(parts) + "." if parts else "Nothing has been offered yet."
    if plan is None:
        return text
    last = plan.steps[-1]
    return (
        f"{text} Plan: {100 * plan.target:.0f} points now, {100 * last.target:.0f} by round "
        f"{last.round} if it comes to that."
    )
