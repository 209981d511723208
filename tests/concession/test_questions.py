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


def test_an_answer_to_the_question_may_not_come(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking for a counteroffer is worth that of an answer and of waiting, by the chance of an answer."""
    found = plan(
        OWN,
        believed(),
        timing=Timing(round=2, last_round=5),
        reservation_value=RESERVATION,
        settings=PlanSettings(n_draws=60),
    )
    worth = {}
    for chance in (0.0, 0.8, 1.0):
        monkeypatch.setattr("meso_infer.concession.questions.ANSWERED", chance)
        by_kind = {act.kind: act.worth for act in acts(found)}
        worth[chance] = by_kind["ask-counteroffer"]
    assert worth[0.0] == pytest.approx(by_kind["wait"])
    assert worth[1.0] > worth[0.0] + 1e-3
    assert worth[0.8] == pytest.approx(0.2 * worth[0.0] + 0.8 * worth[1.0])
