"""The guided first run: short lines on the example that lead from the first answer to a game.

Where it stands follows from the log, the draft and the pages seen; it blocks nothing, can be hidden and
brought back, and never shows in a real negotiation.
"""

from __future__ import annotations

from typing import Literal

import streamlit as st

from meso_infer.negotiation import COUNTERPART, OWN, Negotiation
from meso_infer.ui import session
from meso_infer.ui.keys import on_touch, without_keys
from meso_infer.ui.live.drafts import Draft
from meso_infer.ui.play import start
from meso_infer.ui.session import Current

HIDDEN = "coach-hidden"
"""Key of the draft, and of the session, that remembers that the tips are not wanted."""
SEEN_NEXT = "coach.seen_next"
"""Session key: whether the sets to offer next were looked at."""

PICKED, PUSHED = "B", "Salary"
STEPS = 4
WORDS_WIDTH, ALONE_WIDTH = 560, 690
"""Pixels of a tip beside two buttons, and beside the one that hides it."""

Step = Literal["start", "push", "log", "other draft", "as told", "other answer", "play"]

LINES: dict[Step, tuple[int, str]] = {
    "start": (
        1,
        "**This is an example.** They say: “B, but more pay.” Press **They picked B** (Alt+Shift+2).",
    ),
    "push": (1, "**Good.** They also want more pay: under “They want more on”, tap **Salary**."),
    "log": (
        1,
        "The bars already show what this would tell you; grey is what was thought before. Press "
        "**Log round** (Alt+Shift+L) to keep it.",
    ),
    "other draft": (
        1,
        "You can log that, too, and take it back. The story goes on with: “B, but more pay.”",
    ),
    "as told": (
        2,
        "**Logged.** Picking B alone says little: it is the middle in everything. Asking for more pay "
        "says more, so the bar of Salary moved. A wide bar still means: we do not know. Next: three "
        "new packages that ask the next question.",
    ),
    "other answer": (
        2,
        "**Logged.** The bars show what this answer says about them; grey is what was thought before. "
        "Next: three new packages that ask the next question.",
    ),
    "play": (
        4,
        "**That is the whole loop:** offer, listen, log, offer better. Nobody sits behind this example. "
        "Play on against a simulated candidate who answers, hides what matters, and shows it at the end.",
    ),
}

NEXT_LINE = (
    "**Three sets to offer, all worth the same to you.** “We learn” says how much their answer would "
    "teach you; “They learn about us” is the price: what your offer gives away. The meter at the foot of "
    "the page shows it issue by issue, from hidden to known."
)


def is_guided(current: Current) -> bool:
    """Whether tips may stand on this negotiation's pages: only the example's, never a shared screen's."""
    is_game = current.negotiation.header.game is not None
    return current.is_example and not is_game and not session.share_safe()


def step_of(negotiation: Negotiation, draft: Draft, *, seen_next: bool) -> Step:
    """Where the first run stands on the live page."""
    if negotiation.status != "open" or negotiation.round > 1:
        return "play"
    if negotiation.move == COUNTERPART or not draft.is_empty:
        return _step_of_draft(draft)
    if seen_next:
        return "play"
    current = negotiation.current_round
    told = current is not None and (current.picked, [push.issue for push in current.pushes])
    return "as told" if told == (PICKED, [PUSHED]) else "other answer"


def _step_of_draft(draft: Draft) -> Step:
    if draft.is_empty:
        return "start"
    pushed = [push.issue for push in draft.pushes]
    if draft.answer != PICKED:
        return "other draft"
    return "log" if PUSHED in pushed else "push"


def draw_on_live(current: Current, draft: Draft) -> None:
    """Draw the tip of the live page, or the way to bring the tips back."""
    if not is_guided(current):
        return
    seen_next = bool(st.session_state.get(SEEN_NEXT, False))
    step = step_of(current.negotiation, draft, seen_next=seen_next)
    number, line = LINES[step]
    with_next = number == 2 and current.negotiation.move == OWN
    _draw("live", number, line, to_next=with_next, to_play=step == "play")


def draw_on_next(current: Current) -> None:
    """Draw the tip of the page of the next packages, once something has been answered."""
    if not is_guided(current) or current.negotiation.move != OWN:
        return
    st.session_state[SEEN_NEXT] = True
    _draw("next", 3, NEXT_LINE, to_next=False, to_play=True)


def _draw(page: str, number: int, line: str, *, to_next: bool, to_play: bool) -> None:
    if _is_hidden():
        st.button(
            "Show the tips",
            key=f"coach.show.{page}",
            type="tertiary",
            icon=":material/lightbulb:",
            on_click=session.action(_keep_hidden),
            args=(False,),
        )
        return
    with st.container(
        horizontal=True,
        vertical_alignment="center",
        horizontal_alignment="distribute",
        key=f"coach.{page}",
    ):
        words = f":material/lightbulb: :gray[Step {number} of {STEPS}] {without_keys(line)}"
        width = WORDS_WIDTH if to_next or to_play else ALONE_WIDTH
        st.markdown(words, width="stretch" if on_touch() else width)
        with st.container(horizontal=True, width="content", key=f"coach.{page}.buttons"):
            _draw_buttons(page, to_next=to_next, to_play=to_play)


def _draw_buttons(page: str, *, to_next: bool, to_play: bool) -> None:
    if to_next:
        st.button(
            "Next packages",
            key="coach.next",
            type="primary",
            icon=":material/arrow_forward:",
            on_click=session.action(session.go_to),
            args=("pages/next_packages.py",),
        )
    if to_play:
        st.button(
            "Play on",
            key=f"coach.play.{page}",
            type="primary",
            icon=":material/sports_esports:",
            on_click=session.action(start.play_on),
        )
    st.button(
        "Hide the tips",
        key=f"coach.hide.{page}",
        type="tertiary",
        on_click=session.action(_keep_hidden),
        args=(True,),
    )


def _is_hidden() -> bool:
    if HIDDEN not in st.session_state:
        kept = session.store().read_draft(session.APPLICATION, HIDDEN)
        st.session_state[HIDDEN] = kept is not None
    return bool(st.session_state[HIDDEN])


def _keep_hidden(hidden: bool) -> None:
    st.session_state[HIDDEN] = hidden
    if hidden:
        session.store().save_draft(
            session.APPLICATION, HIDDEN, {"hidden": True}, saved_at=session.now()
        )
    else:
        session.store().clear_draft(session.APPLICATION, HIDDEN)
