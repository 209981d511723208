"""One look for all charts: colours, layout and the words of a hover label.

Figures are plain dictionaries of the Plotly figure schema. They are made for
``st.plotly_chart(chart.checked, theme="streamlit", config=CONFIG, alt=chart.alt)``: given a dictionary,
Streamlit would have it checked anew at every rerun, which takes as long as a quarter of the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plotly.basedatatypes import BaseFigure

Figure = dict[str, Any]
Trace = dict[str, Any]

BLUE = "#1f6fd6"
"""Them: what we estimate."""
AMBER = "#c47a00"
"""Us: our packages."""
GREEN = "#0f8f5f"
"""Agreed."""
GREY = "#878c96"
"""Earlier, assumed, or a line to measure against."""
INK = "#000037"
"""Text. Streamlit replaces this exact value by the text colour of the mode in which a page is read
(its own template uses it so); anywhere else it is the nearly black that it says. No one colour has a
contrast of 4.5 on both white and Streamlit's dark ground, so text cannot have a colour of its own."""
CLEAR = "rgba(0,0,0,0)"

PALETTE = (BLUE, AMBER, GREEN, GREY, INK)
CONFIG: Mapping[str, object] = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}

FILL = 0.18
THIN, THICK, DOT = 2, 7, 10
TEXT_SIZE, SMALL_SIZE = 14, 12
LONGEST_NAME, HOVER_LINE = 30, 40


@dataclass(frozen=True)
class Table:
    """A table without a library: what a chart says, for those who read rather than look.

    Attributes
    ----------
    columns : tuple of str
    rows : tuple of tuples of str
        Each as long as `columns`.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Chart:
    """A figure with the one sentence to take from it and a text that says all it says.

    Attributes
    ----------
    figure : dict
        Plotly figure schema, with `data` and `layout`; its height is ``figure["layout"]["height"]`` px.
    alt : str
        The takeaway.
    twin : Table or tuple of str
        Everything in the figure as a table or as sentences.
    """

    figure: Figure
    alt: str
    twin: Table | tuple[str, ...]

    @cached_property
    def checked(self) -> BaseFigure:
        """The figure as Plotly's own object, checked once however often the chart is drawn."""
        # Plotly takes 0.1 s to import; charts are also made where nothing is drawn.
        from meso_infer.charts.checked import CheckedFigure

        return CheckedFigure(self.figure)


def faded(color: str, share: float = FILL) -> str:
    """A palette colour at an opacity of 0 to 1."""
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share:g})"


def layout(height: int, **more: Any) -> Figure:
    """The layout that all charts share; `height` in px, anything else of the schema by name."""
    return {
        # Streamlit fills an empty template in the browser; its own would be 3 kB more on every rerun.
        "template": {},
        "height": height,
        "autosize": True,
        "margin": {"l": 4, "r": 4, "t": 8, "b": 8, "pad": 0},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "font": {"color": INK, "size": TEXT_SIZE},
        "hoverlabel": {"align": "left", "font": {"color": INK, "size": TEXT_SIZE}},
        "hovermode": "closest",
        "dragmode": False,
        "showlegend": False,
        **more,
    }


def bare_axis(low: float, high: float, **more: Any) -> Figure:
    """An axis without any marks, from `low` to `high`, that cannot be dragged."""
    return {
        "range": [low, high],
        "fixedrange": True,
        "visible": False,
        "automargin": False,
        **more,
    }


def share_axis(high: float, step: float = 0.25) -> Figure:
    """An axis of shares from 0 to `high`, labelled in percent, with faint lines at each `step`."""
    places = [round(step * k, 4) for k in range(int(1 / step) + 1) if step * k <= high + 1e-9]
    return bare_axis(
        0,
        high,
        visible=True,
        showgrid=True,
        gridcolor=faded(GREY, 0.25),
        zeroline=False,
        showline=False,
        tickmode="array",
        tickvals=places,
        ticktext=[f"{place:.0%}" if place else "0" for place in places],
        ticklabeloverflow="allow",
        tickfont={"color": INK, "size": SMALL_SIZE},
        ticks="",
    )


def segments(
    starts: Sequence[float], ends: Sequence[float], rows: Sequence[float], color: str, width: float
) -> Trace:
    """Horizontal bars of one colour as one trace: bar k runs from starts[k] to ends[k] at height rows[k]."""
    x: list[float | None] = []
    y: list[float | None] = []
    for start, end, row in zip(starts, ends, rows, strict=True):
        x += [start, end, None]
        y += [row, row, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": {"color": color, "width": width},
        "hoverinfo": "skip",
    }


def dots(
    places: Sequence[float], rows: Sequence[float], hover: Sequence[str], color: str, **marker: Any
) -> Trace:
    """Markers with hover text already in words."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": list(places),
        "y": list(rows),
        "hovertext": [hover_text(text) for text in hover],
        "hoverinfo": "text",
        "marker": {"color": color, "size": DOT, "line": {"width": 0}, **marker},
    }


def note(text: str, x: float, y: float, **more: Any) -> Figure:
    """Text in the figure at paper (0 to 1) x and data y unless said otherwise; `text` is taken literally."""
    return {
        "text": plain(text),
        "x": x,
        "y": y,
        "xref": "paper",
        "yref": "y",
        "showarrow": False,
        "xanchor": "left",
        "yanchor": "middle",
        "align": "left",
        "font": {"color": INK, "size": TEXT_SIZE},
        **more,
    }


def plain(text: str) -> str:
    """Text as it stands: Plotly would read tags in it as formatting and dollars as mathematics."""
    return escape(text, quote=False).replace("$", "&#36;")


def hover_text(text: str) -> str:
    """Text for a hover label, taken literally and broken into lines that fit a phone."""
    return "<br>".join(plain(line) for line in wrap(text, HOVER_LINE))


def short(name: str, longest: int = LONGEST_NAME) -> str:
    """A name cut to a length that fits a phone; the text twin holds it whole."""
    return name if len(name) <= longest else f"{name[: longest - 1].rstrip()}…"
