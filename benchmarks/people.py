"""How well what real people want is read from what they did; the judges' tables beside their baselines.

python -m benchmarks.people                     both tests on the report split
python -m benchmarks.people --split tune        the people on whom settings may be chosen
python -m benchmarks.people --limit 20          a quick look
python -m benchmarks.people --pooled            picks only, beside a prior learnt from the tune people;
                                                on the tune split, by cross-validation within it
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks._tables import print_heading, print_table
from benchmarks.human.judges import (
    BESIDE,
    FOLDS,
    LOG_PREDICTORS,
    OURS,
    PANEL_PREDICTORS,
    POOLED,
    Question,
    answer,
    are_here,
)
from benchmarks.human.panels import PANELS

LEARNS_FROM_TUNE = ("trained ranker + statements", "particles, population prior")


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line's options."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--split", default="report", choices=("report", "tune"))
    parser.add_argument("--limit", type=int, help="at most so many logs or people a test")
    parser.add_argument("--cuts", default="predeal", help="of the logs: o1, o2, predeal, all")
    parser.add_argument("--picks", default="0,2,4,8", help="how many picks are seen first")
    parser.add_argument("--tests", default="casino,choice_electricity,choice_camera")
    parser.add_argument(
        "--pooled", action="store_true", help="picks, beside a prior pooled over the tune people"
    )
    parser.add_argument("--no-baselines", action="store_true", help="only this library")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--data", type=Path, default=BESIDE, help="folder of the judges")
    return parser.parse_args(arguments)


def questions(chosen: argparse.Namespace) -> list[Question]:
    """Everything that the judges are asked, ours first."""
    if chosen.pooled:
        return _pooled_questions(chosen)
    asked: list[Question] = []
    for test in chosen.tests.split(","):
        kind = "picks" if test in PANELS else "logs"
        baselines = LOG_PREDICTORS if kind == "logs" else PANEL_PREDICTORS
        names = [
            name for name in baselines if chosen.split == "report" or name not in LEARNS_FROM_TUNE
        ]
        seen = chosen.picks if kind == "picks" else chosen.cuts
        for name in [OURS] if chosen.no_baselines else [*names, OURS]:
            for one in seen.split(","):
                asked.append(
                    Question(kind, test, name, one, chosen.split, chosen.limit, chosen.data)
                )
    return asked


def _pooled_questions(chosen: argparse.Namespace) -> list[Question]:
    """Those about picks, with every predictor that learns from others and those that do not.

    People of the tune split are asked about by folds, so that nobody is learnt from who is asked about.
    """
    folds = range(FOLDS) if chosen.split == "tune" else (None,)
    names = [OURS, POOLED] if chosen.no_baselines else [*PANEL_PREDICTORS, OURS, POOLED]
    return [
        Question("picks", test, name, k, chosen.split, chosen.limit, chosen.data, fold)
        for test in chosen.tests.split(",")
        if test in PANELS
        for name in names
        for fold in folds
        for k in chosen.picks.split(",")
    ]


def over_folds(
    found: Sequence[tuple[Question, dict[str, Any]]],
) -> list[tuple[Question, dict[str, Any]]]:
    """Answers about the parts of a split as one answer each; means over people, without an interval."""
    parts: dict[tuple[str, str, str], list[tuple[Question, dict[str, Any]]]] = {}
    for question, result in found:
        parts.setdefault((question.data, question.predictor, question.seen), []).append(
            (question, result)
        )
    together: list[tuple[Question, dict[str, Any]]] = []
    for part in parts.values():
        if len(part) == 1:
            together.append(part[0])
            continue
        people = sum(result["people"] for _, result in part)
        merged: dict[str, Any] = {"people": people}
        for measure in ("hit", "logloss", "brier"):
            total = sum(result[measure][0] * result["people"] for _, result in part)
            merged[measure] = [total / people]
        together.append((part[0][0], merged))
    return together


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask the judges and print their tables."""
    chosen = options(arguments)
    if not are_here(chosen.data):
        print("The data on people are not here: nothing was measured.")
        return 0
    print_heading(f"What real people want, {chosen.split} split")
    asked = questions(chosen)
    with ProcessPoolExecutor(chosen.processes) as pool:
        answers = list(pool.map(answer, asked))
    for test in chosen.tests.split(","):
        found = [(q, a) for q, a in zip(asked, answers, strict=True) if q.data == test]
        if not found:
            continue
        found = over_folds(found)
        show = _show_picks if test in PANELS else _show_logs
        show(test, found)
    return 0


def _interval(value: Sequence[float]) -> str:
    if len(value) == 1:
        return f"{value[0]:.3f}"
    return f"{value[0]:.3f} [{value[1]:.3f}, {value[2]:.3f}]"


def _show_logs(test: str, found: Sequence[tuple[Question, dict[str, Any]]]) -> None:
    for cut in dict.fromkeys(question.seen for question, _ in found):
        here = [(question, result) for question, result in found if question.seen == cut]
        print(f"{test}, {cut}, n = {here[0][1]['n']} (95% intervals over negotiations)")
        print_table(
            ("predictor", "top issue", "exact order", "Kendall tau", "Brier", "confidence"),
            [
                (
                    question.predictor,
                    _interval(result["top1"]),
                    f"{result['exact'][0]:.3f}",
                    f"{result['tau'][0]:.3f}",
                    f"{result['brier_top']:.3f}" if "brier_top" in result else "",
                    f"{result['mean_conf']:.3f}" if "mean_conf" in result else "",
                )
                for question, result in here
            ],
        )


def _show_picks(test: str, found: Sequence[tuple[Question, dict[str, Any]]]) -> None:
    people = max(result["people"] for _, result in found)
    print(f"{test}, {people} people, the same rounds (9th on) after so many picks")
    rows = [
        (
            question.predictor,
            question.seen,
            _interval(result["hit"]),
            _interval(result["logloss"]),
            f"{result['brier'][0]:.3f}",
        )
        for question, result in found
    ]
    print_table(("predictor", "picks", "hit", "log loss", "Brier"), rows)


if __name__ == "__main__":
    raise SystemExit(main())
