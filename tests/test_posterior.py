"""Summaries of a posterior agree with each other and with its draws."""

from __future__ import annotations

import numpy as np
import pytest

from meso_infer.errors import InvalidPackage
from meso_infer.evidence import Pick, Push
from meso_infer.inference import infer
from meso_infer.packages import Package
from tests.agendas import A, B, C, hiring_agenda, hiring_own


@pytest.fixture(scope="module")
def posterior():
    agenda = hiring_agenda()
    evidence = [Pick((A, B, C), 1), Push((B,), "Salary", "higher", to=100000)]
    return infer(agenda, evidence, own=hiring_own(agenda))


def test_summaries_agree(posterior):
    """Ranks and tops are probabilities that sum to 1, quantiles rise, P(a above b) and its reverse sum to 1."""
    summaries = posterior.weight_summary()
    ranks = np.array(list(posterior.rank_probabilities().values()))
    assert ranks.sum(axis=0) == pytest.approx(np.ones(3))
    assert ranks.sum(axis=1) == pytest.approx(np.ones(3))
    assert ranks[:, 0] == pytest.approx([s.p_top for s in summaries.values()])
    assert sum(s.mean for s in summaries.values()) == pytest.approx(1)
    for s in summaries.values():
        assert 0 <= s.q05 <= s.q25 <= s.q50 <= s.q75 <= s.q95 <= 1
    assert posterior.p_above("Salary", "Remote") + posterior.p_above(
        "Remote", "Salary"
    ) == pytest.approx(1)
    for chances in posterior.directions().values():
        assert sum(chances.values()) == pytest.approx(1)


def test_utilities_of_many_packages(posterior):
    """Utilities do not depend on which other packages are asked about, and follow a known direction."""
    together = posterior.utility([A, B, C])
    alone = np.vstack([posterior.utility([p]) for p in (A, B, C)])
    assert together == pytest.approx(alone, abs=1e-12)
    more = posterior.utility([B.with_option("Salary", 96000), B.with_option("Salary", 95000)])
    assert (more[0] >= more[1]).all()
    worths = posterior.part_worths("Salary", np.array([95000.0, 96000.0]))
    assert more[0] - more[1] == pytest.approx(worths[1] - worths[0], abs=1e-12)


def test_pick_chances_are_probabilities(posterior):
    """Chances of every answer sum to 1, with and without none; twins are equally likely."""
    assert posterior.pick_probabilities([A, B, C]).sum() == pytest.approx(1)
    with_none = posterior.pick_probabilities([A, B], none_allowed=True, round_number=2)
    assert len(with_none) == 3
    assert with_none.sum() == pytest.approx(1)
    twins = posterior.pick_probabilities([A, Package(dict(A))])
    assert twins[0] == pytest.approx(twins[1])


def test_reweighting_is_conditioning(posterior):
    """Reweighting by a likelihood gives the ratio of means, and leaves the draws alone."""
    chance = posterior.pick_probability_draws([A, B, C])[2]
    after = posterior.reweighted(np.log(chance))
    j = posterior.agenda.index("Remote")
    exact = (posterior.weights[j] * chance).mean() / chance.mean()
    assert after.weight_summary()["Remote"].mean == pytest.approx(exact)
    assert after.z is posterior.z
    back = after.reweighted(-np.log(chance)).weight_summary()["Remote"]
    assert back.mean == pytest.approx(posterior.weight_summary()["Remote"].mean)
    assert back.q50 == pytest.approx(posterior.weight_summary()["Remote"].q50, abs=0.01)


def test_quantiles_under_weights_lie_between_the_middles_of_their_steps(posterior):
    """Four draws that weigh .1, .4, .2 and .3 reach their values at .05, .3, .6 and .85."""
    four = posterior.thinned(4).reweighted(np.log([0.4, 0.1, 0.3, 0.2]))
    found = four.summary(np.array([2.0, 1.0, 4.0, 3.0]))
    assert found.mean == pytest.approx(0.1 + 0.8 + 0.6 + 1.2)
    assert (found.q05, found.q95) == pytest.approx((1.0, 4.0))
    assert (found.q25, found.q50, found.q75) == pytest.approx((1.8, 2 + 2 / 3, 3.6))


def test_thinning_keeps_the_estimate(posterior):
    """A quarter of the draws gives nearly the same means."""
    thin = posterior.thinned(256)
    assert thin.n_draws == 256
    assert thin.weights.mean(axis=1) == pytest.approx(posterior.weights.mean(axis=1), abs=0.05)


def test_the_report_is_plain_json(posterior):
    """What the command line prints holds plain numbers and names every issue."""
    import json

    report = json.loads(json.dumps(posterior.to_dict(), allow_nan=False))
    assert set(report["weights"]) == {"Salary", "Remote", "Contract"}
    assert report["events_used"] == 2
    assert report["diagnostics"]["informative_events"] == 2


def test_a_package_that_leaves_issues_out_has_no_utility(posterior):
    """A partial package is refused by name: no option is assumed for it."""
    with pytest.raises(InvalidPackage, match="leaves out Remote and Contract"):
        posterior.utility([A, Package({"Salary": 95000})])
