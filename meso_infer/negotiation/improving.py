"""Where talks about something better for both stand, once a deal was reached."""

from __future__ import annotations

from dataclasses import dataclass

from meso_infer.packages import Package


@dataclass(frozen=True)
class Veto:
    """A proposal that a side said no to; `side` says which."""

    package: Package
    side: str


@dataclass(frozen=True)
class Improving:
    """Talks after an agreement; the deal stands whatever comes of them.

    Attributes
    ----------
    deal : Package, optional
        What was first agreed; none before an agreement.
    consents : tuple of str
        Parties who agreed to look for something better.
    proposed, proposed_id : Package and str, optional
        What is proposed in the place of the deal, and the id of the event that did.
    said_yes : tuple of str
        Parties who would rather have it.
    vetoes : tuple of Veto
        Proposals that a side said no to, oldest first.
    accepted : tuple of Package
        Proposals that both said yes to; the last one is the deal.
    """

    deal: Package | None = None
    consents: tuple[str, ...] = ()
    proposed: Package | None = None
    proposed_id: str | None = None
    said_yes: tuple[str, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    accepted: tuple[Package, ...] = ()

    @property
    def vetoed(self) -> tuple[Package, ...]:
        """Proposals that somebody said no to, oldest first."""
        return tuple(veto.package for veto in self.vetoes)

    def turned_down(self, side: str) -> tuple[Package, ...]:
        """Proposals that one side said no to, oldest first."""
        return tuple(veto.package for veto in self.vetoes if veto.side == side)

    @property
    def packages(self) -> tuple[Package, ...]:
        """Every package that was proposed in the place of a deal, and the deal that was replaced."""
        named = (self.deal if self.accepted else None, self.proposed)
        return (*(one for one in named if one is not None), *self.vetoed, *self.accepted)


@dataclass(frozen=True)
class Debriefing:
    """What somebody told after talks.

    Attributes
    ----------
    party : str
    weights : tuple of (str, float)
        What mattered to them by issue, summing to 1; empty where they gave an order or nothing.
    order : tuple of str
        The same as an order, most important first.
    climate : tuple of (str, int)
        How the talks felt, by question, from 1 (not at all) to 7 (entirely).
    """

    party: str
    weights: tuple[tuple[str, float], ...] = ()
    order: tuple[str, ...] = ()
    climate: tuple[tuple[str, int], ...] = ()
