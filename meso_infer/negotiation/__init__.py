"""What happened, as an immutable state that only replay makes."""

from meso_infer.negotiation.state import (
    COUNTERPART,
    OWN,
    Deadline,
    Happening,
    Header,
    LoggedEvent,
    Negotiation,
    OwnGuess,
    Round,
    opened,
    own_fingerprint,
    with_agenda,
)

__all__ = [
    "COUNTERPART",
    "OWN",
    "Deadline",
    "Happening",
    "Header",
    "LoggedEvent",
    "Negotiation",
    "OwnGuess",
    "Round",
    "opened",
    "own_fingerprint",
    "with_agenda",
]
