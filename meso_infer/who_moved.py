"""Who moved how much: what each side gave round by round and issue by issue, as rows and in words."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from meso_infer.concession.give_and_take import Move
from meso_infer.errors import listed
from meso_infer.negotiation import Negotiation
from meso_infer.packages import Package
from meso_infer.planning import moves_of, offers_of_theirs
from meso_infer.points import points, signed_whole
from meso_infer.posterior import Posterior, Summary
from meso_infer.utility import AdditiveUtility

LEAST = 5e-4
"""Utility from which something counts as having moved: a twentieth of a point."""

OUR_COLUMNS = ("Round", "Our offer, for us", "We gave", "Worth to them")
THEIR_COLUMNS = ("Round", "Their offer, for us", "They gave", "It cost them")
ISSUE_COLUMNS = ("Issue", "We gave", "They gave")


@dataclass(frozen=True)
class IssueMove:
    """What each side has given on one issue since the first offers, in our utility.

    Attributes
    ----------
    issue : str
    gave : float or None
        How much less we ask for on it, on average over the packages of an offer; below 0 where we went
        back. None before a second offer.
    got : float or None
        How much more they grant on it; None before a second complete counteroffer.
    """

    issue: str
    gave: float | None
    got: float | None


@dataclass(frozen=True)
class Ledger:
    """Everything that was given and taken, by our utility as it is now.

    Attributes
    ----------
    moves : tuple of Move
        Round by round.
    to_them : dict of round to Summary
        How much more, from 0 to 1, our best package of a round is worth to them than that of our offer
        before it, as estimated.
    cost : dict of round to Summary
        How much less what they put forward in a round is worth to them than what they did before it.
    issues : tuple of IssueMove
        In the order of the agenda; empty until a side has moved.
    """

    moves: tuple[Move, ...]
    to_them: dict[int, Summary]
    cost: dict[int, Summary]
    issues: tuple[IssueMove, ...]

    @property
    def gave(self) -> float | None:
        """What we have given since our first offer; None before a second one."""
        return _total([move.gave for move in self.moves])

    @property
    def got(self) -> float | None:
        """What they have given since their first counteroffer; None before a second one."""
        return _total([move.got for move in self.moves])


def _total(parts: Sequence[float | None]) -> float | None:
    given = [part for part in parts if part is not None]
    return sum(given) if given else None


def give_get(negotiation: Negotiation, posterior: Posterior) -> Ledger:
    """What each side gave, in our points and, as estimated, in theirs; empty where our values are not set.

    Offers and counteroffers that leave issues open are passed over.
    """
    own = negotiation.own
    if own is None:
        return Ledger((), {}, {}, ())
    ours, theirs = _offers(negotiation), offers_of_theirs(negotiation)
    best = [(number, posterior.utility(packages).max(axis=0)) for number, packages in ours]
    asked = [(number, posterior.utility(packages).mean(axis=0)) for number, packages in theirs]
    return Ledger(
        moves_of(negotiation),
        {
            number: posterior.summary(now - before)
            for (_, before), (number, now) in itertools.pairwise(best)
        },
        {
            number: posterior.summary(before - now)
            for (_, before), (number, now) in itertools.pairwise(asked)
        },
        issue_moves(own, [packages for _, packages in ours], [packages for _, packages in theirs]),
    )


def _offers(negotiation: Negotiation) -> list[tuple[int, tuple[Package, ...]]]:
    found = []
    for one in negotiation.rounds:
        packages = () if one.meso is None else tuple(p for _, p in one.meso.packages)
        complete = tuple(p for p in packages if negotiation.agenda.is_complete(p))
        if complete:
            found.append((one.number, complete))
    return found


def issue_moves(
    own: AdditiveUtility, ours: Sequence[Sequence[Package]], theirs: Sequence[Sequence[Package]]
) -> tuple[IssueMove, ...]:
    """What each side gave on each issue, from its first offer to its last; sums are those of the ledger.

    Parameters
    ----------
    own : AdditiveUtility
    ours : sequence of sequences of complete packages
        Our offers, oldest first.
    theirs : sequence of sequences of complete packages
        Their counteroffers and offers, oldest first.
    """
    if len(ours) < 2 and len(theirs) < 2:
        return ()
    moves = []
    for name in own.agenda.names:
        asked = [_mean_worth(own, name, packages) for packages in ours]
        granted = [_mean_worth(own, name, packages) for packages in theirs]
        moves.append(
            IssueMove(
                name,
                asked[0] - asked[-1] if len(asked) > 1 else None,
                granted[-1] - granted[0] if len(granted) > 1 else None,
            )
        )
    return tuple(moves)


def _mean_worth(own: AdditiveUtility, name: str, packages: Sequence[Package]) -> float:
    places = own.agenda.encode(list(packages))[:, own.agenda.index(name)]
    return float(np.mean(own.part_worth(name, places)))


# --- in words and rows ------------------------------------------------------------------------------


def movement_sentences(ledger: Ledger) -> tuple[str, ...]:
    """Who moved how much since the first offers, and on which issues most; empty before anything was offered."""
    gave, got = ledger.gave, ledger.got
    if not any(move.ours is not None or move.theirs is not None for move in ledger.moves):
        return ()
    if gave is None and got is None:
        return ("Neither side has moved yet: that takes a second offer of either side.",)
    lines = [since_the_first_offers(gave, got)]
    for who, found in (
        ("We", [(one.issue, one.gave) for one in ledger.issues]),
        ("They", [(one.issue, one.got) for one in ledger.issues]),
    ):
        most = sorted(
            ((worth, name) for name, worth in found if worth is not None and worth > LEAST),
            reverse=True,
        )
        if most:
            told = [f"{name} ({points(worth)})" for worth, name in most[:2]]
            lines.append(f"{who} gave most on {listed(told, 'and')}.")
    return tuple(lines)


def since_the_first_offers(gave: float | None, got: float | None) -> str:
    """Both sides' totals in one sentence; None where a side has nothing that could be compared yet."""
    return f"Since the first offers {_movement('we', gave)} and {_movement('they', got)}."


