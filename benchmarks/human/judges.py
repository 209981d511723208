"""The judges of data from people: where they are, how they are asked, what they answer.

Data and judges stand beside the project, not in it. They are imported from their own folder and asked
as they are; only which people they look at is chosen here.
"""

from __future__ import annotations

import importlib
import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.human.logs import LogReading, predictor
from benchmarks.human.panels import PickPredictor

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "bench" / "human"
OURS = "this library"
POOLED = "this library, prior pooled over others"
FOLDS = 5
"""Parts of the tune split: each is asked about what was learnt from the other parts."""

LOG_PREDICTORS = {
    "asks most": "ask",
    "concedes least": "concede",
    "Bayes over orders": "bayes_orders",
    "asks + statements": "ask_stated",
    "Bayes + statements": "bayes_talk",
    "trained ranker + statements": "ranker_talk",
}
PANEL_PREDICTORS = {
    "per-person ridge logit": "individual",
    "particles, flat prior": "bayes_flat",
    "particles, population prior": "bayes",
}
"""The judges' own reference predictors: what they are called in the table and in their module. The
trained ranker and the population prior learn from the people of the tune split; the others are cold."""


@dataclass(frozen=True)
class Question:
    """One predictor, one set of data, one cut of a log or number of picks seen."""

    kind: str
    data: str
    predictor: str
    seen: str
    split: str = "report"
    limit: int | None = None
    folder: Path = BESIDE
    fold: int | None = None


def are_here(folder: Path = BESIDE) -> bool:
    """Whether data and judges stand beside the project."""
    return all(
        (folder / name).is_file() for name in ("score.py", "score_choice.py", "baselines.py")
    )


def _module(folder: Path, name: str) -> Any:
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
    sys.dont_write_bytecode = True
    return importlib.import_module(name)


def answer(question: Question) -> dict[str, Any]:
    """What the judge of logs or of picks says; safe to run in another process."""
    return _logs(question) if question.kind == "logs" else _picks(question)


def _logs(question: Question) -> dict[str, Any]:
    judge = _module(question.folder, "score")
    if question.predictor == OURS:
        predict = predictor(LogReading())
    else:
        predict = getattr(_module(question.folder, "baselines"), LOG_PREDICTORS[question.predictor])
    return judge.run(
        predict,
        question.data,
        question.seen,
        question.split,
        question.folder / "data",
        need_offer=True,
        max_n=question.limit,
    )


def _picks(question: Question) -> dict[str, Any]:
    judge = _module(question.folder, "score_choice")
    predict: Callable[..., Any] = (
        PickPredictor(pooled=question.predictor == POOLED)
        if question.predictor in (OURS, POOLED)
        else getattr(judge, PANEL_PREDICTORS[question.predictor])
    )
    stored = json.loads((question.folder / "data" / f"{question.data}.json").read_text())
    people = _people(stored["people"], question)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / f"{question.data}.json").write_text(json.dumps({**stored, "people": people}))
        judge.DATA = place
        judge._C.clear()  # what the judge keeps between runs belongs to the run before
        return judge.run(predict, question.data, [int(question.seen)])[0]


def _people(people: list[dict[str, Any]], question: Question) -> list[dict[str, Any]]:
    """Those who are asked about, marked as the judge expects it, and those that others may learn from.

    A fold asks about its own part of the split, and others learn from the rest of the tune split.
    """
    asked = [one for one in people if one["split"] == question.split][: question.limit]
    others = [one for one in people if one["split"] == "tune"]
    if question.fold is not None:
        asked = asked[question.fold :: FOLDS]
        kept_back = {id(one) for one in asked}
        others = [one for one in others if id(one) not in kept_back]
    return [{**one, "split": "report"} for one in asked] + others
