"""Rounds against synthetic counterparts of the model's own prior, whose true weights are known.

The same counterparts see the same packages and take the same ones, whatever else they say; so what a
push or a counteroffer adds is a paired comparison.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from benchmarks.simulated.scores import Scores, mean, scored
from meso_infer.events import Event, MesoOffered, collect_evidence, replay
from meso_infer.evidence import Evidence
from meso_infer.inference import infer
from meso_infer.issues import CategoricalIssue, NumericIssue
from meso_infer.negotiation import Header
from meso_infer.packages import Agenda, Meso, Package
from meso_infer.prior import Layout, ModelSettings
from meso_infer.simulate import SyntheticCounterpart, random_coordinates
from meso_infer.utility import AdditiveUtility, OwnSpec

CUTS = (0, 1, 2, 3, 4, 6, 8, 10)
KINDS: Mapping[str, tuple[float, float]] = {
    "picks only": (0.0, 0.0),
    "picks and pushes": (1.0, 0.0),
    "picks and counteroffers": (0.0, 1.0),
    "picks, some of both": (0.7, 0.3),
}
"""How often they push after a pick and put a package of their own forward, by kind of talk."""

OPENING, CONCESSION = 0.85, 0.25 / 9
"""Utility of the packages to us in round 1, and what we give in each further one."""

CANDIDATES = 4000
TOLERANCE = 0.01


@dataclass(frozen=True)
class Trial:
    """One counterpart by its seed, and how it talks."""

    seed: int
    kind: str


def agenda() -> Agenda:
    """Three amounts that they want higher and we want lower, and two lists without an order."""
    amounts = tuple(
        NumericIssue(
            name=name,
            low=0,
            high=10,
            step=1,
            own_direction="lower",
            counterpart_direction={"higher": 1.0},
        )
        for name in ("first", "second", "third")
    )
    lists = (
        CategoricalIssue(name="fourth", options=("a", "b", "c")),
        CategoricalIssue(name="fifth", options=("a", "b", "c", "d")),
    )
    return Agenda((*amounts, *lists))


def own_spec(on: Agenda, rng: np.random.Generator) -> OwnSpec:
    """Weights and values of ours: random weights, an order of the options of lists at random."""
    weights = rng.dirichlet(np.full(on.n_issues, 2.0))
    values = {}
    for issue in on.issues:
        if isinstance(issue, CategoricalIssue):
            levels = rng.permutation(np.linspace(0, 1, len(issue.options)))
            values[issue.name] = dict(zip(issue.options, map(float, levels), strict=True))
    return OwnSpec(weights=dict(zip(on.names, map(float, weights), strict=True)), values=values)


def equal_packages(
    own: AdditiveUtility, target: float, rng: np.random.Generator, n: int = 3
) -> list[Package]:
    """Some packages at random that are worth about `target` to us; nearest where few are."""
    found = np.unique(random_coordinates(own.agenda, CANDIDATES, rng), axis=0)
    away = np.abs(own.utility_of(found) - target)
    near = np.flatnonzero(away <= max(TOLERANCE, np.sort(away)[n - 1]))
    return [own.agenda.decode(found[k]) for k in rng.choice(near, n, replace=False)]


def own_utility(header: Header) -> AdditiveUtility:
    """Our utility as a negotiation under a header has it.

    Raises
    ------
    ValueError
        When the header has no weights of ours.
    """
    own = replay(header, ()).own
    if own is None:
        raise ValueError("the header needs weights and values of ours")
    return own


def counterpart_of(own: AdditiveUtility, rng: np.random.Generator) -> SyntheticCounterpart:
    """A counterpart of the prior of those who know our utility: tastes lean against ours."""
    layout = Layout(own.agenda, ModelSettings(), own=own)
    return SyntheticCounterpart(layout, rng.standard_normal((layout.n_dimensions, 1)))


def talking(counterpart: SyntheticCounterpart, kind: str) -> SyntheticCounterpart:
    """The same counterpart with one of the `KINDS` of talk."""
    pushes, counteroffers = KINDS[kind]
    return replace(counterpart, push_share=pushes, counteroffer_share=counteroffers)


def evidence_by_round(
    header: Header, counterpart: SyntheticCounterpart, seed: int, cuts: Sequence[int]
) -> dict[int, tuple[Evidence, ...]]:
    """What the log tells after each of some numbers of rounds.

    Every round has its own random numbers, so that a counterpart who also pushes picks no different.
    """
    own = own_utility(header)
    events: list[Event] = []
    found: dict[int, tuple[Evidence, ...]] = {0: ()}
    for number in range(1, max(cuts) + 1):
        target = OPENING - CONCESSION * (number - 1)
        packages = equal_packages(own, target, np.random.default_rng([seed, number, 0]))
        meso = Meso.of(dict(zip("ABC", packages, strict=True)))
        offer = MesoOffered(packages=dict(meso.packages), claim="equal", none_allowed=True)
        rng = np.random.default_rng([seed, number, 1])
        events += [offer, *counterpart.answers(meso, own, number, rng)]
        found[number] = collect_evidence(replay(header, events))
    return {cut: found[cut] for cut in cuts}


def tried(trial: Trial, cuts: Sequence[int] = CUTS) -> dict[int, Scores]:
    """Scores of the estimates of one trial after each of some numbers of rounds."""
    rng = np.random.default_rng(trial.seed)
    on = agenda()
    header = Header(on, title="Trial", own=own_spec(on, rng))
    own = own_utility(header)
    counterpart = talking(counterpart_of(own, rng), trial.kind)
    truth = [counterpart.weights[name] for name in on.names]
    return {
        cut: scored(infer(on, evidence, own=own).weights, truth)
        for cut, evidence in evidence_by_round(header, counterpart, trial.seed, cuts).items()
    }


def accuracy(
    n: int, kind: str, cuts: Sequence[int] = CUTS, processes: int = 1
) -> dict[int, Scores]:
    """Mean scores of `n` counterparts of one kind of talk, by rounds played."""
    trials = [Trial(seed, kind) for seed in range(n)]
    with ProcessPoolExecutor(processes) as pool:
        results = list(pool.map(partial(tried, cuts=cuts), trials))
    return {cut: mean([result[cut] for result in results]) for cut in cuts}
