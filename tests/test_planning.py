"""From the log of a negotiation to its plan and its deal space."""

from __future__ import annotations

from functools import cache

import pytest

from meso_infer import workflow
from meso_infer.concession.patience import Timing
from meso_infer.errors import InvalidUtility
from meso_infer.events import (
    AgreementReached,
    AllRejected,
    CounterofferMade,
    Event,
    IssuePushed,
    MesoOffered,
    OfferReceived,
    PackagePicked,
    PositionWritten,
    TalksEnded,
    extended,
    undo_event,
)
from meso_infer.events import replay as replayed
from meso_infer.negotiation import Header, Negotiation
from meso_infer.packages import Package
from meso_infer.planning import (
    deal_at_hand,
    deal_space_of,
    improvements_on,
    moves_of,
    offers_of_theirs,
    offers_so_far,
    plan_concession,
    refusals,
)
from meso_infer.posterior import Posterior
from meso_infer.templates import load_sample
from tests.agendas import A, B, deal, hiring_agenda

PICKED = PackagePicked(package="B")
BEFORE = PositionWritten(target=0.65, limit=0.4, their_limit=0.7)
PUSHED = IssuePushed(issue="Salary", direction="higher", amount=5000)


def after(*events: Event) -> Negotiation:
    """The hiring example and what followed."""
    return extended(load_sample("hiring"), *events)


@cache
def believed() -> Posterior:
    return workflow.infer(after(PICKED, PUSHED))


def test_the_plan_starts_from_our_last_offer() -> None:
    """No target exceeds the level offered last, unless asking for more is meant; rounds follow on."""
    negotiation = after(PICKED, PUSHED)
    found = plan_concession(negotiation, believed(), timing=Timing(last_round=4))
    assert [step.round for step in found.steps] == [2, 3, 4]
    assert 0.4 <= found.target <= 15 / 23 + 1e-9
    assert found.reservation_value == 0.4
    bold = plan_concession(negotiation, believed(), timing=Timing(last_round=4), asking_more=True)
    assert bold.target >= found.target


def test_before_the_first_offer_our_aspiration_is_the_ceiling() -> None:
    """Nothing was offered: targets start at the aspiration value."""
    fresh = replayed(load_sample("hiring").header, ())
    found = plan_concession(fresh, workflow.infer(fresh))
    assert found.target <= 0.7 + 1e-9
    assert moves_of(fresh) == ()
    assert deal_at_hand(fresh, workflow.infer(fresh)) is None


def test_what_counts_as_a_refusal() -> None:
    """Rejecting all, and asking for more, refuse what was offered; a pick alone does not."""
    assert refusals(after()) == refusals(after(PICKED)) == ()
    assert [number for number, _ in refusals(after(PICKED, PUSHED))] == [1]
    assert [number for number, _ in refusals(after(AllRejected()))] == [1]


def test_moves_and_offers_are_those_of_the_log() -> None:
    """Our level, their counteroffer in our points, and the gap between them; all packages by name."""
    negotiation = after(PICKED, PUSHED)
    (move,) = moves_of(negotiation)
    assert move.ours == pytest.approx(15 / 23)
    assert move.theirs == pytest.approx(12 / 23)
    assert move.gap == pytest.approx(15 / 29)
    whose = [who for who, _, _ in offers_so_far(negotiation)]
    assert whose == ["ours", "ours", "ours", "theirs"]


def test_packages_that_they_offered_are_moves_of_theirs() -> None:
    """Sets of theirs count at their mean worth to us; in a round with both, the counteroffer does."""
    first, better = {"A": deal(104000, 2, 3), "B": deal(99000, 3, 3)}, {"A": B}
    opening = replayed(load_sample("hiring").header, (BEFORE, OfferReceived(packages=first)))
    (move,) = moves_of(opening)
    own = opening.own
    assert own is not None
    assert move.ours is None
    asked = sum(map(own.utility, first.values())) / 2
    assert move.theirs == pytest.approx(asked)
    second = MesoOffered(packages={"A": A, "B": B})
    played = after(OfferReceived(packages=first), second, BEFORE, OfferReceived(packages=better))
    assert moves_of(played)[-1].got == pytest.approx(own.utility(B) - asked)
    countered = extended(played, CounterofferMade(package=A))
    assert offers_of_theirs(countered)[-1] == (2, (A,))


