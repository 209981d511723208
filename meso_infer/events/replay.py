"""The fold: a header and a log of events give the state, and the evidence with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from meso_infer.errors import EventRejected, counted
from meso_infer.events.base import Event
from meso_infer.events.kinds import Correction
from meso_infer.events.redaction import REDACTED, Redaction
from meso_infer.evidence import Evidence
from meso_infer.negotiation import Header, LoggedEvent, Negotiation, opened

LONGEST_CHAIN = 100
"""Corrections of corrections: undo and redo make chains of three, so a longer one is a mistake."""


class RejectedAt(EventRejected):
    """A rejection that knows which event of the log it was, counted from 0."""

    def __init__(self, message: str, position: int, kind: str) -> None:
        self.position = position
        self.kind = kind
        super().__init__(message)


@dataclass(frozen=True)
class Verdict:
    """What holds in the place of one logged event, and the correction that decided so."""

    status: Literal["active", "replaced", "withdrawn"]
    in_force: Event | None
    superseded_by: str | None = None


@dataclass
class _Fold:
    """A fold under way: for each position the state before it and the evidence it gave.

    A correction refolds from the place that it corrects, so that a log without corrections, or one
    whose last event is undone, costs one step an event.
    """

    log: list[Event]
    states: list[Negotiation]
    given: list[tuple[Evidence, ...]] = field(default_factory=list)
    rounds: list[int] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    position_of: dict[str, int] = field(default_factory=dict)
    corrections_of: dict[str, list[int]] = field(default_factory=dict)

    def take(self, position: int) -> None:
        event = self.log[position]
        self._check_links(event)
        self.position_of[str(event.id)] = position
        self.verdicts.append(Verdict("active", event))
        if not isinstance(event, Correction):
            self._step(position)
            return
        self.corrections_of.setdefault(event.supersedes, []).append(position)
        self._repeat(position)
        first = self._settle(event.supersedes)
        for later in range(first, position + 1):
            try:
                self._step(later)
            except EventRejected as error:
                raise EventRejected(self._no_longer_fits(event, later, error)) from error

    def _step(self, position: int) -> None:
        before, verdict = self.states[position], self.verdicts[position]
        del self.states[position + 1 :], self.given[position:], self.rounds[position:]
        # What a correction says happened in the place of the event that it corrects, and only there.
        holds = None if isinstance(self.log[position], Correction) else verdict.in_force
        after = before if holds is None else holds.apply(before)
        self.given.append(() if holds is None else holds.evidence(before))
        self.states.append(after)
        self.rounds.append(after.round)

    def _repeat(self, position: int) -> None:
        self.states.append(self.states[position])
        self.given.append(())
        self.rounds.append(self.states[position].round)

    def _check_links(self, event: Event) -> None:
        if str(event.id) in self.position_of:
            raise EventRejected(
                f"The id {event.id!r} is taken by an earlier event; give this one another."
            )
        links = [event.replies_to]
        if isinstance(event, Correction):
            links += [event.supersedes, event.event.replies_to if event.event is not None else None]
        if isinstance(event, Redaction):
            links += [event.redacts, *(one.event for one in event.removed)]
        for link in links:
            if link is not None and link not in self.position_of:
                raise EventRejected(
                    f"There is no earlier event {link!r} to refer to; check the id."
                )
        if isinstance(event, Redaction):
            self._check_taken_out(event)
        elif isinstance(event, Correction):
            self._check_can_be_corrected(event)

    def _check_taken_out(self, redaction: Redaction) -> None:
        for one in redaction.removed:
            text: object = self.log[self.position_of[one.event]]
            for name in one.field.split("."):
                text = getattr(text, name, None)
            if text != REDACTED:
                raise EventRejected(
                    f"{redaction.id} says that {one.field} of {one.event} was taken out, but it is not "
                    f"{REDACTED!r}; take the text out, or leave the redaction away."
                )

    def _check_can_be_corrected(self, correction: Correction) -> None:
        if isinstance(self.log[self.position_of[correction.supersedes]], Redaction):
            raise EventRejected(
                f"{correction.supersedes} took a text out for good; it cannot be corrected or withdrawn."
            )

    def _settle(self, superseded: str) -> int:
        """Decide again what holds, down a chain of corrections to its event: where to refold from."""
        at = superseded
        for _ in range(LONGEST_CHAIN):
            position = self.position_of[at]
            self.verdicts[position] = self._verdict(position)
            event = self.log[position]
            if not isinstance(event, Correction):
                return position
            at = event.supersedes
        raise EventRejected(
            f"{superseded} corrects a correction of a correction, more than {LONGEST_CHAIN} deep; "
            "correct the first event itself."
        )

    def _verdict(self, position: int) -> Verdict:
        event = self.log[position]
        # The last correction that itself still holds decides.
        for at in reversed(self.corrections_of.get(str(event.id), [])):
            verdict = self.verdicts[at]
            if verdict.status == "withdrawn":
                continue
            correction = self.log[at]
            holds = verdict.in_force if verdict.status == "replaced" else correction
            said = holds.event if isinstance(holds, Correction) else holds
            if said is None:
                return Verdict("withdrawn", None, correction.id)
            return Verdict("replaced", _in_place_of(event, said), correction.id)
        return Verdict("active", event)

    def _no_longer_fits(self, correction: Correction, position: int, error: EventRejected) -> str:
        corrected = self.position_of[correction.supersedes]
        if position == corrected:
            return f"The correction of event {corrected + 1} does not fit: {error}"
        how = "withdrawn" if correction.event is None else "corrected so"
        said = self.log[position].describe(self.states[position].agenda).partition(":")[0]
        return (
            f"Event {corrected + 1} cannot be {how}, because event {position + 1} ({said}) would no "
            f"longer fit: {error} Correct or withdraw that event first."
        )

    def result(self) -> Negotiation:
        entries = [
            LoggedEvent(
                i + 1, event, v.status, v.in_force, v.superseded_by, self.rounds[i], self.given[i]
            )
            for i, (event, v) in enumerate(zip(self.log, self.verdicts, strict=False))
        ]
        return replace(self.states[-1], log=tuple(entries))


def _in_place_of(event: Event, said: Event) -> Event:
    """The replacement under the id of the original, and its time, link and reader where it has none."""
    update: dict[str, object] = {"id": event.id}
    for name in ("at", "replies_to", "visibility"):
        if getattr(said, name) is None:
            update[name] = getattr(event, name)
    return said.model_copy(update=update)


def identified(events: Iterable[Event]) -> tuple[Event, ...]:
    """The same events, each with an id: its own, or ``'e7'`` for the seventh, unlike all others."""
    given = tuple(events)
    taken = {event.id for event in given if event.id is not None}
    named: list[Event] = []
    for place, event in enumerate(given, start=1):
        if event.id is None:
            name, again = f"e{place}", 1
            while name in taken:
                again += 1
                name = f"e{place}-{again}"
            taken.add(name)
            event = event.model_copy(update={"id": name})
        named.append(event)
    return tuple(named)


def replay(header: Header, events: Sequence[Event], as_of: int | None = None) -> Negotiation:
    """Fold a log into the state of the negotiation.

    Parameters
    ----------
    header : Header
    events : sequence of Event
        In the order in which they were logged. Events without an id are given one.
    as_of : int
        Use the first `as_of` events only, corrections counted; all when None.

    Raises
    ------
    EventRejected
        When an event does not fit the state that it meets; its `position`, from 0, says which.
    InvalidUtility
        When our utility in the header does not fit the agenda.
    """
    if as_of is not None and not 0 <= as_of <= len(events):
        raise EventRejected(
            f"The log has {counted(len(events), 'event')}, so there is no state as of event {as_of}."
        )
    log = list(identified(events)[:as_of])
    fold = _Fold(log, [opened(header)])
    for position, event in enumerate(log):
        try:
            fold.take(position)
        except EventRejected as error:
            raise RejectedAt(str(error), position, event.kind) from error
    return fold.result()


def extended(negotiation: Negotiation, *events: Event) -> Negotiation:
    """The state after more events; the given state stays as it is.

    Raises
    ------
    EventRejected
        When one of them does not fit; none of them is taken then.
    """
    return replay(negotiation.header, [*logged(negotiation), *events])


def logged(negotiation: Negotiation) -> tuple[Event, ...]:
    """Every event as logged, superseded ones and corrections included."""
    return tuple(entry.event for entry in negotiation.log if isinstance(entry.event, Event))


def in_force(negotiation: Negotiation) -> tuple[Event, ...]:
    """The events that count: replacements in the place of what they replaced, no corrections."""
    return tuple(
        entry.in_force
        for entry in negotiation.log
        if isinstance(entry.in_force, Event) and not isinstance(entry.event, Correction)
    )


def collect_evidence(
    negotiation: Negotiation, *, without: Collection[int] = ()
) -> tuple[Evidence, ...]:
    """All that the log tells about the counterpart's utility, in the order of the log.

    Parameters
    ----------
    without : collection of int, optional
        Places in the log, from 1, of events to pass over.
    """
    entries = (entry for entry in negotiation.log if entry.sequence not in without)
    return tuple(one for entry in entries for one in entry.evidence)


def undo_event(negotiation: Negotiation) -> Correction:
    """The event that takes back what was last logged by hand.

    That is the newest event in force, or the newest correction of one; what the tool logged of its
    own accord is passed over.

    Raises
    ------
    EventRejected
        When there is nothing to take back.
    """
    for entry in reversed(negotiation.log):
        event = entry.event
        if not isinstance(event, Event) or entry.status == "withdrawn" or not event.by_hand:
            continue
        if isinstance(event, Correction) and event.event is None and entry.status == "active":
            continue
        return Correction(supersedes=str(event.id), event=None)
    raise EventRejected("There is nothing to undo.")


def redo_event(negotiation: Negotiation) -> Correction:
    """The event that withdraws the last undo.

    Raises
    ------
    EventRejected
        When the last thing logged by hand was not an undo.
    """
    for entry in reversed(negotiation.log):
        event = entry.event
        if not isinstance(event, Event) or not event.by_hand or entry.status == "withdrawn":
            continue
        if not isinstance(event, Correction) or event.event is not None:
            break
        if _withdraws_a_withdrawal(negotiation, event):
            continue
        return Correction(supersedes=str(event.id), event=None)
    raise EventRejected("There is nothing to redo: the last thing logged was not an undo.")


def _withdraws_a_withdrawal(negotiation: Negotiation, event: Correction) -> bool:
    target = next(entry.event for entry in negotiation.log if entry.event.id == event.supersedes)
    return isinstance(target, Correction) and target.event is None
