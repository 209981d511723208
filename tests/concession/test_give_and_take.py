"""Plain concession curves and measures of movement: the worked numbers, and what holds of all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meso_infer.concession.give_and_take import (
    CURVES,
    aspiration_gap,
    curve_targets,
    extremity,
    in_money,
    ledger,
    money_issue,
    share_conceded,
    their_gap,
)
from meso_infer.errors import InvalidSettings
from meso_infer.evidence import Pick
from meso_infer.inference import infer
from meso_infer.issues import CategoricalIssue
from meso_infer.packages import Agenda
from meso_infer.utility import AdditiveUtility
from tests.agendas import A, B, C, deal, hiring_agenda, hiring_own

AGENDA = hiring_agenda()
OWN = hiring_own(AGENDA)
TARGET, RESERVATION = 15 / 23, 0.4


@pytest.mark.parametrize(
    ("beta", "share"), [(0.2, 0.03125), (0.5, 0.25), (1, 0.5), (2, 0.707107), (5, 0.870551)]
)
def test_half_way_to_the_deadline(beta: float, share: float) -> None:
    """The table of Faratin, Sierra and Jennings's curves at half time."""
    assert share_conceded(0.5, beta) == pytest.approx(share, abs=5e-7)


@given(st.floats(0.05, 20), st.floats(0, 1), st.floats(0, 1), st.integers(1, 30))
def test_a_plain_curve_falls_from_its_first_target_to_the_walk_away(
    beta: float, one: float, other: float, n_rounds: int
) -> None:
    """It starts at the highest, never rises, never crosses the reservation value, and ends there."""
    low, high = sorted((one, other))
    targets = curve_targets(high, low, n_rounds, beta)
    assert targets[0] == pytest.approx(high)
    assert (np.diff(targets) <= 1e-12).all()
    assert (targets >= low).all()
    if n_rounds > 1:
        assert targets[-1] == pytest.approx(low)


def test_the_named_curves_are_in_order() -> None:
    """Boulware asks for most at every time, the conceder for least."""
    table = [curve_targets(1.0, 0.4, 10, beta) for beta in CURVES.values()]
    assert (table[0] >= table[1]).all()
    assert (table[1] >= table[2]).all()


def test_the_opening_of_the_hiring_example() -> None:
    """Its extremity is 29/69, and "B and 5,000 more" closes all but 15/29 of the gap."""
    assert extremity(TARGET, RESERVATION) == pytest.approx(29 / 69)
    asked = OWN.utility(deal(100000, 1, 2))
    assert aspiration_gap(TARGET, asked, RESERVATION) == pytest.approx(15 / 29)
    assert aspiration_gap(RESERVATION, asked, RESERVATION) is None


def test_utility_in_money() -> None:
    """Three 23rds of our utility are 5,000 of salary."""
    issue = money_issue(OWN)
    assert issue is not None
    assert issue.name == "Salary"
    assert in_money(OWN, 3 / 23) == pytest.approx(5000)
    plain = Agenda((CategoricalIssue(name="Office", options=("Berlin", "Paris")),))
    nothing = AdditiveUtility.of(plain, {"Office": 1.0}, {"Office": {"Berlin": 1, "Paris": 0}})  # type: ignore[arg-type]
    assert money_issue(nothing) is None
    assert in_money(nothing, 0.1) is None


def test_their_demand_beside_what_we_give_them() -> None:
    """Asking for our package with more of everything is a gap above zero; asking for the same, none."""
    posterior = infer(AGENDA, (Pick((A, B, C), 1),))
    more, received = their_gap(posterior, deal(105000, 5, 3), (A,))
    assert more.q05 > 0
    assert 0 < received < 1
    same, _ = their_gap(posterior, A, (A,))
    assert (same.mean, same.sd) == (0.0, 0.0)


def test_the_ledger_counts_what_each_side_moved() -> None:
    """Our give is what we ask for less, theirs what they grant more, each since its last time."""
    moves = ledger([(1, 0.7, 0.3), (2, 0.65, None), (3, 0.6, 0.45)], 0.4)
    assert [move.gave for move in moves] == pytest.approx([None, 0.05, 0.05])
    assert moves[1].got is None
    assert moves[2].got == pytest.approx(0.15)
    assert moves[0].gap == pytest.approx((0.7 - 0.3) / 0.3)
    assert ledger([(1, 0.7, 0.3)], None)[0].gap is None


@pytest.mark.parametrize(
    "asked",
    [
        lambda: share_conceded(0.5, 0.0),
        lambda: curve_targets(0.3, 0.4, 5, 1.0),
        lambda: curve_targets(0.5, 0.4, 0, 1.0),
        lambda: extremity(0.5, 1.0),
    ],
)
def test_curves_that_cannot_be_drawn_are_refused(asked: object) -> None:
    """Numbers out of range are refused."""
    with pytest.raises(InvalidSettings):
        asked()  # type: ignore[operator]
