"""The packages that nobody can improve on, of a million: how long it takes, and that they are the right ones.

    python -m benchmarks.frontier
    ARENA_NEGMAS_PYTHON=negmas-env/bin/python python -m benchmarks.frontier

Two ways of ours: issue by issue from both utility functions, without listing packages, and on the listed
utilities of all packages. Seconds are the processor's.
They are held against a comparison of all pairs where there are few, against each other throughout, and,
where an environment with NegMAS is named, against its own frontier, in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from benchmarks._tables import print_heading, print_table
from meso_infer.frontier import additive_frontier, dominates, pareto_mask

T = TypeVar("T")
FloatArray = NDArray[np.float64]
Parts = tuple[list[FloatArray], list[FloatArray]]

NEGMAS = "ARENA_NEGMAS_PYTHON"
SIZES: tuple[tuple[int, int], ...] = ((4, 6), (5, 10), (6, 10), (3, 100), (10, 10))
"""Issues and options of each: about a thousand packages to ten billion."""
MOST_LISTED, MOST_PAIRS = 2_000_000, 3_000

PEER = """
import json, sys, time
import numpy as np
from negmas import make_issue, make_os
from negmas.preferences import LinearAdditiveUtilityFunction
from negmas.preferences.ops import pareto_frontier, pareto_frontier_numpy
given = np.load(sys.argv[1])
start = time.process_time()
rows = pareto_frontier_numpy(given["table"])
listed = time.process_time() - start
n_issues, n_options = given["first"].shape
names = [f"i{j}" for j in range(n_issues)]
space = make_os([make_issue(n_options, name) for name in names])
functions = [
    LinearAdditiveUtilityFunction(
        values={name: dict(enumerate(map(float, row))) for name, row in zip(names, given[party])},
        weights=dict.fromkeys(names, 1.0),
        outcome_space=space,
    )
    for party in ("first", "second")
]
start = time.process_time()
pairs, _ = pareto_frontier(functions, list(space.enumerate()))
worked_out = time.process_time() - start
both = [given["table"][rows].tolist(), np.asarray(pairs).tolist()]
print(json.dumps({"seconds": [listed, worked_out], "pairs": both}))
"""


def random_parts(n_issues: int, n_options: int, seed: int) -> Parts:
    """Part-worths of both parties, opposed on every issue, in values and weights of their own."""
    rng = np.random.default_rng(seed)
    first, second = rng.dirichlet(np.ones(n_issues), 2)
    return (
        [w * np.sort(rng.random(n_options)) for w in first],
        [w * np.sort(rng.random(n_options))[::-1] for w in second],
    )


def listed(parts: Parts) -> FloatArray:
    """Utilities of all packages, shape ``(n, 2)``."""
    sums = []
    for party in parts:
        total = np.zeros(1)
        for part in party:
            total = np.add.outer(total, part).ravel()
        sums.append(total)
    return np.stack(sums, axis=1)


def timed(act: Callable[[], T], n: int) -> tuple[T, float]:
    """What something gives, and the median of its seconds of the processor after one run that does not count."""
    result = act()
    seconds = []
    for _ in range(n):
        start = time.process_time()
        result = act()
        seconds.append(time.process_time() - start)
    return result, median(seconds)


def peer_frontiers(
    python: str, parts: Parts, table: FloatArray
) -> list[tuple[set[tuple[float, float]], float]]:
    """NegMAS's frontier of listed utilities, and of its own utility functions: pairs, and seconds."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "problem.npz"
        np.savez(path, table=table, first=np.stack(parts[0]), second=np.stack(parts[1]))
        done = subprocess.run(
            [python, "-c", PEER, str(path)], capture_output=True, text=True, check=True
        )
    told = json.loads(done.stdout.splitlines()[-1])
    return [
        ({pair_of(pair) for pair in pairs}, float(seconds))
        for pairs, seconds in zip(told["pairs"], told["seconds"], strict=True)
    ]


def pair_of(row: Sequence[float] | FloatArray) -> tuple[float, float]:
    """A pair of utilities, without rounding dust."""
    return round(float(row[0]), 9), round(float(row[1]), 9)


def measured(n_issues: int, n_options: int, n: int, python: str | None) -> list[str]:
    """One row of the table; stops where two methods disagree."""
    parts = random_parts(n_issues, n_options, seed=n_issues)
    found, seconds = timed(lambda: additive_frontier(*parts), n)
    count = n_options**n_issues
    row = [f"{n_issues} issues of {n_options}", f"{count:,}", f"{len(found.places):,}"]
    row.append(f"{1e3 * seconds:.1f} ms")
    if count > MOST_LISTED:
        return [*row, *["-"] * 5]
    table = listed(parts)
    mask, on_list = timed(lambda: pareto_mask(table), n)
    rows = np.sort(np.ravel_multi_index(tuple(found.places.T), (n_options,) * n_issues))
    agree(np.array_equal(rows, np.flatnonzero(mask)), "issue by issue and on the list")
    row.append(f"{1e3 * on_list:.1f} ms")
    if count <= MOST_PAIRS:
        all_pairs = ~dominates(table, table).any(axis=0)
        agree(bool((mask == all_pairs).all()), "on the list and by all pairs")
    if python is None:
        return [*row, *["-"] * 4]
    ours = {pair_of(one) for one in table[mask]}
    (on_list_too, peer_list), (by_functions, peer_functions) = peer_frontiers(python, parts, table)
    agree(ours == on_list_too == by_functions, "of ours and of NegMAS")
    row += [f"{peer_list:.2f} s", f"{peer_functions:.2f} s", f"{peer_list / on_list:,.0f}x"]
    return [*row, f"{peer_functions / seconds:,.0f}x"]


def agree(same: bool, who: str) -> None:
    """Stop where two methods find different packages."""
    if not same:
        raise RuntimeError(f"the frontiers {who} differ")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--n", type=int, default=7, help="runs of each of ours")
    chosen = parser.parse_args(arguments)
    print_heading("The Pareto set of all packages, one core")
    python = os.environ.get(NEGMAS)
    if python is None:
        print(f"  NegMAS is not asked: {NEGMAS} names no Python.\n", file=sys.stderr)
    rows = [measured(j, k, chosen.n, python) for j, k in SIZES]
    head = ("agenda", "packages", "efficient", "issue by issue", "on the list")
    peer = ("NegMAS, list", "NegMAS, functions", "list, faster", "functions, faster")
    print_table((*head, *peer), rows)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
