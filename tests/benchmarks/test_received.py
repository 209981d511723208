"""The benchmark of offers to us: its senders do as they say, and one set teaches what it promises."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.received import AGENDA, SLACK, SPEC, STYLES, Tally, offered_set, separation
from meso_infer.evidence import EqualClaim, OfferedSet
from meso_infer.inference import infer
from meso_infer.packages import Package
from meso_infer.prior import Layout, ModelSettings
from meso_infer.simulate import SyntheticCounterpart
from meso_infer.utility import AdditiveUtility

OWN = AdditiveUtility.from_spec(AGENDA, SPEC)
LAYOUT = Layout(AGENDA, ModelSettings(), own=OWN)


def sender(rng: np.random.Generator) -> SyntheticCounterpart:
    return SyntheticCounterpart(LAYOUT, rng.standard_normal((LAYOUT.n_dimensions, 1)))


def packages_of(told: list) -> tuple[Package, ...]:
    assert isinstance(told[0], OfferedSet)
    return told[0].packages


@pytest.mark.parametrize("style", STYLES)
def test_what_a_sender_calls_equal_is_equal_for_them(style: str) -> None:
    """Each package lies within the slack of the first; those alike on one issue are alike on it."""
    rng = np.random.default_rng(3)
    for _ in range(5):
        one = sender(rng)
        packages = packages_of(offered_set(one, one, OWN, style, rng))
        worth = one.utility(packages)
        assert np.abs(worth - worth[0]).max() <= SLACK + 1e-9
        assert len(set(packages)) == len(packages)
        if style == STYLES[2]:
            assert len(AGENDA.varying(packages)) < AGENDA.n_issues


def test_claims_are_separated_by_their_chances() -> None:
    """All meant above all idle is an area of 1, the same chances .5; a tenth of the meant ones may be doubted."""
    assert separation([0.9, 0.8], [0.1, 0.2]) == (1.0, 1.0)
    assert separation([0.5], [0.5])[0] == 0.5


def test_one_set_that_is_meant_lowers_the_error() -> None:
    """Over 30 senders the weights' error falls by a tenth or more, and the 90% intervals keep the truth."""
    rng = np.random.default_rng(8)
    settings = ModelSettings(n_draws=512)
    before, after = Tally(), Tally()
    for _ in range(30):
        one = sender(rng)
        told = offered_set(one, one, OWN, STYLES[0], rng)
        before.add(infer(AGENDA, [], settings=settings, own=OWN), one.weights, [])
        after.add(infer(AGENDA, told, settings=settings, own=OWN), one.weights, told)
        assert any(isinstance(piece, EqualClaim) for piece in told)
    assert after.rmse < 0.9 * before.rmse
    assert np.mean(after.covered) > 0.84
    assert np.mean(after.meant) > 0.6
