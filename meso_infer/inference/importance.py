"""Importance sampling from the prior: one cloud of points, the likelihood of many negotiations on it.

Where little has been said the prior itself is a good proposal. All negotiations of one agenda then
share the points, and each needs nothing but its likelihood there; what several of them say alike
is evaluated once. The terms are those of every other fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from meso_infer.errors import InferenceFailed
from meso_infer.evidence import Evidence
from meso_infer.inference.counterpart import (
    by_kind,
    implied_weights,
    level_table,
    log_prior_of_talk,
    mixed_talk,
    own_part_worths,
)
from meso_infer.likelihoods import Context, Term
from meso_infer.packages import Agenda
from meso_infer.prior import Layout, ModelSettings
from meso_infer.prior.draws import DrawMaker, Draws
from meso_infer.prior.levels import LevelTable
from meso_infer.sampling.quantiles import SharedDraws
from meso_infer.utility import AdditiveUtility

FloatArray = NDArray[Any]
"""Of double precision; of single precision inside."""
Index = NDArray[np.intp]
PRECISION = np.float32
"""Of the likelihoods, whose logarithms it gives to a thousandth at half the cost; sums are double."""
LEAST_BLOCK, MOST_NUMBERS = 256, 2**17
"""Points are worked on in blocks whose numbers fit in a processor's cache."""


class PriorCloud:
    """Quasi-random points of the prior of one agenda.

    Parameters
    ----------
    agenda : Agenda
    settings : ModelSettings
    own : AdditiveUtility, optional
        Our utility, towards which counteroffers tilt.
    with_order : bool
        Whether the order in which packages were shown may have mattered, see `knows_order`.
    """

    def __init__(
        self,
        agenda: Agenda,
        settings: ModelSettings,
        own: AdditiveUtility | None = None,
        *,
        with_order: bool = False,
    ) -> None:
        self.layout, self.own = Layout(agenda, settings, with_order, own), own
        self.z = self.layout.points(settings.n_draws)
        self._reference = self.at_levels(LevelTable.of(agenda))

    @property
    def n_draws(self) -> int:
        return self.z.shape[1]

    def at_levels(self, table: LevelTable) -> Levels:
        """All that likelihoods need of a level table, whoever said what at them."""
        ours = own_part_worths(table, self.own)
        context = Context(table, self.layout.settings, ours, PRECISION, self.layout)
        return Levels(context, DrawMaker(self.layout, table))

    def issue_weights(self, z: FloatArray) -> FloatArray:
        """Issue weights at latent points, shape ``(n_issues, n_draws)``; each column sums to 1."""
        return self._reference.make(z).weights

    @cached_property
    def own_issue_weights(self) -> FloatArray:
        """Issue weights at its own points, shape ``(n_issues, n_draws)``."""
        return self.issue_weights(self.z)

    @cached_property
    def in_order(self) -> SharedDraws:
        """`own_issue_weights`, put in order once for the quantiles of every negotiation."""
        return SharedDraws(self.own_issue_weights)


@dataclass(frozen=True)
class Levels:
    """A level table, made ready for evidence and for points."""

    context: Context
    make: DrawMaker


class Said:
    """Everything said in some negotiations of one agenda, each different piece compiled once.

    `levels`, where given, are those of a table that has every level said; see `Said.levels`.
    """

    def __init__(
        self,
        bodies: Sequence[Sequence[Evidence]],
        cloud: PriorCloud,
        levels: Levels | None = None,
    ) -> None:
        agenda, settings = cloud.layout.agenda, cloud.layout.settings
        place: dict[Evidence, int] = {}
        said = [[place.setdefault(piece, len(place)) for piece in body] for body in bodies]
        pieces = list(place)
        self.levels = levels or cloud.at_levels(level_table(agenda, pieces))
        powers = [implied_weights(body, settings) for body in bodies]
        self._n, self._n_rows = len(bodies), 4 * len(pieces)
        self._straight: list[tuple[Term, list[_Turn]]] = []
        self._talk: list[tuple[Term, list[_Turn]]] = []
        for likelihood, index in by_kind(pieces):
            row = {piece: r for r, piece in enumerate(index.tolist())}
            term = likelihood.compile([pieces[i] for i in index], self.levels.context)
            turns = _turns(
                [
                    [(row[i], power) for i, power in zip(one, each, strict=True) if i in row]
                    for one, each in zip(said, powers, strict=True)
                ]
            )
            (self._talk if likelihood.is_talk else self._straight).append((term, turns))
        talked = [turn.negotiations for _, turns in self._talk for turn in turns]
        self._talked = np.unique(np.concatenate(talked)) if talked else np.zeros(0, np.intp)
        self._log_prior_of_talk = log_prior_of_talk(settings, agenda.n_issues)

    def log_likelihoods(self, z: FloatArray) -> FloatArray:
        """Log-likelihood of each negotiation's evidence at latent points, ``(n_negotiations, n_draws)``.

        Raises
        ------
        InferenceFailed
            When a likelihood is not finite.
        """
        found, z = np.empty((self._n, z.shape[1])), z.astype(PRECISION)
        step = max(LEAST_BLOCK, MOST_NUMBERS // max(1, self._n_rows))
        for start in range(0, z.shape[1], step):
            found[:, start : start + step] = self._at(z[:, start : start + step])
        if not np.isfinite(found).all():
            raise InferenceFailed(
                "The likelihood is not finite; check the amounts in the last events."
            )
        return found

    def _at(self, z: FloatArray) -> FloatArray:
        draws = self.levels.make(z)
        total = np.zeros((self._n, z.shape[1]), PRECISION)
        for term, turns in self._straight:
            rows = term(draws)
            for turn in turns:
                total[turn.negotiations] += turn.of(rows)
        if self._talk:
            total[self._talked] += self._mixed(draws)
        return total

    def _mixed(self, draws: Draws) -> FloatArray:
        """The talk of each negotiation that has any, summed over what it may be as a whole."""
        n_readings = max(len(self._log_prior_of_talk) - 1, 1)
        said = np.zeros((len(self._talked), n_readings, draws.n_draws), PRECISION)
        for term, turns in self._talk:
            rows = term(draws)
            for turn in turns:
                said[np.searchsorted(self._talked, turn.negotiations)] += turn.of(rows)
        return mixed_talk(said, self._log_prior_of_talk)


@dataclass(frozen=True)
class _Turn:
    """At most one piece of evidence of each negotiation: its row and its power."""

    negotiations: Index
    rows: Index
    powers: FloatArray

    def of(self, log_likelihoods: FloatArray) -> FloatArray:
        """Its rows of some log-likelihoods, raised to their powers."""
        found = log_likelihoods[self.rows]
        if (self.powers != 1).any():
            found *= self.powers.reshape(-1, *[1] * (found.ndim - 1))
        return found


def _turns(said: Sequence[Sequence[tuple[int, float]]]) -> list[_Turn]:
    """The first row of every negotiation that has one, then the second of each, and so on."""
    turns = []
    for turn in range(max(map(len, said), default=0)):
        have = [(n, *one[turn]) for n, one in enumerate(said) if len(one) > turn]
        negotiations, rows, powers = zip(*have, strict=True)
        turns.append(_Turn(np.array(negotiations), np.array(rows), np.array(powers, PRECISION)))
    return turns
