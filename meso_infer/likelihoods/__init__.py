"""The family of likelihoods, one file for each kind of evidence.

A new kind is one file here and its line in `LIKELIHOODS`.
"""

from __future__ import annotations

from meso_infer.likelihoods.base import Context, Likelihood, Term
from meso_infer.likelihoods.constraint import ConstraintLikelihood
from meso_infer.likelihoods.counteroffer import CounterofferLikelihood
from meso_infer.likelihoods.pick import PickLikelihood, log_pick, pick_probabilities
from meso_infer.likelihoods.push import PushLikelihood
from meso_infer.likelihoods.ranking import RankingLikelihood
from meso_infer.likelihoods.received import EqualClaimLikelihood, OfferedSetLikelihood
from meso_infer.likelihoods.statement import StatementLikelihood

LIKELIHOODS: dict[str, Likelihood] = {
    likelihood.kind: likelihood
    for likelihood in (
        PickLikelihood(),
        RankingLikelihood(),
        PushLikelihood(),
        CounterofferLikelihood(),
        StatementLikelihood(),
        ConstraintLikelihood(),
        OfferedSetLikelihood(),
        EqualClaimLikelihood(),
    )
}

__all__ = ["LIKELIHOODS", "Context", "Likelihood", "Term", "log_pick", "pick_probabilities"]
