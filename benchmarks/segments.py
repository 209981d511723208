"""What past negotiations of a segment teach about its next counterpart; simulated, so that truth is known.

    python -m benchmarks.segments                   10 segments: no past, 10 and 60 past negotiations
    python -m benchmarks.segments --segments 3      a quick look

A segment has a mean and a covariance of log-weights of its own. The last row is told them: no past can
teach more. The simulator stands beside the project; who is simulated is chosen here.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks._tables import print_heading, print_table
from benchmarks.simulated.adapter import agenda_of, evidence_of, settings_of
from benchmarks.simulated.judge import BESIDE
from meso_infer.inference import infer
from meso_infer.packages import Agenda
from meso_infer.pooling import Past, pooled_prior
from meso_infer.prior import ModelSettings

FloatArray = NDArray[np.float64]
ISSUES, ROUNDS = 5, 3
BETWEEN, WITHIN = 1.0, 0.25
"""Variance of the log-weights' means over segments, and of a log-weight within one, on average."""

RESAMPLES = 2000


@dataclasses.dataclass(frozen=True)
class Told:
    """One simulated negotiation: what it shows, and which issue truly matters most (its place)."""

    past: Past
    weights: FloatArray

    @property
    def top(self) -> int:
        return int(self.weights.argmax())


@dataclasses.dataclass(frozen=True)
class Outcome:
    """How well the counterparts of one segment are read after so many past negotiations.

    Attributes
    ----------
    top, brier : float
        Share of top issues named rightly; squared error of the chances of being top, summed over issues.
    covered : float
        Share of weights within their 90% intervals.
    learning, fit : float
        Processor seconds: of learning the prior, and of one fit.
    """

    top: float
    brier: float
    covered: float
    learning: float
    fit: float


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line's options."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--segments", type=int, default=10)
    parser.add_argument("--new", type=int, default=40, help="new counterparts of each segment")
    parser.add_argument("--past", default="0,10,60", help="how many past negotiations teach")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, default=BESIDE, help="folder of the simulator")
    return parser.parse_args(arguments)


def segment_of(rng: np.random.Generator, n_issues: int = ISSUES) -> tuple[FloatArray, FloatArray]:
    """Mean and Cholesky factor of the log-weights of a segment, shapes ``(n,)`` and ``(n, n)``.

    The covariance is a Wishart draw with mean ``WITHIN * I`` and 2 n degrees of freedom.
    """
    mean = np.sqrt(BETWEEN) * rng.standard_normal(n_issues)
    freedom = 2 * n_issues
    root = np.sqrt(WITHIN / freedom) * rng.standard_normal((n_issues, freedom))
    return mean, np.linalg.cholesky(root @ root.T)


@dataclasses.dataclass(frozen=True)
class Segment:
    """Simulated negotiations of one segment, and the settings that do not know it and that do."""

    told: tuple[Told, ...]
    cold: ModelSettings
    truth: ModelSettings


def simulated(folder: Path, rng: np.random.Generator, n: int) -> Segment:
    """A new segment with `n` negotiations."""
    simulator, model = _module(folder, "simulator"), _module(folder, "model")
    mean, root = segment_of(rng)
    prior = model.Prior(eta_mean=tuple(mean), eta_chol=tuple(map(tuple, root)))
    scenario = simulator.scenario(ISSUES, prior)
    agenda = agenda_of([dataclasses.asdict(issue) for issue in scenario.issues])
    told = [_told(simulator, scenario, agenda, int(rng.integers(2**31))) for _ in range(n)]
    cold: ModelSettings = settings_of(dataclasses.asdict(model.Prior()))
    known = dataclasses.replace(
        cold,
        weight_log_mean=tuple(float(x) for x in mean),
        weight_log_cholesky=tuple(tuple(float(x) for x in row) for row in root),
    )
    return Segment(tuple(told), cold, known)


