"""The worked posteriors of the hiring example, through the product's own likelihoods on a grid."""

from __future__ import annotations

import numpy as np
import pytest

from meso_infer.evidence import Pick
from meso_infer.likelihoods import LIKELIHOODS, Context, log_pick
from meso_infer.prior import ModelSettings
from tests.agendas import A, B, C, deal, worked_draws

NOTHING = "nothing"
STEPS = {"+$5k": deal(100000, 1, 2), "+1 day": deal(95000, 2, 2)}
SHAPES = ("longer", "shorter")


def posterior(
    picked: str, asked: str = NOTHING, sharpness: float = 10.0, shapes: tuple[str, ...] = SHAPES
):
    packages = [A, B, C, *STEPS.values()]
    draws, weights, shape = worked_draws(packages, sharpness=sharpness, shapes=shapes)
    context = Context(draws.table, ModelSettings(), np.zeros(draws.table.n_levels))
    log_prior = np.full(draws.n_draws, -np.log(draws.n_draws))
    evidence = Pick((A, B, C), "ABC".index(picked), lapse=0.0)
    log_likelihood = LIKELIHOODS["pick"].compile([evidence], context)(draws)[0]
    marginal = float(np.exp(log_prior + log_likelihood).sum())
    if asked != NOTHING:
        log_likelihood = log_likelihood + ask(draws, shape, shapes, asked, sharpness)
    p = np.exp(log_prior + log_likelihood)
    return p / p.sum(), weights, shape, marginal


def ask(draws, shape, shapes, asked: str, sharpness: float) -> np.ndarray:
    """A single step from B: salary, remote, or the contract in the direction they like, if any."""
    agenda = draws.table.agenda
    rows = draws.table.rows(agenda.encode(list(STEPS.values())))
    options = draws.utility(rows)
    held = draws.table.positions(agenda.encode([B]))[0, 2]
    here = draws.part_worths[held]
    step = np.maximum(draws.part_worths[held - 1], draws.part_worths[held + 1]) - here
    contract = draws.utility(draws.table.rows(agenda.encode([B])))[0] + step
    # At its peak the contract has no step left to ask for.
    contract = np.where(
        np.isin(shape, [k for k, s in enumerate(shapes) if s == "peak"]), -1e3, contract
    )
    return log_pick(np.vstack([options, contract]), list(STEPS).index(asked), sharpness)


def top_shares(p: np.ndarray, weights: np.ndarray) -> np.ndarray:
    best = np.isclose(weights, weights.max(axis=1, keepdims=True), atol=1e-9)
    return p @ (best / best.sum(axis=1, keepdims=True))


def bits(p: np.ndarray) -> float:
    kept = p[p > 0]
    return float(-(kept * np.log2(kept)).sum())


ROWS = [
    ("A", NOTHING, 10, (0.4183, 0.2770, 0.3047), (0.4645, 0.2460, 0.2895), 0.7486, 6.5696, 0.5691),
    ("B", NOTHING, 10, (0.3642, 0.4002, 0.2356), (0.3880, 0.4538, 0.1582), 0.3578, 6.6107, 0.1015),
    ("C", NOTHING, 10, (0.1770, 0.4101, 0.4130), (0.0899, 0.4471, 0.4630), 0.1143, 5.9954, 0.3294),
    ("B", "+$5k", 10, (0.4972, 0.3216, 0.1811), (0.6202, 0.3176, 0.0623), 0.3123, 6.2305, None),
    ("B", "+1 day", 10, (0.2514, 0.6010, 0.1476), (0.1853, 0.7656, 0.0491), 0.4616, 6.0868, None),
    ("B", NOTHING, 5, (0.3514, 0.3653, 0.2833), None, None, None, None),
    ("B", "+$5k", 5, (0.4588, 0.3247, 0.2166), (0.5290, 0.3212, 0.1499), None, 6.7756, None),
]


@pytest.mark.parametrize(
    ("picked", "asked", "sharpness", "means", "tops", "longer", "entropy", "marginal"), ROWS
)
def test_worked_posteriors(picked, asked, sharpness, means, tops, longer, entropy, marginal):
    """Means, chances of being top, direction, entropy and marginals equal the worked ones to 1e-4."""
    p, weights, shape, got_marginal = posterior(picked, asked, sharpness)
    assert p @ weights == pytest.approx(means, abs=1e-4)
    if tops is not None:
        assert top_shares(p, weights) == pytest.approx(tops, abs=1e-4)
    if longer is not None:
        assert p[shape == 0].sum() == pytest.approx(longer, abs=1e-4)
    if entropy is not None:
        assert bits(p) == pytest.approx(entropy, abs=1e-4)
    if marginal is not None:
        assert got_marginal == pytest.approx(marginal, abs=1e-4)


def test_longer_only_makes_the_pick_of_b_a_surprise():
    """With only longer contracts liked, the marginal of B is .0726 and a raise leaves two issues level."""
    *_, marginal = posterior("B", shapes=("longer",))
    p, weights, *_ = posterior("B", "+$5k", shapes=("longer",))
    assert marginal == pytest.approx(0.0726, abs=1e-4)
    assert top_shares(p, weights) == pytest.approx((0.4870, 0.4745, 0.0386), abs=1e-4)


def test_a_peak_changes_the_conclusion():
    """With a peak in the middle admitted, salary is no longer the likeliest top issue."""
    shapes = ("longer", "shorter", "peak")
    p, _, shape, _ = posterior("B", shapes=shapes)
    assert p[shape == 2].sum() == pytest.approx(0.7615, abs=1e-4)
    p, weights, shape, _ = posterior("B", "+$5k", shapes=shapes)
    assert p[shape == 2].sum() == pytest.approx(0.8266, abs=1e-4)
    assert top_shares(p, weights) == pytest.approx((0.3723, 0.1987, 0.4290), abs=1e-4)


def test_b_is_never_more_likely_than_a_third_under_shorter():
    """Under shorter-is-better, sup P(B) is exactly 1/3, at weights (.6, 0, .4)."""
    draws, weights, _ = worked_draws([A, B, C], shapes=("shorter",), step=0.1)
    utilities = draws.utility(draws.table.rows(draws.table.agenda.encode([A, B, C])))
    chances = np.exp(log_pick(utilities, 1, 10.0))
    assert chances.max() == pytest.approx(1 / 3, abs=1e-12)
    assert weights[chances.argmax()] == pytest.approx((0.6, 0, 0.4))


def test_b_is_seldom_picked_under_longer():
    """Under longer-is-better, P(B) peaks at .192242 near weights (.285, .715, 0)."""
    draws, weights, _ = worked_draws([A, B, C], shapes=("longer",), step=0.005)
    utilities = draws.utility(draws.table.rows(draws.table.agenda.encode([A, B, C])))
    chances = np.exp(log_pick(utilities, 1, 10.0))
    assert chances.max() == pytest.approx(0.192242, abs=1e-6)
    assert weights[chances.argmax()] == pytest.approx((0.285, 0.715, 0), abs=1e-9)
