"""What they will settle for: the documented course of their aspiration, and what counteroffers are worth."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from meso_infer.concession.patience import Timing, counter_worth, find_patience
from meso_infer.concession.plan_game import PlanSettings, make_game, offered_over_rounds
from meso_infer.deals.reach import find_reach
from meso_infer.inference import infer
from meso_infer.issues import CategoricalIssue, NumericIssue
from meso_infer.packages import Agenda
from meso_infer.prior import ModelSettings
from meso_infer.utility import AdditiveUtility

AGENDA = Agenda(
    (
        NumericIssue(name="Pay", low=0, high=9, step=1, own_direction="lower",
                     counterpart_direction={"higher": 1}),
        NumericIssue(name="Days", low=0, high=5, step=1, own_direction="lower",
                     counterpart_direction={"higher": 0.7}),
        CategoricalIssue(name="Town", options=("x", "y", "z")),
    )
)  # fmt: skip
OWN = AdditiveUtility.of(
    AGENDA, {"Pay": 0.5, "Days": 0.3, "Town": 0.2}, {"Town": {"x": 1, "y": 0.2, "z": 0}}
)
FIXED = ModelSettings(aspiration_logit_sd=0, concession_log_sd=0)
OPENING = 1 / (1 + np.exp(-1.0))
POSTERIOR = infer(AGENDA, (), settings=FIXED).thinned(32)


def test_without_a_deadline_the_aspiration_declines_as_in_the_model() -> None:
    """In round r it is the opening times exp(-.06 (r - 1)), also where only we know the deadline."""
    rounds = np.arange(2, 6)
    expected = OPENING * np.exp(-0.06 * (rounds - 1))
    for timing in (
        Timing(round=2, horizon=4),
        Timing(round=2, last_round=5, known_to_them=False),
    ):
        found = find_patience(POSTERIOR, timing).aspirations
        assert found == pytest.approx(np.tile(expected[:, None], found.shape[1]))


def test_towards_a_deadline_the_aspiration_falls_by_a_power_of_time() -> None:
    """With a power of 2 a sixteenth is given up after a quarter of the time, and all at the end."""
    timing = Timing(last_round=4, give_way=(1.0, 1.0), lateness=(2.0, 0.0))
    found = find_patience(POSTERIOR, timing).aspirations
    expected = OPENING * (1 - (np.arange(1, 5) / 4) ** 2)
    assert found == pytest.approx(np.tile(expected[:, None], found.shape[1]))


def test_a_counteroffer_is_worth_its_mean_at_their_level() -> None:
    """Ms + C / V (tau - M) + lambda (Vs - C^2 / V), with the moments over all packages."""
    posterior = infer(AGENDA, (), settings=ModelSettings(tilt_mean=0.5, tilt_sd=0.2)).thinned(32)
    patience = find_patience(posterior, Timing(horizon=3))
    rows = np.array(list(product(*(issue.coordinates() for issue in AGENDA.issues))))
    ours, theirs = OWN.utility_of(rows), posterior.utility_of(rows)
    expected = np.empty(patience.aspirations.shape)
    for particle, k in enumerate(patience.draw):
        (variance, covariance), (_, own_variance) = np.cov(theirs[:, k], ours, bias=True)
        slope = covariance / variance
        expected[:, particle] = (
            ours.mean()
            + slope * (patience.aspirations[:, particle] - theirs[:, k].mean())
            + posterior.draws.tilt[k] * (own_variance - slope * covariance)
        )
    inside = (expected > 0) & (expected < 1)
    found = counter_worth(OWN, posterior, patience)
    assert inside.mean() > 0.5
    assert found == pytest.approx(np.clip(expected, 0, 1), abs=1e-6)


def test_offers_get_better_as_we_learn() -> None:
    """The first offers are what is chosen today; each round closes a share of the gap to the best."""
    reach, timing = find_reach(OWN, POSTERIOR), Timing(horizon=4)
    offered = offered_over_rounds(reach, timing, PlanSettings(learning=0.2))
    gaps = [reach.best - one for one in offered]
    assert offered[0] == pytest.approx(reach.offered)
    for before, after in pairwise(gaps):
        assert after == pytest.approx(0.8 * before)


def test_regard_counts_their_side_of_every_ending() -> None:
    """An offer taken and a counteroffer taken are worth more by regard times what they have from it."""
    timing = Timing(horizon=3)
    patience = find_patience(POSTERIOR, timing)
    reach = find_reach(OWN, POSTERIOR)
    worth = counter_worth(OWN, POSTERIOR, patience)
    games = []
    for regard in (0.0, 0.5):
        assumed = PlanSettings(regard=regard)
        offered = offered_over_rounds(reach, timing, assumed)
        games.append(make_game(reach.levels, offered, patience, worth, timing, assumed, 0.3))
    alone, kind = games
    assert kind.counters - alone.counters == pytest.approx(0.5 * patience.aspirations)
    assert kind.gains - alone.gains == pytest.approx(0.5 * offered[:, :, patience.draw])
    assert kind.acceptance == pytest.approx(alone.acceptance)
