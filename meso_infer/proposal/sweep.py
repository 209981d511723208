"""One place of a set at a time: how good the set would be with each candidate in it.

Everything about the packages that stay is computed once, so a sweep costs a few passes over an array of
candidates by draws. Single precision is enough to choose; the chosen sets are judged in double.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meso_infer.exposure import EQUALITY_BLUR
from meso_infer.information import DealLearning
from meso_infer.proposal.checks import LEAST_SUPPORT

FloatArray = NDArray[np.float64]
SingleArray = NDArray[np.float32]
IntArray = NDArray[np.intp]

CONFLICT_PENALTY = 10.0
SUPPORT_PENALTY = 2.0
MOST_PASSES = 6
LEAST_GAIN = 1e-5
LOWEST_LOGIT = -69.0
"""Chances of very sharp draws are kept where single precision does not lose them."""


@dataclass(frozen=True)
class Reader:
    """The counterpart as a reader of our weights, for the price of exposure.

    Attributes
    ----------
    worth : ndarray, shape (n_candidates, n_points)
        Our utility of each candidate under each weight vector that the reader holds possible.
    log_before : ndarray, shape (n_points,)
        Log-likelihood of those weights, given the Mesos offered before.
    """

    worth: FloatArray
    log_before: FloatArray


@dataclass(frozen=True)
class SetProblem:
    """What a set of candidates is judged by. The last axis of `utilities` is the draw.

    Attributes
    ----------
    utilities : ndarray, shape (n_candidates, n_draws)
        Of the counterpart, 0 to 1.
    sharpness : float or ndarray, shape (n_draws,)
    alpha : float
        Weight of value against information, 0 to 1.
    shares : ndarray, shape (n_draws,), optional
        Weights of the draws, summing to 1; alike when None.
    none_utility : ndarray, shape (n_draws,), optional
        Utility to them of taking none of the packages; without it they must take one.
    conflicts : ndarray of bool, shape (n_candidates, n_candidates), optional
        Pairs that must not stand in one set.
    least_support : float
        Least probability of being the best of the set that each package should have.
    kappa : float
        Price of exposure, at least 0; needs a `reader`.
    seeks_deal : bool
        Learning counts by how far it settles which candidate is the best deal for them, not in bits.
    """

    utilities: FloatArray
    sharpness: float | FloatArray
    alpha: float
    shares: FloatArray | None = None
    none_utility: FloatArray | None = None
    conflicts: NDArray[np.bool_] | None = None
    least_support: float = LEAST_SUPPORT
    kappa: float = 0.0
    reader: Reader | None = None
    seeks_deal: bool = False

    @property
    def n_candidates(self) -> int:
        return len(self.utilities)


class Sweep:
    """Scores of a set with every candidate in one of its places.

    Parameters
    ----------
    problem : SetProblem
    logits, odds : ndarray, shape (n_candidates, n_draws)
        Of every candidate, relative to the highest of its draw.
    none_logit : ndarray, shape (n_draws,), or None
    shares : ndarray, shape (n_draws,)
    deal : DealLearning, optional
        Given, learning counts by what it says about the best deal.
    """

    def __init__(
        self,
        problem: SetProblem,
        logits: FloatArray,
        odds: FloatArray,
        none_logit: FloatArray | None,
        shares: FloatArray,
        deal: DealLearning | None = None,
    ) -> None:
        self.problem = problem
        self._utilities = problem.utilities.astype(np.float32)
        least = math.exp(LOWEST_LOGIT)
        odds, logits = np.maximum(odds, least), np.maximum(logits, LOWEST_LOGIT)
        self._odds = odds.astype(np.float32)
        self._surprise = (odds * logits).astype(np.float32)
        self._none = self._none_surprise = None
        if none_logit is not None:
            none = np.maximum(none_logit, LOWEST_LOGIT)
            self._none = np.exp(none).astype(np.float32)
            self._none_surprise = (np.exp(none) * none).astype(np.float32)
        self._shares = shares.astype(np.float32)
        self._deal = deal
        reader = problem.reader
        priced = problem.kappa > 0 and reader is not None and reader.worth.shape[1] > 1
        self._worth = reader.worth.astype(np.float32) if priced and reader is not None else None
        self._log_before = None if reader is None else reader.log_before.astype(np.float32)

    def grown(self, start: int, size: int) -> IntArray:
        """A set grown from one candidate by adding the best one each time."""
        chosen = [start]
        while len(chosen) < size:
            chosen.append(int(self.objectives(np.array(chosen, np.intp)).argmax()))
        return np.array(chosen, np.intp)

    def improved(self, chosen: IntArray) -> IntArray:
        """The set after swapping one package at a time while that helps."""
        settled = 0
        for turn in range(MOST_PASSES * len(chosen)):
            slot = turn % len(chosen)
            objectives = self.objectives(np.delete(chosen, slot))
            best = int(objectives.argmax())
            if objectives[best] > objectives[chosen[slot]] + LEAST_GAIN:
                chosen = chosen.copy()
                chosen[slot] = best
                settled = 0
            settled += 1
            if settled >= len(chosen):
                break
        return chosen

    def objectives(self, fixed: IntArray) -> FloatArray:
        """The objective of the fixed packages with each candidate, shape ``(n_candidates,)``."""
        information, acceptance = self._answers(fixed)
        answers = len(fixed) + 1 + (self._none is not None)
        relative = information / math.log2(answers) if answers > 1 else 0.0 * information
        if self._deal is not None:
            relative = self._settled(fixed, self._deal)
        value, lacking = self._value_and_support(fixed)
        alpha = self.problem.alpha
        result = alpha * (acceptance + value) + (1 - alpha) * relative
        result = result - SUPPORT_PENALTY * lacking - CONFLICT_PENALTY * self._conflicts(fixed)
        if self._worth is not None and len(fixed):
            result = result - self.problem.kappa * self._exposure(fixed, self._worth)
        return result

    def _answers(self, fixed: IntArray) -> tuple[FloatArray, FloatArray]:
        """Expected information in bits, and probability that some package is taken."""
        shares, odds = self._shares, self._odds
        base = odds[fixed].sum(axis=0)
        surprise = self._surprise[fixed].sum(axis=0)
        others = [odds[row] for row in fixed]
        if self._none is not None and self._none_surprise is not None:
            base = base + self._none
            surprise = surprise + self._none_surprise
            others.append(self._none)
        total = odds + base
        inverse = 1.0 / total
        within = np.log(total) @ shares
        within -= inverse @ (shares * surprise) + (self._surprise * inverse) @ shares
        chosen = (odds * inverse) @ shares
        rest = inverse @ (shares * np.array(others)).T if others else np.zeros((len(odds), 0))
        cells = np.column_stack([chosen, rest])
        safe = np.where(cells > 0, cells, 1.0)
        across = -(cells * np.log(safe)).sum(axis=1)
        none = rest[:, -1] if self._none is not None else 0.0
        bits = np.maximum(across - within, 0.0) / math.log(2)
        return bits.astype(float), np.asarray(1.0 - none, float)

    def _settled(self, fixed: IntArray, deal: DealLearning) -> FloatArray:
        """How far the answer to each set is expected to settle the best deal, 0 to 1."""
        others = [self._odds[row] for row in fixed]
        if self._none is not None:
            others.append(self._none)
        inverse = 1.0 / np.add(self._odds, sum(others, np.zeros_like(self._shares)))
        return deal.settled(odds * inverse for odds in (self._odds, *others))

    def _value_and_support(self, fixed: IntArray) -> tuple[FloatArray, FloatArray]:
        """Expected utility to them of the best package; missing support, added up over packages."""
        theirs, shares, least = self._utilities, self._shares, self.problem.least_support
        if not len(fixed):
            return (theirs @ shares).astype(float), np.zeros(len(theirs))
        kept = theirs[fixed]
        best = kept.max(axis=0)
        value = (np.maximum(theirs, best) @ shares).astype(float)
        if least <= 0:
            return value, np.zeros(len(theirs))
        own = (theirs >= best).astype(np.float32) @ shares
        others = (theirs <= best).astype(np.float32) @ (shares * (kept >= best)).T
        lacking = np.maximum(0.0, 1 - own / least) + np.maximum(0.0, 1 - others / least).sum(axis=1)
        return value, lacking

    def _conflicts(self, fixed: IntArray) -> FloatArray:
        """Forbidden pairs and repeated packages that each candidate brings, and those there are."""
        count = np.zeros(self.problem.n_candidates)
        np.add.at(count, fixed, 1)
        if self.problem.conflicts is not None:
            count += self.problem.conflicts[fixed].sum(axis=0)
        return count

    def _exposure(self, fixed: IntArray, worth: SingleArray) -> FloatArray:
        """Share of our weights' uncertainty that the reader would have lost, 0 to 1."""
        assert self._log_before is not None
        size = len(fixed) + 1
        centre = worth[fixed].mean(axis=0)
        # Scatter about the mean of all: that of the fixed ones, and how far the new one lies off.
        scatter = ((worth[fixed] - centre) ** 2).sum(axis=0)
        logs = (worth - centre) ** 2
        logs *= -(size - 1) / size / (2 * EQUALITY_BLUR**2)
        logs += self._log_before - scatter / (2 * EQUALITY_BLUR**2)
        logs -= logs.max(axis=1, keepdims=True)
        odds = np.exp(logs)
        total = odds.sum(axis=1)
        left = np.log(total) - np.einsum("ij,ij->i", odds, logs) / total
        return np.maximum(0.0, 1 - left / math.log(worth.shape[1]))
