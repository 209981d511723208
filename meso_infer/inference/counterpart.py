"""The compiled model of the counterpart: latent points in, log-likelihood of every event out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from meso_infer.errors import InferenceFailed, InvalidSettings
from meso_infer.evidence import Counteroffer, EqualClaim, Evidence, OfferedSet, Pick
from meso_infer.likelihoods import LIKELIHOODS, Context, Likelihood, Term
from meso_infer.packages import Agenda
from meso_infer.prior import Layout, ModelSettings
from meso_infer.prior.draws import DrawMaker, Draws
from meso_infer.prior.levels import LevelTable
from meso_infer.prior.taste import taste_shape
from meso_infer.utility import AdditiveUtility

FloatArray = NDArray[Any]
"""Of double precision; of single precision inside the sampler."""

NO_CHANCE = 1e-12


class CounterpartModel:
    """Prior and likelihood of one agenda and one body of evidence, ready to be evaluated many times.

    Parameters
    ----------
    agenda : Agenda
    evidence : sequence of Evidence
    settings : ModelSettings
    own : AdditiveUtility, optional
        Our utility, towards which counteroffers tilt. Unknown: equal shares opposed to their taste.
    weights : sequence of float, optional
        Power of each piece's likelihood, at least 0; `implied_weights` when left out.
    precision : type, optional
        Of the arithmetic, whatever that of the points: numpy.float64, or numpy.float32 for the sampler,
        twice as fast and within 1e-3 of the log-likelihood.

    Raises
    ------
    InvalidSettings
        When there is not one finite weight of at least 0 for each piece of evidence.
    """

    def __init__(
        self,
        agenda: Agenda,
        evidence: Sequence[Evidence],
        settings: ModelSettings,
        own: AdditiveUtility | None = None,
        weights: Sequence[float] | None = None,
        *,
        precision: type[np.floating] = np.float64,
    ) -> None:
        powers = (
            implied_weights(evidence, settings)
            if weights is None
            else checked_weights(weights, len(evidence))
        )
        self.evidence = tuple(evidence)
        self.layout = Layout(agenda, settings, knows_order(self.evidence, settings), own)
        self.table = level_table(agenda, self.evidence)
        self.context = Context(
            self.table, settings, own_part_worths(self.table, own), precision, self.layout
        )
        self._straight: list[tuple[NDArray[np.intp], Term]] = []
        self._talk: list[tuple[NDArray[np.intp], Term]] = []
        for likelihood, index in by_kind(self.evidence):
            term = likelihood.compile([self.evidence[i] for i in index], self.context)
            if (powers[index] != 1).any():
                term = _tempered(term, self.context.cast(powers[index]))
            (self._talk if likelihood.is_talk else self._straight).append((index, term))
        self._log_prior_of_talk = log_prior_of_talk(settings, agenda.n_issues)
        self._make = DrawMaker(self.layout, self.table)

    def draws(self, z: FloatArray) -> Draws:
        """Draws at the levels of this fit."""
        return self._make(self.context.cast(z))

    def log_likelihood(self, z: FloatArray) -> FloatArray:
        """Log-likelihood of all evidence, shape ``(n_draws,)``; raises InferenceFailed when not finite."""
        draws = self.draws(z)
        total = np.zeros(z.shape[1])
        for _, term in self._straight:
            total += term(draws).sum(axis=0)
        if self._talk:
            said, *others = [term(draws).sum(axis=0) for _, term in self._talk]
            for other in others:
                said += other
            total += self._mixed(said)
        if not np.isfinite(total).all():
            raise InferenceFailed(
                "The likelihood is not finite; check the amounts in the last events."
            )
        return total

    def log_increments(self, z: FloatArray, order: Sequence[int]) -> FloatArray:
        """What each piece of evidence, in `order`, adds to the log-likelihood of those before it.

        Shape ``(n_evidence, n_draws)``. Talk is believed or doubted as a whole, so that its pieces
        are not independent.
        """
        added, talk = self._by_evidence(z)
        said = np.zeros_like(talk[next(iter(talk))]) if talk else None
        before = 0.0
        for i in order:
            if said is not None and i in talk:
                said = said + talk[i]
                after = self._mixed(said)
                added[i] = after - before
                before = after
        return added

    def log_left_out(self, z: FloatArray) -> FloatArray:
        """What each piece of evidence adds to the log-likelihood of all others, ``(n_evidence, n_draws)``."""
        return self.looking_back(z)[0]

    def talk_probabilities(self, z: FloatArray) -> FloatArray:
        """Chance under each draw that talk is sincere, that it exaggerates each issue, that it is empty.

        Shape ``(n_issues + 2, n_draws)``, or all sincere ``(1, n_draws)`` where no talk is doubted;
        without talk, the prior chances.
        """
        return self.looking_back(z)[1]

    def looking_back(self, z: FloatArray) -> tuple[FloatArray, FloatArray]:
        """`log_left_out` and `talk_probabilities` at once."""
        left_out, talk = self._by_evidence(z)
        log_chance = np.repeat(self._log_prior_of_talk[:, None], z.shape[1], axis=1)
        if talk:
            said = np.sum(list(talk.values()), axis=0)
            mixed = self._mixed(said)
            for i, one in talk.items():
                left_out[i] = mixed - self._mixed(said - one)
            log_chance[: len(said)] += said
        chance = np.exp(log_chance - log_chance.max(axis=0))
        return left_out, chance / chance.sum(axis=0)

    def _by_evidence(self, z: FloatArray) -> tuple[FloatArray, dict[int, FloatArray]]:
        """Log-likelihood of each piece that is no talk, 0 for talk; and of each piece of talk."""
        draws = self.draws(z)
        straight = np.zeros((len(self.evidence), z.shape[1]))
        for index, term in self._straight:
            straight[index] = term(draws)
        talk: dict[int, FloatArray] = {}
        for index, term in self._talk:
            talk.update(zip(index.tolist(), term(draws), strict=True))
        return straight, talk

    def _mixed(self, talk: FloatArray) -> FloatArray:
        return mixed_talk(talk, self._log_prior_of_talk)


def knows_order(evidence: Sequence[Evidence], settings: ModelSettings) -> bool:
    """Whether a pick came from packages that were shown in a known order, and the order may matter."""
    return settings.order_sd > 0 and any(isinstance(e, Pick) and e.shown for e in evidence)


def by_kind(evidence: Sequence[Evidence]) -> Iterator[tuple[Likelihood, NDArray[np.intp]]]:
    """Each kind of evidence that is there, with the places of its pieces."""
    places: dict[str, list[int]] = {}
    for i, piece in enumerate(evidence):
        places.setdefault(piece.kind, []).append(i)
    for kind, likelihood in LIKELIHOODS.items():
        if kind in places:
            yield likelihood, np.array(places[kind], dtype=np.intp)


def level_table(agenda: Agenda, evidence: Sequence[Evidence]) -> LevelTable:
    """The levels at which all pieces of evidence can be evaluated."""
    places = [
        likelihood.mentioned([evidence[i] for i in index], agenda)
        for likelihood, index in by_kind(evidence)
    ]
    return LevelTable.of(agenda, np.concatenate(places) if places else ())


def implied_weights(evidence: Sequence[Evidence], settings: ModelSettings) -> FloatArray:
    """Power of each piece's likelihood that the settings imply, shape ``(n_evidence,)``, 0 to 1.

    Evidence fades by its age in rounds, counted from the latest round that gave any. One rule of
    conceding makes all their counteroffers, so that a misread rule misreads them together: together they
    count for no more than `most_counteroffers` of them.
    """
    if settings.forgetting == 1 and len(evidence) <= settings.most_counteroffers:
        return np.ones(len(evidence))
    rounds = np.array([one.round for one in evidence], float)
    powers = settings.forgetting ** (rounds.max(initial=1.0) - rounds)
    asked = np.array(
        [isinstance(one, Counteroffer | OfferedSet | EqualClaim) for one in evidence], dtype=bool
    )
    powers[asked] *= min(1.0, settings.most_counteroffers / max(int(asked.sum()), 1))
    return powers


def checked_weights(weights: Sequence[float], n_evidence: int) -> FloatArray:
    """Weights of pieces of evidence, shape ``(n_evidence,)``; raises InvalidSettings when unusable."""
    powers = np.asarray(weights, float)
    if powers.shape != (n_evidence,):
        raise InvalidSettings(
            f"There are {powers.size} weights for {n_evidence} pieces of evidence; give one for each."
        )
    if not (np.isfinite(powers) & (powers >= 0)).all():
        raise InvalidSettings(
            "A weight of evidence is negative or not a finite number; 0 leaves the evidence out, 1 "
            "takes it as it is, 2 counts it twice."
        )
    return powers


def _tempered(term: Term, powers: FloatArray) -> Term:
    """The term with the likelihood of each piece of evidence raised to its power."""

    def tempered(draws: Draws) -> FloatArray:
        values = term(draws)
        return values * powers.reshape(-1, *[1] * (values.ndim - 1))

    return tempered


def log_prior_of_talk(settings: ModelSettings, n_issues: int) -> FloatArray:
    """Log prior chances that talk is sincere, that it exaggerates each issue, that it says nothing.

    Shape ``(n_issues + 2,)``, or a single 0 where no talk is doubted.
    """
    sincere = settings.talk_sincerity
    if sincere == 1:
        return np.zeros(1)
    empty = (1 - sincere) * settings.empty_talk_share
    stretched = [(1 - sincere - empty) / n_issues] * n_issues
    return np.log(np.maximum([sincere, *stretched, empty], NO_CHANCE))


def mixed_talk(talk: FloatArray, log_prior: FloatArray) -> FloatArray:
    """Talk summed over what it may be, ``(..., 1 or 1 + n_issues, n_draws)`` to ``(..., n_draws)``.

    Each reading is against talk that says nothing, whose log-likelihood is therefore 0. `log_prior` as
    of `log_prior_of_talk`.
    """
    if len(log_prior) == 1:
        return talk[..., 0, :]
    told, empty = log_prior[:-1, None].astype(talk.dtype), float(log_prior[-1])
    readings = talk + told
    top = np.maximum(readings.max(axis=-2, keepdims=True), empty)
    readings -= top
    np.exp(readings, out=readings)
    top = top[..., 0, :]
    return top + np.log(readings.sum(axis=-2) + np.exp(empty - top))


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
