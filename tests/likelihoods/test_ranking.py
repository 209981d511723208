"""Rankings: the picks that they are made of, and choices that exhaust what could be answered."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from meso_infer.evidence import Evidence, Pick, Ranking
from meso_infer.inference.counterpart import CounterpartModel
from meso_infer.prior import ModelSettings
from tests.agendas import A, B, C, hiring_agenda

AGENDA = hiring_agenda()


def log_chances(said: list[Evidence]) -> np.ndarray:
    model = CounterpartModel(AGENDA, said, ModelSettings())
    z = np.random.default_rng(2).standard_normal((model.layout.n_dimensions, 50))
    return model.log_left_out(z)


def test_a_ranking_is_one_pick_after_another() -> None:
    """The best of three, then the better of the two that are left, each with the lapse."""
    ranking, first, second = log_chances(
        [Ranking((C, A, B), lapse=0.1), Pick((A, B, C), 2, lapse=0.1), Pick((A, B), 0, lapse=0.1)]
    )
    assert ranking == pytest.approx(first + second, abs=1e-9)


def test_rankings_exhaust_the_orders() -> None:
    """The chances of all orders sum to 1."""
    found = log_chances([Ranking(order) for order in permutations((A, B, C))])
    assert np.exp(found).sum(axis=0) == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("none_allowed", [False, True])
@pytest.mark.parametrize("packages", [(A,), (A, B), (A, B, C)])
def test_picks_exhaust_the_answers(packages: tuple, none_allowed: bool) -> None:
    """The chances of all answers to an offer sum to 1, also beside choices from more packages."""
    answers = [*range(len(packages)), *([None] if none_allowed else [])]
    said: list[Evidence] = [Pick(packages, one, none_allowed, round=2) for one in answers]
    found = log_chances([*said, Pick((A, B, C), None, none_allowed=True)])[: len(said)]
    assert np.exp(found).sum(axis=0) == pytest.approx(1.0, abs=1e-9)
