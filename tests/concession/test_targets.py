"""The concession plan: what it may never do, and how it answers to time, limits and refusals."""

from __future__ import annotations

import itertools
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from meso_infer.concession.patience import Timing, find_patience
from meso_infer.concession.targets import ConcessionPlan, PlanSettings, plan
from meso_infer.errors import InvalidSettings
from meso_infer.evidence import Counteroffer, Pick
from meso_infer.inference import infer
from meso_infer.posterior import Posterior
from tests.agendas import A, B, C, deal, hiring_agenda, hiring_own

AGENDA = hiring_agenda()
OWN = hiring_own(AGENDA)
RESERVATION = 0.4


@cache
def believed() -> Posterior:
    """After "B" and "B, but 5,000 more"."""
    evidence = (Pick((A, B, C), 1), Counteroffer(deal(100000, 1, 2), round=1))
    return infer(AGENDA, evidence, own=OWN)


@cache
def planned(timing: Timing, reservation: float = RESERVATION, **more: float) -> ConcessionPlan:
    """A plan on the hiring example."""
    return plan(
        OWN,
        believed(),
        timing=timing,
        reservation_value=reservation,
        settings=PlanSettings(n_draws=100, **more),  # type: ignore[arg-type]
    )


TIMINGS = (
    Timing(round=2),
    Timing(round=2, last_round=2),
    Timing(round=2, last_round=5),
    Timing(round=2, last_round=5, known_to_them=False),
)


@pytest.mark.parametrize("timing", TIMINGS)
@pytest.mark.parametrize("reservation", [0.0, 0.4, 0.9])
def test_targets_never_fall_below_the_walk_away_nor_rise(
    timing: Timing, reservation: float
) -> None:
    """In every round the target lies between the reservation value and the target before."""
    found = planned(timing, reservation)
    targets = [step.target for step in found.steps]
    assert min(targets) >= reservation
    assert all(after <= before for before, after in itertools.pairwise(targets))
    assert [step.round for step in found.steps] == list(timing.rounds)
    assert found.target == targets[0] == found.expected.target


@pytest.mark.parametrize("timing", TIMINGS)
def test_a_better_walk_away_never_lowers_what_is_expected(timing: Timing) -> None:
    """Expected utility does not fall when no deal is worth more to us."""
    worth = [planned(timing, reservation).expected.own for reservation in (0.0, 0.2, 0.4, 0.6, 0.8)]
    assert all(after >= before - 1e-3 for before, after in itertools.pairwise(worth))
    assert all(planned(timing, rv).expected.own >= rv - 1e-9 for rv in (0.0, 0.4, 0.8))


def test_at_the_deadline_only_the_chance_of_yes_counts() -> None:
    """With one round left the target maximises chance times utility over the levels."""
    found = planned(TIMINGS[1])
    game = found.table.game
    hit = game.acceptance[0] @ game.weights
    worth = hit * game.levels + (1 - hit) * RESERVATION
    assert found.expected.own == pytest.approx(worth.max(), abs=1e-12)
    assert found.target == game.levels[worth.argmax()]
    assert found.expected.deal == found.expected.accepted_now == pytest.approx(hit[worth.argmax()])


def test_what_we_may_end_with_is_what_can_happen() -> None:
    """One round left: its target or the walk-away, each from a chance of 5% on; else what lies between."""
    found = planned(TIMINGS[1])
    assert 0.05 < found.expected.deal < 0.95
    assert found.expected.own_low == RESERVATION
    assert found.expected.own_high == found.target
    for timing in TIMINGS:
        one = planned(timing)
        ends = one.expected
        assert ends.own_low <= ends.own <= ends.own_high
        if ends.deal < 0.95:
            assert ends.own_low <= RESERVATION


def test_the_alternatives_are_no_better_than_the_target() -> None:
    """Targets beside it, each with its own best rest, promise no more; the target is among them."""
    found = planned(TIMINGS[2])
    assert found.target in [one.target for one in found.alternatives]
    assert all(one.value <= found.expected.value + 1e-6 for one in found.alternatives)
    assert found.nearly[0] <= found.target <= found.nearly[1]


