"""How estimates are kept between runs of a page, and what a single run keeps at hand."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

from meso_infer.posterior import Posterior

Read = TypeVar("Read")
Key = tuple[str, str, str, int]
"""The database, the negotiation, when it was stored, and how many of its events: what reads depend on."""

KEPT_BY_A_RUN = 8


class _Run(threading.local):
    """What one run of a page has read, by what it was read with; the run's thread takes it along.

    A page asks for the same things fifteen times, and each time costs half a millisecond in Streamlit's
    cache. Nothing of it stays with a session: callbacks and fragments remember what they look at for as
    long as the session lives.
    """

    def __init__(self) -> None:
        self.found: dict[tuple[Callable[..., Any], Key], Any] = {}

    def forget(self) -> None:
        """Have the rest of the run read anew."""
        self.found.clear()

    def read(self, reader: Callable[..., Read], key: Key) -> Read:
        if (reader, key) not in self.found:
            if len(self.found) >= KEPT_BY_A_RUN:
                self.found.clear()
            self.found[reader, key] = reader(*key)
        return self.found[reader, key]


RUN = _Run()


def to_keep(posterior: Posterior) -> Posterior:
    """An estimate as a cache keeps it: its draws only, in single precision where they were drawn in it.

    `to_work_with` makes the same estimate of it again, to the last bit.
    """
    single = posterior.z.astype(np.float32)
    is_same = np.array_equal(single, posterior.z)
    return replace(posterior, z=single if is_same else posterior.z)


def to_work_with(kept: Posterior) -> Posterior:
    """A kept estimate as a page uses it.

    What the page works out of its draws, a millisecond's work and eight times their size, stays with
    this copy and goes with it.
    """
    return replace(kept, z=kept.z.astype(np.float64, copy=False))
