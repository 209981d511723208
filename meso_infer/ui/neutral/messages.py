"""The neutral's messages: what parties wrote, what is passed on and in which words, and own notes."""

from __future__ import annotations

import streamlit as st

from meso_infer.mediation.case import CaseLog
from meso_infer.mediation.entries import CaucusNote, MediatorMessage, MessageWritten
from meso_infer.mediation.reading import Logged
from meso_infer.ui import session
from meso_infer.ui.drawing import plain
from meso_infer.ui.neutral.desk import desk, draw_recipients

WRITE = "neutral.write"
NOTE = "neutral.note"
EVERYBODY = "all parties"


def draw(log: CaseLog) -> None:
    """Draw what parties wrote and were written, then the notes."""
    st.caption("A party's own words reach nobody but you. Pass on what helps, in your words.")
    for one in reversed(log.log):
        if isinstance(one.entry, MessageWritten):
            _draw_message(log, one, one.entry)
        elif isinstance(one.entry, MediatorMessage):
            with st.chat_message("assistant", avatar=":material/balance:"):
                st.markdown(plain(one.entry.text))
                st.caption(f"You, to {plain(log.names(one.entry.to))} · {one.at:%d %b %H:%M} UTC")
    _draw_writing(log)
    _draw_notes(log)


def _draw_message(log: CaseLog, one: Logged, entry: MessageWritten) -> None:
    handled = log.handled(one.id)
    with st.chat_message("user"):
        st.markdown(plain(entry.text))
        name = plain(log.header.name_of(one.sender))
        fate = "" if handled is None else (" · passed on" if handled.passed_on else " · kept here")
        st.caption(f"{name} · {one.at:%d %b %H:%M} UTC{fate}")
    if handled is None:
        _draw_passing_on(log, one)


def _draw_passing_on(log: CaseLog, one: Logged) -> None:
    others = [party for party in log.header.ids if party != one.sender]
    with st.form(_key("form", one.id)):
        st.text_area("Pass on, in your words", key=_key("text", one.id), max_chars=4000, height=80)
        draw_recipients(log, others, key=_key("to", one.id))
        st.checkbox("Say whom it comes from", key=_key("named", one.id))
        with st.container(horizontal=True):
            st.form_submit_button(
                "Pass it on",
                key=_key("pass", one.id),
                on_click=session.action(_pass_on),
                args=(log.case_id, one.id),
            )
            st.form_submit_button(
                "Keep it here",
                key=_key("keep", one.id),
                on_click=session.action(_keep),
                args=(log.case_id, one.id),
            )


def _key(what: str, message: str) -> str:
    return f"neutral.message.{what}.{message}"


def _pass_on(case_id: str, message: str) -> None:
    fields = st.session_state
    desk(case_id).pass_on_message(
        message,
        fields[_key("text", message)],
        fields[_key("to", message)],
        named=fields[_key("named", message)],
        now=session.now(),
    )
    session.tell("Passed on.")


def _keep(case_id: str, message: str) -> None:
    desk(case_id).keep_message(message, now=session.now())


# --- one's own words ------------------------------------------------------------------------------


def _draw_writing(log: CaseLog) -> None:
    st.header("Write to parties", anchor=False)
    case_id = log.case_id
    with st.form(f"{WRITE}.{case_id}"):
        st.text_area("Message", key=_own("text", case_id), max_chars=4000, height=80)
        draw_recipients(log, log.header.ids, key=_own("to", case_id))
        st.form_submit_button(
            "Send", on_click=session.action(_write), args=(case_id,), key=f"{WRITE}.send"
        )


def _own(what: str, case_id: str) -> str:
    # Of each case its own: what is typed for one is not to stand under another.
    return f"{WRITE}.{what}.{case_id}"


def _write(case_id: str) -> None:
    fields = st.session_state
    place = desk(case_id)
    place.write_message(
        fields[_own("text", case_id)], fields[_own("to", case_id)], now=session.now()
    )
    # Here and not by the form, which would empty itself also where this is refused.
    fields[_own("text", case_id)] = ""
    fields[_own("to", case_id)] = list(place.look().header.ids)


def _draw_notes(log: CaseLog) -> None:
    st.header("Caucus notes", anchor=False)
    st.caption("For you alone.")
    for one, note in log.of_kind(CaucusNote):
        about = EVERYBODY if note.party is None else log.header.name_of(note.party)
        st.markdown(f"- {one.at:%d %b %H:%M}, {plain(about)}: {plain(note.text)}")
    case_id = log.case_id
    with st.form(f"{NOTE}.{case_id}"):
        st.text_area("Note", key=_noted("text", case_id), max_chars=4000, height=80)
        st.selectbox(
            "About",
            ["", *log.header.ids],
            format_func=lambda one: log.header.name_of(one) if one else EVERYBODY,
            key=_noted("party", case_id),
        )
        st.form_submit_button(
            "Keep the note", on_click=session.action(_note), args=(case_id,), key=f"{NOTE}.keep"
        )


def _noted(what: str, case_id: str) -> str:
    return f"{NOTE}.{what}.{case_id}"


def _note(case_id: str) -> None:
    fields = st.session_state
    text, party = fields[_noted("text", case_id)], fields[_noted("party", case_id)]
    desk(case_id).write_note(text, party=party or None, now=session.now())
    fields[_noted("text", case_id)] = ""
    fields[_noted("party", case_id)] = ""
