"""Whether a fit is to be trusted, and how much each event moved it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meso_infer.sampling.smc import SmcResult

FloatArray = NDArray[np.float64]
LEAST_ACCEPTANCE = 0.10
MOST_TEMPERATURES = 12
INFORMATIVE_BITS = 0.1
LEAST_EFFECTIVE = 60.0
MOST_HALVES_APART = 0.5
ANCESTORS_TOGETHER = 8


@dataclass(frozen=True)
class Diagnostics:
    """How a fit went.

    Attributes
    ----------
    method : {'prior', 'smc', 'long runs', 'update'}
        No evidence; tempering; independent long runs of it, pooled; a kept cloud and one more event.
    n_draws : int
    n_temperatures : int
    acceptance : float
        Of the moves at the last temperature, 0 to 1.
    unique_ancestors : int
    log_evidence : float
        Natural logarithm of the marginal likelihood of the evidence.
    trusted : bool
        False when even independent long runs disagree.
    notes : tuple of str
        What was done or found, in words.
    """

    method: str
    n_draws: int
    n_temperatures: int = 0
    acceptance: float = 1.0
    unique_ancestors: int = 0
    log_evidence: float = 0.0
    trusted: bool = True
    notes: tuple[str, ...] = ()


def shortcomings(result: SmcResult, weights: FloatArray) -> tuple[str, ...]:
    """What speaks against a sampler's result, in words; empty when nothing does.

    `weights`, shape ``(n_issues, n_draws)``, are the issue weights of its draws. Those that descend from
    every other run of starting points must agree with the rest: a second seed without a second fit.
    """
    found = []
    n = result.z.shape[1]
    if result.acceptance < LEAST_ACCEPTANCE:
        found.append(
            f"only {result.acceptance:.0%} of the last moves were accepted (at least {LEAST_ACCEPTANCE:.0%} wanted)"
        )
    if len(result.temperatures) > MOST_TEMPERATURES:
        found.append(
            f"{len(result.temperatures)} temperatures were needed (at most {MOST_TEMPERATURES} wanted)"
        )
    if result.unique_ancestors < min(n / 4, n * 0.5 ** max(len(result.temperatures) - 1, 0)) / 4:
        found.append(f"the draws descend from {result.unique_ancestors} starting points only")
    even = result.ancestors // ANCESTORS_TOGETHER % 2 == 0
    gap = apart(weights[:, even], weights[:, ~even])
    if gap > MOST_HALVES_APART:
        found.append(f"two halves of the draws lie {gap:.2f} sd apart")
    return tuple(found)


def apart(one: FloatArray, other: FloatArray) -> float:
    """Largest distance between the means of two samples of issue weights, in sd of both together.

    Both have shape ``(n_issues, n_draws)``; infinite when either is empty.
    """
    if not (one.size and other.size):
        return float("inf")
    spread = np.concatenate([one, other], axis=1).std(axis=1)
    gap = np.abs(one.mean(axis=1) - other.mean(axis=1))
    return float((gap / np.maximum(spread, 1e-9)).max())


def information_bits(added: FloatArray, left_out: FloatArray) -> tuple[float, ...]:
    """How far each piece of evidence, in order, moved the posterior, in bits.

    Parameters
    ----------
    added : ndarray, shape (n_evidence, n_draws)
        What each piece adds to the log-likelihood of those before it, at equally weighted prior draws.
    left_out : ndarray, shape (n_evidence, n_draws)
        What each adds to that of all others, at equally weighted draws of the posterior given all.

    Notes
    -----
    ``KL(p(z | e_1..k) || p(z | e_1..k-1)) = E[log L_k | e_1..k] - log E[L_k | e_1..k-1]``, the
    Kullback-Leibler divergence, by reweighting the prior draws while enough of them carry weight.
    Beyond that the divergence from leaving the event out, ``E[log L] + log E[1 / L]`` under the
    posterior, stands in.
    """
    bits = []
    log_weights = np.zeros(added.shape[1])
    for k in range(len(added)):
        before = _normalised(log_weights)
        after = _normalised(log_weights + added[k])
        if 1 / (after**2).sum() >= LEAST_EFFECTIVE:
            marginal = np.log((before * np.exp(added[k])).sum())
            divergence = float((after * added[k]).sum() - marginal)
        else:
            top = (-left_out[k]).max()
            divergence = float(left_out[k].mean() + top + np.log(np.exp(-left_out[k] - top).mean()))
        log_weights = log_weights + added[k]
        bits.append(float(max(0.0, divergence) / np.log(2)))
    return tuple(bits)


def _normalised(log_weights: FloatArray) -> FloatArray:
    weights = np.exp(log_weights - log_weights.max())
    return weights / weights.sum()


def count_informative(bits: Sequence[float]) -> int:
    """How many events moved the posterior by at least 0.1 bit."""
    return sum(b >= INFORMATIVE_BITS for b in bits)
