"""What one set of packages received as equal teaches, and whether a false claim of equality is noticed.

python -m benchmarks.received                      about ten minutes
python -m benchmarks.received --seeds 1            quicker, less sure

Senders are drawn from the prior. Each puts three packages forward, near their aspiration and worth the
same to them but for a small slack: any such packages, packages that lie far apart, or packages that are
alike on one issue. The others mislead: an idle claim is made of packages put together at random; a
careful lie is equal by somebody else's tastes; of one package with decoys, the first is a wish of their
own, and the others are equal to it by somebody else's tastes; who shades makes them equal by their own
tastes but for one issue, put up to the one that matters most. The same person also answers three
offers of ours, by picks alone, or by picks, pushes and counteroffers as people do ("answers"), or six.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import repeat
from multiprocessing import get_context

import numpy as np
from numpy.typing import NDArray

from benchmarks._tables import print_heading, print_table
from meso_infer.events import collect_evidence
from meso_infer.evidence import EqualClaim, Evidence
from meso_infer.explanation import equal_claims
from meso_infer.inference import infer
from meso_infer.issues import CategoricalIssue, NumericIssue
from meso_infer.negotiation import Header
from meso_infer.packages import Agenda, Package
from meso_infer.posterior import Posterior
from meso_infer.prior import Layout, ModelSettings
from meso_infer.simulate import (
    SyntheticCounterpart,
    play,
    random_coordinates,
    random_packages,
)
from meso_infer.utility import AdditiveUtility, OwnSpec

FloatArray = NDArray[np.float64]
OUTCOMES = 4000
SLACK = 0.03
"""Furthest that packages called equal lie from the first, in the sender's utility."""
STYLES = ("any", "far apart", "alike on one issue")
MEANT = "meant"
LIES = ("idle", "careful lie", "decoys", "shaded")
LATER = ("nothing", "3 picks", "3 answers", "6 answers")
RESAMPLES = 400

AGENDA = Agenda(
    (
        NumericIssue(name="Price", low=0, high=100, step=1, own_direction="lower",
                     counterpart_direction={"higher": 1}),
        NumericIssue(name="Volume", low=0, high=10, step=1, own_direction="lower",
                     counterpart_direction={"higher": 1}),
        NumericIssue(name="Delivery", low=0, high=8, step=1, own_direction="higher",
                     counterpart_direction={"lower": 1}),
        NumericIssue(name="Term", low=0, high=5, step=1, own_direction="higher",
                     counterpart_direction={"lower": 0.8}),
        CategoricalIssue(name="Place", options=("North", "South", "East")),
    )
)  # fmt: skip
SPEC = OwnSpec(
    weights={"Price": 0.3, "Volume": 0.25, "Delivery": 0.2, "Term": 0.15, "Place": 0.1},
    values={"Place": {"North": 1, "South": 0.4, "East": 0}},
    reservation_value=0.3,
    aspiration_value=0.7,
)


@dataclass(frozen=True)
class Shaded:
    """A sender's tastes with one issue put up until it looks like the one that matters most."""

    sender: SyntheticCounterpart
    issue: int

    @property
    def agenda(self) -> Agenda:
        return self.sender.agenda

    def utility(self, packages: Sequence[Package]) -> FloatArray:
        """What packages are worth by these tastes, shape ``(n_packages,)``."""
        draws, rows = self.sender.draws(packages)
        worst, stretch = draws.worst[self.issue, 0], draws.stretch[self.issue, 0]
        on_it = draws.table.issue_of_level == self.issue
        lifted = draws.part_worths[:, 0].copy()
        lifted[on_it] += (stretch - 1) * (lifted[on_it] - worst)
        return rows @ lifted

    def counteroffer(self, rng: np.random.Generator, own: AdditiveUtility) -> Package:
        """A package near their aspiration by these tastes, tilted towards what we might accept."""
        outcomes = random_packages(self.agenda, OUTCOMES, rng)
        draws, _ = self.sender.draws(outcomes[:1])
        gap = self.utility(outcomes) - draws.aspiration(1)[0]
        near = -(gap**2) / (2 * self.sender.layout.settings.counteroffer_sd**2)
        odds = near + draws.tilt[0] * own.utility_of(self.agenda.encode(outcomes))
        chances = np.exp(odds - odds.max())
        return outcomes[int(rng.choice(len(outcomes), p=chances / chances.sum()))]


