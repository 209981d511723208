"""What each answer of the counterpart does to the state and says as evidence."""

from __future__ import annotations

from typing import Any

import pytest

from meso_infer.errors import EventRejected, UnreadableEvent
from meso_infer.events import collect_evidence, decode, extended, replay
from meso_infer.evidence import (
    Constraint,
    Counteroffer,
    Evidence,
    Pick,
    Push,
    Ranking,
    Statement,
)
from meso_infer.issues import CategoricalIssue
from meso_infer.negotiation import Header, Negotiation
from meso_infer.packages import Agenda, Package
from tests.agendas import A, B, C, deal, hiring_agenda

OFFER: dict[str, Any] = {
    "kind": "meso-offered", "id": "offer", "packages": {"A": dict(A), "B": dict(B), "C": dict(C)},
}  # fmt: skip
SINGLE: dict[str, Any] = {"kind": "meso-offered", "packages": {"A": dict(B)}}


def after(*events: dict[str, Any], agenda: Agenda | None = None) -> Negotiation:
    return replay(Header(agenda or hiring_agenda(), counterpart="Kim"), [decode(e) for e in events])


def told(*events: dict[str, Any]) -> tuple[Evidence, ...]:
    return collect_evidence(after(*events))


def event(kind: str, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, **fields}


def push(**fields: Any) -> dict[str, Any]:
    return event("issue-pushed", issue="Salary", direction="higher", **fields)


def test_a_pick_is_relative_among_the_packages():
    """A pick is among the packages alone unless the offer allowed "none"; leaning weakens it."""
    assert told(OFFER, event("package-picked", package="B")) == (Pick((A, B, C), 1, lapse=0.03),)
    allowed = {**OFFER, "none_allowed": True}
    leaning = event("package-picked", package="B", strength="leaning")
    assert told(allowed, leaning) == (Pick((A, B, C), 1, none_allowed=True, lapse=0.15),)


def test_a_pick_knows_the_order_shown():
    """Where the packages were shuffled, picks and refusals know it; label order is no news."""
    shuffled = {**OFFER, "shown": ["B", "A", "C"]}
    assert told(shuffled, event("package-picked", package="B")) == (
        Pick((A, B, C), 1, shown=(1, 0, 2)),
    )
    assert told(shuffled, event("all-rejected")) == (
        Pick((A, B, C), None, none_allowed=True, shown=(1, 0, 2)),
    )
    plain = {**OFFER, "shown": ["A", "B", "C"]}
    assert told(plain, event("package-picked", package="B")) == (Pick((A, B, C), 1),)


def test_an_offer_alone_is_no_evidence():
    """What we offered says nothing about them until they answer."""
    assert told(OFFER) == ()


def test_a_pick_of_what_is_not_there_names_what_is():
    """A label that is not on the table is rejected with the labels that are."""
    with pytest.raises(EventRejected, match="'D' is not on the table; on the table: A, B and C"):
        after(OFFER, event("package-picked", package="D"))
    with pytest.raises(EventRejected, match=r"No packages are on the table. Log your offer first"):
        after(event("package-picked", package="A"))


def test_b_but_5000_more_is_a_pick_and_one_push_to_that_package():
    """The pick and the linked push are two events; the push asks for B with that change."""
    log = after(
        OFFER,
        event("package-picked", id="pick", package="B", replies_to="offer"),
        push(amount=5000, replies_to="pick"),
    )
    assert collect_evidence(log) == (
        Pick((A, B, C), 1),
        Push((B,), "Salary", "higher", to=100000, round=1),
    )
    assert log.counteroffers == ((1, deal(100000, 1, 2)),)
    assert [entry.event.replies_to for entry in log.log] == [None, "offer", "pick"]


def test_a_push_without_an_amount_is_from_the_picked_package_or_all():
    """Before a pick the push is from every package on the table, after it from the picked one."""
    assert told(OFFER, push()) == (Push((A, B, C), "Salary", "higher"),)
    picked = event("package-picked", package="C")
    assert told(OFFER, picked, push())[1] == Push((C,), "Salary", "higher")
    ranked = event("packages-ranked", order=["B", "A"])
    assert told(OFFER, ranked, push())[1] == Push((B,), "Salary", "higher")


