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
    is_talk = True

    def mentioned(self, evidence: Sequence[Counteroffer], agenda: Agenda) -> FloatArray:
        return agenda.encode([e.package for e in evidence])

    def compile(self, evidence: Sequence[Counteroffer], context: Context) -> Term:
        table, own = context.table, context.own_part_worths
        positions = table.positions(table.agenda.encode([e.package for e in evidence]))
        held_at, said = np.maximum(positions, 0), (positions >= 0)
        unsaid = np.nonzero(~said)
        rounds = np.array([e.round for e in evidence], float)
        lapse = np.array([e.lapse for e in evidence])[:, None, None]
        own_means = table.averaging @ own
        own_variances = table.averaging @ own**2 - own_means**2
        own_gap = (np.where(said, own[held_at] - own_means, 0.0).sum(axis=1))[:, None]
        own_variance = (said @ own_variances)[:, None]
        weighted_own = table.averaging * own
        base = context.settings.counteroffer_sd**2
        stretched = context.settings.talk_sincerity < 1

        def term(draws: Draws) -> FloatArray:
            means, variances = draws.issue_means, draws.issue_variances
            covariances = weighted_own @ draws.part_worths - own_means[:, None] * means
            shifts = draws.tilt * covariances
            held = draws.part_worths[held_at]
            widths = np.zeros((1, 1, 1))
            if len(unsaid[0]):
                held[unsaid] = (means + shifts)[unsaid[1]]
                widths = np.zeros_like(held)
                widths[unsaid] = variances[unsaid[1]]
            # Axis 1 from here on: sincere, then each issue exaggerated.
            reached = held.sum(axis=1, keepdims=True)
            middle = (means + shifts).sum(axis=0, keepdims=True)
            spread = base + variances.sum(axis=0, keepdims=True)
            width = base + widths.sum(axis=1, keepdims=True)
            if stretched:
                more = draws.stretch - 1
                added = more * (means - draws.worst) - draws.worst + more * shifts
                lifted = more * (held - draws.worst) - draws.worst
                if len(unsaid[0]):
                    lifted[unsaid] = added[unsaid[1]]
                    width = _with_each(width, widths * (more**2 + 2 * more))
                reached = _with_each(reached, lifted)
                middle = _with_each(middle[None], added[None])
                spread = _with_each(spread[None], (variances * (more**2 + 2 * more))[None])
            aspiration = draws.aspiration(rounds)[:, None]
            q = 0.5 * (aspiration - middle) ** 2 / spread
            q = q - 0.5 * (reached - aspiration) ** 2 / width + 0.5 * np.log(spread / width)
            q += (draws.tilt * own_gap - 0.5 * draws.tilt**2 * own_variance)[:, None]
            return np.log((1 - lapse) * np.exp(np.minimum(q, MOST_LOG_DENSITY)) + lapse)

        return term


def _with_each(total: FloatArray, changes: FloatArray) -> FloatArray:
    """A total, and the total after each change on its own, along axis 1."""
    return np.concatenate([total, total + changes], axis=1)
