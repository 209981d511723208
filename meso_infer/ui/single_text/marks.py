"""What parties think of the text, its earlier wordings, the vote, and the files to take along."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from meso_infer.report.single_text import write_text
from meso_infer.single_text.clauses import MARKS
from meso_infer.single_text.text_log import TextLog, Version
from meso_infer.ui import session
from meso_infer.ui.drawing import draw_frame, plain
from meso_infer.ui.single_text import keeping
from meso_infer.ui.single_text.desk import desk
from meso_infer.ui.single_text.drawing import (
    TOLD_WORDS,
    counts_words,
    criticism_words,
    draw_differences,
    draw_history,
    draw_rules,
)
from meso_infer.ui.single_text.view import WORD_MIME

UNPUBLISHED = "Publish the first version; what parties say of it stands here."


def draw_marks(log: TextLog) -> None:
    """Draw the matrix of marks, the criticism of each clause, and what may be told of them."""
    version = log.latest
    if version is None:
        st.info(UNPUBLISHED)
        return
    marks = log.marks(version.number)
    st.markdown(_headline(log, version))
    names = {one.id: one.name for one in log.header.parties}
    rows = [
        {
            "Clause": f"{place}. {clause.title}",
            **{name: marks[clause.id].get(party, "–") for party, name in names.items()},
        }
        for place, clause in enumerate(version.clauses, start=1)
    ]
    draw_frame(pd.DataFrame(rows).set_index("Clause"))
    st.caption(
        "A mark stands for as long as its clause reads the same. Only you see all marks by name."
    )
    _draw_criticism(log, version)
    _draw_counts(log, version)
    draw_rules(log)


def _headline(log: TextLog, version: Version) -> str:
    """The one sentence: which clauses do not work, for how many."""
    marks = log.marks(version.number)
    n_parties = len(log.header.parties)
    given = sum(len(by) for by in marks.values())
    if not given:
        return "No party has marked this version yet."
    against = [
        f"*{plain(clause.title)}* for {n} of {n_parties}"
        for clause in version.clauses
        if (n := list(marks[clause.id].values()).count(MARKS[2]))
    ]
    missing = n_parties * len(marks) - given
    waiting = f" {missing} marks are still missing." if missing else ""
    if against:
        return f"What does not work: {', '.join(against)}.{waiting}"
    return f"No clause is marked as not working.{waiting}"


def _draw_criticism(log: TextLog, version: Version) -> None:
    st.header("Criticism", anchor=False)
    found = log.criticisms()
    if not found:
        st.caption(
            "None yet. Parties say what does not work and why, never what should stand instead."
        )
    for place, clause in enumerate(version.clauses, start=1):
        said = [one for one in found if one.clause == clause.id and one.party is not None]
        if said:
            lines = "\n".join(
                f"- {criticism_words(log, one)} · version {one.version} · {TOLD_WORDS[one.telling]}"
                for one in reversed(said)
            )
            st.markdown(f"**{place}. {plain(clause.title)}**\n{lines}")


def _draw_counts(log: TextLog, version: Version) -> None:
    counts = log.counts(version.number)
    if counts is not None:
        st.header("Counts, as everyone was told", anchor=False)
        titles = {one.id: one.title for one in version.clauses}
        st.markdown(
            "\n".join(f"- {plain(titles[c])}: {counts_words(n)}" for c, n in counts.items())
        )
        return
    marks = log.marks(version.number)
    pair = len(log.header.parties) == 2
    complete = all(len(by) == len(log.header.parties) for by in marks.values())
    st.button(
        "Tell everyone the counts",
        key="single.counts",
        disabled=pair or not complete,
        help="Between two parties a count tells each what the other marked."
        if pair
        else "How many gave each clause each mark, without names. Once a version, when all have marked all.",
        on_click=session.action(_tell_counts),
        args=(log.text_id,),
    )


def _tell_counts(text_id: str) -> None:
    desk(text_id).tell_counts(now=session.now())


# --- earlier wordings -----------------------------------------------------------------------------


def draw_versions(log: TextLog) -> None:
    """Draw the differences between two versions, the history of a clause, and the Word file."""
    versions = log.versions
    if not versions:
        st.info(UNPUBLISHED)
        return
    numbers = [one.number for one in versions]
    left, right = st.columns(2)
    after = right.selectbox("Version", numbers[::-1], key=f"single.after.{numbers[-1]}")
    before = left.selectbox(
        "Compared with",
        [n for n in [0, *numbers] if n < after][::-1],
        format_func=lambda n: str(n) if n else "a blank sheet",
        key=f"single.before.{after}",
    )
    draw_differences(log, before, after)
    _draw_word(log, before, after)
    if before and after == numbers[-1]:
        keeping.draw(log, before, after)
    st.header("History of a clause", anchor=False)
    titles = {one.id: one.title for version in versions for one in version.clauses}
    chosen = st.selectbox(
        "Clause", list(titles), format_func=lambda one: f"{titles[one]}", key="single.history"
    )
    draw_history(log, chosen)


def _draw_word(log: TextLog, before: int, after: int) -> None:
    with st.container(horizontal=True):
        for words, since in ((f"Word file of version {after}", None), ("With the changes", before)):
            if since == 0:
                continue
            st.download_button(
                words,
                partial(write_text, log, after, made_at=session.now(), since=since),
                file_name=f"text-version-{after}{'' if since is None else f'-since-{since}'}.docx",
                mime=WORD_MIME,
                icon=":material/download:",
                on_click="ignore",
                key=f"single.word.{since is None}",
            )
    st.caption("Marks stand in it with a name only where their party allowed that.")


# --- the vote -------------------------------------------------------------------------------------


def draw_vote(log: TextLog) -> None:
    """Draw the one question to all, who has answered, and how earlier votes ended."""
    vote = log.open_vote
    version = log.latest
    if version is None:
        st.info("Publish a version first; the vote is about the whole of it.")
        return
    if vote is not None:
        answered = tuple(one for one in log.header.ids if one in vote.received)
        missing = tuple(one for one in log.header.ids if one not in vote.received)
        st.info(f"The vote on version {vote.version} is open.", icon=":material/how_to_vote:")
        if answered:
            st.markdown(f"Answered: {plain(log.names(answered))}.")
        st.markdown(f"Still to answer: {plain(log.names(missing))}.")
        st.button(
            "Withdraw the vote",
            key="single.vote.withdraw",
            on_click=session.action(_withdraw_vote),
            args=(log.text_id,),
        )
    elif log.status == "agreed":
        st.success(
            f"All have said yes to version {log.agreed_version}.", icon=":material/handshake:"
        )
    else:
        st.markdown(
            f"Ask all for one yes or no to version {version.number} as a whole. All say yes and it is "
            "agreed; otherwise nothing binds anybody. Nobody, you included, learns how anybody voted."
        )
        st.button(
            f"Call the vote on version {version.number}",
            type="primary",
            key="single.vote.open",
            on_click=session.action(_open_vote),
            args=(log.text_id,),
        )
    _draw_past(log)


def _draw_past(log: TextLog) -> None:
    past = [one for one in log.votes if not one.is_open]
    ends = {True: "all said yes", False: "not all said yes", None: "withdrawn"}
    if past:
        st.markdown(
            "\n".join(
                f"- Vote {one.number}, on version {one.version}: {ends[one.agreed]}."
                for one in past
            )
        )


def _open_vote(text_id: str) -> None:
    desk(text_id).open_vote(now=session.now())


def _withdraw_vote(text_id: str) -> None:
    desk(text_id).withdraw_vote(now=session.now())
