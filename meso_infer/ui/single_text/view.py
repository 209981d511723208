"""What a party sees of a single text by its link: the draft, its own marks, and one vote on the whole.

The link is looked at anew for every drawing and every press. Nothing here reads more than the seat
that the link opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from meso_infer.report.single_text import write_text
from meso_infer.single_text import TextSeat
from meso_infer.single_text.clauses import MARKS, WEIGHTS, Clause, Mark
from meso_infer.single_text.entries import TELLINGS
from meso_infer.single_text.seats import MOST_WORDS
from meso_infer.single_text.text_log import Criticism, TextLog, Version, Vote
from meso_infer.ui import choices, session
from meso_infer.ui.drawing import plain
from meso_infer.ui.party import own_link
from meso_infer.ui.party import seat as party_seat
from meso_infer.ui.party.addresses import TEXT_LINK
from meso_infer.ui.party.frame import run_view
from meso_infer.ui.party.seat import act
from meso_infer.ui.single_text.drawing import (
    TOLD_WORDS,
    WEIGHT_WORDS,
    counts_words,
    criticism_words,
    draw_change,
    draw_clause,
    draw_differences,
    draw_rules,
    draw_standing,
)

NAMED = "text.named"
TELLING_WORDS = {
    "mediator": "The mediator only",
    "unnamed": "All, without our name, with the next version",
    "named": "All, with our name",
}
WORD_MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def run() -> None:
    """Draw the view in place of the whole dashboard."""
    run_view("A single text", party_seat.text_seat, _draw)


def _draw(seat: TextSeat, log: TextLog) -> None:
    header = log.header
    others = tuple(one for one in header.ids if one != seat.party)
    st.title(plain(header.title), anchor=False)
    st.markdown(
        f"You are here for **{plain(header.name_of(seat.party))}**. {plain(header.mediator)} is the "
        f"mediator. With you: {plain(log.names(others))}."
    )
    draw_rules(log)
    version = log.latest
    if version is None:
        st.info("There is no draft yet. This page shows it as soon as the mediator publishes one.")
    else:
        draw_standing(log, version)
        _draw_vote(log, seat.party)
        _draw_text(log, version, seat.party, seat.half_done())
        _draw_copy(log, version)
    own_link.draw(party_seat.text_seat, header.mediator, TEXT_LINK)


# --- the vote -------------------------------------------------------------------------------------


def _draw_vote(log: TextLog, party: str) -> None:
    vote = log.open_vote
    if vote is None:
        return
    with st.container(border=True, key="text.vote"):
        st.header("Yes or no to the whole", anchor=False)
        st.markdown(
            "All say yes and it is agreed; otherwise nothing binds anybody and the text stays a draft. "
            "How you vote is told to nobody, the mediator included."
        )
        _draw_answer(vote, party)


def _draw_answer(vote: Vote, party: str) -> None:
    answer = vote.answers.get(party)
    if answer is not None:
        said = "yes" if answer else "no"
        st.markdown(f"You said **{said}**. You can change it until all have answered.")
    with st.container(horizontal=True):
        for words, yes in (("Yes to the whole", True), ("No", False)):
            st.button(
                words,
                type="primary" if answer is yes else "secondary",
                key=f"text.vote.{yes}",
                disabled=answer is yes,
                on_click=act(_vote),
                args=(vote.number, yes),
            )


def _vote(number: int, yes: bool) -> None:
    party_seat.text_seat().vote(number, yes=yes, now=session.now())


# --- clause by clause -----------------------------------------------------------------------------


def _draw_text(log: TextLog, version: Version, party: str, half_said: Mapping[str, str]) -> None:
    settled = log.status == "agreed"
    if version.number > 1:
        with st.expander(
            f"What changed since version {version.number - 1}", key="text.differences"
        ):
            draw_differences(log, version.number - 1, version.number)
    if not settled:
        marked = sum(party in by for by in log.marks(version.number).values())
        st.markdown(
            f"Mark each clause, and say under it what does not work. Marked so far: {marked} of "
            f"{len(version.clauses)}."
        )
        st.toggle(
            "Let all parties see our marks, with our name",
            key=NAMED,
            help="For the marks that you give from now on. The mediator always sees your marks. What was "
            "told stands for the others until you tell them another mark.",
        )
    marks = log.marks(version.number)
    changed = {}
    if version.number > 1:
        changed = {one.id: one for one in log.differences(version.number - 1, version.number)}
    for place, clause in enumerate(version.clauses, start=1):
        with st.container(border=True, key=f"text.clause.{clause.id}"):
            draw_clause(place, clause)
            if clause.id in changed and changed[clause.id].fate == "changed":
                with st.expander("Changed in this version", key=f"text.changed.{clause.id}"):
                    draw_change(place, changed[clause.id])
            if not settled:
                _draw_mark(version, clause, marks[clause.id].get(party))
            _draw_others(log, version, clause, party, marks[clause.id])
            if not settled:
                _draw_criticism(log, version, clause, party, half_said)


def _draw_mark(version: Version, clause: Clause, mine: str | None) -> None:
    key = f"text.mark.{version.number}.{clause.id}"
    # The log says what is marked, also where another session of this party has marked it.
    st.session_state[key] = mine
    choices.segmented_control(
        f"For us, clause {clause.title}"[:100],
        MARKS,
        key=key,
        label_visibility="collapsed",
        on_change=act(_mark),
        args=(version.number, clause.id, key),
    )


def _mark(version: int, clause: str, key: str) -> None:
    mark = st.session_state[key]
    if mark is not None:
        named = bool(st.session_state.get(NAMED, False))
        party_seat.text_seat().mark(version, clause, mark, named=named, now=session.now())


def _draw_others(
    log: TextLog, version: Version, clause: Clause, party: str, marks: Mapping[str, Mark]
) -> None:
    """What others let be read of this clause."""
    told = [
        f"{log.header.name_of(other)}: {mark}" for other, mark in marks.items() if other != party
    ]
    counts = log.counts(version.number)
    if counts is not None and clause.id in counts:
        told.append(f"all parties: {counts_words(counts[clause.id])}")
    if told:
        st.caption(plain("; ".join(told)))
    for one in log.criticisms():
        if one.clause == clause.id and one.party != party:
            st.markdown(f"- {criticism_words(log, one)} · version {one.version}")


def _draw_criticism(
    log: TextLog, version: Version, clause: Clause, party: str, half_said: Mapping[str, str]
) -> None:
    mine = [one for one in log.criticisms() if (one.clause, one.party) == (clause.id, party)]
    for one in mine:
        _draw_own(log, one, party)
    typed = half_said.get(clause.id, "")
    # What was typed in another session, or before this one was closed, is there again.
    st.session_state.setdefault(_key("text", clause), typed)
    with st.expander(
        "Say what does not work", expanded=bool(typed), key=f"text.criticise.{clause.id}"
    ):
        st.text_area(
            "What does not work, and why",
            key=_key("text", clause),
            max_chars=MOST_WORDS,
            height=80,
            help="Not what the clause should say instead: the mediator finds that for all.",
            on_change=act(_keep_half_said),
            args=(clause.id,),
        )
        choices.segmented_control(
            "How much it matters",
            WEIGHTS,
            default=WEIGHTS[1],
            required=True,
            format_func=lambda one: WEIGHT_WORDS[one],
            key=_key("weight", clause),
        )
        st.radio(
            "Who may read it",
            TELLINGS,
            format_func=lambda one: TELLING_WORDS[one],
            key=_key("telling", clause),
        )
        if len(log.header.parties) == 2:
            st.caption("With two parties, the other side knows that it comes from you.")
        st.caption("Kept for you as you type; nobody reads it before you tell.")
        st.button(
            "Tell the mediator",
            key=_key("send", clause),
            on_click=act(_criticise),
            args=(version.number, clause.id),
        )


def _draw_own(log: TextLog, one: Criticism, party: str) -> None:
    st.markdown(
        f"- {criticism_words(log, one, own=party)} · version {one.version} · "
        f"{TOLD_WORDS[one.telling]}"
    )
    st.button(
        "Take it back",
        type="tertiary",
        key=f"text.withdraw.{one.id}",
        on_click=act(_withdraw),
        args=(one.id,),
    )


def _key(what: str, clause: Clause) -> str:
    return f"text.{what}.{clause.id}"


def _criticise(version: int, clause: str) -> None:
    fields = st.session_state
    party_seat.text_seat().criticise(
        version,
        clause,
        fields[f"text.text.{clause}"],
        weight=fields[f"text.weight.{clause}"],
        telling=fields[f"text.telling.{clause}"],
        now=session.now(),
    )
    fields[f"text.text.{clause}"] = ""
    session.tell("The mediator has it.")


def _keep_half_said(clause: str) -> None:
    words = st.session_state[f"text.text.{clause}"]
    party_seat.text_seat().keep_half_said(clause, words, now=session.now())


def _withdraw(criticism: str) -> None:
    party_seat.text_seat().withdraw_criticism(criticism, now=session.now())


# --- what stands under everything -----------------------------------------------------------------


def _draw_copy(log: TextLog, version: Version) -> None:
    st.download_button(
        "Word file of this version",
        partial(write_text, log, version.number, made_at=session.now()),
        file_name=f"text-version-{version.number}.docx",
        mime=WORD_MIME,
        icon=":material/download:",
        on_click="ignore",
        key="text.copy",
    )
