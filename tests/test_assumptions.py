"""The model in words: what is said follows the settings."""

from __future__ import annotations

from dataclasses import replace

from meso_infer.assumptions import assumptions
from meso_infer.prior import ModelSettings


def test_switches_follow_the_settings() -> None:
    """What is off by default is said to be off, and on when it is switched on."""
    on = {one.about: one.is_on for one in assumptions()}
    assert on["Old answers fade"] is False
    assert on["Learnt from past negotiations"] is False
    assert on["Taste for the first or middle package"] is True
    fading = replace(ModelSettings(), forgetting=0.8, order_sd=0.0)
    changed = {one.about: one.is_on for one in assumptions(fading)}
    assert changed["Old answers fade"] is True
    assert changed["Taste for the first or middle package"] is False


def test_the_numbers_said_are_those_of_the_model() -> None:
    """Worked by hand: e^(0.6745 sqrt 2) = 2.6, 1/(1 + e^-1.2) = 77%, honesty 70%."""
    said = {one.about: one.words for one in assumptions()}
    assert "2.6 times" in said["What matters"]
    assert "77%" in said["How well they choose"]
    assert "70%" in said["What they say"]
    assert "at most 6" in said["Counteroffers"]
    assert "2.6 times" not in assumptions(replace(ModelSettings(), weight_log_sd=0.1))[0].words
