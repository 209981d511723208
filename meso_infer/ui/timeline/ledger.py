"""Who moved how much: the course of both sides in our points, and what each gave, as chart and tables."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from meso_infer.charts import Chart, concession_chart
from meso_infer.charts.concession import pull_sentence
from meso_infer.ui import session
from meso_infer.ui.drawing import draw, draw_frame, plain
from meso_infer.ui.session import Current
from meso_infer.who_moved import (
    ISSUE_COLUMNS,
    OUR_COLUMNS,
    THEIR_COLUMNS,
    Ledger,
    give_get,
    issue_rows,
    movement_sentences,
    our_rows,
    their_rows,
)


@st.cache_resource(max_entries=session.KEPT, show_spinner="Working out who moved how much")
def _moves(key: session.Key) -> Ledger:
    current = Current(*key[1:])
    return give_get(current.negotiation, current.posterior)


@st.cache_resource(max_entries=session.KEPT, show_spinner=False)
def _chart(key: session.Key) -> Chart:
    floor = Current(*key[1:]).negotiation.reservation_value
    return concession_chart(_moves(key).moves, reservation_value=floor, anchors=True)


def draw_ledger(current: Current) -> None:
    """Draw what each side gave and got; not while the screen may be shared."""
    negotiation = current.negotiation
    if session.share_safe() or not negotiation.rounds:
        return
    st.header("Who moved how much", anchor=False)
    if negotiation.own is None:
        st.info("What a move is worth is told in our points. Set our weights and values first.")
        st.page_link("pages/setup.py", label="Set our values", icon=":material/tune:")
        return
    ledger = _moves(current.key)
    said = movement_sentences(ledger)
    if not said:
        st.caption(
            "Nothing complete was offered or asked for yet: a package that settles every issue."
        )
        return
    pull = pull_sentence(ledger.moves)
    st.markdown("\n".join(f"- {plain(text)}" for text in (*said, *([pull] if pull else []))))
    draw(_chart(current.key), "timeline.moves")
    for rows, columns in (
        (our_rows(ledger), OUR_COLUMNS),
        (their_rows(ledger), THEIR_COLUMNS),
        (issue_rows(ledger), ISSUE_COLUMNS),
    ):
        if rows:
            frame = pd.DataFrame(rows, columns=list(columns))
            draw_frame(frame.set_index(columns[0]))
    st.caption(
        "Points of 100, by our values as they are now. Ours: the mean of the packages of an offer. Worth "
        "to them, and what it cost them, is estimated from their answers, against the offer before, with "
        "90% intervals. Issues: from the first offer to the last."
    )
