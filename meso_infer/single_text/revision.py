"""The mediator's unpublished edits: every change can be undone until they are published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from meso_infer.errors import CaseRefused, explain
from meso_infer.single_text.clauses import MOST_CLAUSES, Clause, next_id

MOST_UNDONE = 20


class Revision(BaseModel):
    """A text in work.

    Attributes
    ----------
    based_on : int
        The version that it would follow; 0 before the first.
    clauses : tuple of Clause
    note : str
        What everybody will read beside the version.
    before : tuple of tuple of Clause
        The clauses before each change, the last one last.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    based_on: int = 0
    clauses: tuple[Clause, ...] = ()
    note: str = Field(default="", max_length=4000)
    before: tuple[tuple[Clause, ...], ...] = ()

    def reworded(self, clause_id: str, **fields: str | None) -> Revision:
        """Give a clause another title, text, issue or option.

        Raises
        ------
        CaseRefused
            When there is no such clause, or it would say nothing.
        """
        place = self._place(clause_id)
        try:
            clause = Clause.model_validate({**self.clauses[place].model_dump(), **fields})
        except ValidationError as error:
            raise CaseRefused(f"The clause cannot be kept: {explain(error, 1)}.") from error
        if clause == self.clauses[place]:
            return self
        return self._with((*self.clauses[:place], clause, *self.clauses[place + 1 :]))

    def added(
        self, title: str, text: str, *, used: Iterable[str], issue: str | None = None
    ) -> Revision:
        """Add a clause at the end.

        Parameters
        ----------
        used : iterable of str
            Ids that clauses of earlier versions had.

        Raises
        ------
        CaseRefused
            When it says nothing, or there are a hundred clauses already.
        """
        if len(self.clauses) >= MOST_CLAUSES:
            raise CaseRefused(f"A text has at most {MOST_CLAUSES} clauses; join two first.")
        states = (*self.before, self.clauses)
        known = {one.id for state in states for one in state} | set(used)
        try:
            clause = Clause(id=next_id(known), title=title, text=text, issue=issue)
        except ValidationError as error:
            raise CaseRefused(f"The clause cannot be kept: {explain(error, 1)}.") from error
        return self._with((*self.clauses, clause))

    def removed(self, clause_id: str) -> Revision:
        """Leave a clause out; raises CaseRefused when there is no such clause."""
        place = self._place(clause_id)
        return self._with((*self.clauses[:place], *self.clauses[place + 1 :]))

    def moved(self, clause_id: str, by: int) -> Revision:
        """Move a clause up (negative) or down; at an end it stays there."""
        place = self._place(clause_id)
        others = [*self.clauses[:place], *self.clauses[place + 1 :]]
        target = min(max(place + by, 0), len(others))
        others.insert(target, self.clauses[place])
        return self if target == place else self._with(others)

    def returned_to(self, clauses: Sequence[Clause]) -> Revision:
        """Have the edits read like an earlier version."""
        return self if tuple(clauses) == self.clauses else self._with(clauses)

    def noted(self, note: str) -> Revision:
        """Say something else beside the version."""
        return self.model_copy(update={"note": note[:4000]})

    @property
    def can_undo(self) -> bool:
        return bool(self.before)

    def undone(self) -> Revision:
        """Take the last change back; raises CaseRefused when there is none."""
        if not self.before:
            raise CaseRefused("There is nothing to undo in these edits.")
        return self.model_copy(update={"clauses": self.before[-1], "before": self.before[:-1]})

    def _with(self, clauses: Sequence[Clause]) -> Revision:
        before = (*self.before, self.clauses)[-MOST_UNDONE:]
        return self.model_copy(update={"clauses": tuple(clauses), "before": before})

    def _place(self, clause_id: str) -> int:
        for place, one in enumerate(self.clauses):
            if one.id == clause_id:
                return place
        raise CaseRefused("There is no such clause in these edits. Reload and look again.")
