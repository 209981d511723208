"""What one round of talks holds: an offer of ours, what was asked for, what was said yes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from meso_infer.packages import Meso, Package

Claim = Literal["equal", "similar", "none"]


@dataclass(frozen=True)
class Ask:
    """Something the counterpart asked for in a round.

    A counteroffer has only a package. A push has an issue, and with an amount also a package.
    """

    package: Package | None = None
    issue: str | None = None
    direction: str | None = None
    option: str | None = None
    amount: float | None = None


@dataclass(frozen=True)
class Round:
    """One offer of ours and the counterpart's answers to it.

    A counteroffer that came before any offer of ours stands in a round without a Meso.
    `own_version`, `own_fingerprint` and `spread` are those of our utility when the Meso was
    offered, and stay so when our weights change later.
    """

    number: int
    meso: Meso | None = None
    offer_id: str | None = None
    claim: Claim = "none"
    none_allowed: bool = False
    own_version: int = 0
    own_fingerprint: str | None = None
    spread: float | None = None
    picked: str | None = None
    ranking: tuple[str, ...] = ()
    rejected: bool = False
    answered: bool = False
    asks: tuple[Ask, ...] = ()

    @property
    def favourite(self) -> str | None:
        """Label of the package that they picked, or else ranked first."""
        return self.picked or (self.ranking[0] if self.ranking else None)

    @property
    def counteroffers(self) -> tuple[Package, ...]:
        """Packages that they put forward themselves, in the order given; may be partial."""
        return tuple(
            ask.package for ask in self.asks if ask.issue is None and ask.package is not None
        )

    @property
    def requested(self) -> tuple[Package, ...]:
        """All packages that they asked for: counteroffers, and picks changed by an amount."""
        return tuple(ask.package for ask in self.asks if ask.package is not None)

    @property
    def pushes(self) -> tuple[Ask, ...]:
        return tuple(ask for ask in self.asks if ask.issue is not None)


@dataclass(frozen=True)
class Acceptance:
    """A package that one party said yes to."""

    package: Package
    party: str
