"""What is fixed before a practice game against a simulated counterpart, as a document keeps it.

The counterpart's priorities are not among it: only a fingerprint, so that at the end everybody can see
that they were fixed before the first offer.
"""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Consistency = Literal["steady", "human", "erratic"]
Talk = Literal["quiet", "ordinary", "talkative"]
Bluff = Literal["never", "may bluff"]
Patience = Literal["short", "ordinary", "long"]

LEAST_ROUNDS, MOST_ROUNDS = 2, 12


class GameTerms(BaseModel):
    """How hard the counterpart of a game is to read, and how long it stays.

    Attributes
    ----------
    commitment : str
        `fingerprint` of what is hidden: 64 hexadecimal digits.
    rounds : int
        So many offers of ours are answered; then the counterpart leaves.
    consistency : 'steady', 'human' or 'erratic'
        How much noise is in the answers.
    talk : 'quiet', 'ordinary' or 'talkative'
        How often more is said than which package comes closest.
    bluff : 'never' or 'may bluff'
        Whether an issue may be talked up that matters less.
    patience : 'short', 'ordinary' or 'long'
        How late the demands come down.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    commitment: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    rounds: Annotated[int, Field(ge=LEAST_ROUNDS, le=MOST_ROUNDS, strict=True)] = 6
    consistency: Consistency = "human"
    talk: Talk = "ordinary"
    bluff: Bluff = "never"
    patience: Patience = "ordinary"


def fingerprint(seed: str, hidden: dict[str, Any]) -> str:
    """Sixty-four hexadecimal digits that fix a seed and what was hidden, without telling either."""
    text = json.dumps({"seed": seed, "hidden": hidden}, sort_keys=True, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
