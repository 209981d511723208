"""Picks: however utilities are added up, they are the same."""

from __future__ import annotations

import numpy as np
import pytest

from meso_infer.counterpart import CounterpartModel
from meso_infer.evidence import Pick
from meso_infer.likelihoods import pick
from meso_infer.prior import ModelSettings
from tests.agendas import A, B, C, hiring_agenda


def test_many_levels_are_summed_as_few_are(monkeypatch: pytest.MonkeyPatch):
    """The sum over issues equals the matrix product, issues that were not mentioned included."""
    agenda = hiring_agenda({"later": 0.4, "earlier": 0.4, "peak": 0.2})
    silent = (B.with_option("Remote", None), C.with_option("Salary", None), A)
    evidence = [Pick((A, B, C), 1), Pick(silent, 0), Pick((B, C), None, none_allowed=True, round=2)]
    values = []
    for most in (256, 0):
        monkeypatch.setattr(pick, "MOST_DENSE_LEVELS", most)
        model = CounterpartModel(agenda, evidence, ModelSettings())
        z = np.random.default_rng(4).standard_normal((model.layout.n_dimensions, 50))
        values.append(model.log_likelihood(z))
    assert values[0] == pytest.approx(values[1], abs=1e-12)
