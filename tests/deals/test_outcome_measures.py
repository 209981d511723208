"""Measures of one outcome among all: the worked numbers of the hiring grid, and identities."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meso_infer.deals.outcome_measures import (
    dominance_share,
    integrative_quotient,
    log_rolling_index,
)


def hiring_utilities() -> tuple[list[tuple[int, int, int]], np.ndarray]:
    """Both utilities of the 288 packages of the worked grid."""
    rows = [(s, r, y) for s in range(90, 106) for r in range(6) for y in (1, 2, 3)]
    ours = {1: 0.0, 2: 0.25, 3: 1.0}
    pairs = [
        (
            9 / 23 * (105 - s) / 15 + 10 / 23 * (5 - r) / 5 + 4 / 23 * ours[y],
            0.5 * (s - 90) / 15 + 0.3 * r / 5 + 0.2 * (y - 1) / 2,
        )
        for s, r, y in rows
    ]
    return rows, np.array(pairs).T


@pytest.mark.parametrize(
    ("package", "share"), [((100, 1, 3), 131 / 133), ((95, 1, 2), 28 / 60), ((90, 2, 1), 0.0)]
)
def test_shares_of_the_hiring_packages(package: tuple[int, int, int], share: float) -> None:
    """A dominates 131 of the 133 packages that it can be ranked against, B 28 of 60, C none."""
    rows, (ours, theirs) = hiring_utilities()
    at = rows.index(package)
    # Draws of their values are judged one by one: here two that are alike.
    found = dominance_share(ours, np.stack([theirs, theirs], axis=1), ours[at], theirs[[at, at]])
    assert found == pytest.approx([share, share])


def test_an_outcome_beside_no_other_is_as_good_as_can_be() -> None:
    """Where nothing can be ranked against it, nothing is better."""
    ours, theirs = np.array([0.0, 1.0]), np.array([[1.0], [0.0]])
    assert dominance_share(ours, theirs, 0.0, np.array([1.0])) == [1.0]


@given(st.integers(2, 6), st.integers(0, 2**32 - 1))
def test_log_rolling_is_the_integrative_quotient_of_straight_lines(n: int, seed: int) -> None:
    """With opposed linear values both measures are one and the same number."""
    rng = np.random.default_rng(seed)
    ours, theirs, shares = rng.dirichlet(np.ones(n)), rng.dirichlet(np.ones(n)), rng.random(n)
    joint = np.array([ours @ shares + theirs @ (1 - shares)])
    most = np.array([np.maximum(ours, theirs).sum()])
    expected = integrative_quotient(joint, np.ones(1), most)
    index = log_rolling_index(ours, theirs[:, None], shares)
    assert index == pytest.approx(expected, abs=1e-12, nan_ok=True)


def test_where_nothing_can_be_traded_there_is_no_share_of_it() -> None:
    """Equal weights leave no room for trades across issues: the measures are not defined."""
    assert np.isnan(log_rolling_index((0.5, 0.5), np.full((2, 1), 0.5), (1, 0))).all()
    assert np.isnan(integrative_quotient(np.ones(1), np.ones(1), np.ones(1))).all()
