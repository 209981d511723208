"""Pushes: "more on this issue", with or without saying how much.

Which issue, which way, how far: three factors of one likelihood. A push whose amount was not said is
the same push with the amount summed out, so that the two never count the same words differently.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from meso_infer.evidence import Push
from meso_infer.issues import DirectedIssue
from meso_infer.likelihoods.base import (
    Context,
    FloatArray,
    Likelihood,
    Term,
    log_sum_exp,
)
from meso_infer.packages import Agenda, Package
from meso_infer.prior.draws import Draws
from meso_infer.prior.taste import TasteShape, taste_shape

NO_GAIN = -500.0
MOST_ODDS = 60.0
LEAST_GAIN = 1e-12
AMOUNT_LEVELS = 17
MOST_LOG_DENSITY = 50.0

LogChance = Callable[[Draws], FloatArray | float]
"""Of a way to push: sincere and with each issue exaggerated, ``(1 or 1 + n_issues, n_draws)``."""
OwnLogChance = Callable[[Draws, FloatArray], FloatArray]
"""Of a way to push on one issue, under some sharpnesses, ``(n, n_draws)`` as they are."""


class PushLikelihood(Likelihood):
    """``(1 - eps) P(issue) P(direction | issue) p(amount | issue, direction) + eps * guess``.

    *Issue*: ``softmax(beta_p g)_j`` with ``g_k = max_l T[k, l] - T[k, x_k]``, what issue k could still
    gain them over the package in hand. *Direction*: among those that gain, ``exp(beta_p gain)``; for a
    categorical issue the option asked for, against its other options: their favourite with chance
    `asked_is_best`, otherwise any that they like better than the one in hand. *Amount*: relative to the uniform
    law on the options in that direction, ``exp(-(U(y) - tau)^2 / (2 s^2) + lambda Us(y))`` normalised
    over them: they ask for what reaches their aspiration, tilted towards us (as in a counteroffer).
    When no package had been picked, the chance is averaged over those on the table. All of it is
    relative to a push at random, `guess`.
    """

    kind = Push.kind
    is_talk = True

    def mentioned(self, evidence: Sequence[Push], agenda: Agenda) -> FloatArray:
        places: list[tuple[int, float]] = []
        for push in evidence:
            issue, j = agenda.issue(push.issue), agenda.index(push.issue)
            if push.option is not None:
                places.append((j, issue.coordinate(issue.parse(push.option))))
            if push.to is not None:
                places.append((j, issue.coordinate(issue.parse(push.to))))
                places += [(j, float(place)) for place in issue.grid(AMOUNT_LEVELS)]
        rows = np.full((len(places), agenda.n_issues), np.nan)
        for row, (j, place) in zip(rows, places, strict=True):
            row[j] = place
        packages = [package for push in evidence for package in push.packages]
        return np.concatenate([agenda.encode(packages), rows])

    def compile(self, evidence: Sequence[Push], context: Context) -> Term:
        table = context.table
        single = [(e, package) for e in evidence for package in e.packages]
        positions = table.positions(table.agenda.encode([package for _, package in single]))
        silent_push, silent_issue = np.nonzero(positions < 0)
        held_at = np.maximum(positions, 0)
        n_issues = table.agenda.n_issues
        issue = np.array([table.agenda.index(e.issue) for e, _ in single])
        sizes = np.array([len(e.packages) for e in evidence])
        starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        lapse = np.array([e.lapse for e, _ in single])
        ways = _ways(single, context, positions)
        n_ways = np.zeros(len(single))
        for number, _, rows in ways:
            n_ways[rows] = number
        guess = 1.0 / (n_issues * n_ways)
        # Relative to a push at random, and averaged over the packages that it may have been about.
        scale = 1 / np.repeat(np.add.reduceat(guess, starts), sizes)
        likely = context.cast((1 - lapse) * scale)[:, None, None]
        floor = context.cast(lapse * guess * scale)[:, None, None]
        stretched = context.settings.talk_sincerity < 1

        def term(draws: Draws) -> FloatArray:
            gains = draws.part_worths[held_at]
            if len(silent_push):
                gains[silent_push, silent_issue] = draws.issue_means[silent_issue]
            np.subtract(draws.best, gains, out=gains)
            gains *= draws.push_sharpness
            chance = _issue_chances(gains, issue, draws.stretch if stretched else None)
            for _, log_way, rows in ways:
                if log_way is not None:
                    chance[rows] *= np.exp(np.minimum(log_way(draws), MOST_LOG_DENSITY))
            chance *= likely
            chance += floor
            if len(single) > len(evidence):
                chance = np.add.reduceat(chance, starts, axis=0)
            return np.log(chance, out=chance)

        return term


def _issue_chances(
    gains: FloatArray, issue: NDArray[np.intp], stretch: FloatArray | None
) -> FloatArray:
    """Chance of the issue pushed on; along axis 1 sincere, then each issue exaggerated.

    `gains`, shape ``(n, n_issues, n_draws)``, is scaled by the sharpness. Exaggerating an issue
    changes its own gain only, so that one term of the sum is exchanged. All odds are against the
    issue that was pushed on, so that sums are at least 1 and nothing overflows.
    """
    row = np.arange(len(gains))
    asked = gains[row, issue][:, None]
    plain = gains - asked
    np.exp(np.minimum(plain, MOST_ODDS, out=plain), out=plain)
    chance = np.empty(
        (len(gains), 1 + len(gains[0]) * (stretch is not None), gains.shape[2]), gains.dtype
    )
    total = np.sum(plain, axis=1, keepdims=True, out=chance[:, :1])
    if stretch is not None:
        raised = np.multiply(gains, stretch, out=gains)
        raised -= asked
        np.exp(np.minimum(raised, MOST_ODDS, out=raised), out=raised)
        np.subtract(total, plain, out=chance[:, 1:])
        chance[:, 1:] += raised
        # Every other issue's odds fall when the one pushed on is raised.
        chance[row, 1 + issue] /= raised[row, issue]
    return np.divide(1, chance, out=chance)


def _ways(
    single: Sequence[tuple[Push, Package]], context: Context, positions: NDArray[np.intp]
) -> list[tuple[int, LogChance | None, list[int]]]:
    """The different ways to push, each with the rows that took it.

    Unless an amount was asked for, the rest of the package does not matter.
    """
    rows: dict[tuple[object, ...], list[int]] = {}
    for r, (push, package) in enumerate(single):
        here = positions[r, context.table.agenda.index(push.issue)]
        said = (push.direction, push.option) if push.to is None else (push, package)
        rows.setdefault((push.issue, here, *said), []).append(r)
    return [
        (*_way(*single[alike[0]], context, positions[alike[0]]), alike) for alike in rows.values()
    ]


def _way(
    push: Push, package: Package, context: Context, positions: NDArray[np.intp]
) -> tuple[int, LogChance | None]:
    """How many ways there were to push on the issue, and the log-chance of the one taken.

    None stands for a way that says nothing: its chance is 1 under every draw.
    """
    table = context.table
    j = table.agenda.index(push.issue)
    issue, segment, here = table.agenda.issues[j], table.segment(j), int(positions[j])
    stretched = context.settings.talk_sincerity < 1
    if push.option is not None:
        wanted = _level(context, j, issue.coordinate(issue.parse(push.option)))
        others = np.array([level for level in range(segment.start, segment.stop) if level != here])
        if wanted == here:
            return 1, None
        best = context.settings.asked_is_best if here >= 0 else 1.0
        return len(others), _each_way(_named(wanted, others, here, best), j, stretched)
    if push.direction is None or here < 0 or not isinstance(issue, DirectedIssue):
        return 1, None
    up = push.direction == issue.direction_up
    shape = taste_shape(issue)
    way = _direction(here, segment, up)
    if shape.is_curve:
        # Taste is known to run one way, so that the chance is the same under every draw.
        way = _known_direction(here, segment, up, shape)
    direction = None if way is None else _each_way(way, j, stretched)
    to = here if push.to is None else _level(context, j, issue.coordinate(issue.parse(push.to)))
    if to == here:
        return 2, direction
    amount = _amount(push, package, to, positions, up, context)
    if direction is None:
        return 2, amount
    return 2, lambda draws: direction(draws) + amount(draws)


def _each_way(log_chance: OwnLogChance, j: int, stretched: bool) -> LogChance:
    """The log-chance of a way, sincere and with each issue exaggerated; only issue j's own matters."""

    def each(draws: Draws) -> FloatArray:
        sharpness = draws.push_sharpness
        if not stretched:
            return log_chance(draws, sharpness[None])
        found = log_chance(draws, np.stack([sharpness, sharpness * draws.stretch[j]]))
        rows = np.repeat(found[:1], 1 + draws.table.agenda.n_issues, axis=0)
        rows[1 + j] = found[1]
        return rows

    return each


