"""The pinned bar of the live page: what the draft says, what others logged meanwhile, undo and log."""

from __future__ import annotations

from datetime import datetime, timedelta

import streamlit as st

from meso_infer import workflow
from meso_infer.errors import MesoError, StaleWrite
from meso_infer.events import Correction, EstimateShown, Event, extended
from meso_infer.negotiation import COUNTERPART, OWN, Happening, LoggedEvent, Negotiation
from meso_infer.ui import session, undoing
from meso_infer.ui.drawing import plain
from meso_infer.ui.keys import on_touch, shortcut, tall
from meso_infer.ui.live import answers, typed
from meso_infer.ui.live.drafting import Drafting
from meso_infer.ui.live.drafts import MIX, Draft, events_of, in_words
from meso_infer.ui.session import Current

IDLE = {
    COUNTERPART: "Tap what they answered.",
    OWN: "Our move: offer packages, or tap what else they said.",
}
"""What the bar says while there is no draft, by whose move it is."""

TAKEN_BACK, AGAIN = "Taken back", "Logged again"

MOST_OTHERS = 3
"""Drafts of other windows that are told, the newest: each takes a line of the page."""

TIMER_SECONDS = 3
WORDS_WIDTH = 340
"""Pixels of what the bar says, where its buttons stand beside it."""
LONG_AGO = timedelta(hours=1)


# --- what others logged meanwhile -----------------------------------------------------------------


def news(current: Current, draft: Draft) -> tuple[LoggedEvent, ...]:
    """What others have changed since the draft was begun.

    A draft does not outdate by estimates shown, nor by what was logged and taken back again since.
    """
    if draft.is_empty or draft.after is None:
        return ()
    others = session.written_by_others(current, draft.after)
    came_and_went = {entry.event.id for entry in others if entry.status == "withdrawn"}
    return tuple(
        entry
        for entry in others
        if not isinstance(entry.event, EstimateShown)
        and entry.status != "withdrawn"
        and not (isinstance(entry.event, Correction) and entry.event.supersedes in came_and_went)
    )


def _news_in_words(entries: tuple[LoggedEvent, ...], negotiation: Negotiation) -> str:
    told = [_told(entry.event, negotiation) for entry in entries]
    return "; ".join(text for text in told if text) or "something of ours alone"


def _told(event: Happening, negotiation: Negotiation) -> str | None:
    """What others did, in words; None for what a shared screen must not show."""
    if session.share_safe() and event.seen_by != "shared":
        return None
    if not isinstance(event, Correction):
        return event.describe(negotiation.agenda)
    if event.event is not None:
        return f"Corrected: {event.event.describe(negotiation.agenda)}"
    by_id = {entry.event.id: entry.event for entry in negotiation.log}
    doing, other = TAKEN_BACK, AGAIN
    about = by_id[event.supersedes]
    while isinstance(about, Correction) and about.event is None:
        doing, other, about = other, doing, by_id[about.supersedes]
    return f"{doing}: {about.describe(negotiation.agenda)}"


def _draw_news(
    drafting: Drafting, entries: tuple[LoggedEvent, ...], negotiation: Negotiation
) -> None:
    with st.container(
        horizontal=True, vertical_alignment="center", border=True, key=drafting.key("news")
    ):
        st.markdown(
            ":material/group: **Logged in another window meanwhile:** "
            f"{plain(_news_in_words(entries, negotiation))}. Is your draft still to be logged as well?",
            width="stretch",
        )
        st.button(
            "Keep my draft",
            key=drafting.key("news", "keep"),
            on_click=session.action(drafting.confirm),
        )
        st.button(
            "Discard my draft",
            key=drafting.key("news", "discard"),
            on_click=session.action(drafting.clear),
        )


def _draw_others(drafting: Drafting, current: Current) -> None:
    """What other windows have entered and not logged; where this one has nothing, it can go on with that."""
    for entry, other in list(drafting.others.items())[:MOST_OTHERS]:
        with st.container(
            horizontal=True, wrap=False, vertical_alignment="center", key=f"live.{entry}"
        ):
            said = plain(_entered(other, current))
            st.caption(f":material/edit: In another window, not logged: {said}", width="stretch")
            if drafting.draft().is_empty:
                st.button(
                    tall("Go on with it", "in this window"),
                    key=f"live.follow.{entry}",
                    type="tertiary",
                    on_click=session.action(drafting.follow),
                    args=(entry,),
                )


def _entered(draft: Draft, current: Current) -> str:
    """A draft of another window in words; on a shared screen only what both sides know."""
    negotiation = current.negotiation
    try:
        events = events_of(draft, negotiation, current.posterior)
    except MesoError:
        return "something unfinished"
    shown = [one for one in events if one.seen_by == "shared" or not session.share_safe()]
    return in_words(tuple(shown), negotiation) or "something of ours alone"


# --- the bar --------------------------------------------------------------------------------------


