"""What one set of packages received as equal teaches, and whether a false claim of equality is noticed.

python -m benchmarks.received                      about ten minutes
python -m benchmarks.received --counterparts 40    quicker, less sure

Senders are drawn from the prior. Each puts three packages forward, near their aspiration and worth the
same to them but for a small slack: any such packages, packages that lie far apart, or packages that are
alike on one issue. A sender whose claim is idle puts three packages forward at random; one who lies
with care makes them equal by somebody else's tastes. The same person also answers three offers of
ours, by picks alone, or by picks, pushes and counteroffers as people do.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks._tables import print_heading, print_table
from meso_infer.events import collect_evidence
from meso_infer.evidence import EqualClaim, Evidence, OfferedSet
from meso_infer.explanation import equal_claims
from meso_infer.inference import infer
from meso_infer.issues import CategoricalIssue, NumericIssue
from meso_infer.negotiation import Header
from meso_infer.packages import Agenda
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
ALARM = 0.5
"""A claim is doubted aloud when the chance that it is meant is below this."""

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


def offered_set(
    sender: SyntheticCounterpart,
    tastes: SyntheticCounterpart,
    own: AdditiveUtility,
    style: str,
    rng: np.random.Generator,
) -> list[Evidence]:
    """Three packages of a sender, called equal, as evidence; equal by `tastes`, a liar's not their own."""
    agenda = sender.agenda
    first = tastes.counteroffer(rng, own)
    start = agenda.encode([first])
    others = random_coordinates(agenda, OUTCOMES, rng)
    held = -1
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
    packages = tuple(agenda.decode(row) for row in chosen)
    evidence: list[Evidence] = [OfferedSet(packages)]
    return [*evidence, EqualClaim(packages)] if len(packages) > 1 else evidence


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

    @property
    def rmse(self) -> float:
        """Root of the mean squared error of the weights."""
        return float(np.sqrt(np.mean(self.errors)))


def separation(honest: Sequence[float], lying: Sequence[float]) -> tuple[float, float]:
    """Area under the curve of honest above lying claims; share of liars caught at 10% false alarms."""
    good, bad = np.array(honest), np.array(lying)
    area = np.mean((good[:, None] > bad[None]) + 0.5 * (good[:, None] == bad[None]))
    return float(area), float(np.mean(bad < np.quantile(good, 0.1)))


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
        told = {"honest": offered_set(sender, sender, own, style, rng)}
        anything = tuple(random_packages(AGENDA, 3, rng))
        told["idle"] = [OfferedSet(anything), EqualClaim(anything)]
        told["careful lie"] = offered_set(sender, drawn(), own, style, rng)
        quiet = replace(sender, push_share=0.0, counteroffer_share=0.0)
        answers = {
            "nothing": [],
            "3 picks": list(collect_evidence(play(header, quiet, rng))),
            "3 answers": list(collect_evidence(play(header, sender, rng))),
        }
        for later, known in answers.items():
            for who, offer in {"no set": [], **told}.items():
                evidence = [*offer, *known]
                posterior = infer(AGENDA, evidence, settings=settings, own=own)
                tally = tallies.setdefault(f"{who}, {later}", Tally())
                tally.add(posterior, sender.weights, evidence)
    return tallies


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--counterparts", type=int, default=100, help="senders a style")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--styles", default=",".join(STYLES))
    chosen = parser.parse_args(arguments)
    for style in chosen.styles.split(","):
        tallies = measured(chosen.counterparts, chosen.seed, style)
        print_heading(f"{chosen.counterparts} senders, packages: {style}")
        print_table(
            ("known", "RMSE of weights", "90% coverage", "top issue", "P(meant)", "doubted"),
            [
                (
                    known,
                    f"{one.rmse:.3f}",
                    f"{np.mean(one.covered):.3f}",
                    f"{np.mean(one.tops):.2f}",
                    f"{np.mean(one.meant):.2f}" if one.meant else "",
                    f"{np.mean(np.array(one.meant) < ALARM):.2f}" if one.meant else "",
                )
                for known, one in tallies.items()
            ],
        )
        for later in ("3 picks", "3 answers"):
            for lie in ("idle", "careful lie"):
                area, caught = separation(
                    tallies[f"honest, {later}"].meant, tallies[f"{lie}, {later}"].meant
                )
                print(f"{lie}, {later}: AUC {area:.3f}, caught at 10% false alarms {caught:.2f}")


if __name__ == "__main__":
    main()
