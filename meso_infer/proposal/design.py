"""The search for a good set of packages among candidates.

A set is worth ``alpha [P(some package accepted) + E max_i U_i] + (1 - alpha) learning - kappa exposure``:
what it is expected to give them and to teach us, less what it reveals. Learning is the information of
the answer relative to the most there can be, or how far the answer would settle which deal is best for
them. Small problems are searched exhaustively, larger ones by greedy addition and swaps from several
starts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from meso_infer.exposure import EQUALITY_BLUR
from meso_infer.information import DealLearning, draw_shares
from meso_infer.proposal.sweep import CONFLICT_PENALTY, SUPPORT_PENALTY, SetProblem, Sweep

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]

EXHAUSTIVE_SETS = 800
SETS_AT_ONCE = 512
STARTS = 3
LOWEST_LOGIT = -600.0
"""Very sharp draws would lose sets that are far from the best in an underflow: 0 chances divided by 0."""
MOST_DEALS = 48
"""Candidates among which the best deal is sought: the likely favourites."""


@dataclass(frozen=True)
class SetScores:
    """How each of several sets does; every array has shape ``(n_sets,)``.

    Attributes
    ----------
    information : ndarray
        Expected information of the answer, in bits.
    learning : ndarray
        What the objective counts as learnt, 0 to 1.
    value : ndarray
        Expected utility to them of the best package.
    acceptance : ndarray
        Probability that they take some package.
    conflicts : ndarray
        Forbidden pairs in the set.
    objective : ndarray
        What is maximised; violations are charged far above any gain.
    """

    information: FloatArray
    learning: FloatArray
    value: FloatArray
    acceptance: FloatArray
    conflicts: FloatArray
    objective: FloatArray


class SetSearch:
    """Judges sets of candidates and finds the best one of a given size."""

    def __init__(self, problem: SetProblem) -> None:
        self.problem = problem
        n_draws = problem.utilities.shape[1]
        self._shares = draw_shares(None, n_draws) if problem.shares is None else problem.shares
        logits = problem.sharpness * problem.utilities
        highest = logits.max(axis=0)
        if problem.none_utility is not None:
            highest = np.maximum(highest, problem.sharpness * problem.none_utility)
        self._logits = np.maximum(logits - highest, LOWEST_LOGIT)
        self._odds = np.exp(self._logits)
        self._none_logit = (
            None
            if problem.none_utility is None
            else np.maximum(problem.sharpness * problem.none_utility - highest, LOWEST_LOGIT)
        )
        self._favoured = np.bincount(
            problem.utilities.argmax(axis=0), weights=self._shares, minlength=problem.n_candidates
        )
        self._deal = self._deal_learning() if problem.seeks_deal else None

    def _deal_learning(self) -> DealLearning:
        """About the candidates that are best for them most often, and the best one on average."""
        utilities, shares = self.problem.utilities, self._shares
        order = np.argsort(-self._favoured, kind="stable")[: MOST_DEALS - 1]
        rows = np.unique([*order, (utilities @ shares).argmax()])
        return DealLearning(utilities[rows], shares)

    def scores(self, sets: IntArray) -> SetScores:
        """Judge sets of one size, shape ``(n_sets, size)`` of candidate rows."""
        parts = [
            self._scores(sets[i : i + SETS_AT_ONCE]) for i in range(0, len(sets), SETS_AT_ONCE)
        ]
        fields = SetScores.__dataclass_fields__
        return SetScores(*(np.concatenate([getattr(p, name) for p in parts]) for name in fields))

    def _scores(self, sets: IntArray) -> SetScores:
        problem, shares = self.problem, self._shares
        information, acceptance = self._answers(sets)
        utilities = problem.utilities[sets]
        best = utilities.max(axis=1)
        value = best @ shares
        lacking = self._lacking_support(utilities, best)
        conflicts = self._conflicts(sets)
        answers = sets.shape[1] + (problem.none_utility is not None)
        learning = information / math.log2(answers) if answers > 1 else np.zeros(len(sets))
        if self._deal is not None:
            learning = self._settled(sets, self._deal)
        objective = (
            problem.alpha * (acceptance + value)
            + (1 - problem.alpha) * learning
            - CONFLICT_PENALTY * conflicts
            - SUPPORT_PENALTY * lacking
        )
        if problem.kappa > 0:
            objective -= problem.kappa * self.exposure(sets)
        return SetScores(information, learning, value, acceptance, conflicts, objective)

    def _answers(self, sets: IntArray) -> tuple[FloatArray, FloatArray]:
        """Expected information in bits, and probability that some package is taken."""
        odds = self._odds[sets]
        total = odds.sum(axis=1)
        weighted = (odds * self._logits[sets]).sum(axis=1)
        none_odds = 0.0 if self._none_logit is None else np.exp(self._none_logit)
        if self._none_logit is not None:
            total = total + none_odds
            weighted += none_odds * self._none_logit
        within = (np.log(total) - weighted / total) @ self._shares
        marginal = (odds / total[:, None, :]) @ self._shares
        none = (none_odds / total) @ self._shares
        cells = marginal if self._none_logit is None else np.column_stack([marginal, none])
        safe = np.where(cells > 0, cells, 1.0)
        across = -(cells * np.log(safe)).sum(axis=1)
        return np.maximum(across - within, 0.0) / math.log(2), 1.0 - none

    def _settled(self, sets: IntArray, deal: DealLearning) -> FloatArray:
        """How far the answer is expected to settle the best deal, 0 to 1."""
        odds = [self._odds[column] for column in sets.T]
        if self._none_logit is not None:
            odds.append(np.broadcast_to(np.exp(self._none_logit), odds[0].shape))
        total = sum(odds, np.zeros_like(odds[0]))
        return deal.settled(one / total for one in odds)

    def _lacking_support(self, utilities: FloatArray, best: FloatArray) -> FloatArray:
        least = self.problem.least_support
        if least <= 0 or utilities.shape[1] < 2:
            return np.zeros(len(utilities))
        support = (utilities >= best[:, None, :]) @ self._shares
        return np.maximum(0.0, 1 - support / least).sum(axis=1)

    def _conflicts(self, sets: IntArray) -> FloatArray:
        count = np.zeros(len(sets))
        if self.problem.conflicts is not None:
            for a, b in combinations(range(sets.shape[1]), 2):
                count += self.problem.conflicts[sets[:, a], sets[:, b]]
        for a, b in combinations(range(sets.shape[1]), 2):
            count += sets[:, a] == sets[:, b]
        return count

    def exposure(self, sets: IntArray) -> FloatArray:
        """Share of our weights' uncertainty that the reader would have lost, 0 to 1, for each set."""
        reader = self.problem.reader
        if reader is None or sets.shape[1] < 2 or reader.worth.shape[1] < 2:
            return np.zeros(len(sets))
        worth = reader.worth[sets]
        scatter = ((worth - worth.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
        logs = reader.log_before - scatter / (2 * EQUALITY_BLUR**2)
        logs -= logs.max(axis=1, keepdims=True)
        odds = np.exp(logs)
        total = odds.sum(axis=1)
        left = np.log(total) - (odds * logs).sum(axis=1) / total
        return np.maximum(0.0, 1 - left / math.log(worth.shape[2]))

    def best(self, size: int) -> IntArray:
        """The rows of the best set of `size` candidates, shape ``(size,)``.

        Exhaustive up to 800 sets; beyond, greedy addition and swaps from the candidates that are
        best for them most often.
        """
        n = self.problem.n_candidates
        if size >= n:
            return np.arange(n)
        if math.comb(n, size) <= EXHAUSTIVE_SETS:
            sets = np.array(list(combinations(range(n), size)), dtype=np.intp)
            return sets[self.scores(sets).objective.argmax()]
        starts = np.argsort(-self._favoured, kind="stable")[:STARTS]
        sweep = Sweep(
            self.problem, self._logits, self._odds, self._none_logit, self._shares, self._deal
        )
        grown = np.array([sweep.improved(sweep.grown(int(start), size)) for start in starts])
        return grown[self.scores(grown).objective.argmax()]