def draw_bar(current: Current, drafting: Drafting, refusal: str | None) -> None:
    """Draw the bar.

    Parameters
    ----------
    refusal : str, optional
        Why the draft cannot be logged as it is.
    """
    negotiation, draft = current.negotiation, drafting.draft()
    entries = news(current, draft)
    # Not in the bar: what nobody sees would take a line of a screen that has none to spare.
    with st.sidebar:
        typed.draw_listener()
    with st.bottom:
        if entries:
            _draw_news(drafting, entries, negotiation)
        if drafting.left_behind:
            st.info(
                "Other packages are on the table now. What was entered for the earlier ones is not "
                f"logged: {plain(drafting.left_behind)}"
            )
        if refusal is not None:
            st.warning(f"This cannot be logged yet. {plain(refusal)}")
        _draw_others(drafting, current)
        words = _draft_in_words(draft, current, refusal)
        drafting.put(words, "words")
        said = plain(_with_whose(words, drafting))
        if on_touch():
            st.caption(said)
        with st.container(
            horizontal=True,
            vertical_alignment="center",
            horizontal_alignment="distribute",
            key="live.bar",
        ):
            if on_touch():
                _draw_buttons(current, drafting, is_ready=not (refusal or entries))
                return
            # Words of this width break sooner than the buttons: each line of the bar hides one above it.
            st.markdown(said, width=WORDS_WIDTH)
            with st.container(horizontal=True, width="content", key="live.bar.buttons"):
                _draw_buttons(current, drafting, is_ready=not (refusal or entries))


def _draw_buttons(current: Current, drafting: Drafting, *, is_ready: bool) -> None:
    draft = drafting.draft()
    if not draft.is_empty:
        st.button(
            tall("Clear", "draft"),
            key="live.clear",
            type="tertiary",
            on_click=session.action(drafting.clear),
        )
    _draw_undo(current)
    if draft.is_empty and current.negotiation.status != "open":
        return
    st.button(
        tall("Log round", "keep it for good"),
        key="live.log",
        # Never disabled: keys pressed faster than the page is drawn must not be lost.
        type="primary" if is_ready and not draft.is_empty else "secondary",
        width="stretch" if on_touch() else "content",
        shortcut=shortcut("Alt+Shift+L"),
        on_click=session.action(log_round),
        args=(drafting,),
    )


def _draw_undo(current: Current) -> None:
    taken_back = undoing.undoable(current, session.now())
    says = f"Takes back: {plain(taken_back)}" if taken_back else "Nothing to undo"
    st.button(
        tall("Undo", "last"),
        key="live.undo",
        shortcut=shortcut("Alt+Shift+Z"),
        disabled=taken_back is None,
        help="Takes back the last entry" if taken_back and session.share_safe() else says,
        on_click=session.action(undoing.undo),
    )
    if undoing.can_redo(current.negotiation):
        st.button(
            tall("Redo", "again"),
            key="live.redo",
            on_click=session.action(undoing.redo),
        )


def _draft_in_words(draft: Draft, current: Current, refusal: str | None) -> str:
    if draft.is_empty and draft.answer == MIX:
        return "Choose what they want from which package."
    if draft.is_empty:
        return IDLE.get(current.negotiation.move or "", "Talks are over.")
    if refusal is not None:
        return "Draft"
    return in_words(events_of(draft, current.negotiation, current.posterior), current.negotiation)


def _with_whose(words: str, drafting: Drafting) -> str:
    draft = drafting.draft()
    if draft.is_empty or words == "Draft":
        return words
    return f"Draft: {words}" + ("" if drafting.is_own else " (kept from before, or by a colleague)")


def draw_timer(draft: Draft) -> None:
    """Draw how long ago their answer was heard, while it is being entered."""
    if draft.heard_at is not None and not draft.is_empty:
        _timer(draft.heard_at)


@st.fragment(run_every=TIMER_SECONDS)
def _timer(heard_at: datetime) -> None:
    st.caption(f":material/timer: {since(heard_at, session.now())}", width="content")


def since(heard_at: datetime, now: datetime) -> str:
    """``'0:21 since heard'``."""
    passed = now - heard_at
    if passed > LONG_AGO:
        return "heard more than an hour ago"
    minutes, seconds = divmod(max(0, int(passed.total_seconds())), 60)
    return f"{minutes}:{seconds:02d} since heard"


# --- logging --------------------------------------------------------------------------------------


def log_round(drafting: Drafting) -> None:
    """Log the draft: the estimate as it was shown, then their answer, in one transaction."""
    current = session.seen()
    negotiation = current.negotiation
    answers.take_pressed(drafting, negotiation)
    draft = answers.collected(drafting, negotiation)
    if news(current, draft):
        session.tell(
            "Something was logged in another window since this draft was begun. Look at it, then keep "
            "the draft or discard it.",
            "warning",
        )
        return
    shown = workflow.estimate_shown(negotiation, current.posterior)
    events = events_of(draft, extended(negotiation, shown), current.posterior)
    if not events:
        session.tell("Tap what they answered first; there is nothing to log yet.", "note")
        return
    heard = shown.model_copy(update={"at": _heard_at(draft, negotiation)})
    try:
        session.record(heard, *events)
    except StaleWrite:
        drafting.keep(draft)
        session.tell(
            "Not logged yet: another window logged something at the same moment. Look at it below, then "
            "keep your draft or discard it.",
            "error",
        )
        return
    drafting.clear()
    session.tell(f"Logged: {in_words(events, negotiation)}")


def _heard_at(draft: Draft, negotiation: Negotiation) -> datetime | None:
    """When their answer was heard, by which the estimate was shown; never before what is in the log.

    The time of what is logged minus this is how long it took to log it.
    """
    times = [event.at for event in negotiation.events if isinstance(event, Event)]
    known = [time for time in (*times, draft.heard_at) if time is not None]
    return min(max(known), session.now()) if draft.heard_at is not None else None
