"""Several negotiations held beside each other: who moved where, and what each would give us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from meso_infer.certainty import certainty
from meso_infer.headline import percent
from meso_infer.issues import Issue
from meso_infer.negotiation import Negotiation, own_fingerprint
from meso_infer.negotiation.put_forward import PutForward, put_forward, unseen
from meso_infer.packages import Agenda, Package
from meso_infer.posterior import Posterior
from meso_infer.utility import AdditiveUtility

AGREED, PICKED = "agreed", "their pick"


# --- what each would give us ------------------------------------------------------------------------


@dataclass(frozen=True)
class StandingOffer:
    """The best known deal with one counterpart, by one and the same utility of ours.

    Attributes
    ----------
    negotiation_id, title, counterpart : str
    what : str
        Where it comes from: ``'agreed'``, ``'their counteroffer'``, ``'their package A'`` or
        ``'their pick'``.
    round : int
    package : Package
    utility : float
        To us, 0 to 1.
    walk_away : float or None
        Of that negotiation, 0 to 1.
    """

    negotiation_id: str
    title: str
    counterpart: str
    what: str
    round: int
    package: Package
    utility: float
    walk_away: float | None


@dataclass(frozen=True)
class OffersCompared:
    """Standing offers by our utility, best first, and what could not be compared.

    Attributes
    ----------
    offers : tuple of StandingOffer
    valued_as : str
        Id of the negotiation whose values were used; '' where none has any.
    same_values : bool
        Whether all that were compared hold the same values of ours.
    left_out : dict of id to str
        Why a negotiation is not among them.
    """

    offers: tuple[StandingOffer, ...]
    valued_as: str
    same_values: bool
    left_out: dict[str, str]


def compare_offers(negotiations: Mapping[str, Negotiation]) -> OffersCompared:
    """What each counterpart would give us, for negotiations about the same issues.

    All are valued by our utility as it is in the first that has one, so that differences come from the
    offers and not from what we told each file.

    Parameters
    ----------
    negotiations : mapping of id to Negotiation
        In the order in which they were chosen.
    """
    first = next((name for name, one in negotiations.items() if one.own is not None), "")
    if not first:
        why = "our values are not set"
        return OffersCompared((), "", True, dict.fromkeys(negotiations, why))
    reference = negotiations[first]
    offers: list[StandingOffer] = []
    left_out: dict[str, str] = {}
    marks = set()
    for name, one in negotiations.items():
        difference = unlike_agendas(reference.agenda, one.agenda)
        found = standing(one, reference.own)
        if difference is not None:
            left_out[name] = difference
        elif one.status == "ended":
            left_out[name] = "talks ended there without an agreement"
        elif found is None:
            left_out[name] = (
                "their offer has not been looked at yet"
                if unseen(one) is not None
                else "they have picked, offered or asked for nothing complete yet"
            )
        else:
            marks.add(own_fingerprint(one))
            offers.append(_offer(name, one, found, reference.own))
    offers.sort(key=lambda offer: -offer.utility)
    return OffersCompared(tuple(offers), first, len(marks) <= 1, left_out)


def _offer(
    name: str,
    one: Negotiation,
    found: tuple[str, int, Package],
    own: AdditiveUtility | None,
) -> StandingOffer:
    what, number, package = found
    worth = 0.0 if own is None else own.utility(package)
    title, whom = one.title, one.counterpart
    return StandingOffer(name, title, whom, what, number, package, worth, one.reservation_value)


def standing(
    negotiation: Negotiation, own: AdditiveUtility | None = None
) -> tuple[str, int, Package] | None:
    """The latest complete package that they stand behind: where it comes from, its round, and itself.

    What was agreed; else, the latest round first, what they asked for or offered last in it, or picked.
    Of packages that they offered together it is the best for us, the first where `own` is not given. An
    offer that may not be valued yet does not count.
    """
    agenda = negotiation.agenda
    agreed = negotiation.agreed_package
    if agreed is not None and agenda.is_complete(agreed):
        return AGREED, negotiation.round, agreed
    theirs = {one.place: one for one in put_forward(negotiation, with_unseen=False)}
    for place, one in reversed([*enumerate(negotiation.rounds)]):
        if place in theirs:
            return _best(theirs[place], own)
        if one.meso is not None and one.favourite is not None:
            picked = one.meso[one.favourite]
            if agenda.is_complete(picked):
                return PICKED, one.number, picked
    return None


def _best(offered: PutForward, own: AdditiveUtility | None) -> tuple[str, int, Package]:
    """The best for us of what they put forward together."""
    worths = [0.0 if own is None else own.utility(package) for package in offered.packages]
    best = worths.index(max(worths))
    return offered.names[best], offered.round, offered.packages[best]


def unlike_agendas(one: Agenda, other: Agenda) -> str | None:
    """Why packages of two agendas cannot be valued alike, in words; None where they can.

    Issues must have the same names, ranges and options; what each side is thought to like does not
    matter, nor does the order of the issues.
    """
    theirs = {issue.name: issue for issue in other.issues}
    if set(theirs) != set(one.names):
        return "it is about other issues"
    for issue in one.issues:
        if _bare(issue) != _bare(theirs[issue.name]):
            return f"{issue.name} has another range or other options there"
    return None


def _bare(issue: Issue) -> dict[str, object]:
    return issue.model_dump(exclude={"own_direction", "counterpart_direction"})


# --- what is believed of each -----------------------------------------------------------------------


def belief_rows(posteriors: Mapping[str, Posterior]) -> tuple[tuple[str, ...], ...]:
    """One row an issue of any of them, one column a negotiation: its chance to matter most, in words.

    Parameters
    ----------
    posteriors : mapping of how to call each to Posterior

    Returns
    -------
    tuple of tuples of str
        The issue, then for each negotiation such as ``'62%, likely'``; ``'no evidence'`` without any,
        ``''`` where the issue is not on its agenda.
    """
    names = dict.fromkeys(name for one in posteriors.values() for name in one.agenda.names)
    return tuple((name, *(_chance(one, name) for one in posteriors.values())) for name in names)


def _chance(posterior: Posterior, name: str) -> str:
    if name not in posterior.agenda.names:
        return ""
    chance = posterior.weight_summary()[name].p_top
    word = certainty(chance, posterior.n_informative)
    return word if posterior.n_informative == 0 else f"{percent(chance)}, {word}"
