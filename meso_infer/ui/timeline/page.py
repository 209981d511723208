"""The log on a page: the course as a chart, every event in a line, copies to take along."""

from __future__ import annotations

from datetime import UTC
from textwrap import shorten

import pandas as pd
import streamlit as st

from meso_infer.charts import round_timeline
from meso_infer.course import LONGEST, timeline_rows
from meso_infer.documents import dump_document
from meso_infer.history import HistoryLine, history
from meso_infer.negotiation import Negotiation
from meso_infer.shared_copy import shared_view
from meso_infer.ui import address, certainty_strip, choices, session
from meso_infer.ui.drawing import draw, in_cell
from meso_infer.ui.session import Current
from meso_infer.ui.timeline import notes

SHOW = "show"
"""Query parameter, and key of its widget: the kinds of events that are shown."""

SHOW_ALL = "timeline.show_all"
NEWEST = 30
"""Events that are listed unless all are asked for: what stands below the list stays in reach."""


def visible(current: Current) -> Negotiation:
    """The negotiation that this screen may show: all of it, or only what may be shared."""
    negotiation = current.negotiation
    return shared_view(negotiation) if session.share_safe() else negotiation


# --- chart ------------------------------------------------------------------------------------------


def draw_course(current: Current) -> None:
    """Draw who put what forward in which round, and how sure we were after it."""
    negotiation = visible(current)
    rows = timeline_rows(negotiation)
    if not rows:
        st.info("No events yet. Log the first round, or paste notes below, and it stands here.")
        st.page_link("pages/next_packages.py", label="Make an offer", icon=":material/stacks:")
        return
    if session.share_safe():
        draw(round_timeline(rows), "timeline.course")
        return
    found, missing = certainty_strip.course(current)
    draw(round_timeline(rows, certainty_strip.strip_of(found)), "timeline.course")
    certainty_strip.draw_wish(current, missing, "timeline")


# --- table ------------------------------------------------------------------------------------------


def draw_log(current: Current) -> None:
    """Draw one line an event, newest first, with chips that filter by what is looked for."""
    lines = history(visible(current))
    if not lines:
        return
    present = list(dict.fromkeys(line.group for line in lines))
    address.follow(SHOW, SHOW, address.known(present), returns=True)
    chosen = choices.pills(
        "Show",
        present,
        selection_mode="multi",
        key=SHOW,
        on_change=address.keep,
        args=(SHOW, SHOW, list),
        help="None chosen shows everything.",
    )
    shown = [line for line in reversed(lines) if not chosen or line.group in chosen]
    if len(shown) > NEWEST and not st.toggle(f"Show all {len(shown)} of them", key=SHOW_ALL):
        shown = shown[:NEWEST]
    st.table(log_frame(shown), hide_index=False)
    st.caption(
        f"Events shown: {len(shown)} of {len(lines)}, newest first. What was corrected or undone stays listed."
    )
    notes.draw_long_notes(visible(current))


def log_frame(lines: list[HistoryLine]) -> pd.DataFrame:
    """Lines of the log as a table: place, round, time, who, what."""
    rows = [
        (
            str(line.sequence),
            f"Round {line.round}" + _moment(line),
            line.who,
            _what(line),
        )
        for line in lines
    ]
    return pd.DataFrame(rows, columns=["Event", "When (UTC)", "Who", "What"]).set_index("Event")


def _moment(line: HistoryLine) -> str:
    return f" · {line.at.astimezone(UTC):%d %b %Y, %H:%M}" if line.at else ""


def _what(line: HistoryLine) -> str:
    text = in_cell(shorten(line.text, LONGEST, placeholder=" …"))
    if line.now == "withdrawn":
        text = f"~~{text}~~ (withdrawn)"
    elif line.now:
        text = f"~~{text}~~ ({in_cell(line.now)})"
    more = [in_cell(part) for part in (line.detail, line.note) if part]
    return ". ".join([text, *more])


# --- copies -----------------------------------------------------------------------------------------


def draw_copies(current: Current) -> None:
    """Draw the files to take along: the whole log for us, and what may be shared for others."""
    negotiation = current.negotiation
    st.header("Copies", anchor=False)
    with st.container(horizontal=True, key="timeline.copies"):
        if not session.share_safe():
            st.download_button(
                "Everything, for us (JSON)",
                lambda: dump_document(negotiation),
                file_name=f"{current.negotiation_id}.json",
                mime="application/json",
                key="timeline.export_private",
                on_click="ignore",
                help="Holds our values and limits. Importing it gives the same log.",
            )
        st.download_button(
            "What may be shared (JSON)",
            lambda: shared_text(negotiation),
            file_name=f"{current.negotiation_id}-shared.json",
            mime="application/json",
            key="timeline.export_shared",
            on_click="ignore",
            help="Offers and answers only: no values, limits, notes or estimates of ours.",
        )


def shared_text(negotiation: Negotiation) -> str:
    """The copy that may be shared, as JSON text."""
    return dump_document(shared_view(negotiation))
