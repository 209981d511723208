"""The one destruction that a log allows: a text is taken out, and an event says that it was.

Nothing else of the event changes, so the state and the evidence stay what they were. What remains of
the text is a digest, by which whoever still holds the text can prove that it is the one.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, Field

from meso_infer.events.base import Event, EventId, ShortText, Visibility
from meso_infer.negotiation import OWN
from meso_infer.packages import Agenda

REDACTED = "[redacted]"
"""What stands in the place of a text that was taken out."""

_COST = 2**14
"""Of scrypt: one guess takes some 40 ms and 16 MB, so that a short text is not found by trying all."""

Hexadecimal = Annotated[str, Field(pattern=r"^[0-9a-f]{32,128}$")]


class RemovedText(BaseModel, frozen=True, extra="forbid"):
    """What is left of a text: where it stood, and a salted digest.

    Attributes
    ----------
    event : str
        Id of the event in which it stood.
    field : str
        Name of the field; with ``event.`` before it where it stood in a correction's replacement.
    salt, digest : str
        scrypt (Percival 2009; N = 2^14, r = 8, p = 1, 32 bytes) of the text in UTF-8, in hexadecimal.
    """

    event: EventId
    field: ShortText
    salt: Hexadecimal
    digest: Hexadecimal

    @classmethod
    def of(cls, event: str, field: str, text: str, salt: bytes) -> RemovedText:
        """The remains of a text.

        Parameters
        ----------
        salt : bytes
            At least 16, drawn anew for each redaction.
        """
        return cls(event=event, field=field, salt=salt.hex(), digest=_digest(text, salt))

    def matches(self, text: str) -> bool:
        """Whether this text is the one that was taken out."""
        return _digest(text, bytes.fromhex(self.salt)) == self.digest


def _digest(text: str, salt: bytes) -> str:
    return hashlib.scrypt(text.encode(), salt=salt, n=_COST, r=8, p=1, dklen=32).hex()


class Redaction(Event, frozen=True):
    """Texts of an earlier event, and of its corrections, were taken out for good.

    It changes nothing else: state, evidence and places in the log stay. It cannot be corrected or
    undone, since what it took out is nowhere any more.
    """

    kind: Literal["redaction"] = "redaction"
    redacts: EventId
    removed: tuple[RemovedText, ...] = Field(min_length=1, max_length=1000)

    default_party: ClassVar[str] = OWN
    default_visibility: ClassVar[Visibility] = "private"
    may_be_shared: ClassVar[bool] = False
    by_hand: ClassVar[bool] = False

    def describe(self, agenda: Agenda) -> str:
        return f"Took out the text of {self.redacts}"