def _movement(who: str, given: float | None) -> str:
    """What a side gave, in our points: ``'we gave 2.9 of our points'``."""
    if given is None:
        # Who has named one package, or none, has not refused to move: there is nothing to compare.
        return f"{who} have put no second complete package forward"
    if abs(given) < LEAST:
        return f"{who} gave nothing"
    way = "gave" if given > 0 else "took back"
    return f"{who} {way} {points(abs(given))} of our points"


def our_rows(ledger: Ledger) -> tuple[tuple[str, str, str, str], ...]:
    """One row an offer of ours, under `OUR_COLUMNS`; points of 100, estimates with their 90% interval."""
    return tuple(
        (str(move.round), points(move.ours), signed(move.gave), _estimate(ledger.to_them, move))
        for move in ledger.moves
        if move.ours is not None
    )


def their_rows(ledger: Ledger) -> tuple[tuple[str, str, str, str], ...]:
    """One row a complete counteroffer or offer of theirs, under `THEIR_COLUMNS`."""
    return tuple(
        (str(move.round), points(move.theirs), signed(move.got), _estimate(ledger.cost, move))
        for move in ledger.moves
        if move.theirs is not None
    )


def issue_rows(ledger: Ledger) -> tuple[tuple[str, str, str], ...]:
    """One row an issue, under `ISSUE_COLUMNS`."""
    return tuple((one.issue, _on_issue(one.gave), _on_issue(one.got)) for one in ledger.issues)


def _on_issue(given: float | None) -> str:
    return "no second package" if given is None else signed(given)


def _estimate(found: dict[int, Summary], move: Move) -> str:
    one = found.get(move.round)
    if one is None:
        return "first"
    return f"{signed_whole(one.mean)} (90%: {signed_whole(one.q05)} to {signed_whole(one.q95)})"


def signed(given: float | None) -> str:
    """What was given: ``'2.9'``, ``'took back 1.2'``, ``'nothing'``; ``'first'`` where there was nothing before."""
    if given is None:
        return "first"
    if abs(given) < LEAST:
        return "nothing"
    return points(given) if given > 0 else f"took back {points(-given)}"
