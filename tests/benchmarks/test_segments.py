"""How segments are simulated and told; without the simulator, which stands beside the project."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks import segments


def test_segments_differ_as_much_as_is_said() -> None:
    """Over segments, means have variance `BETWEEN` and members variance `WITHIN` on average."""
    rng = np.random.default_rng(0)
    drawn = [segments.segment_of(rng) for _ in range(400)]
    means = np.array([mean for mean, _ in drawn])
    within = np.mean([np.diag(root @ root.T) for _, root in drawn])
    assert means.var() == pytest.approx(segments.BETWEEN, abs=0.1)
    assert within == pytest.approx(segments.WITHIN, abs=0.02)
    assert all((np.triu(root, 1) == 0).all() for _, root in drawn)


def test_without_the_simulator_nothing_is_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The benchmark says so and ends well."""
    assert segments.main(["--data", str(tmp_path)]) == 0
    assert "nothing was measured" in capsys.readouterr().out


def test_an_interval_holds_its_mean() -> None:
    """Mean of the segments and the bootstrap around it."""
    mean, rest = segments.with_interval([0.2, 0.4, 0.6]).split(" [")
    low, high = rest.rstrip("]").split(", ")
    assert float(low) <= float(mean) == 0.4 <= float(high)