def _level(context: Context, j: int, coordinate: float) -> int:
    place = np.full((1, context.table.agenda.n_issues), np.nan)
    place[0, j] = coordinate
    return int(context.table.positions(place)[0, j])


def _named(wanted: int, others: NDArray[np.intp], here: int, asked_is_best: float) -> OwnLogChance:
    """The option asked for on a categorical issue, against its other options.

    With chance `asked_is_best` they name the one that they like best; otherwise any that they like
    better than the one in hand.
    """
    asked = int(np.nonzero(others == wanted)[0][0])
    shares = np.log(np.maximum([asked_is_best, 1 - asked_is_best], LEAST_GAIN))[:, None, None]

    def log_chance(draws: Draws, sharpness: FloatArray) -> FloatArray:
        scaled = draws.part_worths[others][:, None] * sharpness
        best = scaled[asked] - log_sum_exp(scaled, 0)
        if asked_is_best == 1:
            return best
        gain = scaled - draws.part_worths[here] * sharpness
        # Log-logistic; numpy's own logaddexp takes ten times as long.
        better = np.minimum(gain, 0) - np.log1p(np.exp(-np.abs(gain)))
        better = better[asked] - log_sum_exp(better, 0)
        return log_sum_exp(np.stack([best, better]) + shares.astype(best.dtype), 0)

    return log_chance


