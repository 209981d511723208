"""What picks cannot tell: the likelihood does not move there, and the words say so."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from meso_infer.evidence import Counteroffer, Pick, Push, Ranking, Statement
from meso_infer.explanation.identification import blind_spots, only_equal_sets, untouched_issues
from meso_infer.likelihoods import log_pick
from meso_infer.packages import Package
from tests.agendas import A, B, C, deal, hiring_agenda, hiring_own

AGENDA = hiring_agenda()
OWN = hiring_own(AGENDA)


@given(st.integers(0, 2**32 - 1), st.floats(-5, 5))
def test_picks_from_equal_sets_do_not_tell_the_part_along_our_weights(
    seed: int, along: float
) -> None:
    """With opposed straight-line values, log-likelihood is constant along ``kappa + lambda w``."""
    rng = np.random.default_rng(seed)
    n_issues, n_packages = int(rng.integers(2, 6)), int(rng.integers(2, 5))
    ours, kappa = rng.dirichlet(np.ones(n_issues)), rng.uniform(0, 20, n_issues)
    total = 0.0
    for _ in range(50):
        values = rng.uniform(0, 1, (n_packages, n_issues))
        # Move each package along our weights until all are worth the same to us.
        values += ((0.5 - values @ ours) / (ours @ ours))[:, None] * ours
        chosen = int(rng.integers(n_packages))
        both = np.stack([-values @ kappa, -values @ (kappa + along * ours)], axis=1)
        before, after = log_pick(both, chosen, 1.0)
        total += after - before
    assert abs(total) < 1e-9


def test_an_issue_that_never_differed_is_named() -> None:
    """Picks among packages that share an issue leave it untouched; anything said touches all."""
    same = (A, A.with_option("Remote", 2))
    pick = Pick(same, 0)
    assert untouched_issues(AGENDA, [pick]) == ("Salary", "Contract")
    assert untouched_issues(AGENDA, [pick, Ranking((A, B, C))]) == ()
    assert untouched_issues(AGENDA, [pick, Pick(same, None)]) == ()
    assert untouched_issues(AGENDA, [pick, Counteroffer(Package({"Salary": 99000}))]) == (
        "Contract",
    )
    for said in (Push((A,), "Remote"), Statement(("Remote",))):
        assert untouched_issues(AGENDA, [pick, said]) == ()


def test_without_evidence_nothing_is_said() -> None:
    """Before any answer there is no sentence about what answers cannot tell."""
    assert blind_spots(AGENDA, [], OWN) == ()


def test_equal_sets_alone_are_said_to_leave_our_own_direction_open() -> None:
    """Only choices within sets equal for us count; one unequal set, or one word, ends it."""
    equal = Pick((A, B, C), 1)
    assert only_equal_sets([equal], OWN)
    assert any("like ours" in text for text in blind_spots(AGENDA, [equal], OWN))
    assert not only_equal_sets([equal, Pick((A, deal(90000, 0, 3)), 0)], OWN)
    assert not only_equal_sets([equal, Push((B,), "Salary")], OWN)
    assert not only_equal_sets([Pick((A, B, C), 1, none_allowed=True)], OWN)
    assert not any("like ours" in text for text in blind_spots(AGENDA, [equal], None))
