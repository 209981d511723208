"""The neutral's page: which case, opening one, its record, and its removal."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from typing import Any

import streamlit as st

from meso_infer.errors import UnknownCase
from meso_infer.mediation import Desk, list_cases, open_case
from meso_infer.mediation.case import CaseLog, case_document
from meso_infer.mediation.entries import (
    AllSaidYes,
    CaucusNote,
    ItemPassedOn,
    MediatorMessage,
    MessageHandled,
    MessageWritten,
    MidpointTold,
    OverlapTold,
    PackageSuggested,
    ReopenAgreed,
    SuggestionWithdrawn,
    TryOpened,
    TryWithdrawn,
    VaultAllowed,
)
from meso_infer.mediation.reading import MOST_PARTIES, LinkTaken, Logged
from meso_infer.ui import choices, led, next_step, session
from meso_infer.ui.drawing import plain

CASE = "neutral.case"
FIELDS = "neutral.open"
HIDDEN = "What parties tell the neutral is hidden while the screen may be shared."


def desk(case_id: str) -> Desk:
    """The neutral's place at a case."""
    return Desk(session.store(), case_id, secrets.token_bytes)


def draw_role() -> None:
    """Say what the page is for; in a shared screen that is all."""
    st.markdown(
        "For someone whom all sides accept as neutral. Each party fills in its side by a link of its "
        "own; you see what each allows you to see, and pass on what helps."
    )
    if session.share_safe():
        st.caption(HIDDEN)
        st.stop()


def choose_case() -> CaseLog | None:
    """The case that is looked at, as the neutral may see it; None where there is none."""
    titles = {
        one.case_id: f"{one.header['title']} · {one.created_at:%d %b %Y}"
        for one in list_cases(session.store())
    }
    chosen = led.choose("Case", titles, CASE)
    if chosen is None:
        return None
    try:
        return desk(chosen).look()
    except UnknownCase:
        return None


def draw_next(log: CaseLog) -> None:
    """Say in one line what the neutral can do next, or waits for."""
    st.markdown(plain(next_step.for_neutral(log, desk(log.case_id).linked())))


def draw_recipients(log: CaseLog, parties: Sequence[str], *, key: str) -> None:
    """Draw the choice of who is told something: all of them, until some are tapped away."""
    st.session_state.setdefault(key, list(parties))
    choices.pills(
        "To",
        parties,
        selection_mode="multi",
        format_func=lambda one: plain(log.header.name_of(one)),
        key=key,
    )


# --- opening a case -------------------------------------------------------------------------------


def draw_opening() -> None:
    """Draw the form that opens a case."""
    sources = led.agenda_sources()
    # Two boxes: one that was open would stay open once there is a case.
    first = not list_cases(session.store())
    words, box = ("Open a case", "first") if first else ("Open another case", "another")
    with (
        st.expander(words, expanded=first, key=f"{FIELDS}.{box}"),
        st.form(FIELDS, border=False),
    ):
        st.text_input("What it is about", key=f"{FIELDS}.title", max_chars=120)
        st.text_input("Your name, as the neutral", key=f"{FIELDS}.neutral", max_chars=120)
        st.text_area(
            f"Parties, one a line (2 to {MOST_PARTIES})",
            key=f"{FIELDS}.parties",
            max_chars=2000,
            placeholder="Tenant\nLandlord",
        )
        st.selectbox(
            "Issues from",
            list(sources),
            format_func=lambda one: sources[one],
            help="The issues, their options and the rules across them, which all parties will see. "
            "Nobody's values or directions are taken along. Set up other issues under Setup first.",
            key=f"{FIELDS}.source",
        )
        st.form_submit_button("Open it", type="primary", on_click=session.action(_open))


