"""Fifty plausible worlds as dots: in how many of them each issue comes first.

People decide better from countable dots than from a probability (Fernandes et al. 2018).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from meso_infer.charts.theme import (
    BLUE,
    GREY,
    TEXT_SIZE,
    Chart,
    bare_axis,
    dots,
    layout,
    note,
    short,
)
from meso_infer.headline import answers, headline
from meso_infer.posterior import Posterior

WORLDS = 50
LINE = 25
"""Dots on a line, few enough to be told apart on a phone."""

NAME_ROWS, DOT_ROWS, GAP_ROWS = 1.5, 1.0, 0.5
ROW_HEIGHT = 15
SYMBOLS = ("circle", "diamond", "square", "triangle-up", "cross", "hexagon")


def dot_counts(probabilities: Mapping[str, float], total: int = WORLDS) -> dict[str, int]:
    """Share out dots by largest remainder (Hamilton 1792), so that they sum to `total`.

    Parameters
    ----------
    probabilities : mapping of name to float
        At least 0, with a positive sum; they are scaled to sum to 1.
    total : int
        Dots to give out.

    Returns
    -------
    dict of name to int
        In the order given; equal remainders go to the one that stands earlier.
    """
    scale = total / math.fsum(probabilities.values())
    exact = {name: p * scale for name, p in probabilities.items()}
    counts = {name: math.floor(x) for name, x in exact.items()}
    left = total - sum(counts.values())
    for name in sorted(exact, key=lambda name: counts[name] - exact[name])[:left]:
        counts[name] += 1
    return counts


def plausible_worlds(posterior: Posterior) -> Chart:
    """Draw in how many of 50 plausible worlds each issue matters most to them.

    Issues that come first in none of the fifty are named in the twin only.
    """
    summary = posterior.weight_summary()
    counts = dot_counts({name: s.p_top for name, s in summary.items()})
    order = sorted(counts, key=lambda name: -counts[name])
    shown = [name for name in order if counts[name]]
    data, notes = [], []
    place = 0.0
    color = BLUE if posterior.n_informative else GREY
    for k, name in enumerate(shown):
        n = counts[name]
        notes.append(
            note(
                f"{short(name)}: first in {n} of {WORLDS}",
                0,
                place - NAME_ROWS / 2,
                font={"size": TEXT_SIZE},
            )
        )
        place -= NAME_ROWS
        x = [i % LINE + 0.5 for i in range(n)]
        y = [place - DOT_ROWS * (i // LINE) - DOT_ROWS / 2 for i in range(n)]
        hover = [f"{name} comes first in {n} of {WORLDS} plausible worlds"] * n
        data.append(dots(x, y, hover, color, symbol=SYMBOLS[k % len(SYMBOLS)], size=9))
        place -= DOT_ROWS * math.ceil(n / LINE) + GAP_ROWS
    figure = {
        "data": data,
        "layout": layout(
            round(-place * ROW_HEIGHT) + 8,
            margin={"l": 4, "r": 4, "t": 4, "b": 4, "pad": 0},
            xaxis=bare_axis(0, LINE, scaleanchor="y", constrain="domain", constraintoward="left"),
            yaxis=bare_axis(place, 0, constrain="domain", constraintoward="top"),
            annotations=notes,
        ),
    }
    doubt = f"From {answers(posterior.n_informative)}."
    lines = [
        f"In {counts[name]} of {WORLDS} plausible worlds {name} matters most to them."
        for name in order
    ]
    alt = f"{lines[0]} {doubt}" if posterior.n_informative else headline(posterior)
    return Chart(figure, alt, (*lines, doubt))
