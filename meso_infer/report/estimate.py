"""What is believed of them, as drawings: ridges with their intervals, and fifty plausible worlds."""

from __future__ import annotations

import numpy as np

from meso_infer.certainty import ENOUGH_INFORMATIVE
from meso_infer.charts.priorities import densities
from meso_infer.charts.theme import BLUE, GREY, short
from meso_infer.charts.worlds import WORLDS, dot_counts
from meso_infer.headline import answers, headline, interval, percent, ranked
from meso_infer.posterior import Posterior
from meso_infer.report.svg import INK, RULE, WIDTH, area, drawing, label, line, mark

ROW, RIDGE, TOP, FOOT, SIDE = 66, 30, 24, 40, 10
TICK = 0.25
DOT, DOTS_LEFT, DOTS_ROW, NAME = 7.6, 190, 26, 24


def ridges_picture(posterior: Posterior) -> str:
    """Each issue's share of what matters to them: its density, half and nine tenths of plausible worlds."""
    names = ranked(posterior)
    summary = posterior.weight_summary()
    high = min(1.0, max(0.3, max(summary[name].q95 for name in names) + 0.04))
    scale = (WIDTH - 2 * SIDE) / high
    color = BLUE if posterior.n_informative else GREY
    bottom = TOP + ROW * len(names)
    parts = _share_axis(high, scale, bottom, 1 / len(names))
    places, heights = densities(posterior, names)
    tallest = max(float(height.max()) for height in heights)
    for k, name in enumerate(names):
        s, base = summary[name], TOP + ROW * k + ROW - 12
        shown = places <= high
        rim = [
            (SIDE + scale * x, base - RIDGE * h / tallest)
            for x, h in zip(places[shown], heights[k][shown], strict=True)
        ]
        parts.append(area([(rim[0][0], base), *rim, (rim[-1][0], base)], color, 0.2))
        parts.append(line(SIDE + scale * s.q05, base, SIDE + scale * s.q95, base, color, 2))
        parts.append(line(SIDE + scale * s.q25, base, SIDE + scale * s.q75, base, color, 7))
        parts.append(mark("circle", SIDE + scale * s.mean, base, color, 5.5))
        parts.append(label(SIDE, base - 38, short(name, NAME + 16), bold=True))
        number = f"90%: {interval(s)}"
        if posterior.n_informative >= ENOUGH_INFORMATIVE:
            number = f"{percent(s.mean)} ({number})"
        parts.append(label(WIDTH - SIDE, base - 38, number, anchor="end"))
    told = "; ".join(
        f"{name} between {interval(summary[name])} in 9 of 10 plausible worlds" for name in names
    )
    return drawing(
        "priorities",
        bottom + FOOT,
        headline(posterior),
        f"{told}. From {answers(posterior.n_informative)}.",
        parts,
    )


def _share_axis(high: float, scale: float, bottom: float, equal: float) -> list[str]:
    parts = []
    for share in np.arange(0, high + 1e-9, TICK):
        x = SIDE + scale * share
        parts.append(line(x, TOP, x, bottom, RULE))
        parts.append(
            label(x, bottom + 14, f"{share:.0%}", size=11, anchor="middle" if share else "start")
        )
    x = SIDE + scale * equal
    parts.append(line(x, TOP, x, bottom, GREY, 1.5, "2 4"))
    parts.append(label(x, TOP - 8, "all equal", size=11, anchor="middle"))
    axis = "share of what matters to them; thick: half of plausible worlds, thin: nine tenths"
    parts.append(label(SIDE, bottom + 32, axis, size=11))
    return parts


def worlds_picture(posterior: Posterior) -> str:
    """In how many of fifty plausible worlds each issue matters most to them, a dot a world."""
    counts = dot_counts({name: s.p_top for name, s in posterior.weight_summary().items()})
    order = sorted(counts, key=lambda name: -counts[name])
    color = BLUE if posterior.n_informative else GREY
    parts = []
    for k, name in enumerate(order):
        y = 16 + DOTS_ROW * k
        parts.append(label(SIDE, y + 4, short(name, NAME), size=12.5))
        for dot in range(counts[name]):
            parts.append(mark("circle", DOTS_LEFT + DOT * dot, y, color, 3.1))
        x = DOTS_LEFT + DOT * counts[name]
        parts.append(label(x + 4, y + 4, str(counts[name]), size=12, color=INK))
    told = "; ".join(f"{name} in {counts[name]} of {WORLDS}" for name in order)
    doubt = f"From {answers(posterior.n_informative)}."
    title = f"In {counts[order[0]]} of {WORLDS} plausible worlds {order[0]} matters most to them"
    return drawing("worlds", 16 + DOTS_ROW * len(order), title, f"{told}. {doubt}", parts)
