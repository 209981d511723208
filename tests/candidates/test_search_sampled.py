"""Bands of more packages than can be listed: how many they hold, and a sample that obeys what was asked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer.candidates import candidates_for, changed_issues, find_candidates, search
from meso_infer.candidates.draw_tables import DrawTables
from meso_infer.candidates.wanted import Wanted
from meso_infer.errors import NoFeasibleMeso
from meso_infer.inference import infer
from meso_infer.issues import CategoricalIssue, NumericIssue
from meso_infer.packages import Agenda, Rule
from meso_infer.utility import AdditiveUtility
from tests.candidates.bands import long_own, small_problems


def test_a_narrow_band_of_many_packages_is_listed_whole():
    """Past 10^6 packages a band with few of them is still searched whole: the method is exact."""
    found = find_candidates(long_own((500, 100, 50, 5)), 0.5, 1e-4)
    assert found.method == "exact"
    assert found.in_band == len(found) > 100
    assert np.abs(found.utilities - 0.5).max() <= 5e-5 + 1e-9


@pytest.mark.parametrize(("n_issues", "n_options"), [(9, 10), (12, 6), (4, 178), (10, 10)])
def test_billions_of_packages_are_searched(n_issues, n_options):
    """From 10^9 to 10^10 packages: how many the band holds, a sample of it, all within tolerance."""
    own = long_own((n_options,) * n_issues)
    found = find_candidates(own, 0.65, 0.02)
    assert (found.method, len(np.unique(found.coordinates, axis=0))) == ("heuristic", len(found))
    assert found.in_band > 10**6
    assert len(found) > 1000
    assert np.abs(found.utilities - 0.65).max() <= 0.01 + 1e-9


@settings(max_examples=60)
@given(small_problems(), st.booleans(), st.integers(1, 4))
def test_a_sample_knows_how_many_it_stands_for(problem, with_rule, most_changes):
    """Sampled instead of listed, a band has the same count, and the sample obeys all that was asked."""
    own, target, tolerance = problem
    if with_rule:
        rule = {"if": {"Units": {"min": 1}}, "then": {"Place": {"in": ["Paris"]}}}
        own = AdditiveUtility(
            Agenda(own.agenda.issues, (Rule.model_validate(rule),)), own.weights, own.functions
        )
    discrete = all(issue.n_options is not None for issue in own.agenda.issues)
    earlier = np.array([[issue.bounds[0] for issue in own.agenda.issues]])
    wanted = Wanted(own, target, tolerance)
    try:
        listed_ = candidates_for(wanted, None, np.random.default_rng(0))
    except NoFeasibleMeso:
        return
    refused = listed_.packages([0])
    for asked in (
        wanted,
        replace(wanted, refused=refused),
        replace(wanted, earlier=earlier, most_changes=most_changes),
    ):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(search, "MOST_LISTED", -1)
            patch.setattr(search, "FEW_IN_BAND", -1)
            try:
                sampled = candidates_for(asked, None, np.random.default_rng(0))
            except NoFeasibleMeso:
                sampled = None
        try:
            whole = candidates_for(asked, None, np.random.default_rng(0))
        except NoFeasibleMeso:
            assert sampled is None
            continue
        if sampled is None:
            assert not discrete
            continue
        rows = {tuple(row) for row in whole.coordinates.tolist()}
        assert {tuple(row) for row in sampled.coordinates.tolist()} <= rows
        if discrete:
            assert sampled.in_band == len(whole)


def test_of_the_refused_only_those_that_keep_what_is_held_are_taken_off(monkeypatch):
    """With an issue held, a package that was refused at another option of it is none of the band."""
    own = long_own((4,) * 4)
    everything = find_candidates(own, 0.5, 0.2)
    at = everything.coordinates[:, 0] == 1
    refused = everything.packages([np.flatnonzero(at)[0], np.flatnonzero(~at)[0]])
    monkeypatch.setattr(search, "MOST_LISTED", -1)
    monkeypatch.setattr(search, "SAMPLED", 3)
    found = find_candidates(own, 0.5, 0.2, held={"Issue 0": 1}, refused=refused)
    assert found.in_band == at.sum() - 1


@pytest.mark.parametrize("most_changes", [1, 2, 3])
def test_a_limit_of_changes_is_counted_in(most_changes, monkeypatch):
    """Sampled or listed, as many packages are near the earlier one; of those refused only the near ones go."""
    own = long_own((4,) * 4)
    everything = find_candidates(own, 0.5, 0.2)
    earlier = everything.coordinates[:1]
    changes = changed_issues(everything.coordinates, earlier)
    near, far = np.flatnonzero(changes == 1)[0], np.flatnonzero(changes == 4)[0]
    wanted = Wanted(
        own, 0.5, 0.2, refused=everything.packages([near, far]), earlier=earlier,
        most_changes=most_changes,
    )  # fmt: skip
    listed_ = candidates_for(wanted, None, np.random.default_rng(0))
    monkeypatch.setattr(search, "MOST_LISTED", -1)
    monkeypatch.setattr(search, "SAMPLED", 3)
    sampled = candidates_for(wanted, None, np.random.default_rng(0))
    assert (listed_.method, sampled.method) == ("exact", "heuristic")
    assert len(listed_) == (changes <= most_changes).sum() - 1
    assert sampled.in_band == len(listed_)


def test_rules_held_issues_and_refusals_hold_among_billions():
    """Of 10^9 packages every candidate obeys the rule, keeps what is held and changes few issues."""
    rule = Rule.model_validate(
        {"if": {"Issue 0": {"min": 5}}, "then": {"Issue 1": {"max": 4}, "Issue 2": {"min": 2}}}
    )
    own = long_own((10,) * 9, (rule,))
    belief = infer(own.agenda, []).thinned(16)
    tables = DrawTables.of(belief)
    free = find_candidates(own, 0.65, 0.01, tables=tables)
    unruled = find_candidates(long_own((10,) * 9), 0.65, 0.01)
    assert 0 < free.in_band < unruled.in_band
    assert own.agenda.feasible_mask(free.coordinates).all()
    held = find_candidates(own, 0.65, 0.01, held={"Issue 3": 4}, floor=0.649, tables=tables)
    assert np.unique(held.coordinates[:, 3]).tolist() == [4]
    assert held.utilities.min() >= 0.649 - 1e-9
    refused = free.packages(range(30))
    fresh = find_candidates(own, 0.65, 0.01, refused=refused, tables=tables)
    assert fresh.in_band == free.in_band - 30
    assert not set(refused) & set(fresh.packages())
    earlier = free.coordinates[:2]
    near = candidates_for(
        Wanted(own, 0.65, 0.01, earlier=earlier, most_changes=3), tables, np.random.default_rng(0)
    )
    assert changed_issues(near.coordinates, earlier).max() <= 3


def test_an_amount_is_solved_among_billions():
    """With one continuous issue beside 10^8 packages every candidate is worth the target."""
    issues = (
        *long_own((10,) * 8).agenda.issues,
        NumericIssue(name="Price", low=0, high=1000, own_direction="higher"),
    )
    own = AdditiveUtility.of(Agenda(issues), {issue.name: 1 / 9 for issue in issues})
    tables = DrawTables.of(infer(own.agenda, []).thinned(16))
    found = find_candidates(own, 0.65, 0.01, plain_amounts=False, tables=tables)
    assert (found.method, found.solved) == ("heuristic", "Price")
    assert np.abs(found.utilities - 0.65).max() < 1e-12
    assert found.in_band > 10**6


def test_too_many_packages_are_refused_with_advice():
    """When not even halves of the issues can be listed, the message names the widest issues."""
    options = tuple(f"option {k}" for k in range(40))
    issues = tuple(CategoricalIssue(name=f"Issue {j}", options=options) for j in range(9))
    values = {
        i.name: dict(zip(options, np.linspace(0, 1, 40).tolist(), strict=True)) for i in issues
    }
    own = AdditiveUtility.of(Agenda(issues), {i.name: 1 / 9 for i in issues}, values)
    with pytest.raises(NoFeasibleMeso, match=r"more than can be searched.*Issue 0 \(40 options\)"):
        find_candidates(own, 0.5, 0.01)
