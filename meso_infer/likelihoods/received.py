"""Packages that they put forward together, and their word that all are worth the same to them.

Such an offer says two things that do not overlap. Where its packages lie on the whole tells what they
are after, as a counteroffer does. That the packages lie together, where they were called equal, tells
at which rates they trade issues against each other.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from meso_infer.draws import Draws
from meso_infer.evidence import Counteroffer, EqualClaim, OfferedSet
from meso_infer.likelihoods.base import Context, FloatArray, Likelihood, Term
from meso_infer.likelihoods.counteroffer import CounterofferLikelihood
from meso_infer.packages import Agenda

EQUAL_WITHIN = 0.03
"""How closely people hold "equal": standard deviation of a package's utility about the set's mean."""
MOST_ODDS = 60.0
"""Natural logarithm of the most that one claim can weigh; keeps single precision finite."""


class OfferedSetLikelihood(Likelihood):
    """The geometric mean of what each package would say as a counteroffer.

    One wish was told, however many packages tell it, so that all of them together weigh as one.
    """

    kind = OfferedSet.kind
    is_talk = True

    def mentioned(self, evidence: Sequence[OfferedSet], agenda: Agenda) -> FloatArray:
        return agenda.encode([package for e in evidence for package in e.packages])

    def compile(self, evidence: Sequence[OfferedSet], context: Context) -> Term:
        sizes = np.array([len(e.packages) for e in evidence])
        starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        shares = context.cast(1 / sizes)[:, None, None]
        each = CounterofferLikelihood().compile(
            [Counteroffer(package, e.round, e.lapse) for e in evidence for package in e.packages],
            context,
        )

        def term(draws: Draws) -> FloatArray:
            return np.add.reduceat(each(draws), starts, axis=0) * shares

        return term


class EqualClaimLikelihood(Likelihood):
    """``h exp(-S / (2 e^2)) / Z + (1 - h)``, relative to packages put together at random.

    S is the sum of squares of their utilities of the packages about its mean, e how closely they hold
    "equal", and h the chance that a statement is honest; other claims say nothing. With V the variance
    of their utility over the options of the issues in which the packages differ, the sum of squares of n
    packages put together at random is V times a chi-square with n - 1 degrees of freedom, so that::

        Z = E[exp(-S / (2 e^2))] = (1 + V / e^2)^(-(n - 1) / 2)

    Z depends on the weights and must not be dropped: packages that differ in what matters little lie
    together anyway. An issue on which all packages are alike says nothing, so that nothing is learnt
    from what was held the same.
    """

    kind = EqualClaim.kind

    def mentioned(self, evidence: Sequence[EqualClaim], agenda: Agenda) -> FloatArray:
        return agenda.encode([package for e in evidence for package in e.packages])

    def compile(self, evidence: Sequence[EqualClaim], context: Context) -> Term:
        odds = log_odds_of_equality(evidence, context)
        honest = context.settings.statement_honesty

        def term(draws: Draws) -> FloatArray:
            return np.log(honest * np.exp(odds(draws)) + (1 - honest))

        return term


def log_odds_of_equality(evidence: Sequence[EqualClaim], context: Context) -> Term:
    """``-S / (2 e^2) - log Z`` of each claim under each draw, shape ``(n_evidence, n_draws)``."""
    table = context.table
    compiled = []
    for one in evidence:
        coordinates = table.agenda.encode(list(one.packages))
        rows = table.rows(coordinates)
        varies = ~np.isnan(coordinates[0]) & (np.ptp(coordinates, axis=0) > 0)
        centred = context.cast(rows - rows.mean(axis=0))
        compiled.append((centred, context.cast(varies), len(one.packages) - 1))
    blur = EQUAL_WITHIN**2

    def term(draws: Draws) -> FloatArray:
        found = []
        for centred, varies, degrees in compiled:
            apart = draws.utility(centred)
            spread = varies @ draws.issue_variances
            found.append(
                0.5 * degrees * np.log1p(spread / blur) - (apart**2).sum(axis=0) / (2 * blur)
            )
        return np.clip(np.stack(found), -MOST_ODDS, MOST_ODDS)

    return term
