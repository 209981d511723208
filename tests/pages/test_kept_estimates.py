"""What the dashboard keeps of estimates: little, shared by all sessions, and the same to the last bit."""

from __future__ import annotations

import gc
from collections.abc import Callable

import numpy as np
import pytest

from meso_infer import workflow
from meso_infer.prior.draws import Draws
from meso_infer.ui import session
from tests.negotiation_states import STATES
from tests.pages.conftest import Dashboard


@pytest.mark.parametrize("state", ["new", "one event", "full demo"])
def test_a_kept_estimate_is_the_same_to_the_last_bit(state: str) -> None:
    """An estimate that was kept gives the draws, summaries and chances that it gave before."""
    found = workflow.infer(STATES[state]())
    again = session.to_work_with(session.to_keep(found))
    assert again.z.dtype == found.z.dtype
    assert again.z.strides == found.z.strides
    assert np.array_equal(again.z, found.z)
    assert np.array_equal(again.draws.part_worths, found.draws.part_worths)
    assert again.weight_summary() == found.weight_summary()
    assert again.rank_probabilities() == found.rank_probabilities()
    assert again.directions() == found.directions()
    assert (again.diagnostics, again.information_bits, again.seed) == (
        found.diagnostics,
        found.information_bits,
        found.seed,
    )


def test_what_is_worked_out_is_not_kept() -> None:
    """However much a page asks of an estimate, what is kept stays as small as it was."""
    kept = session.to_keep(workflow.infer(STATES["full demo"]()))
    assert kept.z.dtype == np.float32
    used = session.to_work_with(kept)
    used.weight_summary()
    used.sharpness()
    assert "draws" in vars(used)
    assert "draws" not in vars(kept)


def test_before_any_answer_all_share_one_estimate() -> None:
    """Draws of the prior are the same for every negotiation of an agenda, and are kept once."""
    one, other = (workflow.infer(STATES["new"]()) for _ in range(2))
    assert session.to_work_with(session.to_keep(one)).z is other.z


def test_a_run_of_a_page_leaves_no_tables_of_draws(dashboard: Callable[[], Dashboard]) -> None:
    """After answers are tapped and logged, no cache and no session holds what pages worked out."""
    before = tables_of_draws()
    page = dashboard().press("They picked B").tap("Salary").press("Log round").press("Undo")
    page.open("pages/counterpart.py").open("pages/live.py")
    assert not page.app.exception
    assert tables_of_draws() <= before


def tables_of_draws() -> int:
    """How many are alive in this process."""
    gc.collect()
    return sum(isinstance(one, Draws) for one in gc.get_objects())
