"""A mediation on the neutral desk: how long each action takes, and each suggestion among very many packages.

    python -m benchmarks.mediation
    python -m benchmarks.mediation --cases 3

Cases of two to four parties, on a database file as in use, each action as a party or the neutral triggers
it: the link is opened anew, the case is read, decided on and written. Seconds are by the clock, as a person
waits for them; beside them the processor's.
"""

from __future__ import annotations

import argparse
import secrets
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import numpy as np

from benchmarks._tables import print_heading, print_table
from meso_infer.issues import CategoricalIssue
from meso_infer.mediation import Seat, Vault, open_case, open_seat
from meso_infer.packages import Agenda
from meso_infer.storage import EventStore, open_store

SIZES: tuple[tuple[int, int, int], ...] = ((5, 5, 2), (6, 10, 3), (20, 5, 3), (20, 10, 4))
"""Issues, options of each, parties: 3,125 packages, a million, 10^14 and 10^20."""

Times = dict[str, list[tuple[float, float]]]


def random_vault(agenda: Agenda, dice: np.random.Generator) -> Vault:
    """A vault with points and values drawn evenly, and a limit of .2 to .4."""
    return Vault(
        points={name: float(dice.integers(1, 101)) for name in agenda.names},
        values={
            issue.name: {str(issue.option(x)): float(dice.random()) for x in issue.coordinates()}
            for issue in agenda.issues
        },
        limit=float(dice.uniform(0.2, 0.4)),
    )


def mediate(store: EventStore, size: tuple[int, int, int], seed: int, times: Times) -> None:
    """Play a case, and note how long each of its actions takes."""
    n_issues, n_options, n_parties = size
    dice, now = np.random.default_rng(seed), datetime.now(UTC)
    options = tuple(f"option {k}" for k in range(n_options))
    agenda = Agenda(
        tuple(CategoricalIssue(name=f"Issue {j}", options=options) for j in range(n_issues))
    )
    desk = open_case(
        store,
        title="A case",
        neutral="The neutral",
        parties=[f"Party {place}" for place in range(n_parties)],
        agenda=agenda,
        now=now,
        random_bytes=secrets.token_bytes,
    )
    tokens = [desk.issue_link(party, now=now).token for party in desk.look().header.ids]

    def seat(place: int) -> Seat:
        return open_seat(store, tokens[place], now=now, random_bytes=secrets.token_bytes)

    def timed(name: str, action: Callable[[], object]) -> None:
        wall, spent = time.perf_counter(), time.process_time()
        action()
        times.setdefault(name, []).append((time.perf_counter() - wall, time.process_time() - spent))

    for place in range(n_parties):
        side = random_vault(agenda, dice)
        timed("fill a side", lambda place=place, side=side: seat(place).change_vault(side, now=now))
    desk.open_overlap_test(now=now)
    for place in range(n_parties):
        name = "take part, last" if place == n_parties - 1 else "take part"
        timed(name, lambda place=place: seat(place).take_part("overlap", now=now))
    timed("suggest, smallest gain", lambda: desk.suggest_package("maximin", now=now))
    timed("suggest, product", lambda: desk.suggest_package("nash", now=now))
    for place in range(n_parties):
        timed("answer", lambda place=place: seat(place).answer("S1", yes=True, now=now))
    timed("write", lambda: seat(0).write_message("A word.", now=now))
    timed("look", lambda: seat(0).look())


def measure(sizes: Sequence[tuple[int, int, int]], n_cases: int) -> list[list[str]]:
    """One row an action: the median by the clock, and the largest with the processor's time."""
    rows = []
    for size in sizes:
        times: Times = {}
        with tempfile.TemporaryDirectory() as folder:
            store = open_store(f"sqlite:///{Path(folder) / 'meso.sqlite3'}")
            for seed in range(n_cases):
                mediate(store, size, seed, times)
            store.close()
        what = f"{size[0]} issues of {size[1]}, {size[2]} parties"
        for name, taken in times.items():
            wall, spent = max(taken)
            middle = median(one for one, _ in taken)
            rows.append([what, name, f"{middle:.3f}", f"{wall:.3f}", f"{spent:.3f}"])
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10, help="how many cases of each size")
    chosen = parser.parse_args(arguments)
    print_heading("How long an action of a mediation takes, in seconds")
    head = ["case", "action", "median", "longest", "of it processor"]
    print_table(head, measure(SIZES, chosen.cases))


if __name__ == "__main__":
    main()