def _open() -> None:
    fields = st.session_state
    opened = open_case(
        session.store(),
        title=fields[f"{FIELDS}.title"],
        neutral=fields[f"{FIELDS}.neutral"],
        parties=fields[f"{FIELDS}.parties"].splitlines(),
        agenda=led.agenda_of(fields[f"{FIELDS}.source"]),
        now=session.now(),
        random_bytes=secrets.token_bytes,
    )
    fields[CASE] = opened.case_id
    for name in ("title", "parties"):
        fields[f"{FIELDS}.{name}"] = ""
    session.tell("The case is open. Make a link for each party.")


# --- the record -----------------------------------------------------------------------------------


def draw_record(log: CaseLog) -> None:
    """Draw all that the neutral may see of the case, newest first."""
    st.caption("Entries are never changed. What parties keep for themselves does not stand here.")
    happened = [(one.at, in_words(log, one)) for one in log.log]
    led.draw_record(desk(log.case_id), happened, log.header.name_of)
    st.download_button(
        "Download the record",
        lambda: json.dumps(_document(log), ensure_ascii=False, indent=1),
        file_name="case.json",
        mime="application/json",
        icon=":material/download:",
        on_click="ignore",
        key="neutral.record.download",
    )


def _document(log: CaseLog) -> dict[str, Any]:
    links = [
        {
            "at": one.at.isoformat(),
            "party": one.party,
            "opens_until": None if one.opens_until is None else one.opens_until.isoformat(),
        }
        for one in desk(log.case_id).link_changes()
    ]
    return {**case_document(log), "links": links}


def in_words(log: CaseLog, one: Logged) -> str:
    """An entry of the neutral's log as a sentence."""
    entry = one.entry
    who = log.header.name_of(one.sender) if one.sender in log.header.ids else "You"
    if isinstance(entry, MessageWritten | CaucusNote):
        kind = "wrote" if isinstance(entry, MessageWritten) else "noted"
        return f"{who} {kind}: {entry.text}"
    if isinstance(entry, MediatorMessage):
        return f"You wrote to {log.names(entry.to)}: {entry.text}"
    if isinstance(entry, ItemPassedOn):
        return f"You passed on from {log.header.name_of(entry.party)}: {entry.words}"
    if isinstance(entry, TryOpened):
        about = (
            "an overlap test" if entry.about == "overlap" else f"sealed amounts of {entry.issue}"
        )
        return f"You opened {about} (try {entry.number})"
    if isinstance(entry, PackageSuggested):
        return f"{entry.label} was suggested: {log.agenda.describe(log.suggestion(entry.label).package)}"
    if isinstance(entry, OverlapTold):
        return f"Told: limits overlap: {({True: 'yes', False: 'no'}).get(entry.overlap, 'not settled')}"  # type: ignore[arg-type]
    if isinstance(entry, MidpointTold):
        met = "they do not meet" if entry.amount is None else f"half-way is {entry.amount:g}"
        return f"Told of the sealed amounts of {entry.issue}: {met}"
    if isinstance(entry, ReopenAgreed):
        what = "to count all sides anew" if entry.about == "suggestions" else "to another try"
        return f"{who} agreed {what}"
    fixed = {
        LinkTaken: f"{who} put a link of its own in the place of yours",
        VaultAllowed: f"{who} filled in or changed its side",
        AllSaidYes: "Everybody said yes",
        SuggestionWithdrawn: "You took a suggestion back",
        TryWithdrawn: "You took an open try back",
        MessageHandled: "You dealt with a message",
    }
    return fixed[type(entry)] + (
        f": {entry.label}" if isinstance(entry, AllSaidYes | SuggestionWithdrawn) else ""
    )


def draw_removal(log: CaseLog) -> None:
    """Draw the way to delete the case."""
    place = desk(log.case_id)
    led.draw_removal(
        place, log.header.title, noun="case", holds="all sides, messages and notes", chosen=CASE,
    )  # fmt: skip


def watch(log: CaseLog) -> None:
    """Draw the page again as soon as a party has done something that may be seen here."""
    led.watch(desk(log.case_id), len(log.log))
