"""Copies of a negotiation that may leave our side: for the counterpart, or for a mediator.

Our weights, values, limits, directions, guesses and notes, what the tool estimated or suggested, and
rows marked private are left out, not blanked, so that a copy does not even say that they exist.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from typing import Literal

from meso_infer.errors import EventRejected
from meso_infer.events import ConsentGiven, Event, in_force, replay
from meso_infer.events.setup import without_directions
from meso_infer.evidence import Ranking, Statement
from meso_infer.negotiation import COUNTERPART, Header, Negotiation
from meso_infer.packages import Agenda

Reader = Literal["shared", "mediator"]

GIVEN_BY_PLACE = re.compile(r"e\d+(-\d+)?")
"""Ids that a log gave by place: a gap between two of them would tell of a row in between."""


def shared_view(negotiation: Negotiation, reader: Reader = "shared") -> Negotiation:
    """The negotiation as another may see it.

    Only what counts now is told, without the history of corrections and numbered anew. Ranges and options
    of the issues are told, rules and the segment are not; that it is a game is. An answer to an offer that
    is not told is not told either.

    Parameters
    ----------
    negotiation : Negotiation
    reader : 'shared' or 'mediator'
        The counterpart sees rows marked shared, a mediator also those marked mediator.
    """
    issues = tuple(without_directions(issue) for issue in negotiation.header.agenda.issues)
    header = Header(
        Agenda(issues), negotiation.title, negotiation.counterpart, game=negotiation.header.game
    )
    told: list[Event] = []
    ids: dict[str | None, str | None] = {}
    state, ours = replay(header, ()), replay(negotiation.header, ())
    for event in in_force(negotiation):
        before, ours = ours, event.apply(ours)
        if not _may_see(event, reader) or _answers_what_is_hidden(event, ids):
            continue
        place = f"e{len(told) + 1}" if GIVEN_BY_PLACE.fullmatch(str(event.id)) else event.id
        row = event.shared().model_copy(
            update={"id": place, "replies_to": ids.get(event.replies_to)}
        )
        if row.party is not None and row.party != negotiation.counterpart:
            # An earlier name of theirs may have been changed for a reason.
            theirs = negotiation.is_counterpart(row.party)
            row = row.model_copy(update={"party": COUNTERPART if theirs else row.party})
        try:
            after = row.apply(state)
            if not _says_the_same(row, state, event, before) or _changes_nothing(row, after, state):
                continue
        except EventRejected:
            # It leans on a row that this reader does not see.
            continue
        state = after
        told.append(row)
        ids[event.id] = row.id
    return replay(header, told)


def _says_the_same(row: Event, there: Negotiation, event: Event, here: Negotiation) -> bool:
    """Whether a row means the same packages to its reader as to us, whatever the rounds are there.

    An agreement says nothing more where the acceptance before it was told.
    """
    told, meant = (
        [one if isinstance(one, Ranking | Statement) else replace(one, round=1) for one in said]
        for said in (row.tells(there), event.tells(here))
    )
    return not told or not meant or told == meant


def _changes_nothing(row: Event, after: Negotiation, before: Negotiation) -> bool:
    """Whether all that an issue's change did was ours alone, such as our direction on it."""
    return row.kind == "issue-changed" and after.agenda.issues == before.agenda.issues


def _answers_what_is_hidden(event: Event, told: Collection[str | None]) -> bool:
    """Whether it is a yes to a proposal that is not told: it would read as a yes to something else."""
    asked = event.replies_to
    return isinstance(event, ConsentGiven) and asked is not None and asked not in told


def _may_see(event: Event, reader: Reader) -> bool:
    visible = ("shared",) if reader == "shared" else ("shared", "mediator")
    return event.may_be_shared and event.seen_by in visible
