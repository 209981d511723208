"""All negotiations: the list, starting and importing one, removing the example, and a backup."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_config_utils import ColumnConfigMappingInput

from meso_infer.headline import answers
from meso_infer.portfolio import PortfolioRow, portfolio_row
from meso_infer.sheet import Sheet, sheet_of_header
from meso_infer.storage import StoredSummary
from meso_infer.templates import blank_header, list_templates, load_template
from meso_infer.ui import session
from meso_infer.ui.cards import points
from meso_infer.ui.drawing import plain
from meso_infer.ui.setup_draft import start_new
from meso_infer.ui.setup_page import begin_new

PAGE = 25
"""Negotiations on one page of the list: each needs its estimate."""

OPEN = "Open"
TABLE_KEY = "archive.table"


# --- the list ---------------------------------------------------------------------------------------


def draw_list() -> None:
    """Draw all negotiations, the one touched last first; a page of them at a time."""
    listed = session.summaries()
    if not listed:
        st.info("There are no negotiations yet. Start one below, or bring the example back.")
        st.button(
            "Open the example",
            key="archive.open_example",
            on_click=session.action(session.open_example),
        )
        return
    page = 1
    if len(listed) > PAGE:
        page = st.pagination(-(-len(listed) // PAGE), key="archive.page")
    shown = listed[(page - 1) * PAGE : page * PAGE]
    rows = [row_of(summary) for summary in shown]
    _draw_table(rows)
    for row in rows:
        if row.is_example:
            _draw_example(row)
    st.caption(f"{len(listed)} in all. The switcher in the sidebar opens any of them, too.")


def row_of(summary: StoredSummary) -> PortfolioRow:
    """One line of the list, with the estimate that its own pages show."""
    current = session.looked_at(summary)
    return portfolio_row(
        summary.negotiation_id,
        current.negotiation,
        current.posterior,
        touched=summary.updated_at,
        now=session.now(),
        is_example=summary.is_example,
    )


def _draw_table(rows: list[PortfolioRow]) -> None:
    config: ColumnConfigMappingInput = {
        OPEN: st.column_config.ButtonColumn(
            OPEN,
            key="archive.open",
            width="small",
            on_click=session.action(_open_clicked),
            args=([row.negotiation_id for row in rows],),
        ),
        "Name": st.column_config.TextColumn(pinned=True),
        "Value by round": st.column_config.LineChartColumn(
            y_min=0, y_max=100, help="What each of our offers was worth to us, in points."
        ),
        "Idle": st.column_config.NumberColumn(format="%d days"),
    }
    st.dataframe(
        list_frame(rows, private=not session.share_safe()),
        hide_index=True,
        column_config=config,
        key=TABLE_KEY,
        alt=f"{len(rows)} negotiations: names, rounds, what matters most to them, values, outcome.",
    )


def list_frame(rows: list[PortfolioRow], *, private: bool) -> pd.DataFrame:
    """The list as a table; without `private`, nothing of our values and estimates is in it."""
    columns: dict[str, list[object]] = {
        OPEN: [OPEN for _ in rows],
        "Name": [row.title + (" (example)" if row.is_example else "") for row in rows],
        "Counterpart": [row.counterpart for row in rows],
        "Round": [row.round for row in rows],
    }
    if private:
        columns |= {
            "Matters most to them": [_top(row) for row in rows],
            "Value now": [_value(row.value_now) for row in rows],
            "Walk-away": [_value(row.walk_away) for row in rows],
        }
    columns |= {
        "Outcome": [row.outcome for row in rows],
        "Idle": [row.days_idle for row in rows],
    }
    if private:
        columns["Value by round"] = [[100 * v for v in row.value_by_round] for row in rows]
    return pd.DataFrame(columns)


def _top(row: PortfolioRow) -> str:
    if row.top_issue is None:
        return row.certainty
    return f"{row.top_issue}: {row.certainty} ({answers(row.n_informative)})"


def _value(utility: float | None) -> str:
    return "not known" if utility is None else points(utility)


def _open_clicked(shown: list[str]) -> None:
    event = st.session_state.get("archive.open")
    row = event.get("row") if isinstance(event, dict) else getattr(event, "row", None)
    if isinstance(row, int) and 0 <= row < len(shown):
        session.switch_to(shown[row])


# --- the example --------------------------------------------------------------------------------------


def _draw_example(row: PortfolioRow) -> None:
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
    if st.session_state.get(session.NEGOTIATION) == negotiation_id:
        session.forget_choice()
    session.tell("The example is removed.")


# --- starting one ---------------------------------------------------------------------------------------


def draw_start() -> None:
    """Draw the ways to start: a blank sheet, or a template to be edited first."""
    st.header("Start a new one", anchor=False)
    grid = st.grid(4, min_column_width=170, key="archive.start")
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
        help="All negotiations with our values, as of one moment. The command restore reads it.",
    )


def backup_bytes() -> bytes:
    """Everything in the store, as of one moment, as JSON lines."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "backup.jsonl"
        session.store().backup(path)
        return path.read_bytes()
