"""What past negotiations taught about counterparts of a kind, as numbers that a log can keep.

The numbers are kept with the negotiation that uses them, so that its estimates stay what they were
when more is learnt later. This module knows nothing of what they mean to the model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, model_validator

from meso_infer.issues import plain_name
from meso_infer.packages import Agenda

MOST_UNKNOWNS = 256
FARTHEST = 50.0
"""No number of a learnt prior is larger; unknowns are in standard deviations of the model's own prior."""

Number = Annotated[float, Field(ge=-FARTHEST, le=FARTHEST, allow_inf_nan=False)]
SegmentName = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(plain_name)]


class LearntPrior(BaseModel, frozen=True, extra="forbid"):
    """Mean and spread of the unknowns of a counterpart, learnt from past negotiations of a segment.

    Attributes
    ----------
    segment : str
        The kind of counterpart that it was learnt from.
    n_negotiations : int
        How many past negotiations taught it.
    model_version : str
        The version of the model whose unknowns these are.
    mean : tuple of float, length n
    cholesky : tuple of tuple of float
        Lower triangle of the Cholesky factor of the covariance; row i has i + 1 numbers, the last of
        them above 0.
    """

    segment: SegmentName
    n_negotiations: Annotated[int, Field(ge=1, le=1_000_000)]
    model_version: Annotated[str, Field(min_length=1, max_length=120)]
    mean: Annotated[tuple[Number, ...], Field(min_length=1, max_length=MOST_UNKNOWNS)]
    cholesky: Annotated[
        tuple[tuple[Number, ...], ...], Field(min_length=1, max_length=MOST_UNKNOWNS)
    ]

    @model_validator(mode="after")
    def _is_a_triangle(self) -> LearntPrior:
        rows = [len(row) for row in self.cholesky]
        if rows != list(range(1, len(self.mean) + 1)):
            raise ValueError(
                f"the mean has {len(self.mean)} numbers, so 'cholesky' needs as many rows, of 1, 2, 3 "
                "... numbers"
            )
        if any(row[-1] <= 0 for row in self.cholesky):
            raise ValueError("the last number of each row of 'cholesky' must be above 0")
        return self

    @property
    def square(self) -> tuple[tuple[float, ...], ...]:
        """The Cholesky factor with the zeros above its diagonal."""
        n = len(self.mean)
        return tuple((*row, *[0.0] * (n - len(row))) for row in self.cholesky)


@dataclass(frozen=True)
class PriorInForce:
    """A learnt prior and the agenda for which it was chosen; it fits agendas of that shape only."""

    prior: LearntPrior
    agenda: Agenda
