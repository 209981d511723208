"""What must hold of a set: dominance, distance, the worst case of cherry-picking, the load of reading."""

from __future__ import annotations

import numpy as np
import pytest

from meso_infer.candidates import changed_issues
from meso_infer.inference import infer
from meso_infer.issues import CategoricalIssue, NumericIssue
from meso_infer.packages import Agenda, Package
from meso_infer.proposal.checks import (
    cherry_pick,
    distances,
    dominance_warnings,
    dominated,
    known_signs,
    load,
    load_warnings,
    support_warnings,
)
from tests.agendas import A, B, C, deal, hiring_agenda, hiring_own, worked_draws
from tests.hiring_grid import utilities

AGENDA = hiring_agenda()
ROWS = AGENDA.encode([A, B, C])
LONGER, UNKNOWN = np.array([1, 1, 1]), np.array([1, 1, 0])


def test_distances_are_shares_of_ranges_and_whole_between_named_options():
    """Half a range is 0.5; two named options are 1 apart, whichever they are; issues add up."""
    agenda = Agenda(
        (
            NumericIssue(name="Pay", low=10, high=30),
            CategoricalIssue(name="Town", options=("w", "x", "y", "z")),
        )
    )
    rows = np.array([[10.0, 0.0], [20.0, 0.0], [20.0, 1.0], [10.0, 3.0]])
    expected = [[0, 0.5, 1.5, 1], [0.5, 0, 1, 1.5], [1.5, 1, 0, 1.5], [1, 1.5, 1.5, 0]]
    assert distances(agenda, rows) == pytest.approx(np.array(expected))


def test_the_middle_package_is_dominated_when_longer_is_liked():
    """With longer contracts known to be liked, A dominates B; with the direction open nothing does."""
    expected = np.zeros((3, 3), bool)
    expected[1, 0] = True
    assert (dominated(ROWS, LONGER) == expected).all()
    assert not dominated(ROWS, UNKNOWN).any()
    assert dominance_warnings("ABC", ROWS, LONGER) == [
        "B is no better for them than A on any issue: replace it."
    ]


def test_nothing_dominates_itself():
    """A package never dominates its equal, and dominance never runs both ways."""
    rows = np.random.default_rng(1).integers(0, 3, (40, 3)).astype(float)
    beaten = dominated(rows, np.array([1, -1, 0]))
    assert not beaten.diagonal().any()
    assert not (beaten & beaten.T).any()


def test_directions_are_known_from_the_posterior():
    """A stated direction is known before any evidence; an even chance is not."""
    assert known_signs(infer(AGENDA, [])).tolist() == [1, 1, 0]
    assert known_signs(infer(hiring_agenda({"earlier": 1}), [])).tolist() == [1, 1, -1]


@pytest.mark.parametrize(
    ("shapes", "package", "utility"),
    [
        (("longer",), deal(100000, 2, 3), 13 / 23),
        (("shorter",), deal(100000, 2, 1), 9 / 23),
        (("longer", "shorter"), deal(100000, 2, 1), 9 / 23),
    ],
)
def test_worked_cherry_picks(shapes, package, utility):
    """The best of every package costs us 13/23 or 9/23; with tastes open the worse case counts."""
    draws, _, _ = worked_draws([A, B, C], shapes=shapes)
    at = draws.table.positions(ROWS)
    part_worths = [draws.part_worths[at[:, j]] for j in range(3)]
    shares = np.full(draws.n_draws, 1 / draws.n_draws)
    worst = cherry_pick(hiring_own(AGENDA), ROWS, part_worths, shares)
    assert worst.package == package
    assert worst.own_utility == pytest.approx(utility, abs=1e-9)


def test_support_is_named():
    """Under monotone linear tastes the warning names B; under a peak nothing is amiss."""
    assert support_warnings("ABC", utilities([A, B, C], shapes=("longer",)), None)[0].startswith(
        "B is never"
    )
    assert support_warnings("ABC", utilities([A, B, C], shapes=("peak",), step=0.01), None) == []


def test_distances_add_shares_of_ranges():
    """Distance is symmetric, adds shares of ranges, and counts a different unordered option as one."""
    assert distances(AGENDA, ROWS)[0, 1] == pytest.approx(1 / 3 + 0 + 1 / 2)
    agenda = Agenda((
        CategoricalIssue(name="Office", options=("Berlin", "Paris", "Rome")),
        NumericIssue(name="Price", low=0, high=10, step=1, own_direction="higher"),
    ))  # fmt: skip
    rows = agenda.encode(
        [Package({"Office": "Berlin", "Price": 1}), Package({"Office": "Rome", "Price": 4})]
    )
    gaps = distances(agenda, rows)
    assert gaps[0, 1] == gaps[1, 0] == pytest.approx(1.3)


def test_changes_count_from_the_nearest_earlier_package():
    """A package differs on as many issues as from the most similar earlier one."""
    new = AGENDA.encode([deal(100000, 1, 3), deal(100000, 1, 1), deal(91000, 5, 1)])
    assert changed_issues(new, ROWS).tolist() == [0, 1, 2]


def test_the_load_warns_above_eighteen_and_from_four_packages():
    """Three packages on three issues are fine; four packages, or more than 18 cells, warn."""
    assert load(AGENDA, [A, B, C]) == 9
    assert load_warnings(AGENDA, [A, B, C]) == []
    assert len(load_warnings(AGENDA, [A, B, C, deal(96667, 0, 1)])) == 1
    wide = Agenda(
        tuple(
            NumericIssue(name=f"I{j}", low=0, high=2, step=1, own_direction="higher")
            for j in range(7)
        )
    )
    packages = [Package({f"I{j}": level for j in range(7)}) for level in range(3)]
    assert "differ on 7 issues" in load_warnings(wide, packages)[0]
