"""How well anybody could tell false claims of equality from meant ones, knowing how all of them are made.

python -m benchmarks.claim_ceiling --counterparts 200      about ten minutes

The exact test of a meant claim against one kind of lie is the ratio of the chances of all that was seen
(Neyman and Pearson 1933). Senders, sets and answers are those of `benchmarks.received`; chances are means
over very many draws of the prior. No estimate that has to allow for every kind of lie at once, and for
talk that is not sincere, can be expected to do as well.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.received import (
    AGENDA,
    MEANT,
    SLACK,
    SPEC,
    claimed_sets,
    separation,
    separation_errors,
)
from meso_infer.events import collect_evidence
from meso_infer.evidence import Evidence
from meso_infer.inference.counterpart import CounterpartModel
from meso_infer.negotiation import Header
from meso_infer.packages import Package
from meso_infer.prior import Layout, ModelSettings
from meso_infer.prior.draws import DrawMaker
from meso_infer.prior.levels import LevelTable
from meso_infer.simulate import SyntheticCounterpart, play, random_coordinates
from meso_infer.utility import AdditiveUtility

FloatArray = NDArray[np.float64]
LIES = ("idle", "careful lie", "decoys")
SINCERE = ModelSettings(talk_sincerity=1.0)
OUTCOMES = 600
AT_ONCE = 8192


class PriorDraws:
    """Very many draws of the prior, and what each makes of packages and answers."""

    def __init__(self, own: AdditiveUtility, n: int, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.own, self.layout = own, Layout(AGENDA, SINCERE, own=own)
        self.z = rng.standard_normal((self.layout.n_dimensions, n)).astype(np.float32)
        self.outcomes = random_coordinates(AGENDA, OUTCOMES, rng)
        odds = self._wished(self.outcomes)
        self.expected = np.logaddexp.reduce(odds, axis=0) - np.log(len(odds))

    def _tables(self, rows: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Utilities of packages ``(n, n_draws)``, opening aspirations and tilts."""
        table = LevelTable.of(AGENDA, rows)
        make, at = DrawMaker(self.layout, table), table.rows(rows).astype(np.float32)
        parts = [make(self.z[:, k : k + AT_ONCE]) for k in range(0, self.z.shape[1], AT_ONCE)]
        return (
            np.concatenate([draws.utility(at) for draws in parts], axis=1),
            np.concatenate([draws.opening_aspiration for draws in parts]),
            np.concatenate([draws.tilt for draws in parts]),
        )

    def _wished(self, rows: FloatArray) -> FloatArray:
        worth, aspiration, tilt = self._tables(rows)
        near = -((worth - aspiration) ** 2) / (2 * SINCERE.counteroffer_sd**2)
        return near + tilt * self.own.utility_of(rows)[:, None]

    def log_wish(self, first: Package) -> FloatArray:
        """Log-density of a first package, against one at random, ``(n_draws,)``."""
        return self._wished(AGENDA.encode([first]))[0] - self.expected

    def log_equal(self, packages: Sequence[Package]) -> FloatArray:
        """Log-density of the others given the first: any packages worth as much but for the slack."""
        rows = AGENDA.encode(list(packages))
        worth, *_ = self._tables(rows)
        found = np.full(worth.shape[1], -np.inf)
        near = np.flatnonzero((np.abs(worth[1:] - worth[0]) <= SLACK).all(axis=0))
        if len(near):
            table = LevelTable.of(AGENDA, self.outcomes)
            draws = DrawMaker(self.layout, table)(self.z[:, near])
            others = draws.utility(table.rows(self.outcomes).astype(np.float32))
            share = (np.abs(others - worth[0, near]) <= SLACK).mean(axis=0) + 0.5 / len(others)
            found[near] = -(len(rows) - 1) * np.log(share)
        return found

    def log_answers(self, answers: Sequence[Evidence]) -> FloatArray:
        """Log-likelihood of answers, talk at its word, ``(n_draws,)``."""
        model = CounterpartModel(AGENDA, answers, SINCERE, self.own, precision=np.float32)
        steps = range(0, self.z.shape[1], AT_ONCE)
        return np.concatenate([model.log_likelihood(self.z[:, k : k + AT_ONCE]) for k in steps])


def log_mean(values: FloatArray) -> float:
    """Logarithm of the mean of what these are logarithms of; very low where all are none."""
    top = float(values.max())
    return top + float(np.log(np.exp(values - top).mean())) if np.isfinite(top) else -100.0


def ratios(prior: PriorDraws, packages: Sequence[Package], known: FloatArray) -> dict[str, float]:
    """Log of the chance of a set and what came later if it is meant, over that of each kind of lie."""
    wish, equal = prior.log_wish(packages[0]), prior.log_equal(packages)
    meant = log_mean(wish + equal + known)
    return {
        "idle": meant - log_mean(known),
        "careful lie": meant - log_mean(wish + equal) - log_mean(known),
        "decoys": meant - log_mean(wish + known) - log_mean(equal),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--counterparts", type=int, default=100)
    parser.add_argument("--draws", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=101)
    parser.add_argument("--style", default="any")
    chosen = parser.parse_args(arguments)
    own, header = AdditiveUtility.from_spec(AGENDA, SPEC), Header(AGENDA, own=SPEC)
    prior, rng = PriorDraws(own, chosen.draws, chosen.seed), np.random.default_rng(chosen.seed)
    found: dict[tuple[str, str, str], list[float]] = {}

    def drawn() -> SyntheticCounterpart:
        z = rng.standard_normal((prior.layout.n_dimensions, 1))
        return SyntheticCounterpart(Layout(AGENDA, ModelSettings(), own=own), z)

    for _ in range(chosen.counterparts):
        sender, other = drawn(), drawn()
        quiet = replace(sender, push_share=0.0, counteroffer_share=0.0)
        later = {
            "3 picks": prior.log_answers(collect_evidence(play(header, quiet, rng))),
            "3 answers": prior.log_answers(collect_evidence(play(header, sender, rng))),
        }
        for kind, packages in claimed_sets(sender, other, own, chosen.style, rng).items():
            for name, known in later.items():
                for lie, ratio in ratios(prior, packages, known).items():
                    found.setdefault((name, lie, kind), []).append(ratio)
    for name, lie in ((name, lie) for name in ("3 picks", "3 answers") for lie in LIES):
        pair = found[name, lie, MEANT], found[name, lie, lie]
        (area, caught), (error, caught_error) = separation(*pair), separation_errors(*pair)
        print(
            f"{lie}, {name}: AUC {area:.3f} ({error:.3f}), caught at 10% false alarms {caught:.2f} "
            f"({caught_error:.2f}) of {len(pair[1])}"
        )


if __name__ == "__main__":
    main()
