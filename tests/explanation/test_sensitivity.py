"""Sensitivity to the model class."""

from __future__ import annotations

import pytest

from meso_infer.evidence import Pick, Push
from meso_infer.explanation.sensitivity import sensitivity
from meso_infer.inference import infer
from tests.agendas import A, B, C, deal, hiring_agenda, hiring_own

AGENDA = hiring_agenda()
OWN = hiring_own(AGENDA)


def test_the_articles_conclusion_depends_on_the_model():
    """After "B, but more pay", a class in which tastes may peak inside disputes that salary matters most."""
    evidence = [Pick((A, B, C), 1), Push((B,), "Salary", "higher", to=100000)]
    found = sensitivity(infer(AGENDA, evidence, own=OWN), evidence, OWN)
    assert len(found.classes) >= 3
    assert found.classes[0].top == "Salary"
    assert found.is_model_dependent
    for one in found.classes:
        assert sum(one.p_top.values()) == pytest.approx(1)
    low, high = found.range_of("Salary")
    assert low < found.classes[0].p_top["Salary"] <= high


def test_clear_evidence_does_not():
    """When answers speak plainly, every class agrees."""
    evidence = [Pick((deal(90000, 5, 2), deal(105000, 0, 2)), 0, round=r) for r in range(1, 7)]
    found = sensitivity(infer(AGENDA, evidence, own=OWN), evidence, OWN)
    assert not found.is_model_dependent
    assert found.classes[0].top == "Remote"


def test_weights_of_evidence_are_kept():
    """Evidence that no longer counts is disputed by no class either."""
    evidence = [Pick((deal(90000, 5, 2), deal(105000, 0, 2)), 0, round=r) for r in range(1, 7)]
    faded = infer(AGENDA, evidence, own=OWN, weights=[0.0] * 6)
    for one in sensitivity(faded, evidence, OWN).classes:
        assert one.p_top["Remote"] == pytest.approx(1 / 3, abs=0.08)
