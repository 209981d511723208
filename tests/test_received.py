"""An offer of theirs, looked at: worked numbers of its worth, its pull, their trade-offs and counters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer.anchoring import Pull, pull_of
from meso_infer.errors import InvalidUtility
from meso_infer.evidence import EqualClaim, OfferedSet
from meso_infer.inference import infer
from meso_infer.issues import NumericIssue, OrderedIssue
from meso_infer.negotiation.incoming import ReceivedOffer
from meso_infer.packages import Agenda, Meso, Package
from meso_infer.prior import ModelSettings
from meso_infer.received import (
    best_counters,
    remarks,
    their_trade_offs,
    trade_off_sentence,
    worths_of,
)
from meso_infer.utility import AdditiveUtility
from tests.agendas import YEARS, A, B, C, deal, hiring_agenda, hiring_own

MANAGER = Agenda(
    (
        NumericIssue(
            name="Salary", unit="USD", low=90000, high=105000,
            own_direction="higher", counterpart_direction={"lower": 1},
        ),
        NumericIssue(
            name="Remote", unit="days", low=0, high=5, step=1,
            own_direction="higher", counterpart_direction={"lower": 1},
        ),
        OrderedIssue(
            name="Contract", options=YEARS, own_direction="earlier",
            counterpart_direction={"later": 1},
        ),
    )
)  # fmt: skip
"""The hiring example from the candidate's chair: the manager's packages are offered to us."""
CANDIDATE = AdditiveUtility.of(MANAGER, {"Salary": 0.5, "Remote": 0.3, "Contract": 0.2}, {})
OFFER = Meso.of({"A": A, "B": B, "C": C})
QUICK = ModelSettings(n_draws=256)


def test_trade_offs_are_ranges_with_a_straight_reading_beside_them() -> None:
    """A ~ B ~ C bounds a remote day by 0 and 5,000 and fixes the third year at 5,000; straight values read the
    remote day as free, which no sentence claims.
    """
    remote, second, third = their_trade_offs(MANAGER, [A, B, C])
    assert (remote.bounds.low, remote.bounds.high) == pytest.approx((0, 5000))
    assert (third.bounds.low, third.bounds.high) == pytest.approx((5000, 5000))
    assert (second.bounds.low, second.bounds.high) == pytest.approx((0, 5000))
    assert (remote.straight, third.straight) == pytest.approx((0, 5000))
    told = trade_off_sentence(MANAGER, remote)
    assert "between USD 0 and USD 5,000" in told
    assert "one reading of many" in told


def test_trade_offs_that_cannot_be() -> None:
    """Packages that are better for them on every issue cannot be equal, and one alone has no trade-offs."""
    with pytest.raises(InvalidUtility, match="cannot be equal"):
        their_trade_offs(MANAGER, [deal(95000, 1, 3), deal(96000, 2, 2)])
    assert their_trade_offs(MANAGER, [A]) == ()


def test_worth_is_ours_exactly_or_a_range() -> None:
    """The three packages of the example are worth 15/23 each; an issue left out makes the worth a range."""
    own = hiring_own(hiring_agenda())
    for one in worths_of(own, OFFER):
        assert one.is_exact
        assert one.middle == pytest.approx(15 / 23)
    (partly,) = worths_of(own, Meso.of({"A": Package({"Remote": 0, "Contract": YEARS[2]})}))
    assert (partly.low, partly.high) == pytest.approx((14 / 23, 1))


def test_dominated_packages_are_marked_without_blame() -> None:
    """What another package beats for us on every issue is said so, and no motive is named."""
    own = hiring_own(hiring_agenda())
    (told,) = remarks(own, Meso.of({"A": deal(100000, 2, 3), "B": deal(100000, 3, 3)}))
    assert "A is at least as good as B on every issue" in told
    for word in ("lie", "trick", "bait", "mislead", "bluff"):
        assert word not in told
    assert remarks(own, OFFER) == ()
    assert remarks(own, Meso.of({"A": A})) == ()


@pytest.mark.parametrize(
    ("after", "share", "warned"),
    [
        (0.70, 0.0, False),
        (0.69, 0.05, False),
        (0.68, 0.10, False),
        (0.65, 0.25, True),
        (0.75, -0.25, False),
    ],
)
def test_the_pull_is_the_share_of_the_way_to_the_offer(
    after: float, share: float, warned: bool
) -> None:
    """(after - before) / (offer - before), pointed out above a tenth."""
    pull = Pull(0.7, after, 0.5)
    assert pull.share == pytest.approx(share)
    assert pull.is_warned == warned
    assert pull.sentence()


def test_there_is_no_pull_without_two_targets() -> None:
    """An offer as good as the target pulls nowhere, and without what was written down nothing is told."""
    assert Pull(0.7, 0.6, 0.701).share is None

    assert pull_of(ReceivedOffer(OFFER), 0.5) is None


@settings(max_examples=40)
@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_pull_is_the_same_from_either_end(before: float, after: float, offered: float) -> None:
    """Turning the scale round changes nothing of the share."""
    one, other = Pull(before, after, offered), Pull(1 - before, 1 - after, 1 - offered)
    assert (one.share is None) == (other.share is None) or abs(abs(offered - before) - 0.005) < 1e-9
    if one.share is not None and other.share is not None:
        assert one.share == pytest.approx(other.share, abs=1e-6)


def test_counters_are_the_best_for_us_that_leave_them_as_well_off() -> None:
    """Each keeps its chance, the safer the less for us, none is worth less to us than the best mix that is as
    safe, and what they gain stands with its interval.
    """
    evidence = [OfferedSet((A, B, C)), EqualClaim((A, B, C))]
    posterior = infer(MANAGER, evidence, settings=QUICK, own=CANDIDATE)
    found = best_counters(CANDIDATE, posterior, OFFER, called_equal=True)
    assert len(found) >= 2
    for chance, one in zip((0.5, 0.7, 0.9), found, strict=False):
        assert one.no_worse >= chance - 1e-9
        assert one.no_worse_low <= one.no_worse <= one.no_worse_high
        assert one.gain_low <= one.gain <= one.gain_high
    ours = [one.own for one in found]
    assert ours == sorted(ours, reverse=True)
    assert found[0].own >= max(CANDIDATE.utility(p) for p in (A, B, C)) - 1e-9
    theirs = posterior.utility([A, B, C]).mean(axis=0)
    for one in found:
        gained = posterior.utility([one.package])[0] - theirs
        assert one.no_worse == pytest.approx(posterior.probability(gained >= -1e-9))
    for package in (A, B, C, deal(105000, 5, 1)):
        safe = float(np.mean(posterior.utility([package])[0] >= theirs))
        if safe >= found[0].no_worse:
            assert CANDIDATE.utility(package) <= found[0].own + 1e-9


def test_packages_that_were_not_called_equal_are_held_against_the_least() -> None:
    """Without that claim they are no worse off with what is as good for them as any that they named."""
    posterior = infer(MANAGER, [OfferedSet((A, B, C))], settings=QUICK, own=CANDIDATE)
    least = posterior.utility([A, B, C]).min(axis=0)
    for one in best_counters(CANDIDATE, posterior, OFFER, called_equal=False):
        gained = posterior.utility([one.package])[0] - least
        assert one.no_worse == pytest.approx(posterior.probability(gained >= -1e-9))
        assert one.gain == pytest.approx(gained.mean())


def test_the_chance_of_a_counter_has_wilsons_interval() -> None:
    """Each end p solves (chance - p)^2 = z^2 p (1 - p) / n (Wilson 1927), by the number of draws."""
    posterior = infer(MANAGER, [OfferedSet((A, B, C))], settings=QUICK, own=CANDIDATE)
    for one in best_counters(CANDIDATE, posterior, OFFER, called_equal=True):
        for end in {one.no_worse_low, one.no_worse_high} - {one.no_worse, 0.0, 1.0}:
            spread = 1.645**2 * end * (1 - end) / posterior.n_draws
            assert (one.no_worse - end) ** 2 == pytest.approx(spread)


def test_counters_need_a_whole_package_and_our_floor() -> None:
    """Where all their packages leave issues out nothing is suggested; no counter lies below the floor."""
    posterior = infer(MANAGER, [], settings=QUICK, own=CANDIDATE)
    with pytest.raises(InvalidUtility, match="Ask what they have in mind"):
        best_counters(CANDIDATE, posterior, Meso.of({"A": Package({"Salary": 95000})}))
    found = best_counters(CANDIDATE, posterior, OFFER, floor=0.6, chances=(0.0,))
    assert all(one.own >= 0.6 - 1e-9 for one in found)
