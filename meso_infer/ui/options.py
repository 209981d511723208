"""Widgets for one option of one issue, blank meaning that it was not said."""

from __future__ import annotations

import math
from collections.abc import Callable

import streamlit as st

from meso_infer.issues import Issue, NumericIssue, Option, OrderedIssue, whole
from meso_infer.ui.drawing import plain

LIST_UP_TO = 21
"""Numeric issues with at most so many options are chosen from a list, others are typed."""

FEW_STEPS = 12
NICE = (1, 2, 2.5, 5, 10)


def listed_options(issue: Issue) -> list[Option] | None:
    """All options of an issue that has few; None where an amount is typed."""
    if isinstance(issue, NumericIssue) and (
        issue.n_options is None or issue.n_options > LIST_UP_TO
    ):
        return None
    return [issue.option(float(place)) for place in issue.coordinates()]


def option_input(
    issue: Issue,
    key: str,
    on_change: Callable[[], None] | None,
    *,
    blank: str = "not said",
    asked: str = "",
) -> None:
    """Draw the widget of an option; its value is in the session under `key`, None when blank.

    What is `asked` about the issue follows its name in the label.
    """
    ending = f": {asked}" if asked else ""
    options = listed_options(issue)
    if options is None:
        unit = f" ({plain(issue.unit)})" if isinstance(issue, NumericIssue) and issue.unit else ""
        st.number_input(
            f"{plain(issue.name)}{unit}{ending}",
            value=None,
            step=_step(issue),
            format="%.10g",
            placeholder=blank,
            key=key,
            on_change=on_change,
        )
        return
    st.selectbox(
        f"{plain(issue.name)}{ending}",
        options,
        index=None,
        format_func=issue.format,
        placeholder=blank,
        key=key,
        on_change=on_change,
    )


def widget_value(issue: Issue, option: Option | None) -> Option | float | None:
    """An option in the type that its widget holds."""
    if option is None:
        return None
    return float(option) if listed_options(issue) is None else option


def option_of(value: object) -> Option | None:
    """What a widget holds, as an option: whole amounts as integers, blank as None."""
    if value is None or value == "":
        return None
    if isinstance(value, float):
        return whole(value)
    return value if isinstance(value, (int, str)) else str(value)


def _step(issue: Issue) -> float:
    if isinstance(issue, NumericIssue) and issue.step is not None:
        return float(issue.step)
    low, high = issue.bounds
    return nice((high - low) / 15)


def nice(amount: float) -> float:
    """The nearest amount of one or two digits that people would name: 1, 2, 2.5 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(amount))
    return min((one * power for one in NICE), key=lambda one: abs(math.log(one / amount)))


def push_sizes(issue: Issue) -> list[Option]:
    """Amounts that are offered for a push: round shares of the range, or one to three steps.

    Empty for a categorical issue, which is pushed towards an option.
    """
    if isinstance(issue, OrderedIssue):
        return list(range(1, min(3, issue.n_options - 1) + 1))
    if not isinstance(issue, NumericIssue):
        return []
    low, high = issue.bounds
    step = issue.step
    if step is not None and issue.n_options is not None and issue.n_options <= FEW_STEPS:
        most = min(3, issue.n_options - 1)
        return [whole(step * k) for k in range(1, most + 1)]
    base = nice((high - low) / 6)
    sizes = [base * k for k in (1, 2, 4)]
    if step is not None:
        sizes = [max(step, round(size / step) * step) for size in sizes]
    return [whole(size) for size in dict.fromkeys(sizes) if size < high - low]


def common_size(issue: Issue) -> Option | None:
    """The amount that is offered beside an issue's chip: one step, or the middle of `push_sizes`.

    None for a categorical issue.
    """
    sizes = push_sizes(issue)
    if not sizes:
        return None
    by_steps = isinstance(issue, OrderedIssue) or (issue.n_options or FEW_STEPS + 1) <= FEW_STEPS
    return sizes[0] if by_steps else sizes[len(sizes) // 2]


def size_in_words(issue: Issue, size: Option) -> str:
    """A size as people say it: ``'by USD 5,000'``, ``'by 1 step'``."""
    if isinstance(issue, OrderedIssue):
        return f"by {size} step{'' if size == 1 else 's'}"
    return f"by {issue.format(size)}"
