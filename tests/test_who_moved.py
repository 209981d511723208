"""Who moved how much: sums agree, estimates have the right sign, and words say no more than is known."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer import workflow
from meso_infer.events import CounterofferMade, MesoOffered, PackagePicked, extended, replay
from meso_infer.negotiation import Negotiation
from meso_infer.packages import Package
from meso_infer.templates import blank_header, load_sample
from meso_infer.who_moved import (
    give_get,
    issue_moves,
    issue_rows,
    movement_sentences,
    our_rows,
    signed,
    their_rows,
)
from tests.agendas import A, B, C, deal, hiring_agenda, hiring_own
from tests.strategies import packages

AGENDA = hiring_agenda()
OWN = hiring_own(AGENDA)
OFFERS = st.lists(st.lists(packages(AGENDA), min_size=1, max_size=3), max_size=4)


@pytest.fixture(scope="module")
def played() -> Negotiation:
    """Two offers of ours and two counteroffers of theirs, each nearer to the other."""
    return extended(
        load_sample("hiring"),
        CounterofferMade(package=deal(105000, 4, 2)),
        MesoOffered(packages={"A": deal(103000, 1, 3), "B": deal(98000, 2, 2)}),
        CounterofferMade(package=deal(104000, 3, 2)),
    )


@settings(max_examples=60)
@given(OFFERS, st.lists(packages(AGENDA), max_size=4))
def test_what_moved_on_the_issues_adds_up(ours: list[list[Package]], theirs: list[Package]) -> None:
    """Over all issues, gives are the change of our utility from first to last, on either side."""
    moves = issue_moves(OWN, ours, [[one] for one in theirs])
    assert bool(moves) == (len(ours) > 1 or len(theirs) > 1)
    if len(ours) > 1:
        first, last = (sum(map(OWN.utility, one)) / len(one) for one in (ours[0], ours[-1]))
        assert sum(one.gave or 0.0 for one in moves) == pytest.approx(first - last)
    if len(theirs) > 1:
        change = OWN.utility(theirs[-1]) - OWN.utility(theirs[0])
        assert sum(one.got or 0.0 for one in moves) == pytest.approx(change)


def test_the_ledger_of_two_rounds(played: Negotiation) -> None:
    """Issues add up to the rounds; what we give is worth something to them; their giving costs them."""
    ledger = give_get(played, workflow.infer(played))
    assert ledger.gave == pytest.approx(sum(one.gave or 0.0 for one in ledger.issues))
    assert ledger.got == pytest.approx(sum(one.got or 0.0 for one in ledger.issues))
    assert set(ledger.to_them) == set(ledger.cost) == {2}
    assert ledger.to_them[2].mean > 0
    # Less salary and fewer remote days, which they are known to want, can only cost them.
    assert ledger.cost[2].q05 > 0
    first, second = their_rows(ledger)
    assert first[2:] == ("first", "first")
    assert second[0] == "2"
    assert second[3].startswith("+")
    assert [row[0] for row in our_rows(ledger)] == ["1", "2"]
    assert [row[0] for row in issue_rows(ledger)] == list(AGENDA.names)


def test_sentences_name_who_gave_and_on_what(played: Negotiation) -> None:
    """Both totals stand in one sentence, and each side's largest gives are named."""
    said = movement_sentences(give_get(played, workflow.infer(played)))
    assert said[0].startswith("Since the first offers we gave")
    assert "they gave" in said[0]
    assert any(text.startswith("They gave most on Remote") for text in said)


def test_before_a_second_offer_nothing_has_moved() -> None:
    """One offer is no movement, and without our values there is no ledger at all."""
    sample = load_sample("hiring")
    ledger = give_get(sample, workflow.infer(sample))
    assert movement_sentences(ledger) == (
        "Neither side has moved yet: that takes a second offer of either side.",
    )
    assert our_rows(ledger)[0][2] == "first"
    assert issue_rows(ledger) == ()
    bare = replay(blank_header(), ())
    empty = give_get(bare, workflow.infer(bare))
    assert (empty.moves, movement_sentences(empty)) == ((), ())


def test_who_named_no_package_is_not_said_to_have_given_nothing() -> None:
    """Picks are no counteroffer: nothing can be compared, which is something else than no movement."""
    answered = extended(
        load_sample("hiring"),
        PackagePicked(package="B"),
        MesoOffered(packages={"A": deal(103000, 1, 3), "B": deal(98000, 2, 2)}),
        PackagePicked(package="B"),
    )
    ledger = give_get(answered, workflow.infer(answered))
    said = movement_sentences(ledger)
    assert "they have put no second complete package forward" in said[0]
    assert "nothing" not in said[0]
    assert {row[2] for row in issue_rows(ledger)} == {"no second package"}


@pytest.mark.parametrize(
    ("given_", "text"),
    [(None, "first"), (0.0, "nothing"), (0.0291, "2.9"), (0.02, "2"), (-0.012, "took back 1.2")],
)
def test_a_give_in_words(given_: float | None, text: str) -> None:
    """Going back is said in words, not with a minus sign that is easily overlooked."""
    assert signed(given_) == text


def test_equal_packages_move_nothing_in_total() -> None:
    """From one of our equal packages to another, gives on some issues are gains on others."""
    moves = issue_moves(OWN, [[A], [C]], [[B], [B]])
    assert sum(one.gave or 0.0 for one in moves) == pytest.approx(0.0, abs=1e-12)
    assert any((one.gave or 0.0) > 0.01 for one in moves)
    assert all(one.got == 0.0 for one in moves)
