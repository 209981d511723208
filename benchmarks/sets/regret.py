"""How good the deal would be for them that our estimate calls best: regret after some rounds.

Counterparts are those of the simulator that stands beside the project: they pick one of three packages
or none, push for more, and now and then make a counteroffer. Each round is proposed by the library.
"""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.simulated.adapter import evidence_of, settings_of
from benchmarks.simulated.judge import BESIDE
from meso_infer.candidates import find_candidates
from meso_infer.inference import infer
from meso_infer.issues import CategoricalIssue, Issue, NumericIssue
from meso_infer.packages import Agenda, Package
from meso_infer.proposal import propose
from meso_infer.utility import AdditiveUtility

FloatArray = NDArray[np.float64]

TARGET, TOLERANCE = 0.65, 0.01
PUSHES, COUNTEROFFERS = 0.7, 0.2
N_ISSUES = 5


@dataclass(frozen=True)
class Case:
    """One simulated counterpart and how it is met.

    Attributes
    ----------
    seed : int
    rounds : tuple of int
        After which rounds regret is taken.
    mode, alpha
        Of the proposals; see `meso_infer.proposal.propose`.
    """

    seed: int
    rounds: tuple[int, ...]
    mode: Any = "balanced"
    alpha: float | None = None
    folder: Path = BESIDE


def simulator(folder: Path) -> Any:
    """The simulator's module, imported from where it stands."""
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
    sys.dont_write_bytecode = True
    return importlib.import_module("simulator")


def is_here(folder: Path = BESIDE) -> bool:
    """Whether the simulator stands beside the project."""
    return (folder / "simulator.py").is_file()


def regrets(case: Case) -> dict[int, float]:
    """Regret by round: the best they could have of our band, less what we take to be their best."""
    module = simulator(case.folder)
    scenario = module.scenario(N_ISSUES)
    met = _Meeting(case, scenario)
    log = module.simulate(
        scenario, max(case.rounds), case.seed, push=PUSHES, counter=COUNTEROFFERS, designer=met.design
    )  # fmt: skip
    met.finish(log)
    return met.regrets(log)


class _Meeting:
    """Our side of one simulated negotiation: called each round for the packages to put forward."""

    def __init__(self, case: Case, scenario: Any) -> None:
        self.case, self.scenario = case, scenario
        self.own = _own(scenario, case.seed)
        described = {field: getattr(scenario.prior, field) for field in vars(scenario.prior)}
        self.settings = settings_of(described)
        self.lapse = float(scenario.prior.eps)
        self.band = find_candidates(self.own, TARGET, TOLERANCE)
        self.shown: list[list[Package]] = []
        self.best_after: dict[int, FloatArray] = {}

    def design(self, round_number: int, target: float, events: list[dict[str, Any]]) -> FloatArray:
        """Three packages as level indices, shape ``(3, n_issues)``."""
        posterior = self._believe(events)
        if round_number - 1 in self.case.rounds:
            self.best_after[round_number - 1] = self._best(posterior)
        found = propose(
            self.own.agenda,
            self.own,
            posterior,
            target=TARGET,
            tolerance=TOLERANCE,
            mode=self.case.mode,
            alpha=self.case.alpha,
            previous=self.shown,
            round_number=round_number,
        )
        packages = list(found.packages.values())
        self.shown.append(packages)
        return self.own.agenda.encode(packages).astype(int)

    def finish(self, log: dict[str, Any]) -> None:
        """What is believed after the last round."""
        self.best_after[max(self.case.rounds)] = self._best(self._believe(log["events"]))

    def regrets(self, log: dict[str, Any]) -> dict[int, float]:
        truth = log["truth"]["T"]
        offsets = np.array(self.scenario.off)

        def theirs(rows: FloatArray) -> FloatArray:
            return truth[rows.astype(int) + offsets].sum(axis=-1)

        best = theirs(self.band.coordinates).max()
        return {r: float(best - theirs(row[None])[0]) for r, row in self.best_after.items()}

    def _believe(self, events: list[dict[str, Any]]) -> Any:
        evidence = evidence_of(self.own.agenda, events, self.lapse)
        return infer(self.own.agenda, evidence, settings=self.settings, own=self.own)

    def _best(self, posterior: Any) -> FloatArray:
        """The package of our band with the highest expected utility to them."""
        liking = posterior.utility_of(self.band.coordinates) @ posterior.draw_weights
        return self.band.coordinates[liking.argmax()]


def _own(scenario: Any, seed: int) -> AdditiveUtility:
    """The simulator's own side for this seed as our utility, on an agenda that says what is known."""
    worth = simulator_own(scenario, seed)
    issues: list[Issue] = []
    weights: dict[str, float] = {}
    values: dict[str, dict[str, float]] = {}
    for described, (start, end) in zip(scenario.issues, scenario.seg, strict=True):
        levels = worth[start:end]
        weights[described.name] = float(levels.max())
        if described.kind == "numeric":
            issue: Issue = NumericIssue(
                name=described.name,
                low=0,
                high=end - start - 1,
                step=1,
                own_direction="lower",
                counterpart_direction={"higher": 1.0},
            )
        else:
            options = tuple(f"option {k}" for k in range(end - start))
            issue = CategoricalIssue(name=described.name, options=options)
            values[described.name] = dict(
                zip(options, (levels / levels.max()).tolist(), strict=True)
            )
        issues.append(issue)
    return AdditiveUtility.of(Agenda(tuple(issues)), weights, values)


def simulator_own(scenario: Any, seed: int) -> FloatArray:
    """Our part-worth of every level: the first thing that the simulator draws from its seed."""
    return sys.modules["simulator"].our_side(scenario, np.random.default_rng(seed))