def test_an_amount_needs_to_know_its_package():
    """With several packages and no pick an amount is rejected; one package, or a counteroffer, will do."""
    with pytest.raises(EventRejected, match="Log first which of A, B or C they picked"):
        after(OFFER, push(amount=5000))
    assert after(SINGLE, push(amount=5000)).counteroffers == ((1, deal(100000, 1, 2)),)
    counter = event("counteroffer-made", package={"Salary": 99000})
    assert told(OFFER, counter, push(amount=1000))[1] == Counteroffer(Package({"Salary": 100000}))
    with pytest.raises(EventRejected, match="No packages are on the table"):
        after(push(amount=5000))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"issue": "Salary", "direction": "up"}, "pushed in a direction, higher or lower"),
        ({"issue": "Pay", "direction": "higher"}, "no issue 'Pay'; the agenda has Salary, Remote"),
        ({"issue": "Salary", "direction": "higher", "amount": 50000}, "USD 90,000 to USD 105,000"),
        ({"issue": "Remote", "direction": "higher", "amount": 0.5}, "in steps of 1 day"),
        ({"issue": "Salary", "amount": 5000}, "which way Salary should move: higher or lower"),
        ({"issue": "Contract", "direction": "later", "amount": 2}, "by whole steps, at most 1"),
        ({"issue": "Contract", "direction": "later", "amount": 0.5}, "by whole steps, at most 1"),
        ({"issue": "Contract", "option": "3 years"}, "Log a definite wish as a counteroffer"),
        ({"issue": "Office", "direction": "higher"}, "no order; name the option"),
        ({"issue": "Office", "option": "Rome"}, "allowed: Berlin or Paris"),
    ],
)
def test_a_push_that_makes_no_sense_says_what_would(fields: dict[str, Any], message: str):
    """A wrong word, amount or option is rejected with those that are allowed."""
    office = CategoricalIssue(name="Office", options=("Berlin", "Paris"))
    agenda = Agenda((*hiring_agenda().issues, office))
    offer = event("meso-offered", packages={"A": {**B, "Office": "Berlin"}})
    with pytest.raises(EventRejected, match=message):
        after(offer, event("issue-pushed", **fields), agenda=agenda)


def test_a_categorical_issue_is_pushed_towards_an_option():
    """Without an order a push names the option asked for."""
    office = CategoricalIssue(name="Office", options=("Berlin", "Paris"))
    agenda = Agenda((*hiring_agenda().issues, office))
    package = Package({**B, "Office": "Berlin"})
    log = after(
        event("meso-offered", packages={"A": dict(package)}),
        event("issue-pushed", issue="Office", option="Paris"),
        agenda=agenda,
    )
    assert collect_evidence(log) == (Push((package,), "Office", option="Paris"),)


@pytest.mark.parametrize("amount", [0, -5, "5", True, float("inf"), float("nan"), 1e300])
def test_an_amount_is_a_positive_number(amount: object):
    """The sign is in the direction: anything but a positive finite number is refused."""
    with pytest.raises(UnreadableEvent, match="amount"):
        decode(push(amount=amount))


def test_an_ordered_issue_moves_by_steps_of_its_list():
    """An amount of 1 on an ordered issue is the next option in the list."""
    picked = event("package-picked", package="B")
    moved = event("issue-pushed", issue="Contract", direction="earlier", amount=1)
    assert after(OFFER, picked, moved).counteroffers == ((1, deal(95000, 1, 1)),)


def test_what_they_did_not_mention_stays_unmentioned():
    """Issues that are missing or null in their package are not filled in."""
    said = event("counteroffer-made", package={"Salary": 100000, "Remote": None})
    expected = Package({"Salary": 100000})
    assert told(OFFER, said) == (Counteroffer(expected),)
    assert after(OFFER, said).counteroffers == ((1, expected),)


def test_a_package_mentions_something():
    """A counteroffer of nothing but nulls is refused, since it would be written as no package."""
    with pytest.raises(UnreadableEvent, match="mentions no issue"):
        decode(event("counteroffer-made", package={"Salary": None, "Remote": None}))


