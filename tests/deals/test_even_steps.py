"""Small steps from a deal: nobody loses, and they end where the frontier is."""

from __future__ import annotations

import pytest

from meso_infer.deals.even_steps import even_steps
from meso_infer.inference import infer
from meso_infer.packages import Package
from tests.agendas import B, C, deal, hiring_agenda, hiring_own


@pytest.mark.parametrize("agreed", [B, C, deal(100000, 3, 2)])
def test_nobody_loses_at_any_step(agreed: Package) -> None:
    """Both have at least as much after every step, and the package beside it is no worse than the deal."""
    own = hiring_own(hiring_agenda())
    posterior = infer(own.agenda, [], own=own)
    mine = own.utility(agreed)
    theirs = float(posterior.utility([agreed])[0] @ posterior.draw_weights)
    before = (mine, theirs)
    steps = even_steps(own, posterior, agreed)
    for one in steps:
        assert one.own >= before[0] - 1e-9
        assert one.theirs >= before[1] - 1e-9
        assert one.package is not None
        assert own.utility(one.package) >= mine - 1e-9
        assert float(posterior.utility([one.package])[0] @ posterior.draw_weights) >= theirs - 1e-9
        before = (one.own, one.theirs)
    assert 1 <= len(steps) <= 4


def test_from_the_frontier_there_is_no_step() -> None:
    """The best deal for us leaves nothing to share."""
    own = hiring_own(hiring_agenda())
    assert even_steps(own, infer(own.agenda, [], own=own), deal(90000, 0, 3)) == ()


def test_a_step_leads_to_nothing_that_was_refused() -> None:
    """Beside each step stands the chance that they lose nothing; what is no better than a refused package never."""
    own = hiring_own(hiring_agenda())
    posterior = infer(own.agenda, [], own=own)
    now = posterior.utility([B])[0]
    first = even_steps(own, posterior, B)[0]
    assert first.package is not None
    then = posterior.utility([first.package])[0]
    assert first.no_worse == pytest.approx(posterior.probability(then >= now - 1e-9))
    for noes in (([first.package], []), ([], [first.package])):
        for one in even_steps(own, posterior, B, noes=noes):
            if one.package is None:
                assert one.no_worse == 0
                continue
            ours = own.utility(one.package) - own.utility(first.package)
            theirs = posterior.utility([one.package])[0] - then
            gained = ours if noes[0] else float(theirs @ posterior.draw_weights)
            assert gained >= 0.005 - 1e-9
