"""How well automated agents are read on other people's domains; the judge's table beside its baselines.

python -m benchmarks.engines                    both tracks of the core logs
python -m benchmarks.engines --subset tune      the logs on which settings may be chosen
python -m benchmarks.engines --kind offers      single offers both ways instead of three packages
python -m benchmarks.engines --limit 10         a quick look
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks._tables import print_heading, print_table
from benchmarks.agents.judges import (
    BASELINES,
    BESIDE,
    OURS,
    USE_ORDER,
    Question,
    Row,
    answer,
    are_here,
    log_ids,
)

METRICS = {
    "Spearman": "spearman",
    "weight tau": "w_tau",
    "top issue": "top1",
    "90% covers": "cover90",
    "width": "width90",
    "interval score": "interval_score",
    "next pick": "next_pick",
    "regret": "propose_regret",
}
"""What the judge's metrics are called in the table."""
SMALLER_IS_BETTER = ("interval score", "regret")
COMPARED = ("Spearman", "weight tau", "top issue", "interval score", "next pick", "regret")
YARDSTICK = "particles"
RESAMPLES = 4000


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line's options."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kind", default="meso", choices=("meso", "offers"))
    parser.add_argument("--subset", default="core", choices=("core", "tune", "all"))
    parser.add_argument("--track", default="blind,order", help="blind, order or both")
    parser.add_argument("--limit", type=int, help="at most so many logs")
    parser.add_argument("--no-baselines", action="store_true", help="only this library")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--data", type=Path, default=BESIDE, help="folder of the judge")
    return parser.parse_args(arguments)


def predictors(track: str, only_ours: bool) -> list[str]:
    """Whom the judge is asked about, ours last; without an order all baselines take part."""
    if only_ours:
        return [OURS]
    return [*(name for name in BASELINES if track == "blind" or name in USE_ORDER), OURS]


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask the judge and print its tables."""
    chosen = options(arguments)
    if not are_here(chosen.data):
        print("The logs of automated agents are not here: nothing was measured.")
        return 0
    print_heading(f"What automated agents want, {chosen.kind} logs, {chosen.subset} subset")
    names = log_ids(chosen.data, chosen.kind, chosen.subset)[: chosen.limit]
    with ProcessPoolExecutor(chosen.processes) as pool:
        for track in chosen.track.split(","):
            rows: dict[str, list[Row]] = {}
            for who in predictors(track, chosen.no_baselines):
                asked = [Question(who, chosen.kind, name, track, chosen.data) for name in names]
                rows[who] = list(pool.map(answer, asked, chunksize=4))
            _show(track, rows)
    return 0


def column(rows: Sequence[Row], metric: str) -> NDArray[np.float64]:
    """One metric of each log, shape ``(n_logs,)``; nan where the judge gave none."""
    return np.array([row.get(metric, np.nan) for row in rows])


def mean_interval(values: NDArray[np.float64]) -> tuple[float, float, float]:
    """Mean of the values that are there and its 95% bootstrap interval, under a fixed seed."""
    present = values[~np.isnan(values)]
    if not len(present):
        return float("nan"), float("nan"), float("nan")
    picked = np.random.default_rng(7).integers(0, len(present), (RESAMPLES, len(present)))
    low, high = np.quantile(present[picked].mean(axis=1), (0.025, 0.975))
    return float(present.mean()), float(low), float(high)


def gain(rows: Mapping[str, Sequence[Row]], name: str) -> tuple[float, float, float]:
    """By how much we beat the yardstick, log by log: mean and 95% bootstrap interval."""
    sign = -1 if name in SMALLER_IS_BETTER else 1
    ours, theirs = (column(rows[who], METRICS[name]) for who in (OURS, YARDSTICK))
    return mean_interval(sign * (ours - theirs))


def _show(track: str, rows: dict[str, list[Row]]) -> None:
    known = {"blind": "nothing known of them", "order": "order of their levels known"}[track]
    print(f"{known}, n = {len(next(iter(rows.values())))}; medians of processor time")
    print_table(
        ("predictor", *METRICS, "ms a log"),
        [
            (
                who,
                *(f"{mean_interval(column(found, key))[0]:.3f}" for key in METRICS.values()),
                f"{np.median(column(found, 'ms')):.0f}",
            )
            for who, found in rows.items()
        ],
    )
    compared = [
        (
            OURS,
            *(_interval(mean_interval(column(rows[OURS], METRICS[name]))) for name in COMPARED),
        )
    ]
    if YARDSTICK in rows:
        compared.append(
            (f"gain over {YARDSTICK}", *(_interval(gain(rows, name)) for name in COMPARED))
        )
    print("95% intervals over logs; a gain is a paired difference, above 0 where ours is better")
    print_table(("", *COMPARED), compared)


def _interval(value: tuple[float, float, float]) -> str:
    return f"{value[0]:.3f} [{value[1]:.3f}, {value[2]:.3f}]"


if __name__ == "__main__":
    raise SystemExit(main())
