"""Evidence that cannot have been given is refused when it is made, in words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from meso_infer.errors import InvalidEvidence, InvalidIssue, InvalidPackage
from meso_infer.evidence import (
    Constraint,
    Counteroffer,
    EqualClaim,
    Evidence,
    OfferedSet,
    Pick,
    Push,
    Ranking,
    Statement,
)
from meso_infer.inference import infer
from meso_infer.prior import ModelSettings
from tests.agendas import A, B, C, hiring_agenda


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Pick((), None), "A pick names no package; give 1 or more"),
        (lambda: Pick((A,), 3), "place 3 among 1 package; give 0 to 0, or None"),
        (lambda: Pick((A, B), -1), "place -1 among 2 packages"),
        (lambda: Pick((A, B), 0, lapse=2.0), "lapse 2; it is the chance"),
        (lambda: Pick((A, B), 0, lapse=float("nan")), "lapse nan"),
        (lambda: Pick((A, B), 0, shown=(0, 0)), "name each place once"),
        (lambda: Ranking((A,)), "A ranking names 1 package; give 2 or more"),
        (lambda: Push((), "Salary"), "A push on Salary names no package"),
        (lambda: Counteroffer(A, lapse=-0.1), "A counteroffer has lapse -0.1"),
        (lambda: Statement(()), "name one issue or more, each once"),
        (lambda: Statement(("Salary", "Salary")), "each once"),
        (lambda: Constraint("Salary"), "A limit on Salary says nothing"),
        (lambda: Constraint("Salary", one_of=()), "says nothing"),
        (lambda: OfferedSet(()), "names no package"),
        (lambda: EqualClaim((A,)), "names 1 package; give 2 or more"),
        (lambda: EqualClaim((A, B.with_option("Salary", None))), "settle the same ones"),
    ],
)
def test_what_cannot_have_been_said_is_refused(make: Callable[[], Evidence], words: str) -> None:
    """Too few packages, places that are not there, lapses that are no chance, limits that limit nothing."""
    with pytest.raises(InvalidEvidence, match=words):
        make()


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (Statement(("Bonus",)), InvalidIssue),
        (Push((A,), "Bonus"), InvalidIssue),
        (Constraint("Bonus", least=1), InvalidIssue),
        (Constraint("Contract", most="9 years"), InvalidPackage),
        (Push((A,), "Contract", "later", to="9 years"), InvalidPackage),
    ],
)
def test_what_the_agenda_does_not_have_is_refused(said: Evidence, error: type[Exception]) -> None:
    """An issue or option that is not on the agenda is named when the evidence is read against it."""
    with pytest.raises(error, match=r"Bonus|9 years"):
        infer(hiring_agenda(), [Pick((A, B, C), 1), said], settings=ModelSettings(n_draws=64))
