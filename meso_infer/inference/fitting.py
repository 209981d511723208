"""A fit that checks itself: where the usual sampler cannot be trusted, slower ones take over.

Basis of the last one: independent particle filters may be pooled in proportion to their estimates of
the marginal likelihood (Whiteley, Lee and Heine 2016); how far independent runs agree is judged as by
Gelman and Rubin (1992).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from meso_infer.diagnostics import Diagnostics, apart, shortcomings
from meso_infer.inference.counterpart import CounterpartModel
from meso_infer.sampling.smc import SmcResult, systematic_resample, tempered_smc, usual_moves

STARTS_A_DRAW = 4
RUNS = 4
LONGER = (4, 8)
MOST_APART = 0.25
"""Between the means of independent runs, in standard deviations of the posterior."""


def checked_fit(model: CounterpartModel, n_draws: int, seed: int) -> tuple[SmcResult, Diagnostics]:
    """Fit; where a check fails, fit with more moves, then more draws, then by long independent runs.

    Parameters
    ----------
    model : CounterpartModel
    n_draws : int
        Draws wanted; twice as many come back from the slower methods.
    seed : int
    """
    notes: list[str] = []
    moves = usual_moves(model.layout.n_dimensions)
    attempts = ((n_draws, moves), (n_draws, 2 * moves), (2 * n_draws, 2 * moves))
    for attempt, (n, n_moves) in enumerate(attempts):
        result = _run(model, n, n_moves, [seed % 2**63, attempt])
        found = shortcomings(result, model.draws(result.z).weights)
        if not found:
            return result, _diagnostics("smc", result, notes)
        notes.append(f"with {n} draws and {n_moves} moves, {' and '.join(found)}")
    return _long_runs(model, n_draws, moves, seed % 2**63, notes)


def _long_runs(
    model: CounterpartModel, n_draws: int, moves: int, seed: int, notes: list[str]
) -> tuple[SmcResult, Diagnostics]:
    """Independent runs, longer ones where they disagree; what they say together."""
    runs: list[SmcResult] = []
    gap = np.inf
    for longer in LONGER:
        runs = [_run(model, n_draws, longer * moves, [seed, longer, run]) for run in range(RUNS)]
        gap = _furthest_apart([model.draws(run.z).weights for run in runs])
        notes.append(
            f"{RUNS} independent runs with {longer * moves} moves were pooled; their means lie up to "
            f"{gap:.2f} sd apart (at most {MOST_APART} allowed)"
        )
        if gap <= MOST_APART:
            break
    together = pooled(runs, 2 * n_draws, np.random.default_rng([seed, len(notes)]))
    return together, _diagnostics("long runs", together, notes, trusted=gap <= MOST_APART)


def _run(model: CounterpartModel, n_draws: int, n_moves: int, seed: Sequence[int]) -> SmcResult:
    """One run; those of the last resort start from different points."""
    n_start = STARTS_A_DRAW * n_draws
    rng = np.random.default_rng(seed)
    if len(seed) == 2:
        start = model.layout.points(n_start)
    else:
        start = rng.standard_normal((model.layout.n_dimensions, n_start), dtype=np.float32)
    return tempered_smc(model.log_likelihood, start, rng, n_draws=n_draws, n_moves=n_moves)


def _furthest_apart(weights: Sequence[NDArray[Any]]) -> float:
    """Largest gap between one run and all others, over runs and issues, in sd."""
    return max(
        apart(one, np.concatenate([*weights[:k], *weights[k + 1 :]], axis=1))
        for k, one in enumerate(weights)
    )


def pooled(runs: Sequence[SmcResult], n_draws: int, rng: np.random.Generator) -> SmcResult:
    """Draws from all runs, each run in proportion to its marginal likelihood.

    Parameters
    ----------
    runs : sequence of SmcResult
        Independent, with as many draws each.
    n_draws : int
        How many are kept of all together.
    rng : numpy.random.Generator

    References
    ----------
    Whiteley, Lee and Heine (2016).
    """
    log_evidence = np.array([run.log_evidence for run in runs])
    shares = np.exp(log_evidence - log_evidence.max())
    each = runs[0].z.shape[1]
    weights = np.repeat(shares / shares.sum() / each, each)
    kept = systematic_resample(weights, rng, n_draws)
    first = STARTS_A_DRAW * each * np.arange(len(runs))
    ancestors = np.concatenate([run.ancestors + at for run, at in zip(runs, first, strict=True)])
    return SmcResult(
        np.concatenate([run.z for run in runs], axis=1)[:, kept],
        max((run.temperatures for run in runs), key=len),
        float(np.mean([run.acceptance for run in runs])),
        ancestors[kept],
        float(log_evidence.max() + np.log(shares.mean())),
    )


def _diagnostics(
    method: str, result: SmcResult, notes: Sequence[str], *, trusted: bool = True
) -> Diagnostics:
    return Diagnostics(
        method=method,
        n_draws=result.z.shape[1],
        n_temperatures=len(result.temperatures),
        acceptance=result.acceptance,
        unique_ancestors=result.unique_ancestors,
        log_evidence=result.log_evidence,
        trusted=trusted,
        notes=tuple(notes),
    )
