"""How the packages of one offer differ, issue by issue, ready to be drawn.

It compares what stands in the packages; what they are worth to anybody is no matter here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meso_infer.issues import DirectedIssue, Issue
from meso_infer.packages import Agenda, Meso, Package

ABOVE = "▲"
BELOW = "▼"
NOT_MENTIONED = "not mentioned"


@dataclass(frozen=True)
class Cell:
    """One package's option on one issue.

    Attributes
    ----------
    text : str
        The option with its unit.
    differs : bool
        Whether it departs from the middle of the set (its commonest option where options have no order).
    mark : {'▲', '▼', ''}
        Above or below the middle in the issue's own order; none where options have no order.
    words : str
        The mark said aloud: ``'higher than the middle'``; empty without a mark.
    """

    text: str
    differs: bool
    mark: str
    words: str


@dataclass(frozen=True)
class ComparisonRow:
    """One issue across the packages of a set.

    Attributes
    ----------
    issue : str
    varies : bool
        Whether any two packages differ on it.
    cells : tuple of (label, Cell)
        In the order in which the packages were shown.
    """

    issue: str
    varies: bool
    cells: tuple[tuple[str, Cell], ...]

    def cell(self, label: str) -> Cell:
        """The cell of one package; raises KeyError for a label that is not in the set."""
        return dict(self.cells)[label]


def compare(agenda: Agenda, meso: Meso) -> tuple[ComparisonRow, ...]:
    """Compare the packages of a Meso, one row an issue in agenda order, in the order shown."""
    return compare_packages(agenda, dict(meso.in_shown_order()))


def compare_packages(agenda: Agenda, packages: Mapping[str, Package]) -> tuple[ComparisonRow, ...]:
    """Compare labelled packages, which may leave issues unmentioned, one row an issue in agenda order."""
    rows = []
    for issue in agenda.issues:
        options = [package.get(issue.name) for package in packages.values()]
        if isinstance(issue, DirectedIssue):
            cells = _ordered_cells(
                issue, agenda.encode(list(packages.values()))[:, agenda.index(issue.name)]
            )
        else:
            cells = _unordered_cells(issue, options)
        rows.append(
            ComparisonRow(
                issue.name, len(set(options)) > 1, tuple(zip(packages, cells, strict=True))
            )
        )
    return tuple(rows)


def _ordered_cells(issue: DirectedIssue, coordinates: NDArray[np.float64]) -> list[Cell]:
    """Cells against the median coordinate of those that mention the issue."""
    mentioned = coordinates[~np.isnan(coordinates)]
    middle = float(np.median(mentioned)) if len(mentioned) else 0.0
    slack = 1e-9 * (issue.bounds[1] - issue.bounds[0])
    cells = []
    for place in coordinates:
        if np.isnan(place):
            cells.append(Cell(NOT_MENTIONED, False, "", ""))
            continue
        text = issue.format(issue.option(float(place)))
        if abs(place - middle) <= slack:
            cells.append(Cell(text, False, "", ""))
            continue
        up = place > middle
        way = issue.direction_up if up else issue.direction_down
        cells.append(Cell(text, True, ABOVE if up else BELOW, f"{way} than the middle"))
    return cells


def _unordered_cells(issue: Issue, options: list[int | float | str | None]) -> list[Cell]:
    """Cells against the commonest option; where none is commonest, all of a mixed set differ."""
    counts = Counter(option for option in options if option is not None).most_common(2)
    tied = len(counts) > 1 and counts[0][1] == counts[1][1]
    usual = None if tied or not counts else counts[0][0]
    return [
        Cell(NOT_MENTIONED, False, "", "")
        if option is None
        else Cell(issue.format(option), option != usual, "", "")
        for option in options
    ]