def test_packages_that_they_offered_are_offers_so_far() -> None:
    """Each complete package of theirs is told in the order in which it came, under a name of its own."""
    theirs = {"A": deal(104000, 2, 3), "B": Package({"Salary": 99000}), "C": deal(99000, 3, 3)}
    countered = CounterofferMade(package=deal(105000, 1, 3))
    talks = after(countered, BEFORE, OfferReceived(packages=theirs), countered)
    told = {name: package for who, name, package in offers_so_far(talks) if who == "theirs"}
    assert told == {
        "Round 1, their counteroffer": countered.package,
        "Round 1, their package A": theirs["A"],
        "Round 1, their package C": theirs["C"],
        "Round 1, their counteroffer (2)": countered.package,
    }
    assert list(told)[-1] == "Round 1, their counteroffer (2)"
    once_more = extended(talks, MesoOffered(packages={"A": A, "B": B}, round=1))
    assert [name for who, name, _ in offers_so_far(once_more) if who == "theirs"] == list(told)
    assert [
        one for one in offers_so_far(extended(talks, undo_event(talks))) if one[0] == "theirs"
    ] == [("theirs", name, package) for name, package in list(told.items())[:3]]


@pytest.mark.parametrize("position", [BEFORE, PositionWritten(skipped=True)])
def test_an_offer_of_theirs_is_valued_once_we_said_where_we_stand(position: Event) -> None:
    """Before that no list holds its packages; afterwards, and once talks are over, they all do."""
    alone = replayed(load_sample("hiring").header, (OfferReceived(packages={"A": A, "B": B}),))
    assert offers_so_far(alone) == []
    assert offers_of_theirs(alone) == ()
    assert [move.theirs for move in moves_of(alone)] == [None]
    assert deal_at_hand(alone, believed()) is None
    for more in (position, TalksEnded(reason="Elsewhere")):
        seen = extended(alone, more)
        assert [package for *_, package in offers_so_far(seen)] == [A, B]
        assert offers_of_theirs(seen) == ((1, (A, B)),)
        assert moves_of(seen)[-1].theirs is not None


def test_the_plan_hears_what_they_offered() -> None:
    """One package offered plans as a counteroffer does; they would still take any of the last set."""
    alike = [
        plan_concession(after(AllRejected(), event), believed(), timing=Timing(last_round=4))
        for event in (CounterofferMade(package=A), OfferReceived(packages={"A": A}))
    ]
    assert alike[0].steps == alike[1].steps
    assert alike[0].expected == alike[1].expected
    silent = plan_concession(after(AllRejected()), believed(), timing=Timing(last_round=4))
    assert silent.steps != alike[0].steps
    offered = after(AllRejected(), OfferReceived(packages={"A": A, "B": B}))
    found = plan_concession(offered, believed(), timing=Timing(last_round=4)).table
    least = found.posterior.utility([A, B]).min(axis=0)[found.patience.draw]
    assert (found.patience.thresholds <= least).all()


def test_the_deal_at_hand() -> None:
    """The agreement, else what they picked, else the best for them on the table, else the best of theirs."""
    agreed = after(PICKED, PUSHED, AgreementReached(package=A))
    assert deal_at_hand(agreed, believed()) == ("The agreement", A)
    picked = deal_at_hand(after(PICKED), believed())
    assert picked is not None
    assert picked[1] == B
    table = deal_at_hand(after(), believed())
    assert table is not None
    assert "their best on the table" in table[0]
    offer = OfferReceived(packages={"A": deal(104000, 2, 3), "B": deal(99000, 3, 3)})
    theirs = replayed(load_sample("hiring").header, (BEFORE, offer))
    assert theirs.own is not None
    name, package = deal_at_hand(theirs, believed()) or ("", A)
    assert theirs.own.utility(package) == max(map(theirs.own.utility, offer.packages.values()))
    assert "for us the best of what they offered" in name
    alone = extended(theirs, CounterofferMade(package=A))
    assert deal_at_hand(alone, believed()) == ("Their counteroffer", A)


def test_the_space_and_what_improves_a_deal() -> None:
    """The deal space stands on our walk-away; what improves B is worth more to us than B."""
    negotiation = after(PICKED, PUSHED)
    assert deal_space_of(negotiation, believed()).reservation_value == 0.4
    found = improvements_on(negotiation, believed(), B)
    assert all(one.own > 15 / 23 for one in found.better)


def test_without_our_values_there_is_no_plan() -> None:
    """A plan needs to know what packages are worth to us, and says so."""
    bare = replayed(Header(hiring_agenda()), (MesoOffered(packages={"A": A, "B": B}),))
    bare = extended(bare, PackagePicked(package="A"), CounterofferMade(package=deal(99000, 1, 3)))
    posterior = workflow.infer(bare)
    assert moves_of(bare) == ()
    for ask in (plan_concession, deal_space_of):
        with pytest.raises(InvalidUtility, match="Setup"):
            ask(bare, posterior)
