"""Counteroffers: packages near their aspiration, tilted towards what we might accept.

Basis: Hindriks and Tykhonov (2008), here normalised over the outcome set. The normaliser depends on
the weights and must not be dropped.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from meso_infer.evidence import Counteroffer
from meso_infer.likelihoods.base import (
    Context,
    FloatArray,
    Likelihood,
    Term,
    log_with_lapse,
)
from meso_infer.packages import Agenda
from meso_infer.prior.draws import Draws

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
        lapse = context.cast([e.lapse for e in evidence])[:, None, None]
        own_means = table.averaging @ own
        own_variances = table.averaging @ own**2 - own_means**2
        own_gap = context.cast(np.where(said, own[held_at] - own_means, 0.0).sum(axis=1))[:, None]
        own_variance = context.cast(said @ own_variances)[:, None]
        covarying = context.cast(table.averaging * (own - own_means[table.issue_of_level]))
        base = context.settings.counteroffer_sd**2
        stretched = context.settings.talk_sincerity < 1

        def term(draws: Draws) -> FloatArray:
            means, variances = draws.issue_means, draws.issue_variances
            means = means + draws.tilt * (covarying @ draws.part_worths)
            held = draws.part_worths[held_at]
            widths = np.zeros((1, 1, 1), held.dtype)
            if len(unsaid[0]):
                held[unsaid] = means[unsaid[1]]
                widths = np.zeros_like(held)
                widths[unsaid] = variances[unsaid[1]]
            # Axis 1 from here on: sincere, then each issue exaggerated.
            reached = held.sum(axis=1, keepdims=True)
            middle = means.sum(axis=0)[None, None]
            spread = base + variances.sum(axis=0)[None, None]
            width = base + widths.sum(axis=1, keepdims=True)
            if stretched:
                widened = draws.stretch * draws.stretch - 1
                reached = _with_each(reached, _lifted(held, draws))
                middle = _with_each(middle, _lifted(means[None], draws))
                spread = _with_each(spread, (variances * widened)[None])
                if len(unsaid[0]):
                    width = _with_each(width, widths * widened)
            aspiration = draws.aspiration(rounds)[:, None]
            bonus = draws.tilt * own_gap - 0.5 * draws.tilt**2 * own_variance
            q = _log_normal_ratio(reached, width, middle, spread, aspiration)
            q += bonus[:, None]
            np.exp(np.minimum(q, MOST_LOG_DENSITY, out=q), out=q)
            return log_with_lapse(q, lapse, 1.0)

        return term


def _lifted(worths: FloatArray, draws: Draws) -> FloatArray:
    """What each issue's part-worth gains when that issue is exaggerated, ``(n, n_issues, n_draws)``."""
    lifted = worths - draws.worst
    lifted *= draws.stretch
    lifted -= worths
    return lifted


def _with_each(total: FloatArray, changes: FloatArray) -> FloatArray:
    """A total, and the total after each change on its own, along axis 1."""
    n, n_changes, n_draws = changes.shape
    both = np.empty((n, 1 + n_changes, n_draws), changes.dtype)
    both[:, :1] = total
    np.add(total, changes, out=both[:, 1:])
    return both


def _log_normal_ratio(
    reached: FloatArray,
    width: FloatArray,
    middle: FloatArray,
    spread: FloatArray,
    aspiration: FloatArray,
) -> FloatArray:
    """Log-density at the aspiration of N(reached, width) over N(middle, spread); overwrites `reached`."""
    reached -= aspiration
    reached *= reached
    reached /= -2 * width
    away = aspiration - middle
    away *= away
    away /= 2 * spread
    reached += away
    reached += 0.5 * np.log(spread / width)
    return reached
