"""Keep a new version, or go back? What the marks of both versions say, as votes on the change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from meso_infer.single_text.annealing import STRONGEST, chance_of_keeping
from meso_infer.single_text.clauses import MARKS
from meso_infer.single_text.text_log import TextLog

TEMPERATURE = 0.5
"""In units of votes: that with which the procedure did best where clauses depend on each other."""
MOMENTS = (0.0, 0.5, 1.0)
"""The start, the middle and the end of the talks, as shares of them."""


@dataclass(frozen=True)
class VotesOnChange:
    """What each party's marks say of a change from one version to another.

    Attributes
    ----------
    votes : dict
        By party, -2 (much worse) to 2 (much better): its marks on the changed clauses, added up.
    missing : tuple of str
        Parties that have not marked every changed clause in both versions.
    """

    votes: Mapping[str, int]
    missing: tuple[str, ...]

    @property
    def against(self) -> tuple[str, ...]:
        """The parties for which it is worse."""
        return tuple(party for party, vote in self.votes.items() if vote < 0)

    @property
    def is_complete(self) -> bool:
        return bool(self.votes) and not self.missing

    def chances(self) -> tuple[float, ...]:
        """With which chance the annealing mediator would keep the change, at each of `MOMENTS`."""
        votes = tuple(self.votes.values())
        return tuple(chance_of_keeping(votes, TEMPERATURE, moment) for moment in MOMENTS)


def votes_on_change(log: TextLog, before: int, after: int) -> VotesOnChange:
    """Read the marks of two versions as votes; for the mediator, who alone sees them all.

    A clause that only one of the versions has cannot be compared, and counts for nothing.

    Raises
    ------
    CaseRefused
        When there is no such version.
    """
    changed = [one.id for one in log.differences(before, after) if one.fate == "changed"]
    old, new = log.marks(before), log.marks(after)
    votes, missing = {}, []
    for party in log.header.ids:
        pairs = [(old[one].get(party), new[one].get(party)) for one in changed]
        steps = [
            MARKS.index(was) - MARKS.index(now)
            for was, now in pairs
            if was is not None and now is not None
        ]
        if len(steps) < len(changed):
            missing.append(party)
        elif changed:
            votes[party] = max(-STRONGEST, min(STRONGEST, sum(steps)))
    return VotesOnChange(votes, tuple(missing))
