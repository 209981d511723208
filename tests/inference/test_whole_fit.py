"""Laws of inference: the prior without evidence, order irrelevant, two methods agree, honest doubt."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer.errors import InvalidSettings
from meso_infer.evidence import (
    Constraint,
    Counteroffer,
    Evidence,
    Pick,
    Push,
    Ranking,
    Statement,
)
from meso_infer.inference import fit_seed, infer
from meso_infer.inference.counterpart import CounterpartModel, implied_weights
from meso_infer.issues import CategoricalIssue, NumericIssue
from meso_infer.packages import Agenda
from meso_infer.prior import ModelSettings
from meso_infer.sampling.quasi_random import normal_points
from tests.agendas import A, B, C, deal, hiring_agenda, hiring_own

QUICK = ModelSettings(n_draws=512)
EVIDENCE: tuple[Evidence, ...] = (
    Pick((A, B, C), 1),
    Pick((A, B, C), None, none_allowed=True),
    Ranking((C, A, B)),
    Push((B,), "Salary", "higher"),
    Push((B,), "Salary", "higher", to=100000),
    Push((A, B, C), "Contract", "later"),
    Counteroffer(deal(100000, 1, 2)),
    Counteroffer(B.with_option("Remote", None), round=2),
    Statement(("Remote", "Salary")),
    Statement(("Contract",), polarity=-1),
    Constraint("Salary", least=95000),
    Constraint("Contract", one_of=("1 year", "2 years"), round=3),
)


def test_no_evidence_gives_the_prior():
    """Before any event, issues of like kind are equally likely to matter most, within .05."""
    issues = tuple(
        NumericIssue(name=name, low=0, high=10, step=1, counterpart_direction={"higher": 1})
        for name in "abcd"
    )
    posterior = infer(Agenda(issues), ())
    assert posterior.n_informative == 0
    for summary in posterior.weight_summary().values():
        assert summary.p_top == pytest.approx(1 / 4, abs=0.05)


def test_unlike_issues_start_about_level():
    """Known directions, unknown ones, peaks and categories all start within .05 of 1 / J."""
    agenda = Agenda(
        (
            NumericIssue(name="known", low=0, high=1, counterpart_direction={"higher": 1}),
            NumericIssue(name="likely", low=0, high=1, counterpart_direction={"higher": 0.95}),
            NumericIssue(
                name="peak", low=0, high=1,
                counterpart_direction={"higher": 0.4, "lower": 0.4, "peak": 0.2},
            ),
            CategoricalIssue(name="city", options=("x", "y", "z")),
        )
    )  # fmt: skip
    posterior = infer(agenda, (), settings=ModelSettings(n_draws=8192))
    for summary in posterior.weight_summary().values():
        assert summary.p_top == pytest.approx(1 / 4, abs=0.05)


def test_the_same_evidence_gives_the_same_bits():
    """Two fits of one history are equal bit for bit; so is one in which the events came in another order."""
    agenda = hiring_agenda()
    first = infer(agenda, EVIDENCE[:5], own=hiring_own(agenda), settings=QUICK)
    again = infer(agenda, EVIDENCE[:5], own=hiring_own(agenda), settings=QUICK)
    turned = infer(agenda, EVIDENCE[4::-1], own=hiring_own(agenda), settings=QUICK)
    assert np.array_equal(first.z, again.z)
    assert np.array_equal(first.z, turned.z)
    assert first.seed == fit_seed(agenda, EVIDENCE[4::-1], QUICK)


@settings(max_examples=30)
@given(st.permutations(EVIDENCE), st.integers(0, 2**32))
def test_order_changes_no_log_likelihood(order, seed):
    """On fixed draws, permuting events changes the log-likelihood by less than 1e-12 of its size."""
    agenda = hiring_agenda()
    z = np.random.default_rng(seed).standard_normal((30, 16))
    one = CounterpartModel(agenda, EVIDENCE, QUICK, hiring_own(agenda))
    other = CounterpartModel(agenda, order, QUICK, hiring_own(agenda))
    z = z[: one.layout.n_dimensions]
    assert np.allclose(one.log_likelihood(z), other.log_likelihood(z), rtol=1e-12, atol=1e-12)


@given(st.permutations((A, B, C)))
def test_labels_change_no_log_likelihood(packages):
    """Relabelling the packages of a pick changes nothing."""
    agenda = hiring_agenda()
    one = CounterpartModel(agenda, [Pick((A, B, C), 1)], QUICK)
    other = CounterpartModel(agenda, [Pick(tuple(packages), packages.index(B))], QUICK)
    z = normal_points(one.layout.n_dimensions, 64)
    assert np.allclose(one.log_likelihood(z), other.log_likelihood(z), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("evidence", EVIDENCE, ids=lambda e: e.kind)
def test_no_single_event_can_veto(evidence):
    """Under 4,000 prior draws and far out in the tails, every log-likelihood is finite and bounded."""
    agenda = hiring_agenda({"later": 0.4, "earlier": 0.4, "peak": 0.2})
    model = CounterpartModel(agenda, [evidence], QUICK, hiring_own(agenda))
    z = normal_points(model.layout.n_dimensions, 4096) * 2.5
    value = model.log_likelihood(z)
    assert np.isfinite(value).all()
    assert value.min() > -12


def exact_weights(agenda: Agenda, evidence: list[Evidence], fixed: ModelSettings) -> np.ndarray:
    """Posterior means of the weights by summing the model's own density over a grid of log-weights."""
    model = CounterpartModel(agenda, evidence, fixed)
    axis = np.linspace(-4.5, 4.5, 61)
    points = np.array(list(product(axis, repeat=3))).T
    z = np.zeros((model.layout.n_dimensions, points.shape[1]))
    z[:3] = points
    log_density = model.log_likelihood(z) - 0.5 * (points**2).sum(axis=0)
    p = np.exp(log_density - log_density.max())
    return model.draws(z).weights @ (p / p.sum())


