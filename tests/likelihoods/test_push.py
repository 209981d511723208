"""Pushes: which issue, which way and how far, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from meso_infer.evidence import Push
from meso_infer.inference.counterpart import CounterpartModel
from meso_infer.issues import DirectedIssue
from meso_infer.packages import Package
from meso_infer.prior import ModelSettings
from meso_infer.prior.draws import Draws
from tests.likelihoods.four_issues import AGENDA, OWN

HELD = Package({"Pay": 4, "Days": 2, "Term": "2", "Town": "y"})
OTHER = Package({"Pay": 9, "Days": 0, "Term": "4", "Town": "x"})
SILENT = HELD.with_option("Days", None)
PUSHES = {
    "issue": Push((HELD,), "Days"),
    "sure way": Push((HELD,), "Pay", "higher"),
    "wrong way": Push((HELD,), "Pay", "lower", lapse=0.2),
    "beyond the best": Push((OTHER,), "Pay", "higher"),
    "unsure way": Push((HELD,), "Term", "earlier"),
    "from the end": Push((OTHER,), "Term", "later"),
    "option": Push((HELD,), "Town", option="z"),
    "option in hand": Push((HELD,), "Town", option="y"),
    "option, none in hand": Push((HELD.with_option("Town", None),), "Town", option="z"),
    "amount": Push((HELD,), "Pay", "higher", to=6, round=3),
    "unsure amount": Push((HELD,), "Term", "later", to="4"),
    "several": Push((HELD, OTHER), "Days", "higher", round=2),
    "silent elsewhere": Push((SILENT,), "Pay", "higher"),
    "amount, silent elsewhere": Push((SILENT,), "Pay", "higher", to=6, round=3),
}


class Hand:
    """The documented likelihood of one push under one draw, over the options themselves."""

    def __init__(self, draws: Draws, k: int) -> None:
        table = draws.table
        self.draws, self.k, self.worth = draws, k, []
        for j, issue in enumerate(AGENDA.issues):
            rows = np.full((len(issue.coordinates()), AGENDA.n_issues), np.nan)
            rows[:, j] = issue.coordinates()
            self.worth.append(draws.part_worths[table.positions(rows)[:, j], k])
        self.sharpness = draws.push_sharpness[k]

    def place(self, name: str, option: object) -> int:
        issue = AGENDA.issue(name)
        return list(issue.coordinates()).index(issue.coordinate(issue.parse(option)))

    def held(self, package: Package, name: str) -> float:
        """What the package gives them on an issue; an issue left out gives its mean."""
        worth = self.worth[AGENDA.index(name)]
        return worth[self.place(name, package[name])] if name in package else worth.mean()

    def gain(self, package: Package, name: str) -> float:
        return self.worth[AGENDA.index(name)].max() - self.held(package, name)

    def on_issue(self, push: Push, package: Package) -> float:
        odds = [np.exp(self.sharpness * self.gain(package, name)) for name in AGENDA.names]
        return odds[AGENDA.index(push.issue)] / sum(odds)

    def this_way(self, push: Push, package: Package) -> tuple[int, float]:
        """How many ways there are to ask on the issue, and the chance of the one taken."""
        worth = self.worth[AGENDA.index(push.issue)]
        if push.issue not in package:
            odds = np.exp(self.sharpness * worth)
            return len(worth), odds[self.place(push.issue, push.option)] / odds.sum()
        here = self.place(push.issue, package[push.issue])
        if push.option is not None:
            return self.this_option(push, worth, here)
        issue = AGENDA.issue(push.issue)
        if push.direction is None or not isinstance(issue, DirectedIssue):
            return 1, 1.0
        gains = [
            beyond.max() - worth[here] if len(beyond) else 0.0
            for beyond in (worth[here + 1 :], worth[:here])
        ]
        odds = np.array([np.exp(self.sharpness * g) if g > 1e-12 else 0.0 for g in gains])
        chance = odds / odds.sum() if odds.any() else np.full(2, 0.5)
        return 2, float(chance[0 if push.direction == issue.direction_up else 1])

    def this_option(self, push: Push, worth: np.ndarray, here: int) -> tuple[int, float]:
        asked = self.place(push.issue, push.option)
        if asked == here:
            return 1, 1.0
        others = [i for i in range(len(worth)) if i != here]
        best = np.exp(self.sharpness * worth)
        better = 1 / (1 + np.exp(-self.sharpness * (worth - worth[here])))
        return len(others), 0.5 * best[asked] / best[others].sum() + 0.5 * (
            better[asked] / better[others].sum()
        )

    def so_far(self, push: Push, package: Package) -> float:
        """Density of the amount against the uniform law on the options that way."""
        if push.to is None:
            return 1.0
        issue, j = AGENDA.issue(push.issue), AGENDA.index(push.issue)
        rest = [name for name in AGENDA.names if name != push.issue]
        others = sum(self.held(package, name) for name in rest)
        open_ = [self.worth[AGENDA.index(name)].var() for name in rest if name not in package]
        off = others + self.worth[j] - self.draws.aspiration(push.round)[self.k]
        ours = OWN.part_worth(push.issue, issue.coordinates())
        fit = np.exp(self.draws.tilt[self.k] * ours - off**2 / (2 * (0.05**2 + sum(open_))))
        here, to = self.place(push.issue, package[push.issue]), self.place(push.issue, push.to)
        beyond = fit[here + 1 :] if to > here else fit[:here]
        return fit[to] / beyond.mean()

    def log_likelihood(self, push: Push) -> float:
        total = at_random = 0.0
        for package in push.packages:
            ways, way = self.this_way(push, package)
            guess = 1 / (AGENDA.n_issues * ways)
            meant = self.on_issue(push, package) * way * self.so_far(push, package)
            total += (1 - push.lapse) * meant + push.lapse * guess
            at_random += guess
        return float(np.log(total / at_random))


@pytest.mark.parametrize("push", PUSHES.values(), ids=PUSHES.keys())
def test_the_likelihood_is_the_documented_one(push: Push) -> None:
    """Under every draw, the three factors and the lapse by hand give the same log-likelihood."""
    model = CounterpartModel(AGENDA, [push], ModelSettings(talk_sincerity=1.0), OWN)
    z = np.random.default_rng(9).standard_normal((model.layout.n_dimensions, 40))
    draws = model.draws(z)
    expected = [Hand(draws, k).log_likelihood(push) for k in range(draws.n_draws)]
    assert model.log_likelihood(z) == pytest.approx(expected, abs=1e-8)
