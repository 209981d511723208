"""What the answers so far cannot tell, whatever they were.

Picks among packages that are equal for us say nothing about the part of the counterpart's weights that
runs along our own: the conditional logit's likelihood is constant there (McFadden 1974). Nor do they
say anything about an issue that was the same in every package.
"""

from __future__ import annotations

from collections.abc import Sequence

from meso_infer.errors import listed
from meso_infer.evidence import Counteroffer, EqualClaim, Evidence, OfferedSet, Pick, Ranking
from meso_infer.packages import Agenda
from meso_infer.utility import AdditiveUtility

EQUAL_WITHIN = 0.01
"""Spread of our utility, 0 to 1, up to which a set counts as equal for us."""


def untouched_issues(agenda: Agenda, evidence: Sequence[Evidence]) -> tuple[str, ...]:
    """Issues of which no piece of evidence can tell anything, in agenda order; none without evidence.

    A choice tells of the issues that differ within its set, and of all where they might have taken
    nothing; a counteroffer of the issues that it mentions; whatever else they say, of all.
    """
    if not evidence:
        return ()
    touched: set[str] = set()
    for one in evidence:
        if isinstance(one, Counteroffer):
            touched.update(one.package)
        elif isinstance(one, OfferedSet):
            touched.update(name for package in one.packages for name in package)
        elif isinstance(one, EqualClaim) or (
            isinstance(one, (Pick, Ranking)) and not _may_refuse(one)
        ):
            touched.update(agenda.varying(one.packages))
        else:
            return ()
    return tuple(name for name in agenda.names if name not in touched)


def only_equal_sets(evidence: Sequence[Evidence], own: AdditiveUtility) -> bool:
    """Whether all that is known are choices within sets that are equal for us."""
    return bool(evidence) and all(
        isinstance(one, (Pick, Ranking))
        and not _may_refuse(one)
        and all(own.agenda.is_complete(package) for package in one.packages)
        and own.spread(one.packages) <= EQUAL_WITHIN
        for one in evidence
    )


def _may_refuse(one: Pick | Ranking) -> bool:
    return isinstance(one, Pick) and (one.none_allowed or one.chosen is None)


def blind_spots(
    agenda: Agenda, evidence: Sequence[Evidence], own: AdditiveUtility | None = None
) -> tuple[str, ...]:
    """What the answers so far cannot tell, in sentences, and what to do about it."""
    sentences = []
    untouched = untouched_issues(agenda, evidence)
    if untouched:
        verb, them = ("was", "it") if len(untouched) == 1 else ("were", "them")
        sentences.append(
            f"{listed(untouched, 'and')} {verb} the same in all that they chose from: what is said of "
            f"{them} here is assumed. Offer packages that differ there."
        )
    if own is not None and only_equal_sets(evidence, own):
        sentences.append(
            "All packages they chose from were worth the same to us. Such picks cannot tell how far "
            "their priorities are like ours: ask what matters most to them, or for a counteroffer."
        )
    return tuple(sentences)
