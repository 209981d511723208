"""The benchmark of offers to us: its senders do as they say, and one set teaches what it promises."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.received import (
    AGENDA,
    LIES,
    MEANT,
    SLACK,
    SPEC,
    STYLES,
    Shaded,
    Tally,
    claimed_sets,
    equal_packages,
    separation,
)
from meso_infer.evidence import EqualClaim
from meso_infer.inference import infer
from meso_infer.prior import Layout, ModelSettings
from meso_infer.simulate import SyntheticCounterpart
from meso_infer.utility import AdditiveUtility

OWN = AdditiveUtility.from_spec(AGENDA, SPEC)
LAYOUT = Layout(AGENDA, ModelSettings(), own=OWN)


def sender(rng: np.random.Generator) -> SyntheticCounterpart:
    return SyntheticCounterpart(LAYOUT, rng.standard_normal((LAYOUT.n_dimensions, 1)))


@pytest.mark.parametrize("style", STYLES)
def test_what_a_sender_calls_equal_is_equal_for_them(style: str) -> None:
    """Meant, each package lies within the slack of the first; shaded, by tastes with another top issue; those
    alike on one issue are alike on it.
    """
    rng = np.random.default_rng(3)
    for _ in range(3):
        one, other = sender(rng), sender(rng)
        sets = claimed_sets(one, other, OWN, style, rng)
        assert set(sets) == {MEANT, *LIES}
        for kind, tastes in ((MEANT, one), ("careful lie", other), ("decoys", other)):
            worth = tastes.utility(sets[kind])
            assert np.abs(worth - worth[0]).max() <= SLACK + 1e-9
            assert len(set(sets[kind])) == len(sets[kind])
        if style == STYLES[2]:
            assert len(AGENDA.varying(sets[MEANT])) < AGENDA.n_issues


def test_shading_puts_one_issue_up() -> None:
    """By shaded tastes one step on the shaded issue is worth as much more as the top issue exceeds it."""
    one = sender(np.random.default_rng(4))
    weights = np.array(list(one.weights.values()))
    least = int(weights.argmin())
    shaded = Shaded(one, least)
    lows = AGENDA.decode(np.array([issue.bounds[0] for issue in AGENDA.issues]))
    ends = [
        lows.with_option(AGENDA.names[least], AGENDA.issues[least].option(x))
        for x in AGENDA.issues[least].bounds
    ]
    plain, put_up = np.ptp(one.utility(ends)), np.ptp(shaded.utility(ends))
    assert put_up / plain == pytest.approx(weights.max() / weights[least], rel=0.3)
    assert put_up >= plain


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
        first = one.counteroffer(rng, OWN)
        told = [EqualClaim(equal_packages(one, first, STYLES[0], rng))]
        before.add(infer(AGENDA, [], settings=settings, own=OWN), one.weights, [])
        after.add(infer(AGENDA, told, settings=settings, own=OWN), one.weights, told)
    assert after.rmse < 0.9 * before.rmse
    assert np.mean(after.covered) > 0.84
    assert np.mean(after.meant) > 0.3
