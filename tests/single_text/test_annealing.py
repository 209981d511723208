"""The mediator's procedure: without overruling nobody loses, with it the text is better for all together."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meso_infer.errors import InvalidSettings
from meso_infer.single_text import Kept, anneal_text

Text = np.ndarray
N_CLAUSES = 30
N_PROPOSALS = 900
TEMPERATURE = 0.5


def flipped(text: Text, rng: np.random.Generator) -> Text:
    """The text with one clause the other way round."""
    other = text.copy()
    place = rng.integers(text.size)
    other[place] = 1 - other[place]
    return other


class Party:
    """Worth of clauses that depend on each other: every pair has a weight from -1 to 1."""

    def __init__(self, rng: np.random.Generator) -> None:
        weights = np.triu(rng.uniform(-1, 1, (N_CLAUSES, N_CLAUSES)))
        self.pairs = weights + weights.T
        np.fill_diagonal(self.pairs, np.diag(weights))
        self.own = np.diag(weights).copy()

    def worth(self, text: Text) -> float:
        return float((text @ self.pairs @ text + self.own @ text) / 2)

    def __call__(self, now: Text, proposed: Text) -> int:
        place = int(np.argmax(now != proposed))
        alone = self.own[place] + self.pairs[place] @ now - self.pairs[place, place] * now[place]
        gain = (1 - 2 * now[place]) * alone
        return int(np.sign(gain)) * (2 if abs(gain) > np.sqrt(N_CLAUSES) / 2 else 1)


def mediated(case: int, temperature: float, n_parties: int = 2) -> tuple[list[Party], Text, Kept]:
    """A case with its first text, mediated."""
    rng = np.random.default_rng(case)
    parties = [Party(rng) for _ in range(n_parties)]
    first = rng.integers(0, 2, N_CLAUSES)
    kept = anneal_text(
        first,
        flipped,
        parties,
        n_proposals=N_PROPOSALS,
        temperature=temperature,
        rng=np.random.default_rng(case),
    )
    return parties, first, kept


@settings(max_examples=15)
@given(case=st.integers(0, 10**6), n_parties=st.integers(2, 5))
def test_without_annealing_the_kept_draft_is_never_worse_for_anyone(
    case: int, n_parties: int
) -> None:
    """At temperature 0 every party values the kept text at least as the first; nobody is overruled."""
    parties, first, kept = mediated(case, 0.0, n_parties)
    assert kept.n_overruled == 0
    assert all(one.worth(kept.text) >= one.worth(first) - 1e-9 for one in parties)


def test_annealing_finds_more_for_all_together_in_most_cases() -> None:
    """In at least 80 of 100 cases of interdependent clauses, welfare is no less than without it."""
    better = 0
    for case in range(100):
        parties, _, annealed = mediated(case, TEMPERATURE)
        _, _, climbed = mediated(case, 0.0)
        welfare = [sum(one.worth(kept.text) for one in parties) for kept in (annealed, climbed)]
        better += welfare[0] >= welfare[1] - 1e-9
    assert better >= 80


def test_the_same_dice_give_the_same_text() -> None:
    """Nothing but the generator decides; counts say what became of the proposals."""
    _, _, one = mediated(3, TEMPERATURE)
    _, _, again = mediated(3, TEMPERATURE)
    assert np.array_equal(one.text, again.text)
    assert (one.n_kept, one.n_overruled) == (again.n_kept, again.n_overruled)
    assert 0 < one.n_overruled < one.n_kept < N_PROPOSALS


def test_the_end_is_without_overruling() -> None:
    """A change that all vote against is sometimes kept early, and never in the last tenth."""
    kept: list[int] = []

    def numbered(text: int, rng: np.random.Generator) -> int:
        kept.append(text)
        return text + 1

    against: Callable[[int, int], int] = lambda now, proposed: -1  # noqa: E731
    anneal_text(
        0, numbered, [against, against], n_proposals=200, temperature=2.0,
        rng=np.random.default_rng(1),
    )  # fmt: skip
    assert kept[180] > 0
    assert len(set(kept[181:])) == 1


@pytest.mark.parametrize(
    ("parties", "n_proposals", "temperature", "vote"),
    [(1, 5, 0.0, 1), (2, -1, 0.0, 1), (2, 5, -1.0, 1), (2, 5, float("nan"), 1), (2, 5, 0.0, 3)],
)
def test_what_makes_no_sense_is_refused(
    parties: int, n_proposals: int, temperature: float, vote: int
) -> None:
    """One party, negative numbers and votes outside -2 to 2 are refused with what is allowed."""
    with pytest.raises(InvalidSettings):
        anneal_text(
            np.zeros(N_CLAUSES), flipped, [lambda now, proposed: vote] * parties,
            n_proposals=n_proposals, temperature=temperature, rng=np.random.default_rng(1),
        )  # fmt: skip
