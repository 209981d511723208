"""The benchmark of mediations plays whole cases."""

from __future__ import annotations

from benchmarks.mediation import measure


def test_every_action_is_measured() -> None:
    """One small case gives a row for each thing that people do."""
    rows = measure(((3, 3, 2),), 1)
    assert [row[1] for row in rows] == [
        "fill a side",
        "take part",
        "take part, last",
        "suggest, smallest gain",
        "suggest, product",
        "answer",
        "write",
        "look",
    ]
