"""What one event says about the counterpart's utility: the evidence types.

Evidence names packages and issues only. It does not know when, where or by whom an event was logged,
so that the same evidence always gives the same posterior. What cannot have been chosen or said is refused
with InvalidEvidence when it is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from meso_infer.errors import InvalidEvidence, counted
from meso_infer.issues import Option
from meso_infer.packages import Package

FIRM_LAPSE = 0.03
LEANING_LAPSE = 0.15


def _require(packages: tuple[Package, ...], least: int, what: str, lapse: float = 0.0) -> None:
    """Refuse too few packages, and a lapse that is no probability."""
    if len(packages) < least:
        given = counted(len(packages), "package") if packages else "no package"
        raise InvalidEvidence(f"{what} names {given}; give {least} or more.")
    if not 0 <= lapse <= 1:
        raise InvalidEvidence(
            f"{what} has lapse {lapse:g}; it is the chance of an answer at random, 0 to 1."
        )


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

    def __post_init__(self) -> None:
        n = len(self.packages)
        _require(self.packages, 1, "A pick", self.lapse)
        if self.chosen is not None and not 0 <= self.chosen < n:
            raise InvalidEvidence(
                f"A pick is of place {self.chosen} among {counted(n, 'package')}; give 0 to {n - 1}, or "
                "None where they took none."
            )
        if self.shown and sorted(self.shown) != list(range(n)):
            raise InvalidEvidence(
                f"The order shown is {self.shown} for {counted(n, 'package')}; name each place once."
            )


@dataclass(frozen=True)
class Ranking:
    """They ordered packages, best first. `round`, counted from 1, is when they did."""

    packages: tuple[Package, ...]
    lapse: float = FIRM_LAPSE
    round: int = 1

    kind: ClassVar[str] = "ranking"

    def __post_init__(self) -> None:
        _require(self.packages, 2, "A ranking", self.lapse)


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

    def __post_init__(self) -> None:
        _require(self.packages, 1, f"A push on {self.issue}", self.lapse)


@dataclass(frozen=True)
class Counteroffer:
    """They asked for this package; issues it does not mention are marginalised."""

    package: Package
    round: int = 1
    lapse: float = FIRM_LAPSE

    kind: ClassVar[str] = "counteroffer"

    def __post_init__(self) -> None:
        _require((self.package,), 1, "A counteroffer", self.lapse)


@dataclass(frozen=True)
class Statement:
    """They said which issues matter, most important first, or (polarity -1) which do not, least first.

    `round`, counted from 1, is when they said it.
    """

    order: tuple[str, ...]
    polarity: int = 1
    round: int = 1

    kind: ClassVar[str] = "statement"

    def __post_init__(self) -> None:
        if not self.order or len(set(self.order)) < len(self.order):
            raise InvalidEvidence(
                f"A statement of priorities names {list(self.order)}; name one issue or more, each once."
            )


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

    def __post_init__(self) -> None:
        if self.one_of == () or (self.least is None and self.most is None and not self.one_of):
            raise InvalidEvidence(
                f"A limit on {self.issue} says nothing; give the least, the most or the options left."
            )


@dataclass(frozen=True)
class OfferedSet:
    """They put these packages forward together: one wish, told by several packages.

    Issues that a package does not mention are marginalised. `round`, counted from 1, is when they did.
    """

    packages: tuple[Package, ...]
    round: int = 1
    lapse: float = FIRM_LAPSE

    kind: ClassVar[str] = "offered-set"

    def __post_init__(self) -> None:
        _require(self.packages, 1, "A set of packages of theirs", self.lapse)


@dataclass(frozen=True)
class EqualClaim:
    """They put these packages forward together and said that they are worth the same to them.

    All of them mention the same issues, two packages at least. `round`, counted from 1, is when they said it.
    """

    packages: tuple[Package, ...]
    round: int = 1

    kind: ClassVar[str] = "equal-claim"

    def __post_init__(self) -> None:
        _require(self.packages, 2, "A claim of equality")
        if len({frozenset(package) for package in self.packages}) > 1:
            raise InvalidEvidence(
                "A claim of equality is about packages that settle different issues; give packages that "
                "all settle the same ones."
            )


Evidence = Pick | Ranking | Push | Counteroffer | Statement | Constraint | OfferedSet | EqualClaim
