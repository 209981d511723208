"""How much an answer to a Meso would tell us, and how good the Meso is for the counterpart.

Everything here takes plain arrays: `utilities` of shape ``(n_packages, n_draws)`` (the counterpart's,
0 to 1, one column per posterior draw), `sharpness` (logit precision, a number or ``(n_draws,)``) and
`log_weights` of the draws, ``(n_draws,)``, None when they weigh the same. A grid with fixed sharpness
is therefore as good an argument as a sampler's cloud.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from meso_infer.likelihoods.pick import pick_probabilities

FloatArray = NDArray[np.float64]

LEAST_LOSS = 1e-3
"""Loss in their utility below which it does not matter which package is the best deal."""


def draw_shares(log_weights: FloatArray | None, n_draws: int) -> FloatArray:
    """Weights of the draws, shape ``(n_draws,)``, summing to 1."""
    if log_weights is None:
        return np.full(n_draws, 1.0 / n_draws)
    raw = np.exp(log_weights - np.max(log_weights))
    return raw / raw.sum()


def entropy(probabilities: FloatArray) -> FloatArray:
    """Entropy in bits along the first axis; empty cells count zero."""
    safe = np.where(probabilities > 0, probabilities, 1.0)
    return -(probabilities * np.log2(safe)).sum(axis=0)


def mutual_information(probabilities: FloatArray, log_weights: FloatArray | None = None) -> float:
    """Expected information of an answer about the draws, in bits (Lindley 1956).

    The entropy of the answer minus its mean entropy within a draw: between 0 and log2 of the number
    of answers.

    Parameters
    ----------
    probabilities : ndarray, shape (n_answers, n_draws)
        Each column sums to 1.
    """
    shares = draw_shares(log_weights, probabilities.shape[1])
    gain = float(entropy(probabilities @ shares) - entropy(probabilities) @ shares)
    return min(max(gain, 0.0), float(np.log2(len(probabilities))))


def expected_information(
    utilities: FloatArray,
    sharpness: float | FloatArray,
    log_weights: FloatArray | None = None,
    *,
    none_utility: FloatArray | None = None,
    lapse: float = 0.0,
) -> float:
    """Bits that the answer to a Meso is expected to tell about the draws.

    Parameters
    ----------
    utilities : ndarray, shape (n_packages, n_draws)
    sharpness : float or ndarray, shape (n_draws,)
    log_weights : ndarray, shape (n_draws,), optional
    none_utility : ndarray, shape (n_draws,), optional
        Utility of taking none of the packages; given, that is one more answer.
    lapse : float
        Chance, 0 to 1, that the answer is given at random.
    """
    rows = utilities if none_utility is None else np.vstack([utilities, none_utility])
    return mutual_information(pick_probabilities(rows, sharpness, lapse), log_weights)


class DealLearning:
    """How far an answer would settle which package is the best deal for them.

    Not knowing them, we would name the package with the highest expected utility, which loses
    ``E max_x U(x) - max_x E U(x)`` against their true best. After an answer we would name the best one
    given that answer; the share of the loss that this saves is what the answer is worth for the
    decision (the knowledge gradient: Frazier, Powell and Dayanik 2008). Unlike bits, it counts
    nothing that leaves the choice of a deal as it was, such as how patient or how erratic they are.

    Parameters
    ----------
    utilities : ndarray, shape (n_packages, n_draws)
        Their utilities of the packages that a deal may be chosen from.
    shares : ndarray, shape (n_draws,)
        Weights of the draws, summing to 1.
    """

    def __init__(self, utilities: FloatArray, shares: FloatArray) -> None:
        weighted = np.ascontiguousarray((utilities * shares).T)
        self._now = float(weighted.sum(axis=0).max())
        self._loss = float(utilities.max(axis=0) @ shares) - self._now
        # The product with them is most of the work, and its precision is ample for shares of a loss.
        self._weighted = weighted.astype(np.float32)

    def settled(self, answers: Iterable[NDArray[np.floating]]) -> FloatArray:
        """Share of the loss that is expected to be saved, 0 to 1, shape ``(n_sets,)``.

        Parameters
        ----------
        answers : iterable of ndarray, each (n_sets, n_draws)
            Probability of every possible answer; together they add up to 1.
        """
        found = sum((chance @ self._weighted).max(axis=1) for chance in answers)
        saved = np.asarray(found, float) - self._now
        return np.clip(saved / max(self._loss, LEAST_LOSS), 0.0, 1.0)


def question_information(
    weights: FloatArray,
    log_weights: FloatArray | None = None,
    *,
    sharpness: float,
    honesty: float,
) -> float:
    """Bits that the answer to "what matters most to you?" is expected to tell.

    Parameters
    ----------
    weights : ndarray, shape (n_issues, n_draws)
        The counterpart's weights, at least 0.
    sharpness : float
        How closely a statement follows the weights: the named issue has probability in proportion
        to ``weight ** sharpness`` (Luce 1959).
    honesty : float
        Chance, 0 to 1, that the statement means what it says.
    """
    raw = np.maximum(weights, 1e-12) ** sharpness
    answers = honesty * raw / raw.sum(axis=0) + (1 - honesty) / len(weights)
    return mutual_information(answers, log_weights)


def initial_recipient_value(utilities: FloatArray, log_weights: FloatArray | None = None) -> float:
    """Expected utility, to the counterpart, of the package it likes best (Leonardelli et al. 2019)."""
    return float(utilities.max(axis=0) @ draw_shares(log_weights, utilities.shape[1]))


def choice_gain(utilities: FloatArray, log_weights: FloatArray | None = None) -> float:
    """What having a choice is worth to them: `initial_recipient_value` less the best single package."""
    shares = draw_shares(log_weights, utilities.shape[1])
    return initial_recipient_value(utilities, log_weights) - float((utilities @ shares).max())


def best_shares(utilities: FloatArray, log_weights: FloatArray | None = None) -> FloatArray:
    """Probability that each package is strictly the best of the set for them, shape ``(n_packages,)``.

    A package with a share near zero is *unsupported*: it is hardly anyone's favourite, so it teaches
    little and adds no value. Ties count for nobody.
    """
    shares = draw_shares(log_weights, utilities.shape[1])
    if len(utilities) == 1:
        return np.ones(1)
    best_of_others = np.empty_like(utilities)
    for i in range(len(utilities)):
        best_of_others[i] = np.delete(utilities, i, axis=0).max(axis=0)
    return (utilities > best_of_others + 1e-12) @ shares


def reweighted(log_weights: FloatArray | None, probabilities: FloatArray) -> FloatArray:
    """Log-weights of the draws after an answer of the given probability, shape ``(n_draws,)``."""
    before = np.zeros(len(probabilities)) if log_weights is None else log_weights
    return before + np.log(np.maximum(probabilities, 1e-300))


def weighted_quantiles(
    values: FloatArray, shares: FloatArray, probabilities: Sequence[float]
) -> FloatArray:
    """Quantiles of weighted draws, linear between the midpoints of their shares.

    Parameters
    ----------
    values, shares : ndarray, shape (n_draws,)
    probabilities : sequence of float, 0 to 1

    Returns
    -------
    ndarray, shape (n_probabilities,)
    """
    order = np.argsort(values)
    middle = np.cumsum(shares[order]) - shares[order] / 2
    return np.interp(np.asarray(probabilities, float), middle, values[order])
