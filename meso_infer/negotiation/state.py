"""The state of one negotiation: what is on the agenda, what was offered, answered and agreed.

State is immutable and is made by `meso_infer.events.replay` only, which folds the log. This module
asks and answers questions about the state; it knows no event class and nothing of belief.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, Protocol

from meso_infer.elicitation.batna import Alternatives
from meso_infer.elicitation.weights import known_by_order_alone
from meso_infer.errors import InvalidUtility, counted
from meso_infer.evidence import Evidence
from meso_infer.issues import Issue, NumericIssue
from meso_infer.negotiation.game_terms import GameTerms
from meso_infer.negotiation.improving import Debriefing, Improving
from meso_infer.negotiation.incoming import Incoming
from meso_infer.negotiation.learnt_prior import PriorInForce
from meso_infer.negotiation.rounds import Acceptance, Ask, Round
from meso_infer.packages import Agenda, Meso, Package
from meso_infer.utility import AdditiveUtility, OwnSpec, Points, Table

OWN = "own"
COUNTERPART = "counterpart"

Status = Literal["open", "agreed", "ended"]


@dataclass(frozen=True)
class Header:
    """What a negotiation starts from; later changes are events. `game` marks a practice game."""

    agenda: Agenda
    title: str = "Negotiation"
    counterpart: str = "Counterpart"
    segment: str | None = None
    own: OwnSpec | None = None
    game: GameTerms | None = None


@dataclass(frozen=True)
class Deadline:
    """A point in time, and whether the counterpart knows of it."""

    at: datetime
    known_to_counterpart: bool


@dataclass(frozen=True)
class OwnGuess:
    """What we guessed before looking: weights by issue, or an order of issues."""

    weights: tuple[tuple[str, float], ...] = ()
    order: tuple[str, ...] = ()


class Happening(Protocol):
    """What every event in a log shows; the classes are in `meso_infer.events`."""

    @property
    def kind(self) -> str: ...
    @property
    def id(self) -> str | None: ...
    @property
    def at(self) -> datetime | None: ...
    @property
    def party(self) -> str | None: ...
    @property
    def channel(self) -> str | None: ...
    @property
    def note(self) -> str | None: ...
    @property
    def confidence(self) -> float | None: ...
    @property
    def replies_to(self) -> str | None: ...
    @property
    def actor(self) -> str: ...
    @property
    def seen_by(self) -> str: ...
    def describe(self, agenda: Agenda) -> str: ...


@dataclass(frozen=True)
class LoggedEvent:
    """One row of the log.

    Attributes
    ----------
    sequence : int
        Place in the log, counted from 1.
    event : Happening
        As it was logged.
    status : 'active', 'replaced' or 'withdrawn'
    in_force : Happening or None
        What holds in its place: itself, its replacement, or nothing.
    superseded_by : str or None
        Id of the correction that decides.
    round : int
        The round in force after it.
    evidence : tuple of Evidence
        What it says about the counterpart; empty when nothing.
    """

    sequence: int
    event: Happening
    status: Literal["active", "replaced", "withdrawn"]
    in_force: Happening | None
    superseded_by: str | None
    round: int
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Negotiation:
    """Immutable state after the events in `log`; made by `replay` only."""

    header: Header
    agenda: Agenda
    own_spec: OwnSpec | None
    own: AdditiveUtility | None = field(compare=False, repr=False)
    own_version: int = 0
    weights_to_reelicit: tuple[str, ...] = ()
    rounds: tuple[Round, ...] = ()
    deadline: Deadline | None = None
    own_guess: OwnGuess | None = None
    learnt: PriorInForce | None = None
    alternatives: Alternatives | None = None
    title_now: str | None = None
    counterpart_names: tuple[str, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()
    agreed_package: Package | None = None
    incoming: Incoming = field(default_factory=Incoming)
    improving: Improving = field(default_factory=Improving)
    debriefs: tuple[Debriefing, ...] = ()
    status: Status = "open"
    end_reason: str | None = None
    log: tuple[LoggedEvent, ...] = field(default=(), repr=False)

    def __repr__(self) -> str:
        told = f"{self.status}, {counted(self.sequence, 'event')}"
        return f"<Negotiation {self.title!r} with {self.counterpart}: {told}>"

    @property
    def title(self) -> str:
        return self.title_now or self.header.title

    @property
    def counterpart(self) -> str:
        return (self.header.counterpart, *self.counterpart_names)[-1]

    @property
    def segment(self) -> str | None:
        return self.header.segment

    @property
    def reservation_value(self) -> float | None:
        """Our walk-away, 0 to 1; None when nobody said."""
        return None if self.own_spec is None else self.own_spec.reservation_value

    @property
    def aspiration_value(self) -> float | None:
        """Our target, 0 to 1; None when nobody said."""
        return None if self.own_spec is None else self.own_spec.aspiration_value

    @property
    def limits(self) -> tuple[float | None, float | None]:
        """Our reservation value and aspiration value."""
        return self.reservation_value, self.aspiration_value

    @property
    def equality_can_be_claimed(self) -> bool:
        """Whether our weights are current, and more than an order, so that "equal" may be claimed."""
        if self.own is None or self.weights_to_reelicit:
            return False
        return not known_by_order_alone(self.own.weight_by_issue)

    @property
    def sequence(self) -> int:
        """How many events the log holds."""
        return len(self.log)

    @property
    def events(self) -> tuple[Happening, ...]:
        """Every event as logged, superseded ones and corrections included."""
        return tuple(entry.event for entry in self.log)

    @property
    def current_round(self) -> Round | None:
        return self.rounds[-1] if self.rounds else None

    @property
    def round(self) -> int:
        """Number of the round in force, from 1; 1 before anything happened."""
        return self.rounds[-1].number if self.rounds else 1

    @property
    def next_round(self) -> int:
        """Number that our next offer will have."""
        last = self.current_round
        return self.round if last is None or last.meso is None else self.round + 1

    @property
    def packages_on_table(self) -> Meso | None:
        """Our latest offer, while talks are open."""
        last = self.current_round
        return last.meso if last is not None and self.status == "open" else None

    @property
    def picked(self) -> str | None:
        """Label that they picked in the round in force."""
        last = self.current_round
        return None if last is None else last.picked

    @property
    def picked_package(self) -> Package | None:
        """Package that they picked, or ranked first, in the round in force."""
        last = self.current_round
        if last is None or last.meso is None or last.favourite is None:
            return None
        return last.meso[last.favourite]

    @property
    def counteroffers(self) -> tuple[tuple[int, Package], ...]:
        """All packages that they asked for, with the round, oldest first; may be partial."""
        return tuple((one.number, package) for one in self.rounds for package in one.requested)

    @property
    def refused_packages(self) -> tuple[Package, ...]:
        """Packages of ours that they turned down as a whole offer."""
        return tuple(
            package
            for one in self.rounds
            if one.rejected and one.meso is not None
            for _, package in one.meso.packages
        )

    @property
    def move(self) -> Literal["own", "counterpart"] | None:
        """Whose move it is; None once talks are over."""
        if self.status != "open":
            return None
        last = self.current_round
        return OWN if last is None or last.meso is None or last.answered else COUNTERPART

    def is_counterpart(self, party: str) -> bool:
        """Whether a party word or name means the counterpart."""
        names = (COUNTERPART, self.header.counterpart, *self.counterpart_names)
        return party != OWN and party in names

    def has_accepted(self, package: Package) -> bool:
        """Whether the counterpart has already said yes to a package."""
        return any(a.package == package and self.is_counterpart(a.party) for a in self.acceptances)

    def logged_packages(self) -> tuple[Package, ...]:
        """Every package that was offered, asked for, accepted or agreed."""
        ours = [p for one in self.rounds if one.meso is not None for _, p in one.meso.packages]
        theirs = [p for one in self.rounds for p in one.requested]
        closed = [a.package for a in self.acceptances]
        deals = (self.agreed_package, *self.improving.packages)
        theirs += self.incoming.packages
        return (*ours, *theirs, *closed, *(deal for deal in deals if deal is not None))

    def options_asked_for(self, issue: str) -> tuple[str, ...]:
        """Options of a categorical issue that they pushed for, oldest first."""
        asks = [ask for one in self.rounds for ask in one.pushes if ask.issue == issue]
        return tuple(ask.option for ask in asks if ask.option is not None)

    def answered(self, **changes: Any) -> Negotiation:
        """The state after an answer in the round in force, which opens if there is none."""
        last = self.current_round or Round(1)
        return replace(self, rounds=(*self.rounds[:-1], replace(last, answered=True, **changes)))

    def asked(self, ask: Ask) -> Negotiation:
        """The state after the counterpart asked for something."""
        last = self.current_round
        return self.answered(asks=(*(() if last is None else last.asks), ask))


def opened(header: Header) -> Negotiation:
    """The state before the first event.

    Raises
    ------
    InvalidUtility
        When our utility in the header does not fit the agenda.
    """
    own = None if header.own is None else AdditiveUtility.from_spec(header.agenda, header.own)
    return Negotiation(header, header.agenda, header.own, own, own_version=0 if own is None else 1)


def own_fingerprint(negotiation: Negotiation) -> str | None:
    """Twelve hexadecimal digits that name our utility as it stands; None without one."""
    if negotiation.own_spec is None:
        return None
    parts = [
        negotiation.own_spec.model_dump(mode="json"),
        [
            issue.model_dump(mode="json", exclude={"counterpart_direction"})
            for issue in negotiation.agenda.issues
        ],
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:12]


def with_agenda(
    negotiation: Negotiation, agenda: Agenda, reelicit: tuple[str, ...] = ()
) -> Negotiation:
    """The state on a changed agenda.

    Our utility is carried over: an issue without a weight gets weight 0 until it is asked for.
    Where our values do not fit the new agenda we have no utility until it is set again. `reelicit`
    names the issues whose weight no longer means what it did.
    """
    spec = negotiation.own_spec
    if spec is None:
        return replace(negotiation, agenda=agenda)
    weights = {name: spec.weights.get(name, 0.0) for name in agenda.names}
    unasked = [i for i in agenda.issues if i.name not in spec.weights and not i.own_direction_sign]
    values = {**spec.values, **{issue.name: _all_the_same(issue) for issue in unasked}}
    try:
        own = AdditiveUtility.of(agenda, weights, values)
    except InvalidUtility:
        # Said in the state, not as a failure: the range was edited first and values come next.
        own = None
    marked = tuple(n for n in agenda.names if n in reelicit or n in negotiation.weights_to_reelicit)
    return replace(negotiation, agenda=agenda, own=own, weights_to_reelicit=marked)


def _all_the_same(issue: Issue) -> Points | Table:
    """Values of an issue that nobody was asked about: no option is better than another."""
    if isinstance(issue, NumericIssue):
        low, high = issue.bounds
        return Points(points=((low, 0.0), (high, 0.0)))
    return {str(issue.option(float(place))): 0.0 for place in issue.coordinates()}