Tastes = SyntheticCounterpart | Shaded


def equal_packages(
    tastes: Tastes, first: Package, style: str, rng: np.random.Generator
) -> tuple[Package, ...]:
    """Up to three packages that are worth as much as the first by some tastes, the first among them."""
    agenda = tastes.agenda
    start = agenda.encode([first])
    others = random_coordinates(agenda, OUTCOMES, rng)
    if style == "alike on one issue":
        held = int(rng.integers(agenda.n_issues))
        others[:, held] = start[0, held]
    worth = tastes.utility([agenda.decode(row) for row in others])
    near = others[np.abs(worth - tastes.utility([first])[0]) <= SLACK]
    chosen = start
    while len(chosen) < 3 and len(near):
        scale = np.array([np.ptp(issue.bounds) for issue in agenda.issues])
        gaps = np.abs(near[:, None] - chosen[None]) / scale
        apart = gaps.sum(axis=2).min(axis=1)
        row = int(apart.argmax()) if style == "far apart" else int(rng.integers(len(near)))
        if apart[row] > 0:
            chosen = np.vstack([chosen, near[row]])
        near = np.delete(near, row, axis=0)
    return tuple(agenda.decode(row) for row in chosen)


def claimed_sets(
    sender: SyntheticCounterpart,
    other: SyntheticCounterpart,
    own: AdditiveUtility,
    style: str,
    rng: np.random.Generator,
) -> dict[str, tuple[Package, ...]]:
    """What a sender calls equal: the set that is meant first, then one of every kind of lie."""
    weights = np.array(list(sender.weights.values()))
    lesser = [j for j in range(len(weights)) if j != int(weights.argmax())]
    shaded = Shaded(sender, int(rng.choice(lesser)))
    found = {
        MEANT: equal_packages(sender, sender.counteroffer(rng, own), style, rng),
        "careful lie": equal_packages(other, other.counteroffer(rng, own), style, rng),
        "decoys": equal_packages(other, sender.counteroffer(rng, own), style, rng),
        "shaded": equal_packages(shaded, shaded.counteroffer(rng, own), style, rng),
    }
    return found | {"idle": tuple(random_packages(sender.agenda, 3, rng))}


@dataclass
class Tally:
    """What was found with one kind of evidence, a row a counterpart."""

    errors: list[float] = field(default_factory=list)
    covered: list[float] = field(default_factory=list)
    tops: list[float] = field(default_factory=list)
    meant: list[float] = field(default_factory=list)

    def add(self, posterior: Posterior, truth: dict[str, float], told: Sequence[Evidence]) -> None:
        """Hold one estimate against the truth."""
        found = posterior.weight_summary()
        self.errors.append(float(np.mean([(found[n].mean - w) ** 2 for n, w in truth.items()])))
        self.covered.append(
            float(np.mean([found[n].q05 <= w <= found[n].q95 for n, w in truth.items()]))
        )
        best = max(found, key=lambda name: found[name].p_top)
        self.tops.append(float(truth[best] == max(truth.values())))
        self.meant += [claim.probability for claim in equal_claims(posterior, told)]

    def join(self, other: Tally) -> None:
        """Take in what was found with others."""
        for mine, theirs in zip(vars(self).values(), vars(other).values(), strict=True):
            mine += theirs

    @property
    def rmse(self) -> float:
        """Root of the mean squared error of the weights."""
        return float(np.sqrt(np.mean(self.errors)))


def separation(
    honest: Sequence[float] | FloatArray, lying: Sequence[float] | FloatArray
) -> tuple[float, float]:
    """Area under the curve of honest above lying claims; share of liars caught at 10% false alarms."""
    good, bad = np.array(honest), np.array(lying)
    area = np.mean((good[:, None] > bad[None]) + 0.5 * (good[:, None] == bad[None]))
    return float(area), float(np.mean(bad < np.quantile(good, 0.1)))


