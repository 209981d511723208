"""How long things take: an estimate, a proposal, a rerun of the Live page, the import.

    python -m benchmarks.speed
    python -m benchmarks.speed --only infer,propose --n 40
    python -m benchmarks.speed --only portfolio --fits 100000

Each case runs on one core and is measured by the wall clock and by the processor's. On a machine that
others use as well, the processor's time is the one to compare.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np

import meso_infer
from benchmarks._many import Counterparts
from benchmarks._tables import print_heading, print_table
from meso_infer.events import IssuePushed, MesoOffered, PackagePicked, extended
from meso_infer.inference.many import CLOSER, PRIOR, SAMPLER
from meso_infer.issues import CategoricalIssue, NumericIssue, OrderedIssue
from meso_infer.negotiation import Header, Negotiation
from meso_infer.packages import Agenda
from meso_infer.storage import DATABASE_VARIABLE
from meso_infer.templates import load_sample
from meso_infer.utility import OwnSpec

PORTFOLIO = "portfolio"
ROOT = Path(__file__).resolve().parents[1]

REPORT = "print(json.dumps([time.perf_counter() - wall, time.process_time() - processor]))"
START = "wall, processor = time.perf_counter(), time.process_time()"
IMPORT = f"""
import json, time
{START}
import meso_infer
{REPORT}
"""
COLD = f"""
import json, time
{START}
import meso_infer
from meso_infer.templates import load_sample
meso_infer.infer(load_sample("hiring"))
{REPORT}
"""
FIRST_CALL = f"""
import json, time
from benchmarks.speed import hiring_round, meso_infer
negotiation = hiring_round()
{START}
meso_infer.infer(negotiation)
{REPORT}
"""


@dataclass(frozen=True)
class Measured:
    """Seconds of each run of one case, by the wall clock and by the processor's."""

    case: str
    wall: tuple[float, ...]
    processor: tuple[float, ...]

    def row(self) -> tuple[str, ...]:
        """How many runs, the two medians and the slowest by the wall clock."""
        seconds = (median(self.wall), median(self.processor), max(self.wall))
        return (self.case, str(len(self.wall)), *(f"{1e3 * s:,.0f} ms" for s in seconds))


def timed(case: str, act: Callable[[], object], n: int) -> Measured:
    """Run something `n` times, after two runs that do not count."""
    act()
    act()
    wall: list[float] = []
    processor: list[float] = []
    for _ in range(n):
        start, start_processor = time.perf_counter(), time.process_time()
        act()
        wall.append(time.perf_counter() - start)
        processor.append(time.process_time() - start_processor)
    return Measured(case, tuple(wall), tuple(processor))


def in_fresh_processes(case: str, script: str, n: int) -> Measured:
    """Run a script that prints its own two times, each time in a new Python."""
    pairs: list[list[float]] = []
    for _ in range(n):
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
        )
        pairs.append(json.loads(done.stdout))
    return Measured(case, tuple(p[0] for p in pairs), tuple(p[1] for p in pairs))


def hiring_round() -> Negotiation:
    """The hiring example after "B, and USD 100,000 of salary"."""
    return extended(
        load_sample("hiring"),
        PackagePicked(package="B"),
        IssuePushed(issue="Salary", direction="higher", amount=5000),
    )


def large_agenda() -> Agenda:
    """Five issues of ten options each: 100,000 packages."""
    named = tuple(f"option {k}" for k in range(10))
    up = {"higher": 0.9, "lower": 0.1}
    return Agenda(
        (
            *(
                NumericIssue(
                    name=name,
                    low=0,
                    high=9,
                    step=1,
                    own_direction="lower",
                    counterpart_direction=up,
                )
                for name in ("Fee", "Credit", "Visits")
            ),
            OrderedIssue(name="Term", options=named, own_direction="later"),
            CategoricalIssue(name="Place", options=named),
        )
    )


def five_issues() -> Agenda:
    """Five issues, four of them in known directions: 25,000 packages."""
    named = tuple(f"option {k}" for k in range(5))
    up = {"higher": 1.0}
    return Agenda(
        (
            *(
                NumericIssue(name=name, low=0, high=9, step=1, counterpart_direction=up)
                for name in ("Fee", "Credit", "Visits")
            ),
            OrderedIssue(name="Term", options=named, counterpart_direction={"later": 1.0}),
            CategoricalIssue(name="Place", options=named),
        )
    )


