"""What the pages of whoever leads talks by links share: choosing, following along, removing it all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import pandas as pd
import streamlit as st

from meso_infer.errors import UnknownCase
from meso_infer.mediation.chair import Chair
from meso_infer.packages import Agenda
from meso_infer.templates import list_templates, load_template
from meso_infer.ui import session
from meso_infer.ui.drawing import as_copied, draw_frame, plain
from meso_infer.ui.shell import REFRESH_SECONDS, titles_of

MOST_ROWS = 40
"""Of how many entries a record is shown whole without being asked."""


def choose(label: str, titles: Mapping[str, str], chosen: str) -> str | None:
    """Draw the choice of a case or a text, by id; None where there is none.

    Parameters
    ----------
    titles : dict
        What each is called, by id, the one to begin with first.
    chosen : str
        Key under which the page keeps which one is looked at.
    """
    if not titles:
        return None
    # A choice comes back from the browser as its words, so that two alike could not be told apart.
    times = Counter(titles.values())
    names = {
        one: title if times[title] == 1 else f"{title} · {one[:4]}" for one, title in titles.items()
    }
    if st.session_state.get(chosen) not in names:
        st.session_state[chosen] = next(iter(names))
    return st.selectbox(label, list(names), format_func=lambda one: names[one], key=chosen)


def agenda_sources() -> dict[str, str]:
    """Where an agenda may come from: id to words, our own negotiations first."""
    own = {
        f"n:{negotiation_id}": f"Negotiation: {title}"
        for negotiation_id, title in titles_of(session.summaries()).items()
    }
    return {**own, **{f"t:{one.name}": f"Template: {one.title}" for one in list_templates()}}


def agenda_of(source: str) -> Agenda:
    """The agenda of one of `agenda_sources`."""
    kind, _, name = source.partition(":")
    if kind == "t":
        return load_template(name).agenda
    found = next(one for one in session.summaries() if one.negotiation_id == name)
    return session.looked_at(found).negotiation.agenda


def draw_record(
    place: Chair, happened: Sequence[tuple[datetime, str]], name_of: Callable[[str], str]
) -> None:
    """Draw what happened, and when links were made and closed, newest first.

    Parameters
    ----------
    place : Chair
    happened : sequence of (datetime, str)
        What stands in the log as its leader may read it, oldest first, in words.
    name_of : callable
        What a party is called, by its id.
    """
    links = [
        (
            one.at,
            f"You closed the link of {name_of(one.party)}"
            if one.opens_until is None
            else f"You made a link for {name_of(one.party)}, open until {one.opens_until:%d %b %H:%M}",
        )
        for one in place.link_changes()
        if not one.by_party
    ]
    rows = sorted([*happened, *links], key=lambda row: row[0])[::-1]
    if len(rows) > MOST_ROWS and not st.toggle(
        f"Show all {len(rows)} entries", key=f"{place.purpose}.record.all"
    ):
        rows = rows[:MOST_ROWS]
    if rows:
        table = [{"When (UTC)": f"{at:%d %b %H:%M}", "What": words} for at, words in rows]
        draw_frame(pd.DataFrame(table).set_index("When (UTC)"))


def draw_removal(place: Chair, title: str, *, noun: str, holds: str, chosen: str) -> None:
    """Draw the way to delete a case or a text, with its title typed.

    Parameters
    ----------
    place : Chair
    title : str
    noun : str
        What it is, such as ``"case"``.
    holds : str
        What is deleted with it.
    chosen : str
        Key under which its page keeps which one is looked at; its first word begins the keys.
    """
    page = chosen.split(".")[0]
    typed = f"{page}.remove.typed"
    with st.expander(f"Remove this {noun}", key=f"{page}.remove.box"):
        st.markdown(
            f"Deletes {holds} for good, and closes the links. Backups made earlier still hold them."
        )
        st.text_input(f"Type its name to confirm: {plain(title)}", key=typed)
        st.button(
            "Remove it for good",
            key=f"{page}.remove",
            disabled=as_copied(st.session_state.get(typed, "")) != title,
            on_click=session.action(_remove),
            args=(place, noun, chosen, typed),
        )


def _remove(place: Chair, noun: str, chosen: str, typed: str) -> None:
    place.remove(now=session.now())
    cleaned = session.store().scrub()
    st.session_state.pop(chosen, None)
    st.session_state[typed] = ""
    session.tell(
        f"The {noun} is gone."
        if cleaned
        else f"The {noun} is gone, but its bytes may still be in the file: clean it under Data and settings."
    )


@st.fragment(run_every=REFRESH_SECONDS)
def watch(place: Chair, seen: int) -> None:
    """Draw the page again as soon as a party has done something that may be seen here."""
    try:
        newest = place.count()
    except UnknownCase:
        newest = -1
    if newest != seen:
        st.rerun()
