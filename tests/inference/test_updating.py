"""Laws of the quick update: as good as a whole fit, within sampling error, and repeatable."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer.diagnostics import apart
from meso_infer.evidence import Counteroffer, Evidence, Pick, Push, Ranking, Statement
from meso_infer.inference import infer
from meso_infer.inference.updating import updated
from meso_infer.prior import ModelSettings
from tests.agendas import A, B, C, deal, hiring_agenda, hiring_own

AGENDA = hiring_agenda()
OWN = hiring_own(AGENDA)
POOL: tuple[Evidence, ...] = (
    Pick((A, B, C), 1),
    Pick((A, B, C), 0),
    Pick((A, B, C), None, none_allowed=True),
    Ranking((C, A, B)),
    Push((B,), "Salary", "higher"),
    Push((B,), "Remote", "higher"),
    Counteroffer(deal(100000, 1, 2)),
    Counteroffer(deal(104000, 4, 2), round=2),
    Statement(("Remote", "Salary")),
)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from(POOL), min_size=1, max_size=6))
def test_an_update_agrees_with_the_whole_fit(history: list[Evidence]):
    """Means of the weights lie within 0.3 sd of the whole fit, the information within 0.25 bit."""
    before = infer(AGENDA, history[:-1], own=OWN)
    quick = updated(before, history[:-1], history[-1], own=OWN)
    whole = infer(AGENDA, history, own=OWN)
    assert apart(quick.weights, whole.weights) < 0.3
    assert quick.n_evidence == len(history)
    assert quick.information_bits[-1] == pytest.approx(whole.information_bits[-1], abs=0.25)
    assert quick.talk_probabilities == pytest.approx(whole.talk_probabilities, abs=0.1)
    evidence = quick.diagnostics.log_evidence
    assert evidence == pytest.approx(whole.diagnostics.log_evidence, abs=0.3)
    assert quick.left_out is not None
    assert quick.left_out.shape == (len(history), quick.n_draws)


def test_an_update_repeats_itself():
    """The same estimate and event give the same numbers, bit for bit."""
    before = infer(AGENDA, POOL[:3], own=OWN)
    one, two = (updated(before, POOL[:3], POOL[5], own=OWN) for _ in range(2))
    assert one.diagnostics.method == "update"
    assert np.array_equal(one.z, two.z)
    assert one.information_bits == two.information_bits


def test_an_update_that_says_too_much_is_a_whole_fit():
    """Where few draws would count, or earlier evidence counts less from now on, the fit is made anew."""
    sharp = ModelSettings(counteroffer_sd=0.003, talk_sincerity=1.0, n_draws=256)
    before = infer(AGENDA, (), own=OWN, settings=sharp)
    surprise = Counteroffer(deal(91000, 5, 1), lapse=1e-6)
    whole = infer(AGENDA, [surprise], own=OWN, settings=sharp)
    assert np.array_equal(updated(before, (), surprise, own=OWN).z, whole.z)
    fading = ModelSettings(forgetting=0.8, n_draws=256)
    old, new = Pick((A, B, C), 1, round=1), Pick((A, B, C), 0, round=2)
    before = infer(AGENDA, [old], own=OWN, settings=fading)
    whole = infer(AGENDA, [old, new], own=OWN, settings=fading)
    assert np.array_equal(updated(before, [old], new, own=OWN).z, whole.z)
