"""The compiled model of the counterpart: latent points in, log-likelihood of every event out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from meso_infer.draws import DrawMaker, Draws
from meso_infer.errors import InferenceFailed
from meso_infer.evidence import Evidence
from meso_infer.levels import LevelTable
from meso_infer.likelihoods import LIKELIHOODS, Context, Term
from meso_infer.packages import Agenda
from meso_infer.prior import Layout, ModelSettings, taste_shape
from meso_infer.utility import AdditiveUtility

FloatArray = NDArray[np.float64]


class CounterpartModel:
    """Prior and likelihood of one agenda and one body of evidence, ready to be evaluated many times.

    Parameters
    ----------
    agenda : Agenda
    evidence : sequence of Evidence
    settings : ModelSettings
    own : AdditiveUtility, optional
        Our utility, towards which counteroffers tilt. Unknown: equal shares opposed to their taste.
    """

    def __init__(
        self,
        agenda: Agenda,
        evidence: Sequence[Evidence],
        settings: ModelSettings,
        own: AdditiveUtility | None = None,
    ) -> None:
        self.evidence = tuple(evidence)
        self.layout = Layout(agenda, settings)
        places = [LIKELIHOODS[e.kind].mentioned(e, agenda) for e in self.evidence]
        self.table = LevelTable.of(agenda, np.concatenate(places) if places else ())
        self.context = Context(self.table, settings, own_part_worths(self.table, own))
        self._terms: list[tuple[NDArray[np.intp], Term]] = []
        for kind, likelihood in LIKELIHOODS.items():
            index = np.array(
                [i for i, e in enumerate(self.evidence) if e.kind == kind], dtype=np.intp
            )
            if len(index):
                term = likelihood.compile([self.evidence[i] for i in index], self.context)
                self._terms.append((index, term))
        self._make = DrawMaker(self.layout, self.table)

    def draws(self, z: FloatArray) -> Draws:
        """Draws at the levels of this fit."""
        return self._make(z)

    def log_likelihoods(self, z: FloatArray) -> FloatArray:
        """Log-likelihood of each piece of evidence, shape ``(n_evidence, n_draws)``."""
        draws = self._make(z)
        result = np.empty((len(self.evidence), z.shape[1]))
        for index, term in self._terms:
            result[index] = term(draws)
        return result

    def log_likelihood(self, z: FloatArray) -> FloatArray:
        """Log-likelihood of all evidence, shape ``(n_draws,)``; raises InferenceFailed when not finite."""
        draws = self._make(z)
        total = np.zeros(z.shape[1])
        for _, term in self._terms:
            total += term(draws).sum(axis=0)
        if not np.isfinite(total).all():
            raise InferenceFailed(
                "The likelihood is not finite; check the amounts in the last events."
            )
        return total


def own_part_worths(table: LevelTable, own: AdditiveUtility | None) -> FloatArray:
    """Our part-worth at each level, shape ``(n_levels,)``."""
    if own is not None:
        return np.concatenate(
            [
                own.part_worth(name, table.coordinates[table.segment(j)])
                for j, name in enumerate(table.agenda.names)
            ]
        )
    worths = np.zeros(table.n_levels)
    for j, issue in enumerate(table.agenda.issues):
        probabilities = issue.counterpart_probabilities
        if probabilities is None:
            continue
        low, high = issue.bounds
        along = (table.coordinates[table.segment(j)] - low) / (high - low)
        shape = taste_shape(issue)
        up, down = (
            (probabilities[0], probabilities[1])
            if not shape.is_curve
            else (shape.orientation > 0, shape.orientation < 0)
        )
        worths[table.segment(j)] = (up * (1 - along) + down * along) / table.agenda.n_issues
    return worths
