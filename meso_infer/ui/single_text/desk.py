"""The mediator's page: which text, opening one, its parties and links, its record, and its removal."""

from __future__ import annotations

import secrets

import streamlit as st

from meso_infer.errors import UnknownCase
from meso_infer.mediation.reading import MOST_PARTIES, LinkTaken, Logged
from meso_infer.single_text import TextDesk, clauses_of, list_texts, open_text
from meso_infer.single_text.entries import (
    BallotReceived,
    CountsTold,
    Criticised,
    CriticismTold,
    CriticismWithdrawn,
    Marked,
    VersionPublished,
    VoteOpened,
    VoteTold,
    VoteWithdrawn,
)
from meso_infer.single_text.text_log import TextLog
from meso_infer.ui import led, session
from meso_infer.ui.party import links
from meso_infer.ui.party.addresses import TEXT_LINK

TEXT = "single.text"
FIELDS = "single.open"
BLANK = "b:"
PAGE = "single_text"
HIDDEN = "What parties tell the mediator is hidden while the screen may be shared."


def desk(text_id: str) -> TextDesk:
    """The mediator's place at a text."""
    return TextDesk(session.store(), text_id, secrets.token_bytes)


def draw_role() -> None:
    """Say what the page is for; in a shared screen that is all."""
    st.markdown(
        "One draft instead of many offers. You write it; each party marks and criticises it by a link "
        "of its own; you revise; at the end there is one yes or no to the whole. Until then nothing "
        "binds anybody."
    )
    if session.share_safe():
        st.caption(HIDDEN)
        st.stop()


def choose_text() -> TextLog | None:
    """The text that is looked at, as the mediator may see it; None where there is none."""
    chosen = led.choose("Text", list_texts(session.store()), TEXT)
    if chosen is None:
        return None
    try:
        return desk(chosen).look()
    except UnknownCase:
        return None


# --- opening a text -------------------------------------------------------------------------------


def draw_opening() -> None:
    """Draw the form that opens a text."""
    sources = {**led.agenda_sources(), BLANK: "Nothing: start from a blank sheet"}
    # Two boxes: one that was open would stay open once there is a text.
    first = not list_texts(session.store())
    words, box = ("Open a single text", "first") if first else ("Open another text", "another")
    with (
        st.expander(words, expanded=first, key=f"{FIELDS}.{box}"),
        st.form(FIELDS, border=False),
    ):
        st.text_input("What it is about", key=f"{FIELDS}.title", max_chars=120)
        st.text_input("Your name, as the mediator", key=f"{FIELDS}.mediator", max_chars=120)
        st.text_area(
            f"Parties, one a line (2 to {MOST_PARTIES})", key=f"{FIELDS}.parties", max_chars=3000
        )
        st.selectbox(
            "A clause for each issue of",
            list(sources),
            format_func=lambda one: sources[one],
            help="Only the names of the issues are taken along: no ranges, no options, nobody's values.",
            key=f"{FIELDS}.source",
        )
        st.form_submit_button("Open it", type="primary", on_click=session.action(_open))


def _open() -> None:
    fields = st.session_state
    source = fields[f"{FIELDS}.source"]
    agenda = None if source == BLANK else led.agenda_of(source)
    clauses = () if agenda is None else clauses_of(agenda)
    opened = open_text(
        session.store(),
        title=fields[f"{FIELDS}.title"],
        mediator=fields[f"{FIELDS}.mediator"],
        parties=fields[f"{FIELDS}.parties"].splitlines(),
        clauses=clauses,
        issues=tuple(one.issue for one in clauses if one.issue is not None),
        now=session.now(),
        random_bytes=secrets.token_bytes,
    )
    fields[TEXT] = opened.text_id
    for name in ("title", "parties"):
        fields[f"{FIELDS}.{name}"] = ""
    session.tell(
        "The text is open. Write its clauses, publish them, and make a link for each party."
    )


# --- parties and record ---------------------------------------------------------------------------


def draw_parties(log: TextLog) -> None:
    """Draw each party with its link."""
    st.caption("Each party reads, marks and votes by a link of its own, without an account.")
    links.draw(desk(log.text_id), log.header.parties, page=PAGE, parameter=TEXT_LINK)


def draw_record(log: TextLog) -> None:
    """Draw all that the mediator may see of what happened, newest first."""
    st.caption("Entries are never changed. How anybody voted does not stand here.")
    happened = [(one.at, in_words(log, one)) for one in log.log]
    led.draw_record(desk(log.text_id), happened, log.header.name_of)


def in_words(log: TextLog, one: Logged) -> str:
    """An entry of the mediator's log as a sentence."""
    entry = one.entry
    who = log.header.name_of(one.sender) if one.sender in log.header.ids else "You"
    if isinstance(entry, VersionPublished):
        return f"You published version {entry.number}, {len(entry.clauses)} clauses"
    if isinstance(entry, Marked | Criticised | CriticismTold):
        clause = log.version(entry.version).clause(entry.clause)
        about = f"clause {clause.title if clause else entry.clause} of version {entry.version}"
        if isinstance(entry, Marked):
            return f"{who} marked {about}: {entry.mark}"
        if isinstance(entry, CriticismTold):
            return f"Told without a name, on {about}: {entry.text}"
        return f"{who} criticised {about} ({entry.weight}): {entry.text}"
    if isinstance(entry, VoteOpened):
        return f"You called vote {entry.number}, on version {entry.version}"
    if isinstance(entry, BallotReceived):
        return f"{log.header.name_of(entry.party)} answered vote {entry.number}"
    if isinstance(entry, VoteTold):
        return (
            f"Vote {entry.number} is over: {'all said yes' if entry.agreed else 'not all said yes'}"
        )
    fixed = {
        LinkTaken: f"{who} put a link of its own in the place of yours",
        CriticismWithdrawn: f"{who} took a criticism back",
        CountsTold: "You told everyone the counts of marks",
        VoteWithdrawn: "You withdrew the vote",
    }
    return fixed[type(entry)]


def draw_removal(log: TextLog) -> None:
    """Draw the way to delete the text."""
    place = desk(log.text_id)
    led.draw_removal(
        place, log.header.title, noun="text", holds="all versions, marks, criticism and votes", chosen=TEXT,
    )  # fmt: skip


def watch(log: TextLog) -> None:
    """Draw the page again as soon as a party has done something that may be seen here."""
    led.watch(desk(log.text_id), len(log.log))
