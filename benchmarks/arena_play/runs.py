"""Runs of the arena: which games are played, by whom, and the tables of what came out.

Arena and domains stand beside the project, not in it. The arena is imported from its own folder; it
knows nothing of us but the names of our players.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import json
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks._tables import print_table

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "bench" / "arena"
PLAYERS = "benchmarks.arena_play.player"
KEPT_BASELINES = Path("results") / "baselines_visible.json.gz"
KEPT_DEADLINES = (10, 20)
MEASURES = ("deal", "own", "other", "joint", "pareto", "nash_share")

Row = list[Any]


@dataclass(frozen=True)
class Mode:
    """One way in which we play, or the others whose games ours are paired with.

    Attributes
    ----------
    players : dict of name to target
        As the arena wants them.
    knows_order : bool
        Whether the order of their levels is told.
    """

    players: dict[str, str]
    knows_order: bool = False


MODES = {
    "menus": Mode({"menus": f"{PLAYERS}:menus"}),
    "singles": Mode({"singles": f"{PLAYERS}:singles"}),
    "order": Mode({"menus, order known": f"{PLAYERS}:menus"}, knows_order=True),
    "uninformed": Mode({"menus, nothing learnt": f"{PLAYERS}:uninformed"}),
}
BASELINES = Mode(
    {f"[{name}]": f"agent:{name}" for name in ("boulware", "linear")}
    | {
        name: f"proposers:{name.replace('-', '_')}"
        for name in ("frequency-meso", "frequency-single", "frequency-linear")
    }
)
"""Who plays beside us where no games of the arena's own players are kept."""
PAIRS = (
    ("menus", "menus, nothing learnt"),
    ("singles", "menus, nothing learnt"),
    ("menus", "singles"),
    ("menus, order known", "menus"),
    ("menus", "frequency-meso"),
    ("menus", "frequency-linear"),
)


@dataclass(frozen=True)
class Run:
    """Which games are played.

    Attributes
    ----------
    folder : Path
        Of the arena.
    negmas_python : str
        A Python that has NegMAS; it is only ever started, never imported.
    deadlines : tuple of int
    only : tuple of str, optional
        Names of domains; all that the arena can play when None.
    noise, walk_away : float
        As the arena defines them.
    processes : int
    domains : Path, optional
        A folder of domains other than the arena's.
    keep : Path, optional
        A folder in which the games of each domain are kept, so that a run can be gone on with.
    """

    folder: Path
    negmas_python: str
    deadlines: tuple[int, ...] = KEPT_DEADLINES
    only: tuple[str, ...] | None = None
    noise: float = 0.0
    walk_away: float = 0.0
    processes: int = 1
    domains: Path | None = None
    keep: Path | None = None

    @property
    def has_kept_baselines(self) -> bool:
        """Whether the arena's own players need not play again."""
        is_plain = self.noise == 0 and self.walk_away == 0 and self.domains is None
        return is_plain and set(self.deadlines) <= set(KEPT_DEADLINES)

    def arena_options(self, deadline: int, knows_order: bool) -> argparse.Namespace:
        """The options that the arena plays the games of one deadline with."""
        given = ["--negmas-python", self.negmas_python, "--deadlines", str(deadline)]
        given += ["--noise", str(self.noise), "--walk-away", str(self.walk_away)]
        given += ["--order"] if knows_order else []
        return module(self.folder, "arena").parse(given)


@dataclass(frozen=True)
class Task:
    """The games of one mode on one domain with one deadline."""

    run: Run
    mode: str
    domain: Path
    deadline: int

    @property
    def kept_as(self) -> str:
        return (
            f"{self.domain.stem}_{self.deadline}_{self.mode}"
            f"_{self.run.noise:g}_{self.run.walk_away:g}.json"
        )


def are_here(folder: Path = BESIDE) -> bool:
    """Whether the arena stands beside the project."""
    return all((folder / name).is_file() for name in ("arena.py", "counterpart.py", "report.py"))


def module(folder: Path, name: str) -> Any:
    """A module of the arena, from its own folder."""
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
    sys.dont_write_bytecode = True
    return importlib.import_module(name)


def play(run: Run, modes: Sequence[str]) -> list[Row]:
    """All games, ours and those of the arena's players on the same domains; a row each."""
    arena = module(run.folder, "arena")
    found = sorted((run.domains or run.folder / "domains").glob("*.json"))
    wanted = [path for path in found if run.only is None or path.stem in run.only]
    domains, _ = arena.playable(wanted, run.arena_options(run.deadlines[0], False))
    played = list(modes) if run.has_kept_baselines else ["baselines", *modes]
    tasks = [
        Task(run, mode, domain, deadline)
        for deadline in run.deadlines
        for mode in played
        for domain in domains
    ]
    rows: list[Row] = []
    with ProcessPoolExecutor(run.processes) as pool:
        for task, games in zip(tasks, pool.map(games_of, tasks), strict=True):
            rows += games
            print(f"{task.domain.stem}, {task.deadline}, {task.mode}", file=sys.stderr, flush=True)
    return (_kept_baselines(run, rows) if run.has_kept_baselines else []) + rows


def games_of(task: Task) -> list[Row]:
    """The games of one task, played or kept from before; safe to run in another process."""
    run = task.run
    kept = None if run.keep is None else run.keep / task.kept_as
    if kept is not None and kept.is_file():
        return json.loads(kept.read_text(encoding="utf-8"))
    mode = BASELINES if task.mode == "baselines" else MODES[task.mode]
    settings = run.arena_options(task.deadline, mode.knows_order)
    rows = module(run.folder, "arena").run_domain(str(task.domain), mode.players, settings)
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(rows), encoding="utf-8")
    return rows


def _kept_baselines(run: Run, ours: Sequence[Row]) -> list[Row]:
    """The kept games of the arena's players in the cells that we played."""
    columns = module(run.folder, "report").COLUMNS
    with gzip.open(run.folder / KEPT_BASELINES, "rt") as file:
        kept = json.load(file)
    places = [kept["columns"].index(name) for name in columns]
    cells = {tuple(row[1:6]) for row in ours}
    rows = [[game[place] for place in places] for game in kept["games"]]
    return [row for row in rows if tuple(row[1:6]) in cells]


def show(run: Run, rows: Sequence[Row]) -> None:
    """The arena's own tables, then ours against each other."""
    report = module(run.folder, "report")
    report.print_report(report.summarise(list(rows)))
    games = report.Games(list(rows))
    print("\nPaired differences, all deadlines together (95% intervals, domains resampled)\n")
    print_table(
        ("", *MEASURES),
        [
            (f"{first} less {second}", *_differences(games, first, second))
            for first, second in PAIRS
            if first in games.methods and second in games.methods
        ],
    )


def _differences(games: Any, first: str, second: str) -> list[str]:
    a, b = games.methods.index(first), games.methods.index(second)
    found = []
    for measure in MEASURES:
        gap = games.interval(games.values[measure][a] - games.values[measure][b])
        found.append(
            "–"
            if gap["mean"] is None
            else f"{gap['mean']:+.3f} [{gap['lo']:+.3f}, {gap['hi']:+.3f}]"
        )
    return found
