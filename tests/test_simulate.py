"""Synthetic counterparts answer every agenda in words that a log takes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from meso_infer.issues import CategoricalIssue, NumericIssue
from meso_infer.negotiation import Header
from meso_infer.packages import Agenda, Rule
from meso_infer.simulate import draw_counterpart, play, random_packages
from meso_infer.utility import OwnSpec
from tests.agendas import A, B, C, hiring_agenda, hiring_own


def test_picks_come_as_often_as_the_model_says():
    """Over 4,000 picks each answer is as frequent as its chance, none of them included."""
    agenda = hiring_agenda()
    one = draw_counterpart(agenda, np.random.default_rng(2))
    rng = np.random.default_rng(3)
    answers = [one.pick((A, B, C), rng, none_allowed=True, round_number=3) for _ in range(4000)]
    draws, _ = one.draws((A, B, C))
    worth = np.append(one.utility((A, B, C)), draws.aspiration(3)[0])
    odds = np.exp(draws.sharpness[0] * worth)
    expected = 0.97 * odds / odds.sum() + 0.03 / 4
    found = [answers.count(answer) / 4000 for answer in (0, 1, 2, None)]
    assert found == pytest.approx(expected, abs=0.03)


def test_counteroffers_lie_near_their_aspiration_and_lean_towards_us():
    """With a tilt they leave us more than without; either way they are worth what they aim at."""
    agenda = hiring_agenda()
    own = hiring_own(agenda)
    one = draw_counterpart(agenda, np.random.default_rng(2))
    mean = {}
    for tilt in (0.0, 9.0):
        z = one.z.copy()
        z[one.layout.first_scalar + 4] = (tilt - 3) / 3
        leaning = replace(one, z=z)
        rng = np.random.default_rng(4)
        said = [leaning.counteroffer(rng, own, round_number=2) for _ in range(40)]
        aim = leaning.draws(said)[0].aspiration(2)[0]
        assert np.abs(leaning.utility(said) - aim).mean() < 0.08
        mean[tilt] = np.mean([own.utility(package) for package in said])
    assert mean[9.0] > mean[0.0] + 0.05


def test_rules_that_no_random_package_obeys_are_played():
    """Where only a handful of packages is possible, they counter with one that they know."""
    city = CategoricalIssue(name="City", options=("Berlin", "Paris", "Rome"))
    amounts = tuple(
        NumericIssue(name=name, low=0, high=60, step=1, own_direction="lower") for name in "abc"
    )
    anywhere = {"City": {"in": ["Berlin", "Paris", "Rome"]}}
    rules = tuple(
        Rule.model_validate({"if": anywhere, "then": {name: {"in": [30]}}}) for name in "abc"
    )
    agenda = Agenda((city, *amounts), rules)
    own = OwnSpec(
        weights={"City": 0.1, "a": 0.3, "b": 0.3, "c": 0.3},
        values={"City": {"Berlin": 0.5, "Paris": 0.5, "Rome": 0.5}},
        aspiration_value=0.5,
    )
    rng = np.random.default_rng(0)
    assert random_packages(agenda, 4000, rng) == []
    always = replace(draw_counterpart(agenda, rng), counteroffer_share=1.0)
    last = play(Header(agenda, own=own), always, rng, n_rounds=1).rounds[0]
    assert last.meso is not None
    assert last.counteroffers[0] in [package for _, package in last.meso.packages]
