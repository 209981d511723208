"""Stated priorities: a Plackett-Luce order of weights, or talk that says nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from meso_infer.evidence import Statement
from meso_infer.likelihoods.base import Context, FloatArray, Likelihood, Term, log_sum_exp
from meso_infer.packages import Agenda
from meso_infer.prior.draws import Draws

LEAST_WEIGHT = 1e-9


class StatementLikelihood(Likelihood):
    """``h PL(order; kappa log weight) + (1 - h) uniform``; polarity -1 reverses the worths.

    A single issue is the first stage of an order. `h` is the chance that the statement is honest.
    """

    kind = Statement.kind

    def mentioned(self, evidence: Sequence[Statement], agenda: Agenda) -> FloatArray:
        return agenda.encode([])

    def compile(self, evidence: Sequence[Statement], context: Context) -> Term:
        names = context.table.agenda.names
        orders = [
            [context.table.agenda.index(n) for n in e.order]
            + [j for j, n in enumerate(names) if n not in e.order]
            for e in evidence
        ]
        stages = [len(e.order) for e in evidence]
        signs = [1.0 if e.polarity >= 0 else -1.0 for e in evidence]
        honest, sharpness = context.settings.statement_honesty, context.settings.statement_sharpness

        def term(draws: Draws) -> FloatArray:
            worths = sharpness * np.log(draws.weights + LEAST_WEIGHT)
            result = np.empty((len(evidence), draws.n_draws), worths.dtype)
            for i, (order, n_stages, sign) in enumerate(zip(orders, stages, signs, strict=True)):
                ordered = sign * worths[order]
                log_chance, log_guess = np.zeros_like(worths[0]), 0.0
                for k in range(n_stages):
                    log_chance += ordered[k] - log_sum_exp(ordered[k:], 0)
                    log_guess -= math.log(len(order) - k)
                result[i] = np.log(honest * np.exp(log_chance) + (1 - honest) * math.exp(log_guess))
            return result

        return term