@pytest.mark.parametrize(
    "evidence",
    [
        [Pick((A, B, C), 0)],
        [Pick((A, B, C), 1), Push((B,), "Salary", "higher", to=100000)],
        [Pick((A, B, C), 2), Counteroffer(deal(98000, 3, 1)), Statement(("Remote",))],
    ],
)
def test_grid_and_sampler_agree(evidence):
    """With nuisances fixed, a fine grid and the sampler agree on mean weights within .02."""
    agenda = hiring_agenda({"earlier": 1.0})
    fixed = ModelSettings(
        curvature_sd=0, sharpness_log_sd=0, push_sharpness_log_sd=0, aspiration_logit_sd=0,
        concession_log_sd=0, tilt_sd=0, n_draws=4096,
    )  # fmt: skip
    exact = exact_weights(agenda, evidence, fixed)
    sampled = infer(agenda, evidence, settings=fixed).weights.mean(axis=1)
    assert np.abs(exact - sampled).max() <= 0.02


def test_two_seeds_agree():
    """Other seeds move a mean weight by less than a quarter of its standard deviation."""
    agenda = hiring_agenda()
    fits = [infer(agenda, EVIDENCE[:5], own=hiring_own(agenda), seed=s) for s in (1, 2)]
    for one, other in zip(*(f.weight_summary().values() for f in fits), strict=True):
        assert abs(one.mean - other.mean) < 0.25 * one.sd


def test_b_and_a_raise_make_salary_likeliest():
    """After "B" and "+$5,000", salary is the likeliest top issue with a probability above one half."""
    agenda = hiring_agenda()
    evidence = [Pick((A, B, C), 1), Push((B,), "Salary", "higher", to=100000)]
    posterior = infer(agenda, evidence, own=hiring_own(agenda))
    tops = {name: s.p_top for name, s in posterior.weight_summary().items()}
    assert max(tops, key=lambda n: tops[n]) == "Salary"
    assert tops["Salary"] > 0.5
    assert posterior.n_informative == 2
    assert posterior.diagnostics.trusted


def test_a_rejection_never_lowers_their_aspiration():
    """Turning all packages down never raises the chance that the aspiration lies at or below their level."""
    agenda = hiring_agenda()
    before = infer(agenda, ())
    model = CounterpartModel(agenda, [Pick((A, B, C), None, none_allowed=True)], ModelSettings())
    after = before.reweighted(model.log_likelihood(before.z))
    utilities = before.utility([A, B, C])
    aspiration = before.draws.aspiration(1)
    for level in (utilities.max(axis=0), utilities.mean(axis=0), np.full(before.n_draws, 0.6)):
        assert after.probability(aspiration <= level) <= before.probability(aspiration <= level)


def test_weights_are_powers_of_likelihoods():
    """On fixed draws, weight 2 is the evidence twice, 0 none of it, and halves add up; talk included."""
    agenda, own = hiring_agenda(), hiring_own(hiring_agenda())
    z = normal_points(CounterpartModel(agenda, [], QUICK).layout.n_dimensions, 64)

    def value(evidence: list[Evidence], weights: list[float] | None = None) -> np.ndarray:
        return CounterpartModel(agenda, evidence, QUICK, own, weights).log_likelihood(z)

    everything = list(EVIDENCE)
    assert value(everything, [2.0] * 12) == pytest.approx(value(everything * 2), abs=1e-9)
    some = [0.0, 1.0] * 6
    assert value(everything, some) == pytest.approx(value(everything[1::2]), abs=1e-9)
    assert value(everything * 2, [0.5] * 24) == pytest.approx(value(everything), abs=1e-9)
    model = CounterpartModel(agenda, everything, QUICK, own, some)
    assert (model.log_left_out(z)[::2] == 0).all()


