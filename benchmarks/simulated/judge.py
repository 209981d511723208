"""The judge of simulated negotiations: where it is, how it is asked, what it answers.

It stands beside the project, not in it, and runs in a process and a folder of its own. Its simulator
can be borrowed, so that times are taken on the negotiations that it judges.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
BESIDE = ROOT.parent / "shared" / "bench" / "inference"
ADAPTER = "benchmarks.simulated.adapter"
SCENARIOS = ((3, 3), (5, 6), (8, 10))
"""Issues and rounds of the negotiations that are simulated."""


@dataclass(frozen=True)
class Scenario:
    """Negotiations of one size."""

    issues: int
    rounds: int

    @property
    def name(self) -> str:
        return f"{self.issues} issues, {self.rounds} rounds"


def is_here(folder: Path = BESIDE) -> bool:
    """Whether judge and simulator stand beside the project."""
    return all((folder / name).is_file() for name in ("judge.py", "simulator.py", "model.py"))


def stored_posteriors(folder: Path = BESIDE) -> list[int]:
    """Numbers of issues for which posteriors by NUTS are stored."""
    return sorted(
        int(path.stem.removeprefix("reference_J")) for path in folder.glob("reference_J*.npz")
    )


def ask_judge(folder: Path, *arguments: str, adapter: str = "fit") -> dict[str, Any]:
    """Run the judge in its own folder and read its answer.

    Raises
    ------
    RuntimeError
        When it gave none.
    """
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(
        [sys.executable, "judge.py", "--adapter", f"{ADAPTER}:{adapter}", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.stdout.strip():
        raise RuntimeError(f"the judge gave no answer: {done.stderr.strip()[-500:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def agreement(folder: Path, issues: int) -> dict[str, Any]:
    """How far our posteriors are from stored ones by NUTS."""
    return ask_judge(folder, "--issues", str(issues), "--reference")


def calibration(
    folder: Path, scenario: Scenario, n: int, *, behave: str = "model", adapter: str = "fit"
) -> dict[str, Any]:
    """Simulation-based calibration, coverage and accuracy on `n` counterparts."""
    size = ("--issues", str(scenario.issues), "--rounds", str(scenario.rounds), "--n", str(n))
    return ask_judge(folder, *size, "--behave", behave, adapter=adapter)


def simulated(
    folder: Path, scenario: Scenario, seed: int
) -> tuple[dict[str, Any], Mapping[str, Any]]:
    """One negotiation of the judge's simulator: the problem and the log, without the truth."""
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
    sys.dont_write_bytecode = True
    judge, simulator = importlib.import_module("judge"), importlib.import_module("simulator")
    layout = simulator.scenario(scenario.issues)
    log = simulator.simulate(layout, scenario.rounds, seed)
    return judge.problem_of(layout), judge.clean(log)
