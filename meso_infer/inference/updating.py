"""One more event on top of an estimate that is there: quick, for previews.

What is shown as the estimate of a log is always the whole fit, so that a replay shows the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from meso_infer.evidence import Evidence
from meso_infer.inference.counterpart import CounterpartModel, implied_weights
from meso_infer.inference.whole_fit import fit_seed, infer
from meso_infer.posterior import Posterior
from meso_infer.sampling.smc import rejuvenated
from meso_infer.utility import AdditiveUtility

LEAST_EFFECTIVE = 0.25
"""Share of the draws that must still count after the event; below it the fit starts anew."""
MOVES = 3


def updated(
    posterior: Posterior,
    evidence: Sequence[Evidence],
    added: Evidence,
    *,
    own: AdditiveUtility | None = None,
) -> Posterior:
    """What would be believed after one more piece of evidence, within sampling error of `infer`.

    The kept draws are reweighted, resampled and moved (Chopin 2002); where too few of them carry
    weight, or the event changes what earlier ones count for, the whole fit is made.

    Parameters
    ----------
    posterior : Posterior
        Equally weighted, inferred from `evidence`, in the order in which it came, and `own`.
    added : Evidence
        What came last.
    """
    everything, settings = [*evidence, added], posterior.layout.settings
    model = CounterpartModel(posterior.agenda, everything, settings, own, precision=np.float32)
    powers = tuple(implied_weights(everything, settings).tolist())
    same = model.layout.n_dimensions == len(posterior.z) and (
        posterior.evidence_weights == powers[:-1] or not evidence
    )
    if not same:
        return infer(posterior.agenda, everything, settings=settings, own=own)
    gain = model.log_left_out(posterior.z)[-1]
    weights = np.exp(gain - gain.max())
    weights /= weights.sum()
    if 1 / (weights**2).sum() < LEAST_EFFECTIVE * posterior.n_draws:
        return infer(posterior.agenda, everything, settings=settings, own=own)
    seed = fit_seed(posterior.agenda, everything, settings, powers)
    rng = np.random.default_rng(seed)
    result = rejuvenated(model.log_likelihood, posterior.z, weights, rng, n_moves=MOVES)
    marginal = float(gain.max() + np.log(np.exp(gain - gain.max()).mean()))
    left_out, talk = model.looking_back(result.z)
    bits = max(0.0, float(left_out[-1].mean()) - marginal) / np.log(2)
    before = posterior.diagnostics
    diagnostics = replace(
        before,
        method="update",
        acceptance=result.acceptance,
        unique_ancestors=result.unique_ancestors,
        log_evidence=before.log_evidence + marginal,
    )
    return replace(
        posterior,
        layout=model.layout,
        z=result.z.astype(np.float64),
        diagnostics=diagnostics,
        information_bits=(*posterior.information_bits, bits),
        seed=seed,
        talk_probabilities=tuple(talk.mean(axis=1).tolist()),
        left_out=left_out,
        evidence_weights=powers,
    )
