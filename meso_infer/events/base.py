"""What an event is: something that happened, with a stable `kind`, applied to a negotiation.

An event checks itself against the state it meets, says what the state becomes and what it tells
about the counterpart. It knows no store, no page and nothing of how evidence is weighed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    Field,
    PlainSerializer,
    PlainValidator,
    ValidationError,
    WithJsonSchema,
)

from meso_infer.errors import (
    EventRejected,
    InvalidIssue,
    InvalidPackage,
    InvalidUtility,
    explain,
    listed,
    shortened,
)
from meso_infer.evidence import Evidence
from meso_infer.issues import LARGEST_AMOUNT, plain_name, what_is_wrong
from meso_infer.negotiation import COUNTERPART, OWN, Negotiation, own_fingerprint
from meso_infer.negotiation.rounds import Claim, Round
from meso_infer.packages import Agenda, Meso, Package

Visibility = Literal["private", "shared", "mediator"]
"""Who may see a row: our side alone, both sides, or our side and a mediator."""


def _plain(text: str) -> str:
    wrong = what_is_wrong(text)
    if wrong is not None:
        raise ValueError(f"{shortened(text)} {wrong}")
    return text


def _storable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("the text holds a NUL character, which cannot be stored; remove it")
    return text


def _read_time(value: object) -> datetime:
    if isinstance(value, datetime):
        return value
    how = "write it like 2026-03-02T10:00:00Z"
    try:
        moment = datetime.fromisoformat(value)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise ValueError(f"{value!r:.60} is not a time; {how}") from error
    if moment.tzinfo is None:
        raise ValueError(f"{value!r} does not say its zone; {how}")
    return moment


def _read_package(value: object) -> Package:
    if isinstance(value, Package):
        return value
    if not isinstance(value, Mapping) or not value:
        raise ValueError(f"{value!r:.60} is not a package; give an object of issue: option")
    for issue, option in value.items():
        if not isinstance(issue, str):
            raise ValueError(f"{issue!r} is not the name of an issue")
        if option is None or isinstance(option, str):
            continue
        if isinstance(option, bool) or not isinstance(option, (int, float)):
            raise ValueError(
                f"{issue} is {option!r:.60}; give an amount, an option's name, or null"
            )
        if not (
            math.isfinite(option) if isinstance(option, float) else abs(option) <= LARGEST_AMOUNT
        ):
            raise ValueError(
                f"{issue} is not an amount that can be worked with; give a smaller one"
            )
    package = Package(value)
    if not package:
        raise ValueError("the package mentions no issue; give an option of at least one")
    return package


def _read_label_or_package(value: object) -> str | Package:
    if isinstance(value, str):
        if not 1 <= len(value) <= 20:
            raise ValueError(
                f"{value!r:.60} is not a label; give one such as 'B', or a full package"
            )
        return plain_name(value)
    return _read_package(value)


_PACKAGE_SCHEMA = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": {"type": ["number", "string", "null"]},
    "description": "One option for each issue; an issue that is missing or null was not mentioned.",
}
_LABEL_SCHEMA = {"type": "string", "minLength": 1, "maxLength": 20}

PackageField = Annotated[
    Package, PlainValidator(_read_package), PlainSerializer(dict), WithJsonSchema(_PACKAGE_SCHEMA)
]
LabelOrPackage = Annotated[
    str | Package,
    PlainValidator(_read_label_or_package),
    PlainSerializer(lambda value: value if isinstance(value, str) else dict(value)),
    WithJsonSchema({"anyOf": [_LABEL_SCHEMA, _PACKAGE_SCHEMA]}),
]
Label = Annotated[str, Field(min_length=1, max_length=20), AfterValidator(plain_name)]
ShortText = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(_plain)]
LongText = Annotated[str, Field(min_length=1, max_length=20_000), AfterValidator(_storable)]
Time = Annotated[AwareDatetime, BeforeValidator(_read_time)]
OptionText = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_plain)]
NameText = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(plain_name)]
EventId = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(_plain)]


class Event(BaseModel, frozen=True, extra="forbid"):
    """Something that happened in a negotiation.

    Every kind has these fields beside its own, all optional.

    Attributes
    ----------
    id : str
        Names the event within its negotiation; given by the log when left out.
    at : datetime with zone
    party : str
        Who acted: ``'own'``, ``'counterpart'``, or any other party's name. Each kind has a default.
    visibility : 'private', 'shared' or 'mediator'
        Who may see the row; each kind has a default.
    channel : str
        How it came about, such as ``'phone'``.
    note : str
        Our remark; never leaves in a shared copy.
    confidence : float
        How sure we are that it happened as logged, 0 to 100.
    replies_to : str
        Id of the earlier event that it answers.
    """

    kind: str
    id: EventId | None = None
    at: Time | None = None
    party: NameText | None = None
    visibility: Visibility | None = None
    channel: ShortText | None = None
    note: LongText | None = None
    confidence: Annotated[float, Field(ge=0, le=100, strict=True)] | None = None
    replies_to: EventId | None = None

    version: ClassVar[int] = 1
    upgrades: ClassVar[Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]]] = {}
    """From a version of the payload to the next; a released version never loses its reader."""
    default_party: ClassVar[str] = COUNTERPART
    default_visibility: ClassVar[Visibility] = "shared"
    may_be_shared: ClassVar[bool] = True
    """Whether rows of this kind can ever stand in a copy for others."""
    private_fields: ClassVar[frozenset[str]] = frozenset({"note", "confidence", "channel"})
    """Fields that never stand in a copy for others."""
    free_texts: ClassVar[frozenset[str]] = frozenset({"note"})
    """Fields that hold people's own words and decide nothing, so that they can be taken out."""
    by_hand: ClassVar[bool] = True
    """Whether a person logs it, so that undo takes it back; False where the tool logs it itself."""
    always_written: ClassVar[frozenset[str]] = frozenset()
    """Fields that are written even when they are null."""

    @property
    def actor(self) -> str:
        """Who acted: `party`, or the default of the kind."""
        return self.party or self.default_party

    @property
    def seen_by(self) -> Visibility:
        """Who may see the row: `visibility`, or the default of the kind."""
        return self.visibility or self.default_visibility

    def apply(self, negotiation: Negotiation) -> Negotiation:
        """The state after the event.

        Raises
        ------
        EventRejected
            When the event does not fit the state; the message says what would.
        """
        return negotiation

    def evidence(self, before: Negotiation) -> tuple[Evidence, ...]:
        """What the event says about the counterpart, given the state before it.

        Only the counterpart's own acts are evidence about the counterpart.
        """
        return self.tells(before) if before.is_counterpart(self.actor) else ()

    def tells(self, before: Negotiation) -> tuple[Evidence, ...]:
        """What the event would say if the counterpart did it; none unless the kind says so."""
        return ()

    def describe(self, agenda: Agenda) -> str:
        """The event in one line for people."""
        return self.kind.replace("-", " ").capitalize()

    def shared(self) -> Event:
        """A copy free of what is ours alone."""
        return self.model_copy(
            update=dict.fromkeys(self.private_fields & set(type(self).model_fields))
        )


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what a part of the state refuses into the rejection of the event."""
    try:
        yield
    except (InvalidIssue, InvalidPackage, InvalidUtility) as error:
        raise EventRejected(str(error)) from error
    except ValidationError as error:
        raise EventRejected(f"{explain(error)}.") from error


def require_open(negotiation: Negotiation) -> None:
    """Refuse to go on once talks are over."""
    if negotiation.status != "open":
        how = "an agreement was reached" if negotiation.status == "agreed" else "talks ended"
        raise EventRejected(
            f"Nothing more can be offered or answered: {how}. Undo that first to go on."
        )


def table(negotiation: Negotiation) -> Meso:
    """The packages on the table; EventRejected when there are none."""
    require_open(negotiation)
    meso = negotiation.packages_on_table
    if meso is None:
        raise EventRejected("No packages are on the table. Log your offer first.")
    return meso


def on_table(negotiation: Negotiation, label: str) -> Package:
    """The package of that label; EventRejected naming what is on the table."""
    meso = table(negotiation)
    if label not in meso.labels:
        raise EventRejected(
            f"Package {label!r} is not on the table; on the table: {listed(meso.labels, 'and')}."
        )
    return meso[label]


def require_issue(negotiation: Negotiation, name: str) -> None:
    """Refuse an issue that is not on the agenda."""
    with refusing():
        negotiation.agenda.issue(name)


def is_own(party: str) -> bool:
    """Whether a party word means us."""
    return party == OWN


def named_package(negotiation: Negotiation, given: str | Package) -> Package:
    """The package that a label or a full package names; EventRejected when neither fits."""
    if isinstance(given, str):
        return on_table(negotiation, given)
    with refusing():
        return negotiation.agenda.package(given)


def put_on_table(
    negotiation: Negotiation,
    packages: Mapping[str, Package],
    *,
    number: int | None,
    shown: Sequence[str] = (),
    offer_id: str | None = None,
    claim: Claim = "none",
    none_allowed: bool = False,
) -> Negotiation:
    """The state after an offer of ours, with our utility's version and spread as they are now.

    Raises
    ------
    EventRejected
        When talks are over, the round is behind us, or the packages do not make a Meso.
    """
    require_open(negotiation)
    number = negotiation.next_round if number is None else number
    if number < negotiation.round:
        raise EventRejected(
            f"Round {number} is over; the round in force is {negotiation.round} and the next offer "
            f"is round {negotiation.next_round}."
        )
    with refusing():
        meso = Meso.of(packages, shown)
    own = negotiation.own
    offered = Round(
        number=number,
        meso=meso,
        offer_id=offer_id,
        claim=claim,
        none_allowed=none_allowed,
        own_version=negotiation.own_version,
        own_fingerprint=own_fingerprint(negotiation),
        spread=None if own is None else own.spread([package for _, package in meso.packages]),
    )
    negotiation = replace(negotiation, incoming=negotiation.incoming.answered("countered"))
    last = negotiation.current_round
    if last is not None and last.meso is None and last.number == number:
        # What they asked for before our first offer belongs to that round.
        return replace(
            negotiation, rounds=(*negotiation.rounds[:-1], replace(offered, asks=last.asks))
        )
    return replace(negotiation, rounds=(*negotiation.rounds, offered))


def one_line(text: str) -> str:
    """A text of any length on one line."""
    return " ".join(text.split())
