"""Laws of the checked fit: honest about its method, and right where the usual sampler is not enough."""

from __future__ import annotations

import numpy as np
import pytest

from meso_infer.diagnostics import apart, shortcomings
from meso_infer.evidence import Counteroffer, Evidence, Pick, Push
from meso_infer.inference.counterpart import CounterpartModel
from meso_infer.inference.fitting import MOST_APART, checked_fit, pooled
from meso_infer.prior import ModelSettings
from meso_infer.sampling.smc import SmcResult
from tests.agendas import A, B, C, deal, hiring_agenda, hiring_own

AGENDA = hiring_agenda({"later": 0.5, "earlier": 0.5})
OWN = hiring_own(AGENDA)
TORN: tuple[Evidence, ...] = (
    *(Push((B,), "Contract", way, round=k, lapse=1e-3)
      for k in (1, 2, 3) for way in ("later", "earlier")),
    *(Pick((A, B, C), k % 3, lapse=1e-3) for k in range(12)),
    *(Counteroffer(deal(*x), 1, 1e-4) for x in ((105000, 0, 1), (90000, 5, 3), (97000, 2, 3))),
)  # fmt: skip


def model_of(evidence: tuple[Evidence, ...]) -> CounterpartModel:
    settings = ModelSettings(counteroffer_sd=0.01)
    return CounterpartModel(AGENDA, evidence, settings, OWN, precision=np.float32)


@pytest.mark.parametrize("n_draws", [64, 1024])
def test_contradictory_and_sharp_evidence_ends_right(n_draws: int):
    """Torn, bimodal and very sharp evidence: a fit that is trusted agrees with a long one, of any size."""
    model = model_of(TORN)
    result, diagnostics = checked_fit(model, n_draws, 1)
    long, _ = checked_fit(model, 8192, 2)
    assert diagnostics.n_draws == result.z.shape[1]
    noise = 4 / np.sqrt(n_draws / 4)
    assert apart(model.draws(result.z).weights, model.draws(long.z).weights) < min(noise, 0.6)


def test_a_fit_that_fails_its_checks_falls_back(monkeypatch: pytest.MonkeyPatch):
    """With checks that nothing passes, all slower methods are tried and the last one is named, and right."""
    monkeypatch.setattr("meso_infer.diagnostics.MOST_HALVES_APART", -1.0)
    model = model_of(TORN[6:12])
    result, diagnostics = checked_fit(model, 256, 3)
    assert diagnostics.method == "long runs"
    assert len(diagnostics.notes) in (4, 5)
    assert "independent runs" in diagnostics.notes[-1]
    assert diagnostics.trusted
    assert diagnostics.n_draws == 512
    monkeypatch.undo()
    usual, diagnostics = checked_fit(model, 2048, 4)
    assert diagnostics.method == "smc"
    gap = apart(model.draws(result.z).weights, model.draws(usual.z).weights)
    assert gap < MOST_APART


def test_runs_are_pooled_by_their_marginal_likelihoods():
    """A run three times as likely gives three times the draws; the evidence is the mean of both."""
    runs = [
        SmcResult(np.full((2, 64), k, np.float32), (1.0,), 0.3, np.arange(64), np.log(odds))
        for k, odds in enumerate((1.0, 3.0))
    ]
    found = pooled(runs, 128, np.random.default_rng(1))
    assert found.z.shape == (2, 128)
    assert found.z.mean() == pytest.approx(0.75, abs=0.01)
    assert found.log_evidence == pytest.approx(np.log(2))
    assert found.unique_ancestors > 64


def test_every_check_is_made():
    """Stuck moves, a steep path, few ancestors and halves that disagree are each found and said."""
    rng = np.random.default_rng(1)
    weights = rng.dirichlet(np.ones(3), 512).T
    z, spread = np.zeros((2, 512), np.float32), np.arange(512)
    assert not shortcomings(SmcResult(z, (1.0,), 0.3, spread, 0.0), weights)
    assert "accepted" in shortcomings(SmcResult(z, (1.0,), 0.02, spread, 0.0), weights)[0]
    steep = tuple(np.linspace(0.05, 1, 20))
    assert "temperatures" in shortcomings(SmcResult(z, steep, 0.3, spread, 0.0), weights)[0]
    few = SmcResult(z, (1.0,), 0.3, spread % 16, 0.0)
    assert "descend" in shortcomings(few, weights)[0]
    weights[0, spread // 8 % 2 == 0] += 1
    assert "halves" in shortcomings(SmcResult(z, (1.0,), 0.3, spread, 0.0), weights)[0]