def test_more_rounds_and_a_deadline_that_presses_them_are_worth_more() -> None:
    """Time left never hurts where nothing is lost by it; nor does it hurt that they feel the deadline."""
    patient = Timing(round=2, break_off=0.0)
    worth = [planned(replace(patient, last_round=last)).expected.own for last in (2, 3, 4, 6)]
    secret = [
        planned(replace(patient, last_round=last, known_to_them=False)).expected.own
        for last in (2, 3, 4, 6)
    ]
    assert all(after >= before - 0.005 for before, after in itertools.pairwise(secret))
    assert all(known >= hidden - 0.005 for known, hidden in zip(worth, secret, strict=True))


def test_a_refusal_lowers_what_can_be_expected() -> None:
    """Whoever refused good packages is taken to want more: the same plan promises less."""
    fresh = plan(OWN, believed(), timing=TIMINGS[2], reservation_value=RESERVATION)
    after = plan(
        OWN,
        believed(),
        timing=TIMINGS[2],
        reservation_value=RESERVATION,
        refused=[(1, (A, B, C))],
    )
    assert after.expected.own < fresh.expected.own
    assert after.settles <= fresh.settles


def test_what_was_asked_for_last_is_a_ceiling() -> None:
    """No target exceeds the highest level allowed, and its packages are worth the target to us."""
    found = plan(OWN, believed(), timing=TIMINGS[2], reservation_value=RESERVATION, highest=0.65)
    assert found.target <= 0.65
    assert all(OWN.utility(package) >= found.target - 0.005 for package in found.packages)


def test_regard_for_them_asks_for_less() -> None:
    """Where their utility counts as well, targets are lower, deals likelier, and both get more together."""
    alone, kind = planned(TIMINGS[2]), planned(TIMINGS[2], regard=1.0)
    assert kind.target <= alone.target
    assert kind.expected.deal >= alone.expected.deal
    assert kind.expected.joint > alone.expected.joint


@pytest.mark.parametrize("regard", [0.0, 0.5])
def test_what_a_plan_maximises_is_ours_and_regard_for_theirs(regard: float) -> None:
    """Its value is our expected utility and regard times theirs, counteroffers that we take included."""
    found = planned(TIMINGS[2], regard=regard, counter_chance=0.9).expected
    theirs = found.deal * found.theirs_if_deal
    assert found.value == pytest.approx(found.own + regard * theirs, abs=1e-9)


def test_the_same_question_has_the_same_answer() -> None:
    """There is no hidden chance in a plan."""
    first, second = (
        plan(OWN, believed(), timing=TIMINGS[0], reservation_value=RESERVATION) for _ in range(2)
    )
    assert first.steps == second.steps
    assert first.expected == second.expected
    assert np.isfinite(first.expected.own)


def test_no_deal_may_count_less_than_the_walk_away() -> None:
    """Where no deal counts 0, a deal is the likelier aim, yet nothing below the walk-away is asked for."""
    found = [planned(TIMINGS[2], 0.6, **more) for more in ({}, {"no_deal": 0.6}, {"no_deal": 0.0})]
    assert found[0].steps == found[1].steps
    assert found[2].expected.deal >= found[0].expected.deal
    assert min(step.target for step in found[2].steps) >= 0.6


def test_who_keeps_to_what_was_asked_for_accepts_it() -> None:
    """A threshold never lies above the last counteroffer, unless they may take it back."""
    thin = believed().thinned(64)
    last = np.full((1, thin.n_draws), 0.3)
    keeping, free = (
        find_patience(thin, replace(TIMINGS[2], keeps_to_asked=keeps), asked=[(1, last)])
        for keeps in (True, False)
    )
    assert (keeping.thresholds <= 0.3).all()
    assert (free.thresholds > 0.3).any()
    assert (keeping.thresholds <= free.thresholds).all()


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("no round is left", lambda: Timing(round=4, last_round=3)),
        ("counted from 1", lambda: Timing(round=0)),
        ("break off", lambda: Timing(break_off=1.0)),
        ("within 0 to 1", lambda: Timing(give_way=(0.5, 1.5))),
        ("give 1 to 5", lambda: PlanSettings(n_packages=6)),
        ("within 0 to 1", lambda: PlanSettings(regard=2)),
        ("too few", lambda: PlanSettings(n_draws=3)),
        ("from 0 to 1", lambda: plan(OWN, believed(), reservation_value=1.5)),
    ],
)
def test_impossible_questions_are_answered_in_words(words: str, asked: object) -> None:
    """A number out of range is refused with what is allowed."""
    with pytest.raises(InvalidSettings, match=words):
        asked()  # type: ignore[operator]
