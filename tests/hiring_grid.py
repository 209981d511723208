"""The worked prior of the hiring example as plain arrays, for what takes utilities and draw weights."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from meso_infer.likelihoods import log_pick
from meso_infer.packages import Package
from tests.agendas import A, B, C, deal, worked_draws

LEVEL = 15 / 23
BEST_TRIPLE = [deal(103333.33333333, 0, 3), deal(93333.33333333, 1, 1), deal(90000, 4, 3)]
HOLD_REMOTE = [deal(100000, 1, 3), deal(95000, 1, 2), deal(93333.33333333, 1, 1)]


def utilities(
    packages: Sequence[Package], shapes: tuple[str, ...] = ("longer", "shorter"), step: float = 0.1
):
    """Utilities of packages on the grid, shape ``(n_packages, n_draws)``."""
    draws, _, _ = worked_draws(list(packages), shapes=shapes, step=step)
    return draws.utility(draws.table.rows(draws.table.agenda.encode(list(packages))))


def after_b_then_more_pay(sharpness: float = 10.0) -> np.ndarray:
    """Log-weights of the grid after "B" and "B, but 5,000 more", through the product's pick kernel."""
    picked = log_pick(utilities([A, B, C]), 1, sharpness)
    n = picked.size // 2
    more_pay, more_days = deal(100000, 1, 2), deal(95000, 2, 2)
    longer = utilities([more_pay, more_days, deal(95000, 1, 3)])[:, :n]
    shorter = utilities([more_pay, more_days, deal(95000, 1, 1)])[:, n:]
    asked = [log_pick(options, 0, sharpness) for options in (longer, shorter)]
    return picked + np.concatenate(asked)


def grid_weights() -> np.ndarray:
    """Weights of the grid's points, shape ``(n_issues, n_draws)``."""
    return worked_draws([A])[1].T