def _known_direction(here: int, segment: slice, up: bool, shape: TasteShape) -> OwnLogChance | None:
    """The direction asked for, where taste runs one way: None where that is the way."""
    best_end = segment.stop - 1 if shape.orientation > 0 else segment.start
    if here != best_end and up == (shape.orientation > 0):
        return None
    sure = -math.log(2) if here == best_end else NO_GAIN
    return lambda draws, sharpness: np.full_like(sharpness, sure)


def _direction(here: int, segment: slice, up: bool) -> OwnLogChance:
    """The direction asked for, given the issue."""
    above, below = slice(here + 1, segment.stop), slice(segment.start, here)

    def log_chance(draws: Draws, sharpness: FloatArray) -> FloatArray:
        worths, held = draws.part_worths, draws.part_worths[here]

        def pull(levels: slice) -> FloatArray:
            beyond = worths[levels]
            gain = beyond.max(axis=0) - held if len(beyond) else np.full_like(held, -1.0)
            return np.where(gain > LEAST_GAIN, gain * sharpness, NO_GAIN)

        asked, other = (pull(above), pull(below)) if up else (pull(below), pull(above))
        return asked - np.logaddexp(asked, other)

    return log_chance


def _amount(
    push: Push, package: Package, to: int, positions: NDArray[np.intp], up: bool, context: Context
) -> LogChance:
    """How far they asked, relative to the uniform law on the options that way.

    Issues that the package does not mention are integrated out as in a counteroffer: their mean joins
    what it is worth, their variance joins s^2.
    """
    table = context.table
    j = table.agenda.index(push.issue)
    issue, here = table.agenda.issues[j], int(positions[j])
    rest = table.rows(table.agenda.encode([package]), average_silent=True)
    rest[:, table.segment(j)] = 0.0
    rest = context.cast(rest)
    places = [
        x
        for x in issue.grid(AMOUNT_LEVELS)
        if (x - table.coordinates[here]) * (1 if up else -1) > 0
    ]
    levels = np.array([to, *([_level(context, j, float(x)) for x in places] or [to])])
    own = context.cast(context.own_part_worths[levels])[:, None]
    base = context.settings.counteroffer_sd**2
    stretched = context.settings.talk_sincerity < 1
    held_at, silent = np.maximum(positions, 0), np.flatnonzero(positions < 0)

    def log_density(
        others: FloatArray, worths: FloatArray, width: FloatArray | float, draws: Draws
    ) -> FloatArray:
        reached = others + worths - draws.aspiration(push.round)
        fit = draws.tilt * own - reached**2 / (2 * width)
        return fit[0] - log_sum_exp(fit[1:], 0) + math.log(len(levels) - 1)

    def each(draws: Draws) -> FloatArray:
        others, worths = draws.utility(rest)[0], draws.part_worths[levels]
        width: FloatArray | float = base
        if len(silent):
            width = base + draws.issue_variances[silent].sum(axis=0)
        rows = [log_density(others, worths, width, draws)]
        if stretched:
            held = draws.part_worths[held_at]
            held[silent] = draws.issue_means[silent]
            changes = (held - draws.worst) * draws.stretch - held
            for b, change in enumerate(changes):
                if b == j:
                    raised = (worths - draws.worst[j]) * draws.stretch[j]
                    rows.append(log_density(others, raised, width, draws))
                    continue
                widened = width
                if b in silent:
                    widened = width + draws.issue_variances[b] * (draws.stretch[b] ** 2 - 1)
                rows.append(log_density(others + change, worths, widened, draws))
        return np.stack(rows)

    return each
