"""The mediator's unpublished edits: each is kept at once, can be undone, and is seen by nobody else."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from meso_infer.single_text import Revision, compare_clauses
from meso_infer.single_text.ballots import criticisms_to_tell
from meso_infer.single_text.clauses import Clause
from meso_infer.single_text.text_log import TextLog
from meso_infer.ui import session
from meso_infer.ui.single_text.desk import desk
from meso_infer.ui.single_text.drawing import LEGEND, draw_change, draw_clause, draw_standing

NOTE = "single.note"
NEW = "single.new"
NO_ISSUE = ""

Change = Callable[[Revision], Revision]


def draw(log: TextLog) -> None:
    """Draw the text in work; where it is settled, the text as it was agreed."""
    if log.latest is not None:
        draw_standing(log, log.latest)
    if log.agreed_version is not None:
        for place, clause in enumerate(log.version(log.agreed_version).clauses, start=1):
            with st.container(border=True):
                draw_clause(place, clause)
        return
    revision = desk(log.text_id).revision()
    st.header(
        "First draft" if log.latest is None else f"Edits for version {log.latest.number + 1}",
        anchor=False,
    )
    st.caption("Kept as you type. Nobody else sees them until you publish.")
    for place, clause in enumerate(revision.clauses):
        _draw_clause(log, revision, place, clause)
    if not revision.clauses:
        st.info("The sheet is blank. Add the first clause below.")
    _draw_adding(log)
    _draw_publishing(log, revision)


def _draw_clause(log: TextLog, revision: Revision, place: int, clause: Clause) -> None:
    id_ = clause.id
    values = {
        "title": clause.title,
        "text": clause.text,
        "issue": clause.issue or NO_ISSUE,
        "option": clause.option or "",
    }
    for name, value in values.items():
        # The kept edits say what stands in a field, also after an undo.
        st.session_state[_key(name, id_)] = value
    with st.container(border=True, key=f"single.clause.{id_}"):
        changed = {"on_change": session.action(_reword), "args": (log.text_id, id_)}
        st.text_input(
            f"Title of clause {place + 1}", key=_key("title", id_), max_chars=120, **changed
        )  # type: ignore[arg-type]
        st.text_area(
            f"Text of clause {place + 1}",
            key=_key("text", id_),
            max_chars=4000,
            height=100,
            **changed,
        )  # type: ignore[arg-type]
        issues = dict.fromkeys((NO_ISSUE, *log.header.issues, values["issue"]))
        left, right = st.columns(2)
        left.selectbox(
            "Issue that it settles",
            list(issues),
            format_func=lambda one: one or "none",
            key=_key("issue", id_),
            **changed,  # type: ignore[arg-type]
        )
        right.text_input(
            "Option, in words",
            key=_key("option", id_),
            max_chars=120,
            placeholder="open",
            disabled=clause.issue is None,
            **changed,  # type: ignore[arg-type]
        )
        _draw_buttons(log, revision, place, id_)


def _draw_buttons(log: TextLog, revision: Revision, place: int, clause: str) -> None:
    last = len(revision.clauses) - 1
    with st.container(horizontal=True):
        for words, kind, off in (
            ("Up", "up", place == 0),
            ("Down", "down", place == last),
            ("Leave out", "remove", False),
        ):
            st.button(
                words,
                key=_key(kind, clause),
                disabled=off,
                type="tertiary",
                on_click=session.action(_apply),
                args=(log.text_id, _CHANGES[kind](clause)),
            )


_CHANGES: dict[str, Callable[[str], Change]] = {
    "up": lambda clause: lambda revision: revision.moved(clause, -1),
    "down": lambda clause: lambda revision: revision.moved(clause, 1),
    "remove": lambda clause: lambda revision: revision.removed(clause),
}


def _key(what: str, clause: str) -> str:
    return f"single.edit.{what}.{clause}"


def _reword(text_id: str, clause: str) -> None:
    fields = {name: st.session_state[_key(name, clause)] for name in ("title", "text")}
    issue = st.session_state[_key("issue", clause)] or None
    option = st.session_state[_key("option", clause)].strip() or None
    _apply(
        text_id,
        lambda revision: revision.reworded(
            clause, **fields, issue=issue, option=option if issue else None
        ),
    )


def _apply(text_id: str, change: Change) -> None:
    place = desk(text_id)
    place.keep_revision(change(place.revision()), now=session.now())


# --- a new clause ---------------------------------------------------------------------------------


def _draw_adding(log: TextLog) -> None:
    text_id = log.text_id
    with (
        st.expander("Add a clause", key=f"{NEW}.box"),
        st.form(f"{NEW}.{text_id}", border=False),
    ):
        st.text_input("Title", key=_new("title", text_id), max_chars=120)
        st.text_area("Text", key=_new("text", text_id), max_chars=4000, height=100)
        st.form_submit_button(
            "Add it", key=f"{NEW}.add", on_click=session.action(_add), args=(text_id,)
        )


def _new(what: str, text_id: str) -> str:
    # Of each text its own: what is typed for one is not to stand under another.
    return f"{NEW}.{what}.{text_id}"


def _add(text_id: str) -> None:
    fields = st.session_state
    title, text = (_new(what, text_id) for what in ("title", "text"))
    used = {one.id for version in desk(text_id).look().versions for one in version.clauses}
    _apply(text_id, lambda revision: revision.added(fields[title], fields[text], used=used))
    # Here and not by the form, which would empty itself also where the clause is refused.
    fields[title] = fields[text] = ""


# --- publishing -----------------------------------------------------------------------------------


def _draw_publishing(log: TextLog, revision: Revision) -> None:
    published = log.latest.clauses if log.latest else ()
    found = [one for one in compare_clauses(published, revision.clauses) if one.fate != "same"]
    if log.latest is not None and found:
        with st.expander("What these edits change", key="single.edits.changes"):
            st.caption(LEGEND)
            places = {one.id: n for n, one in enumerate(revision.clauses, start=1)}
            for one in found:
                draw_change(places.get(one.id), one)
    st.session_state[NOTE] = revision.note
    st.text_input(
        "A word to everyone with this version (optional)",
        key=NOTE,
        max_chars=1000,
        on_change=session.action(_note),
        args=(log.text_id,),
    )
    number = 1 if log.latest is None else log.latest.number + 1
    waiting = log.status == "vote"
    with st.container(horizontal=True):
        st.button(
            f"Publish version {number}",
            type="primary",
            key="single.publish",
            disabled=waiting or not found,
            help="A vote runs; the text stands still until it is over." if waiting else None,
            on_click=session.action(_publish),
            args=(log.text_id,),
        )
        st.button(
            "Undo last edit",
            key="single.undo",
            disabled=not revision.can_undo,
            on_click=session.action(_apply),
            args=(log.text_id, Revision.undone),
        )
    untold = len(criticisms_to_tell(log))
    if untold and not waiting:
        st.caption(
            f"With the version, everyone is told what may be told without a name: {untold} so far."
        )


def _note(text_id: str) -> None:
    words = st.session_state[NOTE]
    _apply(text_id, lambda revision: revision.noted(words))


def _publish(text_id: str) -> None:
    place = desk(text_id)
    place.publish(place.revision(), now=session.now())
    session.tell("Published. Every party reads it now.")
