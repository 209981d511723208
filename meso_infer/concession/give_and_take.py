"""How far each side has moved, and plans that need no estimate: measures and plain curves.

Utilities are ours, 0 to 1, unless said otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meso_infer.errors import InvalidSettings
from meso_infer.information import initial_recipient_value
from meso_infer.issues import NumericIssue
from meso_infer.packages import Package
from meso_infer.posterior import Posterior, Summary
from meso_infer.utility import AdditiveUtility

FloatArray = NDArray[np.float64]

CURVES: dict[str, float] = {"Boulware": 0.2, "Linear": 1.0, "Conceder": 5.0}
"""Plain curves by name, with their beta: below 1 concedes late, above 1 early."""


def share_conceded(time: FloatArray | float, beta: float, start: float = 0.0) -> FloatArray:
    """Share of the way from the highest to the lowest target that a plain curve has given by a time.

    ``alpha(t) = k + (1 - k) min(t, 1)^(1 / beta)``.

    Parameters
    ----------
    time : ndarray or float
        Time as a share of the deadline, from 0.
    beta : float
        Above 0; below 1 Boulware, 1 linear, above 1 conceder.
    start : float
        Share k that is conceded at once, 0 to 1.

    Raises
    ------
    InvalidSettings
        When beta is not above 0, or the start not within 0 to 1.

    References
    ----------
    Faratin, Sierra and Jennings (1998), section 4.1.
    """
    if beta <= 0 or not 0 <= start <= 1:
        raise InvalidSettings(
            f"A concession curve has beta {beta:g} and starts at {start:g}; give a beta above 0 and a "
            "start from 0 to 1."
        )
    elapsed = np.clip(np.asarray(time, float), 0.0, 1.0)
    return start + (1 - start) * elapsed ** (1 / beta)


def curve_targets(highest: float, lowest: float, n_rounds: int, beta: float) -> FloatArray:
    """Targets of a plain curve from the first round to the last, shape ``(n_rounds,)``.

    It begins at `highest`, never rises, and never goes below `lowest`, the reservation value.

    Raises
    ------
    InvalidSettings
        When the highest target lies below the lowest, or there is no round.
    """
    if n_rounds < 1 or highest < lowest:
        raise InvalidSettings(
            f"A curve from {highest:g} to {lowest:g} over {n_rounds} rounds cannot be drawn; start at or "
            "above the walk-away, with a round or more."
        )
    time = np.arange(n_rounds) / max(1, n_rounds - 1)
    return np.maximum(highest - share_conceded(time, beta) * (highest - lowest), lowest)


def extremity(target: float, reservation_value: float) -> float:
    """How high an opening aims: 0 at our walk-away, 1 at the best there is.

    ``E1 = (T - RV) / (1 - RV)``.
    """
    if not 0 <= reservation_value < 1:
        raise InvalidSettings(
            f"The reservation value is {reservation_value:g}; an opening is measured against one from 0 to "
            "below 1."
        )
    return (target - reservation_value) / (1 - reservation_value)


def aspiration_gap(target: float, counter: float, reservation_value: float) -> float | None:
    """How far a counteroffer stays behind what we asked for: 0 at our level, 1 at our walk-away, or beyond.

    ``AG = (T - U(c)) / (T - RV)``; None when we asked for no more than our walk-away.
    """
    room = target - reservation_value
    return (target - counter) / room if room > 1e-12 else None


def their_gap(
    posterior: Posterior, counter: Package, offered: Sequence[Package]
) -> tuple[Summary, float]:
    """How much more they ask for than our best package gives them, and the worth of that package.

    Returns
    -------
    gap : Summary
        Their utility of the counteroffer less that of the best of our packages, over the draws.
    received : float
        Their expected utility of the best of our packages (initial recipient value).
    """
    ours = posterior.utility(offered)
    gap = posterior.utility([counter])[0] - ours.max(axis=0)
    return posterior.summary(gap), initial_recipient_value(ours, posterior.log_weights)


@dataclass(frozen=True)
class Move:
    """What one round moved, in our utility.

    Attributes
    ----------
    round : int
    ours : float or None
        Mean utility to us of what we offered.
    theirs : float or None
        Utility to us of what they asked for.
    gave, got : float or None
        How much less we asked for, and how much more they granted, than the last time; below 0 where a
        side went back. None at the first.
    gap : float or None
        `aspiration_gap` of the round.
    """

    round: int
    ours: float | None
    theirs: float | None
    gave: float | None
    got: float | None
    gap: float | None


def ledger(
    rounds: Sequence[tuple[int, float | None, float | None]], reservation_value: float | None
) -> tuple[Move, ...]:
    """Our give beside theirs, round by round.

    Parameters
    ----------
    rounds : sequence of (round, ours, theirs)
        Utility to us of our offer and of their counteroffer, None where there is none.
    reservation_value : float, optional
    """
    moves: list[Move] = []
    last_ours: float | None = None
    last_theirs: float | None = None
    for number, ours, theirs in rounds:
        gap = None
        if ours is not None and theirs is not None and reservation_value is not None:
            gap = aspiration_gap(ours, theirs, reservation_value)
        gave = None if ours is None or last_ours is None else last_ours - ours
        got = None if theirs is None or last_theirs is None else theirs - last_theirs
        moves.append(Move(number, ours, theirs, gave, got, gap))
        last_ours = last_ours if ours is None else ours
        last_theirs = last_theirs if theirs is None else theirs
    return tuple(moves)


# --- in money -----------------------------------------------------------------------------------------


def money_issue(own: AdditiveUtility) -> NumericIssue | None:
    """The amount that utility is told in: of the amounts that we care about, the one with the most weight.

    Continuous amounts and those in money come first; None where there is none.
    """
    found = [
        (issue.step is None, own.weights[j], -j, issue)
        for j, issue in enumerate(own.agenda.issues)
        if isinstance(issue, NumericIssue) and own.weights[j] > 0
    ]
    return max(found, key=lambda one: one[:3])[3] if found else None


def in_money(own: AdditiveUtility, difference: float) -> float | None:
    """The amount of `money_issue` that is worth a difference in our utility; None where there is none.

    At the average worth of an amount over the issue's range: exact where our value is a straight line.
    """
    issue = money_issue(own)
    if issue is None:
        return None
    low, high = issue.bounds
    ends = own.part_worth(issue.name, np.array([low, high]))
    whole = abs(float(ends[1] - ends[0]))
    return difference / whole * (high - low) if whole > 1e-9 else None