def _told(simulator: Any, scenario: Any, agenda: Agenda, seed: int) -> Told:
    log = simulator.simulate(scenario, ROUNDS, seed)
    evidence = evidence_of(agenda, log["events"], scenario.prior.eps)
    importance = np.asarray(log["truth"]["importance"], float)
    return Told(Past(agenda, tuple(evidence)), importance / importance.sum())


def _module(folder: Path, name: str) -> Any:
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
    sys.dont_write_bytecode = True
    return importlib.import_module(name)


def outcome(segment: Segment, n_past: int | None, n_new: int) -> Outcome:
    """Learn from the first `n_past` negotiations (None: be told the truth) and read the last `n_new`."""
    began = time.process_time()
    settings = segment.truth if n_past is None else segment.cold
    if n_past:
        past = [one.past for one in segment.told[:n_past]]
        settings = pooled_prior(past, settings=segment.cold).settings
    learnt = time.process_time()
    rows = [_read(one, settings) for one in segment.told[-n_new:]]
    done = time.process_time()
    top, brier, covered = np.mean(rows, axis=0)
    return Outcome(top, brier, covered, learnt - began, (done - learnt) / n_new)


def _read(one: Told, settings: ModelSettings) -> tuple[float, float, float]:
    posterior = infer(one.past.agenda, one.past.evidence, settings=settings)
    summaries = list(posterior.weight_summary().values())
    chances = np.array([summary.p_top for summary in summaries])
    truth = np.eye(len(chances))[one.top]
    covered = np.mean(
        [s.q05 <= weight <= s.q95 for s, weight in zip(summaries, one.weights, strict=True)]
    )
    return float(chances.argmax() == one.top), float(((chances - truth) ** 2).sum()), float(covered)


def with_interval(values: Sequence[float], seed: int = 0) -> str:
    """Mean over segments with its 95% bootstrap interval."""
    array = np.array(values)
    picks = np.random.default_rng(seed).integers(0, len(array), (RESAMPLES, len(array)))
    low, high = np.quantile(array[picks].mean(axis=1), [0.025, 0.975])
    return f"{array.mean():.3f} [{low:.3f}, {high:.3f}]"


def main(arguments: Sequence[str] | None = None) -> int:
    """Simulate segments, learn, read new counterparts, and print one table."""
    chosen = options(arguments)
    if not (chosen.data / "simulator.py").is_file():
        print("The simulator is not here: nothing was measured.")
        return 0
    sizes: list[int | None] = [*(int(n) for n in chosen.past.split(",")), None]
    print_heading(f"What a segment teaches: {ISSUES} issues, {ROUNDS} rounds")
    found: dict[int | None, list[Outcome]] = {n: [] for n in sizes}
    for number in range(chosen.segments):
        rng = np.random.default_rng([chosen.seed, number])
        segment = simulated(chosen.data, rng, max(n or 0 for n in sizes) + chosen.new)
        for n in sizes:
            found[n].append(outcome(segment, n, chosen.new))
    print(f"{chosen.segments} segments, {chosen.new} new counterparts each; 95% over segments")
    head = ("past negotiations", "top issue", "median", "Brier", "median")
    head += ("90% hold", "learning, CPU", "a fit, CPU")
    print_table(head, [_row(n, found[n]) for n in sizes])
    return 0


def _row(n: int | None, here: Sequence[Outcome]) -> tuple[str, ...]:
    tops, briers = [one.top for one in here], [one.brier for one in here]
    return (
        "(told the truth)" if n is None else f"{n}" if n else "none (cold)",
        with_interval(tops),
        f"{np.median(tops):.3f}",
        with_interval(briers),
        f"{np.median(briers):.3f}",
        f"{np.mean([one.covered for one in here]):.3f}",
        f"{np.median([one.learning for one in here]):.1f} s",
        f"{1000 * np.median([one.fit for one in here]):.0f} ms",
    )


if __name__ == "__main__":
    raise SystemExit(main())
