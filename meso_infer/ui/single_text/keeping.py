"""Keep the newest version, or go back to the one before it? What the marks of both say to the mediator."""

from __future__ import annotations

import streamlit as st

from meso_infer.headline import percent
from meso_infer.single_text.keeping import VotesOnChange, votes_on_change
from meso_infer.single_text.text_log import TextLog
from meso_infer.ui import session
from meso_infer.ui.drawing import plain
from meso_infer.ui.single_text.desk import desk

BETTER = {
    2: "much better",
    1: "better",
    0: "neither better nor worse",
    -1: "worse",
    -2: "much worse",
}
ADVICE = (
    "Kept only where nobody is against it, a text soon stands still at a draft that no single change "
    "betters, although several together would. So a mediator may keep some that a party is against, "
    "early on, and fewer and fewer later (Klein, Faratin, Sayama and Bar-Yam 2003)."
)


def draw(log: TextLog, before: int, after: int) -> None:
    """Draw how the marks on a change have it, what the procedure would do, and the way back."""
    st.header(f"Keep version {after}, or go back?", anchor=False)
    found = votes_on_change(log, before, after)
    st.markdown(plain(in_words(log, found)))
    if found.is_complete:
        if found.against:
            start, middle, end = (percent(one) if one else "not at all" for one in found.chances())
            st.markdown(
                f"{ADVICE} The procedure would keep this one with a chance of {start} at the start of "
                f"the talks, {middle} half-way, and {end} near the end. You decide."
            )
        else:
            st.markdown("By their own marks nobody loses: keep it.")
    st.button(
        f"Take the wording of version {before} back into the edits",
        key="single.back",
        disabled=log.status != "draft",
        help="Everybody keeps reading the newest version until you publish. It can be undone there.",
        on_click=session.action(_go_back),
        args=(log.text_id, before),
    )


def in_words(log: TextLog, found: VotesOnChange) -> str:
    """Who is better and who is worse off by its own marks, and whose marks are missing."""
    told = []
    for vote, words in BETTER.items():
        parties = tuple(party for party, one in found.votes.items() if one == vote)
        if parties:
            told.append(f"{words} for {log.names(parties)}")
    lines = [f"By their marks on what changed: {'; '.join(told)}."] if told else []
    if found.missing:
        lines.append(f"Not told yet, for marks are missing: {log.names(found.missing)}.")
    return " ".join(lines) or "No clause was reworded, so that marks say nothing of the change."


def _go_back(text_id: str, version: int) -> None:
    place = desk(text_id)
    clauses = place.look().version(version).clauses
    place.keep_revision(place.revision().returned_to(clauses), now=session.now())
    session.tell(f"The edits read like version {version} now. Publish them, or undo under Text.")
