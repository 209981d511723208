"""An offer of theirs while it is typed: it is kept in the store, until it is logged or emptied."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import streamlit as st
from pydantic import BaseModel, ValidationError

from meso_infer.issues import Option
from meso_infer.packages import LABELS
from meso_infer.ui import session
from meso_infer.ui.options import option_of, widget_value
from meso_infer.ui.session import Current

ENTRY = "received-offer"
"""Name of the draft within its negotiation."""
PLAIN = ("n", "claim", "until", "target", "limit", "their limit", "question")
"""Fields that are not options of packages."""


class OfferDraft(BaseModel, frozen=True):
    """What was typed about one offer.

    Attributes
    ----------
    number : int
        How many offers were logged before it: a draft of an earlier one is over.
    packages : label to what was filled in
    fields : the other fields that were touched, by name
    """

    number: int
    packages: dict[str, dict[str, int | float | str]] = {}
    fields: dict[str, int | float | str] = {}

    @property
    def is_empty(self) -> bool:
        return not self.packages and not self.fields


def key(current: Current, *parts: str) -> str:
    """Key of a widget that belongs to one offer of theirs."""
    return ":".join(("received", current.negotiation_id, str(_number(current)), *parts))


def restore(current: Current) -> None:
    """Before the widgets are drawn: give those that this session does not hold what was kept."""
    stored = session.store().read_draft(current.negotiation_id, ENTRY)
    if stored is None:
        return
    try:
        draft = OfferDraft.model_validate(stored)
    except ValidationError:
        # Of another release: what it holds is not known here.
        return
    if draft.number != _number(current):
        return
    for name, value in draft.fields.items():
        shown = date.fromisoformat(str(value)) if name == "until" else value
        st.session_state.setdefault(key(current, name), shown)
    agenda = current.negotiation.agenda
    for label, options in draft.packages.items():
        for name in (name for name in agenda.names if name in options):
            value = widget_value(agenda.issue(name), options[name])
            st.session_state.setdefault(key(current, label, name), value)


def keep(current: Current) -> None:
    """Keep what the widgets of this session hold, beside what was kept of those that are not drawn."""
    fields: dict[str, int | float | str] = {}
    for name in PLAIN:
        value = st.session_state.get(key(current, name))
        if isinstance(value, date):
            value = value.isoformat()
        if value not in (None, ""):
            fields[name] = value
    draft = OfferDraft(number=_number(current), packages=packages_in(current), fields=fields)
    store = session.store()
    if draft.is_empty:
        store.clear_draft(current.negotiation_id, ENTRY)
        return
    store.save_draft(
        current.negotiation_id, ENTRY, draft.model_dump(mode="json"), saved_at=session.now()
    )


def packages_in(current: Current) -> dict[str, dict[str, Option]]:
    """What the widgets say of each package; those without any option are left out."""
    names = current.negotiation.agenda.names
    held: Mapping[str, dict[str, Option | None]] = {
        label: {name: option_of(st.session_state.get(key(current, label, name))) for name in names}
        for label in LABELS
    }
    said = {
        label: {name: option for name, option in options.items() if option is not None}
        for label, options in held.items()
    }
    return {label: options for label, options in said.items() if options}


def forget(current: Current) -> None:
    """Drop what was kept, once it is logged."""
    session.store().clear_draft(current.negotiation_id, ENTRY)


def _number(current: Current) -> int:
    return len(current.negotiation.incoming.offers)
