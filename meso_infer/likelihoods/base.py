"""The contract of a likelihood: evidence of one kind in, log-probabilities for many draws out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meso_infer.packages import Agenda
from meso_infer.prior import Layout, ModelSettings
from meso_infer.prior.draws import Draws
from meso_infer.prior.levels import LevelTable

FloatArray = NDArray[Any]
"""Of double precision; of single precision inside the sampler."""
Term = Callable[[Draws], FloatArray]
"""Log-likelihood of each piece of evidence under each draw, shape ``(n_evidence, n_draws)``; see
`Likelihood` for talk."""


@dataclass(frozen=True)
class Context:
    """What every likelihood may know besides the evidence.

    `own_part_worths`, shape ``(n_levels,)``, is our utility at each level, or a stand-in opposed to
    theirs with equal shares where ours is unknown. `precision` is that of the draws that the compiled
    terms will meet: what they multiply is cast to it once, so that arithmetic stays in it. `layout` is
    the prior of the fit; where it is left out, that of the settings alone.
    """

    table: LevelTable
    settings: ModelSettings
    own_part_worths: FloatArray
    precision: type[np.floating] = np.float64
    layout: Layout | None = None

    def cast(self, values: ArrayLike) -> FloatArray:
        """Numbers in the precision of the draws."""
        return np.asarray(values, self.precision)


class Likelihood(ABC):
    """One kind of evidence and its probability; no randomness, no state.

    Where `is_talk`, words may be strategic: the term then gives ``(n_evidence, 1 + n_issues, n_draws)``,
    first for talk that is sincere, then for talk that exaggerates each issue in turn until it looks
    like the one that matters most. With ``context.settings.talk_sincerity`` of 1 only the first is given.
    Each is relative to the same words said at random, so that talk that tells nothing has log-likelihood 0.
    """

    kind: str
    is_talk: bool = False

    @abstractmethod
    def mentioned(self, evidence: Sequence[Any], agenda: Agenda) -> FloatArray:
        """Coordinates that must stand in the level table, ``(n, n_issues)``, nan where none."""

    @abstractmethod
    def compile(self, evidence: Sequence[Any], context: Context) -> Term:
        """Prepare all evidence of this kind; the term is then called for many sets of draws."""


def log_sum_exp(values: FloatArray, axis: int) -> FloatArray:
    """Stable ``log(sum(exp(values)))`` along an axis."""
    top = values.max(axis=axis, keepdims=True)
    return np.squeeze(top, axis) + np.log(np.exp(values - top).sum(axis=axis))


def log_with_lapse(
    probability: FloatArray, lapse: FloatArray | float, guess: FloatArray | float
) -> FloatArray:
    """``log((1 - lapse) probability + lapse * guess)``, in place: no single event can veto."""
    probability *= 1 - lapse
    probability += lapse * guess
    return np.log(probability, out=probability)