def test_rejecting_all_is_a_pick_of_none():
    """All rejected compares every package with their aspiration, and they count as refused."""
    log = after(OFFER, event("all-rejected"))
    assert collect_evidence(log) == (Pick((A, B, C), None, none_allowed=True),)
    assert log.refused_packages == (A, B, C)
    changed_mind = extended(log, decode(event("package-picked", package="B")))
    assert changed_mind.refused_packages == ()


def test_a_ranking_orders_the_packages_named():
    """The order is best first, over the packages that they named."""
    assert told(OFFER, event("packages-ranked", order=["C", "A"])) == (Ranking((C, A)),)
    with pytest.raises(EventRejected, match="'D' is not on the table"):
        after(OFFER, event("packages-ranked", order=["C", "D"]))
    with pytest.raises(UnreadableEvent, match="names each package once"):
        decode(event("packages-ranked", order=["C", "C"]))


def test_a_mix_takes_every_issue_from_some_package():
    """A mixed package is a counteroffer; an option that no package has is not a mix."""
    mixed = deal(100000, 2, 1)
    assert told(OFFER, event("packages-mixed", package=dict(mixed))) == (Counteroffer(mixed),)
    with pytest.raises(EventRejected, match="A mix takes Remote from a package on the table"):
        after(OFFER, event("packages-mixed", package=dict(deal(100000, 5, 1))))
    with pytest.raises(EventRejected, match="A mix takes Contract"):
        after(OFFER, event("packages-mixed", package={"Salary": 95000, "Remote": 1}))


def test_statements_name_issues_with_a_sign():
    """One issue or an order becomes a statement; both or neither is refused."""
    assert told(event("priority-stated", issue="Remote")) == (Statement(("Remote",), 1),)
    order = event("priority-stated", order=["Remote", "Salary"], polarity=-1)
    assert told(order) == (Statement(("Remote", "Salary"), -1),)
    with pytest.raises(UnreadableEvent, match="either 'issue' or 'order'"):
        decode(event("priority-stated"))
    with pytest.raises(UnreadableEvent, match="either 'issue' or 'order'"):
        decode(event("priority-stated", issue="Remote", order=["Salary"]))
    with pytest.raises(EventRejected, match="no issue 'Pay'"):
        after(event("priority-stated", issue="Pay"))


def limit(issue: str, **fields: Any) -> dict[str, Any]:
    return event("constraint-stated", issue=issue, **fields)


def test_a_stated_constraint_is_kept_as_said_and_dated():
    """A limit or a list becomes a constraint of the round in force, its options in the issue's order."""
    assert told(limit("Salary", min=95000)) == (Constraint("Salary", least=95000),)
    assert told({**OFFER, "round": 3}, limit("Remote", max=2)) == (
        Constraint("Remote", most=2, round=3),
    )
    several = limit("Contract", **{"in": ["3 years", "2 years", "3 years"]})
    assert told(several) == (Constraint("Contract", one_of=("2 years", "3 years")),)
    assert told({**several, "party": "own"}) == ()
    lines = [entry.event.describe(hiring_agenda()) for entry in after(several, OFFER).log]
    assert lines[0] == "They insisted on Contract 3 years, 2 years or 3 years"
    line = decode(limit("Salary", min=95000, max=99000)).describe(hiring_agenda())
    assert line == "They insisted on Salary at least USD 95,000 and at most USD 99,000"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (limit("Pay", min=1), "no issue 'Pay'"),
        (limit("Salary", min=80000), "USD 90,000 to USD 105,000"),
        (limit("Remote", min=1.5), "in steps of 1 day"),
        (limit("Contract", min="4 years"), "allowed: 1 year, 2 years or 3 years"),
        (limit("Salary", min=90000), "at least USD 90,000 rules nothing out"),
        (limit("Contract", **{"in": ["1 year", "2 years", "3 years"]}), "rules nothing out"),
        (limit("Remote", min=3, max=1), "at least 3 days and at most 1 day leaves no option"),
        (limit("Salary", **{"in": [95000]}), "takes any amount; give with 'min' or 'max'"),
        (limit("Office", min="Berlin"), "no least or most; name with 'in'"),
        (limit("Office", **{"in": ["Rome"]}), "allowed: Berlin or Paris"),
    ],
)
def test_a_constraint_that_makes_no_sense_says_what_would(fields: dict[str, Any], message: str):
    """A limit that does not fit the issue, or rules out nothing or all, is rejected with the reason."""
    office = CategoricalIssue(name="Office", options=("Berlin", "Paris"))
    with pytest.raises(EventRejected, match=message):
        after(fields, agenda=Agenda((*hiring_agenda().issues, office)))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "needs 'min', 'max' or 'in'"),
        ({"min": 1, "in": [2]}, "either 'in', or 'min' and 'max'"),
        ({"min": True}, "give an amount or an option's name"),
        ({"max": 10**400}, "give a smaller one"),
        ({"max": ""}, "not the name of an option"),
        ({"in": []}, "in: "),
    ],
)
def test_a_constraint_is_read_strictly(fields: dict[str, Any], message: str):
    """A limit is an amount or the name of an option, in one of its two forms."""
    with pytest.raises(UnreadableEvent, match=message):
        decode(limit("Remote", **fields))


