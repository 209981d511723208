"""What cannot be met is said with what can."""

from __future__ import annotations

import pytest

from meso_infer.errors import NoFeasibleMeso
from meso_infer.inference import infer
from meso_infer.issues import NumericIssue
from meso_infer.packages import Agenda
from meso_infer.proposal import propose
from meso_infer.utility import AdditiveUtility


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
