"""Our offers: what stands on the table, and in which round."""

from __future__ import annotations

from typing import Any

import pytest

from meso_infer.errors import EventRejected, UnreadableEvent
from meso_infer.events import decode, replay
from meso_infer.negotiation import Header, Negotiation
from meso_infer.packages import Agenda, Rule
from tests.agendas import A, B, C, deal, hiring_agenda

RULE = Rule.model_validate({"if": {"Remote": {"min": 3}}, "then": {"Contract": {"min": "2 years"}}})


def offer(*packages: Any, **fields: Any) -> dict[str, Any]:
    labelled = {label: dict(package) for label, package in zip("ABCDEF", packages, strict=False)}
    return {"kind": "meso-offered", "packages": labelled, **fields}


def after(*events: dict[str, Any]) -> Negotiation:
    agenda = Agenda(hiring_agenda().issues, (RULE,))
    return replay(Header(agenda), [decode(one) for one in events])


def test_the_packages_stand_in_the_order_shown():
    """Labels keep their packages and the order in which they were shown is remembered."""
    meso = after(offer(A, B, C, shown=["B", "A", "C"])).packages_on_table
    assert meso is not None
    assert meso.labels == ("A", "B", "C")
    assert meso.in_shown_order() == (("B", B), ("A", A), ("C", C))


@pytest.mark.parametrize(
    ("event", "message"),
    [
        (offer({"Salary": 95000, "Remote": 1}), "Package A: The package leaves out Contract"),
        (offer(A, deal(99999999, 1, 1)), "Package B: Salary is USD 99,999,999"),
        (offer(A, {**B, "Office": "Rome"}), "Package B: The package names 'Office'"),
        (offer(A, A), "Packages A and B are the same"),
        (
            offer(deal(95000, 4, 1)),
            "Package A: The package breaks a rule: if Remote at least 3 days",
        ),
        (offer(A, B, shown=["A"]), "The order shown is A"),
        (offer(A, party="counterpart"), "Log a package of theirs as a counteroffer"),
    ],
)
def test_an_offer_of_ours_is_complete_and_feasible(event: dict[str, Any], message: str):
    """A package that is not whole, repeats another or breaks a rule is rejected by its label."""
    with pytest.raises(EventRejected, match=message):
        after(event)


def test_one_to_five_packages():
    """An offer without packages, or with six, is refused."""
    with pytest.raises(UnreadableEvent, match="packages: has too few entries; it needs at least 1"):
        decode(offer())
    with pytest.raises(UnreadableEvent, match="packages: has too many entries; it takes at most 5"):
        decode(offer(A, A, A, A, A, A))


def test_rounds_count_our_offers():
    """The next offer opens the next round; the number in force replaces; a past one is rejected."""
    assert after().next_round == 1
    two = after(offer(A, B), offer(B, C))
    assert [one.number for one in two.rounds] == [1, 2]
    again = after(offer(A, B, round=1), offer(B, C, round=1))
    assert (again.round, again.next_round, len(again.rounds)) == (1, 2, 2)
    with pytest.raises(EventRejected, match="Round 1 is over; the round in force is 3"):
        after(offer(A, B, round=3), offer(A, C, round=1))


def test_the_move_passes_with_offer_and_answer():
    """After our offer it is their move, after any answer ours, after the end nobody's."""
    picked = {"kind": "package-picked", "package": "A"}
    assert after().move == "own"
    assert after(offer(A, B)).move == "counterpart"
    assert after(offer(A, B), {"kind": "question-asked", "issue": "Salary"}).move == "counterpart"
    assert after(offer(A, B), picked).move == "own"
    assert after(offer(A, B), picked, {"kind": "agreement-reached", "package": "A"}).move is None


def test_what_they_asked_first_belongs_to_the_first_round():
    """A counteroffer before our first offer stands in round 1, and so does that offer."""
    log = after({"kind": "counteroffer-made", "package": {"Salary": 105000}}, offer(A, B))
    assert len(log.rounds) == 1
    assert log.rounds[0].meso is not None
    assert log.counteroffers[0][1]["Salary"] == 105000
    assert log.move == "counterpart"