def test_evidence_is_dated_by_its_round():
    """The aspiration falls over the rounds, so evidence carries the round of the offer in force."""
    log = after(
        event("counteroffer-made", package={"Salary": 100000}),
        OFFER,
        event("all-rejected"),
        {**SINGLE, "round": 4},
        event("offer-accepted", package="A"),
    )
    assert [getattr(one, "round", None) for one in collect_evidence(log)] == [1, 1, 4]
    assert [one.number for one in log.rounds] == [1, 4]


def test_only_the_counterpart_tells_about_the_counterpart():
    """What a third party or we do is kept in the log and is no evidence; their name counts as theirs."""
    ours = event("counteroffer-made", party="own", package=dict(B))
    broker = event("package-picked", party="Broker", package="A")
    assert told(OFFER, broker) == ()
    assert after(OFFER, broker).picked is None
    assert told(OFFER, event("package-picked", party="Kim", package="A")) == (Pick((A, B, C), 0),)
    log = after(OFFER, ours)
    assert collect_evidence(log) == ()
    assert log.packages_on_table is not None
    assert log.packages_on_table.packages == (("A", B),)
    assert log.round == 2
    with pytest.raises(EventRejected, match="leaves out Contract"):
        after({**ours, "package": {"Salary": 95000, "Remote": 1}})


def test_an_acceptance_counts_once():
    """Accepting is a pick against nothing; agreeing on the same package adds no second one."""
    accepted = Pick((B,), 0, none_allowed=True)
    said_yes = event("offer-accepted", package="B")
    closed = event("agreement-reached", package=dict(B))
    assert told(OFFER, said_yes, closed) == (accepted,)
    assert told(OFFER, closed) == (accepted,)
    assert told(OFFER, said_yes, event("agreement-reached", package="C")) == (
        accepted,
        Pick((C,), 0, none_allowed=True),
    )
    withdrawn = event("correction", supersedes="yes", event=None)
    assert told(OFFER, {**said_yes, "id": "yes"}, closed, withdrawn) == (accepted,)
    assert told(OFFER, {**closed, "party": "Broker"}) == ()


def test_our_own_yes_names_their_package_in_full():
    """When we accept, the label would be one of ours, so the package is given in full."""
    with pytest.raises(EventRejected, match="Say in full which package of theirs"):
        after(OFFER, event("offer-accepted", party="own", package="B"))
    log = after(OFFER, event("offer-accepted", party="own", package=dict(C)))
    assert log.acceptances[-1].package == C
    assert collect_evidence(log) == ()
    assert not log.has_accepted(C)


def test_nothing_is_answered_once_talks_are_over():
    """After an agreement or an end, offers and answers are rejected until that is undone."""
    over = event("agreement-reached", package="B")
    for later in (OFFER | {"id": "again"}, event("package-picked", package="A"), over):
        with pytest.raises(EventRejected, match=r"an agreement was reached. Undo that first"):
            after(OFFER, over, later)
    ended = after(OFFER, event("talks-ended", reason="No budget"))
    assert (ended.status, ended.end_reason, ended.move) == ("ended", "No budget", None)
    assert ended.packages_on_table is None
    with pytest.raises(EventRejected, match=r"talks ended. Undo that first"):
        extended(ended, decode(push()))
    assert extended(ended, decode(event("note", text="They may call back."))).sequence == 3
