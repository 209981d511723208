"""A few negotiations beside each other: one yardstick for all, and nothing compared that is not alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from meso_infer import workflow
from meso_infer.copying import for_another
from meso_infer.events import (
    AgreementReached,
    CounterofferMade,
    IssueChanged,
    OfferReceived,
    OwnUtilitySet,
    PackagePicked,
    PositionWritten,
    TalksEnded,
    extended,
    replay,
)
from meso_infer.negotiation import Negotiation
from meso_infer.packages import Agenda
from meso_infer.portfolio.side_by_side import belief_rows, compare_offers, standing, unlike_agendas
from meso_infer.templates import load_sample, load_template
from tests.agendas import deal, hiring_agenda


@pytest.fixture(scope="module")
def sample() -> Negotiation:
    return load_sample("hiring")


def test_offers_are_valued_alike_and_put_best_first(sample: Negotiation) -> None:
    """Same utility for all; the order is that of our utility; walk-aways are each one's own."""
    low = extended(sample, CounterofferMade(package=deal(105000, 3, 1)))
    high = extended(sample, CounterofferMade(package=deal(96000, 1, 3)))
    found = compare_offers({"low": low, "high": high, "silent": sample})
    assert [one.negotiation_id for one in found.offers] == ["high", "low"]
    own = sample.own
    assert own is not None
    assert [one.utility for one in found.offers] == [
        own.utility(one.package) for one in found.offers
    ]
    assert found.left_out == {
        "silent": "they have picked, offered or asked for nothing complete yet"
    }
    assert found.same_values
    assert found.valued_as == "low"


def test_talks_that_ended_give_nothing(sample: Negotiation) -> None:
    """What they would have taken does not count where talks ended without an agreement."""
    asked = CounterofferMade(package=deal(96000, 1, 3))
    over = extended(sample, asked, TalksEnded(reason="They took another position"))
    found = compare_offers({"over": over, "open": extended(sample, PackagePicked(package="A"))})
    assert [one.negotiation_id for one in found.offers] == ["open"]
    assert found.left_out == {"over": "talks ended there without an agreement"}


def test_the_yardstick_is_that_of_the_first(sample: Negotiation) -> None:
    """Where values differ, those of the first are used for all, and that is said."""
    spec = sample.own_spec
    assert spec is not None
    weights = {"Salary": 0.8, "Remote": 0.1, "Contract": 0.1}
    other = extended(sample, OwnUtilitySet(own=spec.model_copy(update={"weights": weights})))
    pair = {
        "first": extended(sample, PackagePicked(package="A")),
        "second": extended(other, PackagePicked(package="C")),
    }
    found = compare_offers(pair)
    assert not found.same_values
    assert [one.utility for one in found.offers] == pytest.approx([15 / 23, 15 / 23])
    turned = compare_offers(dict(reversed(pair.items())))
    assert turned.valued_as == "second"
    assert turned.offers[0].utility != pytest.approx(turned.offers[1].utility)


def test_what_they_stand_behind(sample: Negotiation) -> None:
    """An agreement counts before a counteroffer, that before a pick; a partial package counts for nothing."""
    picked = extended(sample, PackagePicked(package="B"))
    assert standing(sample) is None
    assert standing(picked) == ("their pick", 1, sample.rounds[0].meso["B"])  # type: ignore[index]
    asked = extended(picked, CounterofferMade(package=deal(100000, 2, 2)))
    assert standing(asked) == ("their counteroffer", 1, deal(100000, 2, 2))
    partly = extended(picked, CounterofferMade(package={"Salary": 100000}))  # type: ignore[arg-type]
    assert standing(partly) == standing(picked)
    agreed = extended(asked, AgreementReached(package="A"))
    assert standing(agreed) == ("agreed", 1, sample.rounds[0].meso["A"])  # type: ignore[index]


def test_what_they_offered_stands_at_its_best_for_us(sample: Negotiation) -> None:
    """A set of theirs counts as the package that gives us most, in its turn, once it may be valued."""
    offer = OfferReceived(packages={"A": deal(104000, 2, 3), "B": deal(97000, 1, 2)})
    waits = extended(sample, offer)
    found = compare_offers({"waits": waits})
    assert found.left_out == {"waits": "their offer has not been looked at yet"}
    seen = extended(waits, PositionWritten(skipped=True))
    (told,) = compare_offers({"seen": seen}).offers
    assert (told.what, told.round, told.package) == ("their package B", 1, deal(97000, 1, 2))
    asked = extended(seen, CounterofferMade(package=deal(100000, 2, 2)))
    assert standing(asked, asked.own) == ("their counteroffer", 1, deal(100000, 2, 2))
    again = extended(asked, PositionWritten(skipped=True), offer)
    assert standing(again, again.own) == standing(seen, seen.own)
    assert standing(again) == ("their package A", 1, deal(104000, 2, 3))


def test_unlike_agendas_are_told_apart(sample: Negotiation) -> None:
    """Other issues or other ranges cannot be compared; what they are thought to like does not matter."""
    agenda = hiring_agenda()
    assert unlike_agendas(agenda, hiring_agenda({"later": 1.0})) is None
    assert unlike_agendas(agenda, Agenda(agenda.issues[::-1])) is None
    assert unlike_agendas(agenda, Agenda(agenda.issues[:2])) == "it is about other issues"
    wider = agenda.issues[0].model_copy(update={"high": 110000})
    assert "Salary has another range" in str(
        unlike_agendas(agenda, Agenda((wider, *agenda.issues[1:])))
    )
    changed = extended(
        sample,
        PackagePicked(package="A"),
        IssueChanged(issue=sample.agenda.issues[0].model_copy(update={"high": 120000})),  # type: ignore[arg-type]
    )
    found = compare_offers({"one": extended(sample, PackagePicked(package="A")), "other": changed})
    assert list(found.left_out) == ["other"]


def test_without_values_nothing_is_compared(sample: Negotiation) -> None:
    """No utility of ours, no comparison, and the reason is said for each."""
    bare = replay(replace(sample.header, own=None), ())
    found = compare_offers({"a": bare, "b": bare})
    assert found.offers == ()
    assert set(found.left_out) == {"a", "b"}


def test_beliefs_stand_in_one_table(sample: Negotiation) -> None:
    """One row for every issue of any; without evidence the words say so; a foreign issue is blank."""
    played = extended(sample, PackagePicked(package="C"))
    lease = replay(load_template("supplier_contract").header, ())
    beliefs = {"Ann": workflow.infer(played), "Supplier": workflow.infer(lease)}
    rows = {row[0]: row[1:] for row in belief_rows(beliefs)}
    assert set(rows) == {*sample.agenda.names, *lease.agenda.names}
    assert rows["Salary"][1] == ""
    assert "%" in rows["Salary"][0]
    assert rows["Unit price"] == ("", "no evidence")


def test_a_copy_for_another_counterpart_is_compared(sample: Negotiation) -> None:
    """The same agenda for somebody else shares issues and values, so that what each asks for compares."""
    header, events = for_another(sample, "Somebody else")
    copy = extended(replay(header, events), CounterofferMade(package=deal(97000, 1, 2)))
    found = compare_offers(
        {"one": extended(sample, CounterofferMade(package=deal(99000, 1, 2))), "copy": copy}
    )
    assert [one.negotiation_id for one in found.offers] == ["copy", "one"]
    assert found.same_values
    assert found.left_out == {}
