"""A deal that was reached, made better for both: post-settlement settlement (Raiffa 1985).

The deal stands. Another package is worth proposing only when it gives both sides something to speak of,
and either side may say no, with the deal as it was. Where both utilities are known, as a neutral knows
them, the best such package is found exactly; where theirs is believed, it must be likely enough that they
gain.

A no is evidence about whoever said it: what is no better for that side than a package that it refused, it
would refuse as well. So what is proposed next has to be better for that side than the deal and than all that
it said no to, as likely and by as much; nothing next to a refused package comes up again.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from meso_infer.deals.joint_gains import LEAST_GAIN, Noes, few_options, gaining_rows
from meso_infer.deals.possible import options_of
from meso_infer.deals.space import DRAWS, efficient_rows
from meso_infer.errors import InvalidSettings
from meso_infer.packages import Agenda, Package
from meso_infer.posterior import Posterior
from meso_infer.utility import AdditiveUtility

FloatArray = NDArray[np.float64]
Aim = Literal["maximin", "nash"]

LIKELY_ENOUGH = 0.7
"""Chance that both gain, below which nothing is proposed."""
MOST_PROPOSED = 5
MOST_VARIED = 60_000
"""How many packages that differ from the deal on two issues are looked at."""
MOST_AGAIN = 2000
"""How many of the packages that pass a first look, at some draws, are looked at again."""
SLACK_AT_FIRST = 0.07
"""Two standard errors of a chance at that first look."""


@dataclass(frozen=True)
class Improvement:
    """A package that both sides would rather have than the deal.

    Attributes
    ----------
    package : Package
    own_gain, their_gain : float
        What each side gains over the deal, of a whole range of 1; theirs is expected where it is believed.
    both_gain : float
        Probability that both gain enough; 1 where both utilities are known.
    """

    package: Package
    own_gain: float
    their_gain: float
    both_gain: float = 1.0


def known_improvement(
    first: AdditiveUtility,
    second: AdditiveUtility,
    deal: Package,
    *,
    aim: Aim = "maximin",
    least_gain: float = 0.0,
    noes: Noes = ((), ()),
) -> Improvement | None:
    """The best package for both over a deal, where both utilities are known.

    Parameters
    ----------
    first, second : AdditiveUtility
        On the same agenda.
    deal : Package
        Complete.
    aim : {"maximin", "nash"}
        The largest smaller gain of the two, or the largest product of both gains. Of equals, the one with
        the larger sum.
    least_gain : float
        What each must gain, more than nothing.
    noes : pair of sequences of Package
        What the first, and the second, said no to before: each must gain over those too.

    Returns
    -------
    Improvement or None
        None where no package gives both more. Exact over all options, as long as issues that rules tie
        together have up to a million combinations; of continuous issues 101 amounts are tried, of those
        with more than 501 options that many, and what the deal says of each.

    Raises
    ------
    InvalidSettings
        When the utilities are on two agendas or the aim is unknown.
    """
    if first.agenda != second.agenda:
        raise InvalidSettings("The two utilities are on different agendas; make both on one.")
    agenda = first.agenda
    here = agenda.encode([deal])[0]
    axes = [np.union1d(axis, at) for axis, at in zip(options_of(agenda), here, strict=True)]
    tables = [
        [one.part_worth(name, axis) for name, axis in zip(agenda.names, axes, strict=True)]
        for one in (first, second)
    ]
    rows, _ = efficient_rows(agenda, axes, *tables)
    sides = (first, second)
    to_beat = [
        max(one.utility(package) for package in (deal, *refused))
        for one, refused in zip(sides, noes, strict=True)
    ]
    gains = np.stack([one.utility_of(rows) for one in sides]) - np.array(to_beat)[:, None]
    both = (gains > 1e-9).all(axis=0) & (gains >= least_gain - 1e-9).all(axis=0)
    if not both.any():
        return None
    rows, gains = rows[both], gains[:, both]
    best = agenda.decode(rows[int(_ranked(gains, aim)[0])])
    return Improvement(best, *(one.utility(best) - one.utility(deal) for one in sides))


def believed_improvements(
    own: AdditiveUtility,
    posterior: Posterior,
    deal: Package,
    *,
    aim: Aim = "maximin",
    likely: float = LIKELY_ENOUGH,
    least_gain: float = LEAST_GAIN,
    noes: Noes = ((), ()),
) -> tuple[Improvement, ...]:
    """Packages that are good for us and likely enough to be good for them, the best first.

    Parameters
    ----------
    own : AdditiveUtility
    posterior : Posterior
    deal : Package
        Complete.
    aim : {"maximin", "nash"}
        By our gain and what they are expected to gain; see `known_improvement`.
    likely : float
        Least probability, 0.5 to 1, that they gain enough too.
    least_gain : float
    noes : pair of sequences of Package
        What we, and what they, said no to before: whoever did must gain over those too.

    Returns
    -------
    tuple of Improvement
        At most five, no two of which differ from the deal on the same issues; empty where nothing is
        likely enough.

    Raises
    ------
    InvalidSettings
        When `likely` is out of its range or the aim is unknown.
    """
    if not 0.5 <= likely <= 1:
        raise InvalidSettings(
            f"The chance that both gain is {likely:g}; ask for one from 0.5 to 1, such as 0.7."
        )
    here, *refused = (own.agenda.encode([deal, *some]) for some in ((), *noes))
    to_beat = float(own.utility_of(refused[0]).max())
    rows = np.vstack([gaining_rows(own, posterior, deal), _near(own.agenda, here[0])])
    rows = np.unique(rows, axis=0)
    rows = rows[own.utility_of(rows) - to_beat >= least_gain]
    for view, slack in ((posterior.thinned(DRAWS), SLACK_AT_FIRST), (posterior, 0.0)):
        chance, expected = _their_gains(view, rows, refused[1], least_gain)
        least = expected.min(axis=0)
        sure = np.flatnonzero((chance.min(axis=0) >= likely - slack) & (least >= least_gain))
        gains = np.stack([own.utility_of(rows[sure]) - to_beat, least[sure]])
        best = sure[_ranked(gains, aim)[:MOST_AGAIN]]
        rows, chance, expected = rows[best], chance[:, best], expected[:, best]
    ours = own.utility_of(rows) - own.utility_of(here)
    return tuple(
        Improvement(
            own.agenda.decode(rows[k]), float(ours[k]), float(expected[0, k]), float(chance[0, k])
        )
        for k in _of_different_kinds(rows != here)
    )


def _their_gains(
    posterior: Posterior, rows: FloatArray, held: FloatArray, least_gain: float
) -> tuple[FloatArray, FloatArray]:
    """Chance that they gain enough by each package over each that is held against it, and how much on average.

    Both of shape ``(n_held, n)``.
    """
    worth, shares = posterior.utility_of(rows), posterior.draw_weights
    gains = [worth - one for one in posterior.utility_of(held)]
    chances = np.stack([(one >= least_gain) @ shares for one in gains])
    return chances, np.stack([one @ shares for one in gains])


def _ranked(gains: FloatArray, aim: Aim) -> NDArray[np.intp]:
    """Places of packages by what both gain, ``(2, n)``, the best first."""
    if aim not in ("maximin", "nash"):
        raise InvalidSettings(f"The aim is {aim!r}; allowed: maximin and nash.")
    worth = gains.min(axis=0) if aim == "maximin" else gains.prod(axis=0)
    return np.lexsort((-gains.sum(axis=0), -np.round(worth, 12)))


def _of_different_kinds(changed: NDArray[np.bool_]) -> list[int]:
    """Places of the first of each kind of change, ``(n, n_issues)``, the best first; five at most."""
    found: dict[bytes, int] = {}
    for k, kind in enumerate(changed):
        found.setdefault(kind.tobytes(), k)
        if len(found) == MOST_PROPOSED:
            break
    return list(found.values())


def _near(agenda: Agenda, row: FloatArray) -> FloatArray:
    """Packages that differ from one on at most two issues: the trades that are easiest to be sure of."""
    axes = [few_options(issue) for issue in agenda.issues]
    pairs = list(combinations(range(agenda.n_issues), 2))
    most = max(2, int((MOST_VARIED / max(len(pairs), 1)) ** 0.5))
    found = [row[None]]
    for i, j in pairs:
        some = [axes[k][np.linspace(0, len(axes[k]) - 1, min(len(axes[k]), most)).astype(np.intp)]
                for k in (i, j)]  # fmt: skip
        grid = np.stack(np.meshgrid(*some, indexing="ij"), axis=-1).reshape(-1, 2)
        varied = np.repeat(row[None], len(grid), axis=0)
        varied[:, [i, j]] = grid
        found.append(varied)
    rows = np.unique(np.vstack(found), axis=0)
    return rows[agenda.feasible_mask(rows)]
