"""How our player reads a negotiation of the arena; on a small made one, so that no agents are needed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import arena
from benchmarks.arena_play.player import Player, Style, menus, singles, uninformed
from benchmarks.arena_play.runs import MODES, Run, Task, are_here

COLOURS, MONTHS = ["red", "green", "blue", "grey"], [1, 2, 3]
OWN = {
    "weights": {"Colour": 0.6, "Month": 0.4},
    "values": {"Colour": [1.0, 0.5, 0.25, 0.0], "Month": [0.0, 0.5, 1.0]},
    "reservation": 0.3,
}
ORDER = {"Colour": [0, 2, 1, 3], "Month": [2, 1, 0]}


def problem(**more: Any) -> dict[str, Any]:
    """A colour and a month, five rounds."""
    return {
        "issues": [
            {"name": "Colour", "type": "categorical", "levels": COLOURS},
            {"name": "Month", "type": "ordinal", "levels": MONTHS},
        ],
        "own": OWN,
        "deadline": 5,
        "seed": 1,
        **more,
    }


def worth(levels: list[int]) -> float:
    """What a package is worth to us."""
    return 0.6 * OWN["values"]["Colour"][levels[0]] + 0.4 * OWN["values"]["Month"][levels[1]]


def round_of(number: int, shown: list[list[int]], counter: list[int] | None) -> dict[str, Any]:
    """A round that was refused, with what they asked for instead."""
    return {"round": number, "shown": shown, "pick": 0, "push": None, "counter": counter}


@given(colour=st.integers(0, 3), month=st.integers(0, 2), ordered=st.booleans())
def test_packages_return_to_the_levels_they_came_from(
    colour: int, month: int, ordered: bool
) -> None:
    """Positions in the lists of levels survive the way to a package and back, whatever order is known."""
    player = menus(problem(their_order=ORDER) if ordered else problem())
    assert player.packages.levels(player.packages.package([colour, month])) == [colour, month]


@pytest.mark.parametrize("make", [menus, singles, uninformed])
def test_no_menu_holds_a_package_below_our_walk_away(make: Any) -> None:
    """What we show is worth at least our reservation value, round by round to the last."""
    player = make(problem())
    history: list[dict[str, Any]] = []
    for number in range(5):
        menu = player.propose(history)
        assert 1 <= len(menu) <= 3
        assert min(worth(levels) for levels in menu) >= OWN["reservation"] - 1e-9
        history.append(round_of(number, menu, [3, 0]))


def test_a_first_menu_asks_for_the_most() -> None:
    """Waiting costs nothing here, so that the first package is the best there is for us."""
    assert singles(problem()).propose([]) == [[0, 2]]


def test_a_counteroffer_below_our_walk_away_is_never_taken() -> None:
    """Whatever going on may bring, nothing worse than no deal is agreed to."""
    history = [round_of(k, [[0, 2]], [3, 0]) for k in range(4)]
    assert not menus(problem()).accept(history, [3, 0])


def test_our_best_package_is_taken_at_once() -> None:
    """Nothing can be better than the package that is best for us."""
    assert menus(problem()).accept([round_of(0, [[0, 1]], [0, 2])], [0, 2])


@settings(max_examples=5, deadline=None)
@given(counter=st.tuples(st.integers(0, 3), st.integers(0, 2)))
def test_the_same_negotiation_is_played_the_same_way(counter: tuple[int, int]) -> None:
    """A player has no hidden randomness: equal histories lead to equal menus."""
    history = [round_of(0, [[0, 2]], list(counter))]
    assert menus(problem()).propose(history) == menus(problem()).propose(history)


def test_nothing_learnt_means_the_prior() -> None:
    """Without learning the estimate is the same, whatever they asked for."""
    posteriors = []
    for counter in ([3, 0], [2, 1]):
        player = Player(problem(), Style(learns=False))
        posteriors.append(player.thoughts([round_of(0, [[0, 2]], counter)])[0])
    assert np.array_equal(posteriors[0].z, posteriors[1].z)
    assert posteriors[0].n_evidence == 0


def test_a_run_without_the_arena_measures_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the arena does not stand beside the project, the benchmark says so and stops."""
    assert not are_here(tmp_path)
    assert arena.main(["--data", str(tmp_path)]) == 0
    assert "nothing was measured" in capsys.readouterr().out


def test_kept_baselines_are_used_only_where_they_were_played() -> None:
    """Games of other deadlines, noise, walk-aways or domains are played, never taken from others."""
    plain = Run(Path("a"), "python")
    assert plain.has_kept_baselines
    for other in (
        Run(Path("a"), "python", deadlines=(5,)),
        Run(Path("a"), "python", noise=0.05),
        Run(Path("a"), "python", walk_away=0.4),
        Run(Path("a"), "python", domains=Path("b")),
    ):
        assert not other.has_kept_baselines


def test_games_of_different_conditions_are_kept_apart() -> None:
    """Each mode, deadline, noise and walk-away has a file of its own."""
    runs = [Run(Path("a"), "python", noise=noise) for noise in (0.0, 0.05)]
    tasks = [
        Task(run, mode, Path("laptop.json"), deadline)
        for run in runs
        for mode in MODES
        for deadline in (10, 20)
    ]
    assert len({task.kept_as for task in tasks}) == len(tasks)
