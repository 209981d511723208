"""Our proposals against other people's agents on other people's domains, beside single offers.

The agents are those of NegMAS, which runs in a process of its own with a Python that has it; the
variable ARENA_NEGMAS_PYTHON, or --negmas-python, says which. The same agents in our seat, one offer at
a time, are the bar. A whole run takes hours; --only and --deadlines make it shorter.

python -m benchmarks.arena                            all modes, deadlines 10 and 20
python -m benchmarks.arena --deadlines 5              the same with five rounds
python -m benchmarks.arena --modes menus --only laptop camera
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from benchmarks._tables import print_heading
from benchmarks.arena_play.runs import BESIDE, MODES, Run, are_here, play, show

NEGMAS = "ARENA_NEGMAS_PYTHON"


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line's options."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--modes", nargs="+", default=list(MODES), choices=list(MODES))
    parser.add_argument("--deadlines", type=int, nargs="+", default=[10, 20])
    parser.add_argument("--only", nargs="+", help="names of domains")
    parser.add_argument("--noise", type=float, default=0.0, help="scale of their mistakes")
    parser.add_argument("--walk-away", type=float, default=0.0, help="least reservation of both")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--negmas-python", default=os.environ.get(NEGMAS, ""))
    parser.add_argument("--domains", type=Path, help="another folder of domains")
    parser.add_argument("--keep", type=Path, help="folder to keep the games in, and to go on from")
    parser.add_argument("--data", type=Path, default=BESIDE, help="folder of the arena")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Play and print the arena's tables, then ours against each other."""
    chosen = options(arguments)
    if not are_here(chosen.data):
        print("The arena is not here: nothing was measured.")
        return 0
    if not chosen.negmas_python:
        print(f"{NEGMAS} names no Python that has NegMAS: nothing was measured.")
        return 0
    print_heading("Negotiations with automated agents")
    run = Run(
        folder=chosen.data,
        negmas_python=chosen.negmas_python,
        deadlines=tuple(chosen.deadlines),
        only=None if chosen.only is None else tuple(chosen.only),
        noise=chosen.noise,
        walk_away=chosen.walk_away,
        processes=chosen.processes,
        domains=chosen.domains,
        keep=chosen.keep,
    )
    show(run, play(run, chosen.modes))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
