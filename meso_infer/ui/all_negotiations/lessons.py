"""What the archive teaches: offers of several packages beside single ones, certainty, speed, predictions."""

from __future__ import annotations

import streamlit as st

from meso_infer.evaluation.debriefing import told_sentences
from meso_infer.portfolio.lessons import (
    comparison_sentences,
    logging_sentence,
    logging_times,
    median_wait,
    wait_sentence,
)
from meso_infer.ui import session
from meso_infer.ui.all_negotiations.table import Archive
from meso_infer.ui.all_negotiations.track_record import draw_track_record
from meso_infer.ui.drawing import plain


def draw_lessons(archive: Archive) -> None:
    """Draw what all negotiations but the examples teach; not while the screen may be shared."""
    if session.share_safe() or not archive.facts:
        return
    st.header("What the archive teaches", anchor=False)
    own = list(archive.own.values())
    if not own:
        st.info(
            "No evidence yet: lessons come from negotiations of your own, never from the example."
        )
        st.button(
            "Start my own",
            key="lessons.start",
            on_click=session.action(session.go_to),
            args=("pages/setup.py",),
        )
        return
    n = len(own)
    st.caption(f"From {n} negotiation{'' if n == 1 else 's'}; examples are left out.")
    st.subheader("Several packages at once, or one", anchor=False)
    _draw_lines(comparison_sentences([one for facts in own for one in facts.outcomes]))
    st.subheader("How soon something was known", anchor=False)
    seconds = [one for facts in own for one in facts.seconds]
    waits = median_wait(facts.watched for facts in own)
    _draw_lines((wait_sentence(waits), logging_sentence(logging_times(seconds))))
    draw_track_record([one for facts in own for one in facts.predictions])
    st.subheader("What they told afterwards", anchor=False)
    _draw_lines(told_sentences([facts.told for facts in own if facts.told is not None]))


def _draw_lines(lines: tuple[str, ...]) -> None:
    st.markdown("\n".join(f"- {plain(text)}" for text in lines))
