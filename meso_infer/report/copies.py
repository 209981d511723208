"""For whom a report is, and what that reader may see.

The log is filtered here, before anything is written: what a copy must not hold never reaches the
functions that write it.
"""

from __future__ import annotations

from dataclasses import dataclass

from meso_infer.negotiation import Negotiation
from meso_infer.report.content import Copy
from meso_infer.shared_copy import shared_view

SECTIONS: dict[str, str] = {
    "brief": "In brief",
    "issues": "Issues",
    "priorities": "What matters to them",
    "offers": "Offers and answers",
    "course": "Course of the talks",
    "movement": "Give and take",
    "own": "Our priorities and limits",
    "agreement": "Outcome",
    "basis": "What this rests on",
}
"""Every section by its key, in the order of the report."""


@dataclass(frozen=True)
class Reader:
    """A kind of reader.

    Attributes
    ----------
    name : str
        Of the copy.
    holds : str
        What it holds and what it leaves out, for us to read before it is handed over.
    notice : str
        The same for its reader.
    running : str
        Which copy it is, at the head of every printed page after the first.
    sections : tuple of str
        Keys of the sections that it may hold.
    on_leave : tuple of str
        Keys of those that it holds only where we allow it.
    """

    name: str
    holds: str
    notice: str
    running: str
    sections: tuple[str, ...]
    on_leave: tuple[str, ...] = ()


READERS: dict[Copy, Reader] = {
    "internal": Reader(
        "For us",
        "Everything: our values and limits, our estimates, our notes. Do not hand it over.",
        "Internal copy. It holds everything: our values and limits, our estimates, our notes. Do not "
        "hand it over.",
        "Internal copy: do not hand over",
        tuple(SECTIONS),
    ),
    "mediator": Reader(
        "For a mediator",
        "The issues with their ranges, what both sides put forward and answered, events marked for a "
        "mediator, and the outcome. Not our values, estimates and notes; our priorities and limits only "
        "where you allow it.",
        "Copy for a mediator. It holds the issues with their ranges, what was put forward and answered, "
        "and the outcome.",
        "Copy for a mediator",
        ("issues", "offers", "course", "own", "agreement"),
        ("own",),
    ),
    "shared": Reader(
        "Safe to share",
        "Only what both sides have seen: issues, packages put forward, answers as they were said, the "
        "outcome. No values, limits, estimates or notes of ours, and no ranges of issues.",
        "Copy to share. It holds the issues, the packages put forward, the answers as they were said, and "
        "the outcome.",
        "Copy to share",
        ("issues", "offers", "course", "agreement"),
    ),
}


def may_see(negotiation: Negotiation, copy: Copy) -> Negotiation:
    """The negotiation as the reader of a copy may see it."""
    return negotiation if copy == "internal" else shared_view(negotiation, copy)
