"""The course of the talks as a drawing: a lane for each side, a column for each round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from meso_infer.charts.theme import short
from meso_infer.charts.timeline import LANES, TimelineRow
from meso_infer.report.svg import INK, RULE, WIDTH, drawing, label, line, mark

MARKS = {
    "meso-offered": "square",
    "offer-received": "square",
    "package-picked": "circle",
    "packages-ranked": "circle",
    "packages-mixed": "plus",
    "all-rejected": "cross",
    "offer-accepted": "star",
    "issue-pushed": "triangle",
    "counteroffer-made": "diamond",
    "agreement-reached": "star",
    "talks-ended": "cross",
    "consent-given": "star",
    "improvement-proposed": "diamond",
    "improvement-vetoed": "cross",
}
OTHER = "ring"
WORDS = {
    "square": "offer",
    "circle": "pick or ranking",
    "triangle": "asked for more",
    "diamond": "counteroffer or proposal",
    "plus": "mix",
    "star": "yes",
    "cross": "no",
    "ring": "said",
}

LEFT, RIGHT, TOP, LANE, FOOT, LEGEND_LINE = 70, 14, 8, 46, 10, 18
MOST_TICKS, MOST_LABELS, LABEL = 12, 12, 12


def timeline_picture(rows: Sequence[TimelineRow]) -> str:
    """Draw the course.

    Parameters
    ----------
    rows : sequence of TimelineRow
        One or more, in the order of the log.
    """
    first, last = min(row.round for row in rows), max(row.round for row in rows)
    lanes = [lane for lane in LANES if any(row.lane == lane for row in rows)]
    bottom = TOP + LANE * len(lanes)
    step = (WIDTH - LEFT - RIGHT) / (last - first + 1)
    parts = []
    for k, lane in enumerate(lanes):
        y = TOP + LANE * k + LANE / 2
        parts.append(label(0, y + 4, LANES[lane][0], bold=True))
        parts.append(line(LEFT, y, WIDTH - RIGHT, y, RULE))
    every = -(-(last - first + 1) // MOST_TICKS)
    for number in range(first, last + 1, every):
        x = LEFT + step * (number - first + 0.5)
        parts.append(
            label(
                x,
                bottom + 14,
                f"round {number}" if step > 60 else str(number),
                size=11,
                anchor="middle",
            )
        )
    parts += _marks(rows, lanes, first, step)
    legend, foot = _legend(rows, bottom + 38)
    n_rounds = last - first + 1
    said = f"{len(rows)} event{'' if len(rows) == 1 else 's'} over {n_rounds} round{'' if n_rounds == 1 else 's'}"
    told = "; ".join(f"round {row.round}: {row.hover}" for row in rows[:12])
    more = f"; and {len(rows) - 12} more, in the table below" if len(rows) > 12 else ""
    return drawing(
        "course", foot + FOOT, f"Course of the talks: {said}", told + more + ".", [*parts, *legend]
    )


def _marks(rows: Sequence[TimelineRow], lanes: Sequence[str], first: int, step: float) -> list[str]:
    """Marks of one lane and round stand side by side, in the order of the log."""
    crowd = Counter((row.lane, row.round) for row in rows)
    has_labels = step / max(crowd.values()) > 60
    seen: Counter[tuple[str, int]] = Counter()
    parts = []
    for row in rows:
        place = (row.lane, row.round)
        share = (seen[place] + 0.5) / crowd[place]
        seen[place] += 1
        x = LEFT + step * (row.round - first + 0.1 + 0.8 * share)
        y = TOP + LANE * lanes.index(row.lane) + LANE / 2
        size = min(7.0, max(2.0, 0.4 * step / crowd[place]))
        parts.append(mark(MARKS.get(row.kind, OTHER), x, y, LANES[row.lane][1], size))
        if has_labels and row.label:
            parts.append(label(x, y + 20, short(row.label, LABEL), size=11, anchor="middle"))
    return parts


def _legend(rows: Sequence[TimelineRow], y: float) -> tuple[list[str], float]:
    """What each mark means, in as many lines as it takes, and the foot of the last line."""
    found = list(dict.fromkeys(MARKS.get(row.kind, OTHER) for row in rows))
    parts, x = [], float(LEFT)
    for shape in found:
        width = 26 + 6.2 * len(WORDS[shape])
        if x + width > WIDTH - RIGHT:
            x, y = float(LEFT), y + LEGEND_LINE
        parts += [mark(shape, x, y - 4, INK, 5), label(x + 11, y, WORDS[shape], size=11)]
        x += width
    return parts, y