def test_evidence_fades_by_its_age():
    """With a forgetting factor each piece counts by its age from the latest round; by default all count."""
    aged: list[Evidence] = [
        Pick((A, B, C), 1, round=1),
        Statement(("Remote",), round=2),
        Ranking((C, A, B), round=4),
        Push((B,), "Salary", round=4),
    ]
    fading = replace(QUICK, forgetting=0.8)
    assert implied_weights(aged, QUICK) == pytest.approx([1, 1, 1, 1])
    expected = [0.8**3, 0.8**2, 1, 1]
    assert implied_weights(aged, fading) == pytest.approx(expected)
    posterior = infer(hiring_agenda(), aged, settings=fading)
    assert posterior.evidence_weights == pytest.approx(expected)
    z = np.random.default_rng(8).standard_normal((posterior.layout.n_dimensions, 20))
    by_hand = CounterpartModel(hiring_agenda(), aged, QUICK, weights=expected).log_likelihood(z)
    faded = CounterpartModel(hiring_agenda(), aged, fading).log_likelihood(z)
    assert faded == pytest.approx(by_hand, abs=1e-12)
    given = infer(hiring_agenda(), aged, settings=fading, weights=[1, 1, 1, 1])
    assert given.evidence_weights == (1, 1, 1, 1)


def test_what_changed_its_mind_is_read_by_its_last_answers():
    """After a change of taste, what fades follows the later picks further than what does not."""
    before = [Pick((A, C), 0, round=r) for r in range(1, 7)]
    after = [Pick((A, C), 1, round=r) for r in range(7, 11)]
    steady, fading = (
        infer(hiring_agenda(), [*before, *after], settings=replace(QUICK, forgetting=f))
        for f in (1.0, 0.6)
    )
    assert fading.pick_probabilities((A, C))[1] > steady.pick_probabilities((A, C))[1] + 0.1


def test_many_counteroffers_count_for_six():
    """All counteroffers together weigh as six of them; other evidence keeps its weight."""
    asked: list[Evidence] = [Counteroffer(A, round=r) for r in range(1, 13)]
    powers = implied_weights([*asked, Pick((A, B), 0)], QUICK)
    assert powers == pytest.approx([0.5] * 12 + [1.0])
    assert implied_weights(asked[:6], QUICK) == pytest.approx([1.0] * 6)


def test_weights_of_one_change_no_bit_and_others_change_the_seed():
    """Weights of 1 give the fit without weights; order is irrelevant to a weighted fit as well."""
    agenda = hiring_agenda()
    plain = infer(agenda, EVIDENCE[:3], settings=QUICK)
    assert np.array_equal(plain.z, infer(agenda, EVIDENCE[:3], settings=QUICK, weights=[1] * 3).z)
    weighted = infer(agenda, EVIDENCE[:3], settings=QUICK, weights=[0.5, 1, 2])
    turned = infer(agenda, EVIDENCE[2::-1], settings=QUICK, weights=[2, 1, 0.5])
    assert np.array_equal(weighted.z, turned.z)
    assert weighted.information_bits != turned.information_bits
    assert weighted.seed != plain.seed
    assert infer(agenda, EVIDENCE[:1], settings=QUICK, weights=[0.0]).information_bits == (0.0,)


@pytest.mark.parametrize("weights", [[1.0], [1.0, -1.0], [1.0, float("nan")]])
def test_weights_that_cannot_be_used_are_refused(weights: list[float]):
    """One finite weight of at least 0 for each piece of evidence."""
    with pytest.raises(InvalidSettings, match=r"one for each|2 counts it twice"):
        infer(hiring_agenda(), EVIDENCE[:2], weights=weights)


def test_blind_direction_of_picks():
    """Picks from equal sets say nothing of how much they want things in our direction: constant along w."""
    rng = np.random.default_rng(5)
    own = np.array([9, 10, 4]) / 23
    sets = rng.normal(size=(50, 3, 3))
    sets -= ((sets @ own) / (own @ own))[..., None] * own
    taken = rng.integers(0, 3, 50)
    kappa = rng.gamma(2.0, 3.0, 3)

    def log_likelihood(k: np.ndarray) -> float:
        scaled = -(sets @ k)
        return float((scaled[np.arange(50), taken] - np.log(np.exp(scaled).sum(axis=1))).sum())

    for shift in np.linspace(-5, 5, 11):
        assert log_likelihood(kappa + shift * own) == pytest.approx(log_likelihood(kappa), abs=1e-9)


def test_our_utility_and_settings_of_long_agendas():
    """An agenda with more unknowns than the sampler's sequence is refused with what to do."""
    options = tuple(f"option {k}" for k in range(300))
    with pytest.raises(InvalidSettings, match="at most"):
        infer(Agenda((CategoricalIssue(name="list", options=options),)), ())


def test_single_precision_agrees_with_double():
    """In single precision half of the log-likelihoods are off by less than 1e-5, few by more than 1e-3."""
    agenda = hiring_agenda({"later": 0.4, "earlier": 0.4, "peak": 0.2})
    double, single = (
        CounterpartModel(agenda, EVIDENCE, QUICK, hiring_own(agenda), precision=precision)
        for precision in (np.float64, np.float32)
    )
    z = normal_points(double.layout.n_dimensions, 4096)
    off = np.abs(single.log_likelihood(z) - double.log_likelihood(z))
    assert np.median(off) < 1e-5
    assert np.quantile(off, 0.99) < 1e-3
