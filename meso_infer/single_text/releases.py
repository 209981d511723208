"""What the parties to a single text are told of each other: the whole of it, protocol by protocol.

The list is a promise that tests hold: whatever one party marks, criticises or votes, nothing that
another party can receive changes, but for the entries named here.
"""

from __future__ import annotations

from meso_infer.mediation.releases import Protocol, Release

PROTOCOLS: tuple[Protocol, ...] = (
    Protocol(
        "What a party puts its name to",
        (
            Release("marked", "a mark, where its party allows its name", "everyone"),
            Release("criticised", "a criticism, where its party allows its name", "everyone"),
            Release("criticism-withdrawn", "that such a criticism was taken back", "everyone"),
        ),
        "Off until a party allows it, mark by mark and criticism by criticism. The mediator always "
        "reads every mark and criticism with its author.",
    ),
    Protocol(
        "Criticism without a name",
        (Release("criticism-told", "its words and how much it weighs", "everyone"),),
        "Told together with the next version, where its author allows it. The wording may still give "
        "its author away; between two parties it always does.",
    ),
    Protocol(
        "Counts of marks",
        (Release("counts-told", "how many gave each clause each mark", "everyone"),),
        "Once a version, and not between two parties. Where all gave the same mark, the count tells it "
        "of everyone.",
    ),
    Protocol(
        "The vote",
        (
            Release("ballot-received", "that a party has answered, not what", "the neutral"),
            Release("vote-told", "that all said yes, or that not all did", "everyone"),
        ),
        "How anybody voted is told to nobody, the mediator included. Between two parties, whoever said "
        "yes learns what the other said.",
    ),
)

RELEASED_KINDS = frozenset(release.kind for one in PROTOCOLS for release in one.releases)
"""Kinds of entries that may depend on what another than their reader said."""
