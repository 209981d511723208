"""Stated priorities: stages of a Plackett-Luce order, by hand."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from meso_infer.evidence import Statement
from meso_infer.inference.counterpart import CounterpartModel
from meso_infer.prior import ModelSettings
from tests.agendas import hiring_agenda

AGENDA = hiring_agenda()
NAMES = AGENDA.names
ASSUMED = ModelSettings(statement_honesty=0.6, statement_sharpness=1.5)


def chances(said: list[Statement]) -> tuple[np.ndarray, np.ndarray]:
    """The likelihood of each statement, and the weights of the issues, under some draws."""
    model = CounterpartModel(AGENDA, said, ASSUMED)
    z = np.random.default_rng(2).standard_normal((model.layout.n_dimensions, 50))
    return np.exp(model.log_left_out(z)), model.draws(z).weights


@pytest.mark.parametrize("polarity", [1, -1])
@pytest.mark.parametrize("n_named", [1, 2, 3])
def test_a_statement_is_stages_of_an_order_or_says_nothing(n_named: int, polarity: int) -> None:
    """Each issue named is drawn from those left by a power of its weight, or of its inverse; or any is."""
    order = ("Remote", "Salary", "Contract")[:n_named]
    (found,), weights = chances([Statement(order, polarity)])
    worth = weights ** (1.5 * polarity)
    left, honest, guess = list(NAMES), 1.0, 1.0
    for name in order:
        honest = honest * worth[NAMES.index(name)] / sum(worth[NAMES.index(n)] for n in left)
        guess /= len(left)
        left.remove(name)
    assert found == pytest.approx(0.6 * honest + 0.4 * guess, rel=1e-6)


@pytest.mark.parametrize("polarity", [1, -1])
def test_statements_of_one_length_exhaust_what_can_be_said(polarity: int) -> None:
    """The chances of all that could have been named, in all orders, sum to 1."""
    for length in (1, 2, 3):
        said = [Statement(order, polarity) for order in permutations(NAMES, length)]
        found, _ = chances(said)
        assert found.sum(axis=0) == pytest.approx(1.0, abs=1e-9)
