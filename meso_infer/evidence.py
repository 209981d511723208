"""What one event says about the counterpart's utility: the evidence types.

Evidence names packages and issues only. It does not know when, where or by whom an event was logged,
so that the same evidence always gives the same posterior.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from meso_infer.issues import Option
from meso_infer.packages import Package

FIRM_LAPSE = 0.03
LEANING_LAPSE = 0.15


@dataclass(frozen=True)
class Pick:
    """They took `packages[chosen]`, or none of them when `chosen` is None.

    With `none_allowed` the choice was also against taking nothing, so that their aspiration in that
    round (counted from 1) enters. An acceptance is a pick from one package with none allowed.
    `lapse` is the probability, 0 to 1, that the answer was given at random. `shown` holds the places of
    the packages in the order in which they were shown, where another than their own is known.
    """

    packages: tuple[Package, ...]
    chosen: int | None
    none_allowed: bool = False
    round: int = 1
    lapse: float = FIRM_LAPSE
    shown: tuple[int, ...] = ()

    kind: ClassVar[str] = "pick"


@dataclass(frozen=True)
class Ranking:
    """They ordered packages, best first. `round`, counted from 1, is when they did."""

    packages: tuple[Package, ...]
    lapse: float = FIRM_LAPSE
    round: int = 1

    kind: ClassVar[str] = "ranking"


@dataclass(frozen=True)
class Push:
    """They asked for more on one issue, with or without saying how much.

    `packages` holds the package they had picked, or all on the table when they had picked none.
    `direction` is a direction word of the issue; a categorical issue names the `option` asked for.
    `to` is the amount or ordered option asked for, when they said it, and needs a direction.
    """

    packages: tuple[Package, ...]
    issue: str
    direction: str | None = None
    option: str | None = None
    to: Option | None = None
    round: int = 1
    lapse: float = FIRM_LAPSE

    kind: ClassVar[str] = "push"


@dataclass(frozen=True)
class Counteroffer:
    """They asked for this package; issues it does not mention are marginalised."""

    package: Package
    round: int = 1
    lapse: float = FIRM_LAPSE

    kind: ClassVar[str] = "counteroffer"


@dataclass(frozen=True)
class Statement:
    """They said which issues matter, most important first, or (polarity -1) which do not, least first.

    `round`, counted from 1, is when they said it.
    """

    order: tuple[str, ...]
    polarity: int = 1
    round: int = 1

    kind: ClassVar[str] = "statement"


@dataclass(frozen=True)
class Constraint:
    """They said that on one issue they will not go below `least`, above `most`, or beyond `one_of`.

    Options as the issue reads them. `round`, counted from 1, is when they said it.
    """

    issue: str
    least: Option | None = None
    most: Option | None = None
    one_of: tuple[Option, ...] | None = None
    round: int = 1

    kind: ClassVar[str] = "constraint"


@dataclass(frozen=True)
class OfferedSet:
    """They put these packages forward together: one wish, told by several packages.

    Issues that a package does not mention are marginalised. `round`, counted from 1, is when they did.
    """

    packages: tuple[Package, ...]
    round: int = 1
    lapse: float = FIRM_LAPSE

    kind: ClassVar[str] = "offered-set"


@dataclass(frozen=True)
class EqualClaim:
    """They put these packages forward together and said that they are worth the same to them.

    All of them mention the same issues, two packages at least. `round`, counted from 1, is when they said it.
    """

    packages: tuple[Package, ...]
    round: int = 1

    kind: ClassVar[str] = "equal-claim"


Evidence = Pick | Ranking | Push | Counteroffer | Statement | Constraint | OfferedSet | EqualClaim
