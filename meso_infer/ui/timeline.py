"""The log on a page: the course as a chart, every event in a line, notes, copies to take along."""

from __future__ import annotations

import json
from datetime import UTC

import pandas as pd
import streamlit as st

from meso_infer.charts import StripPoint, round_timeline
from meso_infer.course import timeline_rows
from meso_infer.documents import dump_document
from meso_infer.events import Note
from meso_infer.headline import top_issue
from meso_infer.history import HistoryLine, history, round_ends
from meso_infer.negotiation import Negotiation
from meso_infer.shared_copy import shared_view, write_shared
from meso_infer.ui import session, undoing
from meso_infer.ui.drawing import draw, plain
from meso_infer.ui.session import Current

NOTE = "note"
LONGEST_NOTE = 20_000


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
        st.info("No events yet. Log the first round and it stands here.")
        st.page_link("pages/next_packages.py", label="Make an offer", icon=":material/stacks:")
        return
    strip = () if session.share_safe() else certainty_strip(current)
    draw(round_timeline(rows, strip), "timeline.course")


def certainty_strip(current: Current) -> tuple[StripPoint, ...]:
    """How sure we were at the end of each round, by what was logged then."""
    points = []
    for number, sequence in round_ends(current.negotiation):
        posterior = current.as_of(sequence).posterior
        issue, chance = top_issue(posterior)
        points.append(StripPoint(number, issue, chance, posterior.n_informative))
    return tuple(points)


# --- table ------------------------------------------------------------------------------------------


def draw_log(current: Current) -> None:
    """Draw one line an event, newest first, with chips that filter by what is looked for."""
    lines = history(visible(current))
    if not lines:
        return
    present = list(dict.fromkeys(line.group for line in lines))
    chosen = st.pills(
        "Show",
        present,
        selection_mode="multi",
        key="timeline.filter",
        persist_state="session",
        help="None chosen shows everything.",
    )
    shown = [line for line in reversed(lines) if not chosen or line.group in chosen]
    st.table(log_frame(shown), hide_index=False)
    st.caption(f"{len(shown)} of {len(lines)} events, newest first. Nothing is ever deleted.")


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
    text = plain(line.text)
    if line.now == "withdrawn":
        text = f"~~{text}~~ (withdrawn)"
    elif line.now:
        text = f"~~{text}~~ ({plain(line.now)})"
    more = [plain(part) for part in (line.detail, line.note) if part]
    return ". ".join([text, *more])


# --- notes, undo ------------------------------------------------------------------------------------


def draw_note(current: Current) -> None:
    """Draw the form for a note; what is typed is kept until it is added."""
    if session.share_safe():
        return
    key = f"timeline:{current.negotiation_id}:{current.created}:note"
    if key not in st.session_state:
        kept = session.store().read_draft(current.negotiation_id, NOTE)
        st.session_state[key] = str((kept or {}).get("text", ""))
    st.text_area(
        "Add a note",
        key=key,
        placeholder="What else was said or seen",
        max_chars=LONGEST_NOTE,
        height=80,
        on_change=session.action(_keep_note),
        args=(current.negotiation_id, key),
    )
    with st.container(horizontal=True, key="timeline.bar"):
        st.button(
            "Add note", key="timeline.add_note", on_click=session.action(_add_note), args=(key,)
        )
        taken_back = undoing.undoable(current.negotiation, session.now())
        st.button(
            "Undo",
            key="timeline.undo",
            shortcut="Alt+Shift+Z",
            disabled=taken_back is None,
            help=f"Takes back: {plain(taken_back)}" if taken_back else "Nothing to undo",
            on_click=session.action(undoing.undo),
        )
        if undoing.can_redo(current.negotiation):
            st.button("Redo", key="timeline.redo", on_click=session.action(undoing.redo))


def _keep_note(negotiation_id: str, key: str) -> None:
    text = st.session_state[key]
    if text.strip():
        session.store().save_draft(negotiation_id, NOTE, {"text": text}, saved_at=session.now())
    else:
        session.store().clear_draft(negotiation_id, NOTE)


def _add_note(key: str) -> None:
    text = st.session_state[key].strip()
    if not text:
        session.tell("Write the note first.", "note")
        return
    session.record(Note(text=text))
    session.store().clear_draft(session.seen().negotiation_id, NOTE)
    st.session_state[key] = ""
    session.tell("Note added.")


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
    return json.dumps(write_shared(negotiation), ensure_ascii=False, indent=1) + "\n"