def separation_errors(honest: Sequence[float], lying: Sequence[float]) -> tuple[float, float]:
    """Standard errors of `separation`, by drawing senders again (Efron 1979)."""
    rng = np.random.default_rng(0)
    good, bad = np.array(honest), np.array(lying)
    again = [
        separation(rng.choice(good, len(good)), rng.choice(bad, len(bad))) for _ in range(RESAMPLES)
    ]
    area, caught = np.std(again, axis=0)
    return float(area), float(caught)


def measured(n: int, seed: int, style: str) -> dict[str, Tally]:
    """Tallies of `n` senders by what was known of them."""
    settings = ModelSettings()
    own = AdditiveUtility.from_spec(AGENDA, SPEC)
    layout = Layout(AGENDA, settings, own=own)
    header = Header(AGENDA, own=SPEC)
    tallies: dict[str, Tally] = {}
    rng = np.random.default_rng(seed)

    def drawn() -> SyntheticCounterpart:
        return SyntheticCounterpart(layout, rng.standard_normal((layout.n_dimensions, 1)))

    for _ in range(n):
        sender = drawn()
        sets = claimed_sets(sender, drawn(), own, style, rng)
        claims = {
            kind: [EqualClaim(packages)] for kind, packages in sets.items() if len(packages) > 1
        }
        quiet = replace(sender, push_share=0.0, counteroffer_share=0.0)
        answers = {
            "nothing": [],
            "3 picks": list(collect_evidence(play(header, quiet, rng))),
            "3 answers": list(collect_evidence(play(header, sender, rng))),
            "6 answers": list(collect_evidence(play(header, sender, rng, n_rounds=6))),
        }
        known: dict[str, list[Evidence]] = {}
        for later, said in answers.items():
            known |= {
                f"{kind}, {later}": [*claim, *said]
                for kind, claim in {"no set": [], **claims}.items()
            }
        for name, evidence in known.items():
            posterior = infer(AGENDA, evidence, settings=settings, own=own)
            tallies.setdefault(name, Tally()).add(posterior, sender.weights, evidence)
    return tallies


def pooled(n: int, seeds: Sequence[int], style: str, jobs: int) -> dict[str, Tally]:
    """Tallies of `n` senders for each of some seeds, by as many processes as `jobs`."""
    together: dict[str, Tally] = {}
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        for tallies in pool.map(measured, repeat(n), seeds, repeat(style)):
            for name, one in tallies.items():
                together.setdefault(name, Tally()).join(one)
    return together


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--counterparts", type=int, default=25, help="senders a style and a seed")
    parser.add_argument("--seeds", default="1,2,3,4")
    parser.add_argument("--jobs", type=int, default=1, help="processes at once")
    parser.add_argument("--styles", default=",".join(STYLES))
    chosen = parser.parse_args(arguments)
    for style in chosen.styles.split(","):
        seeds = [int(seed) for seed in chosen.seeds.split(",")]
        tallies = pooled(chosen.counterparts, seeds, style, chosen.jobs)
        print_heading(f"{chosen.counterparts * len(seeds)} senders, packages: {style}")
        print_table(
            ("known", "RMSE of weights", "90% coverage", "top issue", "P(meant)"),
            [
                (
                    known,
                    f"{one.rmse:.3f}",
                    f"{np.mean(one.covered):.3f} ({standard_error(one.covered):.3f})",
                    f"{np.mean(one.tops):.2f}",
                    f"{np.mean(one.meant):.2f}" if one.meant else "",
                )
                for known, one in tallies.items()
            ],
        )
        for later in LATER[1:]:
            for lie in LIES:
                pair = tallies[f"{MEANT}, {later}"].meant, tallies[f"{lie}, {later}"].meant
                (area, caught), (area_error, caught_error) = (
                    separation(*pair),
                    separation_errors(*pair),
                )
                print(
                    f"{lie}, {later}: AUC {area:.3f} ({area_error:.3f}), caught at 10% false alarms "
                    f"{caught:.2f} ({caught_error:.2f})"
                )


def standard_error(values: Sequence[float]) -> float:
    """Of their mean, a value a sender."""
    return float(np.std(values) / np.sqrt(len(values)))


if __name__ == "__main__":
    main()
