"""How often the predictions came true, over all negotiations but the example."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from meso_infer.claims import COLUMNS, claim_rows, claim_sentences
from meso_infer.errors import MesoError
from meso_infer.evaluation import Prediction, calibration, predictions
from meso_infer.ui import session
from meso_infer.ui.drawing import draw_frame, plain

MOST = 500
"""Negotiations that are read for it, those touched last first."""


def draw_track_record() -> None:
    """Draw what was predicted against what was picked; not while the screen may be shared."""
    listed = [one for one in session.summaries() if not one.is_example]
    if session.share_safe() or not listed:
        return
    made: list[Prediction] = []
    unread = 0
    for summary in listed[:MOST]:
        try:
            made += _predictions(*session.looked_at(summary).key)
        except MesoError:
            unread += 1
    found = calibration(made)
    st.header("How often the predictions came true", anchor=False)
    st.markdown("\n".join(f"- {plain(text)}" for text in claim_sentences(found)))
    rows = claim_rows(found)
    if rows:
        draw_frame(pd.DataFrame(rows, columns=list(COLUMNS)).set_index(COLUMNS[0]))
        st.caption(
            "Every answer that was possible counts as one claim: the chance that was said before, "
            "and whether it was the pick. Only estimates that were shown before the answer count, "
            "with the numbers of then."
        )
    if unread:
        st.caption(f"{unread} of the negotiations could not be read and are left out.")
    if len(listed) > MOST:
        st.caption(f"The {MOST} negotiations touched last are counted.")


@st.cache_data(max_entries=2 * MOST, show_spinner=False)
def _predictions(
    url: str, negotiation_id: str, created: str, sequence: int
) -> tuple[Prediction, ...]:
    return predictions(session.Current(negotiation_id, created, sequence).negotiation)
