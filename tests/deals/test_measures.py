"""Measures of a deal under what is believed: identities, the worked numbers, and what cannot be said."""

from __future__ import annotations

import numpy as np
import pytest

from meso_infer.deals.measures import measure_deal, middle_of
from meso_infer.deals.outcome_measures import integrative_quotient, log_rolling_index
from meso_infer.deals.sentences import COLUMNS, measure_lines
from meso_infer.deals.space import LATER
from meso_infer.inference import infer
from meso_infer.issues import CategoricalIssue, NumericIssue, OrderedIssue
from meso_infer.packages import Agenda, Package
from meso_infer.posterior import Posterior
from meso_infer.utility import AdditiveUtility
from tests.agendas import A, B, C, deal, hiring_agenda, hiring_own


def believed(own: AdditiveUtility) -> Posterior:
    return infer(own.agenda, [], own=own)


@pytest.fixture(scope="module")
def hiring() -> tuple[AdditiveUtility, Posterior]:
    own = hiring_own(hiring_agenda())
    return own, believed(own)


def test_both_together_and_what_is_left_add_up(hiring: tuple[AdditiveUtility, Posterior]) -> None:
    """Ours is exact, the sum is ours and theirs, and neither what is left nor the most is below it."""
    own, posterior = hiring
    found = measure_deal(own, posterior, B, reservation_value=0.4)
    assert found.own == pytest.approx(15 / 23)
    assert found.joint.mean == pytest.approx(15 / 23 + found.theirs.mean)
    assert found.most_joint.mean >= found.joint.mean
    assert 0 <= found.left.mean <= found.most_joint.mean - found.joint.mean + 1e-9
    assert found.own_gain == pytest.approx(15 / 23 - 0.4)
    assert found.integrative is not None
    assert found.integrative.q95 <= 1 + 1e-9


def test_a_deal_on_the_frontier_of_every_draw_leaves_nothing(
    hiring: tuple[AdditiveUtility, Posterior],
) -> None:
    """What is best for us leaves nothing that we would not lose by; a poor deal leaves much."""
    own, posterior = hiring
    ours = measure_deal(own, posterior, deal(90000, 0, 3))
    assert ours.nothing_left == pytest.approx(1.0)
    assert ours.left.mean == pytest.approx(0, abs=1e-9)
    assert ours.dominated.mean == pytest.approx(1.0)
    poor = measure_deal(own, posterior, C)
    assert poor.dominated.mean < 0.9
    assert poor.nothing_left < 0.5
    assert poor.left.mean > measure_deal(own, posterior, A).left.mean


def test_each_draw_is_measured_by_the_formulas() -> None:
    """Quotient and index agree with the plain formulas, draw by draw, on straight opposed values."""
    issues = tuple(
        NumericIssue(name=f"N{j}", low=0, high=1, own_direction="higher",
                     counterpart_direction={"lower": 1})
        for j in range(3)
    )  # fmt: skip
    agenda = Agenda(issues)
    own = AdditiveUtility.of(agenda, {"N0": 0.6, "N1": 0.3, "N2": 0.1})
    posterior = believed(own).thinned(1)
    package = Package({"N0": 0.9, "N1": 0.5, "N2": 0.2})
    found = measure_deal(own, posterior, package)
    joint = own.utility(package) + posterior.utility([package])[0]
    middle = dict.fromkeys(agenda.names, 0.5)
    at_middle = own.utility(Package(middle)) + posterior.utility([Package(middle)])[0]
    axis = np.linspace(0, 1, 101)
    best = [own.part_worth(n, axis) + posterior.part_worths(n, axis)[:, 0] for n in agenda.names]
    most = np.array([sum(float(one.max()) for one in best)])
    assert found.integrative is not None
    expected = integrative_quotient(joint, at_middle, most)
    assert found.integrative.mean == pytest.approx(expected[0], abs=1e-6)
    assert found.log_rolling is not None
    index = log_rolling_index(own.weights, posterior.weights, (0.9, 0.5, 0.2))
    assert found.log_rolling.mean == pytest.approx(index[0], abs=1e-6)


def test_who_gained_what_is_counted_over_both_limits(
    hiring: tuple[AdditiveUtility, Posterior],
) -> None:
    """The better the deal is for us, the larger our share; without a walk-away, or below it, there is none."""
    own, posterior = hiring
    shares = [
        measure_deal(own, posterior, one, reservation_value=0.3).own_share
        for one in (deal(102000, 1, 3), deal(97000, 0, 3))
    ]
    assert shares[0] is not None
    assert shares[1] is not None
    assert 0 <= shares[0].mean < shares[1].mean <= 1
    assert measure_deal(own, posterior, B).own_share is None
    assert measure_deal(own, posterior, B, reservation_value=0.9).balance is None


def test_gains_are_even_as_shares_of_what_each_limit_leaves() -> None:
    """Of one draw, the share is mine / (mine + theirs), the balance |mine / (1 - limit) - theirs / (1 - limit)|."""
    own = hiring_own(hiring_agenda())
    posterior = believed(own).thinned(1)
    package = deal(97000, 2, 3)
    found = measure_deal(own, posterior, package, reservation_value=0.3, round_number=2)
    mine = own.utility(package) - 0.3
    limit = posterior.draws.aspiration(2 + LATER)[0]
    theirs = posterior.utility([package])[0, 0] - limit
    assert mine > 0.1
    assert theirs > 0.1
    assert found.own_share is not None
    assert found.balance is not None
    assert found.own_share.mean == pytest.approx(mine / (mine + theirs))
    assert found.balance.mean == pytest.approx(abs(mine / 0.7 - theirs / (1 - limit)))
    assert found.their_gain.mean == pytest.approx(theirs)


@pytest.mark.parametrize("reservation", [None, 0.4, 0.9])
def test_every_measure_is_said(
    hiring: tuple[AdditiveUtility, Posterior], reservation: float | None
) -> None:
    """Each row has all its cells, and what cannot be said yet says what it takes."""
    own, posterior = hiring
    lines = measure_lines(measure_deal(own, posterior, B, reservation_value=reservation))
    assert all(len(line) == len(COLUMNS) and line[3].endswith(".") for line in lines)
    assert all(line[2] for line in lines if line[1] != "not known")
    text = " ".join(line[3] for line in lines)
    assert ("Set our walk-away" in text) == (reservation is None)
    assert ("below our walk-away" in text) == (reservation == 0.9)


def test_the_middle_of_an_issue() -> None:
    """The middle amount; the two middle options of an even list; all options where there is no order."""
    assert list(middle_of(NumericIssue(name="n", low=2, high=4))) == [3]
    assert list(middle_of(NumericIssue(name="n", low=0, high=5, step=1))) == [2, 3]
    assert list(middle_of(OrderedIssue(name="o", options=("a", "b", "c")))) == [1]
    assert len(middle_of(CategoricalIssue(name="c", options=("a", "b", "c")))) == 3
