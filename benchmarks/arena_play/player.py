"""Our proposals as a player: what to aim for, what to show, and whether to take a counteroffer.

A player hears what a negotiator hears: its own utility, what was shown, picked, pushed on and asked
for. It knows neither the counterpart's utility nor its strategy. What it does each round is what the
product does: estimate, plan the targets of the rounds left, propose packages at the target.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from benchmarks.agents.logs import (
    AGENT,
    LogReading,
    agenda_of,
    evidence_of,
    own_utility_of,
    package_of,
)
from benchmarks.arena_play.menus import Menus
from meso_infer.concession.patience import Timing
from meso_infer.concession.targets import ConcessionPlan, PlanSettings, plan
from meso_infer.evidence import Evidence, Pick
from meso_infer.inference import infer
from meso_infer.packages import Agenda, Package
from meso_infer.posterior import Posterior
from meso_infer.prior import ModelSettings

Problem = Mapping[str, Any]
History = Sequence[Mapping[str, Any]]
Levels = list[int]

READING = LogReading()
NEAR_THE_BEST = replace(
    AGENT,
    n_draws=256,
    sharpness_log_mean=4.0,
    push_sharpness_log_mean=4.0,
    aspiration_logit_mean=4.0,
    aspiration_logit_sd=2.0,
    concession_log_sd=1.0,
)
"""The model of an automated agent, with fewer draws, which opens near the best it can get."""
BLIND_WEIGHT_SD = 0.85
EVERY, NEAR_THE_END = 4, 5
"""Estimate and plan are made anew every so many rounds, and every round when few are left."""
NO_DEAL = 0.0
"""What no deal counts in the arena, also where our reservation value is higher."""
LASTING = 0.03
"""Agents decide by what they are about to ask for: little in their threshold is their own."""
SURELY = 1e-9


@dataclass(frozen=True)
class Style:
    """How a player plays.

    Attributes
    ----------
    n_packages : int
        How many packages a menu holds.
    learns : bool
        Whether the estimate has seen any evidence; otherwise it is the prior.
    model : ModelSettings
    give_way, lateness
        Of `Timing`: what they may give up by the deadline, and how late.
    regard : float
        Weight of their utility beside ours in what a deal is worth.
    plan_draws : int
        Draws that the plan looks at.
    """

    n_packages: int = 3
    learns: bool = True
    model: ModelSettings = NEAR_THE_BEST
    give_way: tuple[float, float] = (0.0, 1.0)
    lateness: tuple[float, float] = (2.0, 0.9)
    plan_draws: int = 128
    regard: float = 0.2


@dataclass
class Player:
    """One negotiation from our chair.

    Parameters
    ----------
    problem : mapping
        Issues, our utility, the deadline and, where it is known, the order of their levels.
    style : Style
    """

    problem: Problem
    style: Style
    _thought: tuple[int, Posterior, ConcessionPlan] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.agenda = agenda_of(self.problem)
        self.packages = Packages(self.problem, self.agenda)
        self.own = own_utility_of(self.problem, self.agenda)
        self.reservation_value = float(self.problem["own"]["reservation"])
        self.deadline = int(self.problem["deadline"])
        self.menus = Menus(self.own, self.style.n_packages, self.reservation_value)

    def propose(self, history: History) -> list[Levels]:
        """The packages to show next, as positions in the lists of levels."""
        posterior, planned = self.thoughts(history)
        packages = self.menus.choose(
            posterior,
            planned,
            shown=[package for shown in history for package in self.packages.all(shown["shown"])],
            asked=[package for _, package in self._asked(history)],
            is_last=len(history) + 1 == self.deadline,
        )
        return [self.packages.levels(package) for package in packages]

    def accept(self, history: History, counter: Sequence[int]) -> bool:
        """Whether their counteroffer is worth at least what going on is expected to bring."""
        package = self.packages.package(counter)
        worth = self.own.utility(package)
        if worth < self.reservation_value - SURELY:
            return False
        posterior, planned = self.thoughts(history)
        theirs = float(posterior.utility([package])[0] @ posterior.draw_weights)
        return worth + self.style.regard * theirs >= planned.expected.value - SURELY

    # --- estimate and plan ------------------------------------------------------------------

    def thoughts(self, history: History) -> tuple[Posterior, ConcessionPlan]:
        """Estimate and plan for the round after this history; while the end is far, those of a round before."""
        now = len(history)
        patient = 1 if self.deadline - now <= NEAR_THE_END else EVERY
        if self._thought is None or not now - patient < self._thought[0] <= now:
            posterior = self._posterior(history)
            self._thought = (now, posterior, self._plan(history, posterior))
        return self._thought[1:]

    def _posterior(self, history: History) -> Posterior:
        ordered = "their_order" in self.problem
        model = self.style.model
        pace = math.log(READING.concession / self.deadline)
        settings = replace(
            model,
            concession_log_mean=min(pace, model.concession_log_mean),
            weight_log_sd=model.weight_log_sd if ordered else BLIND_WEIGHT_SD,
        )
        evidence = self._evidence(history) if self.style.learns else []
        return infer(self.agenda, evidence, settings=settings, own=self.own)

    def _evidence(self, history: History) -> list[Evidence]:
        """What the rounds show; a menu that did not end the talks was refused as a whole, too."""
        log = {**self.problem, "rounds": list(history)}
        refusals = [
            Pick(self.packages.all(shown["shown"]), None, True, shown["round"] + 1, READING.lapse)
            for shown in history
        ]
        return [*evidence_of(log, self.agenda, READING), *refusals]

    def _plan(self, history: History, posterior: Posterior) -> ConcessionPlan:
        return plan(
            self.own,
            posterior,
            timing=Timing(
                round=len(history) + 1,
                last_round=self.deadline,
                break_off=0.0,
                give_way=self.style.give_way,
                lateness=self.style.lateness,
                lasting=LASTING,
                keeps_to_asked=False,
            ),
            reservation_value=self.reservation_value,
            refused=[(shown["round"] + 1, self.packages.all(shown["shown"])) for shown in history],
            asked=[(number, (package,)) for number, package in self._asked(history)],
            settings=PlanSettings(
                n_packages=self.style.n_packages,
                counter_chance=1.0,
                n_draws=self.style.plan_draws,
                regard=self.style.regard,
                no_deal=NO_DEAL,
                beside=(),
            ),
        )

    def _asked(self, history: History) -> list[tuple[int, Package]]:
        return [
            (shown["round"] + 1, self.packages.package(shown["counter"]))
            for shown in history
            if shown["counter"] is not None
        ]


@dataclass(frozen=True)
class Packages:
    """Packages of a problem and their positions in its lists of levels, both ways."""

    problem: Problem
    agenda: Agenda
    _known: dict[tuple[int, ...], Package] = field(default_factory=dict, repr=False)

    def package(self, levels: Sequence[int]) -> Package:
        """The package at these positions."""
        key = tuple(levels)
        if key not in self._known:
            self._known[key] = package_of(self.problem, self.agenda, levels)
        return self._known[key]

    def all(self, shown: Sequence[Sequence[int]]) -> tuple[Package, ...]:
        """The packages of a menu."""
        return tuple(self.package(levels) for levels in shown)

    def levels(self, package: Package) -> Levels:
        """The positions of a package."""
        orders = self.problem.get("their_order")
        found = []
        for described in self.problem["issues"]:
            name = described["name"]
            place = int(self.agenda.issue(name).coordinate(package[name]))
            found.append(place if orders is None else int(orders[name][place]))
        return found


def menus(problem: Problem) -> Player:
    """Menus of three packages."""
    return Player(problem, Style())


def singles(problem: Problem) -> Player:
    """One package at a time."""
    return Player(problem, Style(n_packages=1))


def uninformed(problem: Problem) -> Player:
    """Menus of three packages whose taste estimate is the prior; all else is the same."""
    return Player(problem, Style(learns=False))
