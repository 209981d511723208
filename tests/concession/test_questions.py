"""What else could be done: worth no less for knowing more, and nothing where no time is left."""

from __future__ import annotations

import pytest

from meso_infer.concession.patience import Timing
from meso_infer.concession.questions import acts
from meso_infer.concession.targets import PlanSettings, plan
from tests.concession.test_targets import OWN, RESERVATION, believed


@pytest.mark.parametrize("last_round", [2, 4])
def test_what_each_act_is_worth(last_round: int) -> None:
    """Being told what matters never hurts; waiting costs, and at the deadline all that a deal is worth."""
    found = plan(
        OWN,
        believed(),
        timing=Timing(round=2, last_round=last_round),
        reservation_value=RESERVATION,
        settings=PlanSettings(n_draws=60, counter_chance=0.0),
    )
    by_kind = {act.kind: act for act in acts(found)}
    assert list(by_kind) == ["offer", "ask-priority", "ask-counteroffer", "wait"]
    assert by_kind["offer"].worth == pytest.approx(found.expected.value)
    assert by_kind["offer"].gain == 0
    assert by_kind["ask-priority"].gain >= 0
    assert not by_kind["ask-priority"].takes_round
    assert by_kind["ask-counteroffer"].worth >= by_kind["wait"].worth - 1e-3
    assert by_kind["wait"].gain <= 1e-9
    if last_round == 2:
        assert by_kind["wait"].worth == pytest.approx(RESERVATION)
