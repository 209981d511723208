"""Charts and tables on a page: the figure, its one sentence for screen readers, and its text twin."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd
import streamlit as st

from meso_infer.charts.theme import CONFIG, Chart, Table, short


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
        chart.checked, theme="streamlit", config=dict(CONFIG), alt=chart.alt, key=f"{key}.chart"
    )
    if twin:
        with st.expander("As text", key=f"{key}.twin"):
            draw_twin(chart.twin)


def draw_twin(twin: Table | tuple[str, ...]) -> None:
    """Draw the text that says what a chart says: a table, or sentences."""
    if isinstance(twin, Table):
        draw_frame(frame_of(twin))
    else:
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in twin))


def draw_frame(frame: pd.DataFrame) -> None:
    """Draw a table whose texts, names of rows and columns included, stand as they are.

    Streamlit reads each cell as Markdown, in which a name could hold a link or a picture.
    """
    shown = frame.map(lambda cell: in_cell(cell) if isinstance(cell, str) else cell)
    shown.columns = [in_cell(str(name)) for name in frame.columns]
    shown.index = pd.Index([in_cell(str(name)) for name in frame.index], name=frame.index.name)
    st.table(shown)


def frame_of(table: Table) -> pd.DataFrame:
    """A table as a frame that is indexed by its first column."""
    frame = pd.DataFrame(table.rows, columns=list(table.columns))
    return frame.set_index(table.columns[0])


LONGEST_NAME = 40
MOST_TYPED = 200_000
"""Characters that a box for notes takes. The browser drops a longer text that is pasted without a word;
what is too long for the log alone is refused in words, and stays in the box."""

MARKDOWN = re.compile(r"[\\`*_\[\]$<>#~|]|:(?=[\w+-])|(?<=\d)\.(?= )")
ADDRESS = re.compile(r"(?<=http:)(?=//)|(?<=https:)(?=//)|(?<=www)(?=\.)|(?=@)", re.IGNORECASE)
READ_LATER = re.compile(r"(?<=:)(?=[\w+/-]+:)|(?<=[-<>=~])(?=[->=])")
"""Within emoji and icons by name, and signs that Streamlit draws as one, such as an arrow."""
WORD_JOINER = "\u2060"
"""Has no width and allows no break."""


RIGHT_TO_LEFT = r"\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
TURNED = re.compile(rf"[{RIGHT_TO_LEFT}](?:[{RIGHT_TO_LEFT}\s\u200c\u200d]*[{RIGHT_TO_LEFT}])?")
ISOLATED = "\u2068\\g<0>\u2069"
"""Words that run from right to left, between signs that keep the numbers beside them in their order."""

ADDED = re.compile("[\u2060\u200b\u2068\u2069]")

LONG_WORD = re.compile(r"\S{20}(?=\S)")
MAY_BREAK = "\u200b"
"""Has no width and allows a break."""


def in_cell(text: str) -> str:
    """Text as `plain` has it, for a cell of a table: a cell cuts a word that is wider than itself."""
    return plain(LONG_WORD.sub(rf"\g<0>{MAY_BREAK}", text))


def plain(text: str) -> str:
    """Text that Markdown shows as it is: people's own words hold dollar signs, stars and brackets.

    Addresses of sites and of mail are no links either, and ``:smile:`` and ``->`` stay as they are. A
    backslash does not keep the browser from drawing those; a character that nobody sees does.
    """
    bare = TURNED.sub(ISOLATED, text)
    return MARKDOWN.sub(r"\\\g<0>", READ_LATER.sub(WORD_JOINER, ADDRESS.sub(WORD_JOINER, bare)))


def as_copied(text: str) -> str:
    """A text that was copied from a page, without what `plain` and `in_cell` put there for nobody to see."""
    return ADDED.sub("", text).strip()


def with_short_names(text: str, names: Iterable[str]) -> str:
    """A sentence in which those names that would fill lines by themselves are shortened."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, short(name, LONGEST_NAME))
    return text
