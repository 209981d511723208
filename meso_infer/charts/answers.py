"""What each answer to an offer would tell us: its chance, and our estimate after it.

One small chart an answer, on one scale and in one order, so that a page can lay them side by side or
stack them on a phone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from meso_infer.charts.theme import (
    BLUE,
    GREY,
    SMALL_SIZE,
    TEXT_SIZE,
    THIN,
    Chart,
    Figure,
    bare_axis,
    dots,
    layout,
    note,
    segments,
    share_axis,
    short,
)
from meso_infer.headline import interval, percent, ranked
from meso_infer.posterior import Posterior, Summary, WeightSummary
from meso_infer.proposal.rationale import NONE, Lesson

ROW_HEIGHT, HEAD_HEIGHT, AXIS_HEIGHT = 44, 46, 26
BAR_AT, BEFORE_AT, NAME_AT = 0.3, 0.12, 0.74
LONGEST = 22


def answer_charts(
    posterior: Posterior,
    lessons: Sequence[Lesson],
    chances: NDArray[np.float64],
    *,
    unsupported: Collection[str] = (),
) -> tuple[Chart, ...]:
    """Draw V5: for each answer its chance and the estimate that would follow, grey being the present one.

    Parameters
    ----------
    posterior : Posterior
        What is believed now.
    lessons : sequence of Lesson
        One an answer; see `meso_infer.proposal.rationale.lessons`.
    chances : ndarray, shape (n_answers, n_draws)
        Probability of each answer under each draw, in the order of `lessons`; see
        `Posterior.pick_probability_draws`.
    unsupported : collection of str
        Labels of packages that would hardly be anyone's best choice; their charts say so.

    Returns
    -------
    tuple of Chart
        In the order of `lessons`.
    """
    names = ranked(posterior)
    before = posterior.weight_summary()
    high = min(
        1.02,
        0.04
        + max(s.q95 for s in [*before.values(), *(w for x in lessons for w in x.weights.values())]),
    )
    charts = []
    for lesson, row in zip(lessons, chances, strict=True):
        chance = posterior.summary(row)
        head = _head(lesson.answer)
        weak = lesson.answer in unsupported
        figure = _figure(lesson, names, before, high, head, _chance_words(chance), weak)
        twin = [f"{head}: chance {percent(chance.mean)} (90%: {interval(chance)})."]
        if weak:
            twin.append("This package would hardly be anyone's best choice.")
        twin.append(lesson.sentence)
        twin += [_line(name, lesson.weights[name], before[name]) for name in names]
        charts.append(
            Chart(
                figure,
                f"{lesson.sentence} Chance of this answer: {_chance_words(chance)}.",
                tuple(twin),
            )
        )
    return tuple(charts)


def _head(answer: str) -> str:
    return "If they take none" if answer == NONE else f"If they pick {answer}"


def _chance_words(chance: Summary) -> str:
    return f"{percent(chance.mean)} ({interval(chance)})"


def _line(name: str, after: WeightSummary, before: WeightSummary) -> str:
    return (
        f"{name}: {percent(after.mean)} (90%: {interval(after)}), "
        f"now {percent(before.mean)} (90%: {interval(before)})."
    )


def _figure(
    lesson: Lesson,
    names: Sequence[str],
    before: dict[str, WeightSummary],
    high: float,
    head: str,
    chance: str,
    weak: bool,
) -> Figure:
    rows = [float(len(names) - 1 - k) for k in range(len(names))]
    after = [lesson.weights[name] for name in names]
    now = [before[name] for name in names]
    old_rows = [row + BEFORE_AT for row in rows]
    new_rows = [row + BAR_AT for row in rows]
    hover = [_line(name, lesson.weights[name], before[name]) for name in names]
    top = {"yref": "paper", "yanchor": "bottom"}
    second = f"chance {chance}" + ("; hardly anyone's best" if weak else "")
    notes = [
        note(head, 0, 1, yshift=20, font={"size": TEXT_SIZE, "weight": 600}, **top),
        note(second, 0, 1, yshift=2, font={"size": SMALL_SIZE}, **top),
        *(
            note(short(name, LONGEST), 0, row + NAME_AT, font={"size": SMALL_SIZE})
            for name, row in zip(names, rows, strict=True)
        ),
        *(
            note(interval(summary), 1, row + NAME_AT, xanchor="right", font={"size": SMALL_SIZE})
            for summary, row in zip(after, rows, strict=True)
        ),
    ]
    return {
        "data": [
            segments([s.q05 for s in now], [s.q95 for s in now], old_rows, GREY, THIN),
            dots([s.mean for s in now], old_rows, hover, GREY, size=5),
            segments([s.q05 for s in after], [s.q95 for s in after], new_rows, BLUE, THIN),
            segments([s.q25 for s in after], [s.q75 for s in after], new_rows, BLUE, 6),
            dots([s.mean for s in after], new_rows, hover, BLUE, size=9),
        ],
        "layout": layout(
            HEAD_HEIGHT + AXIS_HEIGHT + ROW_HEIGHT * len(names),
            margin={"l": 4, "r": 8, "t": HEAD_HEIGHT, "b": AXIS_HEIGHT, "pad": 0},
            xaxis=share_axis(high, 0.5),
            yaxis=bare_axis(0, len(names)),
            annotations=notes,
        ),
    }
