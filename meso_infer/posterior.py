"""The posterior: draws of the counterpart's utility, and every summary of them.

Every number it gives can carry its uncertainty. It does not know which events it came from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from meso_infer.diagnostics import Diagnostics, count_informative
from meso_infer.errors import InvalidPackage, counted, listed
from meso_infer.evidence import FIRM_LAPSE
from meso_infer.issues import PEAK, DirectedIssue
from meso_infer.likelihoods.pick import pick_probabilities
from meso_infer.packages import Agenda, Package
from meso_infer.prior import MODEL_VERSION, Layout
from meso_infer.prior.draws import DrawMaker, Draws
from meso_infer.prior.levels import LevelTable

FloatArray = NDArray[np.float64]
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


@dataclass(frozen=True)
class Summary:
    """Mean, standard deviation and quantiles of one quantity."""

    mean: float
    sd: float
    q05: float
    q25: float
    q50: float
    q75: float
    q95: float


@dataclass(frozen=True)
class WeightSummary(Summary):
    """Summary of an issue's weight, 0 to 1, with the probability that it is the largest."""

    p_top: float


@dataclass(frozen=True)
class Posterior:
    """Draws of everything unknown about the counterpart.

    Attributes
    ----------
    z : ndarray, shape (n_dimensions, n_draws)
        Latent draws; see `Layout`.
    diagnostics : Diagnostics
    information_bits : tuple of float
        How far each piece of evidence moved the posterior, in the order given.
    seed : int
    log_weights : ndarray, shape (n_draws,), optional
        Of the draws; None when all weigh the same.
    talk_probabilities : tuple of float
        Chance that their pushes and counteroffers are sincere, that they exaggerate each issue in
        turn, that they say nothing; a single 1 where no talk is doubted, the prior chances without
        talk, none at all without evidence.
    left_out : ndarray, shape (n_evidence, n_draws), optional
        What each piece of evidence adds to the log-likelihood of all others; None without evidence.
    evidence_weights : tuple of float
        Power of each piece's likelihood, in the order given.
    """

    layout: Layout
    z: FloatArray
    diagnostics: Diagnostics
    information_bits: tuple[float, ...]
    seed: int
    log_weights: FloatArray | None = None
    model_version: str = MODEL_VERSION
    talk_probabilities: tuple[float, ...] = ()
    left_out: FloatArray | None = None
    evidence_weights: tuple[float, ...] = ()

    def __repr__(self) -> str:
        about = listed(self.agenda.names, "and")
        known = counted(self.n_informative, "informative event")
        return f"<Posterior of {about}: {counted(self.n_draws, 'draw')}, {known}>"

    @property
    def agenda(self) -> Agenda:
        return self.layout.agenda

    @property
    def n_draws(self) -> int:
        return self.z.shape[1]

    @property
    def n_evidence(self) -> int:
        return len(self.information_bits)

    @cached_property
    def n_informative(self) -> int:
        """How many pieces of evidence moved the posterior by at least 0.1 bit."""
        return count_informative(self.information_bits)

    @cached_property
    def draw_weights(self) -> FloatArray:
        """Weight of each draw, shape ``(n_draws,)``; sums to 1."""
        if self.log_weights is None:
            return np.full(self.n_draws, 1.0 / self.n_draws)
        weights = np.exp(self.log_weights - self.log_weights.max())
        return weights / weights.sum()

    @cached_property
    def draws(self) -> Draws:
        """Draws at the reference levels of the agenda."""
        return DrawMaker(self.layout, LevelTable.of(self.agenda))(self.z)

    @property
    def weights(self) -> FloatArray:
        """Issue weights, shape ``(n_issues, n_draws)``; each column sums to 1."""
        return self.draws.weights

    # --- summaries ---------------------------------------------------------------------------

    def summary(self, values: FloatArray) -> Summary:
        """Summary of one quantity over the draws, shape ``(n_draws,)``."""
        mean = float(values @ self.draw_weights)
        sd = float(np.sqrt(max(0.0, float((values - mean) ** 2 @ self.draw_weights))))
        return Summary(mean, sd, *(float(q) for q in self._quantiles(values)))

    def _quantiles(self, values: FloatArray) -> FloatArray:
        if self.log_weights is None:
            return np.quantile(values, QUANTILES)
        order = np.argsort(values)
        reached = np.cumsum(self.draw_weights[order]) - 0.5 * self.draw_weights[order]
        return np.interp(QUANTILES, reached, values[order])

    def probability(self, holds: NDArray[np.bool_]) -> float:
        """Probability of a claim that holds in some draws, shape ``(n_draws,)``."""
        return float(np.clip(holds @ self.draw_weights, 0.0, 1.0))

    def weight_summary(self) -> dict[str, WeightSummary]:
        """Summary of each issue's weight, by issue name in agenda order."""
        return dict(self._weight_summary)

    @cached_property
    def _weight_summary(self) -> dict[str, WeightSummary]:
        top = self.weights.argmax(axis=0)
        return {
            name: WeightSummary(
                **vars(self.summary(self.weights[j])), p_top=self.probability(top == j)
            )
            for j, name in enumerate(self.agenda.names)
        }

    def rank_probabilities(self) -> dict[str, list[float]]:
        """Probability of each rank, first to last, by issue name."""
        order = np.argsort(-self.weights, axis=0, kind="stable")
        return {
            name: [self.probability(order[k] == j) for k in range(self.agenda.n_issues)]
            for j, name in enumerate(self.agenda.names)
        }

    def p_above(self, first: str, second: str) -> float:
        """Probability that one issue weighs more than another."""
        a, b = self.agenda.index(first), self.agenda.index(second)
        return self.probability(self.weights[a] > self.weights[b])

    def directions(self) -> dict[str, dict[str, float]]:
        """Probability of each direction of their taste, by issue that has one."""
        knots = self.layout.knot_values(self.layout.latent(self.z))
        result: dict[str, dict[str, float]] = {}
        for j, (issue, shape) in enumerate(
            zip(self.agenda.issues, self.layout.shapes, strict=True)
        ):
            if not isinstance(issue, DirectedIssue):
                continue
            if shape.is_curve:
                up = 1.0 if shape.orientation > 0 else 0.0
                result[issue.name] = {issue.direction_up: up, issue.direction_down: 1 - up}
                continue
            best = knots[self.layout.knot_slices[j]].argmax(axis=0)
            last = len(shape.knots) - 1
            result[issue.name] = {
                issue.direction_up: self.probability(best == last),
                issue.direction_down: self.probability(best == 0),
            }
            if last == 2:
                result[issue.name][PEAK] = self.probability(best == 1)
        return result

    def sharpness(self) -> Summary:
        """Logit precision of their picks, on utilities of 0 to 1."""
        return self.summary(self.draws.sharpness)

    def reservation(self, round_number: int = 1) -> Summary:
        """The utility to them, 0 to 1, of taking none of the packages in a round."""
        return self.summary(self.draws.aspiration(round_number))

    # --- packages ----------------------------------------------------------------------------

    def part_worths(self, issue: str, coordinates: FloatArray) -> FloatArray:
        """Their part-worths at coordinates of one issue, shape ``(n_coordinates, n_draws)``."""
        j = self.agenda.index(issue)
        places = np.full((len(coordinates), self.agenda.n_issues), np.nan)
        places[:, j] = coordinates
        return self.part_worths_at(places)[:, j]

    def part_worths_at(self, coordinates: FloatArray) -> FloatArray:
        """Their part-worths of packages, ``(n, n_issues)`` coordinates to ``(n, n_issues, n_draws)``.

        0 where a package leaves an issue out (nan).
        """
        table = LevelTable.of(self.agenda, coordinates)
        draws = DrawMaker(self.layout, table)(self.z)
        at = table.positions(coordinates)
        result = draws.part_worths[np.maximum(at, 0)]
        result[at < 0] = 0.0
        return result

    def utility_of(self, coordinates: FloatArray) -> FloatArray:
        """Their utility of complete packages, ``(n, n_issues)`` coordinates to ``(n, n_draws)``, 0 to 1.

        Raises
        ------
        InvalidPackage
            When a package leaves an issue out (nan).
        """
        left_out = np.isnan(coordinates).any(axis=0)
        if left_out.any():
            names = listed(np.array(self.agenda.names)[left_out], "and")
            raise InvalidPackage(
                f"A package leaves out {names}, so it has no utility; settle every issue."
            )
        table = LevelTable.of(self.agenda, coordinates)
        worth = DrawMaker(self.layout, table)(self.z).part_worths
        at = table.positions(coordinates)
        total = worth[at[:, 0]]
        for j in range(1, self.agenda.n_issues):
            total += worth[at[:, j]]
        return total

    def utility(self, packages: Sequence[Package]) -> FloatArray:
        """Their utility of complete packages, shape ``(n_packages, n_draws)``, 0 to 1."""
        return self.utility_of(self.agenda.encode(list(packages)))

    def pick_probability_draws(
        self, packages: Sequence[Package], *, none_allowed: bool = False, round_number: int = 1
    ) -> FloatArray:
        """Chance of each pick under each draw, shape ``(n_packages, n_draws)``; none of them last if allowed."""
        utilities = self.utility(packages)
        if none_allowed:
            return self.answer_draws(utilities, round_number=round_number)
        return pick_probabilities(utilities, self.draws.sharpness, FIRM_LAPSE)

    def answer_draws(self, utilities: FloatArray, *, round_number: int = 1) -> FloatArray:
        """Chance of each answer to packages of these utilities, ``(n, n_draws)``; none of them last."""
        with_none = np.vstack([utilities, self.draws.aspiration(round_number)])
        return pick_probabilities(with_none, self.draws.sharpness, FIRM_LAPSE)

    def pick_probabilities(
        self, packages: Sequence[Package], *, none_allowed: bool = False, round_number: int = 1
    ) -> FloatArray:
        """Predicted chance of each pick, shape ``(n_packages,)``, none of them last if allowed; sums to 1."""
        draws = self.pick_probability_draws(
            packages, none_allowed=none_allowed, round_number=round_number
        )
        return draws @ self.draw_weights

    # --- other posteriors ---------------------------------------------------------------------

    def reweighted(self, log_likelihood: FloatArray) -> Posterior:
        """What would be believed after one more observation with this log-likelihood, ``(n_draws,)``."""
        base = np.zeros(self.n_draws) if self.log_weights is None else self.log_weights
        return replace(self, log_weights=base + log_likelihood)

    def thinned(self, n_draws: int) -> Posterior:
        """At most `n_draws` evenly spaced draws of an equally weighted posterior."""
        if n_draws >= self.n_draws:
            return self
        kept = np.linspace(0, self.n_draws - 1, n_draws).round().astype(np.intp)
        weights = None if self.log_weights is None else self.log_weights[kept]
        return replace(self, z=self.z[:, kept], log_weights=weights)

    def to_dict(self, *, round_number: int = 1) -> dict[str, object]:
        """The summaries as the command line writes them."""
        weights: Mapping[str, WeightSummary] = self.weight_summary()
        return {
            "weights": {name: vars(summary) for name, summary in weights.items()},
            "rank_probabilities": self.rank_probabilities(),
            "directions": self.directions(),
            "sharpness": vars(self.sharpness()),
            "reservation": vars(self.reservation(round_number)),
            "diagnostics": {
                **vars(self.diagnostics),
                "notes": list(self.diagnostics.notes),
                "information_bits": list(self.information_bits),
                "informative_events": self.n_informative,
                "seed": self.seed,
                "model_version": self.model_version,
            },
            "events_used": self.n_evidence,
        }
