"""What is to be done next in a neutral's case, in one line: for the neutral, and for each party."""

from __future__ import annotations

from collections.abc import Collection

from meso_infer.errors import listed
from meso_infer.mediation.case import CaseLog
from meso_infer.mediation.entries import MessageWritten, Try


def for_neutral(log: CaseLog, linked: Collection[str]) -> str:
    """What the neutral can do, or waits for; `linked` are the parties that were given a link."""
    told = []
    waiting = sum(log.handled(one.id) is None for one, _ in log.of_kind(MessageWritten))
    if waiting:
        told.append(f"Messages that wait for you: {waiting}.")
    empty = tuple(party for party in log.header.ids if log.allowed(party) is None)
    missing = tuple(party for party in empty if party not in linked)
    suggestions = log.suggestions()
    if missing:
        told.append(f"Next: make a link for {log.names(missing)}, and send it to nobody else.")
    elif empty:
        told.append(f"{log.names(empty)} still have to fill in their side.")
    elif any(one.is_agreed for one in suggestions):
        agreed = next(one.label for one in suggestions if one.is_agreed)
        told.append(f"Everybody said yes to {agreed}.")
    elif any(_is_open(log, about) for about in ("overlap", "sealed")):
        told.append("A try is open; it ends when all have taken part.")
    elif any(one.is_open for one in suggestions):
        told.append(
            "A suggestion is open; it ends when everybody has said yes, or you take it back."
        )
    else:
        told.append(
            "All sides are filled in. Under Protocols, ask whether the limits overlap, or suggest a "
            "package."
        )
    return " ".join(told)


def for_party(log: CaseLog, party: str) -> str:
    """What a party is asked for; empty where nothing waits for it."""
    asked = []
    for about in ("overlap", "sealed"):
        state = log.newest_try(about, party)
        if state is not None and state.result is None and party not in state.handed_in:
            amount = f"seal your amount of {state.opened.issue}"
            asked.append("take part in the overlap test" if about == "overlap" else amount)
    waiting = [
        one.label for one in reversed(log.suggestions()) if one.is_open and party not in one.answers
    ]
    if waiting:
        noun = "suggestion" if len(waiting) == 1 else "suggestions"
        asked.append(f"answer {noun} {listed(waiting, 'and')}")
    return f"You are asked to {listed(asked, 'and')}." if asked else ""


def _is_open(log: CaseLog, about: Try) -> bool:
    state = log.newest_try(about)
    return state is not None and state.result is None
