"""How good the inference is where the truth is known: simulated counterparts.

python -m benchmarks.inference                            everything, about a quarter of an hour
python -m benchmarks.inference --only rounds,thin         parts of it
python -m benchmarks.inference --peers-python PATH        with NUTS and other libraries beside it

Agreement, calibration and bluff are scored by a judge that stands beside the project, under the prior
that it simulates with; rounds and thin evidence use the product's own prior and synthetic counterparts.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks._tables import print_heading, print_table
from benchmarks.simulated import rounds, thin, timing
from benchmarks.simulated.judge import (
    BESIDE,
    SCENARIOS,
    Scenario,
    agreement,
    calibration,
    is_here,
    stored_posteriors,
)
from benchmarks.simulated.peers import HOW_TO, LOGITS, VARIABLE, PeerError, Peers, peers_python
from benchmarks.simulated.scores import Scores
from meso_infer.prior import MODEL_VERSION

NOT_HERE = "The judge of simulated negotiations is not here: this was not measured.\n"
BLUFF = Scenario(5, 6)
N_CHOICES = (30, 10)


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line's options."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", default=",".join(PARTS), help=f"of {', '.join(PARTS)}")
    parser.add_argument("--n", type=int, default=200, help="counterparts of the judge a row")
    parser.add_argument("--counterparts", type=int, default=100, help="synthetic ones a row")
    parser.add_argument("--fits", type=int, default=30, help="negotiations that are timed a row")
    parser.add_argument("--repeats", type=int, default=3, help="times that each is fitted")
    parser.add_argument("--nuts", type=int, default=4, help="of them by NUTS too, seconds each")
    parser.add_argument("--sets", type=int, default=6, help="sets of picks for plain logits")
    parser.add_argument(
        "--processes", type=int, default=2, help="for the rounds, which are not timed"
    )
    parser.add_argument("--data", type=Path, default=BESIDE, help="folder of the judge")
    parser.add_argument(
        "--peers-python", type=Path, help=f"Python of the peers' environment, else {VARIABLE}"
    )
    chosen = parser.parse_args(arguments)
    unknown = [name for name in chosen.only.split(",") if name not in PARTS]
    if unknown:
        parser.error(f"no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    try:
        chosen.peers_python = peers_python(chosen.peers_python)
    except FileNotFoundError as error:
        parser.error(str(error))
    return chosen


# --- by the judge --------------------------------------------------------------------------------


def show_agreement(chosen: argparse.Namespace) -> None:
    """Our posteriors beside stored ones by NUTS."""
    print("Agreement with stored posteriors by NUTS, 48 negotiations of 1 to 10 rounds each")
    sizes = stored_posteriors(chosen.data)
    _judged({f"{j} issues": agreement(chosen.data, j) for j in sizes})


def show_calibration(chosen: argparse.Namespace) -> None:
    """Simulation-based calibration and coverage (Talts et al. 2018)."""
    print(f"Calibration under the judge's own prior, {chosen.n} counterparts each")
    answers: dict[str, Mapping[str, Any]] = {}
    for size in SCENARIOS:
        scenario = Scenario(*size)
        answers[scenario.name] = calibration(chosen.data, scenario, chosen.n)
        _progress(scenario.name)
    _judged(answers)


def show_bluff(chosen: argparse.Namespace) -> None:
    """Honest and bluffing counterparts, talk taken at its word and doubted."""
    print(f"Talk that pretends, {BLUFF.name}, {chosen.n} counterparts each")
    attitudes = (("believed", "fit"), ("doubted", "doubting_fit"))
    behaviours = (("honest", "model"), ("bluffing", "bluff"))
    answers: dict[str, Mapping[str, Any]] = {}
    for behaviour, behave in behaviours:
        for attitude, adapter in attitudes:
            name = f"{behaviour}, talk {attitude}"
            answers[name] = calibration(
                chosen.data, BLUFF, chosen.n, behave=behave, adapter=adapter
            )
            _progress(name)
    _judged(answers)


def _judged(answers: Mapping[str, Mapping[str, Any]]) -> None:
    keys = [key for key in next(iter(answers.values())) if key != "missed"]
    print_table(
        ("", *keys, "thresholds missed"),
        [
            (name, *(f"{answer[key]:g}" for key in keys), ", ".join(answer["missed"]) or "none")
            for name, answer in answers.items()
        ],
    )


# --- synthetic counterparts ----------------------------------------------------------------------


def show_rounds(chosen: argparse.Namespace) -> None:
    """What is known after each number of rounds."""
    print(
        f"Accuracy by round, 5 issues, 3 packages a round that are equal to us, "
        f"{chosen.counterparts} synthetic counterparts"
    )
    found: dict[str, dict[int, Scores]] = {}
    for kind in rounds.KINDS:
        found[kind] = rounds.accuracy(chosen.counterparts, kind, processes=chosen.processes)
        _progress(kind)
    print_table(
        (
            "they answer with",
            "rounds",
            "top issue right",
            "confidence",
            "Brier",
            "weights off by (RMSE)",
            "90% covers",
            "width",
        ),
        [
            (
                kind,
                str(cut),
                f"{s.top_right:.2f}",
                f"{s.confidence:.2f}",
                f"{s.brier:.3f}",
                f"{s.rmse:.3f}",
                f"{s.covered:.3f}",
                f"{s.width:.2f}",
            )
            for kind, by_cut in found.items()
            for cut, s in by_cut.items()
        ],
    )


def show_thin(chosen: argparse.Namespace) -> None:
    """What is claimed when little is known."""
    print("Thin and contradictory evidence, 5 issues")
    print_table(
        ("log", "informative answers", "confidence", "90% width", "word", "what is said"),
        thin.rows(thin.claims()),
    )
    n = max(1, chosen.counterparts // 2)
    confidence = thin.equal_confidence(n)
    print(
        f"Five issues that matter the same, {thin.ROUNDS} rounds, {n} counterparts: mean confidence "
        f"in a first issue {sum(confidence) / n:.3f}, above 0.6 in {sum(c >= 0.6 for c in confidence)}\n"
    )


# --- times ---------------------------------------------------------------------------------------


def show_times(chosen: argparse.Namespace) -> None:
    """A full fit, and NUTS on the same negotiation right after it."""
    print(f"Processor time of a full fit, {chosen.fits} negotiations, each {chosen.repeats} times")
    beside = Peers(chosen.peers_python) if chosen.peers_python else nullcontext()
    found: list[timing.FitTimes] = []
    with beside as peers:
        for scenario in (Scenario(*size) for size in SCENARIOS):
            found.append(
                timing.fit_times(
                    chosen.data, scenario, chosen.fits, chosen.repeats, peers, chosen.nuts
                )
            )
            _progress(scenario.name)
    print_table(
        (
            "",
            "median",
            "90th percentile",
            "NUTS, median",
            "as many times",
            "negotiations",
            "KS of the worst issue, median",
        ),
        [_fit_row(times) for times in found],
    )
    if not chosen.peers_python:
        print(f"NUTS was not measured. {HOW_TO}\n")


def _fit_row(times: timing.FitTimes) -> tuple[str, ...]:
    slow = sorted(times.ours)[int(0.9 * (len(times.ours) - 1))]
    row = (times.scenario.name, _milliseconds(median(times.ours)), _milliseconds(slow))
    if not times.nuts:
        return (*row, "", "", "", "")
    return (
        *row,
        f"{median(times.nuts):.1f} s",
        f"{times.ratio:.0f}",
        str(len(times.nuts)),
        f"{median(times.gaps):.3f}",
    )


def show_peers(chosen: argparse.Namespace) -> None:
    """Plain logits of picks by other libraries."""
    for n in N_CHOICES:
        print(
            f"One plain logit of {n} picks among {timing.N_PACKAGES} packages with "
            f"{timing.N_FEATURES} features, {chosen.sets} sets"
        )
        sets = [timing.simulated_rounds(n, seed) for seed in range(chosen.sets)]
        rows = [_logit_row(timing.our_logits(sets))]
        for peer in LOGITS if chosen.peers_python else ():
            found = timing.peer_logits(chosen.peers_python, peer, sets)
            _progress(f"{peer}, {n} picks")
            rows.append(
                (peer, LOGITS[peer], "", "", "", found)
                if isinstance(found, str)
                else _logit_row(found)
            )
        print_table(
            (
                "",
                "method",
                "first fit",
                "further fits, median",
                "weights off by (RMSE)",
                "no finite estimate",
            ),
            rows,
        )
    if not chosen.peers_python:
        print(f"Other libraries were not measured. {HOW_TO}\n")


def _logit_row(times: timing.LogitTimes) -> tuple[str, ...]:
    return (
        times.name,
        times.method,
        _milliseconds(times.first),
        _milliseconds(median(times.seconds)) if times.seconds else "",
        f"{median(times.errors):.3f}" if times.errors else "",
        f"{times.diverged} of {len(times.errors) + times.diverged}",
    )


def _milliseconds(seconds: float) -> str:
    return f"{1e3 * seconds:,.3g} ms" if seconds < 0.01 else f"{1e3 * seconds:,.0f} ms"


def _progress(done: str) -> None:
    """One line on standard error, so that tables stay clean in a file."""
    print(f"  {done}: done", file=sys.stderr, flush=True)


Part = Callable[[argparse.Namespace], None]
PARTS: Mapping[str, Part] = {
    "agreement": show_agreement,
    "calibration": show_calibration,
    "bluff": show_bluff,
    "rounds": show_rounds,
    "thin": show_thin,
    "times": show_times,
    "peers": show_peers,
}
NEED_THE_JUDGE = ("agreement", "calibration", "bluff", "times")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure part after part and print each one's table when it is there."""
    chosen = options(arguments)
    print_heading(f"Inference where the truth is known, model version {MODEL_VERSION}")
    for name in chosen.only.split(","):
        if name in NEED_THE_JUDGE and not is_here(chosen.data):
            print(f"{name}: {NOT_HERE}")
            continue
        start, start_processor = time.perf_counter(), time.process_time()
        try:
            PARTS[name](chosen)
        except PeerError as error:
            print(f"{name}: the peers' Python has no answer: {error}\n{HOW_TO}\n")
        print(
            f"  ({name}: {time.perf_counter() - start:.0f} s by the clock, "
            f"{time.process_time() - start_processor:.0f} s of this process)\n",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
