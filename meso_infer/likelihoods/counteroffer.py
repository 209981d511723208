"""Counteroffers: packages near their aspiration, tilted towards what we might accept.

Basis: Hindriks and Tykhonov (2008), here normalised over the outcome set. The normaliser depends on
the weights and must not be dropped.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from meso_infer.draws import Draws
from meso_infer.evidence import Counteroffer
from meso_infer.likelihoods.base import Context, FloatArray, Likelihood, Term
from meso_infer.packages import Agenda

MOST_LOG_DENSITY = 50.0


class CounterofferLikelihood(Likelihood):
    """Density of y relative to the uniform law on packages: ``(1 - eps) exp(q) + eps``.

    With ``U`` their utility, ``Us`` ours, tau the aspiration in the round and lambda the tilt::

        q = -(U(y) - tau)^2 / (2 s^2) + lambda (Us(y) - Ms) - lambda^2 Vs / 2 - log Z
        Z = sqrt(s^2 / (V + s^2)) exp(-(tau - M - lambda Cov(U, Us))^2 / (2 (V + s^2)))

    M, V, Ms, Vs and Cov are moments over the uniform law (issues independent), so that Z is the normal
    approximation to the mean of the numerator. Issues that y does not mention are integrated out in
    the same approximation: their mean joins U(y), their variance joins s^2.
    """

    kind = Counteroffer.kind

    def mentioned(self, evidence: Counteroffer, agenda: Agenda) -> FloatArray:
        return agenda.encode([evidence.package])

    def compile(self, evidence: Sequence[Counteroffer], context: Context) -> Term:
        table, own = context.table, context.own_part_worths
        coordinates = table.agenda.encode([e.package for e in evidence])
        rows = table.rows(coordinates)
        silent = np.isnan(coordinates).astype(float)
        any_silent = bool(silent.any())
        rounds = np.array([e.round for e in evidence], float)
        lapse = np.array([e.lapse for e in evidence])[:, None]
        own_means = table.averaging @ own
        own_variances = table.averaging @ own**2 - own_means**2
        own_gap = (rows @ own - (1 - silent) @ own_means)[:, None]
        own_variance = ((1 - silent) @ own_variances)[:, None]
        weighted_own = table.averaging * own
        base = context.settings.counteroffer_sd**2

        def term(draws: Draws) -> FloatArray:
            means, variances = draws.issue_means, draws.issue_variances
            covariances = weighted_own @ draws.part_worths - own_means[:, None] * means
            spread = base + variances.sum(axis=0)
            aspiration = draws.aspiration(rounds)
            reached = draws.utility(rows)
            width: FloatArray | float = base
            if any_silent:
                reached = reached + silent @ means + draws.tilt * (silent @ covariances)
                width = base + silent @ variances
            middle = means.sum(axis=0) + draws.tilt * covariances.sum(axis=0)
            q = (
                0.5 * (aspiration - middle) ** 2 / spread
                - 0.5 * (reached - aspiration) ** 2 / width
            )
            q += (
                draws.tilt * own_gap
                - 0.5 * draws.tilt**2 * own_variance
                + 0.5 * np.log(spread / width)
            )
            return np.log((1 - lapse) * np.exp(np.minimum(q, MOST_LOG_DENSITY)) + lapse)

        return term
