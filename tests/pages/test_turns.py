"""Pages drawn in turns: one at a time, none waits for one that takes long, and no turn is lost."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from meso_infer.ui.turns import Turns

LONG, SHORT, PATIENCE = 60.0, 0.01, 10.0


def test_one_at_a_time() -> None:
    """Of many threads that draw again and again, no two are ever inside together."""
    turns, inside, most = Turns(LONG), 0, 0

    def draw(_: int) -> None:
        nonlocal inside, most
        for _ in range(50):
            with turns.one():
                inside += 1
                most = max(most, inside)
                threading.Event().wait(0)
                inside -= 1

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(draw, range(8)))
    assert (inside, most) == (0, 1)


def test_none_waits_for_one_that_takes_long() -> None:
    """Others go on beside it, one at a time; its end gives nobody a turn that another has."""
    turns, computed, end = Turns(SHORT), threading.Event(), threading.Event()
    begun = threading.Event()

    def compute_for_long() -> None:
        with turns.one():
            begun.set()
            assert end.wait(PATIENCE)
        computed.set()

    long = threading.Thread(target=compute_for_long)
    long.start()
    assert begun.wait(PATIENCE)
    with turns.one():
        assert not computed.is_set()
    turns.longest = LONG
    with turns.one():
        end.set()
        assert computed.wait(PATIENCE)
        waiting = threading.Thread(target=lambda: _pass(turns))
        waiting.start()
        waiting.join(SHORT)
        assert waiting.is_alive()
    waiting.join(PATIENCE)
    assert not waiting.is_alive()
    long.join(PATIENCE)


def test_a_page_that_fails_gives_its_turn_back() -> None:
    """Whoever comes next does not wait for the end of a turn that nobody has."""
    turns = Turns(LONG)
    with pytest.raises(ZeroDivisionError), turns.one():
        _ = 1 / 0
    done = threading.Thread(target=lambda: _pass(turns))
    done.start()
    done.join(PATIENCE)
    assert not done.is_alive()


def _pass(turns: Turns) -> None:
    with turns.one():
        pass
