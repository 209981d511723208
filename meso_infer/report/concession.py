"""What each side has moved, in our points by round, as a drawing."""

from __future__ import annotations

from collections.abc import Sequence

from meso_infer.charts.theme import AMBER, BLUE, GREY
from meso_infer.give_and_take import Move
from meso_infer.report.svg import RULE, WIDTH, area, course, drawing, label, line, mark

LEFT, RIGHT, TOP, PLOT, FOOT = 40, 16, 12, 210, 46
MOST_TICKS = 12


def concession_picture(moves: Sequence[Move], reservation_value: float | None) -> str:
    """Draw our offers and their counteroffers in our points, and our walk-away where there is one.

    Parameters
    ----------
    moves : sequence of Move
        One or more rounds.
    """
    first, last = moves[0].round, moves[-1].round
    step = (WIDTH - LEFT - RIGHT) / (last - first + 1)

    def at(number: int, worth: float) -> tuple[float, float]:
        return LEFT + step * (number - first + 0.5), TOP + PLOT * (1 - worth)

    parts = []
    for points in (0, 25, 50, 75, 100):
        y = TOP + PLOT * (1 - points / 100)
        parts += [
            line(LEFT, y, WIDTH - RIGHT, y, RULE),
            label(LEFT - 6, y + 4, str(points), size=11, anchor="end"),
        ]
    every = -(-(last - first + 1) // MOST_TICKS)
    for number in range(first, last + 1, every):
        parts.append(
            label(
                at(number, 0)[0],
                TOP + PLOT + 16,
                f"round {number}" if step > 60 else str(number),
                size=11,
                anchor="middle",
            )
        )
    ours = [at(move.round, move.ours) for move in moves if move.ours is not None]
    theirs = [at(move.round, move.theirs) for move in moves if move.theirs is not None]
    both = [m for m in moves if m.ours is not None and m.theirs is not None]
    if len(both) > 1:
        upper = [at(m.round, m.ours) for m in both if m.ours is not None]
        lower = [at(m.round, m.theirs) for m in both if m.theirs is not None]
        parts.append(area([*upper, *lower[::-1]], GREY, 0.12))
    if reservation_value is not None:
        y = TOP + PLOT * (1 - reservation_value)
        parts += [
            line(LEFT, y, WIDTH - RIGHT, y, AMBER, 1.5, "4 4"),
            label(LEFT + 4, y - 5, "our walk-away", size=11),
        ]
    for points, color, shape in ((ours, AMBER, "diamond"), (theirs, BLUE, "circle")):
        parts.append(course(points, color))
        parts += [mark(shape, x, y, color, 6) for x, y in points]
    foot = TOP + PLOT + 38
    parts += [
        mark("diamond", LEFT + 6, foot - 4, AMBER, 5),
        label(LEFT + 17, foot, "our offers (mean)", size=11),
    ]
    parts += [
        mark("circle", LEFT + 156, foot - 4, BLUE, 5),
        label(LEFT + 167, foot, "what they asked for", size=11),
    ]
    return drawing(
        "movement",
        TOP + PLOT + FOOT,
        "What each side has moved, in points of 100 to us",
        _told(moves),
        parts,
    )


def _told(moves: Sequence[Move]) -> str:
    rows = []
    for move in moves:
        sides = (("our offer", move.ours), ("their counteroffer", move.theirs))
        said = [f"{who} {100 * worth:.1f}" for who, worth in sides if worth is not None]
        if said:
            rows.append(f"round {move.round}: {', '.join(said)}")
    return "; ".join(rows) + "."
