"""What is asked of the next Meso."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from meso_infer.errors import InvalidSettings, listed
from meso_infer.packages import LABELS
from meso_infer.proposal.checks import MOST_UNCONFIRMED

Mode = Literal["balanced", "learn-most", "reveal-least"]

ALPHA: dict[str, float] = {"balanced": 0.4, "learn-most": 0.0, "reveal-least": 0.4}
"""Weight of value to them against information, by mode."""

SEEKS_DEAL: dict[str, bool] = {"balanced": True, "learn-most": False, "reveal-least": False}
"""Whether learning counts by how far it settles which deal is best for them, or in bits, by mode."""

REVEAL_LEAST_PRICE = 0.25


@dataclass(frozen=True)
class ProposalSettings:
    """What is asked of the next Meso.

    Attributes
    ----------
    target, tolerance : float
        Every package is worth ``target +- tolerance / 2`` to us, on 0 to 1.
    n_packages : int
        1 to 5; 4 warns, 5 needs `confirm_many`.
    mode : {"balanced", "learn-most", "reveal-least"}
        "learn-most" looks at information only; "reveal-least" charges for what the set says about
        our weights and keeps one issue the same in all packages where it can.
    alpha : float, optional
        Weight of value to them against information, 0 to 1; the mode's when absent.
    reservation_value, margin : float
        No package is worth less to us than their sum.
    max_changes : int, optional
        On at most so many issues each package differs from the nearest one of our last Meso.
    round_number : int
        The round of the new Meso, from 1; their aspiration depends on it.
    last_round : bool
        What is learnt is worth nothing any more: alpha is 1.

    Raises
    ------
    InvalidSettings
        When a field is out of its range, or five packages were not confirmed.
    """

    target: float
    tolerance: float = 0.01
    n_packages: int = 3
    mode: Mode = "balanced"
    alpha: float | None = None
    reservation_value: float | None = None
    margin: float = 0.0
    max_changes: int | None = None
    round_number: int = 1
    last_round: bool = False
    confirm_many: bool = False

    def __post_init__(self) -> None:
        if self.mode not in ALPHA:
            raise InvalidSettings(f"The mode is {self.mode!r}; allowed: {listed(ALPHA)}.")
        ranges = (
            ("target", self.target, 0, 1),
            ("tolerance", self.tolerance, 1e-9, 1),
            ("margin", self.margin, 0, 1),
            ("alpha", 0.0 if self.alpha is None else self.alpha, 0, 1),
            ("reservation value", self.reservation_value or 0.0, 0, 1),
        )
        for name, value, low, high in ranges:
            if not low <= value <= high:
                raise InvalidSettings(
                    f"The {name} is {value:g}; give a number from {low:g} to {high:g}."
                )
        if not 1 <= self.n_packages <= len(LABELS):
            raise InvalidSettings(
                f"{self.n_packages} packages were asked for; allowed are 1 to {len(LABELS)}, best 2 or 3."
            )
        if self.n_packages > MOST_UNCONFIRMED and not self.confirm_many:
            raise InvalidSettings(
                f"{self.n_packages} packages are many to compare and teach little more than 3. "
                "Offer fewer, or confirm that you want so many."
            )
        if self.max_changes is not None and self.max_changes < 1:
            raise InvalidSettings(
                "At least one issue must be free to change; raise the limit of changes."
            )

    @property
    def weight_of_value(self) -> float:
        """Alpha: 1 in the last round, when what is learnt can no longer be used."""
        if self.last_round:
            return 1.0
        return ALPHA[self.mode] if self.alpha is None else self.alpha

    @property
    def price_of_exposure(self) -> float:
        return REVEAL_LEAST_PRICE if self.mode == "reveal-least" else 0.0

    @property
    def floor(self) -> float | None:
        return None if self.reservation_value is None else self.reservation_value + self.margin