def large_negotiation() -> Negotiation:
    """One round on the large agenda, answered by a pick."""
    agenda = large_agenda()
    own = OwnSpec.model_validate(
        {
            "weights": {"Fee": 0.3, "Credit": 0.25, "Visits": 0.2, "Term": 0.15, "Place": 0.1},
            "values": {"Place": {f"option {k}": k / 9 for k in range(10)}},
        }
    )
    packages = {
        "A": {"Fee": 5, "Credit": 2, "Visits": 3, "Term": "option 6", "Place": "option 4"},
        "B": {"Fee": 2, "Credit": 5, "Visits": 4, "Term": "option 6", "Place": "option 5"},
        "C": {"Fee": 3, "Credit": 3, "Visits": 5, "Term": "option 5", "Place": "option 6"},
    }
    return extended(
        meso_infer.replay(Header(agenda, title="Large", own=own), ()),
        MesoOffered(packages={label: agenda.package(p) for label, p in packages.items()}),
        PackagePicked(package="B"),
    )


# --- the cases -----------------------------------------------------------------------------------


def measure_import(n: int) -> Measured:
    """The import of the package by itself, in a new process."""
    return in_fresh_processes("import meso_infer", IMPORT, min(n, 10))


def measure_cold(n: int) -> Measured:
    """The import and an estimate from the hiring example as it ships, in a new process."""
    return in_fresh_processes("import and first estimate, cold", COLD, min(n, 10))


def measure_first_infer(n: int) -> Measured:
    """The first estimate of a process, everything imported."""
    return in_fresh_processes("infer, hiring round, first call", FIRST_CALL, min(n, 10))


def measure_infer(n: int) -> Measured:
    """An estimate from the hiring round, again and again."""
    negotiation = hiring_round()
    return timed("infer, hiring round, warm", lambda: meso_infer.infer(negotiation), n)


def measure_propose(n: int) -> Measured:
    """Three packages from the 100,000, at 0.6 to us, from an estimate that is there."""
    negotiation = large_negotiation()
    posterior = meso_infer.infer(negotiation)
    return timed(
        f"propose, {negotiation.agenda.count():,} packages",
        lambda: meso_infer.propose(negotiation, posterior, target=0.6),
        n,
    )


def measure_page(n: int) -> Measured:
    """The Live page with the example open, run again without any change."""
    # Not at the top: the first estimate of a process must not find the dashboard loaded.
    from streamlit.testing.v1 import AppTest

    # A page that runs without a server is told so on standard error; here that is meant.
    logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").setLevel("ERROR")
    with tempfile.TemporaryDirectory() as folder:
        before = os.environ.get(DATABASE_VARIABLE)
        os.environ[DATABASE_VARIABLE] = f"sqlite:///{folder}/meso.sqlite3"
        try:
            page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
            page.run()
            if page.exception:
                raise RuntimeError(f"the Live page fails: {page.exception[0].message}")
            return timed("rerun of the Live page", page.run, n)
        finally:
            if before is None:
                del os.environ[DATABASE_VARIABLE]
            else:
                os.environ[DATABASE_VARIABLE] = before


def print_portfolio(n_fits: int) -> None:
    """Time very many fits of one agenda at once, without talk and with some, and say how each was made."""
    rows = []
    for talk, pushes, counteroffers in (("picks", 0.0, 0.0), ("picks, some talk", 0.25, 0.1)):
        counterparts = Counterparts(
            five_issues(), n_fits, np.random.default_rng(1), pushes, counteroffers
        )
        bodies = counterparts.bodies()
        start, start_processor = time.perf_counter(), time.process_time()
        found = meso_infer.infer_many(counterparts.agenda, bodies)
        wall, processor = time.perf_counter() - start, time.process_time() - start_processor
        shares = (f"{(found.method == method).mean():.2%}" for method in (PRIOR, CLOSER, SAMPLER))
        rows.append((talk, f"{n_fits:,}", f"{wall:.1f} s", f"{processor:.1f} s", *shares))
    head = ("one to three rounds each", "fits", "wall", "processor", PRIOR, CLOSER, SAMPLER)
    print_table(head, rows)


CASES: dict[str, Callable[[int], Measured]] = {
    "import": measure_import,
    "cold": measure_cold,
    "first": measure_first_infer,
    "infer": measure_infer,
    "propose": measure_propose,
    "page": measure_page,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    every = (*CASES, PORTFOLIO)
    parser.add_argument("--only", default=",".join(every), help=f"of {', '.join(every)}")
    parser.add_argument("--n", type=int, default=20, help="runs a case (new processes: at most 10)")
    parser.add_argument("--fits", type=int, default=2_000, help="fits of the case 'portfolio'")
    chosen = parser.parse_args(arguments)
    names = chosen.only.split(",")
    print_heading("How long things take, one core")
    rows = [CASES[name](chosen.n).row() for name in names if name != PORTFOLIO]
    if rows:
        print_table(("case", "runs", "median, wall", "median, processor", "slowest, wall"), rows)
    if PORTFOLIO in names:
        print_portfolio(chosen.fits)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
