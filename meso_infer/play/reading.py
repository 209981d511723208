"""A reading of the counterpart's priorities, and how near it came to the truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from meso_infer.events import EstimateShown, in_force
from meso_infer.negotiation import Negotiation, OwnGuess

SAME = 1e-9
POINTS = 100


@dataclass(frozen=True)
class Reading:
    """Shares of what matters to them, as somebody or something read them.

    Attributes
    ----------
    weights : dict of issue to float
        Sum to 1.
    is_ranked : bool
        Whether only an order was given; the weights are then those that such an order stands for.
    """

    weights: dict[str, float]
    is_ranked: bool = False

    @property
    def is_flat(self) -> bool:
        """Whether it says that all issues matter alike, and so nothing of their order."""
        return max(self.weights.values()) - min(self.weights.values()) < SAME

    def misplaced(self, truth: Mapping[str, float]) -> float:
        """Points of 100 that stand with the wrong issue: half the sum of absolute differences."""
        return POINTS * sum(abs(self.weights[name] - truth[name]) for name in truth) / 2

    def pairs_right(self, truth: Mapping[str, float]) -> tuple[int, int]:
        """Pairs of issues that stand in the true order, and how many there are; a tie counts as wrong.

        The share is Kendall's (1938) measure of rank agreement, told as a count.
        """
        right = total = 0
        for one, other in combinations(truth, 2):
            apart = truth[one] - truth[other]
            if abs(apart) < SAME:
                continue
            total += 1
            right += (self.weights[one] - self.weights[other]) * apart > SAME * abs(apart)
        return right, total


def equal_reading(names: Sequence[str]) -> Reading:
    """The reading of somebody who knows nothing."""
    return Reading(dict.fromkeys(names, 1 / len(names)))


def read_from_guess(guess: OwnGuess, names: Sequence[str]) -> Reading:
    """A guess as a reading.

    An order stands for rank-order-centroid weights, the mean of all weights in that order (Barron and
    Barrett 1996); issues that it leaves out share what is left alike.
    """
    if guess.weights:
        given = dict(guess.weights)
        total = sum(given.values())
        return Reading({name: given[name] / total for name in names})
    n = len(names)
    centroid = [sum(1 / k for k in range(place, n + 1)) / n for place in range(1, n + 1)]
    weights = dict(zip(guess.order, centroid, strict=False))
    rest = [name for name in names if name not in weights]
    left = sum(centroid[len(guess.order) :])
    weights |= {name: left / len(rest) for name in rest}
    return Reading({name: weights[name] for name in names}, is_ranked=True)


def read_from_shown(negotiation: Negotiation) -> Reading | None:
    """The estimate that was shown last, as a reading; None where none was shown."""
    shown = [event for event in in_force(negotiation) if isinstance(event, EstimateShown)]
    weights = shown[-1].summary.get("weights") if shown else None
    names = negotiation.header.agenda.names
    if not isinstance(weights, dict) or not all(name in weights for name in names):
        return None
    means = {name: _mean(weights[name]) for name in names}
    total = sum(means.values())
    return Reading({name: mean / total for name, mean in means.items()}) if total > 0 else None


def _mean(summary: object) -> float:
    mean = summary.get("mean") if isinstance(summary, Mapping) else None
    return float(mean) if isinstance(mean, (int, float)) else 0.0
