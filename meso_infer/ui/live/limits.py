"""The form of the limits that they named: never below, never above, or only some options."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from meso_infer.issues import CategoricalIssue, Issue
from meso_infer.packages import Agenda
from meso_infer.ui.drawing import plain
from meso_infer.ui.live.drafting import Drafting
from meso_infer.ui.live.drafts import Draft, LimitDraft
from meso_infer.ui.options import option_input, option_of, widget_value


def collected(drafting: Drafting, agenda: Agenda, before: Draft) -> tuple[LimitDraft, ...]:
    """The limits as the widgets hold them now, in agenda order; those of `before` without widgets."""
    chips = drafting.value("limits", otherwise=[limit.issue for limit in before.limits]) or []
    return tuple(_limit(drafting, agenda.issue(name)) for name in agenda.names if name in chips)


def _limit(drafting: Drafting, issue: Issue) -> LimitDraft:
    return LimitDraft(
        issue=issue.name,
        least=option_of(drafting.value("least", issue.name)),
        most=option_of(drafting.value("most", issue.name)),
        only=tuple(drafting.value("only", issue.name) or ()),
    )


def widget_values(draft: Draft, agenda: Agenda) -> dict[str, object]:
    """What the widgets of the form hold for a draft, by the end of their key."""
    values: dict[str, object] = {"limits": [limit.issue for limit in draft.limits]}
    for limit in draft.limits:
        issue = agenda.issue(limit.issue)
        values[f"least:{limit.issue}"] = widget_value(issue, limit.least)
        values[f"most:{limit.issue}"] = widget_value(issue, limit.most)
        values[f"only:{limit.issue}"] = list(limit.only) or None
    return values


def draw_form(drafting: Drafting, agenda: Agenda, save: Callable[[], None]) -> None:
    """The issues on which they named a limit, and for each its ends or the options."""
    st.multiselect(
        "They named a limit on",
        list(agenda.names),
        placeholder="no limit named",
        key=drafting.key("limits"),
        on_change=save,
        help="Such as “never below 95,000”. It is taken as something said, not as a fact.",
    )
    for limit in drafting.draft().limits:
        issue = agenda.issue(limit.issue)
        if isinstance(issue, CategoricalIssue):
            st.multiselect(
                f"{plain(issue.name)}: only",
                list(issue.options),
                format_func=plain,
                placeholder="not said",
                key=drafting.key("only", issue.name),
                on_change=save,
            )
            continue
        grid = st.grid(2, min_column_width=150, key=drafting.key("limit", issue.name))
        for end, asked in (("least", "never below"), ("most", "never above")):
            with grid.container(key=drafting.key("limit cell", end, issue.name)):
                option_input(issue, drafting.key(end, issue.name), save, asked=asked)
