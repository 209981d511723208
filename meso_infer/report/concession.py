"""What each side has moved, in our points by round, as a drawing."""

from __future__ import annotations

from collections.abc import Sequence

from meso_infer.charts.theme import AMBER, BLUE, GREY
from meso_infer.concession.give_and_take import Move
from meso_infer.points import points
from meso_infer.report.svg import RULE, WIDTH, area, course, drawing, label, line, mark

LEFT, RIGHT, TOP, PLOT, FOOT = 40, 16, 12, 210, 46
MOST_TICKS, ROOM_FOR_WORDS, SMALL = 12, 60, 11


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

    ours = [(m.round, m.ours) for m in moves if m.ours is not None]
    theirs = [(m.round, m.theirs) for m in moves if m.theirs is not None]
    parts = _axes([(n, at(n, 0)[0]) for n in range(first, last + 1)], step)
    both = {n for n, _ in ours} & {n for n, _ in theirs}
    if len(both) > 1:
        upper = [at(n, worth) for n, worth in ours if n in both]
        lower = [at(n, worth) for n, worth in theirs if n in both]
        parts.append(area([*upper, *lower[::-1]], GREY, 0.12))
    if reservation_value is not None:
        y = at(first, reservation_value)[1]
        parts.append(line(LEFT, y, WIDTH - RIGHT, y, AMBER, 1.5, "4 4"))
        parts.append(label(LEFT + 4, y - 5, "our walk-away", size=SMALL))
    for side, color, shape in ((ours, AMBER, "diamond"), (theirs, BLUE, "circle")):
        places = [at(n, worth) for n, worth in side]
        parts.append(course(places, color))
        parts += [mark(shape, x, y, color, 6) for x, y in places]
    return drawing(
        "movement",
        TOP + PLOT + FOOT,
        "What each side has moved, in points of 100 to us",
        _told(moves),
        [*parts, *_legend()],
    )


def _axes(rounds: Sequence[tuple[int, float]], step: float) -> list[str]:
    """Lines of points, and the rounds at their places."""
    parts = []
    for amount in (0, 25, 50, 75, 100):
        y = TOP + PLOT * (1 - amount / 100)
        parts.append(line(LEFT, y, WIDTH - RIGHT, y, RULE))
        parts.append(label(LEFT - 6, y + 4, str(amount), size=SMALL, anchor="end"))
    every = -(-len(rounds) // MOST_TICKS)
    for number, x in rounds[::every]:
        words = f"round {number}" if step > ROOM_FOR_WORDS else str(number)
        parts.append(label(x, TOP + PLOT + 16, words, size=SMALL, anchor="middle"))
    return parts


def _legend() -> list[str]:
    y = TOP + PLOT + 38
    parts = []
    for x, shape, color, words in (
        (LEFT + 6, "diamond", AMBER, "our offers (mean)"),
        (LEFT + 156, "circle", BLUE, "what they asked for"),
    ):
        parts += [mark(shape, x, y - 4, color, 5), label(x + 11, y, words, size=SMALL)]
    return parts


def _told(moves: Sequence[Move]) -> str:
    rows = []
    for move in moves:
        sides = (("our offer", move.ours), ("their counteroffer", move.theirs))
        said = [f"{who} {points(worth)}" for who, worth in sides if worth is not None]
        if said:
            rows.append(f"round {move.round}: {', '.join(said)}")
    return "; ".join(rows) + "."
