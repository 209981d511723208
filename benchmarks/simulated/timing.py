"""Processor time of a full fit, and of NUTS and plain logits by others in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.simulated.adapter import fit
from benchmarks.simulated.judge import Scenario, simulated
from benchmarks.simulated.peers import LOGITS, PeerError, Peers
from benchmarks.simulated.scores import largest_gap
from meso_infer.estimator import PriorityEstimator

FIRST_SEED = 50_000
"""Apart from the seeds of the stored posteriors and of the calibration."""

FloatArray = NDArray[np.float64]
Picked = NDArray[np.intp]


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of this process's processor time, and what came of it."""
    start = time.process_time()
    result = act()
    return time.process_time() - start, result


# --- full fits -----------------------------------------------------------------------------------


@dataclass
class FitTimes:
    """Seconds a fit, ours and by NUTS on some of the same negotiations, and how far the two are apart."""

    scenario: Scenario
    ours: list[float] = field(default_factory=list)
    nuts: list[float] = field(default_factory=list)
    ours_beside: list[float] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """How many times as long NUTS takes, median over the negotiations that both fitted."""
        return median(n / o for n, o in zip(self.nuts, self.ours_beside, strict=True))


def fit_times(
    folder: Path, scenario: Scenario, n: int, repeats: int, peers: Peers | None, n_nuts: int
) -> FitTimes:
    """Time `n` negotiations, the first `n_nuts` of them by NUTS too, one right after the other.

    A first fit of each, which compiles or fills caches, is not counted.
    """
    times = FitTimes(scenario)
    problem, log = simulated(folder, scenario, FIRST_SEED - 1)
    fit(problem, log)
    if peers is not None and n_nuts:
        _ask_nuts(peers, folder, scenario, FIRST_SEED - 1)
    for k in range(n):
        problem, log = simulated(folder, scenario, FIRST_SEED + k)
        runs = [timed(lambda p=problem, e=log: fit(p, e)) for _ in range(repeats)]
        seconds = [s for s, _ in runs]
        times.ours += seconds
        if peers is not None and k < n_nuts:
            answer = _ask_nuts(peers, folder, scenario, FIRST_SEED + k)
            times.nuts.append(answer["seconds"])
            times.ours_beside.append(median(seconds))
            draws = runs[-1][1]["samples"]
            times.gaps.append(largest_gap(draws.T, np.array(answer["samples"]).T))
    return times


def _ask_nuts(peers: Peers, folder: Path, scenario: Scenario, seed: int) -> dict[str, Any]:
    return peers.ask(
        "nuts",
        folder=str(folder.absolute()),
        issues=scenario.issues,
        rounds=scenario.rounds,
        seed=seed,
    )


# --- plain logits --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rounds:
    """Picks by a plain logit: features ``(n, n_packages, n_features)``, places, true weights."""

    features: FloatArray
    picked: Picked
    weights: FloatArray


@dataclass
class LogitTimes:
    """What one library does with some sets of picks.

    Attributes
    ----------
    first : float
        Seconds of the first fit of its process, its import included where it is imported late.
    seconds : list of float
        Of each further fit.
    errors : list of float
        Root mean square error of the weights of each set that was fitted.
    diverged : int
        Sets with a coefficient above `HUGE`, one that is not a number, or an error.
    """

    name: str
    method: str
    first: float = 0.0
    seconds: list[float] = field(default_factory=list)
    errors: list[float] = field(default_factory=list)
    diverged: int = 0


HUGE = 100.0
"""True coefficients are at most 12; where picks are separated, a likelihood has no maximum."""

SHARPNESS = 12.0
N_FEATURES, N_PACKAGES = 5, 3


def simulated_rounds(n: int, seed: int) -> Rounds:
    """Picks of somebody with linear values, random weights and no lapses (McFadden 1974)."""
    rng = np.random.default_rng([seed, n])
    weights = rng.dirichlet(np.full(N_FEATURES, 2.0))
    features = rng.integers(0, 11, (n, N_PACKAGES, N_FEATURES)) / 10
    utilities = SHARPNESS * features @ weights + rng.gumbel(size=(n, N_PACKAGES))
    return Rounds(features, utilities.argmax(axis=1), weights)


def ours(rounds: Rounds) -> FloatArray:
    """Weights by the library's estimator, which is told that more is better."""
    bounds = [(0.0, 1.0)] * rounds.features.shape[2]
    estimator = PriorityEstimator(directions=1, bounds=bounds)
    return estimator.fit(rounds.features, rounds.picked).weights_


def shares(coefficients: Sequence[float]) -> FloatArray:
    """Coefficients as weights: a share of their sum, none for one of the wrong sign."""
    positive = np.maximum(np.asarray(coefficients, float), 0.0)
    return positive / positive.sum() if positive.sum() > 0 else np.full(len(positive), np.nan)


def our_logits(sets: Sequence[Rounds]) -> LogitTimes:
    """Our own fits of the sets."""
    times = LogitTimes("meso_infer", "tempered SMC")
    times.first, _ = timed(lambda: ours(sets[0]))
    for rounds in sets:
        seconds, weights = timed(lambda r=rounds: ours(r))
        times.seconds.append(seconds)
        times.errors.append(rms(weights, rounds.weights))
    return times


def peer_logits(python: Path, peer: str, sets: Sequence[Rounds]) -> LogitTimes | str:
    """One peer's fits of the sets, in a process of its own; what it said where it never has any."""
    times = LogitTimes(peer, LOGITS[peer])
    with Peers(python) as peers:
        if peers.ask("versions", names=[peer])[peer] is None:
            return "not installed there"
        last = ""
        for k, rounds in enumerate((sets[0], *sets)):
            request = {"features": rounds.features.tolist(), "picked": rounds.picked.tolist()}
            try:
                answer = peers.ask("logit", peer=peer, **request)
            except PeerError as error:
                last = str(error)
                times.diverged += k > 0
                continue
            if k == 0:
                times.first = answer["seconds"]
                continue
            times.seconds.append(answer["seconds"])
            coefficients = np.array(answer["coefficients"])
            if np.isfinite(coefficients).all() and np.abs(coefficients).max() <= HUGE:
                times.errors.append(rms(shares(answer["coefficients"]), rounds.weights))
            else:
                times.diverged += 1
    return times if times.seconds else last


def rms(estimate: FloatArray, truth: FloatArray) -> float:
    """Root mean square difference."""
    return float(np.sqrt(((estimate - truth) ** 2).mean()))
