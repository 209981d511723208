"""The hiring example: the manager's own preferences and the three packages of the article."""

from __future__ import annotations

import pytest

from meso_infer.issues import NumericIssue, OrderedIssue
from meso_infer.packages import Agenda, Package
from meso_infer.utility import AdditiveUtility


@pytest.fixture(scope="session")
def agenda() -> Agenda:
    """Salary, remote days and contract, with the manager's directions."""
    return Agenda(
        (
            NumericIssue(name="Salary", unit="USD", low=90000, high=105000, own_direction="lower"),
            NumericIssue(name="Remote", unit="days", low=0, high=5, step=1, own_direction="lower"),
            OrderedIssue(
                name="Contract", options=("1 year", "2 years", "3 years"), own_direction="later"
            ),
        )
    )


@pytest.fixture(scope="session")
def manager(agenda: Agenda) -> AdditiveUtility:
    """Golden H2: a third contract year is worth more than a second; remote weighs most."""
    return AdditiveUtility.of(
        agenda,
        {"Salary": 9 / 23, "Remote": 10 / 23, "Contract": 4 / 23},
        {"Contract": {"1 year": 0.0, "2 years": 0.25, "3 years": 1.0}},
    )


@pytest.fixture(scope="session")
def article(agenda: Agenda) -> dict[str, Package]:
    """Packages A, B and C."""
    rows = {"A": (100000, 1, "3 years"), "B": (95000, 1, "2 years"), "C": (90000, 2, "1 year")}
    return {
        label: agenda.package(dict(zip(agenda.names, row, strict=True)))
        for label, row in rows.items()
    }
