"""The portable document: one negotiation in one JSON file.

Reading says everything that is wrong and where, and gives a negotiation only when nothing is.
Whatever stands in a file is data: nothing in it is run, looked up or written elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError

from meso_infer.errors import (
    EventRejected,
    InvalidDocument,
    InvalidIssue,
    InvalidPackage,
    InvalidSettings,
    InvalidUtility,
    explain,
)
from meso_infer.events import (
    KINDS,
    AnyEvent,
    Event,
    RejectedAt,
    encode,
    identified,
    logged,
    replay,
)
from meso_infer.events.base import NameText
from meso_infer.events.codec import problems_of
from meso_infer.findings import findings, shown
from meso_infer.issues import AnyIssue, whole
from meso_infer.negotiation import Header, Negotiation
from meso_infer.negotiation.game_terms import GameTerms
from meso_infer.packages import Agenda, Package, Rule
from meso_infer.strict_json import MOST_BYTES, parse_json, read_text, to_text
from meso_infer.utility import OwnSpec

FORMAT: Literal["meso-infer/1"] = "meso-infer/1"
SCHEMA_FILE = Path(__file__).with_name("schema.json")
MOST_EVENTS = 20_000
MOST_FINDINGS = 3

SURELY_FIT = 100
"""So many events fit into a document whatever they say."""


class HeaderDocument(BaseModel, frozen=True, extra="forbid"):
    """The initial state, as a document and the store write it."""

    title: NameText = "Negotiation"
    counterpart: NameText = "Counterpart"
    segment: NameText | None = None
    agenda: tuple[AnyIssue, ...] = Field(min_length=1, max_length=200)
    rules: tuple[Rule, ...] = Field(default=(), max_length=1000)
    own: OwnSpec | None = None
    game: GameTerms | None = None


class Document(HeaderDocument, frozen=True):
    """One negotiation: the header is the initial state, later changes are events."""

    format: Literal["meso-infer/1"]
    events: tuple[AnyEvent, ...] = Field(default=(), max_length=MOST_EVENTS)


@dataclass(frozen=True)
class Reading:
    """What a document holds, or everything that was found wrong with it.

    `negotiation` is None exactly when there are `problems`.
    """

    negotiation: Negotiation | None
    problems: tuple[str, ...]


def read_document(
    source: str | Path | bytes | Mapping[str, Any], as_of: int | None = None
) -> Negotiation:
    """Read a negotiation from a document.

    Parameters
    ----------
    source : path, JSON text, its bytes, or the parsed object
        A string that starts with ``{`` is JSON text, any other is a path.
    as_of : int
        Use the first `as_of` events only, corrections counted; the whole document must be sound
        all the same.

    Raises
    ------
    InvalidDocument
        When it cannot be read or something in it is wrong; the message says what, where and what
        is allowed.
    """
    reading = check_document(source)
    if reading.negotiation is None:
        raise InvalidDocument(one_line(reading.problems))
    if as_of is None:
        return reading.negotiation
    return replay(reading.negotiation.header, logged(reading.negotiation), as_of)


def one_line(problems: Sequence[str]) -> str:
    """The first few problems as one line, and how many more there are."""
    lines = [problem.rstrip(".") for problem in problems[:MOST_FINDINGS]]
    more = len(problems) - MOST_FINDINGS
    return "; ".join(lines) + (f"; and {more} more." if more > 0 else ".")


def check_document(source: str | Path | bytes | Mapping[str, Any]) -> Reading:
    """Read a document and list everything that is wrong with it; see `read_document`."""
    if not isinstance(source, (str, Path, bytes, Mapping)):
        given = type(source).__name__
        return Reading(
            None,
            (f"The document is given as {given}; give a path, JSON text, bytes or an object.",),
        )
    try:
        data = parse_json(to_text(source) if isinstance(source, Mapping) else read_text(source))
    except InvalidDocument as error:
        return Reading(None, (str(error),))
    if not isinstance(data, Mapping):
        return Reading(None, (f"The document is {shown(data)}; it must be an object in braces.",))
    if data.get("format") != FORMAT:
        return Reading(None, (_wrong_format(data),))
    header, problems = _header({k: v for k, v in data.items() if k not in ("format", "events")})
    events, more = _events(data.get("events", ()))
    problems += more
    if problems or header is None:
        return Reading(None, tuple(problems))
    return _replayed(header, events)


def validate_document(source: str | Path | bytes | Mapping[str, Any]) -> tuple[str, ...]:
    """Everything that is wrong with a document, each with its path; empty when nothing is."""
    return check_document(source).problems


def read_header(data: Mapping[str, Any]) -> Header:
    """Read a header alone: title, counterpart, segment, agenda, rules, own, game.

    Raises
    ------
    InvalidDocument
        When something in it is wrong.
    """
    header, problems = _header(data)
    if header is None:
        raise InvalidDocument(one_line(problems))
    return header


def read_packages(source: str | Path | bytes, agenda: Agenda) -> dict[str, Package]:
    """Read complete packages by label; a list is labelled from 1.

    The packages may also stand under ``packages``, as in a proposal.

    Raises
    ------
    InvalidDocument
        When they cannot be read or one does not fit the agenda.
    """
    data = parse_json(read_text(source))
    if isinstance(data, Mapping) and isinstance(data.get("packages"), (Mapping, list)):
        data = data["packages"]
    if isinstance(data, list):
        data = {str(number): one for number, one in enumerate(data, start=1)}
    if not isinstance(data, Mapping) or not data:
        raise InvalidDocument("The packages must be an object of label: package, or a list.")
    packages: dict[str, Package] = {}
    for label, one in data.items():
        if not isinstance(one, Mapping):
            raise InvalidDocument(f"Package {label} is not an object of issue: option.")
        try:
            packages[label] = agenda.package(one)
        except InvalidPackage as error:
            raise InvalidDocument(f"Package {label}: {error}") from error
    return packages


def write_header(header: Header) -> dict[str, Any]:
    """The header as JSON data; `read_header` gives an equal header back.

    Raises
    ------
    InvalidSettings
        When the title, the counterpart or the segment is not a name.
    """
    try:
        document = HeaderDocument(
            title=header.title,
            counterpart=header.counterpart,
            segment=header.segment,
            agenda=header.agenda.issues,  # type: ignore[arg-type]
            rules=header.agenda.rules,
            own=header.own,
            game=header.game,
        )
    except ValidationError as error:
        raise InvalidSettings(f"This negotiation cannot be kept. {explain(error)}.") from error
    data = document.model_dump(mode="json", by_alias=True, exclude_none=True)
    if not header.agenda.rules:
        del data["rules"]
    return {**data, "agenda": [_whole_amounts(issue) for issue in data["agenda"]]}


def _whole_amounts(issue: dict[str, Any]) -> dict[str, Any]:
    """The issue with whole amounts as people write them: 90000, not 90000.0."""
    return {
        key: whole(value) if isinstance(value, float) else value for key, value in issue.items()
    }


def write_document(negotiation: Negotiation) -> dict[str, Any]:
    """The whole log as JSON data; reading it gives an equal negotiation back."""
    return {
        "format": FORMAT,
        **write_header(negotiation.header),
        "events": [encode(event) for event in logged(negotiation)],
    }


def dump_document(negotiation: Negotiation) -> str:
    """The document as JSON text, without spaces where it could not be read again with them."""
    document = write_document(negotiation)
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    return text if _n_bytes(text) <= MOST_BYTES else _compact(document)


def require_room(negotiation: Negotiation) -> None:
    """See that a log can be written as a document that is read again.

    Raises
    ------
    EventRejected
        When it holds more events, or more text, than a document may hold.
    """
    if negotiation.sequence <= SURELY_FIT:
        return
    size = _n_bytes(_compact(write_document(negotiation)))
    if negotiation.sequence <= MOST_EVENTS and size <= MOST_BYTES:
        return
    raise EventRejected(
        f"This log is full: with this it would hold {negotiation.sequence:,} events and "
        f"{size / 1e6:.1f} MB; a document that can be read again holds {MOST_EVENTS:,} and "
        f"{MOST_BYTES / 1e6:g} MB. Go on in a new negotiation about the same issues, and keep long texts "
        "elsewhere."
    )


def _compact(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"


def _n_bytes(text: str) -> int:
    return len(text.encode("utf-8"))


def json_schema() -> dict[str, Any]:
    """The JSON Schema of the document, as shipped in ``schema.json``."""
    schema = Document.model_json_schema(by_alias=True)
    for definition in schema.get("$defs", {}).values():
        kind = definition.get("properties", {}).get("kind", {})
        if "const" in kind:
            kind.pop("default", None)
            definition["required"] = ["kind", *definition.get("required", [])]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _wrong_format(data: Mapping[str, Any]) -> str:
    if "format" not in data:
        return f'format: is missing; a document starts with "format": "{FORMAT}"'
    return f"format: is {shown(data['format'])}; this release reads {FORMAT!r}"


def _header(data: Mapping[str, Any]) -> tuple[Header | None, list[str]]:
    try:
        parts = HeaderDocument.model_validate_json(to_text(data), strict=True)
    except InvalidDocument as error:
        return None, [str(error)]
    except ValidationError as error:
        return None, findings(error, Document, data)
    try:
        agenda = Agenda(parts.agenda, parts.rules)
    except InvalidIssue as error:
        return None, [f"{'rules' if 'rule' in str(error) else 'agenda'}: {error}"]
    header = Header(agenda, parts.title, parts.counterpart, parts.segment, parts.own, parts.game)
    try:
        replay(header, ())
    except InvalidUtility as error:
        return None, [f"own: {error}"]
    return header, []


def _events(given: object) -> tuple[list[Event], list[str]]:
    if not isinstance(given, (list, tuple)):
        return [], [f"events: is {shown(given)}; it must be a list of events"]
    if len(given) > MOST_EVENTS:
        return [], [f"events: there are {len(given):,}; at most {MOST_EVENTS:,} are read"]
    events: list[Event] = []
    problems: list[str] = []
    place_of: dict[str, int] = {}
    for place, data in enumerate(given):
        event = problems_of(data)
        if not isinstance(event, Event):
            problems += [f"{_at(place, data)}: {problem}" for problem in event]
            continue
        if event.id is not None and event.id in place_of:
            first = place_of[event.id]
            problems.append(
                f"{_at(place, data)}: the id {event.id!r} is taken by events[{first}]; "
                "give each event its own"
            )
        place_of.setdefault(str(event.id), place)
        events.append(event)
    return events, problems


def _at(place: int, data: object) -> str:
    kind = data.get("kind") if isinstance(data, Mapping) else None
    return (
        f"events[{place}] ({kind})"
        if isinstance(kind, str) and kind in KINDS
        else f"events[{place}]"
    )


def _replayed(header: Header, events: Sequence[Event]) -> Reading:
    try:
        return Reading(replay(header, identified(events)), ())
    except RejectedAt as error:
        return Reading(None, (f"events[{error.position}] ({error.kind}): {error}",))
