"""Picks: however utilities are added up, they are the same."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from meso_infer.evidence import Pick
from meso_infer.inference import infer
from meso_infer.inference.counterpart import CounterpartModel
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


def test_places_get_their_bonus():
    """The package shown first and the middle one gain their bonus in logits; the labels do not matter."""
    agenda = hiring_agenda()
    settings = ModelSettings(order_sd=0.8)
    plain, shown = Pick((A, B, C), 1, lapse=0.0), Pick((A, B, C), 1, lapse=0.0, shown=(2, 0, 1))
    model = CounterpartModel(agenda, [shown], settings)
    z = np.random.default_rng(6).standard_normal((model.layout.n_dimensions, 40))
    draws = model.draws(z)
    table = draws.table
    logits = draws.sharpness * draws.utility(table.rows(agenda.encode([A, B, C])))
    logits += np.stack([0.8 * z[-1], np.zeros(40), 0.8 * z[-2]])
    by_hand = logits[1] - np.log(np.exp(logits).sum(axis=0))
    assert model.log_likelihood(z) == pytest.approx(by_hand, abs=1e-10)
    relabelled = Pick((C, A, B), 2, lapse=0.0, shown=(0, 1, 2))
    same = CounterpartModel(agenda, [relabelled], settings).log_likelihood(z)
    assert same == pytest.approx(by_hand, abs=1e-10)
    for one, assumed in ((plain, settings), (shown, replace(settings, order_sd=0.0))):
        without = CounterpartModel(agenda, [one], assumed)
        assert without.layout.n_dimensions == model.layout.n_dimensions - 2
        unmoved = CounterpartModel(agenda, [plain], replace(settings, order_sd=0.0))
        assert without.log_likelihood(z[:-2]) == pytest.approx(unmoved.log_likelihood(z[:-2]))


def test_of_two_packages_none_is_in_the_middle():
    """Only the first of two gains, none where a single one was shown."""
    agenda, settings = hiring_agenda(), ModelSettings()
    two = Pick((A, B), 1, shown=(1, 0))
    model = CounterpartModel(agenda, [two, Pick((A,), 0, True, shown=(0,))], settings)
    z = np.random.default_rng(7).standard_normal((model.layout.n_dimensions, 30))
    moved = z.copy()
    moved[-1] += 1
    assert model.log_likelihood(moved) == pytest.approx(model.log_likelihood(z), abs=1e-12)
    moved[-2] += 1
    assert (model.log_likelihood(moved) > model.log_likelihood(z)).all()


def test_a_taste_for_the_first_place_is_not_taken_for_a_taste():
    """Where the package shown first is always picked, its content is believed in less than otherwise."""
    agenda = hiring_agenda()
    picks = [Pick((A, B), 0, round=r) for r in range(1, 6)]
    known = [replace(one, shown=(0, 1)) for one in picks]
    eager = ModelSettings(order_sd=2.0)
    plain, doubted = infer(agenda, picks, settings=eager), infer(agenda, known, settings=eager)
    assert doubted.weight_summary()["Salary"].mean < plain.weight_summary()["Salary"].mean - 0.02
