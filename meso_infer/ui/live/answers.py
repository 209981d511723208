"""The forms of the live round: which package they picked, a package of their own, how we heard."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from meso_infer.issues import Issue, Option
from meso_infer.negotiation import Negotiation
from meso_infer.packages import Package
from meso_infer.points import points
from meso_infer.ui import choices, session
from meso_infer.ui.drawing import MOST_TYPED, plain
from meso_infer.ui.keys import shortcut, tall
from meso_infer.ui.live import limits, pushes
from meso_infer.ui.live.drafting import Drafting
from meso_infer.ui.live.drafts import MIX, NONE, Draft
from meso_infer.ui.options import option_input, option_of, widget_value
from meso_infer.ui.session import Current

OUTCOMES = {
    "works best": "works best",
    "accepted": "yes to it",
    "agreed": "agreed, done",
}
CHANNELS = ("said", "wrote", "implied")
ANSWERS = {NONE: "None of them", MIX: "A mix of several"}
MEANING = {NONE: "all refused", MIX: "parts of each"}

TAKEN = "answers.taken"
"""Key of the answer that was taken in this run, so that no press counts twice."""


# --- from widgets to the draft and back -------------------------------------------------------------


def collected(drafting: Drafting, negotiation: Negotiation) -> Draft:
    """The draft as the widgets of the session hold it now."""
    before = drafting.draft()
    agenda = negotiation.agenda
    return Draft(
        answer=before.answer,
        outcome=drafting.value("outcome", otherwise=before.outcome) or "works best",
        pushes=pushes.collected(drafting, agenda),
        package=_collected_package(drafting, negotiation, before.answer),
        stated=tuple(drafting.value("stated", otherwise=before.stated) or ()),
        limits=limits.collected(drafting, agenda, before),
        stated_little=bool(drafting.value("stated little", otherwise=before.stated_little)),
        note=drafting.value("note", otherwise=before.note) or "",
        channel=drafting.value("channel", otherwise=before.channel),
        unsure=bool(drafting.value("unsure", otherwise=before.unsure)),
        heard_at=before.heard_at,
        after=before.after,
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
    return {**_same_in_all(negotiation), **found} if answer == MIX and found else found


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
        "stated": list(draft.stated),
        "stated little": draft.stated_little,
        "note": draft.note,
        "channel": draft.channel,
        "unsure": draft.unsure,
    }
    values |= pushes.widget_values(draft, negotiation.agenda)
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
    """Take an answer; the same answer again takes it back, unless another window gave it."""
    if st.session_state.get(TAKEN) == answer:
        return
    st.session_state[TAKEN] = answer
    before = collected(drafting, negotiation)
    chosen = None if before.answer == answer and drafting.is_own else answer
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
        tall(
            f"They picked {plain(label)}",
            "tap again to take it back" if picked and drafting.is_own else "tap to say so",
        ),
        key=drafting.key("pick", label),
        type="primary" if picked else "secondary",
        width="stretch",
        shortcut=shortcut(f"Alt+Shift+{place}"),
        on_click=session.action(choose),
        args=(drafting, negotiation, label),
    )


def draw_answers(drafting: Drafting, negotiation: Negotiation) -> None:
    """The answers that are not one of our packages, what else they said, and how far a pick goes."""
    draft, save = drafting.draft(), saver(drafting, negotiation)
    with st.container(horizontal=True, key=drafting.key("other answers")):
        if negotiation.packages_on_table is not None:
            for answer, words in ANSWERS.items():
                st.button(
                    tall(words, MEANING[answer]),
                    key=drafting.key("answer", answer),
                    type="primary" if draft.answer == answer else "secondary",
                    shortcut=shortcut("Alt+Shift+0") if answer == NONE else None,
                    on_click=session.action(choose),
                    args=(drafting, negotiation, answer),
                )
            if draft.answer != MIX:
                mark = " ✓" if draft.package else ""
                with st.popover(
                    tall(f"Their own package{mark}", "what they named"),
                    key=drafting.key("package form"),
                ):
                    package_form(drafting, negotiation)
        said = draft.stated or draft.limits or draft.note or draft.channel or draft.unsure
        with st.popover(
            tall(f"What else, a note{' ✓' if said else ''}", "limits, how we heard it"),
            key=drafting.key("more"),
        ):
            how_heard_form(drafting, negotiation)
        if draft.names_a_package:
            choices.segmented_control(
                f"What they said about {plain(str(draft.answer))}",
                list(OUTCOMES),
                format_func=lambda one: OUTCOMES[one],
                required=True,
                key=drafting.key("outcome"),
                on_change=save,
                label_visibility="collapsed",
            )
        pushes.draw_details(drafting, negotiation.agenda, save)
    if draft.answer == MIX:
        _mix_form(drafting, negotiation)


def pushes_form(drafting: Drafting, current: Current) -> None:
    """Chips of what they want more of."""
    negotiation = current.negotiation
    base = base_of(negotiation, drafting.draft())
    package = None if base is None else base[1]
    pushes.draw(drafting, current, package, saver(drafting, negotiation))


def package_form(drafting: Drafting, negotiation: Negotiation) -> None:
    """Their own package: only the cells that they mentioned, and what it is worth to us."""
    draft = drafting.draft()
    st.caption("Fill in only what they mentioned; blank means that it was not said.")
    grid = st.grid(3, min_column_width=150, key=drafting.key("package grid"))
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
    _draw_worth(negotiation, draft)


def _draw_worth(negotiation: Negotiation, draft: Draft) -> None:
    worth = None if session.share_safe() else worth_to_us(negotiation, draft)
    if worth is not None:
        st.caption(worth)


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
            choices.segmented_control(
                plain(name),
                list(dict.fromkeys(package[name] for package in packages)),
                format_func=partial(_option_in_words, negotiation.agenda.issue(name)),
                key=drafting.key("mix", name),
                on_change=save,
            )
    _draw_worth(negotiation, drafting.draft())


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
    st.multiselect(
        "They said that this matters, most important first",
        list(negotiation.agenda.names),
        placeholder="nothing said",
        key=drafting.key("stated"),
        on_change=save,
    )
    st.toggle(
        "It matters little",
        key=drafting.key("stated little"),
        on_change=save,
        help="They said that what is named above does not matter.",
    )
    limits.draw_form(drafting, negotiation.agenda, save)
    choices.segmented_control(
        "How we heard it", CHANNELS, key=drafting.key("channel"), on_change=save
    )
    st.toggle(
        "We are unsure that this is what they meant", key=drafting.key("unsure"), on_change=save
    )
    # Live: a key that logs leaves the box as it is, and what stands in it would be lost.
    st.text_input("Note", key=drafting.key("note"), on_change=save, max_chars=MOST_TYPED, live=True)


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
