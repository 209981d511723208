"""Where a new sheet may start from: a template, a workbook, or cells pasted from a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from meso_infer.sheet import Sheet, sheet_of_header
from meso_infer.templates import Template, list_templates, load_template
from meso_infer.ui import choices, session
from meso_infer.ui.as_shown import as_shown
from meso_infer.ui.drawing import draw_frame, plain
from meso_infer.ui.setup.draft import SetupDraft, start_new

if TYPE_CHECKING:
    from meso_infer.spreadsheet import SheetReading

TEMPLATE, WORKBOOK, PASTED = "a template", "an Excel workbook", "pasted cells"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_MEGABYTES = 4
MOST_SHOWN = 200
"""Mistakes that are listed; more than that and the workbook is another one than was meant."""

UPLOADS = "setup.uploads"
"""How many workbooks were taken: a new number empties the upload."""


def draw_sources(draft: SetupDraft) -> None:
    """Draw the ways to fill a new sheet at once; what is there stays until one of them is taken."""
    with st.expander(
        "Start from a template, an Excel workbook or pasted cells",
        expanded=not draft.has_changes,
        icon=":material/input:",
        key=draft.key("sources"),
    ):
        chosen = choices.segmented_control(
            "Start from",
            (TEMPLATE, WORKBOOK, PASTED),
            default=TEMPLATE,
            required=True,
            key=draft.key("source"),
        )
        if chosen == WORKBOOK:
            _draw_workbook(draft)
        elif chosen == PASTED:
            _draw_pasted(draft)
        else:
            _draw_template(draft)


def _draw_template(draft: SetupDraft) -> None:
    templates = {template.name: template for template in list_templates()}
    name = st.selectbox(
        "Template",
        list(templates),
        index=None,
        format_func=lambda one: templates[one].title,
        placeholder="choose one",
        key=draft.key("template"),
    )
    if name is None:
        st.caption("Issues, ranges and example values to edit; nothing is stored until you start.")
        return
    st.caption(in_brief(templates[name]))
    st.button(
        "Take this template",
        key=draft.key("take template"),
        on_click=session.action(_take_template),
        args=(draft,),
    )


def in_brief(template: Template) -> str:
    """A template in two sentences: what it is for, and its issues."""
    return plain(f"{template.purpose} Issues: {', '.join(template.issues)}.")


def _take_template(draft: SetupDraft) -> None:
    name = st.session_state[draft.key("template")]
    if name is None:
        return
    start_new(sheet_of_header(load_template(name).header))
    session.tell("The template is on the sheet. Change what differs in your case.")


# --- workbooks and pasted cells ---------------------------------------------------------------------


def _draw_workbook(draft: SetupDraft) -> None:
    st.download_button(
        "Download a workbook to fill in",
        _blank_workbook,
        file_name="issues.xlsx",
        mime=WORKBOOK_TYPE,
        key=draft.key("blank workbook"),
        on_click="ignore",
        icon=":material/download:",
        help="Its first sheet says what each column means.",
    )
    given = st.file_uploader(
        "A workbook with a sheet named Issues",
        type=["xlsx"],
        max_upload_size=MOST_MEGABYTES,
        key=f"setup.workbook.{st.session_state.get(UPLOADS, 0)}",
    )
    if given is None:
        st.caption(
            "It is checked first: every mistake is named by its cell, and none is let through."
        )
        return
    with st.spinner("Reading the workbook"):
        reading = _read_workbook(given.getvalue())
    _draw_reading(draft, reading, plain(given.name))


def _draw_pasted(draft: SetupDraft) -> None:
    text = st.text_area(
        "Cells copied from a spreadsheet, with the line that names the columns",
        key=draft.key("pasted"),
        height=150,
        max_chars=200_000,
        placeholder="Issue\tLowest\tHighest\tUnit\tOptions\tBetter for us\n"
        "Price\t90000\t105000\tUSD\t\tlower\n"
        "Term\t\t\t\t1 year; 2 years; 3 years\tlater",
    )
    if not text.strip():
        st.caption(
            "Columns: Issue, Lowest, Highest, Step, Unit, Options, Better for us, They probably want, "
            "Points. Only Issue is needed, with a range or options. Tabs, semicolons or commas."
        )
        return
    _draw_reading(draft, _read_pasted(text), "What was pasted")


@st.cache_data(max_entries=4, show_spinner=False)
def _blank_workbook() -> bytes:
    # openpyxl takes a fifth of a second to import, so only who wants a workbook waits for it.
    from meso_infer.spreadsheet import template_workbook

    return template_workbook()


@st.cache_data(max_entries=8, show_spinner=False)
def _read_workbook(data: bytes) -> SheetReading:
    from meso_infer.spreadsheet import read_workbook

    return read_workbook(data)


@st.cache_data(max_entries=8, show_spinner=False)
def _read_pasted(text: str) -> SheetReading:
    from meso_infer.spreadsheet import read_pasted

    return read_pasted(text)


def _draw_reading(draft: SetupDraft, reading: SheetReading, name: str) -> None:
    for remark in reading.remarks:
        st.caption(plain(remark))
    if reading.sheet is None:
        n = len(reading.mistakes)
        many = "one mistake" if n == 1 else f"{n} mistakes"
        st.error(
            f"{name} has {many}, and nothing was taken from it. Put these right and try again."
        )
        shown = [(mistake.where, mistake.text) for mistake in reading.mistakes[:MOST_SHOWN]]
        draw_frame(pd.DataFrame(shown, columns=["Cell", "What to change"]).set_index("Cell"))
        if n > MOST_SHOWN:
            st.caption(f"and {n - MOST_SHOWN:,} more")
        return
    names = ", ".join(row.name for row in reading.sheet.issues)
    st.success(f"{name} has no mistakes. Issues: {plain(names)}.")
    st.button(
        "Put these on the sheet",
        key=draft.key("take reading"),
        type="primary",
        on_click=session.action(as_shown(_take, "what is to be taken", draft.key("pasted"))),
        args=(draft, reading.sheet),
        help="They take the place of the issues below; names and limits only where they were given.",
    )


def _take(draft: SetupDraft, read: Sheet) -> None:
    given = {field: getattr(read, field) for field in read.model_fields_set}
    before = draft.collected()
    scale = {"walk_away": None, "target": None}
    sheet = before.model_copy(update=scale | given)
    if draft.was_touched("issues", "rules"):
        start_new(sheet)
    else:
        draft.replace(sheet)
    st.session_state[UPLOADS] = st.session_state.get(UPLOADS, 0) + 1
    n = len(read.issues)
    session.tell(f"{n} issue{' is' if n == 1 else 's are'} on the sheet. Look through them below.")
