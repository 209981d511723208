"""Counteroffers: the density by hand, what it sums to, and issues that were left out."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from meso_infer.evidence import Counteroffer
from meso_infer.inference.counterpart import CounterpartModel
from meso_infer.packages import Package
from meso_infer.prior import ModelSettings
from meso_infer.prior.draws import Draws
from meso_infer.utility import AdditiveUtility
from tests.likelihoods.four_issues import AGENDA, OWN

EVERY = np.array(list(product(*(issue.coordinates() for issue in AGENDA.issues))))
CANDID = ModelSettings(talk_sincerity=1.0)
WHOLE = Package({"Pay": 7, "Days": 3, "Term": "2", "Town": "y"})
SAID = [
    Counteroffer(WHOLE),
    Counteroffer(WHOLE, round=4, lapse=0.2),
    Counteroffer(WHOLE.with_option("Days", None), round=2),
    Counteroffer(Package({"Town": "z"})),
]


def model_of(*said: Counteroffer, own: AdditiveUtility | None = OWN) -> CounterpartModel:
    return CounterpartModel(AGENDA, said, CANDID, own, [1.0] * len(said))


def some_draws(model: CounterpartModel, n: int = 40) -> tuple[np.ndarray, Draws]:
    z = np.random.default_rng(8).standard_normal((model.layout.n_dimensions, n))
    return z, model.draws(z)


def worth_by_issue(draws: Draws) -> list[np.ndarray]:
    """Their part-worth of every option, an array ``(n_options, n_draws)`` an issue."""
    table = draws.table
    found = []
    for j, issue in enumerate(AGENDA.issues):
        rows = np.full((len(issue.coordinates()), AGENDA.n_issues), np.nan)
        rows[:, j] = issue.coordinates()
        found.append(draws.part_worths[table.positions(rows)[:, j]])
    return found


def by_hand(one: Counteroffer, draws: Draws, k: int) -> float:
    """The documented density under draw `k`, its moments taken over the options themselves."""
    theirs = [worth[:, k] for worth in worth_by_issue(draws)]
    ours = [OWN.part_worth(i.name, i.coordinates()) for i in AGENDA.issues]
    tilt, tau = draws.tilt[k], draws.aspiration(one.round)[k]
    shifted = [
        t.mean() + tilt * np.cov(t, u, bias=True)[0, 1] for t, u in zip(theirs, ours, strict=True)
    ]
    middle, spread = sum(shifted), 0.05**2 + sum(t.var() for t in theirs)
    reached, width, bonus = 0.0, 0.05**2, 0.0
    for j, issue in enumerate(AGENDA.issues):
        if issue.name in one.package:
            at = list(issue.coordinates()).index(issue.coordinate(one.package[issue.name]))
            reached += theirs[j][at]
            bonus += tilt * (ours[j][at] - ours[j].mean()) - tilt**2 * ours[j].var() / 2
        else:
            reached, width = reached + shifted[j], width + theirs[j].var()
    near = np.exp(-((reached - tau) ** 2) / (2 * width)) / np.sqrt(width)
    anywhere = np.exp(-((tau - middle) ** 2) / (2 * spread)) / np.sqrt(spread)
    density = min(near / anywhere * np.exp(bonus), np.exp(50))
    return float(np.log((1 - one.lapse) * density + one.lapse))


@pytest.mark.parametrize("one", SAID, ids=("whole", "late", "partial", "one issue"))
def test_the_density_is_the_documented_one(one: Counteroffer) -> None:
    """Under every draw, moments summed over the options give the same log-likelihood."""
    model = model_of(one)
    z, draws = some_draws(model)
    expected = [by_hand(one, draws, k) for k in range(draws.n_draws)]
    assert model.log_likelihood(z) == pytest.approx(expected, abs=1e-9)


def test_a_counteroffer_at_random_tells_nothing() -> None:
    """Averaged over all packages the density is 1, as near as a normal approximation comes to it."""
    packages = [AGENDA.decode(row) for row in EVERY]
    model = model_of(*(Counteroffer(package) for package in packages))
    z = np.random.default_rng(3).standard_normal((model.layout.n_dimensions, 200))
    z[model.layout.first_scalar + 4] = 0
    density = np.exp(model.log_left_out(z)).mean(axis=0)
    assert np.median(density) == pytest.approx(1.0, abs=0.1)
    assert density.mean() == pytest.approx(1.0, abs=0.25)


def test_issues_left_out_are_averaged_over() -> None:
    """What a partial package says is what its completions say on average, to that approximation."""
    partial = WHOLE.with_option("Pay", None)
    whole = [Counteroffer(partial.with_option("Pay", pay)) for pay in range(10)]
    model = model_of(Counteroffer(partial), *whole)
    z = np.random.default_rng(4).standard_normal((model.layout.n_dimensions, 300))
    said = np.exp(model.log_left_out(z))
    smooth = said[1:].max(axis=0) < 3
    ratio = said[1:].mean(axis=0)[smooth] / said[0][smooth]
    assert smooth.sum() > 50
    assert np.median(ratio) == pytest.approx(1.0, abs=0.1)


def test_without_our_utility_one_opposed_to_theirs_stands_in() -> None:
    """Equal shares of each issue that has a direction, falling along it as likely as they want more of it."""
    model = model_of(*SAID, own=None)
    table, worth = model.table, model.context.own_part_worths
    for name, chance_up in (("Pay", 1.0), ("Days", 0.7)):
        j = AGENDA.index(name)
        low, high = AGENDA.issues[j].bounds
        along = (table.coordinates[table.segment(j)] - low) / (high - low)
        opposed = (chance_up * (1 - along) + (1 - chance_up) * along) / AGENDA.n_issues
        np.testing.assert_allclose(worth[table.segment(j)], opposed, atol=1e-12)
    assert not worth[table.segment(AGENDA.index("Town"))].any()
