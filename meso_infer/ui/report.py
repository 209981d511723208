"""Reports on a page: for whom, which sections, the files to take along, and a look at it first."""

from __future__ import annotations

from functools import partial

import streamlit as st

from meso_infer.errors import MesoError
from meso_infer.report import (
    FORMATS,
    PAPERS,
    READERS,
    SECTIONS,
    Copy,
    Paper,
    Report,
    file_name,
    make_report,
    offered_sections,
    write_report,
)
from meso_infer.report.html import write_html
from meso_infer.report.letter import why_no_letter
from meso_infer.report.pdf import NO_BROWSER, find_browser, print_pdf
from meso_infer.ui import choices, session
from meso_infer.ui.drawing import plain
from meso_infer.ui.session import Current

PREVIEW_HEIGHT = 760
PRINTED = "report.printed"
"""Which report, by its text, the PDF that was asked for is of."""

SHARED: Copy = "shared"
RANGES_IN_JSON = (
    "The JSON document alone also tells the range and the options of every issue: it could not be read "
    "without them. Hand it over only where the other side knows them."
)


# --- what is asked for ----------------------------------------------------------------------------


def draw_choices(current: Current) -> Report | None:
    """Draw for whom the report is and what it holds; the report, or None where no section is chosen.

    While the screen may be shared, the only copy is the one that is safe to share.
    """
    copy = _draw_copy()
    st.caption(plain(READERS[copy].holds))
    allowed = copy == "mediator" and st.toggle(
        "Allow the mediator to see our priorities and limits",
        key="report.allowed",
        help="Our weights, our walk-away and our target then stand in this copy.",
    )
    may_hold = offered_sections(READERS[copy], allowed=allowed)
    sections = choices.pills(
        "Sections",
        may_hold,
        selection_mode="multi",
        default=may_hold,
        format_func=lambda key: SECTIONS[key],
        wrap=True,
        # A choice made for one reader never stands for another.
        key=f"report.sections.{copy}.{allowed}",
    )
    paper: Paper = choices.segmented_control(
        "Paper", list(PAPERS), default=PAPERS[0], required=True, key="report.paper"
    )
    if not sections:
        st.info("Choose a section or more, and the report stands here.")
        return None
    with st.spinner("Writing the report", show_time=False):
        return make_report(
            current.negotiation,
            copy,
            made_at=session.now(),
            sections=sections,
            allowed=allowed,
            posterior=current.posterior if copy == "internal" else None,
            paper=paper,
        )


def _draw_copy() -> Copy:
    if session.share_safe():
        st.caption("While the screen may be shared, only the copy that is safe to share is made.")
        return SHARED
    return choices.segmented_control(
        "For whom",
        list(READERS),
        default=SHARED,
        required=True,
        format_func=lambda copy: READERS[copy].name,
        key="report.copy",
    )


# --- the files ------------------------------------------------------------------------------------


def draw_downloads(current: Current, report: Report) -> None:
    """Draw a button a file; each file is written when its button is pressed."""
    st.header("Files", anchor=False)
    missing = why_no_letter(report.told)
    with st.container(horizontal=True, key="report.files"):
        for form, kind in FORMATS.items():
            if form == "pdf":
                continue
            waiting = missing if form == "word" else None
            st.download_button(
                kind.name,
                partial(write_report, report, form),
                file_name=file_name(current.negotiation_id, report.copy, form),
                mime=kind.mime,
                key=f"report.download.{form}",
                on_click="ignore",
                disabled=waiting is not None,
                help=waiting or kind.holds,
            )
    if report.copy == SHARED:
        st.caption(RANGES_IN_JSON)
    _draw_pdf(current, report)


def _draw_pdf(current: Current, report: Report) -> None:
    """Draw the way to a PDF: a browser of this machine prints it, which takes a moment and may fail."""
    if find_browser() is None:
        st.caption(plain(NO_BROWSER))
        return
    html = write_html(report)
    with st.container(horizontal=True, key="report.pdf"):
        if st.button(
            "Make the PDF", key="report.make_pdf", help="Printed by a browser of this machine"
        ):
            st.session_state[PRINTED] = html
        if st.session_state.get(PRINTED) != html:
            return
        try:
            content = _printed(html)
        except MesoError as error:
            st.error(plain(str(error)))
            return
        st.download_button(
            FORMATS["pdf"].name,
            content,
            file_name=file_name(current.negotiation_id, report.copy, "pdf"),
            mime=FORMATS["pdf"].mime,
            key="report.download.pdf",
            on_click="ignore",
            type="primary",
        )


@st.cache_data(max_entries=8, show_spinner="Printing the report; this takes a few seconds")
def _printed(html: str) -> bytes:
    return print_pdf(html)


# --- a look at it ---------------------------------------------------------------------------------


def draw_preview(report: Report) -> None:
    """Draw the report as it will be handed over."""
    st.header("Preview", anchor=False)
    with st.container(border=True, key="report.preview"):
        st.iframe(
            write_html(report),
            height=PREVIEW_HEIGHT,
            alt=f"Preview of the report: {READERS[report.copy].name.lower()}",
        )
