"""After talks: what mattered to them, how it felt, and how the estimate did against what they told."""

from __future__ import annotations

from typing import get_args

import pandas as pd
import streamlit as st

from meso_infer import workflow
from meso_infer.errors import EventRejected
from meso_infer.evaluation.debriefing import COLUMNS, reckoning, reckoning_rows, reckoning_sentences
from meso_infer.events import Debrief
from meso_infer.events.improvement import Question
from meso_infer.negotiation import COUNTERPART, OWN, Negotiation
from meso_infer.negotiation.improving import Debriefing
from meso_infer.ui import choices, kept_words, session
from meso_infer.ui.drawing import draw_frame, plain
from meso_infer.ui.priority_inputs import draw_order, draw_points, order_in, points_in
from meso_infer.ui.session import Current

RANKED, SHARED, UNTOLD = "An order", "100 points", "They did not say"
THEIR_ANSWERS, OUR_ANSWERS = "Theirs", "Ours"
QUESTIONS: dict[Question, str] = {
    "open": "The other side was open about what matters to it.",
    "fair": "What came out is fair.",
    "heard": "The other side took up what we said.",
    "again": "We would negotiate with them again.",
}
"""Our own words, from 1 (not at all) to 7 (entirely)."""
SCALE = tuple(range(1, 8))
WORDS = "debrief"
WHOSE, HOW = "debrief.whose", "debrief.how"


def draw_debrief(current: Current) -> None:
    """Draw what was told after talks, and the form for it; not while the screen may be shared."""
    negotiation = current.negotiation
    if session.share_safe() or negotiation.status == "open" or negotiation.header.game is not None:
        return
    st.header("What they tell afterwards", anchor=False)
    _draw_reckoning(negotiation)
    _draw_climate(negotiation)
    with st.expander("Log a debrief", key="debrief.form", expanded=not negotiation.debriefs):
        _draw_form(current)


def _draw_form(current: Current) -> None:
    st.caption(
        "It holds our estimate to account and is never used as evidence. It stands in no copy for others."
    )
    whose = choices.segmented_control(
        "Whose answers", (THEIR_ANSWERS, OUR_ANSWERS), default=THEIR_ANSWERS, required=True,
        key=WHOSE,
    )  # fmt: skip
    if whose == THEIR_ANSWERS:
        names = current.negotiation.agenda.names
        how = choices.segmented_control(
            "What mattered to them", (RANKED, SHARED, UNTOLD), default=RANKED, required=True,
            key=HOW,
        )  # fmt: skip
        if how == RANKED:
            draw_order(names, _key(current, "order"))
        elif how == SHARED:
            draw_points(names, _key(current, "points"))
    st.markdown(
        "How the talks felt, from 1 (not at all) to 7 (entirely). Leave out what was not asked."
    )
    for key, question in QUESTIONS.items():
        choices.segmented_control(question, SCALE, key=_key(current, key))
    kept_words.draw_words(current, WORDS, "In words (optional)")
    st.button(
        "Log the debrief",
        key="debrief.log",
        type="primary",
        on_click=session.action(log_debrief),
        args=(current,),
    )


def _key(current: Current, name: str) -> str:
    """Key of an answer: of each negotiation, and of each debrief, its own."""
    count = len(current.negotiation.debriefs)
    return f"debrief.{current.negotiation_id}.{current.created}.{count}.{name}"


def _told(current: Current) -> tuple[list[str], dict[str, float]]:
    """What they said mattered to them: an order or points; both empty where neither was said."""
    names = current.negotiation.agenda.names
    how = st.session_state[HOW] if st.session_state[WHOSE] == THEIR_ANSWERS else UNTOLD
    order = order_in(names, _key(current, "order")) if how == RANKED else []
    return order, points_in(names, _key(current, "points")) if how == SHARED else {}


def log_debrief(current: Current) -> None:
    """Log the last estimate as it was shown, and then what was told."""
    negotiation = current.negotiation
    order, shares = _told(current)
    answers = {key: st.session_state.get(_key(current, key)) for key in get_args(Question)}
    felt: dict[Question, int] = {key: value for key, value in answers.items() if value is not None}
    words = kept_words.words_of(current, WORDS)
    if order and len(order) < negotiation.agenda.n_issues:
        raise EventRejected("Put every issue in its place, or choose that they did not say.")
    total = sum(shares.values())
    if shares and total <= 0:
        raise EventRejected("Give at least one issue some points, or choose that they did not say.")
    if not (order or shares or felt or words):
        session.tell("Answer at least one question first.", "note")
        return
    event = Debrief(
        party=OWN if st.session_state[WHOSE] == OUR_ANSWERS else COUNTERPART,
        weights={name: share / total for name, share in shares.items()} if shares else None,
        order=tuple(order) or None,
        climate=felt or None,
        words=words,
    )
    session.record(workflow.estimate_shown(negotiation, current.posterior), event)
    kept_words.forget_words(current, WORDS)
    session.tell("The debrief is logged.")


# --- what it says -----------------------------------------------------------------------------------------


def _draw_reckoning(negotiation: Negotiation) -> None:
    found = reckoning(negotiation)
    if found is None:
        st.markdown(
            "Ask what mattered to them, once it costs them nothing to say. It then stands here beside our "
            "estimate, and counts in the lessons of All negotiations."
        )
        return
    st.markdown("\n".join(f"- {plain(line)}" for line in reckoning_sentences(found)))
    frame = pd.DataFrame(reckoning_rows(found), columns=list(COLUMNS))
    draw_frame(frame.set_index(COLUMNS[0]))


def _draw_climate(negotiation: Negotiation) -> None:
    rows = climate_rows(negotiation.debriefs)
    if rows:
        frame = pd.DataFrame(rows, columns=["How it felt, 1 to 7", "Them", "Us"])
        draw_frame(frame.set_index("How it felt, 1 to 7"))


def climate_rows(debriefs: tuple[Debriefing, ...]) -> list[tuple[str, str, str]]:
    """The last answer of each side to each question that was answered."""
    last: dict[tuple[str, str], int] = {}
    for one in debriefs:
        for question, value in one.climate:
            last[question, one.party] = value
    return [
        (text, str(last.get((key, COUNTERPART), "")), str(last.get((key, OWN), "")))
        for key, text in QUESTIONS.items()
        if (key, COUNTERPART) in last or (key, OWN) in last
    ]
