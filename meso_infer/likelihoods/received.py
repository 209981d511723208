"""Packages that they put forward together, and their word that all are worth the same to them.

Such an offer says two things. Where its packages lie on the whole tells what they are after, as a
counteroffer does. That the packages lie together, where they were called equal, tells at which rates
they trade issues against each other. Whoever misleads with the second misleads with the first, so that
a set that was called equal is one piece of evidence, believed or doubted as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from meso_infer.evidence import Counteroffer, EqualClaim, OfferedSet
from meso_infer.likelihoods.base import Context, FloatArray, Likelihood, Term, log_sum_exp
from meso_infer.likelihoods.counteroffer import CounterofferLikelihood
from meso_infer.likelihoods.ties import TieDensity, fine_levels
from meso_infer.packages import Agenda
from meso_infer.prior import Layout
from meso_infer.prior.draws import DrawMaker, Draws

MEANT = 0.4
"""Chance that a claim of equality is meant, before anything else is known of it; low enough that an
estimate that takes in a careful lie stays wide enough to hold the truth."""
IDLE, BORROWED, PARTLY = 0.2, 0.6, 0.2
"""Of claims that are not meant: the packages were drawn at random; were made equal by tastes that are not
theirs; are a wish of theirs beside packages that were made to look equal to it."""
PRIOR_POINTS = 8192
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
    """``g J + (1 - g) (a + b M + c M W / E[W])``, relative to packages put together at random.

    W is the density of the set as one wish (`OfferedSetLikelihood`, talk at its word), T that of its
    packages lying together (`TieDensity`), ``J = W T`` and ``M = E[J]`` over the prior. With chance g the
    claim is meant. Otherwise its packages were put together at random (a), made equal by tastes that
    are not theirs, of which the law is the prior's and which tell nothing of their own (b), or are one
    wish of theirs beside packages that only look equal to it (c); ``a + b + c = 1``.
    """

    kind = EqualClaim.kind

    def mentioned(self, evidence: Sequence[EqualClaim], agenda: Agenda) -> FloatArray:
        named = agenda.encode([package for e in evidence for package in e.packages])
        return np.concatenate([named, fine_levels(agenda)])

    def compile(self, evidence: Sequence[EqualClaim], context: Context) -> Term:
        readings = log_readings(evidence, context)
        return lambda draws: log_sum_exp(readings(draws), 1)


def log_readings(evidence: Sequence[EqualClaim], context: Context) -> Term:
    """Joint log-density of each claim and of each way to read it, ``(n_evidence, 4, n_draws)``.

    That it is meant, idle, equal by other tastes, and one wish beside decoys; together they make the
    likelihood.
    """
    plain = replace(context, settings=replace(context.settings, talk_sincerity=1.0))
    wish = OfferedSetLikelihood().compile(
        [OfferedSet(one.packages, one.round) for one in evidence], plain
    )
    ties = TieDensity([one.packages for one in evidence], context)

    def parts(draws: Draws) -> tuple[FloatArray, FloatArray]:
        wished = wish(draws)[:, 0]
        return wished, np.clip(wished + ties(draws), -MOST_ODDS, MOST_ODDS)

    layout = context.layout or Layout(context.table.agenda, context.settings)
    points = context.cast(layout.points(PRIOR_POINTS))
    prior = [
        log_sum_exp(part, 1) - np.log(PRIOR_POINTS)
        for part in parts(DrawMaker(layout, context.table)(points))
    ]
    wished_before, tied_before = (context.cast(part)[:, None] for part in prior)
    meant, idle, borrowed, partly = np.log(
        [MEANT, *((1 - MEANT) * np.array([IDLE, BORROWED, PARTLY]))]
    )

    def term(draws: Draws) -> FloatArray:
        wished, tied = parts(draws)
        flat = np.zeros_like(tied)
        return np.stack(
            [
                meant + tied,
                idle + flat,
                borrowed + tied_before + flat,
                partly + tied_before - wished_before + wished,
            ],
            axis=1,
        )

    return term


def chance_meant(evidence: Sequence[EqualClaim], context: Context) -> Term:
    """Chance that each claim is meant under each draw, shape ``(n_evidence, n_draws)``."""
    readings = log_readings(evidence, context)

    def term(draws: Draws) -> FloatArray:
        found = readings(draws)
        return np.exp(found[:, 0] - log_sum_exp(found, 1))

    return term
