"""What the benchmark of speed times is what it says: many different short negotiations, all fitted."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks._many import MOST_ROUNDS, Counterparts
from benchmarks.speed import five_issues, main
from meso_infer.evidence import Counteroffer, Pick, Push


def test_made_negotiations_are_short_and_all_different() -> None:
    """One to three picks from three packages, some followed by a push or a counteroffer, none alike."""
    bodies = Counterparts(five_issues(), 200, np.random.default_rng(5), 0.5, 0.3).bodies()
    picks = [[piece for piece in body if isinstance(piece, Pick)] for body in bodies]
    assert {len(one) for one in picks} == set(range(1, MOST_ROUNDS + 1))
    assert len(set(bodies)) == 200
    kinds = {type(piece) for body in bodies for piece in body}
    assert kinds == {Pick, Push, Counteroffer}


def test_the_portfolio_row_says_how_each_fit_was_made(capsys: pytest.CaptureFixture[str]) -> None:
    """The table counts fits and shares of methods."""
    assert main(["--only", "portfolio", "--fits", "20"]) == 0
    told = capsys.readouterr().out
    assert "prior points" in told
    assert "smc" in told
    assert told.count("20") >= 2
