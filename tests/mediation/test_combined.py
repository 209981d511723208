"""Packages seen with all utilities: the whole list and the integer program agree with a plain loop."""

from __future__ import annotations

import itertools
import subprocess
import sys
from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer.errors import CaseRefused
from meso_infer.issues import CategoricalIssue, NumericIssue, OrderedIssue
from meso_infer.mediation import combined
from meso_infer.mediation.combined import overlaps, suggest
from meso_infer.mediation.entries import Method
from meso_infer.packages import Agenda, Package, Rule
from meso_infer.utility import AdditiveUtility, Points
from tests.mediation.desks import AGENDA, vault

METHODS: tuple[Method, ...] = ("maximin", "nash")


def parties(
    seed: int, n_issues: int, n_options: int, n_parties: int, rules: tuple[Rule, ...] = ()
) -> tuple[Agenda, list[AdditiveUtility], list[float]]:
    """An agenda and parties with weights and values drawn at random."""
    dice = np.random.default_rng(seed)
    options = tuple(f"o{k}" for k in range(n_options))
    agenda = Agenda(
        tuple(CategoricalIssue(name=f"I{j}", options=options) for j in range(n_issues)), rules
    )

    def utility() -> AdditiveUtility:
        weights = dice.dirichlet(np.ones(n_issues))
        values = {
            name: dict(zip(options, dice.random(n_options).tolist(), strict=True))
            for name in agenda.names
        }
        return AdditiveUtility.of(
            agenda, dict(zip(agenda.names, weights.tolist(), strict=True)), values
        )

    return agenda, [utility() for _ in range(n_parties)], dice.uniform(0.2, 0.8, n_parties).tolist()


def everything(agenda: Agenda) -> list[Package]:
    axes = [[issue.option(float(x)) for x in issue.grid()] for issue in agenda.issues]
    found = [Package(dict(zip(agenda.names, one, strict=True))) for one in itertools.product(*axes)]
    return [one for one in found if not agenda.broken_rules(one)]


RULE = Rule.model_validate(
    {
        "if": {"I0": {"in": ["o0", "o1"]}, "I1": {"in": ["o0"]}},
        "then": {"I2": {"in": ["o2"]}},
    }
)


@settings(max_examples=25)
@given(
    seed=st.integers(0, 10**6),
    n_parties=st.integers(2, 4),
    ruled=st.booleans(),
    listed=st.booleans(),
)
def test_the_best_for_all_is_found(seed: int, n_parties: int, ruled: bool, listed: bool) -> None:
    """List and program find the largest smallest gain and the largest product of gains."""
    agenda, utilities, limits = parties(seed, 4, 3, n_parties, (RULE,) if ruled else ())
    gains = [
        [one.utility(package) - d for one, d in zip(utilities, limits, strict=True)]
        for package in everything(agenda)
    ]
    with pytest.MonkeyPatch.context() as patch:
        if not listed:
            patch.setattr(combined, "MOST_LISTED", 1)
            patch.setattr("meso_infer.mediation.integer_program.SECONDS", 30.0)
        smallest = suggest(agenda, utilities, limits, method="maximin")
        product = suggest(agenda, utilities, limits, method="nash")
        meets = overlaps(agenda, utilities, limits)
    assert min(smallest.gains) == pytest.approx(max(map(min, gains)), abs=1e-6)
    assert meets is (max(map(min, gains)) >= 0)
    inside = [prod(one) for one in gains if min(one) >= 0]
    if inside:
        assert prod(product.gains) == pytest.approx(max(inside), abs=1e-6)
    else:
        assert product.package == smallest.package
    for found in (smallest, product):
        assert not agenda.broken_rules(found.package)
        worth = [one.utility(found.package) for one in utilities]
        assert found.gains == pytest.approx([u - d for u, d in zip(worth, limits, strict=True)])


