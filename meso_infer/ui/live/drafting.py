"""Where a draft is kept: in the widgets of this session, and in the store at every tap."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import streamlit as st
from pydantic import ValidationError

from meso_infer.errors import EventRejected, StorageUnavailable
from meso_infer.storage import JsonObject
from meso_infer.ui import session
from meso_infer.ui.live.drafts import Draft
from meso_infer.ui.session import Current

OWNER = "live.owner"
GENERATION = "live.generation"
AUTHOR = "live.author"
"""Names this session's drafts in the store."""
AUTHOR_BYTES = 16
MET = "live.met"
"""What the page showed of all windows' entries when it was drawn; gone on pages that show none."""
AUTHORED = re.compile(rf"(?::[0-9a-f]{{{2 * AUTHOR_BYTES}}})?$")
"""How the name of an entry ends: with its author, or with none where an earlier version kept it."""


class Drafting:
    """The draft of one offer's answer in this session: its widgets' keys, and its copy in the store.

    Every window has a draft of its own in the store, so that no two overwrite each other. One that is
    opened anew shows the only one there is, be it its own from before a reload or a colleague's, and follows
    it; from its first tap on that draft is its own. What other windows have entered is in `others`.

    Parameters
    ----------
    current : Current

    Attributes
    ----------
    others : dict of str to Draft
        What other windows hold for the same packages, by the name of the store's entry.
    """

    def __init__(self, current: Current) -> None:
        round_now = current.negotiation.current_round
        offer = "" if round_now is None else round_now.offer_id or str(round_now.number)
        self.negotiation_id = current.negotiation_id
        self._beginning = f"answer:{offer}"
        self.entry = f"{self._beginning}:{author()}"
        self.others: dict[str, Draft] = {}
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
        followed = self._take_over()
        self.put(True, "own")
        if draft.said == Draft():
            self.put(Draft(), "draft")
            self._forget(self.entry)
        else:
            begun = {
                "heard_at": draft.heard_at or session.now(),
                "after": session.seen().sequence if draft.after is None else draft.after,
            }
            self.put(draft.model_copy(update=begun), "draft")
            self._save()
        if followed is not None:
            self._forget(followed)

    def confirm(self) -> None:
        """Go on with the draft, having seen what was logged since it was begun."""
        self.keep(self.draft().model_copy(update={"after": session.seen().sequence}))

    def clear(self) -> None:
        """Forget the draft and empty its widgets."""
        followed = self._take_over()
        self._start_over()
        self.put(True, "own")
        for entry in {self.entry, followed} - {None}:
            self._forget(str(entry))

    def follow(self, entry: str) -> None:
        """Go on with a draft of another window, where this one has none."""
        found = self.others.get(entry)
        if found is None or not self.draft().is_empty:
            raise EventRejected("That draft is gone, or something was entered here meanwhile.")
        self._start_over()
        self.put(found, "draft")
        self.put(entry, "followed")

    def _start_over(self) -> None:
        for key in [key for key in st.session_state if str(key).startswith(self.prefix)]:
            del st.session_state[key]
        st.session_state[GENERATION] = st.session_state.get(GENERATION, 0) + 1

    def _meet_store(self) -> None:
        kept = meet(self.negotiation_id, self._beginning)
        shown = self.value("draft")
        if self.is_own:
            if self.entry not in kept and not self.draft().is_empty:
                # A colleague who goes on with ours must not take it from us. Where nothing can be written,
                # the tap has said so, and the page still stands.
                with suppress(StorageUnavailable):
                    self._save()
        else:
            only = next(iter(kept)) if len(kept) == 1 else None
            followed = only if shown is None else self.value("followed")
            found = _read(kept.get(followed or ""), quietly=shown is not None)
            if shown is not None and found != shown:
                self._start_over()
            self.put(found, "draft")
            self.put(followed if followed in kept else None, "followed")
        mine = (self.entry, self.value("followed"))
        others = {entry: _read(one, quietly=True) for entry, one in kept.items()}
        self.others = {
            entry: one for entry, one in others.items() if entry not in mine and not one.is_empty
        }

    def _take_over(self) -> str | None:
        """The entry of the draft that was followed until now, if it still says the same."""
        followed = self.value("followed")
        self.put(None, "followed")
        if followed is None:
            return None
        kept = session.store().read_draft(self.negotiation_id, followed)
        return followed if kept is not None and dict(kept) == _payload(self.draft()) else None

    def _save(self) -> None:
        session.store().save_draft(
            self.negotiation_id,
            self.entry,
            _payload(self.draft()),
            saved_at=session.now(),
        )

    def _forget(self, entry: str) -> None:
        session.store().clear_draft(self.negotiation_id, entry)


def author() -> str:
    """The name of this window among those that keep something in the store."""
    if AUTHOR not in st.session_state:
        st.session_state[AUTHOR] = secrets.token_hex(AUTHOR_BYTES)
    return st.session_state[AUTHOR]


def windows_have_news() -> bool:
    """Whether another window has entered something since the page that shows it was drawn."""
    met = st.session_state.get(MET)
    return met is not None and entries(*met[:2]) != met[2]


def leave() -> None:
    """Before a page is drawn: one that shows what other windows hold says so itself."""
    st.session_state.pop(MET, None)


def meet(negotiation_id: str, beginning: str) -> dict[str, JsonObject]:
    """What all windows hold, for a page that shows it and is drawn again when it changes; see `entries`."""
    kept = entries(negotiation_id, beginning)
    st.session_state[MET] = (negotiation_id, beginning, kept)
    return kept


def entries(negotiation_id: str, beginning: str) -> dict[str, JsonObject]:
    """What all windows keep under names that begin so, the newest first."""
    found = session.store().drafts(negotiation_id, beginning)
    return {one.key: one.payload for one in found if AUTHORED.match(one.key, len(beginning))}


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
