"""Sets changed by hand in the store: each window has one of its own, so that none overwrites another's."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import streamlit as st

from meso_infer.errors import StorageUnavailable
from meso_infer.issues import Option
from meso_infer.ui import session
from meso_infer.ui.live.drafting import author, entries, meet

Cells = dict[str, dict[str, Option | None]]
"""Options by label and issue, None where a cell is blank."""


class KeptSets:
    """What all windows have changed by hand and not offered, for one round of a negotiation.

    A window opened anew goes on with the only set there is, be it its own from before a reload or a
    colleague's; from its first change on it has one of its own.

    Parameters
    ----------
    negotiation_id : str
    round_number : int
        Of the offer that is being prepared.
    prefix : str
        What this session's keys of that offer start with.
    """

    def __init__(self, negotiation_id: str, round_number: int, prefix: str) -> None:
        self.negotiation_id = negotiation_id
        self._beginning = f"offer:{round_number}"
        self.entry = f"{self._beginning}:{author()}"
        self._followed, self._mine = f"{prefix}followed", f"{prefix}mine"

    def first(self) -> Cells | None:
        """What a window that has shown nothing yet starts from."""
        kept = self._all()
        if self.entry in kept:
            st.session_state[self._mine] = kept[self.entry]
        elif len(kept) == 1:
            st.session_state[self._followed] = next(iter(kept.items()))
            return next(iter(kept.values()))
        return self.mine

    @property
    def mine(self) -> Cells | None:
        """What this window changed itself."""
        return st.session_state.get(self._mine)

    def keep(self, cells: Cells | None) -> None:
        """Keep this window's set, in place of the one that it went on with; None to forget both."""
        followed, before = st.session_state.pop(self._followed, (None, None))
        st.session_state[self._mine] = cells
        if cells is None:
            self._forget(self.entry)
        else:
            self._save(cells)
        if followed is not None and self._all().get(followed) == before:
            self._forget(followed)

    def others(self) -> dict[str, Cells]:
        """What other windows hold, by the name of the store's entry, the newest first.

        Own cells that a window took over, having gone on with them, are kept again. From here on the page
        is drawn again when another window changes its set.
        """
        kept, mine = _sets(meet(self.negotiation_id, self._beginning)), self.mine
        if mine is not None and self.entry not in kept:
            # Where nothing can be written, the change has said so, and the page still stands.
            with suppress(StorageUnavailable):
                self._save(mine)
                kept = _sets(meet(self.negotiation_id, self._beginning))
        followed, _ = st.session_state.get(self._followed, (None, None))
        return {
            entry: cells
            for entry, cells in kept.items()
            if entry not in (self.entry, followed) and cells != mine
        }

    def follow(self, entry: str) -> Cells | None:
        """Go on with the set of another window; None where it is gone."""
        cells = self._all().get(entry)
        if cells is not None:
            st.session_state[self._followed] = (entry, cells)
        return cells

    def _all(self) -> dict[str, Cells]:
        return _sets(entries(self.negotiation_id, self._beginning))

    def _save(self, cells: Cells) -> None:
        session.store().save_draft(
            self.negotiation_id, self.entry, {"packages": cells}, saved_at=session.now()
        )

    def _forget(self, entry: str) -> None:
        session.store().clear_draft(self.negotiation_id, entry)


def _sets(found: Mapping[str, Mapping[str, Any]]) -> dict[str, Cells]:
    """The sets among what windows keep; a window that holds none is left out."""
    return {entry: one["packages"] for entry, one in found.items() if one.get("packages")}
