"""The judge of logs of automated agents: where it is, how it is asked, what it answers.

Logs and judge stand beside the project, not in it. The judge is imported from its own folder and
scores each prediction as it is; only which logs it looks at is chosen here.
"""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

from benchmarks.agents.logs import READINGS, predictor

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "bench" / "engines"
OURS = "this library"
TUNE_SHARES = (1, 2)
"""Shares of the hash of a log's name, modulo the judge's, that settings may be chosen on; 0 is core."""

BASELINES = {
    "uniform": "uniform",
    "frequency": "frequency",
    "logit on level differences": "mnl_levels",
    "particles": "particles",
}
"""The judge's own reference predictors: what they are called in the table and in their module. The
frequency counter and the logit on levels do not use a known order."""
USE_ORDER = ("uniform", "particles")

Row = dict[str, float]
"""The judge's metrics of one log, with the processor time of its prediction in milliseconds."""


@dataclass(frozen=True)
class Question:
    """One predictor, one log, one track (is the order of their levels known?)."""

    predictor: str
    kind: str
    log_id: str
    track: str
    folder: Path = BESIDE


def are_here(folder: Path = BESIDE) -> bool:
    """Whether logs and judge stand beside the project."""
    return all((folder / name).is_file() for name in ("judge.py", "baselines.py", "common.py"))


def _module(folder: Path, name: str) -> Any:
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
    sys.dont_write_bytecode = True
    return importlib.import_module(name)


@cache
def _logs(folder: Path, kind: str) -> dict[str, dict[str, Any]]:
    judge = _module(folder, "judge")
    return {log["id"]: log for log in judge.logs(kind, "all", with_outcomes=False)}


def log_ids(folder: Path, kind: str, subset: str) -> list[str]:
    """Names of the logs of one kind: all of them, the judge's core, or our tune apart from it."""
    core = int(_module(folder, "judge").CORE)
    return [name for name in _logs(folder, kind) if in_subset(name, subset, core)]


def in_subset(log_id: str, subset: str, core: int) -> bool:
    """Whether a log belongs to a subset, by a hash of its name; tune and core share none."""
    share = crc32(log_id.encode()) % core
    return {"all": True, "core": share == 0, "tune": share in TUNE_SHARES}[subset]


def _predictor(folder: Path, name: str, track: str) -> Callable[[Mapping[str, Any]], Any]:
    if name == OURS:
        return predictor(READINGS[track])
    return getattr(_module(folder, "baselines"), BASELINES[name])


def answer(question: Question) -> Row:
    """What the judge says of one prediction; safe to run in another process."""
    judge = _module(question.folder, "judge")
    log = dict(_logs(question.folder, question.kind)[question.log_id])
    log["eval_outcomes"] = judge.outcomes(log["domain"])
    predict = _predictor(question.folder, question.predictor, question.track)
    seen = judge.public(log, question.track)
    begun = time.process_time()
    prediction = predict(seen)
    spent = time.process_time() - begun
    return {**judge.score_one(log, prediction), "ms": 1000 * spent}