@pytest.mark.parametrize("most", [10**6, 1])
def test_a_package_is_suggested_once(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each further suggestion is another package, until none is left; the gains never rise."""
    monkeypatch.setattr(combined, "MOST_LISTED", most)
    agenda, utilities, limits = parties(5, 2, 2, 2)
    found: list[combined.Suggested] = []
    for _ in range(4):
        seen = [one.package for one in found]
        found.append(suggest(agenda, utilities, limits, without=seen))
    assert len({one.package for one in found}) == 4
    smallest = [min(one.gains) for one in found]
    assert smallest == sorted(smallest, reverse=True)
    with pytest.raises(CaseRefused, match="No package is left"):
        suggest(agenda, utilities, limits, without=[one.package for one in found])


def hiring() -> tuple[Agenda, list[AdditiveUtility]]:
    """The worked hiring grid: salary in steps of 1,000; the manager and a candidate."""
    salary = {"name": "Salary", "low": 90000, "high": 105000, "step": 1000}
    remote = {"name": "Remote", "low": 0, "high": 5, "step": 1}
    years = ("1 year", "2 years", "3 years")
    agenda = Agenda(
        (
            NumericIssue.model_validate(salary),
            NumericIssue.model_validate(remote),
            OrderedIssue(name="Contract", options=years),
        )
    )

    def line(low: float, high: float, *, rises: bool) -> Points:
        return Points(points=((low, float(not rises)), (high, float(rises))))

    def utility(weights: tuple[float, ...], rises: bool, middle: float) -> AdditiveUtility:
        return AdditiveUtility.of(
            agenda,
            dict(zip(agenda.names, weights, strict=True)),
            {
                "Salary": line(90000, 105000, rises=rises),
                "Remote": line(0, 5, rises=rises),
                "Contract": dict(zip(years, (0.0, middle, 1.0), strict=True)),
            },
        )

    manager = utility((9 / 23, 10 / 23, 4 / 23), False, 0.25)
    return agenda, [manager, utility((0.5, 0.3, 0.2), True, 0.5)]


@pytest.mark.parametrize("most", [10**6, 1])
def test_the_worked_example(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over the limits, and over package B, the packages and gains worked out by hand."""
    monkeypatch.setattr(combined, "MOST_LISTED", most)
    agenda, both = hiring()
    deals = {
        (salary, method): suggest(agenda, both, limits, method=method)
        for salary, limits in (
            ("limits", [0.4, 0.3]),
            ("B", [15 / 23, 0.5 * 5 / 15 + 0.3 / 5 + 0.2 / 2]),
        )
        for method in METHODS
    }
    found = {key: tuple(one.package.values()) for key, one in deals.items()}
    assert found["limits", "nash"] == (103000, 0, "3 years")
    assert found["limits", "maximin"] == (102000, 0, "3 years")
    assert prod(deals["limits", "nash"].gains) == pytest.approx(0.0869565, abs=5e-8)
    assert found["B", "maximin"] == (98000, 0, "3 years")
    assert deals["B", "maximin"].gains == pytest.approx((16 / 115, 0.14), abs=1e-9)
    assert found["B", "nash"] == (99000, 0, "3 years")
    assert overlaps(agenda, both, [0.4, 0.3]) is True
    assert overlaps(agenda, both, [0.8, 0.8]) is False


def test_amounts_without_a_step_join_in() -> None:
    """A continuous issue is looked at in a hundred equal steps, and an amount of it is suggested."""
    agenda = Agenda((NumericIssue(name="Price", low=0, high=1),))
    up = AdditiveUtility.of(agenda, {"Price": 1}, {"Price": Points(points=((0, 0), (1, 1)))})
    down = AdditiveUtility.of(agenda, {"Price": 1}, {"Price": Points(points=((0, 1), (1, 0)))})
    found = suggest(agenda, [up, down], [0.1, 0.3], method="nash")
    assert found.package["Price"] == pytest.approx(0.4)
    assert agenda.package(found.package)


def test_what_nobody_can_tell_from_a_suggestion_is_not_suggested_next() -> None:
    """An issue that matters to nobody makes no new package, until there is no other left."""
    both = [
        vault((100, 50, 0)).utility(AGENDA),
        vault((80, 60, 0), likes_high=False).utility(AGENDA),
    ]
    found: list[Package] = []
    n_different = 11 * 3
    for _ in range(n_different + 1):
        found.append(suggest(AGENDA, both, (0.2, 0.3), without=found).package)
    different = {(one["Price"], one["Term"]) for one in found[:n_different]}
    assert len(different) == n_different
    assert len(set(found)) == n_different + 1


LOADED = """
import sys, threading
from meso_infer.issues import NumericIssue
from meso_infer.mediation.combined import SOLVER, prepare_search
from meso_infer.packages import Agenda

def prepared(n_issues):
    issues = [NumericIssue(name=f"I{k}", low=0, high=9, step=1) for k in range(n_issues)]
    prepare_search(Agenda(tuple(issues)))
    others = [one for one in threading.enumerate() if one is not threading.main_thread()]
    for one in others:
        one.join()
    return len(others), SOLVER in sys.modules

print(prepared(6), prepared(7), prepared(7))
"""


def test_the_solver_is_loaded_ahead_where_it_will_be_needed() -> None:
    """Up to a million packages nothing is loaded; beyond, once, beside what else is done."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.strip() == "(0, False) (1, True) (0, True)"
