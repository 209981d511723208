"""How far an offer pulled our target: what we wrote down before we saw it, against what we say after.

People move towards a number that they are shown and deny it (Northcraft and Neale 1987), so that it is
measured and not asked for. Thinking of one's own target, and of what the other side can give at most,
weakens the pull (Galinsky and Mussweiler 2001).
"""

from __future__ import annotations

from dataclasses import dataclass

from meso_infer.negotiation.incoming import ReceivedOffer
from meso_infer.points import points

WARNED_ABOVE = 0.10
"""Share of the way to the offer beyond which a moved target is pointed out."""
LEAST_DISTANCE = 0.005
"""An offer nearer to the target than half a point cannot be said to pull."""


@dataclass(frozen=True)
class Pull:
    """Our target before and after an offer, and the offer's worth to us, all 0 to 1."""

    before: float
    after: float
    offered: float

    @property
    def share(self) -> float | None:
        """Share of the way from the target to the offer that the target moved.

        ``(after - before) / (offered - before)``; below 0 where it moved away, None where the offer is
        as good as the target.
        """
        way = self.offered - self.before
        return None if abs(way) < LEAST_DISTANCE else (self.after - self.before) / way

    @property
    def is_warned(self) -> bool:
        """Whether the target moved more than a tenth of the way to the offer."""
        return self.share is not None and self.share > WARNED_ABOVE + 1e-12

    def sentence(self) -> str:
        """The pull in words."""
        start, end = points(self.before), points(self.after)
        if self.share is None:
            return f"Their offer is worth about what we aimed for, {start} points."
        moved = f"Our target went from {start} to {end} points"
        if self.share <= 0:
            return f"{moved}: it did not move towards their offer, worth {points(self.offered)}."
        told = (
            f"{moved}, {100 * self.share:.0f}% of the way to their offer, worth "
            f"{points(self.offered)}."
        )
        if not self.is_warned:
            return told
        return (
            f"{told} Did anything but the offer itself change it? A new fact is a reason; the size of a "
            "number is none."
        )


def pull_of(offer: ReceivedOffer, offered: float) -> Pull | None:
    """The pull of an offer worth `offered` to us on average; None until both targets are written down."""
    before, after = offer.before, offer.after
    if before is None or after is None or before.target is None or after.target is None:
        return None
    return Pull(before.target, after.target, offered)
