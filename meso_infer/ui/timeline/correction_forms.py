"""The forms in which logged events are put right, each filled with what the event says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from meso_infer.events import (
    AgreementReached,
    ConstraintStated,
    CounterofferMade,
    Event,
    IssuePushed,
    MesoOffered,
    Note,
    OfferAccepted,
    OfferReceived,
    PackagePicked,
    PackagesMixed,
    PackagesRanked,
    PriorityStated,
    QuestionAsked,
    TalksEnded,
)
from meso_infer.issues import CategoricalIssue, DirectedIssue
from meso_infer.negotiation import Negotiation
from meso_infer.packages import Package
from meso_infer.ui import choices
from meso_infer.ui.drawing import MOST_TYPED, plain
from meso_infer.ui.options import option_input, option_of, widget_value

STRENGTHS = {"firm": "firm", "leaning": "leaning"}

Reader = Callable[[], Mapping[str, Any]]
"""What the widgets of a form hold, as fields of the event."""


def draw_fields(event: Event, before: Negotiation, prefix: str) -> Reader | None:
    """Draw the form of an event; None where there is none for its kind."""
    if isinstance(event, PackagePicked):
        return _draw_pick(event, before, prefix)
    if isinstance(event, IssuePushed):
        return _draw_push(event, before, prefix)
    if isinstance(event, CounterofferMade | PackagesMixed):
        _draw_package(event.package, before, f"{prefix}package:")
        return lambda: {"package": _package(before, f"{prefix}package:")}
    if isinstance(event, MesoOffered | OfferReceived):
        return _draw_offer(event, before, prefix)
    if isinstance(event, PriorityStated):
        return _draw_statement(event, before, prefix)
    if isinstance(event, Note):
        key = _started(f"{prefix}text", event.text)
        st.text_area("Note", key=key, height=80, max_chars=MOST_TYPED)
        return lambda: {"text": st.session_state[key].strip()}
    if isinstance(event, ConstraintStated):
        return _draw_limit(event, before, prefix)
    if isinstance(event, PackagesRanked):
        return _draw_ranking(event, before, prefix)
    if isinstance(event, OfferAccepted | AgreementReached):
        return _draw_settled(event, before, prefix)
    if isinstance(event, QuestionAsked):
        return _draw_question(event, before, prefix)
    if isinstance(event, TalksEnded):
        key = _started(f"{prefix}reason", event.reason or "")
        st.text_input("Why talks ended", key=key, max_chars=MOST_TYPED)
        return lambda: {"reason": st.session_state[key].strip() or None}
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


def _draw_offer(event: MesoOffered | OfferReceived, before: Negotiation, prefix: str) -> Reader:
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


def _draw_limit(event: ConstraintStated, before: Negotiation, prefix: str) -> Reader:
    issue_key = _started(f"{prefix}issue", event.issue)
    name = st.selectbox("They named a limit on", list(before.agenda.names), key=issue_key)
    issue, same = before.agenda.issue(name), name == event.issue
    if isinstance(issue, CategoricalIssue) or (same and event.one_of is not None):
        options = [issue.option(float(place)) for place in issue.coordinates()]
        only = _started(f"{prefix}only:{name}", list(event.one_of or ()) if same else [])
        st.multiselect("Only", options, format_func=lambda one: plain(issue.format(one)), key=only)
        return lambda: {
            "issue": name,
            "in": list(st.session_state[only]) or None,
            "min": None,
            "max": None,
        }
    ends = {"min": (event.min, "never below"), "max": (event.max, "never above")}
    grid = st.grid(2, min_column_width=160, key=f"{prefix}limit")
    keys = {}
    for end, (said, asked) in ends.items():
        started = widget_value(issue, issue.parse(said)) if same and said is not None else None
        keys[end] = _started(f"{prefix}{end}:{name}", started)
        with grid.container(key=f"{prefix}cell:{end}:{name}"):
            option_input(issue, keys[end], None, asked=asked)
    return lambda: {
        "issue": name,
        "in": None,
        **{end: option_of(st.session_state[key]) for end, key in keys.items()},
    }


def _draw_ranking(event: PackagesRanked, before: Negotiation, prefix: str) -> Reader:
    meso = before.packages_on_table
    labels = list(event.order if meso is None else meso.labels)
    order = _started(f"{prefix}order", list(event.order))
    st.multiselect("They ranked these, best first", labels, format_func=plain, key=order)
    return lambda: {"order": list(st.session_state[order])}


def _draw_settled(
    event: OfferAccepted | AgreementReached, before: Negotiation, prefix: str
) -> Reader:
    if isinstance(event.package, Package):
        _draw_package(event.package, before, f"{prefix}package:")
        return lambda: {"package": _package(before, f"{prefix}package:")}
    meso = before.packages_on_table
    labels = [event.package] if meso is None else list(meso.labels)
    label = _started(f"{prefix}label", event.package)
    choices.segmented_control("Package", labels, format_func=plain, required=True, key=label)
    return lambda: {"package": st.session_state[label]}


def _draw_question(event: QuestionAsked, before: Negotiation, prefix: str) -> Reader:
    issue = _started(f"{prefix}issue", event.issue)
    text = _started(f"{prefix}text", event.text or "")
    st.selectbox(
        "About", list(before.agenda.names), index=None, placeholder="no issue named", key=issue
    )
    st.text_area("Question", key=text, height=80, max_chars=MOST_TYPED)
    return lambda: {
        "issue": st.session_state[issue],
        "text": st.session_state[text].strip() or None,
    }


def says_nothing(event: Event, fields: Mapping[str, Any]) -> bool:
    """Whether a form was emptied: no words, no issue named, or a package without an option."""
    if isinstance(event, PriorityStated):
        return not (fields["issue"] or fields["order"])
    if isinstance(event, MesoOffered | OfferReceived):
        return not all(fields["packages"].values())
    if isinstance(event, ConstraintStated):
        return not any(fields[name] is not None for name in ("min", "max", "in"))
    if isinstance(event, QuestionAsked):
        return not (fields["issue"] or fields["text"])
    return any(name in fields and not fields[name] for name in ("text", "package"))
