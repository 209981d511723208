"""Which level to ask for in each round that is left: dynamic programming over rounds and levels.

Pure arrays. A path names one level a round; talks stop at the first offer that is accepted, at a
counteroffer good enough to take, or when they end. Nothing is learnt on the way but that they
refused, so that the best plan is a path: what a refusal says of them is the weight that each
particle has left.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.intp]

MOST_SWEEPS = 12
LEAST_GAIN = 1e-9
NEVER = 2.0
"""A threshold for taking counteroffers that no utility reaches."""


@dataclass(frozen=True)
class Game:
    """What every choice leads to, particle by particle.

    Attributes
    ----------
    levels : ndarray, shape (n_levels,)
        Our utility, rising.
    acceptance : ndarray, shape (n_rounds, n_levels, n_particles)
        Chance that an offer at a level is accepted.
    gains : ndarray, shape (n_rounds or 1, n_levels, n_particles or 1)
        What its acceptance is worth: our utility, with any weight given to theirs.
    ends : ndarray, shape (n_rounds,)
        Chance that talks end after a refusal; 1 in the last round.
    no_deal : float
        What that is worth.
    counters : ndarray, shape (n_rounds, n_particles)
        What the counteroffer that follows a refusal would be worth if we took it.
    counter_chance : ndarray, shape (n_rounds,)
        Chance that one comes which we can still take.
    weights : ndarray, shape (n_particles,)
        Sums to 1.
    """

    levels: FloatArray
    acceptance: FloatArray
    gains: FloatArray
    ends: FloatArray
    no_deal: float
    counters: FloatArray
    counter_chance: FloatArray
    weights: FloatArray

    @property
    def n_rounds(self) -> int:
        return len(self.acceptance)

    @cached_property
    def order_of_counters(self) -> IntArray:
        """Particles by what their counteroffer is worth, the largest first, in each round."""
        return np.argsort(-self.counters, axis=1, kind="stable")

    def gain(self, round_index: int) -> FloatArray:
        """Of each level in a round, shape ``(n_levels, n_particles or 1)``."""
        return self.gains[round_index if len(self.gains) > 1 else 0]


@dataclass(frozen=True)
class Path:
    """A level for each round, with the counteroffer from which we would rather stop.

    Attributes
    ----------
    rows : ndarray of int, shape (n_rounds,)
        Of the levels.
    stops : ndarray, shape (n_rounds,)
        Take a counteroffer worth at least this.
    value : float
    """

    rows: IntArray
    stops: FloatArray
    value: float


@dataclass(frozen=True)
class Course:
    """How a path turns out, particle by particle; shapes ``(n_rounds, n_particles)``.

    Attributes
    ----------
    alive : ndarray
        Chance that the offer of a round is made.
    accepted : ndarray
        Chance that talks close with it.
    taken : ndarray
        Chance that talks close with the counteroffer after it.
    value : ndarray, shape (n_particles,)
    """

    alive: FloatArray
    accepted: FloatArray
    taken: FloatArray
    value: FloatArray


def follow(game: Game, rows: IntArray, stops: FloatArray) -> Course:
    """What happens on a path."""
    alive, accepted, taken = (np.zeros(game.counters.shape) for _ in range(3))
    here = np.ones(len(game.weights))
    value = np.zeros(len(game.weights))
    for r, row in enumerate(rows):
        alive[r] = here
        accepted[r] = here * game.acceptance[r, row]
        here = here - accepted[r]
        taken[r] = here * game.counter_chance[r] * (game.counters[r] >= stops[r])
        here = here - taken[r]
        value += accepted[r] * game.gain(r)[row] + taken[r] * game.counters[r]
        value += here * game.ends[r] * game.no_deal
        here = here * (1 - game.ends[r])
    return Course(alive, accepted, taken, value)


def value_of(game: Game, rows: IntArray, stops: FloatArray) -> float:
    """Expected value of a path."""
    return float(game.weights @ follow(game, rows, stops).value)


def constant_values(game: Game) -> FloatArray:
    """Expected value of asking for the same level in every round and taking no counteroffer, ``(n_levels,)``."""
    here = np.broadcast_to(game.weights, game.acceptance.shape[1:])
    value = np.zeros(len(game.levels))
    for r in range(game.n_rounds):
        accepted = here * game.acceptance[r]
        value += (accepted * game.gain(r)).sum(axis=1)
        here = here - accepted
        value += game.ends[r] * game.no_deal * here.sum(axis=1)
        here = here * (1 - game.ends[r])
    return value


def best_path(game: Game, *, highest: int | None = None) -> Path:
    """The path of the largest expected value among those that never rise again.

    Exact dynamic programming on the idea that whoever refused once would have refused all that was
    asked before (true where thresholds only fall) gives a first path; the best constant target and the
    one half-way up are two more. Sweeps over the rounds, from the last to the first, then improve each with
    nothing left out, until no change of one round, nor of one round and all that follow or precede it,
    helps. The best of the three is never worse than any constant target.

    Parameters
    ----------
    game : Game
    highest : int, optional
        Row of the highest level allowed in the first round: what was asked for last.
    """
    top = len(game.levels) - 1 if highest is None else highest
    constants = (int(constant_values(game)[: top + 1].argmax()), top // 2)
    tried = [_first_path(game, top), *(np.full(game.n_rounds, row) for row in constants)]
    found = [_improved(game, rows, top) for rows in tried]
    return max(found, key=lambda path: path.value)


def settled(game: Game, row: int, path: Path) -> Path:
    """The best path that starts at a given level."""
    rows = np.minimum(path.rows, row)
    rows[0] = row
    return _improved(game, rows, row, first=1)


def improved(game: Game, path: Path, highest: int) -> Path:
    """The best path that is found from another, such as that of a game which differs a little."""
    return _improved(game, path.rows, highest)


def _first_path(game: Game, top: int) -> IntArray:
    """Dynamic programming with (round, level of the last refusal) as its state."""
    n_levels = top + 1
    later = np.full(n_levels, 0.0)
    choices = np.zeros((game.n_rounds, n_levels), np.intp)
    staying = np.cumprod(np.concatenate([[1.0], 1 - game.ends[:-1]]))
    for r in range(game.n_rounds - 1, -1, -1):
        hit = game.acceptance[r, :n_levels] * game.weights
        worth = (hit * (game.gain(r)[:n_levels] - game.no_deal)).sum(axis=1)
        if r > 0:
            # Of those who accept now, the ones who refused a level before: (level before, level now).
            gains = hit * (game.gain(r)[:n_levels] - game.no_deal)
            table = (1 - game.acceptance[r - 1, :n_levels]) @ gains.T
        else:
            table = np.broadcast_to(worth, (n_levels, n_levels))
        total = staying[r] * table + later[None, :]
        allowed = np.tri(n_levels, dtype=bool)
        total = np.where(allowed, total, -np.inf)
        choices[r] = total.argmax(axis=1)
        later = total.max(axis=1)
    rows = np.zeros(game.n_rounds, np.intp)
    before = top
    for r in range(game.n_rounds):
        before = rows[r] = choices[r, before]
    return rows


def _improved(game: Game, rows: IntArray, top: int, first: int = 0) -> Path:
    """Sweeps from the last round to the first; rounds before `first` stay as they are."""
    rows, stops = rows.copy(), np.full(game.n_rounds, NEVER)
    value = value_of(game, rows, stops)
    for _ in range(MOST_SWEEPS):
        before = value
        alive = follow(game, rows, stops).alive
        later = np.full(len(game.weights), game.no_deal)
        for r in range(game.n_rounds - 1, -1, -1):
            after = game.ends[r] * game.no_deal + (1 - game.ends[r]) * later
            stops[r] = _best_stop(game, r, alive[r] * (1 - game.acceptance[r, rows[r]]), after)
            take = game.counter_chance[r] * (game.counters[r] >= stops[r])
            refused = take * game.counters[r] + (1 - take) * after
            if r >= first:
                low = rows[r + 1] if r + 1 < game.n_rounds else 0
                high = rows[r - 1] if r > 0 else top
                rows[r] = _best_level(game, r, alive[r], refused, low, high)
            hit = game.acceptance[r, rows[r]]
            later = hit * game.gain(r)[rows[r]] + (1 - hit) * refused
        value = float(game.weights @ later)
        if value <= before + LEAST_GAIN:
            rows, value = _with_block_move(game, rows, stops, value, top, first)
        if value <= before + LEAST_GAIN:
            break
    return Path(rows, stops, value)


def _best_level(
    game: Game, r: int, alive: FloatArray, refused: FloatArray, low: int, high: int
) -> int:
    """The level of one round, all others given."""
    span = slice(low, high + 1)
    hit = game.acceptance[r, span]
    share = alive * game.weights
    gain = game.gain(r)[span]
    if gain.shape[1] == 1:
        both = hit @ np.stack([share, share * refused], axis=1)
        worth = both[:, 0] * gain[:, 0] - both[:, 1]
    else:
        worth = (hit * (gain - refused)) @ share
    return low + int(worth.argmax())


def _best_stop(game: Game, r: int, refusing: FloatArray, after: FloatArray) -> float:
    """From which counteroffer on taking it is better, on average over those who would make it."""
    if game.counter_chance[r] <= 0:
        return NEVER
    order = game.order_of_counters[r]
    worth = (refusing * game.weights * (game.counters[r] - after))[order].cumsum()
    best = int(worth.argmax())
    return float(game.counters[r][order[best]]) if worth[best] > 0 else NEVER


def _with_block_move(
    game: Game, rows: IntArray, stops: FloatArray, value: float, top: int, first: int
) -> tuple[IntArray, float]:
    """The best of moving all rounds up to one a level up, or all from one on a level down."""
    up, down = rows.copy(), np.maximum(rows - 1, 0)
    up[first:] = np.minimum(up[first:] + 1, top)
    later, lower = _values_ahead(game, rows, stops), _values_ahead(game, down, stops)
    alive, gained = _so_far(game, rows, stops)
    alive_up, gained_up = _so_far(game, up, stops)
    best, moved = value + LEAST_GAIN, rows
    for r in range(first, game.n_rounds):
        raised = float(game.weights @ (gained_up[r + 1] + alive_up[r + 1] * later[r + 1]))
        if raised > best:
            best, moved = raised, np.concatenate([up[: r + 1], rows[r + 1 :]])
        lowered = float(game.weights @ (gained[r] + alive[r] * lower[r]))
        if lowered > best:
            best, moved = lowered, np.concatenate([rows[:r], down[r:]])
    return moved, value if moved is rows else best


def _values_ahead(game: Game, rows: IntArray, stops: FloatArray) -> FloatArray:
    """What it is worth to be about to make the offer of each round, ``(n_rounds + 1, n_particles)``."""
    ahead = np.full((game.n_rounds + 1, len(game.weights)), game.no_deal)
    for r in range(game.n_rounds - 1, -1, -1):
        hit = game.acceptance[r, rows[r]]
        take = game.counter_chance[r] * (game.counters[r] >= stops[r])
        after = game.ends[r] * game.no_deal + (1 - game.ends[r]) * ahead[r + 1]
        refused = take * game.counters[r] + (1 - take) * after
        ahead[r] = hit * game.gain(r)[rows[r]] + (1 - hit) * refused
    return ahead


def _so_far(game: Game, rows: IntArray, stops: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Chance of coming to each round and what was gained before, both ``(n_rounds + 1, n_particles)``."""
    course = follow(game, rows, stops)
    gains = np.stack([game.gain(r)[row] for r, row in enumerate(rows)])
    refused = course.alive - course.accepted - course.taken
    won = course.accepted * gains + course.taken * game.counters
    won = won + refused * game.ends[:, None] * game.no_deal
    none = np.zeros((1, won.shape[1]))
    left = refused * (1 - game.ends[:, None])
    return np.concatenate([course.alive[:1], left]), np.concatenate([none, won.cumsum(axis=0)])
