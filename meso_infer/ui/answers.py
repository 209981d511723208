"""The forms of the live round: which package, what they pushed for, their own package, how we heard."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from meso_infer.issues import CategoricalIssue, DirectedIssue, Issue, Option
from meso_infer.negotiation import Negotiation
from meso_infer.packages import Package
from meso_infer.ui import limits, session
from meso_infer.ui.cards import points
from meso_infer.ui.drafts import MIX, NONE, OWN_OFFER, Draft, Drafting, PushDraft
from meso_infer.ui.drawing import plain
from meso_infer.ui.options import (
    listed_options,
    option_input,
    option_of,
    push_sizes,
    size_in_words,
    widget_value,
)

OUTCOMES = {
    "works best": "it works best",
    "accepted": "yes to it",
    "agreed": "agreed, talks are over",
}
CHANNELS = ("said", "wrote", "implied")
ANSWERS = {NONE: "None of them", MIX: "A mix of several", OWN_OFFER: "A package of their own"}

TAKEN = "answers.taken"
"""Key of the answer that was taken in this run, so that no press counts twice."""


# --- from widgets to the draft and back -------------------------------------------------------------


def collected(drafting: Drafting, negotiation: Negotiation) -> Draft:
    """The draft as the widgets of the session hold it now."""
    before = drafting.draft()
    agenda = negotiation.agenda
    chips = drafting.value("pushes", otherwise=[push.issue for push in before.pushes]) or []
    return Draft(
        answer=before.answer,
        outcome=drafting.value("outcome", otherwise=before.outcome) or "works best",
        pushes=tuple(
            _collected_push(drafting, agenda.issue(name)) for name in agenda.names if name in chips
        ),
        package=_collected_package(drafting, negotiation, before.answer),
        stated=tuple(drafting.value("stated", otherwise=before.stated) or ()),
        limits=limits.collected(drafting, agenda, before),
        stated_little=bool(drafting.value("stated little", otherwise=before.stated_little)),
        note=drafting.value("note", otherwise=before.note) or "",
        channel=drafting.value("channel", otherwise=before.channel),
        unsure=bool(drafting.value("unsure", otherwise=before.unsure)),
    )


def _collected_push(drafting: Drafting, issue: Issue) -> PushDraft:
    typed = option_of(drafting.value("amount", issue.name))
    amount = typed if typed is not None else drafting.value("size", issue.name)
    return PushDraft(
        issue=issue.name,
        direction=drafting.value("direction", issue.name),
        option=drafting.value("option", issue.name),
        amount=None if amount is None else float(amount),
    )


def _collected_package(
    drafting: Drafting, negotiation: Negotiation, answer: str | None
) -> dict[str, int | float | str]:
    group = "mix" if answer == MIX else "package"
    found = {
        name: option
        for name in negotiation.agenda.names
        if (option := option_of(drafting.value(group, name))) is not None
    }
    if answer != MIX:
        return found
    same = _same_in_all(negotiation)
    whole_mix = {**same, **found}
    return whole_mix if len(whole_mix) == negotiation.agenda.n_issues else {}


def _same_in_all(negotiation: Negotiation) -> dict[str, int | float | str]:
    meso = negotiation.packages_on_table
    if meso is None:
        return {}
    packages = [package for _, package in meso.packages]
    varying = negotiation.agenda.varying(packages)
    return {name: option for name, option in packages[0].items() if name not in varying}


def start_widgets(drafting: Drafting, negotiation: Negotiation) -> None:
    """Give the widgets what the draft holds, where the session has lost or never had it."""
    st.session_state.pop(TAKEN, None)
    draft = drafting.draft()
    values: dict[str, object] = {
        "outcome": draft.outcome,
        "pushes": [push.issue for push in draft.pushes],
        "stated": list(draft.stated),
        "stated little": draft.stated_little,
        "note": draft.note,
        "channel": draft.channel,
        "unsure": draft.unsure,
    }
    for push in draft.pushes:
        issue = negotiation.agenda.issue(push.issue)
        size = None if push.amount is None else option_of(push.amount)
        values[f"direction:{push.issue}"] = push.direction
        values[f"option:{push.issue}"] = push.option
        if size in push_sizes(issue):
            values[f"size:{push.issue}"] = size
        elif size is not None:
            values[f"amount:{push.issue}"] = float(size)
    values |= limits.widget_values(draft, negotiation.agenda)
    group = "mix" if draft.answer == MIX else "package"
    for name, option in draft.package.items():
        issue = negotiation.agenda.issue(name)
        values[f"{group}:{name}"] = widget_value(issue, option) if group == "package" else option
    drafting.start_from(values)


def saver(drafting: Drafting, negotiation: Negotiation) -> Callable[[], None]:
    """The callback of every widget of the form: keep the draft."""
    return session.action(lambda: drafting.keep(collected(drafting, negotiation)))


def choose(drafting: Drafting, negotiation: Negotiation, answer: str) -> None:
    """Take an answer; the same answer again takes it back."""
    if st.session_state.get(TAKEN) == answer:
        return
    st.session_state[TAKEN] = answer
    before = collected(drafting, negotiation)
    chosen = None if before.answer == answer else answer
    drafting.keep(before.model_copy(update={"answer": chosen}))
    drafting.keep(collected(drafting, negotiation))


def take_pressed(drafting: Drafting, negotiation: Negotiation) -> None:
    """Take the answer whose button was pressed in this run, where its own callback is still to come.

    Keys pressed faster than the page is drawn arrive together, and not always in their order.
    """
    meso = negotiation.packages_on_table
    labels = () if meso is None else meso.labels
    keys = {drafting.key("pick", label): label for label in labels}
    keys |= {drafting.key("answer", answer): answer for answer in ANSWERS}
    for key, answer in keys.items():
        if st.session_state.get(key) is True:
            choose(drafting, negotiation, answer)


# --- drawing ----------------------------------------------------------------------------------------


def pick_button(drafting: Drafting, negotiation: Negotiation, place: int, label: str) -> None:
    """The button under a package; `place` counts from 1 and is its key."""
    picked = drafting.draft().answer == label
    st.button(
        f"They picked {plain(label)}",
        key=drafting.key("pick", label),
        type="primary" if picked else "secondary",
        width="stretch",
        shortcut=f"Alt+Shift+{place}",
        on_click=session.action(choose),
        args=(drafting, negotiation, label),
    )


def other_answers(drafting: Drafting, negotiation: Negotiation) -> None:
    """The answers that are not one of our packages, and how far a pick goes."""
    draft = drafting.draft()
    with st.container(horizontal=True, key=drafting.key("other answers")):
        for answer, words in ANSWERS.items():
            st.button(
                words,
                key=drafting.key("answer", answer),
                type="primary" if draft.answer == answer else "secondary",
                shortcut="Alt+Shift+0" if answer == NONE else None,
                on_click=session.action(choose),
                args=(drafting, negotiation, answer),
            )
    if draft.names_a_package:
        st.segmented_control(
            f"What they said about {plain(str(draft.answer))}",
            list(OUTCOMES),
            format_func=lambda one: OUTCOMES[one],
            required=True,
            key=drafting.key("outcome"),
            on_change=saver(drafting, negotiation),
        )


def pushes_form(drafting: Drafting, negotiation: Negotiation) -> None:
    """Chips of what they want more of; direction and size for those that are tapped."""
    save = saver(drafting, negotiation)
    st.pills(
        "They want more on",
        list(negotiation.agenda.names),
        format_func=plain,
        selection_mode="multi",
        key=drafting.key("pushes"),
        on_change=save,
        help="A chip alone means: more for them. Direction and size are optional.",
    )
    for push in drafting.draft().pushes:
        with st.container(
            horizontal=True, vertical_alignment="bottom", key=drafting.key("push", push.issue)
        ):
            _push_details(drafting, negotiation.agenda.issue(push.issue), save)


def _push_details(drafting: Drafting, issue: Issue, save: Callable[[], None]) -> None:
    name = issue.name
    if isinstance(issue, CategoricalIssue):
        st.pills(
            f"{plain(name)}: towards",
            list(issue.options),
            format_func=plain,
            key=drafting.key("option", name),
            on_change=save,
        )
        return
    sizes = push_sizes(issue)
    if sizes:
        st.pills(
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
        st.segmented_control(
            f"{plain(name)}: which way",
            [issue.direction_up, issue.direction_down],
            format_func=lambda way: plain(issue.way_in_words(way)),
            key=drafting.key("direction", name),
            on_change=save,
        )


def package_form(drafting: Drafting, negotiation: Negotiation) -> None:
    """Their own package: only the cells that they mentioned."""
    draft = drafting.draft()
    if draft.answer == MIX:
        _mix_form(drafting, negotiation)
        return
    opened = draft.answer == OWN_OFFER or bool(draft.package)
    with st.expander(
        "They named a package of their own", expanded=opened, key=drafting.key("package form")
    ):
        st.caption("Fill in only what they mentioned; blank means that it was not said.")
        grid = st.grid(4, min_column_width=150, key=drafting.key("package grid"))
        save = saver(drafting, negotiation)
        for issue in negotiation.agenda.issues:
            with grid.container(key=drafting.key("cell", issue.name)):
                option_input(issue, drafting.key("package", issue.name), save)
        base = base_of(negotiation, draft)
        if base is not None and draft.package:
            label, package = base
            st.button(
                f"Fill the rest as in {plain(label)}",
                key=drafting.key("fill"),
                on_click=session.action(fill_rest),
                args=(drafting, negotiation, package),
            )


def _mix_form(drafting: Drafting, negotiation: Negotiation) -> None:
    meso = negotiation.packages_on_table
    if meso is None:
        return
    save = saver(drafting, negotiation)
    packages = [package for _, package in meso.packages]
    st.caption(
        "Choose what they want from which package; an issue that is the same in all is kept."
    )
    with st.container(horizontal=True, key=drafting.key("mix form")):
        for name in negotiation.agenda.varying(packages):
            st.segmented_control(
                plain(name),
                list(dict.fromkeys(package[name] for package in packages)),
                format_func=partial(_option_in_words, negotiation.agenda.issue(name)),
                key=drafting.key("mix", name),
                on_change=save,
            )


def base_of(negotiation: Negotiation, draft: Draft) -> tuple[str, Package] | None:
    """The package of ours that theirs starts from: the one they picked, or the only one."""
    meso = negotiation.packages_on_table
    if meso is None:
        return None
    if draft.answer in meso.labels:
        return str(draft.answer), meso[str(draft.answer)]
    if negotiation.picked in meso.labels:
        return str(negotiation.picked), meso[str(negotiation.picked)]
    return meso.packages[0] if len(meso) == 1 else None


def fill_rest(drafting: Drafting, negotiation: Negotiation, base: Package) -> None:
    """Fill the cells that they did not mention as in a package of ours."""
    for issue in negotiation.agenda.issues:
        if option_of(drafting.value("package", issue.name)) is None:
            filled = widget_value(issue, base.get(issue.name))
            st.session_state[drafting.key("package", issue.name)] = filled
    drafting.keep(collected(drafting, negotiation))


def how_heard_form(drafting: Drafting, negotiation: Negotiation) -> None:
    """What they said matters, their limits, how it was heard, how sure we are, and a note."""
    save = saver(drafting, negotiation)
    draft = drafting.draft()
    said = bool(draft.stated or draft.limits or draft.note or draft.channel or draft.unsure)
    with st.expander(
        "What they said matters, limits they named, how we heard it, a note",
        expanded=said,
        key=drafting.key("more"),
    ):
        st.multiselect(
            "They said that this matters, most important first",
            list(negotiation.agenda.names),
            placeholder="nothing said",
            key=drafting.key("stated"),
            on_change=save,
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.toggle(
                "It matters little", key=drafting.key("stated little"), on_change=save,
                help="They said that what is named above does not matter.",
            )  # fmt: skip
            st.toggle("We are unsure that this is what they meant", key=drafting.key("unsure"),
                      on_change=save)  # fmt: skip
        limits.draw_form(drafting, negotiation.agenda, save)
        st.segmented_control(
            "How we heard it", CHANNELS, key=drafting.key("channel"), on_change=save
        )
        st.text_input("Note", key=drafting.key("note"), on_change=save, max_chars=2000)


def worth_to_us(negotiation: Negotiation, draft: Draft) -> str | None:
    """What their own package is worth to us, against our limits; None where that cannot be said."""
    own = negotiation.own
    if own is None or not draft.package:
        return None
    try:
        package = negotiation.agenda.partial(draft.package)
    except session.MesoError:
        return None
    if not negotiation.agenda.is_complete(package):
        return "What it is worth to us depends on what they did not mention."
    value = own.utility(package)
    text = f"Their package is worth {points(value)} points to us"
    low, high = negotiation.limits
    if low is not None and value < low:
        return f"{text}: below our walk-away of {points(low)}."
    if high is not None and value >= high:
        return f"{text}: at or above our target of {points(high)}."
    return f"{text}: above our walk-away of {points(low)}." if low is not None else f"{text}."


def _option_in_words(issue: Issue, option: Option) -> str:
    return plain(issue.format(option))
