"""Agendas and grids that several tests share: the hiring example and its worked prior."""

from __future__ import annotations

from itertools import product

import numpy as np

from meso_infer.issues import NumericIssue, OrderedIssue
from meso_infer.packages import Agenda, Package
from meso_infer.prior.draws import Draws
from meso_infer.prior.levels import LevelTable
from meso_infer.utility import AdditiveUtility

YEARS = ("1 year", "2 years", "3 years")


def hiring_agenda(contract: dict[str, float] | None = None) -> Agenda:
    """Salary and remote days in known directions; contract as given (50:50 when absent)."""
    return Agenda(
        (
            NumericIssue(
                name="Salary", unit="USD", low=90000, high=105000,
                own_direction="lower", counterpart_direction={"higher": 1},
            ),
            NumericIssue(
                name="Remote", unit="days", low=0, high=5, step=1,
                own_direction="lower", counterpart_direction={"higher": 1},
            ),
            OrderedIssue(
                name="Contract", options=YEARS, own_direction="later",
                counterpart_direction=contract or {"later": 0.5, "earlier": 0.5},
            ),
        )
    )  # fmt: skip


def hiring_own(agenda: Agenda) -> AdditiveUtility:
    """Golden H2: swing points 90, 100, 40; a third year is worth more than a second."""
    weights = {"Salary": 9 / 23, "Remote": 10 / 23, "Contract": 4 / 23}
    return AdditiveUtility.of(
        agenda, weights, {"Contract": dict(zip(YEARS, (0, 0.25, 1), strict=True))}
    )


def deal(salary: float, remote: int, years: int) -> Package:
    return Package({"Salary": salary, "Remote": remote, "Contract": YEARS[years - 1]})


A, B, C = deal(100000, 1, 3), deal(95000, 1, 2), deal(90000, 2, 1)


def simplex(step: float = 0.1) -> np.ndarray:
    """Weights on a regular grid of the simplex, shape ``(n, 3)``."""
    n = round(1 / step)
    return (
        np.array([(i, j, n - i - j) for i, j in product(range(n + 1), repeat=2) if i + j <= n]) / n
    )


def worked_draws(
    packages: list[Package],
    *,
    sharpness: float = 10.0,
    shapes: tuple[str, ...] = ("longer", "shorter"),
    step: float = 0.1,
) -> tuple[Draws, np.ndarray, np.ndarray]:
    """The worked prior of the hiring example as Draws with linear values and fixed sharpness.

    Returns the draws, their weights ``(n_draws, 3)`` and the index of each draw's contract shape.
    """
    agenda = hiring_agenda()
    table = LevelTable.of(agenda, packages)
    grid = simplex(step)
    weights = np.tile(grid, (len(shapes), 1))
    shape = np.repeat(np.arange(len(shapes)), len(grid))
    values = np.zeros((table.n_levels, len(weights)))
    for j in range(2):
        low, high = agenda.issues[j].bounds
        segment = table.segment(j)
        values[segment] = ((table.coordinates[segment] - low) / (high - low))[:, None]
    contract = {"longer": (0, 0.5, 1), "shorter": (1, 0.5, 0), "peak": (0, 1, 0)}
    values[table.segment(2)] = np.array([contract[shapes[s]] for s in shape]).T
    worths = values * weights.T[table.issue_of_level]
    flat = np.full(len(weights), float(sharpness))
    return Draws(table, worths, flat, flat, flat * 0, flat * 0, flat * 0), weights, shape
