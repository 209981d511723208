"""Rankings: the exploded logit, each stage with its lapse (Luce 1959; Plackett 1975)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from meso_infer.evidence import Ranking
from meso_infer.likelihoods.base import Context, FloatArray, Likelihood, Term
from meso_infer.likelihoods.pick import stacked_picks
from meso_infer.packages import Agenda
from meso_infer.prior.draws import Draws


class RankingLikelihood(Likelihood):
    """A ranking of n packages is n - 1 picks, each from those that are left."""

    kind = Ranking.kind

    def mentioned(self, evidence: Sequence[Ranking], agenda: Agenda) -> FloatArray:
        return agenda.encode([package for e in evidence for package in e.packages])

    def compile(self, evidence: Sequence[Ranking], context: Context) -> Term:
        stages = [
            (i, e.packages[k:], e.lapse)
            for i, e in enumerate(evidence)
            for k in range(len(e.packages) - 1)
        ]
        n = len(stages)
        picks = stacked_picks(
            [left for _, left, _ in stages],
            [0] * n,
            [False] * n,
            [1] * n,
            [lapse for *_, lapse in stages],
            context,
        )
        gather = np.zeros((len(evidence), n), context.precision)
        gather[[i for i, *_ in stages], np.arange(n)] = 1.0

        def term(draws: Draws) -> FloatArray:
            return gather @ picks(draws)

        return term
