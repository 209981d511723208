"""On which side of its mark a label stands, so that it hides neither another label nor another mark."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from meso_infer.charts.theme import SMALL_SIZE

PLACES = {
    "middle right": (1, 0),
    "bottom right": (1, 1),
    "top right": (1, -1),
    "middle left": (-1, 0),
    "bottom left": (-1, 1),
    "top left": (-1, -1),
    "bottom center": (0, 1),
    "top center": (0, -1),
}
"""Sides by the words of the figure, the first preferred: across and down, from the middle of the mark."""
LETTER = 7.0
"""Pixels of a wide letter of small text."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Spot:
    """A mark, with the label that stands beside it.

    Attributes
    ----------
    x, y : float
        In the units of the axes, upwards.
    size : float
        Pixels.
    label : str
        Empty for a mark that is only in the way.
    """

    x: float
    y: float
    size: float
    label: str = ""


def label_places(
    spots: Sequence[Spot],
    scales: Sequence[tuple[float, float]],
    in_the_way: Sequence[Spot] = (),
    *,
    end: float = math.inf,
) -> list[str]:
    """Give each label the first side on which it hides least, on all screens together.

    Parameters
    ----------
    spots : sequence of Spot
        Their labels are placed one after the other.
    scales : sequence of (float, float)
        Pixels of a unit across and up, one pair for each screen.
    in_the_way : sequence of Spot
        Marks without a label.
    end : float
        Where the figure ends at the right, in the units of the axes; what is beyond it is cut off.

    Returns
    -------
    list of str
        One of `PLACES` for each of the `spots`.
    """
    taken = {scale: [_mark(one, scale) for one in (*spots, *in_the_way)] for scale in scales}
    found = []
    for k, spot in enumerate(spots):
        hidden = {
            place: sum(
                _shared(_label(spot, place, scale), box)
                for scale in scales
                for j, box in enumerate([*taken[scale], _beyond(end * scale[0])])
                if j != k
            )
            for place in PLACES
        }
        found.append(min(PLACES, key=lambda place: round(hidden[place], 6)))
        for scale in scales:
            taken[scale].append(_label(spot, found[-1], scale))
    return found


def _mark(spot: Spot, scale: tuple[float, float]) -> Box:
    across, down, half = spot.x * scale[0], -spot.y * scale[1], spot.size / 2
    return across - half, down - half, across + half, down + half


def _label(spot: Spot, place: str, scale: tuple[float, float]) -> Box:
    """Left, top, right and bottom in pixels; a label keeps a little more than the mark's radius off."""
    sideways, downwards = PLACES[place]
    width, radius = LETTER * len(spot.label), spot.size / 1.6 + 1
    across, down = spot.x * scale[0], -spot.y * scale[1]
    left = across + sideways * radius + (sideways - 1) * width / 2
    top = down + downwards * radius + (downwards - 1) * SMALL_SIZE / 2
    return left, top, left + width, top + SMALL_SIZE


def _beyond(end: float) -> Box:
    return end, -math.inf, math.inf, math.inf


def _shared(one: Box, other: Box) -> float:
    """Square pixels that both boxes cover."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return max(width, 0.0) * max(height, 0.0)
