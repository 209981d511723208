"""The level table and its quadrature."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meso_infer.issues import CategoricalIssue, NumericIssue
from meso_infer.packages import Agenda
from meso_infer.prior.levels import LevelTable, reference_levels, uniform_nodes
from meso_infer.prior.taste import taste_shape
from tests.agendas import A, B, C, hiring_agenda


@given(st.integers(6, 5000), st.integers(0, 9))
def test_nodes_are_exact_for_polynomials(n_options, degree):
    """Five nodes integrate every power to 9 over n equally spaced options exactly."""
    nodes, shares = uniform_nodes(n_options)
    exact = (np.linspace(0, 1, n_options) ** degree).mean()
    assert shares @ nodes**degree == pytest.approx(exact, rel=1e-9)


@given(st.floats(-4, 4), st.one_of(st.none(), st.integers(12, 2000)))
def test_nodes_carry_the_moments_of_value_curves(curvature, n_options):
    """Mean and variance of an exponential value curve agree with the full list of options to 1e-5."""
    nodes, shares = uniform_nodes(n_options)
    places = np.linspace(0, 1, n_options or 20001)
    c = curvature if abs(curvature) > 1e-3 else 1e-3

    def curve(t):
        return np.expm1(-c * t) / np.expm1(-c)

    mean = shares @ curve(nodes)
    assert mean == pytest.approx(curve(places).mean(), abs=1e-4)
    assert shares @ curve(nodes) ** 2 - mean**2 == pytest.approx(curve(places).var(), abs=1e-4)


@pytest.mark.parametrize(
    "issue",
    [
        NumericIssue(name="x", low=-3, high=7),
        NumericIssue(name="x", low=0, high=100, step=1, counterpart_direction={"higher": 1}),
        NumericIssue(name="x", low=0, high=1, counterpart_direction={"higher": 0.4, "peak": 0.2}),
        CategoricalIssue(name="x", options=tuple("abcdefghijklmno")),
    ],
)
def test_reference_levels_span_the_issue(issue):
    """Shares sum to 1; both ends are levels; a peak's knot is one."""
    shape = taste_shape(issue)
    places, shares = reference_levels(issue, shape)
    assert shares.sum() == pytest.approx(1)
    assert (places[0], places[-1]) == issue.bounds
    if len(shape.knots) == 3:
        assert (np.abs(places - sum(issue.bounds) / 2) < 1e-9).any()


def test_rows_pick_their_levels():
    """A row has one level an issue; unmentioned issues have none, or their uniform law."""
    agenda = hiring_agenda()
    packages = [A, B, C, B.with_option("Remote", None)]
    table = LevelTable.of(agenda, packages)
    rows = table.rows(agenda.encode(packages))
    assert rows.sum(axis=1).tolist() == [3, 3, 3, 2]
    averaged = table.rows(agenda.encode(packages), average_silent=True)
    assert averaged.sum(axis=1) == pytest.approx([3, 3, 3, 3])
    with pytest.raises(KeyError, match="Salary"):
        table.rows(agenda.encode([B.with_option("Salary", 91234.5)]))


def test_categories_are_all_levels():
    """A long list of named options keeps every option: none can be interpolated."""
    issue = CategoricalIssue(name="x", options=tuple(f"o{k}" for k in range(60)))
    assert LevelTable.of(Agenda((issue, NumericIssue(name="y", low=0, high=1)))).segment(
        0
    ) == slice(0, 60)


@pytest.mark.parametrize(
    ("low", "high", "step"),
    [(1e9, 1e9 + 1, 0.1), (0, 1e-5, 1e-6), (-1e15, 1e15, None), (0, 100_000, 1)],
)
def test_levels_are_told_apart_beside_their_range(low, high, step):
    """Every amount has a level of its own, however small the range is beside the amounts."""
    issue = NumericIssue(name="x", low=low, high=high, step=step)
    amounts = issue.grid(11)
    table = LevelTable.of(Agenda((issue,)), amounts[:, None])
    assert table.coordinates[table.positions(amounts[:, None])[:, 0]] == pytest.approx(
        amounts, rel=1e-12, abs=1e-12 * (high - low)
    )
