"""How often the predictions came true, over all negotiations but the examples."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from meso_infer.evaluation import Prediction, calibration
from meso_infer.evaluation.claims import COLUMNS, claim_rows, claim_sentences
from meso_infer.ui.drawing import draw_frame, plain


def draw_track_record(made: Sequence[Prediction]) -> None:
    """Draw what was predicted against what was picked.

    Parameters
    ----------
    made : sequence of Prediction
        Of all negotiations that count.
    """
    found = calibration(made)
    st.subheader("How often the predictions came true", anchor=False)
    st.markdown("\n".join(f"- {plain(text)}" for text in claim_sentences(found)))
    rows = claim_rows(found)
    if rows:
        draw_frame(pd.DataFrame(rows, columns=list(COLUMNS)).set_index(COLUMNS[0]))
        st.caption(
            "Every answer that was possible counts as one claim: the chance that was said before, "
            "and whether it was the pick. Only estimates that were shown before the answer count, "
            "with the numbers of then."
        )
