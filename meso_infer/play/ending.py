"""The end of a game: the truth beside our reading and the tool's, and what the deal was worth to both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from meso_infer.errors import InvalidSettings
from meso_infer.events import TruthRevealed
from meso_infer.exposure import Exposure, exposure_of
from meso_infer.negotiation import Negotiation
from meso_infer.packages import Package
from meso_infer.play.deals import possible_deals
from meso_infer.play.games import truth_of
from meso_infer.play.reading import POINTS, Reading, equal_reading, read_from_guess
from meso_infer.posterior import Posterior, WeightSummary
from meso_infer.utility import AdditiveUtility

HALF_A_POINT = 0.005
NEARLY = 2.0
"""Readings whose misplaced points differ by less are called as good as each other."""


@dataclass(frozen=True)
class Outcome:
    """A deal, known for both sides.

    Attributes
    ----------
    package : Package
    own, theirs : float
        Its utility to us and to them, 0 to 1.
    """

    package: Package
    own: float
    theirs: float


@dataclass(frozen=True)
class Reveal:
    """Everything that the end of a game shows.

    Attributes
    ----------
    truth : dict of issue to float
        True shares of what mattered to them.
    yours : Reading or None
        None where no reading was given.
    tool : Reading
        Means of the tool's estimate.
    tool_summary : dict of issue to WeightSummary
        With its 50% and 90% intervals.
    tool_misplaced : (float, float)
        5% and 95% quantiles of the points that the tool's plausible worlds misplace.
    knowing_nothing : float
        Points misplaced by saying that all issues matter alike.
    deal : Outcome or None
    best_for_us : Outcome or None
        The best for us of what they would still have gained from; None where no deal was possible.
    most_together : float
        Largest sum of both utilities of any deal.
    left : float
        Most that both together could still have gained over the deal without a loss to either.
    walk_away : float
        Theirs, 0 to 1.
    favourites : dict of issue to str
        The option of each issue that they liked best.
    talked_up : str or None
    exposure : Exposure or None
        What our offers told them of our weights.
    """

    truth: dict[str, float]
    yours: Reading | None
    tool: Reading
    tool_summary: dict[str, WeightSummary]
    tool_misplaced: tuple[float, float]
    knowing_nothing: float
    deal: Outcome | None
    best_for_us: Outcome | None
    most_together: float
    left: float
    walk_away: float
    favourites: dict[str, str]
    talked_up: str | None
    exposure: Exposure | None

    @property
    def covered(self) -> int:
        """Issues whose true share lies in the tool's 90% interval."""
        summary = self.tool_summary
        return sum(summary[n].q05 <= share <= summary[n].q95 for n, share in self.truth.items())


def reveal(negotiation: Negotiation, posterior: Posterior) -> Reveal:
    """Hold a game that was revealed against its truth.

    Parameters
    ----------
    negotiation : Negotiation
        With a `TruthRevealed` in its log, and our values.
    posterior : Posterior
        The tool's estimate at the end.

    Raises
    ------
    InvalidSettings
        When the truth has not been revealed.
    """
    told = truth_of(negotiation)
    own = negotiation.own
    if told is None or own is None:
        raise InvalidSettings("The truth of this game has not been revealed yet.")
    agenda = negotiation.header.agenda
    theirs = AdditiveUtility.from_spec(agenda, told.counterpart_utility)
    truth = theirs.weight_by_issue
    summary = posterior.weight_summary()
    total = sum(one.mean for one in summary.values())
    guess = negotiation.own_guess
    mesos = [[p for _, p in one.meso.packages] for one in negotiation.rounds if one.meso]
    deal, best, most, left = _deals(negotiation, own, theirs, told)
    return Reveal(
        truth=truth,
        yours=None if guess is None else read_from_guess(guess, agenda.names),
        tool=Reading({name: one.mean / total for name, one in summary.items()}),
        tool_summary=summary,
        tool_misplaced=_spread_of_misplaced(posterior, truth),
        knowing_nothing=equal_reading(agenda.names).misplaced(truth),
        deal=deal,
        best_for_us=best,
        most_together=most,
        left=left,
        walk_away=told.counterpart_utility.reservation_value or 0.0,
        favourites=_favourites(theirs),
        talked_up=told.talked_up,
        exposure=exposure_of(own, mesos) if any(len(meso) > 1 for meso in mesos) else None,
    )


def _spread_of_misplaced(posterior: Posterior, truth: dict[str, float]) -> tuple[float, float]:
    true = np.array([truth[name] for name in posterior.agenda.names])[:, None]
    misplaced = POINTS * np.abs(posterior.weights - true).sum(axis=0) / 2
    found = posterior.summary(misplaced)
    return found.q05, found.q95


