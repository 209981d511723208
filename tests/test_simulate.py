"""Synthetic counterparts answer every agenda in words that a log takes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from meso_infer.issues import CategoricalIssue, NumericIssue
from meso_infer.negotiation import Header
from meso_infer.packages import Agenda, Rule
from meso_infer.simulate import draw_counterpart, play, random_packages
from meso_infer.utility import OwnSpec


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
