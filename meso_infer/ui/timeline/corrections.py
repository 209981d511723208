"""Putting a logged event right: another stands in its place, or it is withdrawn; both remain to be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from meso_infer.errors import EventRejected
from meso_infer.events import (
    Correction,
    CounterofferMade,
    Event,
    IssuePushed,
    MesoOffered,
    Note,
    PackagePicked,
    PackagesMixed,
    PriorityStated,
    decode,
    encode,
)
from meso_infer.history import history
from meso_infer.issues import CategoricalIssue, DirectedIssue
from meso_infer.negotiation import LoggedEvent, Negotiation
from meso_infer.packages import Package
from meso_infer.ui import choices, session
from meso_infer.ui.drawing import MOST_TYPED, plain
from meso_infer.ui.options import option_input, option_of, widget_value
from meso_infer.ui.session import Current

STRENGTHS = {"firm": "firm", "leaning": "leaning"}


def draw_corrections(current: Current) -> None:
    """Draw the choice of an event, the form that puts it right, and the button that withdraws it."""
    negotiation = current.negotiation
    entries = correctable(negotiation)
    if not entries or session.share_safe():
        return
    texts = {line.sequence: line.text for line in history(negotiation)}
    with st.expander("Correct or withdraw an event", key="timeline.correct"):
        chosen = st.selectbox(
            "Event",
            list(entries),
            format_func=lambda number: f"{number} · {texts[number]}",
            key=f"timeline:{current.negotiation_id}:{current.created}:event",
        )
        if chosen is None:
            return
        _draw_form(current, entries[chosen])


def correctable(negotiation: Negotiation) -> dict[int, LoggedEvent]:
    """The events that hold and that a person logged, newest first, by place in the log."""
    return {
        entry.sequence: entry
        for entry in reversed(negotiation.log)
        if isinstance(entry.event, Event)
        and entry.event.by_hand
        and not isinstance(entry.event, Correction)
        and entry.in_force is not None
    }


def _draw_form(current: Current, entry: LoggedEvent) -> None:
    event = entry.in_force
    if not isinstance(event, Event):
        return
    before = current.as_of(entry.sequence - 1).negotiation
    prefix = f"timeline:{current.negotiation_id}:{current.created}:{entry.sequence}:"
    read = _draw_fields(event, before, prefix)
    with st.container(horizontal=True, key="timeline.correct_bar"):
        if read is not None:
            st.button(
                "Correct it",
                key=f"{prefix}correct",
                type="primary",
                on_click=session.action(_correct),
                args=(event, read),
            )
        st.button(
            "Withdraw it",
            key=f"{prefix}withdraw",
            on_click=session.action(_withdraw),
            args=(event,),
        )
    if read is None:
        st.caption("This kind of event can be withdrawn and logged again.")


Reader = Callable[[], Mapping[str, Any]]
"""What the widgets of a form hold, as fields of the event."""


def _draw_fields(event: Event, before: Negotiation, prefix: str) -> Reader | None:
    """Draw the form of an event; None where there is none for its kind."""
    if isinstance(event, PackagePicked):
        return _draw_pick(event, before, prefix)
    if isinstance(event, IssuePushed):
        return _draw_push(event, before, prefix)
    if isinstance(event, CounterofferMade | PackagesMixed):
        _draw_package(event.package, before, f"{prefix}package:")
        return lambda: {"package": _package(before, f"{prefix}package:")}
    if isinstance(event, MesoOffered):
        return _draw_offer(event, before, prefix)
    if isinstance(event, PriorityStated):
        return _draw_statement(event, before, prefix)
    if isinstance(event, Note):
        key = _started(f"{prefix}text", event.text)
        st.text_area("Note", key=key, height=80, max_chars=MOST_TYPED)
        return lambda: {"text": st.session_state[key].strip()}
    return None


def _started(key: str, value: object) -> str:
    """The key of a widget, which is given its value where the session does not have it."""
    if key not in st.session_state:
        st.session_state[key] = value
    return key


def _draw_pick(event: PackagePicked, before: Negotiation, prefix: str) -> Reader:
    meso = before.packages_on_table
    labels = list(meso.labels) if meso is not None else [event.package]
    label = _started(f"{prefix}label", event.package)
    strength = _started(f"{prefix}strength", event.strength)
    choices.segmented_control("They picked", labels, format_func=plain, required=True, key=label)
    choices.segmented_control("How firmly", list(STRENGTHS), required=True, key=strength)
    return lambda: {
        "package": st.session_state[label],
        "strength": st.session_state[strength],
    }


def _draw_push(event: IssuePushed, before: Negotiation, prefix: str) -> Reader:
    agenda = before.agenda
    issue_key = _started(f"{prefix}issue", event.issue)
    name = st.selectbox("They want more on", list(agenda.names), key=issue_key)
    issue = agenda.issue(name)
    if isinstance(issue, CategoricalIssue):
        option = _started(f"{prefix}option:{name}", event.option if name == event.issue else None)
        st.selectbox("Towards", list(issue.options), index=None, key=option)
        return lambda: {
            "issue": name,
            "option": st.session_state[option],
            "direction": None,
            "amount": None,
        }
    ways = [issue.direction_up, issue.direction_down] if isinstance(issue, DirectedIssue) else []
    same = name == event.issue
    way = _started(f"{prefix}way:{name}", event.direction if same else None)
    amount = _started(
        f"{prefix}amount:{name}", float(event.amount) if same and event.amount else None
    )
    choices.segmented_control(
        "Direction",
        ways,
        format_func=lambda one: plain(issue.way_in_words(one)),
        key=way,
    )
    st.number_input(
        "By how much (blank: not said)", min_value=0.0, value=None, format="%.10g", key=amount
    )
    return lambda: {
        "issue": name,
        "direction": st.session_state[way],
        "option": None,
        "amount": option_of(st.session_state[amount]) or None,
    }


def _draw_package(package: Package, before: Negotiation, prefix: str) -> None:
    grid = st.grid(3, min_column_width=160, key=f"{prefix}grid")
    for issue in before.agenda.issues:
        key = _started(f"{prefix}{issue.name}", widget_value(issue, package.get(issue.name)))
        with grid.container(key=f"{prefix}cell:{issue.name}"):
            option_input(issue, key, None)


def _package(before: Negotiation, prefix: str) -> dict[str, object]:
    held = {n: option_of(st.session_state.get(f"{prefix}{n}")) for n in before.agenda.names}
    return {name: option for name, option in held.items() if option is not None}


def _draw_offer(event: MesoOffered, before: Negotiation, prefix: str) -> Reader:
    for label, package in event.packages.items():
        st.markdown(f"**Package {plain(label)}**")
        _draw_package(package, before, f"{prefix}{label}:")
    return lambda: {
        "packages": {label: _package(before, f"{prefix}{label}:") for label in event.packages}
    }


def _draw_statement(event: PriorityStated, before: Negotiation, prefix: str) -> Reader:
    named = [event.issue] if event.issue is not None else list(event.order or ())
    stated = _started(f"{prefix}stated", named)
    little = _started(f"{prefix}little", event.polarity == -1)
    st.multiselect("They said these matter, in this order", list(before.agenda.names), key=stated)
    st.toggle("They said these matter little", key=little)

    def read() -> Mapping[str, Any]:
        order = st.session_state[stated]
        polarity = -1 if st.session_state[little] else 1
        if len(order) == 1:
            return {"issue": order[0], "order": None, "polarity": polarity}
        return {"issue": None, "order": order, "polarity": polarity}

    return read


# --- writing ----------------------------------------------------------------------------------------


def corrected(event: Event, fields: Mapping[str, Any]) -> Event:
    """The event with other fields, read as strictly as a document is.

    Raises
    ------
    UnreadableEvent
        Saying what is wrong with a field.
    """
    data = {key: value for key, value in encode(event).items() if key not in fields}
    data |= {key: value for key, value in fields.items() if value is not None}
    for name in ("id", "at", "replies_to"):
        data.pop(name, None)
    return decode(data)


def _correct(event: Event, read: Reader) -> None:
    fields = read()
    if _says_nothing(event, fields):
        raise EventRejected(
            "Nothing is left of what this event says. Fill in what was said, or withdraw the event."
        )
    replacement = corrected(event, fields)
    if replacement == event.model_copy(update={"id": None, "at": None, "replies_to": None}):
        session.tell("Nothing was changed.", "note")
        return
    session.record(Correction(supersedes=str(event.id), event=replacement))  # type: ignore[arg-type]
    agenda = session.seen().negotiation.agenda
    session.tell(f"Corrected: {replacement.describe(agenda)}. The original stays in the log.")


def _says_nothing(event: Event, fields: Mapping[str, Any]) -> bool:
    """Whether a form was emptied: no words, no issue named, or a package without an option."""
    if isinstance(event, PriorityStated):
        return not (fields["issue"] or fields["order"])
    if isinstance(event, MesoOffered):
        return not all(fields["packages"].values())
    return any(name in fields and not fields[name] for name in ("text", "package"))


def _withdraw(event: Event) -> None:
    agenda = session.seen().negotiation.agenda
    session.record(Correction(supersedes=str(event.id), event=None))
    session.tell(f"Withdrawn: {event.describe(agenda)}. It stays in the log as withdrawn.")