def _deals(
    negotiation: Negotiation, own: AdditiveUtility, theirs: AdditiveUtility, told: TruthRevealed
) -> tuple[Outcome | None, Outcome | None, float, float]:
    """The deal, the best for us that they would take, the largest sum, and what the deal left."""
    agenda = negotiation.header.agenda
    deals = possible_deals(agenda, own, theirs)
    ours, for_them = deals.utilities[:, 0], deals.utilities[:, 1]
    package = negotiation.agreed_package
    deal = None if package is None else _outcome(package, own, theirs)
    least = told.counterpart_utility.reservation_value or 0.0
    open_to = np.flatnonzero(for_them >= least)
    best = None
    if len(open_to):
        row = open_to[np.lexsort((for_them[open_to], ours[open_to]))[-1]]
        best = _outcome(agenda.decode(deals.coordinates[row]), own, theirs)
    sums = ours + for_them
    most = float(sums.max(initial=0.0))
    if deal is None:
        return None, best, most, 0.0
    better = (ours >= deal.own - 1e-9) & (for_them >= deal.theirs - 1e-9)
    reached = deal.own + deal.theirs
    return (
        deal,
        best,
        max(most, reached),
        float((sums[better] - reached).max(initial=0.0)),
    )


def _outcome(package: Package, own: AdditiveUtility, theirs: AdditiveUtility) -> Outcome:
    return Outcome(package, own.utility(package), theirs.utility(package))


def _favourites(theirs: AdditiveUtility) -> dict[str, str]:
    found = {}
    for issue, function in zip(theirs.agenda.issues, theirs.functions, strict=True):
        best = float(function.knots[function.values.argmax()])
        found[issue.name] = issue.format(issue.option(best))
    return found


# --- in words ---------------------------------------------------------------------------------------


def reading_sentences(found: Reveal) -> tuple[str, ...]:
    """How well the priorities were read, in words."""
    said = []
    right, total = found.tool.pairs_right(found.truth)
    mean = found.tool.misplaced(found.truth)
    low, high = found.tool_misplaced
    tool = f"the tool {mean:.0f} (90% of its plausible worlds: {low:.0f} to {high:.0f})"
    if found.yours is not None:
        mine = found.yours.misplaced(found.truth)
        mine_right, _ = found.yours.pairs_right(found.truth)
        said.append(_verdict(mine, mean))
        both = (
            f"you called all issues alike, the tool put {right} of {total} pairs of issues the right way "
            "round"
            if found.yours.is_flat
            else f"you put {mine_right} of {total} pairs of issues the right way round, the tool {right}"
        )
        said.append(f"In order: {both}. Guessing gets half.")
        asked = " (your order, read as typical shares)" if found.yours.is_ranked else ""
        said.append(
            f"In size: of 100 points you put {mine:.0f} with the wrong issue{asked}, {tool}."
        )
    else:
        said.append(
            f"In order: the tool put {right} of {total} pairs of issues the right way round."
        )
        said.append(f"In size: of 100 points, with the wrong issue: {tool}.")
    said.append(
        f"Saying that all issues matter alike would have misplaced {found.knowing_nothing:.0f}. The "
        f"truth lies within the tool's 90% range on {found.covered} of {len(found.truth)} issues."
    )
    return tuple(said)


def _verdict(mine: float, tool: float) -> str:
    if abs(mine - tool) < NEARLY:
        return "You and the tool read them about equally well."
    return "You read them better than the tool." if mine < tool else "The tool read them better."


def deal_sentences(found: Reveal, walk_away: float | None) -> tuple[str, ...]:
    """What the deal was worth to both, and what would have been possible, in words.

    Parameters
    ----------
    walk_away : float or None
        Ours, 0 to 1.
    """
    said = []
    if found.deal is None:
        ours = "" if walk_away is None else f" Our walk-away is worth {_points(walk_away)} points."
        said.append(f"No deal: both sides are left with their walk-away.{ours}")
    else:
        together = found.deal.own + found.deal.theirs
        said.append(
            f"Your deal was worth {_points(found.deal.own)} points to you and "
            f"{_points(found.deal.theirs)} of 100 to them."
        )
        said.append(
            f"Together {_points(together)}, of at most {_points(found.most_together)}; "
            f"{_left(found, together)}."
        )
    said.append(
        f"They would have taken anything worth {_points(found.walk_away)} of 100 in the end."
    )
    if found.best_for_us is not None:
        best = found.best_for_us
        said.append(
            f"The best deal for you that they could still gain from was worth {_points(best.own)} points "
            f"to you and {_points(best.theirs)} to them."
        )
    return tuple(said)


def _left(found: Reveal, together: float) -> str:
    """What both could still have had, together and each."""
    if found.left >= HALF_A_POINT:
        return f"{_points(found.left)} more could have been had without a loss to either side"
    if found.most_together - together >= HALF_A_POINT:
        return (
            "what is missing would have cost one side something, so nothing was left on the table"
        )
    return "nothing was left on the table"


def _points(utility: float) -> str:
    return f"{100 * utility:.0f}"
