"""One negotiation's beliefs at three moments, as every chart may meet them."""

from __future__ import annotations

import pytest

from meso_infer.evidence import Pick, Push
from meso_infer.inference import infer
from meso_infer.issues import CategoricalIssue, NumericIssue
from meso_infer.packages import Agenda
from meso_infer.posterior import Posterior
from tests.agendas import A, B, C, hiring_agenda, hiring_own

PUSH = Push((B,), "Salary", "higher")


@pytest.fixture(scope="package")
def before() -> Posterior:
    """Nothing has been said."""
    return infer(hiring_agenda(), [])


@pytest.fixture(scope="package")
def after_one() -> Posterior:
    """One informative answer."""
    agenda = hiring_agenda()
    posterior = infer(agenda, [Pick((A, B, C), 1)], own=hiring_own(agenda))
    assert posterior.n_informative == 1
    return posterior


@pytest.fixture(scope="package")
def after_two() -> Posterior:
    """Two informative answers: they picked B and pushed for more salary."""
    agenda = hiring_agenda()
    posterior = infer(agenda, [Pick((A, B, C), 1), PUSH], own=hiring_own(agenda))
    assert posterior.n_informative == 2
    return posterior


@pytest.fixture(scope="package")
def one_issue() -> Posterior:
    return infer(Agenda((NumericIssue(name="Price", low=1, high=9, step=1),)), [])


@pytest.fixture(scope="package")
def many_issues() -> Posterior:
    """Nine issues, one of them with a name that is long and full of markup."""
    named = CategoricalIssue(
        name="<b>Law</b> & court of $disputes$ in all matters", options=("X", "Y")
    )
    others = tuple(NumericIssue(name=f"Issue {k}", low=0, high=4, step=1) for k in range(8))
    return infer(Agenda((named, *others)), [])
