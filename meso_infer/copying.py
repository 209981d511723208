"""The same agenda for another counterpart: issues and values are kept, nothing that was said is.

Bids for one contract can be compared only on one scale, so each of several counterparts gets a log of
its own on the same issues, with the same values of ours.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pydantic import TypeAdapter, ValidationError

from meso_infer import workflow
from meso_infer.errors import InvalidSettings, explain
from meso_infer.events import (
    DirectionSet,
    Event,
    IssueAdded,
    IssueChanged,
    OwnUtilitySet,
    in_force,
)
from meso_infer.events.base import NameText
from meso_infer.negotiation import Header, Negotiation
from meso_infer.storage import EventStore

NAME: TypeAdapter[str] = TypeAdapter(NameText)

ABOUT_US = (OwnUtilitySet, IssueAdded, IssueChanged, DirectionSet)
"""Events that say what talks are about and what we value; all others are about one counterpart."""


def duplicate(
    store: EventStore,
    negotiation_id: str,
    *,
    counterpart: str,
    now: datetime,
    title: str | None = None,
) -> str:
    """Store the agenda of a negotiation again for another counterpart, and return the new id.

    Kept are the issues and rules as they stand, which way the other side may lean, our weights,
    values, walk-away and target. Not kept is what belongs to one counterpart: offers and answers, our
    guess, the deadline, alternatives, notes.

    Parameters
    ----------
    store : EventStore
    negotiation_id : str
        The negotiation to take the agenda from; it is not changed.
    counterpart : str
        Who the new one is with.
    now : datetime
        With zone.
    title : str, optional
        That of the original when left out.

    Raises
    ------
    UnknownNegotiation
        When there is no such negotiation.
    InvalidSettings
        When the counterpart or the title is not one line of 1 to 200 characters, or there is a
        negotiation of that title with that counterpart already.
    """
    original = workflow.load(store, negotiation_id)
    header, events = for_another(original, counterpart, title)
    for summary in store.list():
        known = summary.header.get("title"), summary.header.get("counterpart")
        if known == (header.title, header.counterpart):
            raise InvalidSettings(
                f"There is a negotiation “{header.title}” with {header.counterpart} already; name "
                "another counterpart, or give this one another title."
            )
    return workflow.start(store, header, events, now=now)


def for_another(
    negotiation: Negotiation, counterpart: str, title: str | None = None
) -> tuple[Header, tuple[Event, ...]]:
    """The header, and the first events, of the same agenda with another counterpart.

    There are events only where a weight is waiting to be asked again: that it is, is then kept too.

    Raises
    ------
    InvalidSettings
        When a name is not one line of 1 to 200 characters.
    """
    header = replace(
        negotiation.header,
        title=_name("title", negotiation.title if title is None else title),
        counterpart=_name("counterpart", counterpart),
        game=None,
    )
    if negotiation.own_spec is None or not negotiation.weights_to_reelicit:
        return replace(header, agenda=negotiation.agenda, own=negotiation.own_spec), ()
    blank = {"id": None, "at": None, "replies_to": None, "party": None, "note": None}
    kept = [
        one.model_copy(update=blank) for one in in_force(negotiation) if isinstance(one, ABOUT_US)
    ]
    return header, tuple(kept)


def _name(what: str, text: str) -> str:
    try:
        return NAME.validate_python(text.strip())
    except ValidationError as error:
        raise InvalidSettings(f"The {what} cannot be used: {explain(error)}.") from error
