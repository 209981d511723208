"""What cannot be met is said with what can."""

from __future__ import annotations

import pytest

from meso_infer.errors import NoFeasibleMeso
from meso_infer.evidence import Evidence, Pick, Statement
from meso_infer.inference import infer
from meso_infer.issues import NumericIssue
from meso_infer.packages import Agenda
from meso_infer.proposal import propose
from meso_infer.utility import AdditiveUtility
from tests.agendas import A, B, C, hiring_agenda, hiring_own


def test_one_issue_alone_makes_no_equal_packages() -> None:
    """On a single amount, three equal packages are refused for that reason; one package is found."""
    pay = NumericIssue(name="Pay", low=0, high=100, own_direction="lower")
    agenda = Agenda((pay,))
    own = AdditiveUtility.of(agenda, {"Pay": 1.0})
    posterior = infer(agenda, [])
    with pytest.raises(NoFeasibleMeso, match="With one issue"):
        propose(agenda, own, posterior, target=0.6, n_packages=3)
    alone = propose(agenda, own, posterior, target=0.6, n_packages=1)
    assert [dict(package) for package in alone.packages.values()] == [{"Pay": 40}]


@pytest.mark.parametrize(
    "said", [(Pick((A, B, C), 1),), (Pick((A, B, C), 0), Statement(("Remote",)))], ids=("B", "A")
)
def test_what_is_hidden_costs_little_to_learn(said: tuple[Evidence, ...]) -> None:
    """Of the issues that can be held, the one held leaves about as much to learn as any other would."""
    agenda = hiring_agenda({"later": 0.4, "earlier": 0.4, "peak": 0.2})
    own = hiring_own(agenda)
    belief = infer(agenda, said, own=own)

    def bits(held: tuple[str, ...]) -> float:
        return propose(
            agenda, own, belief, target=0.65, tolerance=0.02, mode="reveal-least", held=held
        ).expected_information_bits

    assert bits(()) >= max(bits(("Remote",)), bits(("Contract",))) - 0.06
