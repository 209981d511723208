"""What our packages reveal: how narrowly a reader of them could bound each of our weights.

Two readers: one who knows how our values run, and one who takes them for straight lines.
"""

from __future__ import annotations

from meso_infer.charts.theme import (
    AMBER,
    GREY,
    SMALL_SIZE,
    TEXT_SIZE,
    Chart,
    Figure,
    Table,
    bare_axis,
    faded,
    hover_text,
    layout,
    note,
    short,
)
from meso_infer.errors import listed
from meso_infer.exposure import LEVELS, Exposure, Reading

READERS = ("knows our values", "guesses straight lines")
ROW_HEIGHT, NAME_AT, BAR_AT, BAR_THICK = 78, 0.86, (0.56, 0.2), 0.2
COLUMNS = (
    "Our weight on",
    "To a reader who knows our values",
    "To one who takes them for straight lines",
)


def exposure_meter(exposure: Exposure) -> Chart:
    """Draw V6: for each issue four steps from hidden to known, under both readings.

    Parameters
    ----------
    exposure : Exposure
        Of all Mesos shown so far, or with one that is about to be shown.
    """
    readings = (exposure.true_shapes, exposure.linear)
    names = list(exposure.true_shapes.level)
    shapes: list[Figure] = []
    notes: list[Figure] = []
    x: list[float] = []
    y: list[float] = []
    hover: list[str] = []
    for k, name in enumerate(names):
        base = len(names) - 1 - k
        notes.append(note(short(name), 0, base + NAME_AT, font={"size": TEXT_SIZE, "weight": 600}))
        for reading, reader, at in zip(readings, READERS, BAR_AT, strict=True):
            reached = LEVELS.index(reading.level[name])
            shapes += _steps(base + at, reached)
            words = f"{LEVELS[reached]} ({reader})"
            notes.append(note(words, 1.03, base + at, xref="x", font={"size": SMALL_SIZE}))
            x.append(0.5)
            y.append(base + at)
            hover.append(f"{name}, a reader who {reader}: {_reading(reading, name)}")
    figure = {
        "data": [
            {
                "type": "scatter",
                "mode": "markers",
                "x": x,
                "y": y,
                "hovertext": [hover_text(text) for text in hover],
                "hoverinfo": "text",
                "marker": {"color": faded(AMBER, 0), "size": 24, "symbol": "square"},
            }
        ],
        "layout": layout(
            ROW_HEIGHT * len(names) + 8,
            margin={"l": 4, "r": 4, "t": 4, "b": 4, "pad": 0},
            xaxis=bare_axis(0, 2.1),
            yaxis=bare_axis(0, len(names)),
            shapes=shapes,
            annotations=notes,
        ),
    }
    rows = [(name, *(_reading(reading, name) for reading in readings)) for name in names]
    return Chart(figure, _takeaway(exposure), Table(COLUMNS, tuple(rows)))


def _steps(row: float, reached: int) -> list[Figure]:
    """Four boxes, filled up to the step reached; a hidden weight fills none."""
    width = 1 / len(LEVELS)
    boxes = []
    for step in range(len(LEVELS)):
        is_filled = reached > 0 and step <= reached
        boxes.append(
            {
                "type": "rect",
                "x0": step * width + 0.01,
                "x1": (step + 1) * width - 0.01,
                "y0": row - BAR_THICK / 2,
                "y1": row + BAR_THICK / 2,
                "line": {"color": AMBER if is_filled else GREY, "width": 1.5},
                "fillcolor": faded(AMBER, 0.9) if is_filled else faded(GREY, 0.12),
            }
        )
    return boxes


def _reading(reading: Reading, name: str) -> str:
    """A step with what the reader would guess: ``'bounded: would guess 39%, give or take 8%'``."""
    mean, sd = reading.mean[name], reading.sd[name]
    return f"{reading.level[name]}: would guess {mean:.0%}, give or take {sd:.0%}"


def _takeaway(exposure: Exposure) -> str:
    level = exposure.true_shapes.level
    reached = max((LEVELS.index(word) for word in level.values()), default=0)
    if reached == 0:
        return "Our packages have not shown what matters to us."
    at = [name for name, word in level.items() if word == LEVELS[reached]]
    return (
        f"To a reader who knows how our values run, our weight on {listed(at, 'and')} is "
        f"{LEVELS[reached]}."
    )
