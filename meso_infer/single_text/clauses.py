"""Clauses: the parts of a single text, each with an id that it keeps from version to version."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from meso_infer.packages import Agenda

MOST_CLAUSES = 100

Mark = Literal["works", "could live with", "does not work"]
MARKS: tuple[Mark, ...] = ("works", "could live with", "does not work")

Weight = Literal["a little", "much", "decisive"]
WEIGHTS: tuple[Weight, ...] = ("a little", "much", "decisive")
"""How much something does not work for a party."""

Title = Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]
Wording = Annotated[str, StringConstraints(min_length=1, max_length=4000, strip_whitespace=True)]


class Clause(BaseModel):
    """One clause as it stands in one version.

    Attributes
    ----------
    id : str
        ``'c1'``, ``'c2'`` and so on; never used for another clause of the same text.
    title, text : str
    issue, option : str, optional
        The issue of the agenda that it settles, and the option in words; a clause may do without.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, StringConstraints(pattern=r"^c[1-9]\d{0,4}$")]
    title: Title
    text: Wording
    issue: Title | None = None
    option: Title | None = None

    def reads_like(self, other: Clause | None) -> bool:
        """Whether a party that reads both reads the same."""
        return other is not None and self == other


def clauses_of(agenda: Agenda) -> tuple[Clause, ...]:
    """A first draft: a clause for each issue, with its option left open.

    Ranges and options are not told: they may be known to one side only.
    """
    return tuple(
        Clause(
            id=f"c{place}",
            title=issue.name[:120],
            text=f"{issue.name}: to be agreed.",
            issue=issue.name[:120],
        )
        for place, issue in enumerate(agenda.issues, start=1)
    )


def next_id(used: Iterable[str]) -> str:
    """An id that no clause has had."""
    return f"c{1 + max((int(one[1:]) for one in used), default=0)}"
