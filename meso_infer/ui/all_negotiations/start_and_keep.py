"""All negotiations: starting one, removing the example, and a backup."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from meso_infer.portfolio import PortfolioRow
from meso_infer.sheet import Sheet, sheet_of_header
from meso_infer.templates import blank_header, list_templates, load_template
from meso_infer.ui import in_view, session
from meso_infer.ui.drawing import plain
from meso_infer.ui.settings.backup import backup_bytes
from meso_infer.ui.setup.draft import start_new
from meso_infer.ui.setup.page import begin_new

# --- the example --------------------------------------------------------------------------------------


def draw_examples(rows: Iterable[PortfolioRow]) -> None:
    """Draw for each example the button that removes it."""
    for row in rows:
        if row.is_example:
            st.button(
                f"Remove the example “{plain(row.title)}”",
                key=f"archive.remove.{row.negotiation_id}",
                type="tertiary",
                on_click=session.action(remove_example),
                args=(row.negotiation_id,),
            )


def remove_example(negotiation_id: str) -> None:
    """Delete an example and do not bring it back by itself; real negotiations are left alone."""
    store = session.store()
    if not store.read(negotiation_id).is_example:
        session.tell("Only the example can be removed here.", "error")
        return
    store.save_draft(
        session.APPLICATION, session.EXAMPLE_REMOVED, {"removed": True}, saved_at=session.now()
    )
    store.delete(negotiation_id)
    if st.session_state.get(in_view.NEGOTIATION) == negotiation_id:
        in_view.forget_choice()
    session.tell("The example is removed.")


# --- starting one ---------------------------------------------------------------------------------------


def draw_start() -> None:
    """Draw the ways to start: a blank sheet, or a template to be edited first."""
    st.header("Start a new one", anchor=False)
    grid = st.grid(3, min_column_width=170, key="archive.start")
    with grid.container(border=True, height="stretch", key="archive.start.blank"):
        _draw_choice("Blank sheet", "One issue to begin with.", "blank", None)
    for template in list_templates():
        with grid.container(border=True, height="stretch", key=f"archive.start.{template.name}"):
            _draw_choice(
                template.title,
                template.purpose,
                template.name,
                template.name,
            )


def _draw_choice(title: str, about: str, name: str, template: str | None) -> None:
    st.markdown(f"**{plain(title)}**")
    st.caption(plain(about))
    st.button(
        "Start with this",
        key=f"archive.new.{name}",
        on_click=session.action(_begin),
        args=(template,),
    )


def _begin(template: str | None) -> None:
    start_new(sheet_for(template))
    begin_new()
    session.go_to("pages/setup.py")


def sheet_for(template: str | None) -> Sheet:
    """The sheet to start from: a template's, or a blank one."""
    header = blank_header() if template is None else load_template(template).header
    return sheet_of_header(header)


# --- backup ---------------------------------------------------------------------------------------------


def draw_backup() -> None:
    """Draw the download of everything in the database; not while the screen may be shared."""
    if session.share_safe():
        return
    st.header("Backup", anchor=False)
    st.download_button(
        "Download a backup of everything",
        backup_bytes,
        file_name=f"meso-backup-{session.now():%Y-%m-%d}.jsonl",
        mime="application/jsonl",
        key="archive.backup",
        on_click="ignore",
        help="All negotiations with our values, as of one moment. Data and settings restores it.",
    )
