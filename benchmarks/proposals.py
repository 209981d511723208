"""The next packages: how fast, how near the optimum, how equal, how good, and what they reveal.

    python -m benchmarks.proposals                        every part
    python -m benchmarks.proposals --only times,memory    some of them
    python -m benchmarks.proposals --limit 10             a quick look

Parts: times, memory, gap (to the optimum of a mixed-integer program), equality (of sets on random
agendas), modes (what Reveal least saves) and regret (of the deal that the estimate calls best; needs the
simulator that stands beside the project). Times are those of the processor, on one core.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np

from benchmarks._tables import print_heading, print_table
from benchmarks.sets.agendas import even_own, random_own
from benchmarks.sets.equality import Checked, checked
from benchmarks.sets.optimum import gaps
from benchmarks.sets.regret import Case, is_here, regrets
from benchmarks.simulated.judge import BESIDE
from meso_infer.inference import infer
from meso_infer.proposal import propose

ROOT = Path(__file__).resolve().parents[1]
TARGET, TOLERANCE = 0.65, 0.01
SHAPES = ((3, 10), (5, 10), (7, 10), (9, 10), (4, 178), (12, 6))
"""Issues and options of the agendas that are timed: 10^3, 10^5, 10^7 and three times 10^9 packages."""

MEMORY = """
import json, resource
from benchmarks.proposals import timed
timed(({n_issues}, {n_options}), "balanced", 1)
print(json.dumps(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
"""


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line's options."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", help=f"of {','.join(PARTS)}")
    parser.add_argument("--limit", type=int, help="at most so many cases a part")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--data", type=Path, default=BESIDE, help="folder of the simulator")
    return parser.parse_args(arguments)


# --- time and memory -------------------------------------------------------------------------------


def timed(shape: tuple[int, int], mode: str, n: int) -> tuple[float, str, int]:
    """Median seconds of a warm proposal, how it was found, and how many packages the band holds."""
    own = even_own(*shape)
    posterior = infer(own.agenda, [], own=own)
    seconds: list[float] = []
    for seed in range(n + 2):
        start = time.process_time()
        found = propose(
            own.agenda, own, posterior, target=TARGET, tolerance=TOLERANCE, mode=mode, seed=seed  # type: ignore[arg-type]
        )  # fmt: skip
        seconds.append(time.process_time() - start)
    return median(seconds[2:]), found.method, found.candidates


def show_times(chosen: argparse.Namespace) -> None:
    """Median of 20 proposals, after two that do not count."""
    rows = []
    for n_issues, n_options in SHAPES:
        times = [
            timed((n_issues, n_options), mode, chosen.limit or 20)
            for mode in ("balanced", "learn-most", "reveal-least")
        ]
        cells = (f"{1e3 * seconds:.0f} ms" for seconds, _, _ in times)
        packages = f"{float(n_options) ** n_issues:.0e}"
        rows.append([packages, str(n_issues), times[0][1], f"{times[0][2]:,}", *cells])
    head = ["packages", "issues", "method", "in the band", "Balanced", "Learn most", "Reveal least"]
    print_table(head, rows)


def show_memory(chosen: argparse.Namespace) -> None:
    """The most memory that a fresh Python held, libraries included."""
    rows = []
    for n_issues, n_options in SHAPES:
        script = MEMORY.format(n_issues=n_issues, n_options=n_options)
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
        )
        held = json.loads(done.stdout)
        rows.append([f"{float(n_options) ** n_issues:.0e}", str(n_issues), f"{held:.0f} MB"])
    print_table(["packages", "issues", "most memory"], rows)


# --- the optimum, equality, exposure -----------------------------------------------------------------


def show_gap(chosen: argparse.Namespace) -> None:
    """Best package found for a draw against the optimum, random agendas of 10^5 to 10^9 packages."""
    rng = np.random.default_rng(11)
    found = []
    for _ in range(chosen.limit or 100):
        found += gaps(random_own(rng, 10 ** rng.uniform(5, 9)), TARGET, TOLERANCE, 3)
    values = np.array([one.gap for one in found])
    proven = sum(one.proven for one in found)
    print_table(
        ["draws", "optimum proven", "mean gap", "largest gap", "below 0.001"],
        [[str(len(found)), str(proven), f"{values.mean():.1e}", f"{values.max():.1e}",
          f"{(values < 1e-3).mean():.0%}"]],
    )  # fmt: skip


def show_equality(chosen: argparse.Namespace) -> None:
    """Sets on random agendas of 10^3 to 10^9 packages with a rule, all three modes."""
    with ProcessPoolExecutor(chosen.processes) as pool:
        found = list(pool.map(checked, range(chosen.limit or 1000), chunksize=10))
    rows = []
    for mode in ("balanced", "learn-most", "reveal-least"):
        mine = [one for one in found if one.mode == mode]
        sets = [one for one in mine if one.refusal is None]
        rows.append([mode, str(len(mine)), str(len(sets)), *_violations(sets)])
    head = [
        "mode",
        "agendas",
        "sets",
        "largest spread",
        "spread too wide",
        "rules broken",
        "dominated",
    ]
    print_table(head, rows)
    for refusal in sorted({one.refusal for one in found if one.refusal is not None})[:5]:
        print(f"  refused: {refusal}")


def _violations(sets: Sequence[Checked]) -> list[str]:
    return [
        f"{100 * max((one.spread for one in sets), default=0):.2f} points",
        str(sum(one.spread > TOLERANCE + 2e-9 for one in sets)),
        str(sum(one.broken_rules for one in sets)),
        str(sum(one.dominated for one in sets)),
    ]


def show_modes(chosen: argparse.Namespace) -> None:
    """What the three modes teach, give and reveal on random agendas, beside Balanced."""
    rng = np.random.default_rng(7)
    modes = ("learn-most", "balanced", "reveal-least")
    rows: dict[str, list[tuple[float, float, float]]] = {mode: [] for mode in modes}
    for _ in range(chosen.limit or 60):
        own = random_own(rng, 10 ** rng.uniform(3, 6))
        posterior = infer(own.agenda, [], own=own)
        for mode in modes:
            one = propose(own.agenda, own, posterior, target=TARGET, tolerance=TOLERANCE, mode=mode)  # type: ignore[arg-type]
            rows[mode].append(
                (one.expected_information_bits, one.exposure.bits, one.expected_best_value)
            )
    beside = np.array(rows["balanced"])
    table = []
    for mode in modes:
        bits, exposure, value = np.array(rows[mode]).T
        ratios = (bits / beside[:, 0], exposure / beside[:, 1])
        both = np.mean((ratios[0] >= 0.7) & (ratios[1] <= 0.75))
        cells = (f"{bits.mean():.2f}", f"{exposure.mean():.2f}", f"{value.mean():.3f}")
        table.append([mode, *cells, *(f"{r.mean():.0%}" for r in ratios), f"{both:.0%}"])
    head = [
        "mode",
        "learnt bits",
        "exposure bits",
        "value to them",
        "learnt",
        "exposed",
        "70% and 75%",
    ]
    print_table(head, table)
    print(
        "  The last three columns are relative to Balanced; the last one counts agendas with at least"
    )
    print("  70% of the learning for at most 75% of the exposure.\n")


# --- regret -------------------------------------------------------------------------------------------


def show_regret(chosen: argparse.Namespace) -> None:
    """Deal regret after 4 and 8 rounds with 100 simulated counterparts on five issues."""
    if not is_here(chosen.data):
        print("The simulator is not here: regret was not measured.")
        return
    rows = []
    for mode in ("balanced", "learn-most"):
        cases = [
            Case(seed, (4, 8), mode, folder=chosen.data) for seed in range(chosen.limit or 100)
        ]
        with ProcessPoolExecutor(chosen.processes) as pool:
            found = list(pool.map(partial(regrets), cases))
        for after in (4, 8):
            values = np.array([one[after] for one in found])
            error = values.std() / len(values) ** 0.5
            rows.append([mode, str(after), str(len(values)), f"{values.mean():.4f}",
                         f"{error:.4f}", f"{np.median(values):.4f}"])  # fmt: skip
    print_table(["mode", "rounds", "counterparts", "mean regret", "standard error", "median"], rows)


PARTS: dict[str, Callable[[argparse.Namespace], None]] = {
    "times": show_times,
    "memory": show_memory,
    "gap": show_gap,
    "equality": show_equality,
    "modes": show_modes,
    "regret": show_regret,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one table a part."""
    chosen = options(arguments)
    for part in chosen.only.split(",") if chosen.only else PARTS:
        print_heading(f"Proposals: {part}")
        PARTS[part](chosen)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
