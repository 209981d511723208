"""Deals made better for both: how often what exists is found, how fast, and how often a promise fails.

    python -m benchmarks.settlement

Random agendas and two random utilities, a deal drawn from all packages. With both utilities known, the
improvement is held against a look at every package. With theirs only believed, from two picks of a
counterpart of the model's own prior, the share of the proposals that would have cost them something is
held against what was promised. And with a counterpart that says yes when its gain is more than the bother of
reopening, what becomes of further proposals after a no: where only the refused package is left out, and
where the next one has to beat it too.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from benchmarks._tables import print_heading, print_table
from meso_infer.deals.settlement import believed_improvements, known_improvement
from meso_infer.evidence import LEANING_LAPSE, Pick
from meso_infer.inference import infer
from meso_infer.issues import OrderedIssue
from meso_infer.packages import Agenda, Package, Rule
from meso_infer.posterior import Posterior
from meso_infer.utility import AdditiveUtility

FloatArray = NDArray[np.float64]

SIZES = ((4, 6), (5, 6), (6, 10))
"""Issues and options of each: about a thousand packages to a million."""
MOST_CHECKED = 10_000
PROMISES = (0.6, 0.7, 0.8, 0.9)
SHARPNESS = 12.0
RULES = ("the refused package is left out", "what was refused has to be beaten")
LIKELY = 0.6
BOTHER = 0.05
"""Mean, of a whole range of 1, of what a gain has to outweigh for them to say yes."""
MOST_TRIES = 4
FINE = 41
"""Options of an issue: fine enough for a package next to any other."""
NEAR = 0.005


def random_agenda(n_issues: int, n_options: int, *, rule: bool = False) -> Agenda:
    """Ordered issues, with one rule across two of them where asked for."""
    options = tuple(f"o{k}" for k in range(n_options))
    issues = tuple(
        OrderedIssue(
            name=f"Issue {j}",
            options=options,
            own_direction="later",
            counterpart_direction={"earlier": 0.8, "later": 0.2},
        )
        for j in range(n_issues)
    )
    tied = {"if": {"Issue 0": {"min": "o2"}}, "then": {"Issue 1": {"max": "o3"}}}
    return Agenda(issues, (Rule.model_validate(tied),) if rule else ())


def random_side(agenda: Agenda, rng: np.random.Generator, *, up: bool) -> AdditiveUtility:
    """Weights evenly from the simplex, values that rise, or fall, from option to option."""
    weights = dict(zip(agenda.names, rng.dirichlet(np.ones(agenda.n_issues)), strict=True))
    tables = {}
    for one in agenda.issues:
        inner = np.sort(rng.random((one.n_options or 2) - 2))
        values = np.concatenate([[0.0], inner, [1.0]])
        shown = [str(one.option(float(place))) for place in one.coordinates()]
        tables[one.name] = dict(zip(shown, values if up else values[::-1], strict=True))
    return AdditiveUtility.of(agenda, weights, tables)


def listed(agenda: Agenda) -> FloatArray:
    """Every package that the rules allow, as coordinates."""
    rows = np.array(list(product(*(one.coordinates() for one in agenda.issues))))
    return rows[agenda.feasible_mask(rows)]


def known(n_issues: int, n_options: int, n: int, *, rule: bool) -> list[str]:
    """One row: deals that could be bettered, those that were, exactness, and seconds."""
    agenda = random_agenda(n_issues, n_options, rule=rule)
    count = n_options**n_issues
    rows = listed(agenda) if count <= MOST_CHECKED else None
    rng = np.random.default_rng(n_issues)
    possible = found = exact = 0
    clock, cpu = [], []
    for _ in range(n):
        ours, theirs = random_side(agenda, rng, up=True), random_side(agenda, rng, up=False)
        deal = _some_package(agenda, rng)
        began, began_cpu = time.perf_counter(), time.process_time()
        best = known_improvement(ours, theirs, deal)
        clock.append(time.perf_counter() - began)
        cpu.append(time.process_time() - began_cpu)
        if rows is None:
            possible, found = possible + 1, found + (best is not None)
            continue
        here = agenda.encode([deal])
        gains = np.stack([one.utility_of(rows) - one.utility_of(here) for one in (ours, theirs)])
        most = float(gains.min(axis=0).max())
        if most <= 1e-9:
            continue
        possible += 1
        found += best is not None
        exact += best is not None and abs(min(best.own_gain, best.their_gain) - most) < 1e-9
    checked = f"{exact} of {possible}" if rows is not None else "-"
    share = f"{100 * found / max(possible, 1):.1f}%"
    return [
        f"{n_issues} issues of {n_options}" + (", one rule" if rule else ""), f"{count:,}", str(n),
        f"{found} ({share})", checked, f"{1e3 * float(np.median(clock)):.0f} ms",
        f"{1e3 * float(np.max(clock)):.0f} ms", f"{1e3 * float(np.median(cpu)):.0f} ms",
    ]  # fmt: skip


def _some_package(agenda: Agenda, rng: np.random.Generator) -> Package:
    while True:
        row = np.array([rng.choice(one.coordinates()) for one in agenda.issues])
        if agenda.feasible_mask(row[None])[0]:
            return agenda.decode(row)


@dataclass(frozen=True)
class Talks:
    """A deal with a counterpart drawn from the prior, and what it answered before; utilities 0 to 1."""

    own: AdditiveUtility
    truth: Posterior
    evidence: tuple[Pick, ...]
    deal: Package

    @classmethod
    def drawn(cls, agenda: Agenda, rows: FloatArray, rng: np.random.Generator, seed: int) -> Talks:
        """A counterpart that picked twice from three packages, and a deal drawn from all."""
        own = random_side(agenda, rng, up=True)
        drawn = infer(agenda, [], own=own, seed=seed)
        k = int(rng.integers(drawn.n_draws))
        truth = replace(drawn, z=drawn.z[:, k : k + 1])
        worth = truth.utility_of(rows)[:, 0]
        evidence = []
        for round_number in (1, 2):
            shown = rng.choice(len(rows), 3, replace=False)
            odds = np.exp(SHARPNESS * worth[shown])
            chosen = int(rng.choice(3, p=odds / odds.sum()))
            packages = tuple(agenda.decode(rows[k]) for k in shown)
            evidence.append(Pick(packages, chosen, round=round_number))
        return cls(own, truth, tuple(evidence), agenda.decode(rows[int(rng.integers(len(rows)))]))

    def their_gain(self, package: Package) -> float:
        """What they truly gain over the deal."""
        now, then = self.truth.utility([self.deal, package])[:, 0]
        return float(then - now)


def believed(n: int) -> list[list[str]]:
    """One row a promise: proposals made, how many would have cost the other side something."""
    agenda = random_agenda(3, 6)
    rng = np.random.default_rng(3)
    rows = listed(agenda)
    counts = {promise: [0, 0, 0.0] for promise in PROMISES}
    for number in range(n):
        talks = Talks.drawn(agenda, rows, rng, number + n)
        posterior = infer(agenda, talks.evidence, own=talks.own, seed=number)
        for promise in PROMISES:
            found = believed_improvements(talks.own, posterior, talks.deal, likely=promise)
            if found:
                gain = talks.their_gain(found[0].package)
                tally = counts[promise]
                tally[0] += 1
                tally[1] += gain < 0
                tally[2] += found[0].own_gain
    return [
        [
            f"{promise:.0%}", f"{made} of {n}", f"{false} ({false / max(made, 1):.3f})",
            f"{1 - promise + 0.05:.2f}", f"{100 * gained / max(made, 1):.1f}",
        ]
        for promise, (made, false, gained) in counts.items()
    ]  # fmt: skip


@dataclass
class AfterANo:
    """What became of the talks of one rule about what was refused."""

    first_yes: int = 0
    later_yes: int = 0
    noes: int = 0
    further: int = 0
    near: int = 0
    gained: float = 0.0


def after_noes(n: int) -> list[list[str]]:
    """One row a rule: how often a further proposal was near a refused one, and how often it was taken."""
    agenda = random_agenda(3, FINE)
    rng = np.random.default_rng(4)
    rows = listed(agenda)
    found = {rule: AfterANo() for rule in RULES}
    for number in range(n):
        talks = Talks.drawn(agenda, rows, rng, number + n)
        bother = float(rng.exponential(BOTHER))
        for rule, tally in found.items():
            _talk_on(talks, bother, tally, beat_it=rule == RULES[1], seed=number)
    return [
        [
            rule, str(one.first_yes), str(one.later_yes), str(one.noes), str(one.further),
            f"{one.near / max(one.further, 1):.2f}",
            f"{one.later_yes / max(one.further, 1):.2f}",
            f"{100 * one.gained / max(one.first_yes + one.later_yes, 1):.1f}",
        ]
        for rule, one in found.items()
    ]  # fmt: skip


def _talk_on(talks: Talks, bother: float, tally: AfterANo, *, beat_it: bool, seed: int) -> None:
    """Up to four proposals; they say yes to what gives them more than the bother."""
    refused: list[Package] = []
    evidence = list(talks.evidence)
    for _ in range(MOST_TRIES):
        posterior = infer(talks.own.agenda, evidence, own=talks.own, seed=seed)
        noes = ((), tuple(refused)) if beat_it else ((), ())
        listed_now = believed_improvements(
            talks.own, posterior, talks.deal, likely=LIKELY, noes=noes
        )
        made = next((one.package for one in listed_now if one.package not in refused), None)
        if made is None:
            return
        gain = talks.their_gain(made)
        if refused:
            tally.further += 1
            tally.near += any(gain - talks.their_gain(one) < NEAR for one in refused)
        if gain > bother:
            tally.gained += gain
            tally.later_yes, tally.first_yes = (
                tally.later_yes + bool(refused), tally.first_yes + (not refused),
            )  # fmt: skip
            return
        tally.noes += 1
        refused.append(made)
        evidence.append(Pick((talks.deal, made), 0, round=2, lapse=LEANING_LAPSE))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print three tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--n", type=int, default=200, help="deals a row; a tenth of a million packages"
    )
    chosen = parser.parse_args(arguments)
    print_heading("Both utilities known: what could be bettered, and was")
    rows = []
    for n_issues, n_options in SIZES:
        n = chosen.n if n_options**n_issues <= MOST_CHECKED else max(5, chosen.n // 10)
        rows += [known(n_issues, n_options, n, rule=rule) for rule in (False, True)]
    head = ("agenda", "packages", "deals", "found, of those that could be", "the best of all")
    print_table((*head, "clock, median", "clock, worst", "processor"), rows)
    print_heading("Theirs believed after two picks: promises and what came of them")
    head = ("promised", "proposals", "would cost them", "allowed", "our gain, points")
    print_table(head, believed(chosen.n))
    print_heading("Theirs believed, proposals at 60%: what becomes of them after a no")
    print_table(
        ("after a no", "yes at once", "yes later", "noes", "further proposals",
         "of which no better for them than a refused one", "of which taken", "their gain, points"),
        after_noes(chosen.n),
    )  # fmt: skip
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
