"""What each protocol of the neutral desk releases, and to whom: the whole of what leaves a vault.

The list is a promise that tests hold: whatever one party changes in its vault, nothing that another
can receive changes, but for the entries named here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Audience = Literal[
    "everyone", "the neutral", "the parties that the neutral names", "both sides and the neutral"
]


@dataclass(frozen=True)
class Release:
    """One thing that leaves vaults.

    Attributes
    ----------
    kind : str
        Kind of the entry that carries it.
    what : str
        In words, what it says.
    to : str
        Who gets it.
    """

    kind: str
    what: str
    to: Audience


@dataclass(frozen=True)
class Protocol:
    """One procedure of the neutral desk.

    Attributes
    ----------
    name : str
        As it is called on the page.
    releases : tuple of Release
        All that it lets out.
    note : str
        What can be concluded from that, and how often it may happen.
    """

    name: str
    releases: tuple[Release, ...]
    note: str


PROTOCOLS: tuple[Protocol, ...] = (
    Protocol(
        "What an owner allows",
        (
            Release(
                "vault-allowed",
                "that a side was filled in; a shared item as it is, a hinted item by thirds",
                "the neutral",
            ),
            Release(
                "item-passed-on",
                "a shared item as it is, a hinted item by thirds",
                "the parties that the neutral names",
            ),
        ),
        "Nothing is told of an item that is marked never.",
    ),
    Protocol(
        "Overlap test",
        (
            Release(
                "overlap-told",
                "one yes or no (or: not settled): some package meets every limit",
                "everyone",
            ),
        ),
        "Once a case, and again only where all agree: repeated tests can search out a limit.",
    ),
    Protocol(
        "Sealed amounts",
        (
            Release(
                "midpoint-told",
                "the midpoint of two amounts, or that they do not meet",
                "both sides and the neutral",
            ),
        ),
        "From the midpoint and its own amount each side can work out the other's amount. Once a case, "
        "and again only where both agree.",
    ),
    Protocol(
        "Suggested packages",
        (
            Release(
                "package-suggested",
                "one package, by which rule it was chosen, and whether nothing better is left",
                "everyone",
            ),
        ),
        "A package tells something about what all want, together. Whoever fills in that little matters "
        "is shown what the others want most; and if the first one is worth less to you than you need, "
        "then no package meets every limit. Each side sees its own gain alone. The sides count as they "
        "were at the first suggestion until all agree to count them anew: changing one's own between "
        "suggestions could search out the others. Until then there are three at most, since each further "
        "one tells more.",
    ),
    Protocol(
        "Answers to a suggestion",
        (Release("all-said-yes", "that everybody said yes", "everyone"),),
        "A no, and a yes that is not everybody's, stay with whoever gave them; whoever says yes and hears "
        "nothing knows that not all others have.",
    ),
)

RELEASED_KINDS = frozenset(release.kind for one in PROTOCOLS for release in one.releases)
"""Kinds of entries that may depend on a vault of another than their reader."""


def count_releases(kinds: Iterable[str]) -> dict[str, int]:
    """How many releases each protocol has made, by its name, from the kinds of a log's entries."""
    counted = Counter(kinds)
    return {one.name: sum(counted[release.kind] for release in one.releases) for one in PROTOCOLS}
