"""The sheets of new negotiations that were begun and not started yet: to go on with, or to throw away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

import streamlit as st
from pydantic import ValidationError

from meso_infer.sheet import Sheet
from meso_infer.ui import session
from meso_infer.ui.setup.draft import NEW, KeptSheet, SetupDraft, go_on_with

MOST_LISTED = 20


@dataclass(frozen=True)
class BegunSheet:
    """A sheet that somebody has begun, by the key of its draft."""

    name: str
    sheet: Sheet
    saved_at: datetime

    @property
    def in_words(self) -> str:
        """``'Lease · Landlord · 3 issues · 23 Nov 2026, 17:20 UTC'``."""
        n = len(self.sheet.issues)
        issues = "1 issue" if n == 1 else f"{n} issues"
        when = f"{self.saved_at.astimezone(UTC):%d %b %Y, %H:%M} UTC"
        return f"{self.sheet.title} · {self.sheet.counterpart} · {issues} · {when}"


def begun_sheets() -> tuple[BegunSheet, ...]:
    """All of them that can be read, the one touched last first."""
    found = []
    for one in session.store().drafts(session.APPLICATION, NEW):
        with suppress(ValidationError):
            kept = KeptSheet.model_validate(one.payload)
            found.append(BegunSheet(one.key, kept.sheet, one.saved_at))
    return tuple(found)


def draw_begun(draft: SetupDraft) -> None:
    """Draw the other sheets that were begun, where there are any."""
    others = [one for one in begun_sheets() if one.name != draft.name][:MOST_LISTED]
    if not others:
        return
    words = words_of(others)
    box = draft.key("begun", "chosen")
    with st.expander(
        f"Sheets begun earlier ({len(others)})",
        expanded=not draft.has_changes,
        icon=":material/draft:",
        key=draft.key("begun"),
    ):
        st.selectbox(
            "Begun by you, or by others who use this program, and not started yet",
            list(words),
            format_func=lambda name: words[name],
            key=box,
        )
        with st.container(horizontal=True, key=draft.key("begun", "bar")):
            st.button(
                "Go on with this sheet",
                key=draft.key("begun", "open"),
                on_click=session.action(_go_on),
                args=(box,),
            )
            st.button(
                "Throw it away",
                key=draft.key("begun", "remove"),
                type="tertiary",
                on_click=session.action(_throw_away),
                args=(box, words),
            )


def words_of(sheets: Sequence[BegunSheet]) -> dict[str, str]:
    """What to call each sheet in a list to choose from: no two of them alike."""
    times = Counter(one.in_words for one in sheets)
    return {
        one.name: one.in_words
        if times[one.in_words] == 1
        else f"{one.in_words} · {one.name.removeprefix(NEW).lstrip('.') or 'the first'}"
        for one in sheets
    }


def _go_on(box: str) -> None:
    go_on_with(st.session_state[box])
    session.tell("The sheet is open again.")


def _throw_away(box: str, words: Mapping[str, str]) -> None:
    name = st.session_state[box]
    session.store().clear_draft(session.APPLICATION, name)
    session.tell(f"Thrown away: {words[name]}.")
