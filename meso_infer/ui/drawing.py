"""Charts and tables on a page: the figure, its one sentence for screen readers, and its text twin."""

from __future__ import annotations

import re

import pandas as pd
import streamlit as st

from meso_infer.charts.theme import CONFIG, Chart, Table


def draw(chart: Chart, key: str, *, twin: bool = True) -> None:
    """Draw a chart; under it, folded, everything that it says as text.

    Parameters
    ----------
    chart : Chart
    key : str
        Names the element on its page.
    twin : bool
        False where the page says the same beside the chart already.
    """
    st.plotly_chart(
        chart.figure, theme="streamlit", config=dict(CONFIG), alt=chart.alt, key=f"{key}.chart"
    )
    if twin:
        with st.expander("As text", key=f"{key}.twin"):
            draw_twin(chart.twin)


def draw_twin(twin: Table | tuple[str, ...]) -> None:
    """Draw the text that says what a chart says: a table, or sentences."""
    if isinstance(twin, Table):
        st.table(frame_of(twin))
    else:
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in twin))


def frame_of(table: Table) -> pd.DataFrame:
    """A table as a frame that is indexed by its first column."""
    frame = pd.DataFrame(table.rows, columns=list(table.columns))
    return frame.set_index(table.columns[0])


MARKDOWN = re.compile(r"[\\`*_\[\]$<>#~|]|:(?=[\w+-])|(?<=\d)\.(?= )")


def plain(text: str) -> str:
    """Text that Markdown shows as it is: people's own words hold dollar signs, stars and brackets."""
    return MARKDOWN.sub(r"\\\g<0>", text)
