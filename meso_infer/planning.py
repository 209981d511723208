"""The concession plan and the deal space of one negotiation: what its log says, handed to what we believe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from meso_infer.concession.give_and_take import Move, ledger
from meso_infer.concession.patience import Timing
from meso_infer.concession.targets import ConcessionPlan, PlanSettings, plan
from meso_infer.deals.joint_gains import Improvements, best_on_table, find_improvements
from meso_infer.deals.space import DealSpace, find_deal_space
from meso_infer.negotiation import Negotiation
from meso_infer.negotiation.put_forward import put_forward
from meso_infer.negotiation.rounds import Round
from meso_infer.packages import Package
from meso_infer.posterior import Posterior
from meso_infer.workflow import current_own


def plan_concession(
    negotiation: Negotiation,
    posterior: Posterior,
    *,
    timing: Timing | None = None,
    settings: PlanSettings | None = None,
    asking_more: bool = False,
) -> ConcessionPlan:
    """What to aim for in the next offer of a negotiation.

    Targets start no higher than the level of our last offer, before the first one than our aspiration
    value, unless asking for more is meant. Rounds in which they asked for more instead of taking what
    was offered count as refusals. How they come down is read from what they put forward.

    Parameters
    ----------
    negotiation : Negotiation
    posterior : Posterior
        As `meso_infer.workflow.infer` gave it.
    timing : Timing, optional
        Its round is that of our next offer, whatever is given.
    settings : PlanSettings, optional
    asking_more : bool
        Let targets rise above what was asked for last.

    Raises
    ------
    InvalidUtility
        When our weights and values are not set, or are to be asked again.
    InvalidSettings
        When no package reaches our reservation value, or no round is left.
    """
    own = current_own(negotiation)
    moves = moves_of(negotiation)
    asked = [move.ours for move in moves if move.ours is not None]
    highest = asked[-1] if asked else negotiation.aspiration_value
    return plan(
        own,
        posterior,
        timing=replace(timing or Timing(), round=negotiation.next_round),
        reservation_value=negotiation.reservation_value,
        highest=None if asking_more else highest,
        refused=refusals(negotiation),
        asked=[(one.round, one.packages) for one in put_forward(negotiation)],
        settings=settings,
    )


def refusals(negotiation: Negotiation) -> tuple[tuple[int, tuple[Package, ...]], ...]:
    """Offers that were rejected as a whole or answered by asking for more, with their round.

    A pick alone refuses nothing.
    """
    return tuple(
        (one.number, _complete(negotiation, one))
        for one in negotiation.rounds
        if one.rejected or (one.asks and not (one.none_allowed and one.picked))
        if _complete(negotiation, one)
    )


def moves_of(negotiation: Negotiation) -> tuple[Move, ...]:
    """Our give beside theirs, by our utility as it is now; empty when it is not set."""
    own = negotiation.own
    if own is None:
        return ()
    offers = {one.number: _complete(negotiation, one) for one in negotiation.rounds}
    theirs = dict(offers_of_theirs(negotiation))

    def worth(packages: Sequence[Package]) -> float | None:
        rows = negotiation.agenda.encode(packages)
        return float(own.utility_of(rows).mean()) if packages else None

    rounds = [
        (number, worth(offers.get(number, ())), worth(theirs.get(number, ())))
        for number in sorted({*offers, *theirs})
    ]
    return ledger(rounds, negotiation.reservation_value)


def offers_of_theirs(negotiation: Negotiation) -> tuple[tuple[int, tuple[Package, ...]], ...]:
    """What they last put forward in each round, oldest first: a counteroffer, or else packages of theirs.

    Only complete packages count, and rounds without any are left out. So is an offer that may not be
    valued yet, because we have not said where we stand.
    """
    told = put_forward(negotiation, with_unseen=False)
    found = {one.round: one.packages for one in told if one.labels}
    # Where there are both in a round, what answers our offer is what compares with it.
    found |= {one.round: one.packages for one in told if not one.labels}
    return tuple(sorted(found.items()))


def _complete(negotiation: Negotiation, one: Round) -> tuple[Package, ...]:
    """The complete packages that we offered in a round."""
    if one.meso is None:
        return ()
    return tuple(p for _, p in one.meso.packages if negotiation.agenda.is_complete(p))


def deal_space_of(negotiation: Negotiation, posterior: Posterior) -> DealSpace:
    """Possible deals, as we value them and as we believe that they do.

    Raises
    ------
    InvalidUtility
        When our weights and values are not set, or are to be asked again.
    """
    return find_deal_space(
        current_own(negotiation),
        posterior,
        reservation_value=negotiation.reservation_value,
        round_number=negotiation.next_round,
    )


def deal_at_hand(negotiation: Negotiation, posterior: Posterior) -> tuple[str, Package] | None:
    """What there would be a deal on now, with how to call it.

    The agreement; else, of our packages on the table, the one they picked or else by our estimate like
    best; else what they put forward last, the best for us of a set.
    """
    if negotiation.agreed_package is not None:
        return "The agreement", negotiation.agreed_package
    last = negotiation.current_round
    if last is not None and last.meso is not None:
        if last.favourite is not None and negotiation.agenda.is_complete(last.meso[last.favourite]):
            return f"Package {last.favourite}, which they picked", last.meso[last.favourite]
        labels = [
            label for label, p in last.meso.packages if negotiation.agenda.is_complete(p)
        ]  # fmt: skip
        if labels:
            packages = [last.meso[label] for label in labels]
            best = best_on_table(current_own(negotiation), posterior, packages)
            return f"Package {labels[best]}, by our estimate their best on the table", packages[
                best
            ]
    theirs = put_forward(negotiation, with_unseen=False)
    if theirs:
        own, latest = current_own(negotiation), theirs[-1]
        name, package = max(
            zip(latest.names, latest.packages, strict=True), key=lambda one: own.utility(one[1])
        )
        of_several = ", for us the best of what they offered" if len(latest.packages) > 1 else ""
        return f"{name[0].upper()}{name[1:]}{of_several}", package
    return None


def improvements_on(
    negotiation: Negotiation, posterior: Posterior, package: Package
) -> Improvements:
    """What could be better for both than a package.

    Raises
    ------
    InvalidUtility, InvalidPackage
    """
    return find_improvements(
        current_own(negotiation), posterior, package, round_number=negotiation.next_round
    )


def offers_so_far(negotiation: Negotiation) -> Sequence[tuple[str, str, Package]]:
    """Complete packages that were offered or asked for: whose, how to call each, and what it is.

    An offer of theirs that may not be valued yet is left out.
    """
    found: list[tuple[str, str, Package]] = []
    agenda, theirs = negotiation.agenda, put_forward(negotiation, with_unseen=False)
    named: Counter[str] = Counter()
    for place, one in enumerate(negotiation.rounds):
        if one.meso is not None:
            found += [
                ("ours", f"Round {one.number}, {label}", package)
                for label, package in one.meso.packages
                if agenda.is_complete(package)
            ]
        for told in (forward for forward in theirs if forward.place == place):
            for words, package in zip(told.names, told.packages, strict=True):
                name = f"Round {one.number}, {words}"
                named[name] += 1
                # The first keeps its name when a second comes, so that what is chosen stays chosen.
                name += f" ({named[name]})" if named[name] > 1 else ""
                found.append(("theirs", name, package))
    return found
