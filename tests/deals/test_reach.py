"""The best for them at each level of ours: held against listing every package."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import meso_infer.deals.reach as reach_module
from meso_infer.deals.reach import find_reach
from meso_infer.errors import InvalidSettings
from meso_infer.inference import infer
from meso_infer.issues import CategoricalIssue, NumericIssue, OrderedIssue
from meso_infer.packages import Agenda, Rule
from meso_infer.posterior import Posterior
from meso_infer.utility import AdditiveUtility


def agenda(*, rules: tuple[Rule, ...] = (), n: int = 5) -> Agenda:
    """Four issues of n options: n to the fourth packages."""
    named = tuple(f"option {k}" for k in range(n))
    return Agenda(
        (
            NumericIssue(name="Fee", low=0, high=n - 1, step=1, own_direction="lower"),
            NumericIssue(
                name="Visits",
                low=0,
                high=n - 1,
                step=1,
                own_direction="lower",
                counterpart_direction={"higher": 1},
            ),
            OrderedIssue(name="Term", options=named, own_direction="later"),
            CategoricalIssue(name="Place", options=named),
        ),
        rules,
    )


def own_on(chosen: Agenda) -> AdditiveUtility:
    """Uneven weights."""
    table = {f"option {k}": (k * 7 % 5) / 4 for k in range(chosen.issues[3].n_options or 0)}
    weights = {"Fee": 0.37, "Visits": 0.21, "Term": 0.29, "Place": 0.13}
    return AdditiveUtility.of(chosen, weights, {"Place": table})  # type: ignore[arg-type]


def believed(chosen: Agenda) -> Posterior:
    """The prior, on few draws."""
    return infer(chosen, ()).thinned(40)


def listed(own: AdditiveUtility, posterior: Posterior, levels: np.ndarray) -> np.ndarray:
    """Best for each draw at each level, by looking at every package."""
    axes = [issue.coordinates() for issue in own.agenda.issues]
    rows = np.stack([g.ravel() for g in np.meshgrid(*axes, indexing="ij")], axis=1)
    rows = rows[own.agenda.feasible_mask(rows)]
    ours, theirs = own.utility_of(rows), posterior.utility_of(rows)
    return np.stack([theirs[ours >= level - 1e-9].max(axis=0) for level in levels])


def test_the_best_at_each_level_is_that_of_all_packages() -> None:
    """Where packages can be listed the answer is exact, rules included."""
    rule = Rule.model_validate({"if": {"Visits": {"max": 1}}, "then": {"Fee": {"min": 2}}})
    for chosen in (agenda(), agenda(rules=(rule,))):
        own, posterior = own_on(chosen), believed(chosen)
        found = find_reach(own, posterior, lowest=0.3)
        assert found.method == "exact"
        assert found.best == pytest.approx(listed(own, posterior, found.levels), abs=1e-12)
        flat = found.coordinates.reshape(-1, 4)
        assert chosen.feasible_mask(flat).all()
        worth = own.utility_of(flat).reshape(len(found.levels), -1)
        assert (worth >= found.levels[:, None] - 1e-9).all()


def test_adding_issue_by_issue_agrees_with_listing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond what can be listed, the knapsack over draws finds the same to the step of its grid."""
    chosen = agenda()
    own, posterior = own_on(chosen), believed(chosen)
    monkeypatch.setattr(reach_module, "MOST_LISTED", 10)
    found = find_reach(own, posterior, lowest=0.3)
    assert found.method == "heuristic"
    slack = 4 / reach_module.GRID
    low = np.maximum(found.levels - slack, 0)
    high = np.minimum(found.levels + slack, own.utility_of(found.coordinates[-1]).max())
    assert (found.best <= listed(own, posterior, low) + 1e-6).all()
    assert (found.best >= listed(own, posterior, high) - 1e-6).all()
    worth = own.utility_of(found.coordinates.reshape(-1, 4))
    assert (worth >= np.repeat(found.levels, found.coordinates.shape[1]) - slack).all()


def test_many_packages_under_rules_stay_close(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where rules forbid adding issues and listing all is too long, the shortened list loses little."""
    rule = Rule.model_validate({"if": {"Visits": {"max": 1}}, "then": {"Fee": {"min": 2}}})
    chosen = agenda(rules=(rule,))
    own, posterior = own_on(chosen), believed(chosen)
    exact = find_reach(own, posterior, lowest=0.3)
    monkeypatch.setattr(reach_module, "MOST_LISTED", 10)
    found = find_reach(own, posterior, lowest=0.3)
    assert found.method == "heuristic"
    assert (found.best <= exact.best + 1e-12).all()
    assert (exact.best - found.best).mean() < 0.02


def test_what_is_offered_is_between_one_package_and_the_best() -> None:
    """More packages are worth more to them, and no choice made in ignorance beats the best."""
    chosen = agenda()
    own, posterior = own_on(chosen), believed(chosen)
    one, three = (find_reach(own, posterior, n_packages=n) for n in (1, 3))
    assert (three.offered <= three.best + 1e-12).all()
    mean = posterior.draw_weights
    assert (three.offered @ mean >= one.offered @ mean - 1e-12).all()
    assert (np.diff(three.best, axis=0) <= 1e-12).all()
    certain = np.zeros(posterior.n_draws)
    certain[3] = 1.0
    # Whoever knows the draw offers, of the same packages, the best for it.
    known = three.believing(certain)
    assert known.offered[:, 3] == pytest.approx(three.pool_worth[:, :, 3].max(axis=1))


def test_a_walk_away_beyond_everything_is_refused() -> None:
    """No package is worth more than the best."""
    chosen = agenda()
    own = AdditiveUtility.of(
        chosen, {"Fee": 0.37, "Visits": 0.21, "Term": 0.29, "Place": 0.13},
        {"Place": {f"option {k}": 0.5 for k in range(5)}},  # type: ignore[arg-type]
    )  # fmt: skip
    with pytest.raises(InvalidSettings, match="Lower the walk-away"):
        find_reach(own, believed(chosen), lowest=0.99)


def test_no_level_lies_above_one() -> None:
    """Weights whose sum is a rounding error above 1 do not make a target that nobody may ask for."""
    chosen = agenda()
    own = own_on(chosen)
    heavier = replace(own, weights=tuple(w * (1 + 1e-12) for w in own.weights))
    assert find_reach(heavier, believed(chosen)).levels[-1] <= 1.0
