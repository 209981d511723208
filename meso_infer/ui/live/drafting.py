"""Where a draft is kept: in the widgets of this session, and in the store at every tap."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import streamlit as st
from pydantic import ValidationError

from meso_infer.ui import session
from meso_infer.ui.live.drafts import Draft
from meso_infer.ui.session import Current

OWNER = "live.owner"
GENERATION = "live.generation"


class Drafting:
    """The draft of one offer's answer in this session: its widgets' keys, and its copy in the store.

    A session that has entered nothing yet shows the draft of the store, be it its own from before a
    reload or a colleague's, and follows it; from its first tap on the draft is its own.

    Parameters
    ----------
    current : Current
    """

    def __init__(self, current: Current) -> None:
        round_now = current.negotiation.current_round
        offer = "" if round_now is None else round_now.offer_id or str(round_now.number)
        self.negotiation_id = current.negotiation_id
        self.entry = f"answer:{offer}"
        owner = (current.negotiation_id, current.created, offer)
        before = st.session_state.setdefault(OWNER, owner)
        if before != owner:
            left = None if self.draft().is_empty else self.value("words")
            self._start_over()
            st.session_state[OWNER] = owner
            if before[:2] == owner[:2]:
                self.put(left, "left behind")
        self._meet_store()

    @property
    def prefix(self) -> str:
        """What the keys of this draft start with.

        It counts the drafts of the session, since a browser keeps what was typed under a key even
        when the session forgets it.
        """
        return f"live:{st.session_state.get(GENERATION, 0)}:"

    def key(self, *parts: str) -> str:
        """Key of one widget."""
        return self.prefix + ":".join(parts)

    @property
    def is_own(self) -> bool:
        """Whether this session has entered something itself, or logged or left what there was."""
        return bool(self.value("own", otherwise=False))

    @property
    def left_behind(self) -> str | None:
        """What was entered for packages that others have replaced meanwhile, in words."""
        return self.value("left behind")

    def draft(self) -> Draft:
        """The draft as this session shows it."""
        return self.value("draft", otherwise=Draft())

    def start_from(self, values: Mapping[str, Any]) -> None:
        """Give widgets that the session does not have (yet, or any more) their value from the draft."""
        for name, value in values.items():
            key = self.prefix + name
            if key not in st.session_state and value is not None:
                st.session_state[key] = value

    def value(self, *parts: str, otherwise: Any = None) -> Any:
        """What a widget holds now."""
        return st.session_state.get(self.key(*parts), otherwise)

    def put(self, value: Any, *parts: str) -> None:
        """Give a widget that is not drawn yet in this run a value, or remember something beside it."""
        st.session_state[self.key(*parts)] = value

    def keep(self, draft: Draft) -> None:
        """Remember a draft in the session and in the store."""
        mine = self.draft()
        self.put(True, "own")
        if draft.said == Draft():
            self.put(Draft(), "draft")
            self._forget(mine)
            return
        begun = {
            "heard_at": draft.heard_at or session.now(),
            "after": session.seen().sequence if draft.after is None else draft.after,
        }
        self.put(draft.model_copy(update=begun), "draft")
        self._save()

    def confirm(self) -> None:
        """Go on with the draft, having seen what was logged since it was begun."""
        self.keep(self.draft().model_copy(update={"after": session.seen().sequence}))

    def clear(self) -> None:
        """Forget the draft and empty its widgets."""
        mine = self.draft()
        self._start_over()
        self.put(True, "own")
        self._forget(mine)

    def _start_over(self) -> None:
        for key in [key for key in st.session_state if str(key).startswith(self.prefix)]:
            del st.session_state[key]
        st.session_state[GENERATION] = st.session_state.get(GENERATION, 0) + 1

    def _meet_store(self) -> None:
        stored = session.store().read_draft(self.negotiation_id, self.entry)
        shown = self.value("draft")
        if self.is_own:
            if stored is None and not self.draft().is_empty:
                # A colleague who logged or left theirs must not take ours with it.
                self._save()
            return
        found = _read(stored, quietly=shown is not None)
        if shown is not None and found != shown:
            self._start_over()
        self.put(found, "draft")

    def _save(self) -> None:
        session.store().save_draft(
            self.negotiation_id,
            self.entry,
            _payload(self.draft()),
            saved_at=session.now(),
        )

    def _forget(self, mine: Draft) -> None:
        stored = session.store().read_draft(self.negotiation_id, self.entry)
        if stored is not None and dict(stored) == _payload(mine):
            session.store().clear_draft(self.negotiation_id, self.entry)


def _payload(draft: Draft) -> dict[str, Any]:
    return json.loads(draft.model_dump_json())


def _read(payload: Mapping[str, Any] | None, *, quietly: bool) -> Draft:
    if payload is None:
        return Draft()
    try:
        return Draft.model_validate(payload)
    except ValidationError:
        if not quietly:
            session.tell(
                "A draft from another version could not be read and was left aside.", "note"
            )
        return Draft()
