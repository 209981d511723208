"""Pages of many sessions are drawn one after the other: drawn at once, all would be drawn later.

The threads of a process share one interpreter. Every element of a page takes a lock of Streamlit's
configuration and wakes the thread that sends it to the browser; threads that do so at once spend their time
handing over both. Fifty sessions then waited for seconds with half of the processor idle (the figures stand
in docs/evidence.md; ``python -m benchmarks.dashboard --only load``).
"""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

LONGEST_TURN_SECONDS = 0.25
"""After it others need not wait: who computes for long must not stop everybody's page."""


class Turns:
    """Lets one thread at a time do its work, and others beside one that takes long.

    Parameters
    ----------
    longest : float
        Seconds after which work that still goes on no longer keeps others waiting: so many for each thread
        that is at work, or a machine that is slow would have ever more of them hinder each other.
    """

    def __init__(self, longest: float = LONGEST_TURN_SECONDS) -> None:
        self.longest = longest
        self._changed = threading.Condition()
        self._n_at_work = 0
        self._until: float | None = None
        self._whose: object = None

    @contextmanager
    def one(self) -> Iterator[None]:
        """Wait for a turn, and give it to the next at the end of the block, however it ends."""
        mine = object()
        with self._changed:
            while (seconds := self._seconds_to_wait()) > 0:
                self._changed.wait(seconds)
            self._n_at_work += 1
            self._whose, self._until = mine, time.monotonic() + self._n_at_work * self.longest
        try:
            yield
        finally:
            with self._changed:
                self._n_at_work -= 1
                if self._whose is mine:
                    self._whose = self._until = None
                    self._changed.notify()

    def _seconds_to_wait(self) -> float:
        return 0.0 if self._until is None else self._until - time.monotonic()


@functools.cache
def draw_in_turns() -> None:
    """Have this process draw one page at a time; asked again, nothing happens."""
    ScriptRunner._run_script = _in_turns(ScriptRunner._run_script, Turns())


def _in_turns(run_script: Callable[[ScriptRunner, RerunData], None], turns: Turns) -> Any:
    @functools.wraps(run_script)
    def in_turns(runner: ScriptRunner, request: RerunData) -> None:
        with turns.one():
            run_script(runner, request)

    return in_turns
