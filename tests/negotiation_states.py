"""Negotiations in the states that a page can meet, made from events without a click."""

from __future__ import annotations

from functools import cache

import numpy as np

from meso_infer.events import (
    AgreementReached,
    CounterofferMade,
    Event,
    IssuePushed,
    MesoOffered,
    OfferReceived,
    PackagePicked,
    PositionWritten,
    PriorityStated,
    QuestionAsked,
    TalksEnded,
    extended,
    replay,
)
from meso_infer.issues import CategoricalIssue, Issue, NumericIssue, OrderedIssue
from meso_infer.negotiation import Header, Negotiation
from meso_infer.packages import Agenda, Package
from meso_infer.templates import load_sample, load_template
from meso_infer.utility import OwnSpec
from tests.agendas import deal

LARGE_ISSUES, LARGE_ROUNDS = 12, 20


def new() -> Negotiation:
    """Set up, and nothing has happened."""
    return replay(load_template("hiring").header, ())


def one_event() -> Negotiation:
    """The first three packages are on the table."""
    return load_sample("hiring")


@cache
def full_demo() -> Negotiation:
    """Two answered rounds of the hiring example, with a counteroffer and talk, and a third offer."""
    return extended(
        one_event(),
        PackagePicked(package="B"),
        IssuePushed(issue="Salary", direction="higher", amount=5000),
        MesoOffered(
            packages={"A": deal(96650, 0, 1), "B": deal(90000, 4, 3), "C": deal(103350, 0, 3)},
            none_allowed=True,
        ),
        PackagePicked(package="C"),
        PriorityStated(issue="Salary"),
        CounterofferMade(package=Package({"Salary": 105000, "Remote": 1})),
        MesoOffered(
            packages={"A": deal(104200, 0, 3), "B": deal(100850, 1, 3), "C": deal(97500, 2, 3)}
        ),
    )


def offered_to_us() -> Negotiation:
    """They answered with packages of their own, called equal; we wrote down our target before and after."""
    return extended(
        one_event(),
        PositionWritten(target=0.65, limit=0.4, their_limit=0.7),
        OfferReceived(
            packages={"A": deal(104000, 2, 3), "B": deal(99000, 3, 3), "C": deal(104000, 3, 3)},
            claim="equal",
        ),
        PositionWritten(moment="after", target=0.6),
        QuestionAsked(text="Which would you rather have?"),
    )


def agreed() -> Negotiation:
    """The same, settled."""
    return extended(full_demo(), PackagePicked(package="A"), AgreementReached(package="A"))


def ended() -> Negotiation:
    """The same, without a deal."""
    return extended(full_demo(), TalksEnded(reason="They took another position"))


def _large_agenda() -> Agenda:
    issues: list[Issue] = []
    for k in range(LARGE_ISSUES):
        if k % 3 == 0:
            issues.append(
                NumericIssue(name=f"Fee {k + 1}", unit="USD", low=1000, high=9000, step=500,
                             own_direction="lower")
            )  # fmt: skip
        elif k % 3 == 1:
            options = ("7 days", "14 days", "30 days", "60 days")
            issues.append(
                OrderedIssue(name=f"Deadline {k + 1}", options=options, own_direction="later")
            )
        else:
            issues.append(CategoricalIssue(name=f"Place {k + 1}", options=("Bern", "Oslo", "Rome")))
    return Agenda(tuple(issues))


@cache
def large() -> Negotiation:
    """Twelve issues, twenty rounds of three packages, each answered by a pick and a push."""
    agenda = _large_agenda()
    rng = np.random.default_rng(7)
    own = OwnSpec(
        weights=dict.fromkeys(agenda.names, 1 / LARGE_ISSUES),
        values={
            issue.name: {"Bern": 1.0, "Oslo": 0.4, "Rome": 0.0}
            for issue in agenda.issues
            if isinstance(issue, CategoricalIssue)
        },
        reservation_value=0.3,
        aspiration_value=0.7,
    )
    events: list[Event] = []
    for number in range(LARGE_ROUNDS):
        rows = np.stack([rng.choice(issue.grid(), 3) for issue in agenda.issues], axis=1)
        packages = {label: agenda.decode(row) for label, row in zip("ABC", rows, strict=True)}
        pushed = agenda.names[3 * (number % 4)]
        events += [
            MesoOffered(packages=packages),
            PackagePicked(package="ABC"[number % 3]),
            IssuePushed(issue=pushed, direction="higher"),
        ]
    header = Header(agenda, title="A long contract", counterpart="The other house", own=own)
    return replay(header, events)


STATES = {
    "new": new,
    "one event": one_event,
    "full demo": full_demo,
    "offered to us": offered_to_us,
    "agreed": agreed,
    "ended": ended,
    "twelve issues by twenty rounds": large,
}
