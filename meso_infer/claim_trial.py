"""Whether packages are as equal for them as they say: the offer whose answer would tell the most.

Whoever is equally happy with several packages has given away at which rates they trade, so that it can be
foreseen what they would take of packages of ours. Whoever misleads takes what they really like better.
Which of their own packages they like best says less: it may be any, whether or not they mislead.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meso_infer.candidates import Candidates
from meso_infer.errors import NoFeasibleMeso
from meso_infer.evidence import FIRM_LAPSE, EqualClaim
from meso_infer.headline import percent
from meso_infer.inference.counterpart import CounterpartModel
from meso_infer.information import entropy
from meso_infer.likelihoods.pick import pick_probabilities
from meso_infer.likelihoods.received import chance_meant
from meso_infer.packages import LABELS, Package
from meso_infer.posterior import Posterior

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]
DRAWS = 512
"""Draws of the estimate that offers are tried on."""
MOST_PACKAGES = 3
MOST_COMPARED = 2000
MOST_CONSIDERED = 48
"""Packages that an offer is put together from."""
LEAST_SHARE = 1e-9
LEAST_GAIN = 0.005
"""Bits that one more package must add."""


@dataclass(frozen=True)
class ClaimTrial:
    """Packages that we could offer to find out whether a claim of equality is meant.

    Attributes
    ----------
    packages : tuple of Package
        Two or three.
    bits : float
        What their pick is expected to tell about the claim, 0 to 1.
    if_meant, if_not : tuple of float
        Chance that each package is picked if the claim is meant, and if it is not.
    """

    packages: tuple[Package, ...]
    bits: float
    if_meant: tuple[float, ...]
    if_not: tuple[float, ...]


def claim_trial(
    posterior: Posterior, claim: EqualClaim, candidates: Candidates, *, most: int = MOST_PACKAGES
) -> ClaimTrial:
    """The offer, put together from candidates, whose answer tells the most about a claim.

    Parameters
    ----------
    posterior : Posterior
        Fitted to the claim, and to all that they answered.
    claim : EqualClaim
    candidates : Candidates
        What we would offer, as a rule packages that are worth the same to us.
    most : int
        Packages in the offer, at least 2; one more joins while it adds enough.

    Raises
    ------
    NoFeasibleMeso
        When there are fewer than two candidates.
    """
    if len(candidates) < 2:
        raise NoFeasibleMeso(
            "Only one package is worth as much to us as that. An offer that tests what they said needs "
            "two: change the target, or ask them in words how their packages compare."
        )
    thin = posterior.thinned(DRAWS)
    layout = thin.layout
    model = CounterpartModel(thin.agenda, [claim], layout.settings, layout.own, (1.0,))
    meant = chance_meant([claim], model.context)(model.draws(thin.z))[0] * thin.draw_weights
    shares = np.stack([meant, thin.draw_weights - meant])
    rows = _considered(candidates, thin, shares)
    worth, sharpness = thin.utility_of(candidates.coordinates[rows]), thin.draws.sharpness
    chosen, bits = _best_pair(worth, sharpness, shares)
    while len(chosen) < min(most, len(rows)):
        gained, best = max(
            (_told(worth[[*chosen, k]], sharpness, shares)[0], k)
            for k in range(len(rows))
            if k not in chosen
        )
        if gained < bits + LEAST_GAIN:
            break
        chosen, bits = [*chosen, best], gained
    bits, joint = _told(worth[chosen], sharpness, shares)
    if_meant, if_not = (joint / joint.sum(axis=0)).T
    return ClaimTrial(
        candidates.packages([int(rows[i]) for i in chosen]),
        bits,
        tuple(if_meant.tolist()),
        tuple(if_not.tolist()),
    )


def _considered(candidates: Candidates, posterior: Posterior, shares: FloatArray) -> IntArray:
    """Rows of the candidates that are most liked, or least, if the claim is meant rather than not."""
    if len(candidates) <= MOST_CONSIDERED:
        return np.arange(len(candidates))
    spread = np.linspace(0, len(candidates) - 1, min(len(candidates), MOST_COMPARED)).astype(
        np.intp
    )
    means = (
        posterior.utility_of(candidates.coordinates[spread])
        @ (shares / np.maximum(shares.sum(axis=1, keepdims=True), LEAST_SHARE)).T
    )
    order = np.argsort(means[:, 0] - means[:, 1], kind="stable")
    return spread[np.concatenate([order[: MOST_CONSIDERED // 2], order[-MOST_CONSIDERED // 2 :]])]


def _best_pair(
    worth: FloatArray, sharpness: FloatArray, shares: FloatArray
) -> tuple[list[int], float]:
    """The two packages whose pick tells the most, and how many bits."""
    found = [
        (_told(worth[[i, k]], sharpness, shares)[0], i, k)
        for i in range(len(worth))
        for k in range(i + 1, len(worth))
    ]
    bits, i, k = max(found)
    return [i, k], bits


def _told(worth: FloatArray, sharpness: FloatArray, shares: FloatArray) -> tuple[float, FloatArray]:
    """Bits that a pick tells about the claim, and the joint chances of pick and claim, ``(n, 2)``.

    The information between the two (Lindley 1956): `shares`, ``(2, n_draws)``, are those of the draws with
    the claim meant and not, of which all together sum to 1.
    """
    joint = pick_probabilities(worth, sharpness, FIRM_LAPSE) @ shares.T
    claim, pick = joint.sum(axis=0), joint.sum(axis=1)
    bits = entropy(claim) + entropy(pick) - entropy(joint.ravel())
    return max(float(bits), 0.0), joint


def trial_sentence(trial: ClaimTrial) -> str:
    """The answer that would speak most for the claim, in words."""
    gaps = np.array(trial.if_meant) - np.array(trial.if_not)
    best = int(gaps.argmax())
    return (
        f"If they mean it, they pick {LABELS[best]} with a chance of {percent(trial.if_meant[best])}, if not, "
        f"with {percent(trial.if_not[best])}."
    )
