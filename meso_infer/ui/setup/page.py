"""Setup: which sheet is open, its four steps, and what is written when it is saved."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from meso_infer import workflow
from meso_infer.errors import EventRejected, MesoError, listed
from meso_infer.negotiation import Negotiation
from meso_infer.sheet import (
    alternatives_of,
    changes,
    guess_of,
    header_of,
    problems,
    sheet_of_header,
    waiting_for_points,
)
from meso_infer.templates import blank_header
from meso_infer.ui import choices, in_view, session
from meso_infer.ui.drawing import plain
from meso_infer.ui.from_the_top import begin_at_top
from meso_infer.ui.session import Current
from meso_infer.ui.setup.draft import (
    FRESH,
    OLD,
    SHEET,
    WHICH,
    SetupDraft,
    go_on_with,
    keep_in_address,
    start_new,
)
from meso_infer.ui.setup.issues import draw_issues
from meso_infer.ui.setup.limits import draw_guess, draw_limits
from meso_infer.ui.setup.progress import example_steps, steps_done
from meso_infer.ui.setup.values import draw_values

STEP = "setup.step"
STEPS = ("1 Issues", "2 Our values", "3 Walk-away", "4 Our guess")
SAID = (
    frozenset({"title", "counterpart", "segment", "agenda"}),
    frozenset({"values", "own"}),
    frozenset({"own"}),
    frozenset({"guess"}),
)
"""Places of which each step says itself what is wrong; an issue or a rule may stand folded."""


def choose_sheet(current: Current | None) -> SetupDraft:
    """Which sheet to show: that of the negotiation, or of the one that is being set up."""
    draft = SetupDraft(current if _which(current) == OLD else None)
    keep_in_address(draft)
    return draft


def _which(current: Current | None) -> str:
    if current is None:
        return FRESH
    if WHICH not in st.session_state:
        st.session_state[WHICH] = FRESH if SHEET in st.query_params else OLD
    choice = choices.segmented_control(
        "Set up",
        [OLD, FRESH],
        required=True,
        format_func=lambda one: plain(current.negotiation.title) if one == OLD else one,
        key=WHICH,
    )
    return str(choice)


def begin_new() -> None:
    """Have Setup show the sheet of a new negotiation, from its first step."""
    st.session_state[WHICH] = FRESH
    st.session_state[STEP] = STEPS[0]


def draw_sheet(draft: SetupDraft) -> None:
    """Draw the steps, and below them what saving would write."""
    found = problems(draft.sheet())
    if not draft.is_new:
        _say_what_is_off(draft)
    if draft.was_changed_meanwhile:
        st.info(
            "The setup was changed meanwhile. What you typed is kept, and the rest is as it is now; "
            "compare before you save."
        )
    if STEP not in st.session_state:
        st.session_state[STEP] = STEPS[0]
    step = choices.segmented_control("Step", STEPS, required=True, key=STEP) or STEPS[0]
    place = STEPS.index(step)
    with st.container(gap=None, key="setup.progress"):
        begin_at_top(step, "setup.top")
        _draw_progress(draft, found)
    drawings: tuple[Callable[[], None], ...] = (
        lambda: draw_issues(draft, found),
        lambda: draw_values(draft, found),
        lambda: draw_limits(draft, found),
        lambda: draw_guess(draft, found),
    )
    drawings[place]()
    if place + 1 < len(STEPS):
        st.button(
            f"Next: {STEPS[place + 1][2:]}",
            key="setup.next",
            icon=":material/arrow_forward:",
            on_click=_go_on,
        )
    st.divider()
    _draw_elsewhere(found, place)
    _draw_new_bar(draft, found) if draft.is_new else _draw_live_bar(draft, found)


def _go_on() -> None:
    place = STEPS.index(st.session_state[STEP])
    st.session_state[STEP] = STEPS[min(place + 1, len(STEPS) - 1)]


def _draw_progress(draft: SetupDraft, found: dict[str, str]) -> None:
    sheet = draft.sheet()
    # Who has started the negotiation with them has taken the examples as their own.
    examples = example_steps(sheet, draft.begun()) if draft.is_new else ()
    done = steps_done(sheet, found, examples)
    text = f"{sum(done)} of {len(STEPS)} steps done"
    if examples:
        text += f". Still the template's examples: {listed([STEPS[k] for k in examples], 'and')}"
    st.progress(sum(done) / len(STEPS), text=text)


def _say_what_is_off(draft: SetupDraft) -> None:
    negotiation = _negotiation(draft)
    names = negotiation.weights_to_reelicit
    if names:
        st.warning(
            f"The range of {plain(', '.join(names))} was edited. Its points no longer mean what they "
            "did, so nothing is called equal and no packages are proposed until they are given "
            "again in step 2."
        )


def _negotiation(draft: SetupDraft) -> Negotiation:
    return (draft.current or session.seen()).negotiation


# --- writing ----------------------------------------------------------------------------------------


def _draw_elsewhere(found: dict[str, str], place: int) -> None:
    """Say what is wrong, but for what this step has said beside its own fields."""
    fields = SAID[place]
    said = {text for where, text in found.items() if where.partition(":")[0] in fields}
    for text in dict.fromkeys(found.values()):
        if text not in said:
            st.warning(plain(text))


def _draw_new_bar(draft: SetupDraft, found: dict[str, str]) -> None:
    if not found and guess_of(draft.sheet()) is None:
        st.caption(
            "Step 4 is still empty. Estimates are shown once you start, and a guess is worth most "
            "before that: give it first, or start without."
        )
    with st.container(horizontal=True, key="setup.bar"):
        st.button(
            "Start this negotiation",
            key="setup.start",
            type="primary",
            disabled=bool(found),
            help="Put right what is named above first." if found else None,
            on_click=session.action(start),
            args=(draft,),
        )
        st.button(
            "Start over with a blank sheet",
            key="setup.blank",
            on_click=session.action(start_new),
            args=(sheet_of_header(blank_header()),),
        )


def start(draft: SetupDraft) -> None:
    """Store the negotiation of a sheet, open it and forget the sheet."""
    sheet = draft.collected()
    header, guess = header_of(sheet), guess_of(sheet)
    said = (guess, alternatives_of(sheet) if sheet.scenarios else None)
    negotiation_id = workflow.start(
        session.store(), header, [one for one in said if one is not None], now=session.now()
    )
    draft.clear()
    go_on_with(None)
    st.query_params.pop(SHEET, None)
    if sheet.scenarios:
        started = {one.negotiation_id: one for one in session.summaries()}[negotiation_id]
        SetupDraft(session.looked_at(started)).settle(sheet)
    in_view.switch_to(negotiation_id)
    st.session_state[WHICH] = OLD
    st.session_state[STEP] = STEPS[0]
    session.go_to("pages/next_packages.py")
    session.tell(f"Started: {header.title}. Next, offer packages.")


def _draw_live_bar(draft: SetupDraft, found: dict[str, str]) -> None:
    refusal, said = None, []
    # Points that wait to be given again keep our values as they are, not the other changes.
    waiting = {"own"} if waiting_for_points(draft.sheet()) else set()
    if not set(found) - waiting and draft.has_changes:
        negotiation = _negotiation(draft)
        try:
            events = changes(draft.sheet(), negotiation)
            said = [event.describe(negotiation.agenda) for event in events]
        except EventRejected as error:
            refusal = f"It does not fit what was offered or answered already. {error}"
        except MesoError as error:
            refusal = str(error)
    if refusal is not None:
        st.error(f"This cannot be saved. {plain(refusal)}")
    if said:
        st.markdown("**Not saved yet:** " + plain("; ".join(said)))
    elif not _negotiation(draft).rounds:
        st.page_link(
            "pages/next_packages.py", label="Offer the first packages", icon=":material/stacks:"
        )
    with st.container(horizontal=True, key="setup.bar"):
        st.button(
            "Save changes",
            key="setup.save",
            type="primary",
            disabled=not said,
            on_click=session.action(save),
            args=(draft,),
        )
        st.button(
            "Discard what was typed",
            key="setup.discard",
            disabled=not draft.has_changes,
            on_click=session.action(draft.clear),
        )


def save(draft: SetupDraft) -> None:
    """Log what changed, all of it in one transaction."""
    negotiation = session.seen().negotiation
    sheet = draft.collected()
    events = changes(sheet, negotiation)
    if not events:
        session.tell("Nothing changed, so nothing was logged.", "note")
        return
    session.record(*events)
    SetupDraft(session.seen()).settle(sheet)
    session.tell("Saved: " + "; ".join(event.describe(negotiation.agenda) for event in events))
