"""What they want more of: one chip an issue, one for its commonest size, and the rest behind a button."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from meso_infer.issues import CategoricalIssue, DirectedIssue, Issue, NumericIssue, Option
from meso_infer.packages import Agenda, Package
from meso_infer.ui import choices, session
from meso_infer.ui.drawing import plain
from meso_infer.ui.keys import tall
from meso_infer.ui.live.drafting import Drafting
from meso_infer.ui.live.drafts import Draft, PushDraft, likeliest_direction
from meso_infer.ui.options import (
    common_size,
    listed_options,
    option_of,
    push_sizes,
    size_in_words,
)
from meso_infer.ui.session import Current

MOST_SIZED = 6
"""Up to so many issues have a chip with a size; more chips would be slower to read than to open a form."""

CHIPS, SHOWN = "pushes", "pushes shown"


class Sized(NamedTuple):
    """The chip of an issue with a size."""

    issue: str
    amount: float


Chip = str | Sized
"""The name of an issue, or that with a size."""


def issue_of(chip: Chip) -> str:
    """The issue that a chip is about."""
    return chip.issue if isinstance(chip, Sized) else chip


# --- from chips to the draft and back ---------------------------------------------------------------


def collected(drafting: Drafting, agenda: Agenda) -> tuple[PushDraft, ...]:
    """What the chips and their details hold now; from a callback only, for it settles the chips."""
    if drafting.value(CHIPS) is None:
        return drafting.draft().pushes
    on = _settled(drafting, agenda)
    return tuple(_collected(drafting, agenda.issue(name)) for name in agenda.names if name in on)


def _collected(drafting: Drafting, issue: Issue) -> PushDraft:
    typed = option_of(drafting.value("amount", issue.name))
    amount = typed if typed is not None else drafting.value("size", issue.name)
    return PushDraft(
        issue=issue.name,
        direction=drafting.value("direction", issue.name),
        option=drafting.value("option", issue.name),
        amount=None if amount is None else float(amount),
    )


def _settled(drafting: Drafting, agenda: Agenda) -> dict[str, Chip]:
    """The one chip that holds for each issue: of two, the one tapped last; its details follow it."""
    before = {issue_of(chip): chip for chip in drafting.value(SHOWN) or ()}
    on: dict[str, Chip] = {}
    for name in agenda.names:
        tapped = [chip for chip in drafting.value(CHIPS) or () if issue_of(chip) == name]
        was = before.get(name)
        fresh = [chip for chip in tapped if chip != was]
        chip = next(iter(fresh or tapped), None)
        if chip is not None:
            on[name] = chip
        if chip != was:
            _follow(drafting, name, chip, was)
    if list(on.values()) != list(drafting.value(CHIPS) or ()):
        # Only then: what is put is sent to the browser, over a tap that is on its way from there.
        drafting.put(list(on.values()), CHIPS)
    drafting.put(list(on.values()), SHOWN)
    return on


def _follow(drafting: Drafting, name: str, chip: Chip | None, was: Chip | None) -> None:
    if isinstance(chip, Sized):
        drafting.put(option_of(chip.amount), "size", name)
    elif chip is None or was is not None:
        drafting.put(None, "size", name)
    if chip is None or isinstance(chip, Sized) or was is not None:
        for part in ("amount", "direction", "option"):
            drafting.put(None, part, name)


def widget_values(draft: Draft, agenda: Agenda) -> dict[str, object]:
    """What the details hold for a draft, by the end of their key."""
    values: dict[str, object] = {}
    for push in draft.pushes:
        issue = agenda.issue(push.issue)
        size = None if push.amount is None else option_of(push.amount)
        values[f"direction:{push.issue}"] = push.direction
        values[f"option:{push.issue}"] = push.option
        if size in push_sizes(issue):
            values[f"size:{push.issue}"] = size
        elif size is not None:
            values[f"amount:{push.issue}"] = float(size)
    return values


def _chips_on(draft: Draft, offered: list[Chip]) -> list[Chip]:
    on: list[Chip] = []
    for push in draft.pushes:
        sized = None if push.amount is None else Sized(push.issue, push.amount)
        fits = sized in offered and push.direction is None
        on.append(sized if sized is not None and fits else push.issue)
    return on


# --- drawing ----------------------------------------------------------------------------------------


def draw(
    drafting: Drafting, current: Current, base: Package | None, save: Callable[[], None]
) -> None:
    """Draw the chips.

    Parameters
    ----------
    base : Package, optional
        The package that they picked: what a size is added to.
    save : callable
        Keeps the draft.
    """
    draft = drafting.draft()
    words = _chips(current, base)
    on = _chips_on(draft, list(words))
    drafting.put(on, SHOWN)
    if set(drafting.value(CHIPS) or ()) != set(on) or drafting.value(CHIPS) is None:
        drafting.put(on, CHIPS)
    choices.pills(
        "They want more on",
        list(words),
        format_func=words.__getitem__,
        selection_mode="multi",
        key=drafting.key(CHIPS),
        on_change=save,
        wrap=True,
        help="A chip alone means: more for them. Size and direction are optional.",
    )


def draw_details(drafting: Drafting, agenda: Agenda, save: Callable[[], None]) -> None:
    """Behind a button: size and direction of the chips that are tapped; nothing while none is."""
    pushed = drafting.draft().pushes
    if pushed:
        with st.popover(tall("How much", "and which way"), key=drafting.key("push details")):
            for push in pushed:
                _draw_details(drafting, agenda.issue(push.issue), save)


def _chips(current: Current, base: Package | None) -> dict[Chip, str]:
    """The chips in agenda order, and what each says."""
    agenda = current.negotiation.agenda
    words: dict[Chip, str] = {}
    for issue in agenda.issues:
        words[issue.name] = plain(issue.name)
        if base is not None and agenda.n_issues <= MOST_SIZED:
            size = common_size(issue)
            said = None if size is None else _size_said(issue, size, base, current)
            if size is not None and said is not None:
                words[Sized(issue.name, float(size))] = plain(said)
    return words


def _size_said(issue: Issue, size: Option, base: Package, current: Current) -> str | None:
    """``'Salary +USD 5,000'``, ``'Contract 3 years'``; None where that would leave the issue's range."""
    if session.share_safe():
        # Which way they probably want it is an estimate.
        return f"{issue.name} {size_in_words(issue, size)}"
    way = likeliest_direction(current.posterior, issue.name)
    option = base.get(issue.name)
    if option is None or not isinstance(issue, DirectedIssue):
        return None
    up = way == issue.direction_up
    asked = issue.coordinate(option) + (float(size) if up else -float(size))
    low, high = issue.bounds
    if not low <= asked <= high:
        return None
    if isinstance(issue, NumericIssue):
        return f"{issue.name} {'+' if up else '−'}{issue.format(size)}"
    return f"{issue.name} {issue.format(issue.option(asked))}"


def _draw_details(drafting: Drafting, issue: Issue, save: Callable[[], None]) -> None:
    name = issue.name
    if isinstance(issue, CategoricalIssue):
        choices.pills(
            f"{plain(name)}: towards",
            list(issue.options),
            format_func=plain,
            key=drafting.key("option", name),
            on_change=save,
        )
        return
    sizes = push_sizes(issue)
    if sizes:
        choices.pills(
            f"{plain(name)}: by how much",
            sizes,
            format_func=lambda size: plain(size_in_words(issue, size)),
            key=drafting.key("size", name),
            on_change=save,
        )
    if listed_options(issue) is None:
        st.number_input(
            "or this amount",
            value=None,
            format="%.10g",
            placeholder="not said",
            width=140,
            key=drafting.key("amount", name),
            on_change=save,
        )
    if isinstance(issue, DirectedIssue):
        choices.segmented_control(
            f"{plain(name)}: which way",
            [issue.direction_up, issue.direction_down],
            format_func=lambda way: plain(issue.way_in_words(way)),
            key=drafting.key("direction", name),
            on_change=save,
        )
