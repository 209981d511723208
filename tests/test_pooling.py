"""A prior learnt from a segment."""

from __future__ import annotations

import numpy as np
import pytest

from meso_infer.errors import InvalidSettings
from meso_infer.evidence import Evidence, Pick, Push
from meso_infer.inference import infer
from meso_infer.issues import NumericIssue
from meso_infer.packages import Agenda
from meso_infer.pooling import (
    COVARIANCE_STRENGTH,
    FIT_DRAWS,
    MEAN_STRENGTH,
    Past,
    pooled_prior,
)
from meso_infer.prior import Layout, ModelSettings
from meso_infer.simulate import SyntheticCounterpart, random_packages

AGENDA = Agenda(
    tuple(
        NumericIssue(name=n, low=0, high=10, step=1, counterpart_direction={"higher": 1})
        for n in "abcd"
    )
)
LAYOUT = Layout(AGENDA, ModelSettings())
CENTRE = np.array([1.2, 0.0, -0.6, -0.6])


def member(rng: np.random.Generator) -> SyntheticCounterpart:
    """A counterpart of a segment that mostly cares about the first issue."""
    z = rng.standard_normal((LAYOUT.n_dimensions, 1))
    z[:4, 0] = CENTRE + 0.5 * rng.standard_normal(4)
    return SyntheticCounterpart(LAYOUT, z)


def talks(counterpart: SyntheticCounterpart, rng: np.random.Generator) -> tuple[Evidence, ...]:
    said: list[Evidence] = []
    for _ in range(3):
        packages = tuple(random_packages(AGENDA, 3, rng))
        taken = counterpart.pick(packages, rng)
        said.append(Pick(packages, taken))
        issue, direction, _ = counterpart.push(packages[taken or 0], rng)
        said.append(Push((packages[taken or 0],), issue, direction))
    return tuple(said)


def test_a_segment_teaches_its_next_member() -> None:
    """With 25 past members, the next one's top issue is found more often and more surely than cold."""
    rng = np.random.default_rng(8)
    pooled = pooled_prior([Past(AGENDA, talks(member(rng), rng)) for _ in range(25)], n_steps=4)
    assert pooled.n_negotiations == 25
    brier = {"cold": 0.0, "pooled": 0.0}
    for _ in range(25):
        one = member(rng)
        evidence = talks(one, rng)[:2]
        best = max(one.weights, key=lambda n: one.weights[n])
        for name, settings in (("cold", ModelSettings()), ("pooled", pooled.settings)):
            tops = infer(AGENDA, evidence, settings=settings).weight_summary()
            brier[name] += sum((s.p_top - (n == best)) ** 2 for n, s in tops.items()) / 25
    assert brier["pooled"] < 0.8 * brier["cold"]


def test_little_to_learn_from_changes_little() -> None:
    """One past negotiation moves the prior less than ten like it."""
    rng = np.random.default_rng(9)
    one = Past(AGENDA, talks(member(rng), rng))
    moved = [
        np.abs(pooled_prior([one] * n, n_steps=3).settings.latent_mean or ()).max() for n in (1, 10)
    ]
    assert moved[0] < moved[1]


def test_the_prior_moves_to_what_is_most_probable() -> None:
    """After one step no turn of the mean or the covariance makes the fits likelier, the shrinkage counted in."""
    rng = np.random.default_rng(12)
    past = [Past(AGENDA, talks(member(rng), rng)) for _ in range(5)]
    found = pooled_prior(past, n_steps=1).settings
    assert found.latent_mean is not None
    assert found.latent_cholesky is not None
    mean, lower = np.array(found.latent_mean), np.array(found.latent_cholesky)
    quick = ModelSettings(n_draws=FIT_DRAWS)
    fits = [infer(AGENDA, one.evidence, settings=quick).z for one in past]

    def log_density(mean: np.ndarray, lower: np.ndarray) -> float:
        """Expected over the fits; the start counts for two means and six covariances of the identity."""
        log_size = 2 * np.log(np.diag(lower)).sum()
        away = [np.linalg.solve(lower, z - mean[:, None]) for z in fits]
        seen = sum(-0.5 * ((one**2).sum() / one.shape[1] + log_size) for one in away)
        held = 2 * (np.linalg.solve(lower, mean) ** 2).sum()
        spread = COVARIANCE_STRENGTH * (np.linalg.inv(lower) ** 2).sum()
        return float(seen - 0.5 * (held + spread + COVARIANCE_STRENGTH * log_size))

    assert MEAN_STRENGTH == 2
    for _ in range(20):
        step = 1e-4 * rng.standard_normal(len(mean))
        bend = 1e-4 * np.tril(rng.standard_normal(lower.shape))
        rise = log_density(mean + step, lower) - log_density(mean - step, lower)
        swell = log_density(mean, lower + lower @ bend) - log_density(mean, lower - lower @ bend)
        assert (rise, swell) == pytest.approx((0, 0), abs=1e-7)


def test_a_pooled_prior_is_a_prior() -> None:
    """Without evidence, the pooled prior is what is believed; on other issues it is refused."""
    rng = np.random.default_rng(10)
    pooled = pooled_prior([Past(AGENDA, talks(member(rng), rng)) for _ in range(8)], n_steps=3)
    weights = infer(AGENDA, (), settings=pooled.settings).weight_summary()
    assert max(weights, key=lambda n: weights[n].mean) == "a"
    with pytest.raises(InvalidSettings, match="other issues"):
        infer(Agenda(AGENDA.issues[:2]), (), settings=pooled.settings)


def test_nothing_to_learn_from_is_said() -> None:
    """No answers at all, or agendas of different shapes, are refused in words."""
    with pytest.raises(InvalidSettings, match="log some first"):
        pooled_prior([Past(AGENDA, ())])
    rng = np.random.default_rng(11)
    evidence = talks(member(rng), rng)
    other = Agenda((*AGENDA.issues, NumericIssue(name="e", low=0, high=1)))
    with pytest.raises(InvalidSettings, match="different kinds"):
        pooled_prior([Past(AGENDA, evidence), Past(other, evidence)])
