"""Clauses, differences and what was said of them, drawn alike for the mediator and for parties."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from meso_infer.single_text import PROTOCOLS
from meso_infer.single_text.clauses import MARKS, Clause
from meso_infer.single_text.differences import ClauseChange, Piece
from meso_infer.single_text.text_log import Criticism, TextLog, Version
from meso_infer.ui.drawing import WORD_JOINER, plain

LEGEND = "Struck through: left out. Bold: new."
FATES = {
    "same": "unchanged",
    "changed": "changed",
    "added": "new",
    "removed": "left out",
    "moved": "moved",
}
TO = {"everyone": "everyone", "the neutral": "the mediator"}
TOLD_WORDS = {
    "mediator": "for the mediator only",
    "unnamed": "may be told without the name",
    "named": "told with the name",
}
WEIGHT_WORDS = {
    "a little": "matters a little",
    "much": "matters much",
    "decisive": "decisive",
}


def as_written(text: str) -> str:
    """A wording that Markdown shows as it is, line by line."""
    return plain(text).replace("\n", "  \n")


def pieces_shown(pieces: Sequence[Piece]) -> str:
    """A wording with what was left out struck through and what is new in bold."""
    marks = {"same": "", "removed": "~~", "added": "**"}
    return "".join(_marked(piece.text, marks[piece.change]) for piece in pieces)


def _marked(text: str, mark: str) -> str:
    """Each line between marks; next to a character without width, marks hold beside any other."""
    if not mark:
        return as_written(text)
    lines = [
        f"{mark}{WORD_JOINER}{plain(line)}{WORD_JOINER}{mark}" if line.strip() else line
        for line in text.split("\n")
    ]
    return "  \n".join(lines)


def draw_clause(place: int, clause: Clause) -> None:
    """Draw a clause with its number and what it settles."""
    st.markdown(f"**{place}. {plain(clause.title)}**")
    st.markdown(as_written(clause.text))
    if clause.issue is not None and clause.option is not None:
        st.caption(plain(f"{clause.issue}: {clause.option}"))


def draw_change(place: int | None, change: ClauseChange) -> None:
    """Draw a clause with what changed in it; without a number where it was left out."""
    # A number with a bare full stop would begin a list.
    number = f"{place}\\. " if place is not None else ""
    st.markdown(f"{number}{pieces_shown(change.title)} · *{FATES[change.fate]}*")
    st.markdown(pieces_shown(change.text))
    settled = [
        f"{one.issue}: {one.option or 'open'}" if one and one.issue else "no issue"
        for one in (change.before, change.after)
    ]
    if change.fate == "changed" and settled[0] != settled[1]:
        st.caption(plain(f"{settled[0]} → {settled[1]}"))


def draw_differences(log: TextLog, before: int, after: int) -> None:
    """Draw all clauses that differ between two versions; version 0 is an empty sheet."""
    found = log.differences(before, after)
    places = {one.id: n for n, one in enumerate(log.version(after).clauses, start=1)}
    differing = [one for one in found if one.fate != "same"]
    if not differing:
        st.caption("No clause differs.")
        return
    same = len(found) - len(differing)
    st.caption(f"{LEGEND} {same} {'clause is' if same == 1 else 'clauses are'} unchanged.")
    for one in differing:
        with st.container(border=True):
            draw_change(places.get(one.id), one)


def draw_history(log: TextLog, clause_id: str) -> None:
    """Draw the versions in which a clause appeared, changed or was criticised."""
    for moment in reversed(log.history(clause_id)):
        at = log.version(moment.version).at
        st.markdown(
            f"**Version {moment.version}** · {FATES[moment.change.fate]} · {at:%d %b %H:%M} UTC"
        )
        st.markdown(pieces_shown(moment.change.text))
        for one in moment.criticisms:
            st.markdown(f"- {criticism_words(log, one)}")


def criticism_words(log: TextLog, one: Criticism, *, own: str | None = None) -> str:
    """A criticism on one line, with its author where that is told."""
    who = "Without a name" if one.party is None else plain(log.header.name_of(one.party))
    if own is not None and one.party == own:
        who = "You"
    text = as_written(one.text).replace("  \n", " ")
    return f"{who} ({WEIGHT_WORDS[one.weight]}): {text}"


def counts_words(counts: tuple[int, int, int]) -> str:
    """Counts of marks: ``'2 works, 1 does not work'``."""
    return ", ".join(f"{n} {mark}" for n, mark in zip(counts, MARKS, strict=True) if n)


def draw_standing(log: TextLog, version: Version) -> None:
    """Say whether the text is a draft, being voted on, or settled."""
    at = f"Version {version.number}, {version.at:%d %b %Y %H:%M} UTC"
    if log.status == "agreed":
        st.success(
            f"{at}. All parties have said yes to it as a whole.", icon=":material/handshake:"
        )
    elif log.status == "vote":
        st.info(f"{at}. The vote on the whole is open.", icon=":material/how_to_vote:")
    else:
        st.markdown(f"{at}. A draft: nothing binds anybody until all say yes to the whole.")
        last = log.votes[-1] if log.votes else None
        if last is not None and last.agreed is False and last.version == version.number:
            st.warning("The vote on it is over: not all said yes. Nothing binds anybody.")
    if version.note:
        st.markdown(as_written(version.note))


def draw_rules(log: TextLog) -> None:
    """Say who is told what."""
    with st.expander("Who is told what", key="text.rules"):
        for one in PROTOCOLS:
            told = "; ".join(f"{release.what} (to {TO[release.to]})" for release in one.releases)
            st.markdown(f"- **{one.name}**: {told}. {one.note}")
        st.markdown("Whoever runs this server could read its database.")
        if len(log.header.parties) == 2:
            st.markdown("**With two parties it is obvious who said what.**")
