"""What is asked again could search out a limit: no try and no count of the sides comes unagreed."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer.errors import CaseRefused
from meso_infer.issues import OrderedIssue
from meso_infer.mediation import Seat
from meso_infer.mediation.case import MOST_SUGGESTED
from meso_infer.mediation.combined import suggest
from meso_infer.packages import Agenda, Package
from meso_infer.utility import AdditiveUtility
from tests.mediation.desks import AGENDA, NOW, Table, open_table, vault


def seal(table: Table, higher: str, lower: str, amounts: tuple[float, float] = (40, 60)) -> None:
    """One try of sealed amounts between two parties, to its end."""
    table.desk.open_sealed_amounts("Price", wants_higher=higher, wants_lower=lower, now=NOW)
    for party, amount in zip((higher, lower), amounts, strict=True):
        table.seats[party].take_part("sealed", amount=amount, now=NOW)


def words_of(seat: Seat) -> list[str]:
    """In which words a party that has no part in anything open is refused."""
    said = []
    for one in (
        lambda: seat.take_part("sealed", amount=50.0, now=NOW),
        lambda: seat.agree_to_reopen("sealed", now=NOW),
    ):
        with pytest.raises(CaseRefused) as refused:
            one()
        said.append(str(refused.value))
    return said


def test_a_try_of_others_frees_nobody_from_agreeing() -> None:
    """Who sealed an amount once has to agree to another try, also after tries between others."""
    table = open_table(4)
    seal(table, "p1", "p2")
    seal(table, "p3", "p4")
    with pytest.raises(CaseRefused, match="Buyer and Seller would first have to agree"):
        table.desk.open_sealed_amounts("Price", wants_higher="p1", wants_lower="p2", now=NOW)
    with pytest.raises(CaseRefused, match="Seller and Bank would first have to agree"):
        table.desk.open_sealed_amounts("Price", wants_higher="p2", wants_lower="p3", now=NOW)
    for party in ("p1", "p2"):
        table.seats[party].agree_to_reopen("sealed", now=NOW)
        state = table.seats[party].look().newest_try("sealed")
        assert state is not None
        assert state.agreed_to_reopen == {party}
    seal(table, "p1", "p2")
    assert table.desk.look().not_agreed("sealed") == ("p1", "p2", "p3", "p4")


def test_no_refusal_tells_of_a_try_between_others() -> None:
    """A party without part in it is refused in the same words whether others have a try open or not."""
    quiet, busy = open_table(4), open_table(4)
    busy.desk.open_sealed_amounts("Price", wants_higher="p3", wants_lower="p4", now=NOW)
    assert words_of(quiet.seats["p1"]) == words_of(busy.seats["p1"])


def test_agreeing_waits_for_no_try_of_others() -> None:
    """A party may agree to another try of its own while others have one open."""
    table = open_table(4)
    seal(table, "p1", "p2")
    table.desk.open_sealed_amounts("Price", wants_higher="p3", wants_lower="p4", now=NOW)
    table.seats["p1"].agree_to_reopen("sealed", now=NOW)
    assert table.desk.look().not_agreed("sealed") == ("p2", "p3", "p4")


CHANGES = st.tuples(
    st.tuples(st.integers(0, 100), st.integers(1, 100), st.integers(0, 100)),
    st.integers(0, 100),
    st.booleans(),
)


@settings(max_examples=25)
@given(CHANGES)
def test_changing_a_side_between_suggestions_finds_nothing_out(change: tuple) -> None:
    """The second suggestion is the same whatever a party made of its side after the first."""
    points, limit, likes_high = change
    found = []
    for changes in (False, True):
        table = open_table()
        table.fill(vault(limit=0.35), vault(likes_high=False, limit=0.3))
        table.desk.suggest_package("maximin", now=NOW)
        if changes:
            other = vault(points, likes_high=likes_high, limit=limit / 100)
            table.seats["p2"].change_vault(other, now=NOW)
            table.seats["p2"].agree_to_reopen("suggestions", now=NOW)
        table.desk.suggest_package("nash", now=NOW)
        found.append([one.package for one in table.desk.look().suggestions()])
    assert found[0] == found[1]


def test_all_together_have_the_sides_counted_anew() -> None:
    """Once every party has agreed, a suggestion is by the sides as they are then, and so on again."""
    table = open_table()
    buyer, seller = table.seats.values()
    mine, theirs = vault(limit=0.35), vault(likes_high=False, limit=0.3)
    table.fill(mine, theirs)
    with pytest.raises(CaseRefused, match="nothing to agree to"):
        buyer.agree_to_reopen("suggestions", now=NOW)
    table.desk.suggest_package("maximin", now=NOW)
    changed = vault((5, 90, 60), likes_high=True, limit=0.1)
    seller.change_vault(changed, now=NOW)
    for seat in (buyer, seller):
        seat.agree_to_reopen("suggestions", now=NOW)
        with pytest.raises(CaseRefused, match="nothing to agree to"):
            seat.agree_to_reopen("suggestions", now=NOW)
    table.desk.suggest_package("maximin", now=NOW)
    second, first = table.desk.look().suggestions()
    assert (first.count, second.count) == (1, 2)
    both = [one.utility(AGENDA) for one in (mine, changed)]
    best = suggest(AGENDA, both, [0.35, 0.1], without=[first.package])
    assert second.package == best.package
    assert table.desk.look().not_agreed("suggestions") == ("p1", "p2")


def test_three_are_suggested_by_one_count() -> None:
    """A fourth suggestion, also by the other rule or after one was taken back, waits for everybody."""
    table = open_table(3)
    table.fill(vault(), vault(likes_high=False), vault())
    for method in ("maximin", "nash", "maximin"):
        assert table.desk.look().suggestions_left
        table.desk.suggest_package(method, now=NOW)
    table.desk.withdraw_suggestion("S2", now=NOW)
    for agreeing, waited_for in (("p1", "Seller and Bank"), ("p2", "Bank")):
        table.seats[agreeing].agree_to_reopen("suggestions", now=NOW)
        with pytest.raises(CaseRefused, match=f"{waited_for} would first have to agree"):
            table.desk.suggest_package("nash", now=NOW)
        assert table.desk.look().suggestions_left == 0
    table.seats["p3"].agree_to_reopen("suggestions", now=NOW)
    assert table.desk.look().suggestions_left == MOST_SUGGESTED
    table.desk.suggest_package("nash", now=NOW)
    assert [one.count for one in table.desk.look().suggestions()] == [2, 1, 1, 1]


def bits_told(n_suggestions: int) -> float:
    """What suggestions tell, on average, to a side that knows all of the other but weights and limit.

    They are 66 weights of three issues and 8 limits, all alike likely.
    """
    issues = [
        OrderedIssue(name=name, options=tuple(f"{name}{k}" for k in range(n)))
        for name, n in (("A", 5), ("B", 4), ("C", 3))
    ]
    agenda = Agenda(tuple(issues))

    def levels_of(weights: tuple[float, ...], rises: bool) -> AdditiveUtility:
        tables = {}
        for issue in issues:
            shares = np.linspace(0, 1, len(issue.options)).tolist()
            tables[issue.name] = dict(
                zip(issue.options, shares if rises else shares[::-1], strict=True)
            )
        return AdditiveUtility.of(agenda, dict(zip(agenda.names, weights, strict=True)), tables)

    mine = levels_of((0.5, 0.3, 0.2), True)
    seen: Counter[tuple[Package, ...]] = Counter()
    for a, b in ((i, j) for i in range(11) for j in range(11 - i)):
        theirs = levels_of((a / 10, b / 10, (10 - a - b) / 10), False)
        for limit in range(8):
            found: list[Package] = []
            for _ in range(n_suggestions):
                best = suggest(agenda, (mine, theirs), (0.3, limit / 10), without=found)
                found.append(best.package)
            seen[tuple(found)] += 1
    total = seen.total()
    return sum(n / total * math.log2(total / n) for n in seen.values())


def test_every_further_suggestion_tells_more() -> None:
    """Worked numbers of the documentation: one suggestion tells 4.2 of 9.0 bits, three tell 7.1."""
    assert math.log2(66 * 8) == pytest.approx(9.04, abs=0.005)
    assert bits_told(1) == pytest.approx(4.21, abs=0.01)
    assert bits_told(MOST_SUGGESTED) == pytest.approx(7.12, abs=0.01)


def test_who_gets_less_than_it_needs_knows_that_nothing_meets_all() -> None:
    """As the page says of a first suggestion: a loss of any side means that no package meets every limit."""
    table = open_table()
    table.fill(vault(limit=0.9), vault(likes_high=False, limit=0.8))
    table.desk.suggest_package("maximin", now=NOW)
    package: Package = table.desk.look().suggestion("S1").package
    limits = {"p1": 0.9, "p2": 0.8}
    losses = [
        seat.look().vault(party).utility(AGENDA).utility(package) < limits[party]  # type: ignore[union-attr]
        for party, seat in table.seats.items()
    ]
    assert any(losses)


def test_a_try_taken_back_has_told_nothing() -> None:
    """An open try can be taken back; what was handed in is void, and a new one needs nobody's agreement."""
    table = open_table(3)
    table.desk.open_sealed_amounts("Price", wants_higher="p1", wants_lower="p2", now=NOW)
    table.seats["p1"].take_part("sealed", amount=10.0, now=NOW)
    table.desk.withdraw_try("sealed", now=NOW)
    with pytest.raises(CaseRefused, match="No try is open"):
        table.desk.withdraw_try("sealed", now=NOW)
    with pytest.raises(CaseRefused, match="Nothing is open"):
        table.seats["p2"].take_part("sealed", amount=90.0, now=NOW)
    assert table.seats["p3"].look().log == ()
    seal(table, "p2", "p1", (40, 60))
    state = table.seats["p1"].look().newest_try("sealed")
    assert state is not None
    assert state.opened.number == 2
    assert state.result.amount == 50.0  # type: ignore[union-attr]
    with pytest.raises(CaseRefused, match="No try is open"):
        table.desk.withdraw_try("sealed", now=NOW)
