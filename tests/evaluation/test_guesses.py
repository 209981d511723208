"""Our own guess of their priorities, held against the evidence."""

from __future__ import annotations

import pytest

from meso_infer.evaluation.guesses import compare_guess, mirror_distance
from meso_infer.inference import infer
from meso_infer.negotiation import OwnGuess
from meso_infer.posterior import Posterior
from tests.agendas import hiring_agenda, hiring_own


@pytest.fixture(scope="module")
def prior() -> Posterior:
    return infer(hiring_agenda(), [])


def test_a_guess_stands_beside_its_interval(prior: Posterior) -> None:
    """A guess inside the 90% interval fits, one outside does not."""
    guess = OwnGuess((("Salary", 0.33), ("Remote", 0.66), ("Contract", 0.01)))
    rows = {row.issue: row for row in compare_guess(guess, prior)}
    assert rows["Salary"].inside
    assert not rows["Contract"].inside
    assert [rows[name].place for name in ("Remote", "Salary", "Contract")] == [1, 2, 3]
    for row in rows.values():
        assert row.guessed is not None
        assert row.inside == (row.estimate.q05 <= row.guessed <= row.estimate.q95)


def test_an_order_alone_has_places_and_no_shares(prior: Posterior) -> None:
    """Issues that were not named share the place after the last."""
    rows = compare_guess(OwnGuess(order=("Remote",)), prior)
    assert {row.issue: row.place for row in rows} == {"Salary": 2, "Remote": 1, "Contract": 2}
    assert all(row.guessed is None and row.inside is None for row in rows)


def test_a_mirror_is_measured_by_the_mean_difference() -> None:
    """Our own weights as a guess are a perfect mirror; a mere order is none."""
    own = hiring_own(hiring_agenda())
    assert mirror_distance(OwnGuess(tuple(own.weight_by_issue.items())), own) == pytest.approx(0)
    turned = OwnGuess((("Salary", 4 / 23), ("Remote", 10 / 23), ("Contract", 9 / 23)))
    assert mirror_distance(turned, own) == pytest.approx(10 / 23 / 3)
    assert mirror_distance(OwnGuess(order=("Salary",)), own) is None
