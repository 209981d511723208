"""An offer of theirs, looked at: what it is worth to us, what it says of their trades, what to answer.

Nothing here is shown before we wrote down where we stand. What their equal packages say of their
trade-offs is given as ranges: a single price would need the shapes of their values, which nobody knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

import numpy as np
from numpy.typing import NDArray

from meso_infer.deals.reach import find_reach
from meso_infer.elicitation.trade_offs import TradeOffBounds, shape_free_trade_offs
from meso_infer.errors import InvalidUtility
from meso_infer.exposure import implied_weights, own_values
from meso_infer.information import weighted_quantiles
from meso_infer.issues import NumericIssue, whole
from meso_infer.packages import Agenda, Meso, Package
from meso_infer.posterior import Posterior
from meso_infer.proposal.checks import dominated
from meso_infer.utility import AdditiveUtility

FloatArray = NDArray[np.float64]
LIKELY_DIRECTION = 0.75
"""From this chance on a direction of theirs is taken for granted when trade-offs are bounded."""
DRAWS = 256
"""Draws of the estimate that counteroffers are tried on at first."""
SLACK_AT_FIRST = 0.06
"""Two standard errors of a chance by that many draws."""
MOST_AGAIN = 400
"""Counteroffers of each chance that are tried on all draws."""
CHANCES = (0.5, 0.7, 0.9)
"""Chances of leaving them no worse off at which a counteroffer is suggested."""
MOST_MIXES = 4096
WILSON = 1.645
"""Standard deviations of a 90% interval."""


# --- its worth to us ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Worth:
    """What one package of theirs is worth to us, 0 to 1; a range where it leaves issues out."""

    label: str
    package: Package
    low: float
    high: float

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2

    @property
    def is_exact(self) -> bool:
        """Whether every issue was settled."""
        return self.high - self.low < 1e-9


def worths_of(own: AdditiveUtility, offer: Meso) -> tuple[Worth, ...]:
    """What each package of an offer is worth to us, in its order; issues left out range over all options."""
    found = []
    for label, package in offer.packages:
        low = high = 0.0
        for issue in own.agenda.issues:
            if issue.name in package:
                places = np.array([issue.coordinate(package[issue.name])])
            else:
                places = np.asarray(issue.grid(), float)
            worth = own.part_worth(issue.name, places)
            low, high = low + float(worth.min()), high + float(worth.max())
        found.append(Worth(label, package, low, high))
    return tuple(found)


def remarks(own: AdditiveUtility, offer: Meso) -> tuple[str, ...]:
    """What stands out in an offer from where we stand, without guessing why they made it.

    A package that another one is better than on every issue makes that other one look good beside it
    (Huber, Payne and Puto 1982), whether or not that is meant.
    """
    complete = [(label, p) for label, p in offer.packages if own.agenda.is_complete(p)]
    if len(complete) < 2:
        return ()
    labels = [label for label, _ in complete]
    values = own_values(own, [package for _, package in complete])
    used = np.array(own.weights) > 0
    beaten = dominated(values[:, used], np.ones(int(used.sum()), dtype=np.intp))
    told = []
    for i, label in enumerate(labels):
        better = [labels[k] for k in np.flatnonzero(beaten[i])]
        if better:
            told.append(
                f"For us {better[0]} is at least as good as {label} on every issue. Beside {label}, "
                f"{better[0]} may look better than it is: hold it against our target instead."
            )
    worth = values @ np.array(own.weights)
    top = int(np.argmax(own.weights))
    first, last = int(values[:, top].argmax()), int(worth.argmin())
    alone = (values[:, top] >= values[first, top] - 1e-9).sum() == 1
    if first == last and alone and np.ptp(worth) > 1e-9:
        told.append(
            f"{labels[first]} is best for us on {own.agenda.names[top]} and worth the least to us on the "
            "whole: look at the whole package."
        )
    return tuple(told)


# --- what equal packages say of their trade-offs --------------------------------------------------


@dataclass(frozen=True)
class TheirTradeOff:
    """What makes up for one step for them, if their packages are equal for them.

    Attributes
    ----------
    bounds : TradeOffBounds
        Whatever the shape of their values, if every unit of `paid_in` counts the same for them.
    straight : float or None
        What it would be if all their values ran straight: one reading of many. None where the packages
        leave that open too.
    """

    bounds: TradeOffBounds
    paid_in: str
    straight: float | None


def their_directions(agenda: Agenda) -> dict[str, int]:
    """+1 where they likely want more of an issue, -1 less, 0 where that is not known."""
    signs = {}
    for issue in agenda.issues:
        up, down, *_ = issue.counterpart_probabilities or (0.0, 0.0)
        signs[issue.name] = int(up >= LIKELY_DIRECTION) - int(down >= LIKELY_DIRECTION)
    return signs


def payable_in(agenda: Agenda, packages: Sequence[Package]) -> str | None:
    """The amount that prices the other issues best: the one that takes most values in the packages."""
    signs = their_directions(agenda)
    amounts = {
        issue.name: len({package.get(issue.name) for package in packages})
        for issue in agenda.issues
        if isinstance(issue, NumericIssue) and signs[issue.name]
    }
    best = max(amounts, key=lambda name: amounts[name], default=None)
    return best if best is not None and amounts[best] > 1 else None


def their_trade_offs(agenda: Agenda, packages: Sequence[Package]) -> tuple[TheirTradeOff, ...]:
    """What packages that they call equal say of their trade-offs, step by step.

    Empty where no amount can price the steps.

    Raises
    ------
    InvalidUtility
        When the packages are too few or incomplete, or cannot be equal under their likely directions.
    """
    paid_in = payable_in(agenda, packages)
    if paid_in is None:
        return ()
    signs = their_directions(agenda)
    found = shape_free_trade_offs(agenda, packages, paid_in=paid_in, directions=signs)
    straight = _straight_weights(agenda, packages, signs)
    return tuple(
        TheirTradeOff(step, paid_in, _straight_price(agenda, step, paid_in, straight))
        for step in found.steps
    )


def _straight_weights(
    agenda: Agenda, packages: Sequence[Package], signs: dict[str, int]
) -> dict[str, float] | None:
    """The only weights under which packages are equal for straight values; None where there is no such one."""
    varying = agenda.varying(packages)
    if not all(signs[name] for name in varying):
        return None
    columns = []
    for name in varying:
        issue = agenda.issue(name)
        low, high = issue.bounds
        share = np.array([(issue.coordinate(p[name]) - low) / (high - low) for p in packages])
        columns.append(share if signs[name] > 0 else 1 - share)
    weights = implied_weights([np.stack(columns, axis=1)])
    return None if weights is None else dict(zip(varying, weights.tolist(), strict=True))


def _straight_price(
    agenda: Agenda, step: TradeOffBounds, paid_in: str, weights: dict[str, float] | None
) -> float | None:
    if weights is None or weights[paid_in] < 1e-9 or step.issue not in weights:
        return None
    issue, money = agenda.issue(step.issue), agenda.issue(paid_in)
    moved = abs(issue.coordinate(step.to_option) - issue.coordinate(step.from_option))
    share = weights[step.issue] * moved / float(np.ptp(issue.bounds))
    # Rounded so that a zero of the solver is one.
    return round(share / weights[paid_in] * float(np.ptp(money.bounds)), 6) + 0.0


def trade_off_sentence(agenda: Agenda, one: TheirTradeOff) -> str:
    """A trade-off in words: always as a range, a straight reading only beside it."""
    issue, money = agenda.issue(one.bounds.issue), agenda.issue(one.paid_in)
    step = f"{issue.name} from {issue.format(one.bounds.from_option)} to {issue.format(one.bounds.to_option)}"
    low, high = one.bounds.low, one.bounds.high

    def amount(value: float) -> str:
        return money.format(whole(value))

    # That something takes no less than nothing says nothing.
    if low <= 0 and np.isinf(high):
        return f"{step}: their packages set no limit to what makes up for it."
    if np.isinf(high):
        told = f"{step}: at least {amount(low)} of {one.paid_in} makes up for it."
    elif np.isinf(low):
        told = f"{step}: at most {amount(high)} of {one.paid_in} makes up for it."
    elif one.bounds.exact:
        told = f"{step}: {amount(low)} of {one.paid_in} makes up for it, if every unit counts the same."
    else:
        told = f"{step}: between {amount(low)} and {amount(high)} of {one.paid_in} makes up for it."
    if one.straight is not None and not one.bounds.exact:
        told += f" Straight values would say {amount(one.straight)}, which is one reading of many."
    return told


# --- what to answer -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counter:
    """A package that we could answer with.

    Attributes
    ----------
    own : float
        Utility to us.
    no_worse, no_worse_low, no_worse_high : float
        Chance that they are no worse off than with what they offered, with the 90% interval that the
        number of draws leaves (Wilson 1927).
    gain, gain_low, gain_high : float
        What they gain over it on the model's scale: mean and 90% interval.
    """

    package: Package
    own: float
    no_worse: float
    no_worse_low: float
    no_worse_high: float
    gain: float
    gain_low: float
    gain_high: float


def best_counters(
    own: AdditiveUtility,
    posterior: Posterior,
    offer: Meso,
    *,
    called_equal: bool = False,
    floor: float = 0.0,
    chances: Sequence[float] = CHANCES,
) -> tuple[Counter, ...]:
    """The best for us of what likely leaves them as well off as what they offered.

    Parameters
    ----------
    own : AdditiveUtility
    posterior : Posterior
    offer : Meso
        Theirs; packages that leave issues out play no part.
    called_equal : bool
        Whether they called the packages equal: then what they offered is their mean utility of them,
        otherwise that of the package that they like least, which they would take too.
    floor : float
        Lowest utility to us of a counteroffer, 0 to 1.
    chances : sequence of float
        One counteroffer for each: the best for us that leaves them no worse off with this chance.

    Raises
    ------
    InvalidUtility
        When no package of theirs settles every issue.
    InvalidSettings
        When no package is worth the floor to us.
    """
    complete = [package for _, package in offer.packages if own.agenda.is_complete(package)]
    if not complete:
        raise InvalidUtility(
            "None of their packages settles every issue, so it cannot be said what would leave them as "
            "well off. Ask what they have in mind on the issues left out."
        )
    thin = posterior.thinned(DRAWS)
    pool = find_reach(own, thin, lowest=floor).pool.reshape(-1, own.agenda.n_issues)
    rows = np.unique(
        np.vstack([pool, own.agenda.encode(complete), _mixed(own.agenda, complete)]), axis=0
    )
    ours = own.utility_of(rows)
    rows, ours = rows[ours >= floor - 1e-9], ours[ours >= floor - 1e-9]
    # Of many packages, some draws flatter the one that is chosen by them: all draws have the last word.
    likely = (_gains(thin, rows, complete, called_equal) >= -1e-9) @ thin.draw_weights
    seen = [_best(ours, likely, chance - SLACK_AT_FIRST)[:MOST_AGAIN] for chance in chances]
    kept = np.unique(np.concatenate(seen))
    rows, ours = rows[kept], ours[kept]
    gains = _gains(posterior, rows, complete, called_equal)
    likely = (gains >= -1e-9) @ posterior.draw_weights
    found = (_best(ours, likely, chance) for chance in chances)
    chosen = dict.fromkeys(int(places[0]) for places in found if len(places))
    return tuple(
        _counter(own.agenda.decode(rows[i]), float(ours[i]), gains[i], posterior) for i in chosen
    )


def _gains(
    posterior: Posterior, rows: FloatArray, offered: Sequence[Package], called_equal: bool
) -> FloatArray:
    """What they gain by packages over what they offered, ``(n, n_draws)``; see `best_counters`."""
    worth = posterior.utility(offered)
    return posterior.utility_of(rows) - (worth.mean(axis=0) if called_equal else worth.min(axis=0))


def _best(ours: FloatArray, likely: FloatArray, chance: float) -> NDArray[np.intp]:
    """Places of the packages that are likely enough, the best for us first; of equals the likeliest."""
    enough = np.flatnonzero(likely >= chance - 1e-12)
    return enough[np.lexsort((-likely[enough], -ours[enough]))]


def _mixed(agenda: Agenda, packages: Sequence[Package]) -> FloatArray:
    """Packages that take each issue from one of some packages, as coordinates; all of them if not too many."""
    rows = agenda.encode(list(packages))
    columns = [np.unique(rows[:, j]) for j in range(agenda.n_issues)]
    if prod(len(column) for column in columns) > MOST_MIXES:
        return rows
    mixed = np.array(list(product(*columns)))
    return mixed[agenda.feasible_mask(mixed)]


def _counter(package: Package, own: float, gains: FloatArray, posterior: Posterior) -> Counter:
    shares = posterior.draw_weights
    chance = float(np.clip((gains >= -1e-9) @ shares, 0.0, 1.0))
    n = 1 / float((shares**2).sum())
    middle = (chance + WILSON**2 / (2 * n)) / (1 + WILSON**2 / n)
    half = (
        WILSON * np.sqrt(chance * (1 - chance) / n + WILSON**2 / (4 * n**2)) / (1 + WILSON**2 / n)
    )
    low, high = weighted_quantiles(gains, shares, (0.05, 0.95))
    return Counter(
        package, own, chance, max(0.0, min(chance, float(middle - half))),
        min(1.0, max(chance, float(middle + half))), float(gains @ shares), float(low), float(high),
    )  # fmt: skip
